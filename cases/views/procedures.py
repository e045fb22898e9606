"""Legal procedures of a case: what happened, which days follow, and by which rule."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions.errors import NotNow
from accounts.gate import gate
from cases import lawful
from cases.actions import procedures as actions
from cases.actions.conflicts import Overtaken
from cases.actions.recomputing import recompute, recompute_opened
from cases.forms import procedures as forms
from cases.models import Case, Procedure
from cases.procedures.labels import told_packs
from cases.views.pages import attempt, read, show, to
from vault.compartments import Opened

WRITES = require_http_methods(["GET", "HEAD", "POST"])
_SECONDS = 1.0  # of one request that works out days again
_ACTS: dict[str, Callable[..., Procedure]] = {
    "done": lambda key, **more: actions.finish_day(key=key, **more),
    "undo": lambda key, **more: actions.undo_day(key=key, **more),
    "back": lambda key, **more: actions.take_back_step(step=key, **more),
    "resume": lambda key, **more: actions.resume_procedure(**more),
}


@gate("case.read", opens=Case)
@require_safe
def procedures(request: Any, opened: Opened[Case]) -> HttpResponse:
    """The procedures of a case, each with its days; days that wait are worked out first."""
    return _page(request, recompute_opened(by=request.actor, opened=opened))


def _page(request: Any, opened: Opened[Case], **more: Any) -> HttpResponse:
    rows = lawful.procedures_of(opened.record)
    page = read(request, opened, lawful.places_of(rows))
    request.shown["procedures"] = [str(row.pk) for row in rows]
    context = {"procedures": lawful.shown(rows, page), "today": lawful.today(), **more}
    return show(request, opened, "procedures", tab="procedures", page=page, **context)


@gate("case.write", opens=Case)
@WRITES
def begin(request: Any, opened: Opened[Case]) -> HttpResponse:
    """Begin a procedure."""
    form = forms.BeginForm(request.POST if request.method == "POST" else None)
    done = attempt(form, lambda: _begin(request, opened, form))
    words = {"title": _("Begin a procedure"), "verb": _("Begin")}
    return done or show(request, opened, "procedure_form", tab="procedures", form=form, **words)


def _begin(request: Any, opened: Opened[Case], form: forms.BeginForm) -> HttpResponse:
    actions.begin_procedure(by=request.actor, opened=opened, **form.chosen())
    return to("procedures", opened.record)


@gate("case.write", opens=Case)
@WRITES
def step(request: Any, opened: Opened[Case], procedure: UUID) -> HttpResponse:
    """Record what happened."""
    words = {"title": _("What happened"), "verb": _("Record it")}
    return _write(request, opened, procedure, forms.StepForm, actions.record_step, words)


@gate("case.write", opens=Case)
@WRITES
def stop(request: Any, opened: Opened[Case], procedure: UUID) -> HttpResponse:
    """Stop the clock."""
    words = {"title": _("The clock stands still"), "verb": _("Stop the clock")}
    return _write(request, opened, procedure, forms.StopForm, actions.stop_clock, words)


@gate("case.write", opens=Case)
@WRITES
def start(request: Any, opened: Opened[Case], procedure: UUID) -> HttpResponse:
    """Let the clock run again."""
    words = {"title": _("The clock runs again"), "verb": _("Start the clock")}
    return _write(request, opened, procedure, forms.StartForm, actions.start_clock, words)


@gate("case.write", opens=Case)
@WRITES
def own_day(request: Any, opened: Opened[Case], procedure: UUID) -> HttpResponse:
    """Write a day of one's own down."""
    words = {"title": _("A day of your own"), "verb": _("Write it down")}
    return _write(request, opened, procedure, forms.OwnDayForm, actions.add_own_day, words)


@gate("case.write", opens=Case)
@require_POST
def confirm(request: Any, opened: Opened[Case], procedure: UUID) -> HttpResponse:
    """Note that a lawyer confirmed a day."""
    words = {"title": _("Confirmed by a lawyer"), "verb": _("Note it")}
    return _write(request, opened, procedure, forms.ConfirmForm, actions.confirm_day, words)


@gate("case.write", opens=Case)
@WRITES
def end(request: Any, opened: Opened[Case], procedure: UUID) -> HttpResponse:
    """End a procedure."""
    words = {"title": _("End the procedure"), "verb": _("End it")}
    return _write(request, opened, procedure, forms.EndForm, actions.end_procedure, words)


def _write(
    request: Any,
    opened: Opened[Case],
    pk: UUID,
    kind: type[forms.VersionedForm],
    act: Callable[..., Procedure],
    words: dict[str, str],
) -> HttpResponse:
    """Show a form of a procedure, or do what it asks; who comes second keeps what was typed."""
    row = get_object_or_404(Procedure, pk=pk, case=opened.record)
    page = read(request, opened, lawful.places_of([row]))
    [one] = lawful.shown([row], page)
    request.shown["procedures"] = [str(row.pk)]
    pack = one.worked.pack if one.worked else None
    if request.method != "POST":
        form = kind(pack=pack, initial={"version": row.version})
    else:
        form = kind(request.POST, pack=pack)
        if done := attempt(form, lambda: _act(request, opened, row, form, act)):
            return done
    context = {"form": form, "procedure": one, **words}
    return show(request, opened, "procedure_form", tab="procedures", page=page, **context)


def _act(
    request: Any,
    opened: Opened[Case],
    row: Procedure,
    form: forms.VersionedForm,
    act: Callable[..., Procedure],
) -> HttpResponse:
    try:
        act(by=request.actor, opened=opened, procedure=row, **form.cleaned_data)
    except Overtaken as newer:
        form.data = {**request.POST.dict(), "version": newer.version}
        raise NotNow(_changed()) from newer
    return to("procedures", opened.record)


def _changed() -> str:
    return _("Somebody changed this procedure meanwhile. Look at it, then send this again.")


@gate("case.write", opens=Case)
@require_POST
def act(request: Any, opened: Opened[Case], procedure: UUID) -> HttpResponse:
    """Done, undone, taken back or run again: one press of a button."""
    row = get_object_or_404(Procedure, pk=procedure, case=opened.record)
    wanted, version = _ACTS.get(request.POST.get("act", "")), request.POST.get("version", "")
    if wanted is None or not version.isascii() or not version.isdigit():
        raise Http404
    named = {"key": request.POST.get("key", ""), "version": int(version)}
    try:
        wanted(by=request.actor, opened=opened, procedure=row, **named)
    except Overtaken:
        return _page(request, opened, refused=_changed())
    except NotNow as why:
        return _page(request, opened, refused=str(why))
    return to("procedures", opened.record)


@gate("case.list")
@require_safe
def rules(request: Any) -> HttpResponse:
    """All rules with their sources, and what was left out."""
    return render(request, "cases/legal_rules.html", {"packs": told_packs()})


@gate("case.team")
@WRITES
def waiting(request: Any) -> HttpResponse:
    """Which cases wait for their days after a rule changed; their holders work them out here."""
    if request.method == "POST":
        found = lawful.waiting_grants(request.actor).values_list("content_object_id", flat=True)
        recompute(by=request.actor, cases=list(found), seconds=_SECONDS)
        return redirect("cases:procedures_waiting")
    found = lawful.waiting_lines(request.actor)
    request.shown["cases"] = [str(line.case) for line in found]
    total, elsewhere = lawful.waiting_here(request.actor), lawful.waiting_elsewhere(request.actor)
    shown = {"lines": found, "total": total, "elsewhere": elsewhere}
    return render(request, "cases/procedures_waiting.html", shown)
