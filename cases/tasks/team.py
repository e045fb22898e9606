"""The team's tasks: how much each member has, what slips, and what can be given to whom."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from accounts.gate import Actor
from accounts.models import Member
from cases.listing import week_end
from cases.models import CaseGrant, Task
from cases.models.tasks import TaskQuerySet
from cases.tasks.loads import TaskLoad, task_loads
from cases.tasks.opening import OpenedTask, open_tasks_of

SLIPPING = 8
PAGE = 50


def _held(by: Actor) -> TaskQuerySet:
    return Task.objects.live().held_by(by.member)


@dataclass(frozen=True, repr=False)
class Slips:
    """What slips in the coordinator's own cases, and how much everybody has to do."""

    late: list[OpenedTask]
    late_total: int
    nobodys: list[OpenedTask]
    nobodys_total: int
    loads: dict[UUID, TaskLoad]

    def __repr__(self) -> str:
        return "[sealed]"

    @property
    def _shown(self) -> list[OpenedTask]:
        return [*self.nobodys, *self.late]

    @property
    def cases(self) -> list[str]:
        """Ids of the cases it shows something of."""
        return sorted({str(one.task.case_id) for one in self._shown})

    @property
    def ids(self) -> list[str]:
        """Ids of the tasks it shows."""
        return [str(one.task.pk) for one in self._shown]

    @property
    def overdue(self) -> int:
        """How many tasks of the whole team are overdue."""
        return sum(one.overdue for one in self.loads.values())


def team_slips(by: Actor, today: dt.date) -> Slips:
    """The most overdue tasks of the coordinator's own cases, and those that nobody can do."""
    late, left = _held(by).overdue(today), _held(by).stranded()
    most = [list(one.in_order().values_list("pk", flat=True)[:SLIPPING]) for one in (late, left)]
    opened = open_tasks_of(by, [*most[0], *most[1]])
    return Slips(
        late=[one for one in opened if one.task.pk in set(most[0])],
        late_total=late.count(),
        nobodys=[one for one in opened if one.task.pk in set(most[1])],
        nobodys_total=left.count(),
        loads=task_loads(today),
    )


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
