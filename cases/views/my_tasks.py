"""All of a member's own open tasks."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.gate import gate
from cases.day import task_dues
from cases.tasks.mine import my_page
from cases.views.listing import number_of


@gate("case.list")
@require_safe
def my_tasks(request: Any) -> HttpResponse:
    """The member's own tasks in every case, by day, fifty a page."""
    number = number_of(request)
    tasks, more = my_page(request.actor, number)
    request.shown["tasks"] = [str(one.task.pk) for one in tasks]
    request.shown["cases"] = sorted({str(one.task.case_id) for one in tasks})
    shown: dict[str, Any] = {"dues": task_dues(tasks), "today": timezone.localdate()}
    shown["page"] = {
        "number": number,
        "has_previous": number > 1,
        "previous_page_number": number - 1,
        "has_next": more,
        "next_page_number": number + 1,
    }
    return render(request, "cases/my_tasks.html", shown)
