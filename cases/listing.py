"""What a member may list: their own cases, latest change first, straight from the grant rows.

A page that filters by clear columns alone asks the database for that page. One that filters by
what is sealed, and the search, open all of the reader's summaries in the session.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db import models

from accounts.gate import Actor
from accounts.models import Member
from cases.models import Case, CaseGrant
from cases.summaries import Reader, Summary
from vault.asking import Digits, bare_rows

PAGE = 25
NOBODY = "nobody"


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to. ``assignee`` is a member's id or ``nobody``."""

    state: str = ""
    assignee: str = ""
    risk: str = ""
    language: str = ""
    due: str = ""

    @property
    def sealed(self) -> bool:
        """Whether it asks for something that only an opened summary tells."""
        return bool(self.risk or self.language or self.due)

    def keeps(self, summary: Summary, today: dt.date) -> bool:
        """Whether a summary is wanted."""
        return (
            (not self.risk or summary.risk == self.risk)
            and (not self.language or self.language.casefold() in summary.language.casefold())
            and (not self.due or self.due in due_words(summary.due, today))
        )


def due_words(due: dt.date | None, today: dt.date) -> tuple[str, ...]:
    """Takes a due day; gives the filters it falls under: overdue, today, week."""
    if due is None:
        return ()
    if due < today:
        return ("overdue",)
    return ("today", "week") if due == today else ("week",) if due <= week_end(today) else ()


EVERYTHING = Wanted()


def week_end(today: dt.date) -> dt.date:
    """The last of the seven days that begin today."""
    return today + dt.timedelta(days=6)


class Held(NamedTuple):
    """One of the reader's cases with its opened summary; ``assignee`` as 32 digits, if any."""

    grant: int
    rank: int
    case: bytes
    assignee: str | None
    summary: Summary


@dataclass(frozen=True)
class Holding:
    """All of the reader's cases that were asked for, and the grants whose summary is stale.

    ``stuck``: some summaries could not be made, and trying again would not help.
    """

    cases: list[Held]
    stale: list[int]
    stuck: bool = False

    @property
    def total(self) -> int:
        """How many cases there are, readable or not yet."""
        return len(self.cases) + len(self.stale)


@dataclass(frozen=True)
class Line:
    """One line of a list, as a page shows it. Without a summary while it is being made."""

    grant: int
    case: UUID
    code: str
    state: str
    assignee: UUID | None
    assignee_name: str
    rotation_due: bool
    consent_by: dt.date | None
    summary: Summary | None

    @property
    def state_label(self) -> str:
        """The state in words."""
        return str(Case.State(self.state).label)


@dataclass(frozen=True)
class Page:
    """A page of lines; ``total`` is known where all were gone through."""

    lines: list[Line]
    number: int
    has_next: bool
    total: int | None = None

    @property
    def has_previous(self) -> bool:
        """Whether there is a page before."""
        return self.number > 1

    @property
    def previous_page_number(self) -> int:
        """The page before."""
        return self.number - 1

    @property
    def next_page_number(self) -> int:
        """The page after."""
        return self.number + 1


def _grants(by: Actor, wanted: Wanted) -> Any:
    """The reader's grants of the cases' current epochs, narrowed by the clear columns."""
    found = CaseGrant.sets.current().filter(user_id=by.pk)
    if wanted.state == "open":
        found = found.exclude(content_object__state__in=Case.ENDED)
    elif wanted.state:
        found = found.filter(content_object__state=wanted.state)
    if wanted.assignee == NOBODY:
        # A case of somebody who left is nobody's, until it is given to somebody.
        left = Member.objects.exclude(pk__in=Member.objects.admitted().opening_cases())
        without = models.Q(content_object__assignee=None)
        found = found.filter(without | models.Q(content_object__assignee__in=left))
    elif wanted.assignee:
        found = found.filter(content_object__assignee=UUID(wanted.assignee))
    return found


_SEALED = (
    "pk", "rank", Digits("content_object_id"), "key_serial", "summary_version",
    "content_object__summary_version", "summary", Digits("content_object__assignee_id"),
)  # fmt: skip


def holding(by: Actor, wanted: Wanted = EVERYTHING) -> Holding:
    """Open every summary the reader has, narrowed by the clear columns; in no order."""
    opening = Reader(by.keys()).open
    cases: list[Held] = []
    stale: list[int] = []
    # In the order they lie in the table, so that the disk is read once from front to back.
    rows = bare_rows(_grants(by, wanted).order_by("pk").values_list(*_SEALED))
    for pk, rank, digits, serial, version, latest, sealed, assignee in rows:
        case = bytes.fromhex(digits)
        fresh = sealed is not None and version == latest
        summary = opening(case, serial, version, sealed) if fresh else None
        if summary is None:
            stale.append(pk)
        else:
            cases.append(Held(pk, rank, case, assignee, summary))
    return Holding(cases, stale)


def in_list_order(held: Iterable[Held]) -> list[int]:
    """The grants of these cases, latest change first."""
    return [one.grant for one in sorted(held, key=lambda one: (-one.rank, one.grant))]


_SHOWN = (
    "pk", "content_object_id", "key_serial", "summary_version",
    "content_object__summary_version", "summary", "content_object__state",
    "content_object__assignee_id", "content_object__code",
    "content_object__assignee__display_name", "content_object__rotation_due",
    "content_object__consent_by",
)  # fmt: skip


def lines(by: Actor, grants: Any) -> list[Line]:
    """The lines of these grants, in their order, each with its summary where it is fresh."""
    reader = Reader(by.keys())
    shown = []
    for row in grants.values_list(*_SHOWN):
        pk, case, serial, version, latest, sealed, state, assignee, code, name, due, by_day = row
        fresh = sealed is not None and version == latest
        summary = reader.open(case.bytes, serial, version, sealed) if fresh else None
        shown.append(Line(pk, case, code, state, assignee, name or "", due, by_day, summary))
    return shown


def lines_of(by: Actor, pks: Sequence[int]) -> list[Line]:
    """The lines of the reader's own grants with these ids, in the order of the ids."""
    place = {pk: number for number, pk in enumerate(pks)}
    found = lines(by, _grants(by, Wanted()).filter(pk__in=pks))
    return sorted(found, key=lambda line: place[line.grant])


def lines_with_codes(by: Actor, codes: Sequence[str]) -> list[Line]:
    """The lines of the reader's own cases with these codes; others are passed over."""
    found = _grants(by, EVERYTHING).filter(content_object__code__in=codes)
    return lines(by, found.in_list_order())


def rotation_due(by: Actor, most: int = PAGE) -> list[Line]:
    """The reader's cases whose key must be renewed, because somebody's access was taken."""
    found = _grants(by, EVERYTHING).filter(content_object__rotation_due=True)
    return lines(by, found.in_list_order()[:most])


def page(by: Actor, wanted: Wanted, number: int) -> Page:
    """One page of the reader's cases, narrowed by clear columns alone."""
    first = (max(1, number) - 1) * PAGE
    found = lines(by, _grants(by, wanted).in_list_order()[first : first + PAGE + 1])
    return Page(found[:PAGE], max(1, number), len(found) > PAGE)


def page_of(by: Actor, pks: Sequence[int], number: int) -> Page:
    """One page of lines that were found among all of the reader's summaries."""
    first = (max(1, number) - 1) * PAGE
    shown = lines_of(by, pks[first : first + PAGE])
    return Page(shown, max(1, number), len(pks) > first + PAGE, len(pks))


def kept(held: Holding, wanted: Wanted, today: dt.date) -> list[int]:
    """The grants among these that are wanted, latest change first."""
    return in_list_order(one for one in held.cases if wanted.keeps(one.summary, today))
