"""Decisions of two people and withdrawals as they are read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from cases.agreements import Answer, Proposed, Receipt
from cases.documents import Document, UnknownFormat
from cases.models import Case, Decision, Withdrawal
from vault.compartments import Opened, Place

D = TypeVar("D", bound=Document)
MOST = 50  # of each, on the page of consents


@dataclass(frozen=True, repr=False)
class ReadDecision:
    """A decision with its opened words; None where they do not open."""

    row: Decision
    proposed: Proposed | None
    answer: Answer | None
    told: Answer | None

    def __repr__(self) -> str:
        return "[sealed]"

    @property
    def members(self) -> set[str]:
        """Who had a part in it."""
        second = {str(self.row.second_id)} if self.row.second_id else set()
        return {str(self.row.author_id)} | second | ({self.told.by} if self.told else set())


@dataclass(frozen=True, repr=False)
class ReadWithdrawal:
    """A withdrawal with its receipt; None where it does not open."""

    row: Withdrawal
    receipt: Receipt | None

    def __repr__(self) -> str:
        return "[sealed]"


def read_decisions(opened: Opened[Case], rows: Iterable[Decision]) -> list[ReadDecision]:
    """Decisions of one case with their words, in one query."""
    listed = list(rows)
    found = opened.read_many(
        ("decision.words", row.pk, version) for row in listed for version in (1, 2, 3)
    )
    return [
        ReadDecision(
            row,
            _loaded(Proposed, found, ("decision.words", row.pk, 1)),
            _loaded(Answer, found, ("decision.words", row.pk, 2)),
            _loaded(Answer, found, ("decision.words", row.pk, 3)),
        )
        for row in listed
    ]


def read_withdrawals(opened: Opened[Case], rows: Sequence[Withdrawal]) -> list[ReadWithdrawal]:
    """Withdrawals of one case with their receipts, in one query."""
    places: list[Place] = [("withdrawal.receipt", row.pk, 1) for row in rows]
    found = opened.read_many(places)
    return [
        ReadWithdrawal(row, _loaded(Receipt, found, at))
        for row, at in zip(rows, places, strict=True)
    ]


def _loaded(kind: type[D], found: dict[Place, bytes], at: Place) -> D | None:
    try:
        return kind.load(found[at])
    except (KeyError, UnknownFormat):
        return None
