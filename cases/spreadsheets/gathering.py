"""Collect the rows of a sheet within the limits, whatever file they come from (child side)."""

from collections.abc import Iterable

from cases.spreadsheets.limits import MAX_CELL, MAX_COLUMNS, MAX_ROWS, MAX_TEXT, Refusal


class Gathering:
    """Rows that hold something, each with the number a spreadsheet program shows beside it."""

    def __init__(self) -> None:
        """Begin empty."""
        self.rows: list[list[str]] = []
        self.numbers: list[int] = []
        self.text = 0

    def add(self, number: int, cells: Iterable[str]) -> None:
        """Take one row without its empty end; an empty row is passed over.

        Raises Refusal beyond the limits.
        """
        row = list(cells)
        while row and not row[-1].strip():
            row.pop()
        if row:
            self.check(number, row)
            self.rows.append(row)
            self.numbers.append(number)

    def check(self, number: int, row: list[str]) -> None:
        """Hold a row against the limits."""
        if len(row) > MAX_COLUMNS:
            raise Refusal("columns", row=number, limit=MAX_COLUMNS)
        if len(self.rows) > MAX_ROWS:  # the first row is the headings
            raise Refusal("rows", limit=MAX_ROWS)
        lengths = [len(cell) for cell in row]
        if max(lengths) > MAX_CELL:
            raise Refusal("cell", row=number, limit=MAX_CELL)
        self.text += sum(lengths)
        if self.text > MAX_TEXT:
            raise Refusal("text", limit=MAX_TEXT)
        if any("\0" in cell for cell in row):
            raise Refusal("binary")

    def finished(self, *, kind: str, encoding: str, delimiter: str) -> dict[str, object]:
        """Give the table as plain data: headings, rows padded to one width, row numbers.

        Raises Refusal for a file without a row below its headings.
        """
        if not self.rows:
            raise Refusal("empty")
        if len(self.rows) == 1:
            raise Refusal("headings_only")
        width = max(map(len, self.rows))
        headers, *rows = (row + [""] * (width - len(row)) for row in self.rows)
        return {
            "headers": headers,
            "rows": rows,
            "numbers": self.numbers[1:],
            "header_number": self.numbers[0],
            "kind": kind,
            "encoding": encoding,
            "delimiter": delimiter,
        }
