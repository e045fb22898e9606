"""What is done with a referral: send it, hand the link over, follow it up, call it back."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions.errors import NotNow
from accounts.gate import gate
from cases.actions import referrals as actions
from cases.actions.referrals.steps import NEXT
from cases.forms.referrals import RecallForm, RemindForm, SendForm, StepForm
from cases.models import Case, Referral
from cases.referring.reading import handover_of
from cases.views.pages import attempt, show, to
from cases.views.referrals import of_case, show_referral
from vault.compartments import Opened


def _back(opened: Opened[Case], row: Referral, name: str = "referral") -> HttpResponse:
    return to(name, opened.record, referral=row.pk)


@gate("case.refer", opens=Case)
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: Any, opened: Opened[Case], referral: UUID) -> HttpResponse:
    """Send it, after what would leave was read."""
    row = of_case(opened, referral)
    if request.method != "POST":
        return _back(opened, row)
    form = SendForm(request.POST)
    done = attempt(form, lambda: _send(request, opened, row, form))
    return done or show_referral(request, opened, row, send=form, wrong=form)


def _send(request: Any, opened: Opened[Case], row: Referral, form: SendForm) -> HttpResponse:
    actions.send(by=request.actor, opened=opened, referral=row, **form.cleaned_data)
    return _back(opened, row, "handover")


@gate("case.refer", opens=Case)
@require_http_methods(["GET", "HEAD", "POST"])
def handover(request: Any, opened: Opened[Case], referral: UUID) -> HttpResponse:
    """The link and the words, to be handed over by two ways; a POST makes new ones."""
    row = of_case(opened, referral)
    if request.method == "POST":
        return _renew(request, opened, row)
    if not row.is_live or not hasattr(row, "bundle"):
        return _back(opened, row)
    request.shown["referrals"] = [str(row.pk)]
    found = handover_of(opened, row)
    link = request.build_absolute_uri(reverse("shared:bundle", args=[found.locator]))
    shown = {"row": row, "link": link, "secret": found.secret.split()}
    return show(request, opened, "handover", tab="referrals", **shown)


def _renew(request: Any, opened: Opened[Case], row: Referral) -> HttpResponse:
    digits = bool(request.POST.get("digits"))
    try:
        actions.renew_link(by=request.actor, opened=opened, referral=row, digits=digits)
    except NotNow as why:
        return show_referral(request, opened, row, refused=str(why))
    return _back(opened, row, "handover")


@gate("case.write", opens=Case)
@require_POST
def step(request: Any, opened: Opened[Case], referral: UUID) -> HttpResponse:
    """Write down how it goes on, choose when to ask again, or throw a draft away."""
    row = of_case(opened, referral)
    act = {"step": _step, "remind": _remind, "drop": _drop}.get(request.POST.get("act", ""))
    if act is None:
        raise Http404
    return act(request, opened, row)


def _step(request: Any, opened: Opened[Case], row: Referral) -> HttpResponse:
    form = StepForm(request.POST, states=NEXT.get(row.state, ()))
    done = attempt(form, lambda: _progress(request, opened, row, form))
    return done or show_referral(request, opened, row, step=form, wrong=form)


def _progress(request: Any, opened: Opened[Case], row: Referral, form: StepForm) -> HttpResponse:
    actions.progress(by=request.actor, opened=opened, referral=row, **form.cleaned_data)
    return _back(opened, row)


def _remind(request: Any, opened: Opened[Case], row: Referral) -> HttpResponse:
    form = RemindForm(request.POST)
    done = attempt(form, lambda: _remind_on(request, opened, row, form))
    return done or show_referral(request, opened, row, remind=form, wrong=form)


def _remind_on(request: Any, opened: Opened[Case], row: Referral, form: RemindForm) -> HttpResponse:
    actions.remind_on(by=request.actor, opened=opened, referral=row, on=form.cleaned_data["on"])
    return _back(opened, row)


def _drop(request: Any, opened: Opened[Case], row: Referral) -> HttpResponse:
    try:
        actions.drop_draft(by=request.actor, opened=opened, referral=row)
    except NotNow as why:
        return show_referral(request, opened, row, refused=str(why))
    return to("referrals", opened.record)


@gate("case.write", opens=Case)
@require_POST
def recall(request: Any, opened: Opened[Case], referral: UUID) -> HttpResponse:
    """Call it back: the link is dead at once."""
    row = of_case(opened, referral)
    form = RecallForm(request.POST)
    done = attempt(form, lambda: _recall(request, opened, row, form))
    return done or show_referral(request, opened, row, recall=form, wrong=form)


def _recall(request: Any, opened: Opened[Case], row: Referral, form: RecallForm) -> HttpResponse:
    actions.recall(by=request.actor, opened=opened, referral=row, **form.cleaned_data)
    return _back(opened, row)
