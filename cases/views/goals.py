"""Goals: setting, reading with all versions, changing."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.gate import gate
from cases.actions import goals as actions
from cases.actions.conflicts import Overtaken
from cases.describing import compare
from cases.forms.goals import GoalForms, MarkForm, People, goal_lines
from cases.models import Case, Goal
from cases.planning import CLIENT, GoalWords
from cases.reading import CasePage
from cases.views.pages import attempt, read, show, to
from vault.compartments import Opened

WRITES = require_http_methods(["GET", "HEAD", "POST"])


def _people(page: CasePage, words: GoalWords | None = None) -> People:
    """Who can be given a step: whoever can open the case, and whoever has one already."""
    people = {str(one.pk): one.name for one in page.people}
    asked = {step.who for step in words.steps} if words else set()
    return list((people | page.names(asked - {CLIENT})).items())


@gate("case.write", opens=Case)
@WRITES
def new(request: Any, opened: Opened[Case]) -> HttpResponse:
    """Set a goal."""
    page = read(request, opened)
    data = request.POST if request.method == "POST" else None
    forms = GoalForms(data, people=_people(page))
    done = attempt(forms, lambda: _set(request, opened, forms))  # type: ignore[arg-type]
    return done or show(request, opened, "goal_form", tab="plan", page=page, forms=forms)


def _set(request: Any, opened: Opened[Case], forms: GoalForms) -> HttpResponse:
    actions.set_goal(by=request.actor, opened=opened, words=forms.words())
    return to("plan", opened.record)


@gate("case.read", opens=Case)
@require_safe
def goal(request: Any, opened: Opened[Case], goal: UUID) -> HttpResponse:
    """One goal with all its versions."""
    row, page = _row(request, opened, goal), read(request, opened)
    texts = sorted(opened.read_rows(actions.FIELD, [row.pk]).items(), reverse=True)
    found = [(place[1], GoalWords.load(text)) for place, text in texts]
    names = _names(page, [words for _number, words in found])
    versions = [
        {
            "number": number,
            "words": words,
            "lines": goal_lines(words, names),
            "by": names.get(words.by),
        }
        for number, words in found
    ]
    return show(request, opened, "goal", tab="plan", page=page, row=row, versions=versions)


def _names(page: CasePage, found: list[GoalWords]) -> dict[str, str]:
    asked = {one.by for one in found} | {step.who for one in found for step in one.steps}
    return page.names(asked - {CLIENT})


@gate("case.write", opens=Case)
@WRITES
def change(request: Any, opened: Opened[Case], goal: UUID) -> HttpResponse:
    """Change a goal; whoever comes second sees both and keeps what they typed."""
    row, page = _row(request, opened, goal), read(request, opened)
    data = request.POST if request.method == "POST" else None
    words = _words(opened, row)
    people = _people(page, words)
    forms = GoalForms(data, people=people, words=words, version=row.version)
    compared = None
    try:
        done = attempt(forms, lambda: _change(request, opened, row, forms))  # type: ignore[arg-type]
    except Overtaken as newer:
        row.version, done = newer.version, None
        theirs, names = _words(opened, row), _names(page, [forms.words(), _words(opened, row)])
        compared = compare(goal_lines(theirs, names), goal_lines(forms.words(), names))
        data = {**request.POST.dict(), "version": newer.version}
        forms = GoalForms(data, people=people, words=theirs, version=newer.version)
    shown = {"page": page, "row": row, "forms": forms, "compared": compared}
    return done or show(request, opened, "goal_form", tab="plan", **shown)


@gate("case.write", opens=Case)
@require_POST
def mark(request: Any, opened: Opened[Case], goal: UUID) -> HttpResponse:
    """One step of the client's: done, or not done after all."""
    row, form = _row(request, opened, goal), MarkForm(request.POST)
    attempt(form, lambda: _mark(request, opened, row, form))
    # Where it could not be marked, the page shows why: the goal as it stands now.
    return redirect(f"{reverse('cases:plan', args=[opened.record.code])}#goal-{row.pk}")


def _mark(request: Any, opened: Opened[Case], row: Goal, form: MarkForm) -> Goal:
    data = form.cleaned_data
    return actions.mark_step(
        by=request.actor, opened=opened, goal=row, step=data["step"], done=data["done"]
    )


def _change(request: Any, opened: Opened[Case], row: Goal, forms: GoalForms) -> HttpResponse:
    actions.change_goal(
        by=request.actor, opened=opened, goal=row, version=forms.version, words=forms.words()
    )
    return to("plan", opened.record)


def _row(request: Any, opened: Opened[Case], goal: UUID) -> Goal:
    row: Goal = get_object_or_404(Goal, pk=goal, case=opened.record)
    request.shown["goals"] = [str(row.pk)]
    return row


def _words(opened: Opened[Case], row: Goal) -> GoalWords:
    return GoalWords.load(opened.read(actions.FIELD, row.pk, row.version))
