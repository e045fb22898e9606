"""What every change of a referral has in common: which state may follow, and the step's row."""

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

from accounts.actions.errors import NotNow
from accounts.gate import Actor
from accounts.models import Member
from cases.actions.events import add_event
from cases.models import Case, Event, Referral, ReferralBundle, ReferralStep
from cases.referring.papers import TEXT_LIMIT, StepWords
from vault.compartments import Opened

State = Referral.State

#: what may follow; recalled and expired may follow any state that is live
NEXT: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        State.SENT: (State.ACKNOWLEDGED, State.ACCEPTED, State.DECLINED),
        State.ACKNOWLEDGED: (State.ACCEPTED, State.DECLINED),
        State.ACCEPTED: (State.IN_SERVICE, State.COMPLETED, State.FAILED),
        State.IN_SERVICE: (State.COMPLETED, State.FAILED),
    }
)
#: how many days a partner may be silent in a state before somebody is reminded
PATIENCE: Mapping[str, int] = MappingProxyType(
    {State.SENT: 3, State.ACKNOWLEDGED: 7, State.ACCEPTED: 14, State.IN_SERVICE: 30}
)


def locked(opened: Opened[Case], referral: Referral, *states: str) -> tuple[Case, Referral]:
    """The case and the referral as they are now, locked.

    :param states: the states it must be in
    :raises NotNow: when the case has ended, or the referral is in another state
    """
    case = opened.lock()
    if case.is_ended:
        raise NotNow(_("A closed case takes nothing new."))
    now = Referral.objects.select_for_update().get(pk=referral.pk, case=case)
    refuse_other(now, states)
    return case, now


def refuse_other(referral: Referral, states: tuple[str, ...]) -> None:
    """Refuse a referral in another state.

    :raises NotNow: naming the state it is in
    """
    if states and referral.state not in states:
        raise NotNow(
            _("That is not possible now: the referral is “%(state)s”.")
            % {"state": referral.get_state_display()}
        )


def refuse_long(text: str) -> None:
    """Refuse a text that is too long.

    :raises NotNow: naming the limit
    """
    if len(text) > TEXT_LIMIT:
        raise NotNow(_("A text has at most 5,000 characters."))


def move(referral: Referral, state: str, *, today: date, **changes: Any) -> None:
    """Save a locked referral's new state; one that is no longer live loses its link at once."""
    referral.state = state
    days = PATIENCE.get(state)
    referral.remind_on = today + timedelta(days) if days else None
    for name, value in changes.items():
        setattr(referral, name, value)
    referral.save(update_fields=["state", "remind_on", *changes])
    if not referral.is_live:
        ReferralBundle.objects.filter(referral=referral).delete()


def add_step(
    referral: Referral,
    state: str,
    *,
    today: date,
    member: Member | None,
    words: bool = False,
    **sealed: Any,
) -> ReferralStep:
    """Add a step to a locked referral.

    :param state: the state reached; empty for words alone
    :param member: who did it; None for the partner, or for time that ran out
    """
    latest = referral.steps.order_by("-number").values_list("number", flat=True).first()
    step = ReferralStep(
        referral=referral,
        number=(latest or 0) + 1,
        state=state,
        on=today,
        member=member,
        has_words=words,
        **sealed,
    )
    step.save(force_insert=True)
    return step


def add_own_step(
    *, by: Actor, opened: Opened[Case], case: Case, referral: Referral, today: date, words: str = ""
) -> None:
    """A member's own step to the state the referral is in now, with its event in the case."""
    text = words.strip()
    step = add_step(referral, referral.state, today=today, member=by.member, words=bool(text))
    if text:
        opened.write("referral.words", step.pk, 1, StepWords(text).dump())
    add_event(by=by, opened=opened, case=case, kind=Event.Kind.REFERRAL, today=today)
