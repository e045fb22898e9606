"""A member's day: the first page of a caseworker."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.gate import gate
from cases.actions.summarising import ready
from cases.day import day_of
from cases.listing import Wanted
from cases.tasks.mine import tasks_of_day
from cases.views.listing import progress


@gate("case.list")
@require_safe
def day(request: Any) -> HttpResponse:
    """What is overdue, due today and this week, and what changed in one's own cases."""
    member, today = request.actor.member, timezone.localdate()
    wanted = Wanted(state="open", assignee=str(member.pk))
    held = ready(by=request.actor, wanted=wanted)
    known = {UUID(bytes=one.case): one.summary for one in held.cases}
    shown = day_of(member, held.cases, today, tasks_of_day(request.actor, today, known))
    told = shown.codes
    own = {str(UUID(bytes=one.case)) for one in held.cases if one.summary.code in told}
    request.shown.update(cases=sorted(own | shown.task_cases), tasks=shown.tasks)
    context = {"day": shown, "today": today, "progress": progress(request, held)}
    return render(request, "cases/day.html", context)
