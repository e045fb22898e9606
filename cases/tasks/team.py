"""The team's tasks: how much each member has, what slips, and what can be given to whom."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Q

from accounts.gate import Actor
from accounts.models import Member
from cases.listing import week_end
from cases.models import CaseGrant, Task
from cases.models.tasks import TaskQuerySet
from cases.tasks.opening import OpenedTask, open_tasks_of

SLIPPING = 8
PAGE = 50


class TaskLoad(NamedTuple):
    """How many open tasks somebody has, and how many of them press."""

    tasks: int = 0
    overdue: int = 0
    today: int = 0
    week: int = 0


def task_loads(today: dt.date) -> dict[UUID, TaskLoad]:
    """What each member has to do, counted from clear columns: days, and who is assigned."""
    counted = (
        Task.objects.live()
        .order_by()
        .values_list("assignee")
        .annotate(
            tasks=Count("pk"),
            overdue=Count("pk", filter=Q(due__lt=today)),
            today=Count("pk", filter=Q(due=today)),
            week=Count("pk", filter=Q(due__gt=today, due__lte=week_end(today))),
        )
    )
    return {member: TaskLoad(*counts) for member, *counts in counted}


def _held(by: Actor) -> TaskQuerySet:
    return Task.objects.live().held_by(by.member)


def slipping(by: Actor, today: dt.date) -> tuple[list[OpenedTask], int]:
    """The most overdue tasks in the coordinator's own cases, and how many are overdue in all."""
    late = _held(by).overdue(today)
    pks = late.in_order().values_list("pk", flat=True)[:SLIPPING]
    return open_tasks_of(by, list(pks)), late.count()


def stranded(by: Actor) -> tuple[list[OpenedTask], int]:
    """Tasks in the coordinator's own cases that nobody can do, and how many there are."""
    left = _held(by).stranded()
    pks = left.in_order().values_list("pk", flat=True)[:SLIPPING]
    return open_tasks_of(by, list(pks)), left.count()


def team_page(
    by: Actor, today: dt.date, *, assignee: str, due: str, number: int
) -> tuple[list[OpenedTask], bool]:
    """A page of the open tasks in the coordinator's own cases, and whether there are more."""
    found = _held(by)
    if assignee:
        found = found.filter(assignee=UUID(assignee))
    found = {
        "overdue": found.overdue(today),
        "today": found.filter(due=today),
        "week": found.filter(due__gte=today).due_by(week_end(today)),
    }.get(due, found)
    first = (max(1, number) - 1) * PAGE
    pks: Sequence[UUID] = list(
        found.in_order().values_list("pk", flat=True)[first : first + PAGE + 1]
    )
    return open_tasks_of(by, pks[:PAGE]), len(pks) > PAGE


@dataclass(frozen=True, repr=False)
class Plan:
    """What giving tasks to somebody would do, before anything is done."""

    give: list[OpenedTask]
    has: list[OpenedTask]
    cannot: list[OpenedTask]

    def __repr__(self) -> str:
        return "[sealed]"


def plan_of(by: Actor, pks: Iterable[UUID], to: Member) -> Plan:
    """Sort chosen tasks of the coordinator's own cases by what would become of them."""
    chosen = list(_held(by).filter(pk__in=list(pks)).values_list("pk", flat=True))
    opened = open_tasks_of(by, chosen)
    cases = {one.task.case_id for one in opened}
    theirs = CaseGrant.sets.current().filter(user=to, content_object__in=cases)
    holding = set(theirs.values_list("content_object_id", flat=True)) if to.opens_cases else set()
    has = [one for one in opened if one.task.assignee_id == to.pk]
    others = [one for one in opened if one.task.assignee_id != to.pk]
    return Plan(
        give=[one for one in others if one.task.case_id in holding],
        has=has,
        cannot=[one for one in others if one.task.case_id not in holding],
    )
