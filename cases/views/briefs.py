"""Briefs on the side of the case: giving one, reading it and its report, calling it back."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.gate import gate
from accounts.models import Member
from accounts.rekeying import rekeyed
from cases.actions.briefs.giving import give_brief
from cases.actions.briefs.recalling import recall_brief
from cases.actions.briefs.reporting import file_report
from cases.briefs.reading import ReadBrief, read_within
from cases.briefs.suggesting import Suggested, suggested, wanted
from cases.forms.briefs import BriefForm, DoBriefForm
from cases.models import Brief, Case, Task
from cases.reading import CasePage
from cases.tasks.lines import TaskLine, shown_tasks, task_lines, task_of, task_places
from cases.views.pages import attempt, read, show, to
from vault.compartments import Opened

WRITES = require_http_methods(["GET", "HEAD", "POST"])


@gate("case.brief", opens=Case)
@WRITES
def give(request: Any, opened: Opened[Case], task: UUID) -> HttpResponse:
    """Give a volunteer a brief for a task, beside what the task says."""
    found = task_of(opened.record, task)
    if found is None:
        raise Http404
    page = read(request, opened, task_places([found]))
    [line] = task_lines([found], page.found)
    request.shown["tasks"] = shown_tasks([line])
    data = request.POST if request.method == "POST" else None
    who = _suggested(page, line)
    choices = [(str(one.member.pk), one.member.display_name) for one in who]
    form = BriefForm(data, volunteers=choices, initial={"due": found.due})
    done = attempt(form, lambda: _give(request, opened, found, form))
    shown = {"page": page, "form": form, "line": line, "suggested": who}
    return done or show(request, opened, "give_brief", tab="plan", **shown)


def _suggested(page: CasePage, line: TaskLine) -> list[Suggested]:
    """Who may be given a brief, who fits this task and person best first."""
    kind = line.words.kind if line.words else ""
    what = wanted(page.identity.languages, kind, line.task.due)
    return suggested(what, timezone.localdate())


def _give(request: Any, opened: Opened[Case], task: Task, form: BriefForm) -> HttpResponse:
    member = Member.objects.get(pk=form.cleaned_data["to"])
    give_brief(by=request.actor, opened=opened, task=task, to=member, words=form.words())
    return to("task", opened.record, task=task.pk)


@gate("case.read", opens=Case)
@require_safe
def brief(request: Any, opened: Opened[Case], brief: UUID) -> HttpResponse:
    """One brief: what the volunteer was told, and what they reported."""
    return _brief_page(request, opened, _found(opened, brief), DoBriefForm())


def _found(opened: Opened[Case], pk: UUID) -> Brief:
    rows = Brief.objects.published().with_key().select_related("volunteer", "author", "task")
    found: Brief = get_object_or_404(rows, pk=pk, case=opened.record)
    return found


def _brief_page(
    request: Any, opened: Opened[Case], brief: Brief, form: DoBriefForm
) -> HttpResponse:
    found: ReadBrief = read_within(opened, brief)
    request.shown["briefs"] = [str(brief.pk)]
    return show(request, opened, "brief", tab="plan", brief=found, form=form)


@gate("case.write", opens=Case)
@require_POST
def do(request: Any, opened: Opened[Case], brief: UUID) -> HttpResponse:
    """One step of a brief: called back, or its report put among the notes."""
    found, form = _found(opened, brief), DoBriefForm(request.POST)
    done = attempt(form, lambda: _do(request, opened, found, form))
    return done or _brief_page(request, opened, _found(opened, brief), form)


def _do(request: Any, opened: Opened[Case], brief: Brief, form: DoBriefForm) -> HttpResponse:
    if form.cleaned_data["act"] == "recall":
        recall_brief(by=request.actor, opened=opened, brief=brief)
        rekeyed(opened, by=request.actor.pk, ring=request.actor.keys())
        return to("task", opened.record, task=brief.task_id)
    file_report(by=request.actor, opened=opened, brief=brief)
    return to("brief", opened.record, brief=brief.pk)
