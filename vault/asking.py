"""Queries compiled once.

Django builds a query's SQL anew each time it is asked, which takes ten times longer than asking
a small one. A page that is opened all day keeps the SQL of its own and binds other values to it.
"""

from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connections, models


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
