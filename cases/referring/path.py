"""The path of a referral, laid out for a picture and for a list."""

from collections.abc import Iterable
from datetime import date

from cases.models import Referral
from cases.timeline import MARGIN, WIDTH, Stop

State = Referral.State
_WAY = (
    State.DRAFT,
    State.SENT,
    State.ACKNOWLEDGED,
    State.ACCEPTED,
    State.IN_SERVICE,
    State.COMPLETED,
)


def path_of(reached: Iterable[tuple[str, date]], *, rtl: bool = False) -> list[Stop]:
    """The states a referral has been in with their days, then those still ahead.

    :param reached: oldest first; the last one is where it is now
    :param rtl: whether the picture runs from right to left
    """
    been: list[tuple[str, date | None]] = [(state, on) for state, on in reached if state]
    now = len(been) - 1
    stops = been + [(state, None) for state in _ahead(been[-1][0])]
    apart = (WIDTH - 2 * MARGIN) // max(len(stops) - 1, 1)
    return [
        Stop(
            state=state,
            label=str(State(state).label),
            on=on,
            is_now=place == now,
            x=_at(place, apart, rtl),
            end=_at(min(place + 1, len(stops) - 1), apart, rtl),
        )
        for place, (state, on) in enumerate(stops)
    ]


def _ahead(state: str) -> tuple[State, ...]:
    """What would come next, if all goes well; nothing after an end."""
    return _WAY[_WAY.index(State(state)) + 1 :] if state in _WAY else ()


def _at(place: int, apart: int, rtl: bool) -> int:
    x = MARGIN + place * apart
    return WIDTH - x if rtl else x
