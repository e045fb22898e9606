"""What one's own cases ask for on a day, besides tasks: consents, assessments, partners.

These questions are asked at every look at one's day, so each is compiled once.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
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


def _asked(rows: Any, case: str, day: str) -> Any:
    return rows.values_list(case, day).order_by(day)[: MOST * 2]


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
    return Assessment.objects.filter(case__assignee=uuid_slot(0), reassess_on__lte=day_slot(1))


def _quiet() -> Any:
    """Referrals whose partner should have been heard of by a day."""
    day: Any = day_slot(1)
    return Referral.objects.silent(day).filter(case__assignee=uuid_slot(0))


def _given() -> Any:
    """Cases that somebody else gave to the member since a day."""
    return Event.objects.filter(
        case__assignee=uuid_slot(0),
        kind__in=(Event.Kind.GIVEN, Event.Kind.HANDED_OVER),
        member=uuid_slot(0),
        on__gte=day_slot(1),
    ).exclude(author=uuid_slot(0))


_ENDING = Asked(lambda: _asked(_ending(), "case", "until"))
_UNCONFIRMED = Asked(lambda: _asked(_unconfirmed(), "pk", "consent_by"))
_UNTOLD = Asked(lambda: _asked(_untold(), "case", "due_on"))
_REASSESS = Asked(lambda: _asked(_reassess(), "case", "reassess_on"))
_SILENT = Asked(lambda: _asked(_quiet(), "case", "heard_on"))
_GIVEN = Asked(
    lambda: _given().order_by("-on").values_list("case", "on", "author__display_name")[: MOST * 2]
)


def reassessments(member: Member, mine: Mine, today: dt.date) -> list[Due]:
    """Assessments that are to be asked again by the end of the week."""
    rows = _REASSESS.rows(member.pk, week_end(today))
    days = dict(reversed([(case, on) for case, on in rows]))  # the first of a case
    return [Due(on, mine[case], _("assess again")) for case, on in days.items() if case in mine]


def silent(member: Member, mine: Mine, today: dt.date) -> list[Due]:
    """Referrals whose partner should have been heard of by now, from the day they last were."""
    found = _SILENT.rows(member.pk, today)
    return [Due(on, mine[case], _("a partner is silent")) for case, on in found if case in mine]


def consents(member: Member, mine: Mine, today: dt.date) -> list[Due]:
    """Consents to be confirmed, those that end soon or ended, and whom a disclosure is untold."""
    dues = [Due(on, mine[case], what) for case, on, what in _told(member, today) if case in mine]
    return sorted(dues, key=lambda due: due.on)[:MOST]


def _told(member: Member, today: dt.date) -> Iterator[tuple[UUID, dt.date, str]]:
    until = today + AHEAD
    for case, on in _UNCONFIRMED.rows(member.pk, until):
        yield case, on, _("consent to be confirmed")
    for case, on in _ENDING.rows(member.pk, until):
        yield case, on, _("consent has ended") if on < today else _("consent ends")
    for case, on in _UNTOLD.rows(member.pk, until):
        yield case, on, _("tell the person")


def given(member: Member, mine: Mine, today: dt.date) -> list[Due]:
    """Cases somebody gave to the member lately."""
    rows = _GIVEN.rows(member.pk, today - BACK)
    newest = {case: (on, name) for case, on, name in reversed(rows)}
    return [
        Due(on, mine[case], _("given to you by %(name)s") % {"name": name})
        for case, (on, name) in newest.items()
        if case in mine
    ][:MOST]
