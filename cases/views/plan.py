"""The plan of a case: tasks, goals, assessments, and the safety plan, on one page."""

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accounts.gate import gate
from cases.models import Case
from cases.plans import plan_rows, read_plan
from cases.views.pages import read, show
from vault.compartments import Opened


@gate("case.read", opens=Case)
@require_safe
def plan(request: Any, opened: Opened[Case]) -> HttpResponse:
    """What is wanted, what is to do, how the person is, and what to do in danger."""
    rows = plan_rows(opened.record)
    page = read(request, opened, rows.places)
    request.shown.update(rows.shown)
    return show(request, opened, "plan", tab="plan", page=page, plan=read_plan(rows, page))
