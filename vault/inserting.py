"""Many rows of one model inserted at once, past the ORM's objects, which cost more than sealing.

PostgreSQL takes them by COPY in binary (a quarter of the time of INSERT), SQLite by executemany.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection


def insert(kind: Any, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows in the running transaction.

    :param kind: the model
    :param columns: the names of all of the model's columns but the generated id
    :param rows: a value for each column, as Python has it
    """
    fields = [kind._meta.get_field(name) for name in columns]
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in fields)
    into = f"{quote(kind._meta.db_table)} ({names})"
    with connection.cursor() as cursor:
        _WAYS[connection.vendor](cursor, into, fields, rows)


def _copy(
    cursor: Any, into: str, fields: Sequence[Any], rows: Iterable[Sequence[Any]]
) -> None:  # pragma: no cover - PostgreSQL
    with cursor.copy(f"COPY {into} FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types([field.db_type(connection).partition("(")[0] for field in fields])
        for row in rows:
            copy.write_row(row)


def _insert(cursor: Any, into: str, fields: Sequence[Any], rows: Iterable[Sequence[Any]]) -> None:
    places = ", ".join(["%s"] * len(fields))
    # SQLite keeps a UUID as Django does: its 32 hexadecimal digits.
    cursor.executemany(
        f"INSERT INTO {into} VALUES ({places})",  # noqa: S608 - names from the model alone
        [[value.hex if isinstance(value, UUID) else value for value in row] for row in rows],
    )


_WAYS = {"postgresql": _copy, "sqlite": _insert}
