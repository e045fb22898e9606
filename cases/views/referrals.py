"""Referrals of a case: the list, one of them, and drafting."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.gate import gate
from cases.actions import referrals as actions
from cases.actions.conflicts import Overtaken
from cases.actions.files import snapshot
from cases.actions.referrals.steps import NEXT
from cases.directory.searching import Entry, entries, understood
from cases.forms.referrals import (
    DraftForm,
    FindForm,
    RecallForm,
    RemindForm,
    SendForm,
    StepForm,
    initial_of,
)
from cases.models import Case, Partner, Referral
from cases.referring.attaching import attachable
from cases.referring.papers import Draft, field_labels
from cases.referring.picking import FIELDS
from cases.referring.reading import (
    place_of,
    read_referrals,
    read_steps,
    step_places,
    stops_of,
)
from cases.views.pages import attempt, read, show, to
from vault.compartments import Opened

WRITES = require_http_methods(["GET", "HEAD", "POST"])


@gate("case.read", opens=Case)
@require_safe
def referrals(request: Any, opened: Opened[Case]) -> HttpResponse:
    """Every referral of the case, newest first."""
    rows = list(opened.record.referrals.exclude(state=Referral.State.DROPPED))
    page = read(request, opened, [place_of(row) for row in rows])
    request.shown["referrals"] = [str(row.pk) for row in rows]
    found = [(one, one.is_silent(page.today)) for one in read_referrals(rows, page.found)]
    return show(request, opened, "referrals", tab="referrals", page=page, referrals=found)


def of_case(opened: Opened[Case], referral: UUID) -> Referral:
    """A referral of this case.

    :raises Http404: for one of another case, or none
    """
    found = opened.record.referrals.filter(pk=referral).first()
    if found is None:
        raise Http404
    return found


@gate("case.read", opens=Case)
@require_safe
def referral(request: Any, opened: Opened[Case], referral: UUID) -> HttpResponse:
    """One referral: what would leave or has left, and how it went on."""
    return show_referral(request, opened, of_case(opened, referral))


def show_referral(request: Any, opened: Opened[Case], row: Referral, **forms: Any) -> HttpResponse:
    """The page of a referral; ``forms`` are those that have to be shown again."""
    request.shown["referrals"] = [str(row.pk)]
    steps = list(row.steps.all())
    page = read(request, opened, [place_of(row), *step_places(row, steps)])
    [one] = read_referrals([row], page.found)
    context: dict[str, Any] = {"one": one, "steps": read_steps(row, steps, page)}
    context |= {"stops": stops_of(steps), **_what_next(opened, row, one.paper), **forms}
    return show(request, opened, "referral", tab="referrals", page=page, **context)


def _what_next(opened: Opened[Case], row: Referral, paper: Any) -> dict[str, Any]:
    """The forms that fit its state."""
    if row.is_draft and isinstance(paper, Draft):
        found = actions.preview(opened=opened, case=opened.record, draft=paper)
        sending = SendForm.beginning(found.seen, found.latest, found.today)
        return {"preview": found, "send": sending}
    if row.is_live:
        link = getattr(row, "bundle", None)
        step = StepForm(states=NEXT[row.state])
        return {"step": step, "remind": RemindForm(), "recall": RecallForm(), "link": link}
    return {}


@gate("case.write", opens=Case)
@WRITES
def new(request: Any, opened: Opened[Case]) -> HttpResponse:
    """Find an organisation, then say what it is asked and would be told.

    What is looked for is sent by POST: it tells of the person, and must not stand in an address.
    """
    if "version" in request.POST:
        form = _form(opened, request.POST)
        done = attempt(form, lambda: _begin(request, opened, form))
        return done or _drafting(request, opened, form)
    chosen = _chosen(request.POST.get("partner", ""))
    if chosen is None:
        return _find(request, opened)
    start = {"partner": chosen.pk, "version": 0, "kind": request.POST.get("kind", "")}
    return _drafting(request, opened, _form(opened, initial=start))


def _find(request: Any, opened: Opened[Case]) -> HttpResponse:
    """The directory, narrowed by what is looked for."""
    form = FindForm(request.POST if "q" in request.POST else None)
    wanted = understood(form["q"].value() or "")
    found = entries(wanted, timezone.localdate())
    shown = {"form": form, "entries": found, "wanted": wanted}
    return show(request, opened, "find_partner", tab="referrals", **shown)


def _chosen(pk: str) -> Partner | None:
    try:
        return Partner.objects.in_use().filter(pk=UUID(pk)).first()
    except ValueError:
        return None


def _form(opened: Opened[Case], *args: Any, **options: Any) -> DraftForm:
    """The form, with what the file says beside each field; what it does not say is not offered."""
    view, labels = snapshot(opened), field_labels()
    said = {name: take(view) for name, (_category, take) in FIELDS.items()}
    choices = [(name, f"{labels[name]}: {text}") for name, text in said.items() if text.strip()]
    documents = [(str(row.pk), title) for row, title in attachable(opened)]
    return DraftForm(*args, choices=choices, documents=documents, **options)


def _drafting(request: Any, opened: Opened[Case], form: DraftForm, **more: Any) -> HttpResponse:
    chosen = _chosen(str(form["partner"].value()))
    if chosen is None:
        return to("refer", opened.record)
    live = chosen.agreements.live(timezone.localdate()).first()
    told = Entry(chosen, [], live).may_be_told
    context = {"form": form, "partner": chosen, "agreement": live, "may_be_told": told, **more}
    return show(request, opened, "draft_referral", tab="referrals", **context)


def _begin(request: Any, opened: Opened[Case], form: DraftForm) -> HttpResponse:
    row = actions.begin(by=request.actor, opened=opened, draft=form.draft())
    return to("referral", opened.record, referral=row.pk)


@gate("case.write", opens=Case)
@WRITES
def change(request: Any, opened: Opened[Case], referral: UUID) -> HttpResponse:
    """Change a draft; whoever comes second keeps what they typed."""
    row = of_case(opened, referral)
    if request.method != "POST":
        return _drafting(request, opened, _form(opened, initial=_now(opened, row)))
    form = _form(opened, request.POST)
    try:
        done = attempt(form, lambda: _change(request, opened, row, form))
    except Overtaken as newer:
        form = _form(opened, {**_lists(request), "version": newer.version})
        return _drafting(request, opened, form, overtaken=True)
    return done or _drafting(request, opened, form)


def _lists(request: Any) -> dict[str, Any]:
    """What was sent, ready to be changed."""
    sent = request.POST.dict()
    several = ("fields_", "documents")
    return {**sent, **{name: request.POST.getlist(name) for name in several}}


def _now(opened: Opened[Case], row: Referral) -> dict[str, Any]:
    if not row.is_draft:
        raise Http404
    draft = Draft.load(opened.read("referral.draft", row.pk, row.version))
    return initial_of(draft, row.version)


def _change(request: Any, opened: Opened[Case], row: Referral, form: DraftForm) -> HttpResponse:
    version = form.cleaned_data["version"]
    given = {"opened": opened, "referral": row, "version": version, "draft": form.draft()}
    actions.change_draft(by=request.actor, **given)
    return to("referral", opened.record, referral=row.pk)
