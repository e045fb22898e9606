"""Who can be given a case, who can open one, and how much each member has to do."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Count
from django.utils.translation import get_language, ngettext

from accounts.days import localise_digits
from accounts.models import Member
from accounts.recipients import recipients
from cases.listing import Held, due_words
from cases.models import Case, CaseGrant
from cases.tasks.loads import TaskLoad

Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class Load:
    """What one member has to do; days of reviews are those of cases that the reader can open."""

    member: Member
    open_cases: int
    overdue: int
    today: int
    week: int
    most: int

    tasks: int = 0

    @property
    def later(self) -> int:
        """Cases and tasks that ask for nothing this week."""
        return max(0, self.open_cases + self.tasks - self.overdue - self.today - self.week)

    @property
    def parts(self) -> list[tuple[str, float, float]]:
        """The bar of this load: kind, beginning and width of each part, where ``most`` is 100."""
        found, x = [], 0.0
        kinds = (
            ("danger", self.overdue),
            ("attention", self.today),
            ("calm", self.week),
            ("later", self.later),
        )
        for kind, number in kinds:
            width = round(100 * number / self.most, 1) if self.most else 0.0
            found.append((kind, x, width))
            x = round(x + width, 1)
        return [part for part in found if part[2]]


def able_members() -> list[Member]:
    """Those a case may be given to: admitted, in a role that opens cases, with a certified key."""
    found = case_members()
    certified = {one.member for one in recipients([member.pk for member in found])}
    return [member for member in found if member.pk in certified]


def case_members() -> list[Member]:
    """Those in a role that opens cases."""
    return list(Member.objects.admitted().opening_cases().order_by("display_name"))


def open_cases_of() -> dict[UUID | None, int]:
    """How many open cases each member is responsible for."""
    counted = Case.objects.open().values_list("assignee").annotate(n=Count("pk")).order_by()
    return dict(counted)


def choices(members: Iterable[Member]) -> Choices:
    """Members by name, each with how many open cases they have."""
    load = open_cases_of()
    return [
        (str(member.pk), f"{member.display_name} · {_cases(load.get(member.pk, 0))}")
        for member in members
    ]


def names(members: Iterable[Member]) -> Choices:
    """Members by name."""
    return [(str(member.pk), member.display_name) for member in members]


def _cases(number: int) -> str:
    shown = localise_digits(number, get_language() or "en")
    return ngettext("%(n)s open case", "%(n)s open cases", number) % {"n": shown}


def holders(case: Case) -> list[Member]:
    """Who can open a case now, by name."""
    keys = CaseGrant.sets.current().filter(content_object=case)
    return list(Member.objects.filter(casegrants__in=keys).order_by("display_name"))


def loads(
    members: Iterable[Member],
    held: Iterable[Held],
    today: dt.date,
    tasks: Mapping[UUID, TaskLoad] | None = None,
) -> list[Load]:
    """What each member has to do: days of reviews from what the reader can open, and tasks."""
    dues = Counter(
        (one.assignee, due_words(one.summary.due, today)[0])
        for one in held
        if one.assignee and due_words(one.summary.due, today)
    )
    cases, members = open_cases_of(), list(members)
    found = [
        _load(member, cases, dues, (tasks or {}).get(member.pk, TaskLoad())) for member in members
    ]
    most = max((one.open_cases + one.tasks for one in found), default=0)
    return [replace(one, most=most) for one in found]


def _load(
    member: Member, cases: dict[UUID | None, int], dues: Counter[tuple[str, str]], tasks: TaskLoad
) -> Load:
    whose = member.pk.hex
    return Load(
        member,
        cases.get(member.pk, 0),
        dues[whose, "overdue"] + tasks.overdue,
        dues[whose, "today"] + tasks.today,
        dues[whose, "week"] + tasks.week,
        most=0,
        tasks=tasks.tasks,
    )
