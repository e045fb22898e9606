"""Moving a case from state to state."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from accounts.actions.errors import NotNow
from accounts.gate import gate
from cases.actions import states as actions
from cases.closing import left_open
from cases.forms.states import ApproveForm, ClosingForm, ReasonForm
from cases.models import Case
from cases.views.pages import attempt, read, show, to
from vault.compartments import Opened

WRITES = require_http_methods(["GET", "HEAD", "POST"])
_WITH_REASON: dict[str, Callable[..., Case]] = {
    "decline": actions.decline,
    "reopen": actions.activate,
}
_WITHOUT: dict[str, Callable[..., Case]] = {
    "intake": actions.begin_intake,
    "activate": actions.activate,
    "withdraw": actions.withdraw_closing,
}


@gate("case.write", opens=Case)
@WRITES
def state(request: Any, opened: Opened[Case]) -> HttpResponse:
    """What state the case is in, what is missing for the next, and the step to it."""
    act = request.POST.get("act", "")
    form = ReasonForm(request.POST if act in _WITH_REASON else None)
    refused = ""
    try:
        if act in _WITHOUT:
            return to("case", _WITHOUT[act](by=request.actor, opened=opened))
        if act in _WITH_REASON and form.is_valid():
            reason = form.cleaned_data["reason"]
            return to("case", _WITH_REASON[act](by=request.actor, opened=opened, reason=reason))
    except NotNow as why:
        refused = str(why)
    return show(request, opened, "state", tab="case", form=form, act=act, refused=refused)


@gate("case.write", opens=Case)
@WRITES
def close(request: Any, opened: Opened[Case]) -> HttpResponse:
    """Propose that the case be closed."""
    form = ClosingForm(request.POST if request.method == "POST" else None)
    done = attempt(form, lambda: _propose(request, opened, form))
    left = left_open(opened.record)
    return done or show(request, opened, "close", tab="case", form=form, left=left)


def _propose(request: Any, opened: Opened[Case], form: ClosingForm) -> HttpResponse:
    closing = form.closing()
    return to("case", actions.propose_closing(by=request.actor, opened=opened, closing=closing))


@gate("case.close", opens=Case)
@WRITES
def approve(request: Any, opened: Opened[Case]) -> HttpResponse:
    """Read the proposal to close and approve it, as the second person."""
    form = ApproveForm(request.POST if request.method == "POST" else None)
    answer = attempt(form, lambda: _approve(request, opened, form))
    if answer is not None:
        return answer
    page = read(request, opened)
    names = page.names([page.closing.by]) if page.closing else {}
    by = names.get(page.closing.by, "") if page.closing else ""
    shown = ApproveForm(initial={"proposal": actions.proposal_of(case=opened.record)})
    context = {"form": form, "shown": shown, "page": page, "proposed_by": by}
    context["left"] = left_open(opened.record)
    return show(request, opened, "approve_closing", tab="case", **context)


def _approve(request: Any, opened: Opened[Case], form: ApproveForm) -> HttpResponse:
    read_one = form.cleaned_data["proposal"]
    return to("case", actions.approve_closing(by=request.actor, opened=opened, proposal=read_one))
