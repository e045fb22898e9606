"""What two people decide: proposing a disclosure, answering, and telling the person later."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from accounts.actions.errors import NotNow
from accounts.days import write_day
from accounts.gate import gate
from cases.actions import decisions as actions
from cases.closing import left_open
from cases.decided import ReadDecision, read_decisions
from cases.forms.decisions import AnswerForm, DisclosureForm, ErasureForm, ToldForm
from cases.models import Case, Decision
from cases.texts import languages_of, sheet_words
from cases.views.pages import attempt, read, show, to
from vault.compartments import Opened

WRITES = require_http_methods(["GET", "HEAD", "POST"])


@gate("case.write", opens=Case)
@WRITES
def disclose(request: Any, opened: Opened[Case]) -> HttpResponse:
    """Propose to tell something without consent."""
    form = DisclosureForm(request.POST if request.method == "POST" else None)
    done = attempt(form, lambda: _propose(request, opened, form))
    return done or show(request, opened, "disclose", tab="consents", form=form)


def _propose(
    request: Any, opened: Opened[Case], form: DisclosureForm | ErasureForm
) -> HttpResponse:
    made = actions.propose_decision(by=request.actor, opened=opened, proposed=form.proposed())
    return to("decision", opened.record, pk=made.pk)


@gate("case.decide", opens=Case)
@WRITES
def decision(request: Any, opened: Opened[Case], pk: UUID) -> HttpResponse:
    """Read what was proposed; agree or not as the second person, or take it back as the first."""
    one, refused = _read(request, opened, pk), ""
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            return _answer(request, opened, one.row, form.cleaned_data["words"])
        except NotNow as why:
            refused, one = str(why), _read(request, opened, pk)
    page = read(request, opened)
    context = {"one": one, "form": form, "refused": refused, "names": page.names(one.members)}
    return show(request, opened, "decision", tab="consents", page=page, **context)


def _answer(request: Any, opened: Opened[Case], row: Decision, words: str) -> HttpResponse:
    act, who = request.POST.get("act"), {"by": request.actor, "opened": opened, "decision": row}
    if act == "agree":
        return _agree(actions.agree(**who, words=words))
    if act == "refuse":
        actions.refuse(**who, words=words)
    elif act == "take_back":
        actions.take_back(**who)
    return to("decision", opened.record, pk=row.pk)


def _agree(done: Decision) -> HttpResponse:
    """To the decision; where the case is no more, to the list."""
    case = Case.objects.get(pk=done.case_id)
    gone = case.state == Case.State.ERASED
    return redirect("cases:list") if gone else to("decision", case, pk=done.pk)


@gate("case.write", opens=Case)
@WRITES
def erasure(request: Any, opened: Opened[Case]) -> HttpResponse:
    """Propose to erase the case, as the client asked."""
    form = ErasureForm(request.POST if request.method == "POST" else None)
    done = attempt(form, lambda: _propose(request, opened, form))
    left = left_open(opened.record)
    return done or show(request, opened, "erasure", tab="consents", form=form, left=left)


def _read(request: Any, opened: Opened[Case], pk: UUID) -> ReadDecision:
    row = get_object_or_404(Decision, pk=pk, case=opened.record)
    request.shown["decisions"] = [str(pk)]
    [one] = read_decisions(opened, [row])
    return one


@gate("case.decide", opens=Case)
@WRITES
def notice(request: Any, opened: Opened[Case], pk: UUID) -> HttpResponse:
    """The page for the person, in their language; then, that they were told."""
    one = _read(request, opened, pk)
    if one.row.state != Decision.State.AGREED or not (one.proposed and one.proposed.is_disclosure):
        raise Http404
    form = ToldForm(request.POST if request.method == "POST" else None)
    done = attempt(form, lambda: _told(request, opened, one.row, form))
    words = sheet_words("told", request.GET.get("language") or get_language() or "en")
    on = write_day(one.row.second_on or one.row.on, words["language"])
    context = {"case": opened.record, "one": one, "form": form, "words": words, "on": on}
    context["languages"] = languages_of("sharing")
    return done or render(request, "cases/disclosure_notice.html", context)


def _told(request: Any, opened: Opened[Case], row: Decision, form: ToldForm) -> HttpResponse:
    words = form.cleaned_data["words"]
    actions.tell(by=request.actor, opened=opened, decision=row, words=words)
    return to("decision", opened.record, pk=row.pk)
