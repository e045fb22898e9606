"""Queries compiled once.

Django builds a query's SQL anew each time it is asked, which takes ten times longer than asking
a small one. A page that is opened all day keeps the SQL of its own and binds other values to it.
"""

from collections.abc import Callable, Iterator
from typing import Any
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connections, models
from psycopg.pq import Format

_AT_ONCE = 500


class Slot(models.Value):
    """A place in a query that is filled when it is asked.

    :param place: its position among the values
    :param kind: the kind of column it is compared with
    """

    def __init__(self, place: int, kind: "models.Field[Any, Any]") -> None:
        super().__init__(place, output_field=kind)
        self.place, self.kind = place, kind

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """A parameter that :class:`Asked` replaces."""
        return "%s", [self]

    def bound(self, values: tuple[Any, ...], connection: Any) -> Any:
        """Its value as the database's driver takes it."""
        return self.kind.get_db_prep_value(values[self.place], connection)


def uuid_slot(place: int) -> Slot:
    """A slot for an id."""
    return Slot(place, models.UUIDField())


def number_slot(place: int) -> Slot:
    """A slot for a number."""
    return Slot(place, models.IntegerField())


def text_slot(place: int) -> Slot:
    """A slot for text."""
    return Slot(place, models.CharField())


def day_slot(place: int) -> Slot:
    """A slot for a day."""
    return Slot(place, models.DateField())


def moment_slot(place: int) -> Slot:
    """A slot for a moment."""
    return Slot(place, models.DateTimeField())


class Digits(models.Func):
    """An id as 32 digits, which cost little to read."""

    output_field = models.CharField()
    template = "%(expressions)s"  # as a database without a type for ids keeps them

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> tuple[str, Any]:
        """What other databases keep anyway."""
        digits = "encode(uuid_send(%(expressions)s), 'hex')"
        return super().as_sql(compiler, connection, template=digits, **more)


class Asked:
    """A question to the database, with slots.

    :param build: gives the queryset, made by ``values_list``, with a :class:`Slot` for each value
    """

    def __init__(self, build: Callable[[], Any]) -> None:
        self._build = build
        self._compiled: WeakKeyDictionary[Any, tuple[str, list[Any], Any, Any]] = (
            WeakKeyDictionary()  # each thread has a connection of its own
        )

    def rows(self, *values: Any) -> list[list[Any]]:
        """The rows for these values, one for each slot."""
        connection = connections[DEFAULT_DB_ALIAS]
        if connection not in self._compiled:
            self._compiled[connection] = self._compile(connection)
        sql, params, compiler, converters = self._compiled[connection]
        bound = [one.bound(values, connection) if isinstance(one, Slot) else one for one in params]
        with connection.cursor() as cursor:
            cursor.execute(sql, bound)
            return list(compiler.apply_converters(cursor.fetchall(), converters))

    def _compile(self, connection: Any) -> tuple[str, list[Any], Any, Any]:
        compiler = self._build().query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        shown = [column for column, _sql, _alias in compiler.select]
        return sql, list(params), compiler, compiler.get_converters(shown)


def bare_rows(found: Any) -> Iterator[tuple[Any, ...]]:
    """The rows of a queryset made by ``values_list``, as the driver gives them.

    For some 20 000 in a row: converting them would take as long as opening what they bring. Ask
    for ids as :class:`Digits`.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    sql, params = found.query.get_compiler(connection=connection).as_sql()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.cursor.format = Format.BINARY  # sealed bytes need not become digits
        cursor.execute(sql, params)
        while rows := cursor.fetchmany(_AT_ONCE):  # small pieces stay in the processor's cache
            yield from rows


class AskedModel:
    """A question whose answer is one row of a model, with a row that it points to.

    :param build: gives the queryset, with a :class:`Slot` for each value
    :param joined: the relation that is read along; None there when the row points to nothing
    """

    def __init__(self, build: Callable[[], Any], joined: str) -> None:
        self._build, self._joined = build, joined
        self._shape: tuple[Any, list[str], Any, list[str]] | None = None
        self._asked = Asked(self._columns)

    def _columns(self) -> Any:
        found = self._build()
        kind = found.model
        other = kind._meta.get_field(self._joined).related_model
        own, theirs = (_names(one) for one in (kind, other))
        self._shape = kind, own, other, theirs
        columns = [*own, *(f"{self._joined}__{name}" for name in theirs)]
        return found.order_by().values_list(*columns)[:1]

    def first(self, *values: Any) -> Any:
        """The row for these values, or None."""
        found = self._asked.rows(*values)
        if not found or self._shape is None:
            return None
        kind, own, other, theirs = self._shape
        row = kind.from_db(DEFAULT_DB_ALIAS, own, found[0][: len(own)])
        if getattr(row, kind._meta.get_field(self._joined).attname) is not None:
            setattr(
                row, self._joined, other.from_db(DEFAULT_DB_ALIAS, theirs, found[0][len(own) :])
            )
        return row


def _names(kind: type[models.Model]) -> list[str]:
    return [one.attname for one in kind._meta.concrete_fields]
