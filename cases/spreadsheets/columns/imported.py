"""A row of the spreadsheet as a clean case, before anything is sealed or stored."""

from dataclasses import dataclass
from datetime import date

from cases.spreadsheets.days import Birth


@dataclass(frozen=True, repr=False)
class ImportedCase:
    """The values of one row, `row` being its number in the spreadsheet program.

    Empty text, None and () mean that the file says nothing. `assignee` is the value that
    `known_assignees` holds for the name in the file. A contact is unsafe unless it says otherwise.
    """

    row: int
    full_name: str = ""
    given: str = ""
    family: str = ""
    aliases: tuple[str, ...] = ()
    reference: str = ""
    kind: str = "leaver"
    state: str = "enquiry"
    risk: str = ""
    birth: Birth | None = None
    sex: str = ""
    languages: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    contact_safety: str = "unsafe"
    contact_hours: str = ""
    note: str = ""
    opened_on: date | None = None
    due_on: date | None = None
    assignee: str = ""
    consent_until: date | None = None

    def __repr__(self) -> str:
        """Only the row's number: everything else is a person, and this may end in a log."""
        return f"ImportedCase(row={self.row})"
