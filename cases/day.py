"""My day: what a member's own cases ask for today, and what happened to them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import AuditRow, Member
from cases.listing import Held, week_end
from cases.models import Case, Consent, Event, Note
from cases.summaries import Summary

AHEAD = dt.timedelta(days=14)  # how early the end of a consent is told
BACK = dt.timedelta(days=7)  # what counts as given recently, or changed when nobody was here
MOST = 50  # lines a section


@dataclass(frozen=True)
class Due:
    """A day, and the case that asks for something on it."""

    on: dt.date
    summary: Summary
    what: str = ""


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
    consents: list[Due]
    given: list[Due]
    changes: list[Change]
    since: dt.date
    open_cases: int

    @property
    def is_quiet(self) -> bool:
        """Whether nothing asks for anything."""
        return not (self.overdue or self.today or self.week or self.consents or self.given)

    @property
    def codes(self) -> set[str]:
        """The codes of the cases it tells of."""
        dues = [*self.overdue, *self.today, *self.week, *self.consents, *self.given]
        changed = [one.summary.code for one in self.changes]
        return {*changed, *(due.summary.code for due in dues)}


def day_of(member: Member, held: Iterable[Held], today: dt.date) -> Day:
    """A member's day, from their own open cases with their summaries."""
    mine = {UUID(bytes=one.case): one.summary for one in held if one.assignee == member.pk.hex}
    dues = sorted(
        (
            Due(on, one, one.what)
            for one in mine.values()
            if (on := one.due) and on <= week_end(today)
        ),
        key=lambda due: (due.on, due.summary.code),
    )
    since = _last_here(member, today)
    return Day(
        overdue=[due for due in dues if due.on < today][:MOST],
        today=[due for due in dues if due.on == today][:MOST],
        week=[due for due in dues if due.on > today][:MOST],
        consents=_consents(member, mine, today),
        given=_given(member, mine, today),
        changes=_changes(member, mine, since),
        since=since,
        open_cases=len(mine),
    )


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
    found = [
        *(
            (case, on, _("consent to be confirmed"))
            for case, on in _days(cases, "pk", "consent_by")
        ),
        *((case, on, _consent_words(on, today)) for case, on in _days(ending, "case", "until")),
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
    events = Event.objects.filter(**others).exclude(author=member).order_by("number")
    for case, kind in events.values_list("case", "kind")[: MOST * 4]:
        words[case].append(str(Event.Kind(kind).label))
    found = [
        Change(mine[case], list(dict.fromkeys(told)))
        for case, told in words.items()
        if case in mine
    ]
    return found[:MOST]
