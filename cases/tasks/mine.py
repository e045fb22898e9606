"""A member's own tasks: for their day, and as a list."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, NamedTuple
from uuid import UUID

from django.db import models
from django.db.models import Value

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
    priority: int
    number: int
    blocked: str | None

    @property
    def order(self) -> tuple[dt.date, int, int]:
        """By day, the most pressing first."""
        return self.due, -self.priority, self.number


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


def _due() -> Any:
    """What the member is to do by a day."""
    return Task.objects.live().filter(assignee=uuid_slot(0), due__lte=day_slot(1))


def _given() -> Any:
    """What the member gave to others, and is late."""
    late = Task.objects.live().filter(creator=uuid_slot(0), due__lt=day_slot(2))
    return late.exclude(assignee=uuid_slot(0))


def _done() -> Any:
    """What the member did today, so that a slip of the hand is undone where it was made."""
    return Task.objects.exclude(case__state__in=Case.ENDED).filter(
        ended_by=uuid_slot(0), ended_on=day_slot(2), state=Task.State.DONE
    )


def _rows(why: str, rows: Any) -> Any:
    held = rows.held_by(uuid_slot(0)).order_by()
    named = {"why": Value(why, models.CharField())}
    columns = ("why", "pk", "due", "priority", "number", "blocked_by__state")
    return held.annotate(**named).values_list(*columns)


_ASKED = Asked(
    lambda: _rows("due", _due()).union(_rows("given", _given()), _rows("done", _done()), all=True)
)


def _asked(by: Actor, today: dt.date) -> dict[str, list[_Row]]:
    """Due, given to others, done today: each as it is to be done."""
    found: dict[str, list[_Row]] = {"due": [], "given": [], "done": []}
    for why, *row in _ASKED.rows(by.pk, week_end(today), today):
        found[why].append(_Row(*row))
    return {why: sorted(rows, key=lambda row: row.order) for why, rows in found.items()}


def tasks_of_day(by: Actor, today: dt.date, known: Mapping[UUID, Summary] | None = None) -> MyTasks:
    """What a member is to do until the end of the week, what of it waits, what they did today.

    :param known: summaries of cases that were opened already
    """
    asked = _asked(by, today)
    free = [row for row in asked["due"] if row.blocked != Task.State.OPEN]
    waiting = [row for row in asked["due"] if row.blocked == Task.State.OPEN]
    chosen = {
        "overdue": [row.pk for row in free if row.due < today],
        "today": [row.pk for row in free if row.due == today],
        "week": [row.pk for row in free if row.due > today],
        "waiting": [row.pk for row in (*waiting, *asked["given"])],
        "done": [row.pk for row in asked["done"]],
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
