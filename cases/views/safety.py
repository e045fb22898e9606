"""The safety decision."""

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from accounts.gate import gate
from cases.actions.conflicts import Overtaken
from cases.actions.files import snapshot
from cases.actions.safety import decide_safety
from cases.describing import compare, safety_lines
from cases.forms.safety import SafetyForm
from cases.identity import Safety
from cases.models import Case
from cases.views.pages import show, to
from vault.compartments import Opened


@gate("case.write", opens=Case)
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: Any, opened: Opened[Case]) -> HttpResponse:
    """Decide whether the work may go on."""
    form = SafetyForm(request.POST) if request.method == "POST" else _start(opened)
    compared = None
    if form.is_bound and form.is_valid():
        try:
            return to("case", _decide(request, opened, form))
        except Overtaken as newer:
            compared = compare(safety_lines(_now(opened)), safety_lines(form.safety()))
            form = SafetyForm({**request.POST.dict(), "version": newer.version})
    return show(request, opened, "safety", tab="person", form=form, compared=compared)


def _start(opened: Opened[Case]) -> SafetyForm:
    now = snapshot(opened).safety
    kept = ("risk", "decision", "conditions", "contact_rule", "review_on")
    start = {name: getattr(now, name) for name in kept}
    return SafetyForm(initial={**start, "version": opened.record.safety_version})


def _decide(request: Any, opened: Opened[Case], form: SafetyForm) -> Case:
    return decide_safety(
        by=request.actor,
        opened=opened,
        safety=form.safety(),
        version=form.cleaned_data["version"],
    )


def _now(opened: Opened[Case]) -> Safety:
    opened.record.refresh_from_db(fields=["safety_version"])
    return snapshot(opened).safety
