"""Many rows at once, past the models: 100 000 cases in seconds instead of minutes."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model


def pour(kind: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Inserts rows of the named fields; the other fields take their defaults.

    :param columns: field names as in ``attname`` (``owner_id``, not ``owner``)
    """
    fields = {field.attname: field for field in kind._meta.concrete_fields}
    others = [name for name in fields if name not in columns and not fields[name].primary_key]
    filling = tuple(fields[name].get_default() for name in others)
    names = ", ".join(f'"{fields[name].column}"' for name in (*columns, *others))
    whole = ((*row, *filling) for row in rows)
    table = kind._meta.db_table
    if connection.vendor == "sqlite":
        _into_sqlite(table, names, len(columns) + len(others), whole)
    else:
        _into_postgresql(table, names, whole)


def _into_sqlite(table: str, names: str, count: int, rows: Iterable[Sequence[Any]]) -> None:
    marks = ", ".join("?" * count)
    connection.ensure_connection()
    database: Any = connection.connection
    database.execute("BEGIN IMMEDIATE")
    database.executemany(
        f'INSERT INTO "{table}" ({names}) VALUES ({marks})',  # noqa: S608
        (tuple(map(_for_sqlite, row)) for row in rows),
    )
    database.execute("COMMIT")


def _for_sqlite(value: Any) -> Any:
    if isinstance(value, UUID):
        return value.hex
    return value.isoformat() if isinstance(value, date) else value


def _into_postgresql(table: str, names: str, rows: Iterable[Sequence[Any]]) -> None:
    connection.ensure_connection()
    with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(row)


def settle() -> None:
    """Lets the database learn what it holds, as it does by itself in the course of a night."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
