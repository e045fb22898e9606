"""Assessments: asking, reading, amending."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_safe

from accounts.gate import gate
from cases.actions import assessments as actions
from cases.actions.conflicts import Overtaken
from cases.actions.questionnaires import questionnaire_of
from cases.answering import answer_lines, said
from cases.describing import compare
from cases.forms.assessments import AmendAssessmentForm, AssessmentForm, amending, beginning
from cases.models import Assessment, Case, FormDefinition
from cases.planning import Answers
from cases.plans import MOST, ReadAssessment, latest_with, offered_forms, read_assessments
from cases.views.pages import attempt, read, show, to
from vault.compartments import Opened

WRITES = require_http_methods(["GET", "HEAD", "POST"])


@gate("case.read", opens=Case)
@require_safe
def assessments(request: Any, opened: Opened[Case]) -> HttpResponse:
    """Every assessment of the case, newest first."""
    rows = opened.record.assessments.select_related("author").order_by("-number")
    listed = Paginator(rows, MOST).get_page(request.GET.get("page"))
    places = [(actions.FIELD, one.pk, one.version) for one in listed]
    page = read(request, opened, places)
    request.shown["assessments"] = [str(one.pk) for one in listed]
    found = read_assessments(listed, page.found)
    return show(request, opened, "assessments", tab="plan", page=page, read=found, listed=listed)


@gate("case.write", opens=Case)
@WRITES
def assess(request: Any, opened: Opened[Case]) -> HttpResponse:
    """Ask a form, and record what was answered. Where there are several, one is chosen first."""
    offered = offered_forms()
    asked = _asked(request, offered)
    if asked is None:
        forms = [(one.pk, said(questionnaire_of(one).title)) for one in offered]
        return show(request, opened, "assess", tab="plan", offered=forms)
    form = _form(request, opened, asked)
    done = attempt(form, lambda: _assess(request, opened, asked, form))
    title = said(form.asked.title)
    return done or show(request, opened, "assess", tab="plan", form=form, title=title)


def _asked(request: Any, offered: list[FormDefinition]) -> FormDefinition | None:
    """The version of the form the page shows: the one it was opened with, else the only one."""
    wanted = request.POST.get("show") or request.POST.get("definition") or ""
    try:
        named = FormDefinition.objects.filter(pk=UUID(wanted)).first()
    except ValueError:
        named = None
    return named or (offered[0] if len(offered) == 1 else None)


def _form(request: Any, opened: Opened[Case], asked: FormDefinition) -> AssessmentForm:
    body, before = questionnaire_of(asked), latest_with(opened, asked.form)
    turned = request.POST.get("next_language")
    if request.method == "POST" and not turned and "show" not in request.POST:
        return AssessmentForm(request.POST, asked=body, before=before)
    start = {**beginning(body), **request.POST.dict(), "definition": asked.pk}
    start |= {"ask_in": turned} if turned else {}
    return AssessmentForm(initial=start, asked=body, before=before)


def _assess(
    request: Any, opened: Opened[Case], asked: FormDefinition, form: AssessmentForm
) -> HttpResponse:
    actions.assess(by=request.actor, opened=opened, form=asked, answers=form.answers())
    return to("plan", opened.record)


@gate("case.read", opens=Case)
@require_safe
def assessment(request: Any, opened: Opened[Case], assessment: UUID) -> HttpResponse:
    """One assessment as it was asked and answered, with its earlier versions."""
    row = _row(request, opened, assessment)
    texts = sorted(opened.read_rows(actions.FIELD, [row.pk]).items(), reverse=True)
    versions = [(place[1], Answers.load(text)) for place, text in texts]
    page = read(request, opened)
    names = page.names({one.by for _number, one in versions})
    told = [
        {"number": number, "read": ReadAssessment(row, one), "by": names.get(one.by, "")}
        for number, one in versions
    ]
    return show(request, opened, "assessment", tab="plan", page=page, row=row, versions=told)


@gate("case.write", opens=Case)
@WRITES
def amend(request: Any, opened: Opened[Case], assessment: UUID) -> HttpResponse:
    """Write an assessment anew; whoever comes second sees both and keeps what they typed."""
    row = _row(request, opened, assessment)
    now = _answers(opened, row)
    form = _amend_form(request, row, now)
    shown: dict[str, Any] = {"row": row, "title": said(now.asked.title)}
    try:
        done = attempt(form, lambda: _amend(request, opened, row, form))
    except Overtaken as newer:
        row.version, done = newer.version, None
        theirs, mine = _answers(opened, row), form.answers()
        shown["compared"] = compare(answer_lines(theirs), answer_lines(_asked_as(theirs, mine)))
        data = {**request.POST.dict(), "version": newer.version}
        form = AmendAssessmentForm(data, asked=now.asked)
    return done or show(request, opened, "amend_assessment", tab="plan", form=form, **shown)


def _amend_form(request: Any, row: Assessment, now: Answers) -> AmendAssessmentForm:
    if request.method == "POST":
        return AmendAssessmentForm(request.POST, asked=now.asked)
    return AmendAssessmentForm(initial={**amending(now), "version": row.version}, asked=now.asked)


def _asked_as(theirs: Answers, mine: Answers) -> Answers:
    kept = ("answers", "present", "stands_out", "reassess_on", "language")
    return Answers(asked=theirs.asked, **{name: getattr(mine, name) for name in kept})


def _amend(
    request: Any, opened: Opened[Case], row: Assessment, form: AmendAssessmentForm
) -> HttpResponse:
    actions.amend_assessment(
        by=request.actor,
        opened=opened,
        assessment=row,
        version=form.cleaned_data["version"],
        answers=form.answers(),
    )
    return to("assessment", opened.record, assessment=row.pk)


def _row(request: Any, opened: Opened[Case], assessment: UUID) -> Assessment:
    rows = Assessment.objects.select_related("author")
    row: Assessment = get_object_or_404(rows, pk=assessment, case=opened.record)
    request.shown["assessments"] = [str(row.pk)]
    return row


def _answers(opened: Opened[Case], row: Assessment) -> Answers:
    return Answers.load(opened.read(actions.FIELD, row.pk, row.version))
