"""What is rotation due: counts for administrators, and the work for coordinators."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from accounts import context
from accounts.actions import rotation as actions
from accounts.forms.members import TotalForm
from accounts.gate import GateRequest, gate


@gate("rotation.list")
@require_safe
def rotation(request: GateRequest) -> HttpResponse:
    """How much is due, by kind of record."""
    return _page(request)


@gate("rotation.run")
@require_POST
def run_rotation(request: GateRequest) -> HttpResponse:
    """Rotate for about a second what the coordinator holds, and say how much is left."""
    before = sum(one.mine for one in actions.due(by=request.actor))
    form = TotalForm(request.POST)
    total = max(before, form.cleaned_data["total"] or 0 if form.is_valid() else 0)
    rotated = actions.rotate_some(by=request.actor)
    return _page(request, total=total, stuck=before > 0 and rotated == 0)


def _page(request: GateRequest, **words: int) -> HttpResponse:
    due = actions.due(by=request.actor)
    mine = sum(one.mine for one in due)
    words.setdefault("total", mine)
    shown = {
        "due": due,
        "all": sum(one.total for one in due),
        "mine": mine,
        "done": words["total"] - mine,
        "total_field": TotalForm(initial={"total": words["total"]})["total"],
        "may_run": context.may(request.actor.member, "rotation.run"),
        **words,
    }
    return render(request, "accounts/rotation.html", shown)
