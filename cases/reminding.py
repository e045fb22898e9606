"""What members are reminded of about cases, as far as a worker can tell: from states and days.

What is sealed (a deadline in law, what a task is about, to whom a consent speaks) a worker cannot
see; my day shows it to whoever opens the vault.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Case as Choose
from django.db.models import Exists, F, OuterRef, Q, QuerySet, When

from accounts.actions.notices import Due
from accounts.models import Member
from cases.models import (
    Assessment,
    Case,
    CaseGrant,
    Consent,
    Decision,
    Event,
    Procedure,
    Referral,
    Task,
)
from cases.procedures.rules import edition

LATE = timedelta(days=3)  # so long a task is overdue before its case's coordinator is told
SOON = timedelta(days=14)  # so long before a consent ends
LONG_OVER = timedelta(days=30)  # what ended before that is no news
UNANSWERED = timedelta(days=7)  # a partner, after the first reminder
UNTAKEN = timedelta(days=2)  # a case without a caseworker
UNDECIDED = timedelta(days=3)  # what waits for a second person
_WEEK = timedelta(days=7)
_HERE = Member.State.ADMITTED


def _responsible(way: str = "case__") -> Choose:
    """Who is told: the assignee who still works here, else the coordinator who owns the case."""
    here = When(**{f"{way}assignee__state": _HERE}, then=F(f"{way}assignee"))
    return Choose(here, default=F(f"{way}owner"))


def _due(rows: "QuerySet[Any]", since: str, to: Any) -> Iterator[Due]:
    """One reminder a row: of its id, due since a day of it."""
    for pk, day, member in rows.annotate(told=to).values_list("pk", since, "told"):
        yield Due(pk, str(day), member)


def tasks(today: date) -> Iterator[Due]:
    """Tasks due today or before: whoever is to do them."""
    return _due(Task.objects.live().due_by(today), "due", F("assignee"))


def late_tasks(today: date) -> Iterator[Due]:
    """Tasks overdue for days: the coordinator who owns the case."""
    return _due(Task.objects.live().overdue(today - LATE), "due", F("case__owner"))


def _counting() -> "QuerySet[Consent]":
    """Consents that no later answer took the place of, in open cases."""
    later = Consent.objects.filter(after=OuterRef("pk"))
    here = Consent.objects.filter(given=True, case__epoch__gt=0)
    return here.exclude(case__state__in=Case.ENDED).filter(~Exists(later))


def ending_consents(today: date) -> Iterator[Due]:
    """Consents that end within days."""
    return _due(_counting().filter(until__range=(today, today + SOON)), "until", _responsible())


def ended_consents(today: date) -> Iterator[Due]:
    """Consents that have ended, and those of imported cases that nobody confirmed in time."""
    over = _counting().filter(until__range=(today - LONG_OVER, today - timedelta(days=1)))
    yield from _due(over, "until", _responsible())
    yield from _due(Case.objects.consent_overdue(today), "consent_by", _responsible(""))


def silent_partners(today: date) -> Iterator[Due]:
    """Referrals nobody has answered: the caseworker, and a week later the coordinator too."""
    yield from _due(Referral.objects.silent(today), "remind_on", _responsible())
    longer = Referral.objects.silent(today - UNANSWERED)
    yield from _due(longer, "remind_on", F("case__owner"))


def assessments(today: date) -> Iterator[Due]:
    """Assessments to be asked again."""
    return _due(Assessment.objects.due(today), "reassess_on", _responsible())


def untaken(today: date) -> Iterator[Due]:
    """Cases, and tasks, that nobody who can open them is to do: each week, the coordinator."""
    nobody = Q(assignee=None) | ~Q(assignee__state=_HERE)
    cases = Case.objects.open().filter(nobody, opened_on__lte=today - UNTAKEN)
    for pk, opened_on, owner in cases.values_list("pk", "opened_on", "owner"):
        yield Due(pk, str((today - opened_on - UNTAKEN) // _WEEK), owner)
    stranded = Task.objects.stranded() & Task.objects.live()
    yield from _due(stranded, "assignee", F("case__owner"))


def undecided(today: date) -> Iterator[Due]:
    """What has waited for a second person for days: everybody who holds the case and may decide."""
    waiting = Decision.objects.waiting().filter(on__lte=today - UNDECIDED)
    for pk, on, case, author in waiting.values_list("pk", "on", "case", "author"):
        yield from _seconds(pk, on, case, author)
    proposed = Event.objects.filter(kind=Event.Kind.CLOSING, on__lte=today - UNDECIDED)
    later = Event.objects.filter(
        kind=Event.Kind.CLOSING, case=OuterRef("case"), number__gt=OuterRef("number")
    )
    open_ones = proposed.exclude(case__closing_by=None).filter(~Exists(later))
    for pk, on, case, author in open_ones.values_list("pk", "on", "case", "case__closing_by"):
        yield from _seconds(pk, on, case, author)


def _seconds(pk: Any, on: date, case: Any, author: Any) -> Iterator[Due]:
    holding = CaseGrant.sets.current().filter(content_object=case, user__is_coordinator=True)
    for to in holding.exclude(user=author).values_list("user", flat=True):
        yield Due(pk, str(on), to)


def untold(today: date) -> Iterator[Due]:
    """People who are to be told by now of a disclosure that was made without their consent."""
    return _due(Decision.objects.untold().filter(due_on__lte=today), "due_on", _responsible())


def changed_rules(today: date) -> Iterator[Due]:
    """Procedures whose days were worked out under other rules than today's."""
    return _due(Procedure.objects.waiting(edition()), "edition", _responsible())
