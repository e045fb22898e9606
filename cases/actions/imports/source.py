"""The table of an import as it is kept: a head, then parts of 100 rows, each compressed alone.

So one step of an import unpacks the rows it stages and no others, however long the file is. The
format is one line of JSON (headings, row numbers, lengths of the parts), then the parts (RFC 1950).
"""

import json
import zlib
from collections.abc import Iterator
from dataclasses import asdict, replace
from itertools import accumulate
from typing import Any

from cases.spreadsheets.tables import Table

PART = 100
_FORMAT = 1


def packed(table: Table) -> bytes:
    """Give a table as one text that is ready to be sealed."""
    parts = [_pressed(table.rows[at : at + PART]) for at in range(0, len(table.rows), PART)]
    head = {**asdict(replace(table, rows=[])), "f": _FORMAT, "parts": [len(one) for one in parts]}
    return b"".join((json.dumps(head, ensure_ascii=False).encode(), b"\n", *parts))


def _pressed(rows: list[list[str]]) -> bytes:
    return zlib.compress(json.dumps(rows, ensure_ascii=False).encode(), 1)


class Source:
    """A packed table, read in parts. Prints as ``[sealed]``."""

    def __init__(self, text: bytes) -> None:
        """Take what :func:`packed` gave."""
        head, _, self._body = text.partition(b"\n")
        self._head: dict[str, Any] = json.loads(head)
        if self._head.pop("f") != _FORMAT:
            raise ValueError("written by a newer version")
        lengths = self._head.pop("parts")
        self._ends = list(accumulate(lengths, initial=0))

    def __repr__(self) -> str:
        return "[sealed]"

    @property
    def headers(self) -> list[str]:
        """The headings."""
        found: list[str] = self._head["headers"]
        return found

    def whole(self) -> Table:
        """The whole table."""
        parts = range(len(self._ends) - 1)
        return self._table([row for part in parts for row in self._part(part)], 0)

    def rest_of_part(self, done: int) -> Table:
        """The rows from number `done` (counted from 0) to the end of the part they are in."""
        part, within = divmod(done, PART)
        return self._table(self._part(part)[within:], done)

    def first_rows(self) -> Table:
        """The first part, for guessing what the columns hold."""
        return self.rest_of_part(0)

    def _table(self, rows: list[list[str]], first: int) -> Table:
        numbers = self._head["numbers"][first : first + len(rows)]
        return Table(**{**self._head, "rows": rows, "numbers": numbers})

    def _part(self, part: int) -> list[list[str]]:
        start, end = self._ends[part : part + 2]
        rows: list[list[str]] = json.loads(zlib.decompress(self._body[start:end]))
        return rows


def portions(rows: list[list[str]], most: int, most_text: int) -> Iterator[int]:
    """How many rows to take at a time: up to `most`, fewer where they hold long texts."""
    count = text = 0
    for row in rows:
        weight = sum(map(len, row))
        if count and (count == most or text + weight > most_text):
            yield count
            count = text = 0
        count, text = count + 1, text + weight
    yield count
