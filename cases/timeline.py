"""The timeline of a case: its states with their days, laid out for a picture and for a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cases.models import Case, Event

_AHEAD = (Case.State.ENQUIRY, Case.State.INTAKE, Case.State.ACTIVE, Case.State.CLOSED)
WIDTH, MARGIN = 640, 70


@dataclass(frozen=True)
class Stop:
    """A state on the line: the day it began, or None while it is still ahead.

    ``x`` and ``end`` are where its point lies in the picture, and where the line from it ends.
    """

    state: str
    label: str
    on: date | None
    is_now: bool
    x: int
    end: int

    @property
    def is_past(self) -> bool:
        """Whether the case has been there, or is."""
        return self.on is not None


def stops(case: Case, steps: Sequence[Event], *, rtl: bool = False) -> list[Stop]:
    """The stops of a case, in the order they were reached, then those that are still ahead.

    :param steps: the case's events that carry a state, oldest first
    :param rtl: whether the picture runs from right to left
    """
    been = [(event.state, event.on) for event in steps if event.state] or [
        (case.state, case.opened_on)
    ]
    first = (been[0][0], min(case.opened_on, been[0][1]))
    path: list[tuple[str, date | None]] = [first, *_moves(first[0], been[1:])]
    now = len(path) - 1
    path += [(state, None) for state in _ahead(case.state)]
    apart = (WIDTH - 2 * MARGIN) // max(len(path) - 1, 1)
    return [
        Stop(
            state=state,
            label=str(Case.State(state).label),
            on=on,
            is_now=place == now,
            x=_at(place, apart, rtl),
            end=_at(min(place + 1, len(path) - 1), apart, rtl),
        )
        for place, (state, on) in enumerate(path)
    ]


def _at(place: int, apart: int, rtl: bool) -> int:
    x = MARGIN + place * apart
    return WIDTH - x if rtl else x


def _moves(first: str, events: Sequence[tuple[str, date]]) -> list[tuple[str, date | None]]:
    """Without events that left the case where it was."""
    moves: list[tuple[str, date | None]] = []
    before = first
    for state, on in events:
        if state != before:
            moves.append((state, on))
        before = state
    return moves


def _ahead(state: str) -> Sequence[str]:
    if state in Case.ENDED:
        return ()
    return _AHEAD[_AHEAD.index(Case.State(state)) + 1 :]
