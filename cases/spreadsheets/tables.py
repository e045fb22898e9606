"""The table in an organisation's spreadsheet, read by the confined child and checked here."""

import json
from dataclasses import dataclass
from typing import Any, Literal, cast

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.spreadsheets.confined import ConfinedError, run_confined
from cases.spreadsheets.limits import MAX_BYTES, MAX_CELL, MAX_COLUMNS, MAX_ROWS

CSV = "cases.spreadsheets.reading:csv_answer"
XLSX = "cases.spreadsheets.reading_xlsx:xlsx_answer"
UNREADABLE = _("This file could not be read as a spreadsheet. It may be damaged.")
REASONS: dict[str, str | Promise] = {
    "bytes": _("This file is larger than 20 MB. Split it into smaller files."),
    "empty": _("This file holds no rows."),
    "headings_only": _("This file holds only one row. The first row is for the headings."),
    "rows": _("This file has more than %(limit)s rows. Split it into smaller files."),
    "columns": _("Row %(row)s has more than %(limit)s columns."),
    "cell": _(
        "A cell in row %(row)s is longer than %(limit)s characters. "
        "A quotation mark that is never closed can cause this."
    ),
    "text": _("The cells of this file hold more text than can be imported at once."),
    "quote": _("A quotation mark in row %(row)s is opened and never closed."),
    "binary": _("This is not a spreadsheet. Choose a CSV or XLSX file."),
    "encoding": _("The text of this file is damaged. Save it again as “CSV UTF-8”."),
    "old_excel": _(
        "This is an old Excel file or one with a password. "
        "Save it without a password as XLSX or CSV."
    ),
    "macros": _("This workbook can hold macros. Save it as a plain XLSX workbook or as CSV."),
    "other": _("This is another kind of file. Choose a CSV or XLSX file."),
    "unpacked": _("This workbook unpacks to far more than a spreadsheet needs. It was not opened."),
    "broken": UNREADABLE,
    "crash": UNREADABLE,
    "time": _("Reading this file took too long. Split it into smaller files or save it as CSV."),
    "memory": _("Reading this file took too much memory. Split it into smaller files."),
    "size": _("The cells of this file hold more text than can be imported at once."),
}


class TableRefused(Exception):
    """A file that is not imported; as text, the sentence for the person who chose it."""

    def __init__(self, code: str, **details: int) -> None:
        """Take a code of REASONS and the numbers its sentence names."""
        super().__init__(code)
        self.code, self.details = code, details

    def __str__(self) -> str:
        """The reason in the reader's language."""
        return str(REASONS[self.code]) % self.details


@dataclass(frozen=True, repr=False)
class Table:
    """Headings and rows of one width, with what was found out about the file.

    `numbers[i]` is the number that a spreadsheet program shows beside `rows[i]`.
    """

    headers: list[str]
    rows: list[list[str]]
    kind: Literal["csv", "xlsx"]
    encoding: str
    delimiter: str
    numbers: list[int]
    header_number: int

    def __repr__(self) -> str:
        """Say nothing about what the file holds: this may end in a log."""
        return f"Table({self.kind}, {len(self.rows)} rows, {len(self.headers)} columns)"


def read_table(data: bytes) -> Table:
    """Give the table in the bytes of a CSV or XLSX file; raises TableRefused.

    The bytes are parsed in a confined child and never written to disk.
    """
    if len(data) > MAX_BYTES:
        raise TableRefused("bytes")
    try:
        answer = run_confined(XLSX if data[:2] == b"PK" else CSV, data)
    except ConfinedError as error:
        raise TableRefused(error.reason) from None
    return checked(answer)


def checked(answer: bytes) -> Table:
    """Make a table of the child's answer, which is trusted no more than the file was."""
    try:
        said = json.loads(answer)
        if isinstance(said, dict) and said.get("refused") in REASONS:
            raise refusal(said)
        table = Table(**said)
        sound = is_sound(table)
    except (ValueError, TypeError, RecursionError):
        sound = False
    if not sound:
        raise TableRefused("crash")
    return table


def refusal(said: dict[str, Any]) -> TableRefused:
    """Make the refusal that the child asked for; numbers only, whatever it says."""
    numbers = {"row": 0, "limit": 0}
    details = said.get("details")
    if isinstance(details, dict):
        numbers |= {key: int(details.get(key, 0)) for key in numbers}
    return TableRefused(said["refused"], **numbers)


def is_sound(table: Table) -> bool:
    """Whether every part of an answer has the type and the size it should have."""
    named = (table.kind, table.encoding, table.delimiter)
    lists = (table.headers, table.rows, table.numbers)
    if not all(isinstance(x, str) for x in named) or not all(isinstance(x, list) for x in lists):
        return False
    numbers = [*table.numbers, table.header_number]
    return (
        table.kind in {"csv", "xlsx"}
        and 0 < len(table.rows) == len(table.numbers) <= MAX_ROWS
        and 0 < len(table.headers) <= MAX_COLUMNS
        and all(type(number) is int for number in numbers)
        and all(is_row(row, len(table.headers)) for row in (table.headers, *table.rows))
    )


def is_row(row: object, width: int) -> bool:
    """Whether this is a list of as many texts, none too long."""
    return (
        isinstance(row, list)
        and len(row) == width
        and all(isinstance(cell, str) for cell in row)
        and max(map(len, cast("list[str]", row))) <= MAX_CELL
    )
