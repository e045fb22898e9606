"""Calling briefs back: the volunteer's key is gone when the transaction ends."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actions.errors import NotNow
from accounts.gate import Actor
from cases.actions.events import add_event, settle
from cases.models import Brief, Case, Event
from vault.compartments import Opened, revoke


@transaction.atomic
def recall_brief(*, by: Actor, opened: Opened[Case], brief: Brief) -> Brief:
    """Take a brief back from its volunteer, in whatever state the case is.

    :raises NotNow: when it has ended already
    """
    case, today = opened.lock(), timezone.localdate()
    now = Brief.objects.get(pk=brief.pk, case=case)
    if not now.is_live:
        raise NotNow(_("This brief has ended already."))
    _recall(by, opened, case, now, today)
    settle(case, today=today)
    audit.record("brief.recall", actor=by.pk, about=case, brief=str(now.pk))
    return now


def recall_live(*, by: Actor, opened: Opened[Case], case: Case, **which: Any) -> list[Brief]:
    """Take back all live briefs of a case, or some, in the caller's transaction.

    The caller holds the lock of the case, settles it and writes the audit row.

    :param which: what narrows them down, such as ``task=``
    """
    found = list(Brief.objects.live().filter(case=case, **which).order_by("number"))
    for one in found:
        _recall(by, opened, case, one, timezone.localdate())
    return found


def _recall(by: Actor, opened: Opened[Case], case: Case, brief: Brief, today: date) -> None:
    end_brief(brief, Brief.State.RECALLED, today)
    kind, to = Event.Kind.BRIEF_RECALLED, brief.volunteer
    add_event(by=by, opened=opened, case=case, kind=kind, today=today, member=to)


def end_brief(brief: Brief, state: Brief.State, today: date) -> None:
    """End a brief: its volunteer opens it no more, and its key is due to be changed.

    The case's holders, two at least, go on reading it by the case's key.
    """
    revoke(brief, brief.volunteer_id, last_resort=True)
    brief.state, brief.ended_on = state, today
    brief.save(update_fields=["state", "ended_on"])
