"""My day: what a member's own cases ask for today, and what happened to them."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from uuid import UUID

from django.utils import timezone

from accounts.models import AuditRow, Member
from cases.changes import Change, changes_of
from cases.dues import MOST, Due, asking, given
from cases.listing import Held, week_end
from cases.tasks.mine import MyTasks
from cases.tasks.opening import OpenedTask
from vault.asking import Asked, moment_slot, uuid_slot

BACK = dt.timedelta(days=7)  # what counts as changed when nobody was here

_LAST_ACT = Asked(
    lambda: (
        AuditRow.objects.filter(actor=uuid_slot(0), at__lt=moment_slot(1))
        .order_by("-sequence")
        .values_list("at")[:1]
    )
)


@dataclass(frozen=True)
class Day:
    """A member's day, in the order it is read."""

    overdue: list[Due]
    today: list[Due]
    week: list[Due]
    waiting: list[Due]
    consents: list[Due]
    given: list[Due]
    done: list[Due]
    changes: list[Change]
    since: dt.date
    open_cases: int
    totals: dict[str, int]  # how much is overdue, due today, this week, waiting: shown or not

    @property
    def is_quiet(self) -> bool:
        """Whether nothing asks for anything."""
        dues = self.overdue or self.today or self.week or self.waiting
        return not (dues or self.consents or self.given)

    @property
    def is_longer(self) -> bool:
        """Whether there is more than fits here."""
        return any(total > MOST for total in self.totals.values())

    @property
    def _dues(self) -> list[Due]:
        dues = (self.overdue, self.today, self.week, self.waiting, self.consents, self.given)
        return [*chain.from_iterable(dues), *self.done]

    @property
    def codes(self) -> set[str]:
        """The codes of the cases it tells of."""
        changed = [one.summary.code for one in self.changes]
        return {*changed, *(due.summary.code for due in self._dues)}

    @property
    def tasks(self) -> list[str]:
        """Ids of the tasks it shows."""
        return [str(due.task.task.pk) for due in self._dues if due.task]

    @property
    def task_cases(self) -> set[str]:
        """Ids of the cases of these tasks, which need not be one's own."""
        return {str(due.task.task.case_id) for due in self._dues if due.task}


def day_of(
    member: Member, held: Iterable[Held], today: dt.date, tasks: MyTasks | None = None
) -> Day:
    """A member's day, from their own open cases with their summaries, and their tasks."""
    mine = {UUID(bytes=one.case): one.summary for one in held if one.assignee == member.pk.hex}
    reviews = [
        Due(on, one, one.what) for one in mine.values() if (on := one.due) and on <= week_end(today)
    ]
    asked = asking(member, mine, today)
    reviews += asked.reviews
    tasks, since = tasks or MyTasks(), _last_here(member, today)
    sections = {
        "overdue": [due for due in reviews if due.on < today] + task_dues(tasks.overdue),
        "today": [due for due in reviews if due.on == today] + task_dues(tasks.today),
        "week": [due for due in reviews if due.on > today] + task_dues(tasks.week),
        "waiting": task_dues(tasks.waiting) + asked.silent,
    }
    return Day(
        **{name: sorted(dues, key=lambda due: due.order)[:MOST] for name, dues in sections.items()},
        consents=asked.consents,
        given=given(member, mine, today),
        done=task_dues(tasks.done),
        changes=changes_of(member, mine, since),
        since=since,
        open_cases=len(mine),
        totals={name: len(dues) + tasks.more.get(name, 0) for name, dues in sections.items()},
    )


def task_dues(tasks: Iterable[OpenedTask]) -> list[Due]:
    """Tasks as lines of a day."""
    return [Due(one.task.due, one.summary, one.title, one) for one in tasks]


def _last_here(member: Member, today: dt.date) -> dt.date:
    """The last day before today on which the member did anything here."""
    midnight = timezone.make_aware(dt.datetime.combine(today, dt.time()))
    rows = _LAST_ACT.rows(member.pk, midnight)
    return timezone.localtime(rows[0][0]).date() if rows else today - BACK
