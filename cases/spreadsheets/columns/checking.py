"""Check every row of a table against its mapping, and say everything that is wrong at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cases.spreadsheets.columns.cells import (
    LONGEST_NOTE,
    READERS,
    REFUSALS,
    Circumstances,
    joined_notes,
)
from cases.spreadsheets.columns.fields import FIELDS, NAME_FIELDS
from cases.spreadsheets.columns.imported import ImportedCase
from cases.spreadsheets.days import Order
from cases.spreadsheets.tables import Table
from cases.spreadsheets.words import cleaned, folded, latin_digits

EXCERPT = 60
# Under these a bare number is an age, where a birth column would need a year.
AGE_HEADINGS = {folded(word) for word in ("age", "سن", "سن تقریبی")}


@dataclass(frozen=True, repr=False)
class Problem:
    """Something wrong in one cell: where it stands, how it begins, and what to do about it.

    `row` is the number the spreadsheet program shows and `letter` that of the column; `column` is
    its heading. Both are empty for what concerns the whole row.
    """

    row: int
    column: str
    value_excerpt: str
    message: str
    letter: str = ""

    def __repr__(self) -> str:
        """Only the place: the value is a person's."""
        return f"Problem({self.letter}{self.row})"


@dataclass(frozen=True, repr=False)
class Checked:
    """The rows that can be cases, and every problem of the others, in the file's order."""

    cases: list[ImportedCase] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def check_rows(
    table: Table,
    mapping: Mapping[int, str],
    *,
    known_assignees: Mapping[str, str],
    day_order: Order | None,
    today: date | None = None,
) -> Checked:
    """Give the cases in a table and every problem of every row.

    `mapping` says which field each column (by index) holds; columns it leaves out are not read.
    `known_assignees` has what a person may write (user name, display name) and what to give for it.
    Raises ValueError for a mapping to a column or field that does not exist.
    """
    check_mapping(table, mapping)
    known = {folded(name): value for name, value in known_assignees.items()}
    about = Circumstances(day_order, today or timezone.localdate(), known)
    checking = Checking(table, mapping, about)
    if checking.mapping_is_sound():
        for number, row in zip(table.numbers, table.rows, strict=True):
            checking.check(number, row)
    return checking.checked


def check_mapping(table: Table, mapping: Mapping[int, str]) -> None:
    """Refuse what no form of ours would send."""
    for index, name in mapping.items():
        if name not in FIELDS or not 0 <= index < len(table.headers):
            raise ValueError("a mapping to a column or field that does not exist")


def letter_of(index: int) -> str:
    """The letter a spreadsheet program shows above a column: A, B ... Z, AA ..."""
    index, last = divmod(index, 26)
    return (letter_of(index - 1) if index else "") + chr(ord("A") + last)


class Checking:
    """One pass over a table, which remembers the references it has seen."""

    def __init__(self, table: Table, mapping: Mapping[int, str], about: Circumstances) -> None:
        """Take what is checked, and against what."""
        self.headers = [cleaned(header) for header in table.headers]
        self.header_number = table.header_number
        self.mapping = dict(sorted(mapping.items()))
        self.about = about
        self.references: dict[str, int] = {}
        self.checked = Checked()

    def report(self, row: int, index: int | None, value: str, message: str) -> None:
        """Add a problem of one cell, or of a whole row."""
        excerpt = value if len(value) <= EXCERPT else value[:EXCERPT] + "…"
        letter = "" if index is None else letter_of(index)
        column = "" if index is None else self.headers[index] or letter
        self.checked.problems.append(Problem(row, column, excerpt, message, letter))

    def mapping_is_sound(self) -> bool:
        """Whether some column holds a name and no field has two columns that takes only one."""
        fields = list(self.mapping.values())
        if not set(fields) & set(NAME_FIELDS):
            self.report(self.header_number, None, "", _("No column is chosen as a name."))
        for place, (index, name) in enumerate(self.mapping.items()):
            if name in fields[:place] and not FIELDS[name].repeats:
                message = _("Another column is chosen as “%(field)s” already.")
                heading = self.headers[index]
                self.report(
                    self.header_number, index, heading, message % {"field": FIELDS[name].label}
                )
        return not self.checked.problems

    def check(self, number: int, row: list[str]) -> None:
        """Take one row as a case, or say everything that is wrong with it."""
        before = len(self.checked.problems)
        values: dict[str, Any] = {}
        notes: list[tuple[str, str]] = []
        for index, name, text in self.cells(row):
            if name == "note":
                notes.append((self.headers[index], text))
            else:
                self.read(number, index, name, text, values)
        if notes:
            values["note"] = self.note(number, notes)
        if not any(values.get(name) for name in NAME_FIELDS) and not self.name_was_refused(before):
            self.report(number, None, "", _("This row has no name. Give at least one."))
        if len(self.checked.problems) == before:
            self.checked.cases.append(ImportedCase(row=number, **values))

    def cells(self, row: list[str]) -> Iterator[tuple[int, str, str]]:
        """The mapped cells of a row that hold something."""
        for index, name in self.mapping.items():
            if text := cleaned(row[index]):
                yield index, name, text

    def read(self, row: int, index: int, name: str, text: str, values: dict[str, Any]) -> None:
        """Read one cell into the values, or report it."""
        if name == "birth" and text.isdecimal() and folded(self.headers[index]) in AGE_HEADINGS:
            text += " years"
        try:
            value = READERS[name](text, self.about)
        except REFUSALS as refused:
            self.report(row, index, text, str(refused))
            return
        if name == "reference":
            self.check_reference(row, index, text)
        if isinstance(value, tuple):
            value = tuple(dict.fromkeys((*values.get(name, ()), *value)))
        if value not in (None, "", ()):
            values[name] = value

    def check_reference(self, row: int, index: int, text: str) -> None:
        """Report a reference that an earlier row has, whatever its case or digits."""
        key = " ".join(latin_digits(text).casefold().split())
        if (first := self.references.setdefault(key, row)) != row:
            self.report(row, index, text, _("Row %(row)s has the same reference.") % {"row": first})

    def note(self, row: int, notes: list[tuple[str, str]]) -> str:
        """Join the notes of a row, or report that they are too long for one."""
        text = joined_notes(notes)
        if len(text) > LONGEST_NOTE:
            message = _("The notes of this row are longer than %(limit)s characters.")
            self.report(row, None, text, message % {"limit": LONGEST_NOTE})
        return text

    def name_was_refused(self, before: int) -> bool:
        """Whether a problem of this row is already about a name."""
        letters = {letter_of(i) for i, name in self.mapping.items() if name in NAME_FIELDS}
        return any(problem.letter in letters for problem in self.checked.problems[before:])
