"""What one's own cases ask for on a day, besides tasks: consents, assessments, partners.

These questions are asked at every look at one's day, so each is compiled once.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.utils.translation import gettext as _

from accounts.models import Member
from cases.listing import week_end
from cases.models import Assessment, Case, Consent, Decision, Event, Referral, Task
from cases.summaries import Summary
from cases.tasks.opening import OpenedTask
from vault.asking import Asked, day_slot, uuid_slot

AHEAD = dt.timedelta(days=14)  # how early the end of a consent is told
BACK = dt.timedelta(days=7)  # what counts as given recently
MOST = 50  # lines a section

Mine = Mapping[UUID, Summary]


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


def _ending() -> Any:
    """Consents of active cases that end by a day, and are not followed by a newer one."""
    newer = Q(number__gt=OuterRef("number"), purpose=OuterRef("purpose"))
    later = Consent.objects.filter(
        Q(after=OuterRef("pk")) | newer & Q(purpose=Consent.Purpose.CASE_MANAGEMENT),
        case=OuterRef("case"),
    )
    return Consent.objects.filter(
        ~Exists(later),
        case__in=Case.objects.open().filter(assignee=uuid_slot(0), state=Case.State.ACTIVE),
        given=True,
        until__lte=day_slot(1),
    )


def _unconfirmed() -> Any:
    """Imported cases whose consent is to be confirmed by a day."""
    return Case.objects.open().filter(assignee=uuid_slot(0), consent_by__lte=day_slot(1))


def _untold() -> Any:
    """Disclosures of which the person is to be told by a day."""
    untold = Decision.objects.untold()
    return untold.filter(case__assignee=uuid_slot(0), due_on__lte=day_slot(1))


def _reassess() -> Any:
    """Assessments that are to be asked again by a day."""
    return Assessment.objects.filter(case__assignee=uuid_slot(0), reassess_on__lte=day_slot(2))


def _quiet() -> Any:
    """Referrals whose partner should have been heard of by a day."""
    day: Any = day_slot(3)
    return Referral.objects.silent(day).filter(case__assignee=uuid_slot(0))


def _given() -> Any:
    """Cases that somebody else gave to the member since a day."""
    return Event.objects.filter(
        case__assignee=uuid_slot(0),
        kind__in=(Event.Kind.GIVEN, Event.Kind.HANDED_OVER),
        member=uuid_slot(0),
        on__gte=day_slot(1),
    ).exclude(author=uuid_slot(0))


def _asked() -> Any:
    """All of them in one question, so that a day costs one way to the database instead of five."""
    first, *others = (
        _rows("ending", _ending(), "case", "until"),
        _rows("unconfirmed", _unconfirmed(), "pk", "consent_by"),
        _rows("untold", _untold(), "case", "due_on"),
        _rows("reassess", _reassess(), "case", "reassess_on"),
        _rows("silent", _quiet(), "case", "heard_on"),
    )
    return first.union(*others, all=True)


def _rows(what: str, rows: Any, case: str, day: str) -> Any:
    named = {"asks": Value(what, models.CharField()), "asker": F(case), "asked_on": F(day)}
    return rows.order_by().annotate(**named).values_list("asks", "asker", "asked_on")


_ASKED = Asked(_asked)
_GIVEN = Asked(
    lambda: _given().order_by("-on").values_list("case", "on", "author__display_name")[: MOST * 2]
)


@dataclass(frozen=True)
class Asking:
    """What one's own cases ask for, by where it stands on the page."""

    reviews: list[Due]
    silent: list[Due]
    consents: list[Due]


def asking(member: Member, mine: Mine, today: dt.date) -> Asking:
    """What a member's own cases ask for: assessments, silent partners, consents."""
    found: dict[str, list[tuple[dt.date, UUID]]] = defaultdict(list)
    for what, case, on in _ASKED.rows(member.pk, today + AHEAD, week_end(today), today):
        if case in mine:
            found[what].append((on, case))
    sorts = ("unconfirmed", "ending", "untold")
    consents = [due for what in sorts for due in _dues(what, found[what], mine, today)]
    return Asking(
        reviews=_once(_dues("reassess", found["reassess"], mine, today)),
        silent=_dues("silent", found["silent"], mine, today),
        consents=sorted(consents, key=lambda due: due.on)[:MOST],
    )


def _dues(what: str, rows: Iterable[tuple[dt.date, UUID]], mine: Mine, today: dt.date) -> list[Due]:
    ordered = sorted(rows, key=lambda row: row[0])
    return [Due(on, mine[case], _words(what, on, today)) for on, case in ordered]


def _words(what: str, on: dt.date, today: dt.date) -> str:
    words = {
        "ending": _("consent has ended") if on < today else _("consent ends"),
        "unconfirmed": _("consent to be confirmed"),
        "untold": _("tell the person"),
        "reassess": _("assess again"),
        "silent": _("a partner is silent"),
    }
    return words[what]


def _once(dues: Iterable[Due]) -> list[Due]:
    """The first of each case."""
    found: dict[str, Due] = {}
    for due in dues:
        found.setdefault(due.summary.code, due)
    return list(found.values())


def given(member: Member, mine: Mine, today: dt.date) -> list[Due]:
    """Cases somebody gave to the member lately."""
    rows = _GIVEN.rows(member.pk, today - BACK)
    newest = {case: (on, name) for case, on, name in reversed(rows)}
    return [
        Due(on, mine[case], _("given to you by %(name)s") % {"name": name})
        for case, (on, name) in newest.items()
        if case in mine
    ][:MOST]
