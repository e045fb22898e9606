"""The plan of a case: tasks, goals, assessments, and the safety plan, on one page."""

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accounts.gate import gate
from cases.models import Case
from cases.plans import plan_rows, read_plan
from cases.tasks.lines import open_tasks, shown_tasks, task_lines, task_places
from cases.views.pages import read, show
from vault.compartments import Opened

TASKS = 12  # of them that the plan shows; the others are on their own page


@gate("case.read", opens=Case)
@require_safe
def plan(request: Any, opened: Opened[Case]) -> HttpResponse:
    """What is wanted, what is to do, how the person is, and what to do in danger."""
    rows, tasks = plan_rows(opened.record), open_tasks(opened.record)
    page = read(request, opened, [*rows.places, *task_places(tasks[:TASKS])])
    lines = task_lines(tasks[:TASKS], page.found)
    request.shown.update(rows.shown, **({"tasks": shown_tasks(lines)} if lines else {}))
    shown = {"plan": read_plan(rows, page), "open_tasks": lines, "more": len(tasks) - len(lines)}
    return show(request, opened, "plan", tab="plan", page=page, back="plan", **shown)
