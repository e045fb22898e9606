"""Tasks of one case as its pages show them: rows first, then their words in the page's query."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.documents import UnknownFormat
from cases.models import Case, Task
from cases.models.tasks import TaskQuerySet
from cases.tasks.words import TaskWords, words_place
from vault.compartments import Place

PAGE = 50


@dataclass(frozen=True, repr=False)
class TaskLine:
    """A task with its opened words; None where they do not open."""

    task: Task
    words: TaskWords | None
    waits_for: str = ""
    today: dt.date = field(default_factory=timezone.localdate)

    def __repr__(self) -> str:
        return "[sealed]"

    @property
    def title(self) -> str:
        """What is to be done, in a few words."""
        if self.words is None:
            return _("This task does not open: its stored form was altered.")
        return self.words.title

    @property
    def is_late(self) -> bool:
        """Whether it is open and its day is past."""
        return self.task.is_open and self.task.due < self.today

    @property
    def is_today(self) -> bool:
        """Whether it is open and due today."""
        return self.task.is_open and self.task.due == self.today

    @property
    def waits(self) -> bool:
        """Whether it waits for a task that is not done."""
        blocker = self.task.blocked_by
        return self.task.is_open and blocker is not None and blocker.is_open

    @property
    def presses(self) -> bool:
        """Whether it is more pressing than others of the day."""
        return self.task.is_open and self.task.priority > Task.Priority.NORMAL

    @property
    def repeats(self) -> str:
        """After how long it comes again, in words; empty when it does not."""
        every = self.task.repeat_every
        if every is None:
            return ""
        if self.task.repeat_unit == Task.Unit.MONTHS:
            words = ngettext("every month", "every %(n)s months", every)
        else:
            words = ngettext("every day", "every %(n)s days", every)
        return words % {"n": every}


def open_tasks(case: Case) -> list[Task]:
    """All open tasks of a case, as they are to be done."""
    return list(_rows(case).open().in_order())


def ended_tasks(case: Case, after: Task | None = None, most: int = PAGE) -> list[Task]:
    """The tasks that ended last; or those that come after one of them."""
    found = _rows(case).ended().order_by("-ended_on", "-number")
    if after is not None and after.ended_on is not None:
        earlier = Q(ended_on=after.ended_on, number__lt=after.number)
        found = found.filter(Q(ended_on__lt=after.ended_on) | earlier)
    return list(found[:most])


def _rows(case: Case) -> TaskQuerySet:
    people = ("assignee", "creator", "ended_by", "blocked_by")
    return Task.objects.filter(case=case).select_related(*people)


def task_places(tasks: Iterable[Task]) -> list[Place]:
    """Where the words of these tasks are kept, and of those they wait for."""
    found = {}
    for one in tasks:
        found[one.pk] = words_place(one)
        if one.blocked_by:
            found[one.blocked_by.pk] = words_place(one.blocked_by)
    return list(found.values())


def task_lines(tasks: Sequence[Task], found: Mapping[Place, bytes]) -> list[TaskLine]:
    """The lines of these tasks.

    :param found: the opened places of :func:`task_places`, as ``CasePage.found`` has them
    """
    today = timezone.localdate()
    return [TaskLine(one, read_words(one, found), _blocker(one, found), today) for one in tasks]


def _blocker(task: Task, found: Mapping[Place, bytes]) -> str:
    if task.blocked_by is None:
        return ""
    words = read_words(task.blocked_by, found)
    return words.title if words else ""


def read_words(task: Task, found: Mapping[Place, bytes]) -> TaskWords | None:
    """The words of a task among opened places; None where they did not open."""
    text = found.get(words_place(task))
    try:
        return None if text is None else TaskWords.load(text)
    except UnknownFormat:
        return None


def shown_tasks(lines: Iterable[TaskLine]) -> list[str]:
    """Ids of the tasks a page shows, for the audit row of the look."""
    return [str(one.task.pk) for one in lines]


def task_of(case: Case, pk: UUID) -> Task | None:
    """A task of a case, whatever its state."""
    return _rows(case).filter(pk=pk).first()
