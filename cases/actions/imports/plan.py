"""What was decided about an import: the columns, who is responsible, and until when."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from cases.documents import Document
from cases.spreadsheets.days import ORDERS, Order
from cases.spreadsheets.words import folded


@dataclass(frozen=True, repr=False)
class Known:
    """What may stand in a cell for a caseworker, and whom it means."""

    name: str = ""
    member: str = ""

    def __repr__(self) -> str:
        return "[sealed]"


@dataclass(frozen=True, repr=False)
class Plan(Document):
    """The sealed plan of an import.

    `columns` has, for each heading, the field it holds or nothing. `checked_on` and `assignees`
    are fixed when the import begins, so that every row is read as it was checked.
    """

    headers: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    order: str = ""
    owner: str = ""
    second: str = ""
    consent_by: date | None = None
    checked_on: date | None = None
    assignees: tuple[Known, ...] = ()

    @property
    def mapping(self) -> dict[int, str]:
        """The field of each column that is imported, by the column's index."""
        return {index: name for index, name in enumerate(self.columns) if name}

    @property
    def day_order(self) -> Order | None:
        """How days are written in the file, where somebody said so."""
        return next((order for order in ORDERS if order == self.order), None)

    @property
    def left_out(self) -> list[str]:
        """The headings of the columns that are not imported."""
        columns = zip(self.headers, self.columns, strict=True)
        return [heading for heading, name in columns if not name]

    @property
    def known_assignees(self) -> dict[str, str]:
        """What may stand in a cell for a caseworker, with the id it means."""
        return {known.name: known.member for known in self.assignees}

    def fits(self, headers: list[str]) -> bool:
        """Whether it was made for a file with the same headings."""
        return list(map(folded, self.headers)) == list(map(folded, headers))

    def bare(self) -> Self:
        """What is remembered for the next file of this kind: nothing that any row said."""
        return replace(self, consent_by=None, checked_on=None, assignees=())
