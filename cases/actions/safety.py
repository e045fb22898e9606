"""Deciding whether the work is safe."""

from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.gate import Actor
from cases.actions.conflicts import Overtaken
from cases.actions.events import add_event, settle
from cases.identity import Safety
from cases.models import Case, Event
from vault.compartments import Opened


@transaction.atomic
def decide_safety(*, by: Actor, opened: Opened[Case], safety: Safety, version: int) -> Case:
    """Write a safety decision, with who decided and when; earlier ones stay.

    :param version: the version that was seen when it was decided, 0 where there was none
    :raises Overtaken: when somebody decided meanwhile
    """
    case, today = opened.lock(), timezone.localdate()
    if case.safety_version != version:
        raise Overtaken(case.safety_version)
    decided = replace(safety, decided_on=today, decided_by=str(by.pk))
    opened.write("case.safety", case.pk, version + 1, decided.dump())
    add_event(by=by, opened=opened, case=case, kind=Event.Kind.SAFETY, today=today)
    settle(
        case,
        today=today,
        safety_version=version + 1,
        summary_version=case.summary_version + 1,
    )
    audit.record("case.safety", actor=by.pk, about=case, version=version + 1)
    return case
