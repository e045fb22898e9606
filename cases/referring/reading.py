"""Referrals as they are read: each with its partner, what it told, and every step."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import get_language_bidi

from cases.documents import UnknownFormat
from cases.models import Case, Referral, ReferralStep
from cases.reading import CasePage
from cases.referring.locks import key_of
from cases.referring.papers import Disclosed, Draft, Handover, StepWords
from cases.referring.path import path_of
from cases.timeline import Stop
from vault.compartments import Opened, Place
from vault.suites import SealError
from vault.symmetric import RecordKey

Found = Mapping[Place, bytes]


@dataclass(frozen=True, repr=False)
class ReadReferral:
    """A referral with what is sealed of it; ``paper`` is None where that does not open."""

    row: Referral
    paper: Draft | Disclosed | None

    def __repr__(self) -> str:
        return "[sealed]"

    @property
    def name(self) -> str:
        """Whom it asks."""
        return self.paper.partner_name if self.paper else ""

    @property
    def kind(self) -> str:
        """What for, in words."""
        return self.paper.kind_label if self.paper else ""

    @property
    def disclosed(self) -> Disclosed | None:
        """What left."""
        return self.paper if isinstance(self.paper, Disclosed) else None

    def is_silent(self, today: date) -> bool:
        """Whether the partner should have been heard of by now."""
        asked = self.row.remind_on
        return self.row.is_live and asked is not None and asked <= today

    @property
    def tag(self) -> str:
        """How its state is shown."""
        states = Referral.State
        if self.row.state in {states.ACCEPTED, states.IN_SERVICE, states.COMPLETED}:
            return "done"
        ended = {states.DECLINED, states.FAILED, states.RECALLED, states.EXPIRED}
        return "danger" if self.row.state in ended else "calm" if self.row.is_live else ""


@dataclass(frozen=True, repr=False)
class ReadStep:
    """One step in words."""

    on: date
    by: str
    label: str
    text: str
    is_partners: bool

    def __repr__(self) -> str:
        return "[sealed]"


def place_of(row: Referral) -> Place:
    """Where a referral says whom it asks: its draft, or what was disclosed."""
    if row.state in {Referral.State.DRAFT, Referral.State.DROPPED}:
        return "referral.draft", row.pk, row.version
    return "referral.disclosed", row.pk, 1


def read_referrals(rows: Iterable[Referral], found: Found) -> list[ReadReferral]:
    """Referrals with their papers."""
    return [ReadReferral(row, _paper(row, found)) for row in rows]


def _paper(row: Referral, found: Found) -> Draft | Disclosed | None:
    place = place_of(row)
    kind = Draft if place[0] == "referral.draft" else Disclosed
    try:
        return kind.load(found[place])
    except (KeyError, UnknownFormat):
        return None


def step_places(row: Referral, steps: Iterable[ReferralStep]) -> list[Place]:
    """Where the members' words and the keys of the hand-overs are kept."""
    words = [("referral.words", one.pk, 1) for one in steps if one.member_id and one.has_words]
    return [*words, *(("referral.handover", row.pk, n + 1) for n in range(row.handovers))]


def read_steps(row: Referral, steps: Sequence[ReferralStep], page: CasePage) -> list[ReadStep]:
    """Every step with its words, oldest first."""
    names = page.names({str(one.member_id) for one in steps if one.member_id})
    keys = _keys(row, page.found)
    return [
        ReadStep(
            one.on,
            names.get(str(one.member_id), ""),
            one.get_state_display() if _is_new(one, steps) else "",
            _text(one, page.found, keys),
            one.member_id is None and one.state != Referral.State.EXPIRED,
        )
        for one in steps
    ]


def _is_new(step: ReferralStep, steps: Sequence[ReferralStep]) -> bool:
    """Whether it brought the referral to another state."""
    before = [one.state for one in steps if one.number < step.number and one.state]
    return bool(step.state) and (not before or before[-1] != step.state)


def handover_of(opened: Opened[Case], row: Referral) -> Handover:
    """The link and the words that are handed over now.

    :raises SealError: when there are none
    """
    return Handover.load(opened.read("referral.handover", row.pk, row.handovers))


def _keys(row: Referral, found: Found) -> list[RecordKey]:
    numbers = range(1, row.handovers + 1)
    texts = {n: found.get(("referral.handover", row.pk, n)) for n in numbers}
    return [key_of(Handover.load(text), row.pk, n) for n, text in texts.items() if text]


def _text(step: ReferralStep, found: Found, keys: Iterable[RecordKey]) -> str:
    text: bytes | None = found.get(("referral.words", step.pk, 1))
    if step.sealed_words is not None:
        text = _partners(step.pk, bytes(step.sealed_words), keys)
    try:
        return StepWords.load(text).text if text else ""
    except UnknownFormat:
        return ""


def _partners(step: UUID, sealed: bytes, keys: Iterable[RecordKey]) -> bytes | None:
    for key in keys:
        with suppress(SealError):
            return key.open_field("answer.words", step, 1, sealed)
    return None


def stops_of(steps: Sequence[ReferralStep]) -> list[Stop]:
    """The path of a referral."""
    new = [(one.state, one.on) for one in steps if _is_new(one, steps)]
    return path_of(new, rtl=get_language_bidi())
