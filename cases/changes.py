"""What others did in a member's own cases since a day."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import ngettext

from accounts.models import Member
from cases.models import Event, Note, Task
from cases.summaries import Summary
from vault.asking import Asked, day_slot, uuid_slot

MOST = 50  # cases

# Without a limit, which would have PostgreSQL walk through every case there is, in their order.
_NOTES = Asked(
    lambda: (
        Note.objects.filter(case__assignee=uuid_slot(0), on__gte=day_slot(1))
        .exclude(author=uuid_slot(0))
        .order_by()
        .values_list("case")
        .annotate(n=Count("pk"))
    )
)
_TASKS = Asked(
    lambda: (
        Task.objects.filter(_added() | _ended(), case__assignee=uuid_slot(0))
        .order_by()
        .values_list("case")
        .annotate(added=Count("pk", filter=_added()), ended=Count("pk", filter=_ended()))
    )
)
_EVENTS = Asked(
    lambda: (
        Event.objects.filter(case__assignee=uuid_slot(0), on__gte=day_slot(1))
        .exclude(author=uuid_slot(0))
        .order_by("number")
        .values_list("case", "kind")[: MOST * 4]
    )
)


def _added() -> Q:
    return Q(made_on__gte=day_slot(1)) & ~Q(creator=uuid_slot(0))


def _ended() -> Q:
    return Q(ended_on__gte=day_slot(1)) & ~Q(ended_by=uuid_slot(0))


@dataclass(frozen=True)
class Change:
    """What others did in one case."""

    summary: Summary
    words: list[str]


def changes_of(member: Member, mine: Mapping[UUID, Summary], since: dt.date) -> list[Change]:
    """What others did in the member's cases since a day, in words."""
    words: dict[UUID, list[str]] = defaultdict(list)
    for case, told in _told(member, since):
        words[case].append(told)
    found = [
        Change(mine[case], list(dict.fromkeys(told)))
        for case, told in words.items()
        if case in mine
    ]
    return found[:MOST]


def _told(member: Member, since: dt.date) -> Iterator[tuple[UUID, str]]:
    for case, notes in _NOTES.rows(member.pk, since):
        yield case, ngettext("%(n)s note", "%(n)s notes", notes) % {"n": notes}
    for case, added, ended in _TASKS.rows(member.pk, since):
        if added:
            yield case, ngettext("%(n)s new task", "%(n)s new tasks", added) % {"n": added}
        if ended:
            yield case, ngettext("%(n)s task ended", "%(n)s tasks ended", ended) % {"n": ended}
    for case, kind in _EVENTS.rows(member.pk, since):
        yield case, str(Event.Kind(kind).label)
