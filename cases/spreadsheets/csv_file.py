"""Read a CSV file (RFC 4180 and what spreadsheet programs make of it), in the confined child."""

import csv
import io
from itertools import islice

from cases.spreadsheets.encodings import decoded
from cases.spreadsheets.gathering import Gathering
from cases.spreadsheets.limits import MAX_CELL, Refusal

DELIMITERS = (",", ";", "\t")
SAMPLE_TEXT, SAMPLE_ROWS = 200_000, 50
END = "end of file"
NOT_CSV = {
    b"%PDF": "other",
    b"{\\rtf": "other",
    b"\xd0\xcf\x11\xe0": "old_excel",  # also a workbook with a password: both sit in OLE
}


def read_csv(data: bytes) -> dict[str, object]:
    """Give the table in the bytes of a CSV file; raises Refusal."""
    for magic, reason in NOT_CSV.items():
        if data.startswith(magic):
            raise Refusal(reason)
    text, encoding = decoded(data)
    if text.lstrip()[:1] == "<":
        raise Refusal("other")  # a web page or XML under a spreadsheet's name
    csv.field_size_limit(MAX_CELL)
    text, delimiter = declared_delimiter(text)
    delimiter = delimiter or likely_delimiter(text[:SAMPLE_TEXT])
    return gathered(text, delimiter).finished(kind="csv", encoding=encoding, delimiter=delimiter)


def declared_delimiter(text: str) -> tuple[str, str]:
    """Take off a first line `sep=;`, which Excel writes, obeys and does not show."""
    first, _, rest = text.partition("\n")
    first = first.strip().strip('"').lower()
    if first[:4] == "sep=" and first[4:] in DELIMITERS:
        return rest, first[4:]
    return text, ""


def likely_delimiter(sample: str) -> str:
    """Choose the sign that cuts most rows into as many pieces as the headings, then the most."""
    return max(DELIMITERS, key=lambda sign: evenness(sample, sign))


def evenness(sample: str, sign: str) -> tuple[float, int]:
    """How evenly a delimiter cuts the first rows, and into how many pieces."""
    try:
        rows = list(
            islice(csv.reader(io.StringIO(sample, newline=""), delimiter=sign), SAMPLE_ROWS)
        )
    except csv.Error:
        return 0.0, 0
    widths = [len(row) for row in rows if any(cell.strip() for cell in row)]
    if not widths or widths[0] == 1:
        return 0.0, 0
    return sum(width == widths[0] for width in widths) / len(widths), widths[0]


def gathered(text: str, delimiter: str) -> Gathering:
    """Collect the rows; a line break inside quotes does not count as a row, as in the program.

    A sentinel line is added: when an opened quote swallows it, the quote was never closed.
    """
    gathering, row = Gathering(), [END]
    lines = io.StringIO(text + ("" if text.endswith(("\n", "\r")) else "\n") + END, newline="")
    number = 0
    try:
        for number, row in enumerate(csv.reader(lines, delimiter=delimiter), 1):
            if row != [END]:
                gathering.add(number, row)
    except csv.Error:
        raise Refusal("cell", row=number + 1, limit=MAX_CELL) from None
    if row != [END]:
        raise Refusal("quote", row=number)
    return gathering
