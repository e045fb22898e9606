"""A member's own tasks: for their day, and as a list."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from accounts.gate import Actor
from accounts.models import Member
from cases.listing import week_end
from cases.models import Case, Task
from cases.summaries import Summary
from cases.tasks.opening import OpenedTask, open_tasks_of
from vault.asking import Asked, day_slot, uuid_slot

MOST = 50  # lines a section
PAGE = 50
AHEAD = dt.timedelta(days=400)  # how far a calendar looks, and how far back
BACK = dt.timedelta(days=30)


class _Row(NamedTuple):
    """What of a task is clear, before its words are opened."""

    pk: UUID
    due: dt.date
    blocked: str | None


@dataclass(frozen=True, repr=False)
class MyTasks:
    """What a member is to do, in sections; the totals count what a section is too short for."""

    overdue: list[OpenedTask] = field(default_factory=list)
    today: list[OpenedTask] = field(default_factory=list)
    week: list[OpenedTask] = field(default_factory=list)
    waiting: list[OpenedTask] = field(default_factory=list)
    done: list[OpenedTask] = field(default_factory=list)
    more: dict[str, int] = field(default_factory=dict)

    def __repr__(self) -> str:
        return "[sealed]"

    @property
    def all(self) -> list[OpenedTask]:
        """Every one it tells of."""
        return [*self.overdue, *self.today, *self.week, *self.waiting, *self.done]


_DUE = Asked(
    lambda: (
        Task.objects.live()
        .filter(assignee=uuid_slot(0), due__lte=day_slot(1))
        .held_by(uuid_slot(0))
        .in_order()
        .values_list("pk", "due", "blocked_by__state")
    )
)
# What the member gave to others, and is late.
_GIVEN = Asked(
    lambda: (
        Task.objects.live()
        .filter(~Q(assignee=uuid_slot(0)), creator=uuid_slot(0), due__lt=day_slot(1))
        .held_by(uuid_slot(0))
        .in_order()
        .values_list("pk")[: MOST + 1]
    )
)
# What the member did today, so that a slip of the hand is undone where it was made.
_DONE = Asked(
    lambda: (
        Task.objects.filter(
            ~Q(case__state__in=Case.ENDED),
            ended_by=uuid_slot(0),
            ended_on=day_slot(1),
            state=Task.State.DONE,
        )
        .held_by(uuid_slot(0))
        .order_by("-number")
        .values_list("pk")[:MOST]
    )
)


def tasks_of_day(by: Actor, today: dt.date, known: Mapping[UUID, Summary] | None = None) -> MyTasks:
    """What a member is to do until the end of the week, what of it waits, what they did today.

    :param known: summaries of cases that were opened already
    """
    rows = [_Row(*row) for row in _DUE.rows(by.pk, week_end(today))]
    free = [row for row in rows if row.blocked != Task.State.OPEN]
    given, done = ([pk for [pk] in ask.rows(by.pk, today)] for ask in (_GIVEN, _DONE))
    chosen = {
        "overdue": [row.pk for row in free if row.due < today],
        "today": [row.pk for row in free if row.due == today],
        "week": [row.pk for row in free if row.due > today],
        "waiting": [*(row.pk for row in rows if row.blocked == Task.State.OPEN), *given],
        "done": done,
    }
    shown = list(chain.from_iterable(pks[:MOST] for pks in chosen.values()))
    opened = {one.task.pk: one for one in open_tasks_of(by, shown, known)}
    sections = {
        name: sorted((opened[pk] for pk in pks[:MOST] if pk in opened), key=_order)
        for name, pks in chosen.items()
    }
    more = {name: max(0, len(pks) - MOST) for name, pks in chosen.items()}
    return MyTasks(**sections, more=more)


def _order(one: OpenedTask) -> tuple[dt.date, int]:
    return one.task.due, -one.task.priority


def my_page(by: Actor, number: int) -> tuple[list[OpenedTask], bool]:
    """A page of all one's own open tasks, and whether there are more."""
    first = (max(1, number) - 1) * PAGE
    mine = Task.objects.live().of(by.member).held_by(by.member).in_order()
    pks: Sequence[UUID] = list(mine.values_list("pk", flat=True)[first : first + PAGE + 1])
    return open_tasks_of(by, pks[:PAGE]), len(pks) > PAGE


def days_due(member: Member, today: dt.date) -> list[dt.date]:
    """The days on which something is due for a member, from clear columns alone.

    What is overdue counts today, too, as long as it is not done.
    """
    mine = Task.objects.live().of(member).held_by(member).due_by(today + AHEAD)
    days = set(mine.order_by().values_list("due", flat=True).distinct())
    kept = {day for day in days if day >= today - BACK}
    return sorted(kept | ({today} if any(day < today for day in days) else set()))
