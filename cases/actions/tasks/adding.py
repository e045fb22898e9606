"""Adding a task to a case, and changing it."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actions.errors import NotNow
from accounts.gate import Actor
from accounts.models import Member
from cases.actions.conflicts import Overtaken
from cases.actions.events import next_number, settle
from cases.actions.tasks.locking import (
    lock_case,
    lock_task,
    require_blocker,
    require_holder,
    tell_given,
    write_words,
)
from cases.models import Case, Task
from cases.tasks.repeating import MOST
from cases.tasks.words import TaskWords
from vault.compartments import Opened


@dataclass(frozen=True, repr=False)
class NewTask:
    """What a task is when it is added or changed: its sealed words, and its clear columns.

    ``repeat_every`` 0: it does not repeat.
    """

    words: TaskWords
    due: date
    priority: int = Task.Priority.NORMAL.value
    blocked_by: Task | None = None
    repeat_every: int = 0
    repeat_unit: str = ""

    def __repr__(self) -> str:
        return "[sealed]"

    def columns(self) -> dict[str, object]:
        """Its clear columns.

        :raises NotNow: when the priority or the repetition is none
        """
        if self.priority not in Task.Priority.values:
            raise NotNow(_("Choose how pressing the task is."))
        if self.repeat_every and not 1 <= self.repeat_every <= MOST.get(self.repeat_unit, 0):
            raise NotNow(_("A task repeats after 1 to 366 days, or after 1 to 24 months."))
        return {
            "due": self.due,
            "priority": self.priority,
            "blocked_by": self.blocked_by,
            "repeat_every": self.repeat_every or None,
            "repeat_unit": self.repeat_unit if self.repeat_every else "",
        }


@transaction.atomic
def add_task(
    *, by: Actor, opened: Opened[Case], new: NewTask, assignee: Member | None = None
) -> Task:
    """Add a task to a case. It is always somebody's: the author's own, unless given to another.

    :param assignee: somebody who holds the case
    :raises NotNow: when the case has ended, the assignee cannot open it, the words are empty or
        too long, or it would wait for a task that is none
    """
    case, today = lock_case(opened), timezone.localdate()
    to = assignee or by.member
    require_holder(case, to)
    require_blocker(case, None, new.blocked_by)
    task = Task(
        case=case,
        number=next_number(case),
        creator=by.member,
        assignee=to,
        first_due=new.due,
        made_on=today,
        **new.columns(),
    )
    task.save(force_insert=True)
    write_words(by=by, opened=opened, task=task, words=new.words)
    settle(case, today=today)
    tell_given(to=to, by=by)
    audit.record("task.add", actor=by.pk, about=case, task=str(task.pk), to=str(to.pk))
    return task


@transaction.atomic
def change_task(*, by: Actor, opened: Opened[Case], task: Task, new: NewTask, version: int) -> Task:
    """Change what an open task says, its day, its priority, what it waits for, its repetition.

    :param version: the version that was seen when it was changed
    :raises Overtaken: when somebody changed it meanwhile
    :raises NotNow: when the case or the task has ended, or as :func:`add_task` says
    """
    case = lock_case(opened)
    now = lock_task(case, task.pk)
    if now.version != version:
        raise Overtaken(now.version)
    require_blocker(case, now, new.blocked_by)
    if now.due != new.due:
        now.first_due = new.due
    columns = new.columns()
    for name, value in columns.items():
        setattr(now, name, value)
    now.version = version + 1
    now.save(update_fields=[*columns, "first_due", "version"])
    write_words(by=by, opened=opened, task=now, words=new.words)
    settle(case, today=timezone.localdate())
    audit.record("task.change", actor=by.pk, about=case, task=str(now.pk), version=now.version)
    return now
