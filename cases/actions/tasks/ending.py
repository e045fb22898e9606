"""The end of a task: done, or cancelled with a reason; and its way back."""

from dataclasses import replace
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actions.errors import NotNow
from accounts.gate import Actor
from accounts.models import Member
from cases.actions.briefs.recalling import recall_live
from cases.actions.events import next_number, settle
from cases.actions.tasks.locking import able, kept_words, lock_case, lock_task, write_words
from cases.models import Case, Task
from cases.tasks.repeating import next_due
from cases.tasks.words import FIELD
from vault.compartments import Opened


@transaction.atomic
def finish_task(*, by: Actor, opened: Opened[Case], task: Task) -> Task:
    """Mark an open task as done; one that repeats comes again, on its next day.

    A brief that a volunteer still has for it is called back.

    :raises NotNow: when the case or the task has ended, or it waits for another task
    """
    case, today = lock_case(opened), timezone.localdate()
    now = lock_task(case, task.pk)
    if now.blocked_by and now.blocked_by.is_open:
        raise NotNow(
            _("It waits for another task. Finish that one first, or change what it waits for.")
        )
    recall_live(by=by, opened=opened, case=case, task=now)
    _end(now, Task.State.DONE, by, today)
    if now.repeats:
        _repeat(opened, case, now, able(case, now.assignee) or by.member, today)
    settle(case, today=today)
    audit.record("task.finish", actor=by.pk, about=case, task=str(now.pk))
    return now


@transaction.atomic
def cancel_task(*, by: Actor, opened: Opened[Case], task: Task, reason: str) -> Task:
    """Cancel an open task, with the reason, sealed; what waited for it waits no longer.

    A brief that a volunteer still has for it is called back.

    :raises NotNow: when the case or the task has ended, or no reason is given
    """
    case, today = lock_case(opened), timezone.localdate()
    now = lock_task(case, task.pk)
    if not reason.strip():
        raise NotNow(_("Say why it is cancelled."))
    words = kept_words(opened=opened, task=now)
    now.version += 1
    recall_live(by=by, opened=opened, case=case, task=now)
    _end(now, Task.State.CANCELLED, by, today)
    write_words(by=by, opened=opened, task=now, words=replace(words, reason=reason.strip()))
    settle(case, today=today)
    audit.record("task.cancel", actor=by.pk, about=case, task=str(now.pk))
    return now


def _end(task: Task, state: Task.State, by: Actor, today: date) -> None:
    task.state, task.ended_on, task.ended_by = state, today, by.member
    task.save(update_fields=["state", "ended_on", "ended_by", "version"])


def _repeat(opened: Opened[Case], case: Case, task: Task, to: Member, today: date) -> None:
    """The next one of the series, with the same words. One that an undo took away comes back."""
    if Task.objects.filter(follows=task).exists():
        withdrawn = Task.objects.filter(follows=task, state=Task.State.CANCELLED, version=1)
        withdrawn.update(state=Task.State.OPEN, ended_on=None, ended_by=None, assignee=to)
        return
    assert task.repeat_every  # noqa: S101  a repeating task says after how long
    day = next_due(task.first_due, task.due, today, every=task.repeat_every, unit=task.repeat_unit)
    follower = Task(
        case=case,
        number=next_number(case),
        creator=task.creator,
        assignee=to,
        due=day,
        priority=task.priority,
        repeat_every=task.repeat_every,
        repeat_unit=task.repeat_unit,
        first_due=task.first_due,
        follows=task,
        made_on=today,
    )
    follower.save(force_insert=True)
    opened.write(FIELD, follower.pk, 1, kept_words(opened=opened, task=task).dump())


@transaction.atomic
def undo_task(*, by: Actor, opened: Opened[Case], task: Task) -> Task:
    """Take a done or cancelled task up again, as it was; oneself, if its assignee no longer can.

    What came in its place because it repeats, and was not touched since, is withdrawn.

    :raises NotNow: when the case has ended, or the task is open
    """
    case, today = lock_case(opened), timezone.localdate()
    now = Task.objects.get(pk=task.pk, case=case)
    if now.is_open:
        raise NotNow(_("This task is open."))
    _withdraw_follower(now, by, today)
    now.state, now.ended_on, now.ended_by = Task.State.OPEN, None, None
    now.assignee = able(case, now.assignee) or by.member
    now.save(update_fields=["state", "ended_on", "ended_by", "assignee"])
    settle(case, today=today)
    audit.record("task.undo", actor=by.pk, about=case, task=str(now.pk))
    return now


def _withdraw_follower(task: Task, by: Actor, today: date) -> None:
    untouched = Task.objects.open().filter(follows=task, version=1)
    untouched.update(state=Task.State.CANCELLED, ended_on=today, ended_by=by.member)
