"""The safety plan: reading, writing, and a sheet of paper that is safe to be found."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from accounts.gate import gate
from cases.actions.conflicts import Overtaken
from cases.actions.safety_plans import FIELD, write_safety_plan
from cases.describing import compare
from cases.forms.safety_plan import (
    SafetyPlanForm,
    SheetForm,
    safety_plan_lines,
    safety_plan_start,
)
from cases.models import Case
from cases.planning import SafetyPlan
from cases.plans import is_older, safety_plan_of, safety_plan_places
from cases.views.pages import attempt, read, show, to
from vault.compartments import Opened


@gate("case.read", opens=Case)
@require_safe
def safety_plan(request: Any, opened: Opened[Case]) -> HttpResponse:
    """The newest version, and the earlier ones folded under it."""
    page = read(request, opened)
    texts = sorted(opened.read_rows(FIELD, [opened.record.pk]).items(), reverse=True)
    plans = [(place[1], SafetyPlan.load(text)) for place, text in texts]
    names = page.names({one.by for _number, one in plans})
    request.shown["safety_plan"] = [number for number, _plan in plans]
    versions = [
        {"number": number, "plan": one, "lines": safety_plan_lines(one), "by": names.get(one.by)}
        for number, one in plans
    ]
    older = bool(plans) and is_older(plans[0][1], page)
    return show(
        request, opened, "safety_plan", tab="plan", page=page, versions=versions, older=older
    )


@gate("case.write", opens=Case)
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: Any, opened: Opened[Case]) -> HttpResponse:
    """Write the next version; whoever comes second sees both and keeps what they typed."""
    start = safety_plan_start(_now(opened), opened.record.safety_plan_version)
    form = SafetyPlanForm(request.POST if request.method == "POST" else None, initial=start)
    request.shown["safety_plan"] = opened.record.safety_plan_version
    compared = None
    try:
        done = attempt(form, lambda: _write(request, opened, form))
    except Overtaken as newer:
        opened.record.refresh_from_db(fields=["safety_plan_version"])
        done, theirs = None, safety_plan_lines(_now(opened))
        compared = compare(theirs, safety_plan_lines(form.plan()))
        form = SafetyPlanForm({**request.POST.dict(), "version": newer.version})
    return done or show(
        request, opened, "write_safety_plan", tab="plan", form=form, compared=compared
    )


def _write(request: Any, opened: Opened[Case], form: SafetyPlanForm) -> HttpResponse:
    version = form.cleaned_data["version"]
    write_safety_plan(by=request.actor, opened=opened, plan=form.plan(), version=version)
    return to("safety_plan", opened.record)


def _now(opened: Opened[Case]) -> SafetyPlan:
    found = opened.read_many(safety_plan_places(opened.record))
    return safety_plan_of(opened.record, found) or SafetyPlan()


@gate("case.read", opens=Case)
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: Any, opened: Opened[Case]) -> HttpResponse:
    """A sheet to be printed that names nobody, and says nowhere what it is for."""
    plan = _now(opened)
    request.shown["safety_plan"] = opened.record.safety_plan_version
    data = request.POST if request.method == "POST" else None
    form = SheetForm(data, plan=plan, initial={"language": get_language()})
    if data is None or not form.is_valid():
        return show(request, opened, "choose_sheet", tab="plan", plan=plan, form=form)
    return _sheet(request, opened, form)


def _sheet(request: Any, opened: Opened[Case], form: SheetForm) -> HttpResponse:
    with translation.override(form.cleaned_data["language"]):
        shown = {
            "lines": form.lines(),
            "language": translation.get_language(),
            "rtl": translation.get_language_bidi(),
            "case": opened.record,
        }
    return render(request, "cases/safety_sheet.html", shown)
