"""Writing the safety plan: what the person does when it becomes dangerous."""

from dataclasses import replace

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actions.errors import NotNow
from accounts.gate import Actor
from cases.actions.conflicts import Overtaken
from cases.actions.events import add_event, settle
from cases.models import Case, Event
from cases.planning import SafetyPlan
from vault.compartments import Opened

FIELD = "case.safety_plan"


@transaction.atomic
def write_safety_plan(*, by: Actor, opened: Opened[Case], plan: SafetyPlan, version: int) -> Case:
    """Write a version of the safety plan; earlier ones stay.

    :param version: the version that was seen when it was written, 0 where there was none
    :raises Overtaken: when somebody wrote one meanwhile
    :raises NotNow: when the case is closed or declined
    """
    case, today = opened.lock(), timezone.localdate()
    if case.is_ended:
        raise NotNow(_("A closed case takes no safety plan. Take it up again first."))
    if case.safety_plan_version != version:
        raise Overtaken(case.safety_plan_version)
    opened.write(FIELD, case.pk, version + 1, replace(plan, by=str(by.pk), on=today).dump())
    add_event(by=by, opened=opened, case=case, kind=Event.Kind.SAFETY_PLAN, today=today)
    settle(case, today=today, safety_plan_version=version + 1)
    audit.record("safety_plan.write", actor=by.pk, about=case, version=version + 1)
    return case
