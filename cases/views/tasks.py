"""Tasks of a case: the list, one, adding, changing, and every step of it."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.gate import gate
from accounts.models import Member
from cases.actions import tasks as actions
from cases.actions.conflicts import Overtaken
from cases.briefs.reading import briefs_of
from cases.forms.tasks import CancelTaskForm, DoForm, TaskForm
from cases.models import Case, Task
from cases.reading import CasePage
from cases.tasks.lines import (
    PAGE,
    TaskLine,
    ended_tasks,
    open_tasks,
    shown_tasks,
    task_lines,
    task_of,
    task_places,
)
from cases.tasks.versions import read_task_versions
from cases.tasks.words import TaskKind
from cases.views.pages import after_of, attempt, read, show, to
from vault.compartments import Opened

WRITES = require_http_methods(["GET", "HEAD", "POST"])
_STEPS: dict[str, Callable[..., Task]] = {
    "finish": actions.finish_task,
    "undo": actions.undo_task,
    "take": actions.take_task,
    "hand_back": actions.hand_back_task,
}


@gate("case.read", opens=Case)
@require_safe
def tasks(request: Any, opened: Opened[Case]) -> HttpResponse:
    """What is to be done in the case, and what was done."""
    case = opened.record
    after = after_of(request)
    before = Task.objects.filter(case=case, pk=after).first() if after else None
    ended = ended_tasks(case, before, PAGE + 1)
    page, lines = _read(request, opened, open_tasks(case) if before is None else [], ended[:PAGE])
    older = ended[PAGE - 1].pk if len(ended) > PAGE else None
    shown = {"open_tasks": lines[0], "ended_tasks": lines[1], "older": older, "first": not before}
    return show(request, opened, "tasks", tab="plan", page=page, back="tasks", **shown)


def _read(
    request: Any, opened: Opened[Case], *sets: Sequence[Task]
) -> tuple[CasePage, list[list[TaskLine]]]:
    """The case's page, and the lines of these tasks, opened in the same query."""
    page = read(request, opened, [place for one in sets for place in task_places(one)])
    lines = [task_lines(one, page.found) for one in sets]
    request.shown["tasks"] = [pk for one in lines for pk in shown_tasks(one)]
    return page, lines


@gate("case.read", opens=Case)
@require_safe
def task(request: Any, opened: Opened[Case], task: UUID) -> HttpResponse:
    """One task: everything it says, and what can be done with it."""
    return _task_page(request, opened, _found(opened, task), DoForm())


def _task_page(request: Any, opened: Opened[Case], task: Task, form: DoForm) -> HttpResponse:
    waiting = list(Task.objects.open().filter(blocked_by=task).in_order())
    page, lines = _read(request, opened, [task], waiting)
    shown: dict[str, Any] = {"line": lines[0][0], "waiting": lines[1], "form": form}
    shown["briefs"] = briefs_of(task)
    shown["versions"] = read_task_versions(opened, task, page)
    shown["others"] = [one for one in page.people if one.pk != task.assignee_id]
    return show(request, opened, "task", tab="plan", page=page, **shown)


def _found(opened: Opened[Case], pk: UUID) -> Task:
    found = task_of(opened.record, pk)
    if found is None:
        raise Http404
    return found


@gate("case.write", opens=Case)
@WRITES
def add(request: Any, opened: Opened[Case]) -> HttpResponse:
    """Add a task."""
    page, [lines] = _read(request, opened, open_tasks(opened.record))
    form = TaskForm(
        request.POST if request.method == "POST" else None,
        holders=_holders(page),
        others=_others(lines),
        initial={"to": page.member.pk, "kind": TaskKind.CALL},
    )
    done = attempt(form, lambda: _add(request, opened, form))
    return done or show(request, opened, "add_task", tab="plan", page=page, form=form)


def _holders(page: CasePage) -> list[tuple[str, str]]:
    return [(str(one.pk), one.name) for one in page.people]


def _others(lines: Sequence[TaskLine], but: UUID | None = None) -> list[tuple[str, str]]:
    return [(str(one.task.pk), one.title) for one in lines if one.task.pk != but]


def _add(request: Any, opened: Opened[Case], form: TaskForm) -> HttpResponse:
    assignee = Member.objects.get(pk=form.cleaned_data["to"])
    new = _new(opened, form)
    actions.add_task(by=request.actor, opened=opened, new=new, assignee=assignee)
    return to("tasks", opened.record)


def _new(opened: Opened[Case], form: TaskForm) -> actions.NewTask:
    data = form.cleaned_data
    blocker = data.get("blocked_by")
    return actions.NewTask(
        words=form.words(),
        due=data["due"],
        priority=data["priority"],
        blocked_by=Task.objects.get(case=opened.record, pk=blocker) if blocker else None,
        **form.repetition(),
    )


@gate("case.write", opens=Case)
@WRITES
def change(request: Any, opened: Opened[Case], task: UUID) -> HttpResponse:
    """Change a task; whoever comes second sees what was saved, and keeps what they typed."""
    found = _found(opened, task)
    page, [lines, [line]] = _read(request, opened, open_tasks(opened.record), [found])
    others = _others(lines, but=found.pk)
    form = TaskForm(request.POST or None, others=others, initial=_start(line))
    theirs = None
    try:
        done = attempt(form, lambda: _change(request, opened, found, form))
    except Overtaken as newer:
        done, theirs = None, line
        form = TaskForm({**request.POST.dict(), "version": newer.version}, others=others)
    shown = {"form": form, "line": line, "theirs": theirs}
    return done or show(request, opened, "change_task", tab="plan", page=page, **shown)


def _start(line: TaskLine) -> dict[str, Any]:
    kept = ("due", "priority", "repeat_every", "version")
    start = {name: getattr(line.task, name) for name in kept}
    start |= {"blocked_by": line.task.blocked_by_id, "repeat_unit": line.task.repeat_unit or "days"}
    words = line.words
    said = {"title": words.title, "kind": words.kind, "details": words.details} if words else {}
    return start | said


def _change(request: Any, opened: Opened[Case], task: Task, form: TaskForm) -> HttpResponse:
    version = form.cleaned_data["version"] or 0
    new = _new(opened, form)
    actions.change_task(by=request.actor, opened=opened, task=task, new=new, version=version)
    return to("task", opened.record, task=task.pk)


@gate("case.write", opens=Case)
@WRITES
def cancel(request: Any, opened: Opened[Case], task: UUID) -> HttpResponse:
    """Cancel a task, with the reason."""
    found = _found(opened, task)
    form = CancelTaskForm(request.POST if request.method == "POST" else None)
    if attempt(form, lambda: _cancel(request, opened, found, form)):
        return to("tasks", opened.record)
    page, [[line]] = _read(request, opened, [found])
    return show(request, opened, "cancel_task", tab="plan", page=page, form=form, line=line)


def _cancel(request: Any, opened: Opened[Case], task: Task, form: CancelTaskForm) -> Task:
    reason = form.cleaned_data["reason"]
    return actions.cancel_task(by=request.actor, opened=opened, task=task, reason=reason)


@gate("case.write", opens=Case)
@require_POST
def do(request: Any, opened: Opened[Case], task: UUID) -> HttpResponse:
    """One step of a task: done, taken up again, taken, handed back, given."""
    found = _found(opened, task)
    form = DoForm(request.POST)
    done = attempt(form, lambda: _do(request, opened, found, form))
    return done or _task_page(request, opened, _found(opened, task), form)


def _do(request: Any, opened: Opened[Case], task: Task, form: DoForm) -> HttpResponse:
    data, by = form.cleaned_data, request.actor
    if data["act"] == "give":
        member = get_object_or_404(Member, pk=data["to"])
        actions.give_task(by=by, opened=opened, task=task, to=member)
    else:
        _STEPS[data["act"]](by=by, opened=opened, task=task)
    return _back(data["back"], opened.record, task)


def _back(name: str, case: Case, task: Task) -> HttpResponse:
    if name in {"tasks", "plan"}:
        return redirect(f"{reverse(f'cases:{name}', kwargs={'code': case.code})}#task-{task.pk}")
    return redirect(f"cases:{name}") if name else to("task", case, task=task.pk)
