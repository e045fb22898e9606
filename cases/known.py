"""Who may know what: the people around a case, laid out in circles for a picture and a list."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from cases.consents import ReadConsent, live_consents
from cases.models import Consent

SIZE = 320
INNER, OUTER = 74, 130  # how far the team and the others stand from the person
SOON = timedelta(days=14)  # how early the end of a consent is told
_CENTRE = SIZE // 2


class Standing(StrEnum):
    """How somebody's knowing stands: always, while a consent lives, soon no more, no more."""

    TEAM = "team"
    LIVE = "live"
    SOON = "soon"
    ENDED = "ended"


@dataclass(frozen=True, repr=False)
class Knower:
    """Somebody who may know something, or might once: where they stand, and what they may know."""

    number: int
    name: str
    standing: Standing
    categories: tuple[str, ...] = ()
    until: date | None = None
    consent: Consent | None = None
    x: int = 0
    y: int = 0
    size: int = 13

    def __repr__(self) -> str:
        return "[sealed]"

    @property
    def is_open(self) -> bool:
        """Whether they may be told something today."""
        return self.standing is not Standing.ENDED

    @property
    def below(self) -> int:
        """Where the foot of the number stands in its circle."""
        return self.y + 5


def knowers(
    team: Sequence[str], consents: Sequence[ReadConsent], today: date, *, rtl: bool = False
) -> list[Knower]:
    """The team in the inner circle, then whom the client's answers name, in the outer one.

    :param consents: all of the case, oldest first
    :param rtl: whether the picture runs from right to left
    """
    inner = _placed(len(team), INNER, rtl=rtl)
    found = [
        Knower(number, name, Standing.TEAM, x=x, y=y, size=size)
        for number, (name, (x, y, size)) in enumerate(zip(team, inner, strict=True), 1)
    ]
    told = _latest(consents)
    live = {one.row.pk for one in live_consents(consents, today)}
    outer = _placed(len(told), OUTER, rtl=rtl)
    for number, (one, at) in enumerate(zip(told, outer, strict=True), len(team) + 1):
        found.append(_knower(number, one, live=one.row.pk in live, today=today, at=at))
    return found


def _latest(consents: Sequence[ReadConsent]) -> list[ReadConsent]:
    """The latest answer for each recipient; one who was never agreed to is left out."""
    shared = [one for one in consents if one.row.purpose == Consent.Purpose.SHARING]
    agreed = {one.scope for one in shared if one.row.given}
    latest = {one.scope: one for one in shared if one.scope in agreed}
    return list(latest.values())


def _knower(
    number: int, one: ReadConsent, *, live: bool, today: date, at: tuple[int, int, int]
) -> Knower:
    soon = one.row.until - today <= SOON
    standing = Standing.ENDED if not live else Standing.SOON if soon else Standing.LIVE
    name, told = one.terms.recipient_name, tuple(one.terms.category_labels)
    x, y, size = at
    return Knower(number, name, standing, told, one.row.until, one.row, x, y, size)


def _placed(count: int, away: int, *, rtl: bool) -> list[tuple[int, int, int]]:
    """Points around the middle, from the top on, as people read; smaller where there are many."""
    size = 13 if count * 30 <= 2 * math.pi * away else max(6, round(2.6 * away / count))
    turn = -1 if rtl else 1
    angles = [turn * 2 * math.pi * place / count - math.pi / 2 for place in range(count)]
    return [
        (round(_CENTRE + away * math.cos(a)), round(_CENTRE + away * math.sin(a)), size)
        for a in angles
    ]
