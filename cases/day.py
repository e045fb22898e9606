"""My day: what a member's own cases ask for today, and what happened to them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import AuditRow, Member
from cases.listing import Held, week_end
from cases.models import Assessment, Case, Consent, Decision, Event, Note, Referral, Task
from cases.summaries import Summary
from cases.tasks.mine import MyTasks
from cases.tasks.opening import OpenedTask

AHEAD = dt.timedelta(days=14)  # how early the end of a consent is told
BACK = dt.timedelta(days=7)  # what counts as given recently, or changed when nobody was here
MOST = 50  # lines a section


@dataclass(frozen=True)
class Due:
    """A day, and the case that asks for something on it."""

    on: dt.date
    summary: Summary
    what: str = ""
    task: OpenedTask | None = None

    @property
    def order(self) -> tuple[dt.date, int, str]:
        """Earlier days first; on one day, what presses most."""
        priority = self.task.task.priority if self.task else Task.Priority.NORMAL
        return self.on, -priority, self.summary.code


@dataclass(frozen=True)
class Change:
    """What others did in one case."""

    summary: Summary
    words: list[str]


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
    reviews += _reassessments(member, mine, today)
    tasks, since = tasks or MyTasks(), _last_here(member, today)
    sections = {
        "overdue": [due for due in reviews if due.on < today] + task_dues(tasks.overdue),
        "today": [due for due in reviews if due.on == today] + task_dues(tasks.today),
        "week": [due for due in reviews if due.on > today] + task_dues(tasks.week),
        "waiting": task_dues(tasks.waiting) + _silent(member, mine, today),
    }
    return Day(
        **{name: sorted(dues, key=lambda due: due.order)[:MOST] for name, dues in sections.items()},
        consents=_consents(member, mine, today),
        given=_given(member, mine, today),
        done=task_dues(tasks.done),
        changes=_changes(member, mine, since),
        since=since,
        open_cases=len(mine),
        totals={name: len(dues) + tasks.more.get(name, 0) for name, dues in sections.items()},
    )


def _reassessments(member: Member, mine: dict[UUID, Summary], today: dt.date) -> list[Due]:
    """Assessments that are to be asked again by the end of the week."""
    asked = Assessment.objects.filter(case__assignee=member, reassess_on__lte=week_end(today))
    days = dict(reversed(list(_days(asked, "case", "reassess_on"))))  # the first of a case
    return [Due(on, mine[case], _("assess again")) for case, on in days.items() if case in mine]


def _silent(member: Member, mine: dict[UUID, Summary], today: dt.date) -> list[Due]:
    """Referrals whose partner should have been heard of by now, from the day they last were."""
    rows = Referral.objects.silent(today).filter(case__assignee=member)
    found = _days(rows, "case", "heard_on")
    return [Due(on, mine[case], _("a partner is silent")) for case, on in found if case in mine]


def task_dues(tasks: Iterable[OpenedTask]) -> list[Due]:
    """Tasks as lines of a day."""
    return [Due(one.task.due, one.summary, one.title, one) for one in tasks]


def _last_here(member: Member, today: dt.date) -> dt.date:
    """The last day before today on which the member did anything here."""
    midnight = timezone.make_aware(dt.datetime.combine(today, dt.time()))
    acts = AuditRow.objects.filter(actor=member.pk, at__lt=midnight).order_by("-sequence")
    latest = acts.values_list("at", flat=True).first()
    return timezone.localtime(latest).date() if latest else today - BACK


def _consents(member: Member, mine: dict[UUID, Summary], today: dt.date) -> list[Due]:
    """Consents still to be confirmed, and those that end soon or ended while the work goes on."""
    cases = Case.objects.open().filter(assignee=member, consent_by__lte=today + AHEAD)
    newer = Q(number__gt=OuterRef("number"), purpose=OuterRef("purpose"))
    later = Consent.objects.filter(
        Q(after=OuterRef("pk")) | newer & Q(purpose=Consent.Purpose.CASE_MANAGEMENT),
        case=OuterRef("case"),
    )
    ending = Consent.objects.filter(
        ~Exists(later),
        case__in=Case.objects.open().filter(assignee=member, state=Case.State.ACTIVE),
        given=True,
        until__lte=today + AHEAD,
    )
    untold = Decision.objects.untold().filter(case__assignee=member, due_on__lte=today + AHEAD)
    found = [
        *(
            (case, on, _("consent to be confirmed"))
            for case, on in _days(cases, "pk", "consent_by")
        ),
        *((case, on, _consent_words(on, today)) for case, on in _days(ending, "case", "until")),
        *((case, on, _("tell the person")) for case, on in _days(untold, "case", "due_on")),
    ]
    dues = [Due(on, mine[case], what) for case, on, what in found if case in mine]
    return sorted(dues, key=lambda due: due.on)[:MOST]


def _days(rows: Any, case: str, day: str) -> Iterable[tuple[UUID, dt.date]]:
    return rows.values_list(case, day).order_by(day)[: MOST * 2]  # type: ignore[no-any-return]


def _consent_words(until: dt.date, today: dt.date) -> str:
    return _("consent has ended") if until < today else _("consent ends")


def _given(member: Member, mine: dict[UUID, Summary], today: dt.date) -> list[Due]:
    """Cases somebody gave to the member lately."""
    kinds = (Event.Kind.GIVEN, Event.Kind.HANDED_OVER)
    events = Event.objects.filter(
        case__assignee=member, kind__in=kinds, member=member, on__gte=today - BACK
    ).exclude(author=member)
    rows = events.order_by("-on").values_list("case", "on", "author__display_name")[: MOST * 2]
    newest = {case: (on, name) for case, on, name in reversed(rows)}
    return [
        Due(on, mine[case], _("given to you by %(name)s") % {"name": name})
        for case, (on, name) in newest.items()
        if case in mine
    ][:MOST]


def _changes(member: Member, mine: dict[UUID, Summary], since: dt.date) -> list[Change]:
    """What others did in the member's cases since a day."""
    words: dict[UUID, list[str]] = defaultdict(list)
    others = {"case__assignee": member, "on__gte": since}
    notes = Note.objects.filter(**others).exclude(author=member).order_by()
    for case, number in notes.values_list("case").annotate(n=Count("pk"))[: MOST * 2]:
        words[case].append(ngettext("%(n)s note", "%(n)s notes", number) % {"n": number})
    for case, number in _new_tasks(member, since):
        words[case].append(ngettext("%(n)s new task", "%(n)s new tasks", number) % {"n": number})
    for case, number in _done_tasks(member, since):
        words[case].append(ngettext("%(n)s task done", "%(n)s tasks done", number) % {"n": number})
    events = Event.objects.filter(**others).exclude(author=member).order_by("number")
    for case, kind in events.values_list("case", "kind")[: MOST * 4]:
        words[case].append(str(Event.Kind(kind).label))
    found = [
        Change(mine[case], list(dict.fromkeys(told)))
        for case, told in words.items()
        if case in mine
    ]
    return found[:MOST]


def _new_tasks(member: Member, since: dt.date) -> Iterable[tuple[UUID, int]]:
    """How many tasks others added to the member's cases."""
    made = Task.objects.filter(case__assignee=member, made_on__gte=since).exclude(creator=member)
    return made.order_by().values_list("case").annotate(n=Count("pk"))[: MOST * 2]


def _done_tasks(member: Member, since: dt.date) -> Iterable[tuple[UUID, int]]:
    """How many tasks others finished in the member's cases."""
    done = Task.objects.filter(
        case__assignee=member, ended_on__gte=since, state=Task.State.DONE
    ).exclude(ended_by=member)
    return done.order_by().values_list("case").annotate(n=Count("pk"))[: MOST * 2]
