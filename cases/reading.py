"""What a case page shows, read in a fixed number of queries however long the case is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from django.utils.translation import get_language_bidi

from accounts.models import AuditRow, Member
from cases.actions.files import CaseView, file_places, view_of
from cases.consents import (
    ReadConsent,
    client_day,
    live_consent,
    live_consents,
    read_consents,
    rows_of,
    terms_place,
)
from cases.describing import birth_words
from cases.identity import Identity, Safety
from cases.known import Knower, knowers
from cases.models import Case, CaseGrant, Decision, Event, Task
from cases.papers import Closing
from cases.procedures.labels import due_label
from cases.timeline import Stop, stops
from vault.asking import Asked, number_slot, text_slot, uuid_slot
from vault.compartments import Opened, Place

_STEPS = Asked(
    lambda: (
        Event.objects.filter(
            case_id=uuid_slot(0),
            kind__in=[
                Event.Kind.OPENED,
                Event.Kind.IMPORTED,
                Event.Kind.STATE,
                Event.Kind.CLOSING,
            ],
        )
        .order_by("number")
        .values_list("number", "kind", "state", "on")
    )
)
_TASK_DAY = Asked(
    lambda: (
        Task.objects.filter(case_id=uuid_slot(0), state=Task.State.OPEN)
        .order_by("due")
        .values_list("due")[:1]
    )
)
_PEOPLE = Asked(
    lambda: CaseGrant.sets.filter(content_object_id=uuid_slot(0), epoch=number_slot(1)).values_list(
        "user_id", "user__display_name", "user__is_coordinator"
    )
)
_LAST_LOOK = Asked(
    lambda: (
        AuditRow.objects.filter(
            kind="cases.case", object=text_slot(0), refused=False, actor__isnull=False
        )
        .order_by("-sequence")
        .values_list("at", "actor")[:1]
    )
)
_WAITING = Asked(
    lambda: (
        Decision.objects.waiting()
        .filter(case_id=uuid_slot(0))
        .order_by("number")
        .values_list("pk", "author_id")[:1]
    )
)


@dataclass(frozen=True)
class Holder:
    """Somebody who holds the case's key."""

    pk: UUID
    name: str
    is_coordinator: bool
    is_owner: bool
    is_assignee: bool
    is_you: bool


@dataclass(frozen=True)
class Look:
    """The latest look at the case before this one."""

    at: datetime
    by: str
    is_yours: bool


@dataclass(frozen=True, repr=False)
class CasePage:
    """An opened case with all that stands around its entries."""

    view: CaseView
    people: list[Holder]
    consents: list[ReadConsent]
    steps: list[Event]
    closing: Closing | None
    last_look: Look | None
    today: date
    member: Member
    found: Mapping[Place, bytes]
    task_day: date | None = None

    def __repr__(self) -> str:
        return "[sealed]"

    @property
    def case(self) -> Case:
        """The case's row."""
        return self.view.case

    @property
    def identity(self) -> Identity:
        """Who it is about."""
        return self.view.identity

    @property
    def safety(self) -> Safety:
        """How safe they are."""
        return self.view.safety

    @cached_property
    def consent(self) -> ReadConsent | None:
        """The live consent to case management."""
        return live_consent(self.consents, self.today)

    @cached_property
    def knowers(self) -> list[Knower]:
        """Who may know what: those with access, and whom the client agreed to tell."""
        team = [one.name for one in self.people]
        return knowers(team, self.consents, self.today, rtl=get_language_bidi())

    @cached_property
    def waiting_decision(self) -> tuple[UUID, bool] | None:
        """What waits for a second person, and whether this member may be that one."""
        rows = _WAITING.rows(self.case.pk)
        return (rows[0][0], rows[0][1] != self.member.pk) if rows else None

    @property
    def consent_is_broken(self) -> bool:
        """Whether a consent of the case is not as it was recorded."""
        return not all(one.verifies for one in self.consents)

    @cached_property
    def stops(self) -> list[Stop]:
        """The timeline."""
        return stops(self.case, self.steps, rtl=get_language_bidi())

    @cached_property
    def next_day(self) -> date | None:
        """The next day that asks for something: a task, a review, a consent to confirm or renew."""
        days = [self.safety.review_on, self.case.consent_by, self.task_day]
        days += [one.on for one in self.view.days.days[:1]]
        days += [one.row.until for one in live_consents(self.consents, self.today)]
        return min((day for day in days if day), default=None)

    @property
    def legal_day(self) -> tuple[str, date] | None:
        """What is due next in the case's procedures, and when."""
        first = self.view.days.first
        if first is None or first.on is None:
            return None
        return due_label(first.what), first.on

    @property
    def next_stop(self) -> int | None:
        """Where on the timeline the next day stands: halfway to the state that is ahead."""
        now = next(stop for stop in self.stops if stop.is_now)
        return (now.x + now.end) // 2 if self.next_day and now.x != now.end else None

    @cached_property
    def born(self) -> str:
        """The birth in both calendars."""
        return birth_words(self.identity.birth)

    @property
    def other_coordinators(self) -> list[Holder]:
        """Who may read a restricted note besides its author."""
        return [one for one in self.people if one.is_coordinator and not one.is_you]

    def names(self, members: Iterable[str]) -> dict[str, str]:
        """Display names by id; those who hold the case cost no query."""
        known = {str(one.pk): one.name for one in self.people}
        missing = {one for one in members if one} - known.keys()
        return known | (names_of(missing) if missing else {})


def names_of(members: Iterable[str]) -> dict[str, str]:
    """Display names of members, by id as text."""
    found = Member.objects.filter(pk__in=list(members)).values_list("pk", "display_name")
    return {str(pk): name for pk, name in found}


def read_case(opened: Opened[Case], member: Member, entries: Sequence[Place] = ()) -> CasePage:
    """Read a case for a page.

    :param entries: more places to open in the same query; they end up in ``found``
    :raises SealError: when the identity or the safety decision does not open
    """
    case = opened.record
    rows = rows_of(case)
    steps = [Event(number=n, kind=k, state=s, on=on) for n, k, s, on in _STEPS.rows(case.pk)]
    proposed = _proposal(case, steps)
    places = [*file_places(case), *map(terms_place, rows), *proposed, *entries]
    found = opened.read_many(places)
    people, view = _people(case, member), view_of(case, found)
    return CasePage(
        view=view,
        people=people,
        consents=read_consents(rows, found),
        steps=steps,
        closing=Closing.load(found[proposed[0]]) if proposed else None,
        last_look=_last_look(case, people, member),
        today=client_day(view.identity.zone),
        member=member,
        found=found,
        task_day=next((day for [day] in _TASK_DAY.rows(case.pk)), None),
    )


def _proposal(case: Case, steps: Sequence[Event]) -> list[Place]:
    """Where the latest proposed closing is kept, if it was not taken back."""
    asked = [one for one in steps if one.kind == Event.Kind.CLOSING]
    if not asked or asked[-1].state or case.state not in {Case.State.ACTIVE, Case.State.CLOSED}:
        return []
    return [("case.closing", case.pk, asked[-1].number)]


def _people(case: Case, member: Member) -> list[Holder]:
    people = [
        Holder(pk, name, lead, pk == case.owner_id, pk == case.assignee_id, pk == member.pk)
        for pk, name, lead in _PEOPLE.rows(case.pk, case.epoch)
    ]
    return sorted(people, key=lambda one: (not one.is_you, not one.is_owner, one.name))


def _last_look(case: Case, people: Sequence[Holder], member: Member) -> Look | None:
    rows = _LAST_LOOK.rows(str(case.pk))
    if not rows:
        return None
    known: dict[UUID | None, str] = {one.pk: one.name for one in people}
    [[at, by]] = rows
    name = known.get(by) or names_of([str(by)]).get(str(by), "")
    return Look(at, name, by == member.pk)
