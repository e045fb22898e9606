"""The confined child's other entry: a workbook in, a JSON answer out."""

from cases.spreadsheets.reading import answer
from cases.spreadsheets.xlsx_file import read_xlsx


def xlsx_answer(data: bytes) -> bytes:
    """Answer with the table of a workbook, or with the reason it is refused."""
    return answer(read_xlsx, data)
