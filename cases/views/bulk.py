"""Many cases given at once: chosen on the list, looked at as a plan, given piece by piece."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions.errors import NotNow
from accounts.gate import gate
from accounts.models import Member
from cases import people
from cases.actions.bulk import MOST, Outcome, advance, plan, start_bulk
from cases.actions.summarising import ready
from cases.forms.assigning import ChosenForm
from cases.listing import Line, kept, lines_of, lines_with_codes
from cases.models import BulkAssignment, BulkItem
from cases.views.listing import wanted_of


@gate("case.assign")
@require_POST
def bulk_plan(request: Any) -> HttpResponse:
    """Show what giving the chosen cases would do; with ``confirmed``, begin."""
    able = people.able_members()
    form = ChosenForm(request.POST, members=people.choices(able))
    lines = _chosen(request, form) if form.is_valid() else []
    to = next((one for one in able if one.pk == form.cleaned_data.get("to")), None)
    if to and request.POST.get("confirmed"):
        try:
            return _begin(request, to, lines, form)
        except NotNow as why:
            form.add_error(None, str(why))
    planned = plan(lines, to) if to else None
    form.fields["reason"].required = bool(planned and planned.hand_over)
    request.shown["cases"] = [str(line.case) for line in lines]
    context = {"form": form, "lines": lines, "to": to, "plan": planned, "most": MOST}
    return render(request, "cases/bulk_plan.html", context)


@gate("case.assign")
@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: Any, pk: UUID) -> HttpResponse:
    """A bulk assignment: how far it is; each POST gives the next cases."""
    work = BulkAssignment.objects.filter(pk=pk, by=request.actor.member).first()
    if work is None:
        raise Http404
    failed = ""
    if request.method == "POST":
        try:
            advance(by=request.actor, bulk=work)
            return redirect("cases:bulk_work", pk=work.pk)
        except NotNow as why:
            failed = str(why)
    return render(request, "cases/bulk_work.html", {**_how_far(request, work), "failed": failed})


@gate("case.assign")
@require_safe
def bulks(request: Any) -> HttpResponse:
    """One's own bulk assignments, the unfinished ones to be taken up again."""
    works = BulkAssignment.objects.filter(by=request.actor.member).with_counts()
    return render(request, "cases/bulk.html", {"works": works[:50]})


def _chosen(request: Any, form: ChosenForm) -> list[Line]:
    """The giver's own cases that were ticked, or all that the list showed."""
    data = form.cleaned_data
    if not data["all"]:
        return lines_with_codes(request.actor, data["case"][:MOST])
    wanted = wanted_of(request, data["filter"])
    held = ready(by=request.actor, wanted=wanted)
    return lines_of(request.actor, kept(held, wanted, timezone.localdate())[:MOST])


def _begin(request: Any, to: Member, lines: list[Line], form: ChosenForm) -> HttpResponse:
    reason = form.cleaned_data["reason"]
    work = start_bulk(by=request.actor, to=to, lines=lines, reason=reason)
    return redirect("cases:bulk_work", pk=work.pk)


def _how_far(request: Any, work: BulkAssignment) -> dict[str, Any]:
    items = list(work.items.select_related("case").order_by("pk"))
    waiting = [item for item in items if item.outcome == Outcome.WAITING]
    return {
        "work": work,
        "done": len(items) - len(waiting),
        "total": len(items),
        "given": [item for item in items if item.outcome == Outcome.GIVEN],
        "held": [item for item in items if item.outcome == Outcome.HELD],
        "refused": [item for item in items if item.outcome == Outcome.REFUSED],
        "outcomes": BulkItem.Outcome,
    }
