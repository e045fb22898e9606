"""What a stranger's spreadsheet may cost us, in one place; used on both sides of the wall."""

from typing import Final

MAX_BYTES: Final = 20 * 1024 * 1024
MAX_ROWS: Final = 20_000
MAX_COLUMNS: Final = 100
MAX_CELL: Final = 100_000
# All cells together: one long shared string can be referred to from every cell of a sheet.
MAX_TEXT: Final = 20_000_000
MAX_UNPACKED: Final = 300 * 1024 * 1024
MAX_MEMBERS: Final = 2_000
# The last row number a spreadsheet program can show (ECMA-376 implementations).
LAST_ROW_NUMBER: Final = 1_048_576


class Refusal(Exception):
    """A file that is not read, and why: a code of `tables.REASONS` and the numbers it names."""

    def __init__(self, code: str, **details: int) -> None:
        """Take the reason's code and the row or limit that its sentence mentions."""
        super().__init__(code)
        self.code = code
        self.details = details
