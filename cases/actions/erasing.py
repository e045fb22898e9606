"""Erasing a case at the client's wish: the last thing two people do, and it cannot be undone."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actions.errors import NotNow
from accounts.gate import Actor
from cases.actions.events import add_event, settle
from cases.agreements import Proposed
from cases.closing import left_open
from cases.models import Case, Decision, Event, SealedBlob, SharedBlob
from vault.compartments import Opened, erase, kinds
from vault.models import Compartment


def refuse_too_early(case: Case, proposed: Proposed, today: date) -> None:
    """Refuse to erase what nobody asked to erase, or what they may still want back.

    :raises NotNow: when they did not ask for it or took it back, the case has not ended, or the
        day has not come and it is not written how they confirmed it
    """
    if case.erase_on is None:
        raise NotNow(_("The client did not ask for this, or took it back."))
    if not case.is_ended:
        raise NotNow(_("Close the case first, so that nothing is left open."))
    if today < case.erase_on and not proposed.why.strip():
        raise NotNow(_("Before that day, write how they confirmed it, and through what."))


def erase_case(*, by: Actor, opened: Opened[Case], case: Case, decision: Decision) -> None:
    """Destroy all that a locked case holds, its restricted notes and briefs too, with their keys.

    What stays: the code, days, states, and who worked on it. Runs in the caller's transaction.

    :raises NotNow: when something is live again
    """
    case.decisions.waiting().update(state=Decision.State.TAKEN_BACK)
    left = left_open(case)
    if left:
        raise NotNow(" ".join(one.told for one in left))
    today = timezone.localdate()
    state = Case.State.ERASED
    add_event(by=by, opened=opened, case=case, kind=Event.Kind.STATE, today=today, state=state)
    settle(case, today=today, state=state, erase_on=None, closing_by=None, assignee=None)
    for inner in _within(case):
        erase(inner)
    SealedBlob.objects.filter(file__case=case).delete()  # a sweep then takes the files
    SharedBlob.objects.filter(referral__case=case).delete()
    erase(case)
    audit.record("case.erase", actor=by.pk, about=case, decision=str(decision.pk))


def _within(case: Case) -> list[Compartment]:
    """The compartments of the case that have keys of their own: restricted notes, briefs."""
    inner: list[Compartment] = []
    for kind in kinds():
        if any(field.name == "case" for field in kind._meta.fields):
            rows: Any = kind._default_manager
            inner += rows.filter(case=case)
    return inner
