"""The team's tasks in one list, and many of them given at once."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.gate import gate
from accounts.models import Member
from cases import people
from cases.actions.tasks.bulk import give_tasks as give
from cases.day import task_dues
from cases.forms.tasks import GiveTasksForm, TeamTasksForm
from cases.tasks.opening import OpenedTask
from cases.tasks.team import Plan, plan_of, team_page
from cases.views.listing import number_of


@gate("case.team")
@require_safe
def team_tasks(request: Any) -> HttpResponse:
    """Open tasks in the coordinator's own cases, narrowed by whose they are and their day."""
    members = people.names(people.case_members())
    form = TeamTasksForm(request.GET, members=members)
    wanted = form.cleaned_data if form.is_valid() else {"assignee": "", "due": ""}
    number, today = number_of(request), timezone.localdate()
    tasks, more = team_page(request.actor, today, number=number, **wanted)
    _note(request, tasks)
    shown = {"form": form, "dues": task_dues(tasks), "members": members, "today": today}
    shown["page"] = {
        "number": number,
        "has_previous": number > 1,
        "previous_page_number": number - 1,
        "has_next": more,
        "next_page_number": number + 1,
    }
    shown["filtered"] = any(wanted.values())
    return render(request, "cases/team_tasks.html", shown)


@gate("case.team")
@require_POST
def give_tasks(request: Any) -> HttpResponse:
    """Show what giving the ticked tasks would do; with ``confirmed``, do it."""
    able = people.able_members()
    form = GiveTasksForm(request.POST, members=people.names(able))
    data = form.cleaned_data if form.is_valid() else {"task": [], "to": None}
    to = next((one for one in able if one.pk == data["to"]), None)
    plan = plan_of(request.actor, data["task"], to) if to else None
    if to and plan and plan.give and request.POST.get("confirmed"):
        return _give(request, plan, to)
    return _planned(request, form, to, plan)


def _give(request: Any, plan: Plan, to: Member) -> HttpResponse:
    left = give(by=request.actor, tasks=[one.task for one in plan.give], to=to)
    if not left:
        return redirect(f"{reverse('cases:team_tasks')}?assignee={to.pk}")
    form = GiveTasksForm(None, members=[])
    again = plan_of(request.actor, [one.pk for one in left], to)
    return _planned(request, form, to, again, failed=True)


def _planned(
    request: Any, form: GiveTasksForm, to: Member | None, plan: Plan | None, **more: Any
) -> HttpResponse:
    if plan:
        _note(request, [*plan.give, *plan.has, *plan.cannot])
    shown = {"form": form, "to": to, "plan": plan, "today": timezone.localdate(), **more}
    return render(request, "cases/give_tasks.html", shown)


def _note(request: Any, tasks: list[OpenedTask]) -> None:
    request.shown["tasks"] = [str(one.task.pk) for one in tasks]
    request.shown["cases"] = sorted({str(one.task.case_id) for one in tasks})
