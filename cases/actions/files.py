"""Opening a case file, and reading what it says about the person."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actions.errors import NotNow
from accounts.actions.notices import tell
from accounts.gate import Actor
from accounts.models import Member, Notice
from accounts.recipients import recipients, recovery_key
from cases.identity import Identity, Safety
from cases.models import Case, CaseContent, Event, ImportRun, Note
from cases.papers import NoteBody, NoteType
from cases.procedures.words import CaseDays
from vault.certificates import Recipient
from vault.compartments import Opened, Place, create, touch
from vault.suites import SealError


@dataclass(frozen=True, repr=False)
class CaseView:
    """An opened case with what it says about the person."""

    case: Case
    identity: Identity
    safety: Safety
    days: CaseDays = field(default_factory=CaseDays)

    def __repr__(self) -> str:
        return "[sealed]"


@dataclass(frozen=True, repr=False)
class NewCase:
    """What a case file begins with."""

    identity: Identity
    safety: Safety | None = None
    first_note: str = ""
    note_type: str = NoteType.INTERNAL.value
    state: str = Case.State.ENQUIRY.value
    opened_on: date | None = None
    consent_by: date | None = None

    def __repr__(self) -> str:
        return "[sealed]"


@dataclass
class Rows:
    """Rows of new cases, sealed and not yet saved; many cases may share one."""

    contents: list[CaseContent] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def save(self) -> None:
        """Insert them all: three statements."""
        CaseContent.objects.bulk_create(self.contents)
        Event.objects.bulk_create(self.events)
        Note.objects.bulk_create(self.notes)


def draft_case(
    new: NewCase,
    *,
    owner: Member,
    assignee: Member | None,
    today: date,
    epoch: int = 1,
    import_run: ImportRun | None = None,
) -> Case:
    """A case row, not yet saved and without a key. Epoch 0 stages it, invisible."""
    return Case(
        state=new.state,
        opened_on=new.opened_on or today,
        owner=owner,
        assignee=assignee,
        identity_version=1,
        safety_version=1 if new.safety else 0,
        last_number=2 if new.first_note else 1,
        consent_by=new.consent_by,
        epoch=epoch,
        import_run=import_run,
    )


def seal_beginnings(
    rows: Rows, opened: Opened[Case], new: NewCase, *, by: Actor, kind: Event.Kind, today: date
) -> None:
    """Seal what a drafted case begins with, and add the rows: identity, safety, event, note."""
    case = opened.record
    rows.contents.append(_content(opened, ("case.identity", case.pk, 1), new.identity.dump()))
    if new.safety:
        rows.contents.append(_content(opened, ("case.safety", case.pk, 1), new.safety.dump()))
    on = {"case": case, "author": by.member, "on": today}
    rows.events.append(Event(number=1, kind=kind, state=new.state, **on))
    if new.first_note:
        note = Note(number=2, **on)
        rows.notes.append(note)
        body = NoteBody(_now(), new.note_type, new.first_note, str(by.pk))
        rows.contents.append(_content(opened, ("note.body", note.pk, 1), body.dump()))


def _content(opened: Opened[Case], at: Place, text: bytes) -> CaseContent:
    sealed = opened.sealed(*at, text)
    assert isinstance(sealed, CaseContent)  # noqa: S101  a case's content model is this one
    return sealed


def _now() -> str:
    return timezone.now().isoformat(timespec="seconds")


@transaction.atomic
def open_case(
    *, by: Actor, new: NewCase, owner: Member, second: Member, assignee: Member | None = None
) -> Opened[Case]:
    """Open a new case file.

    It is sealed to its author, the coordinator who owns it, a second coordinator, the assignee if
    there is one, and recovery.

    :raises NotNow: when an owner is no coordinator, they are one person, or a key is not certified
    """
    today = timezone.localdate()
    if owner.pk == second.pk or not (owner.is_coordinator and second.is_coordinator):
        raise NotNow(_("A case needs two different coordinators who can open it."))
    holders = holders_of([by.member, owner, second, *([assignee] if assignee else [])])
    case = draft_case(new, owner=owner, assignee=assignee, today=today)
    [opened] = create([case], holders=holders, recovery=recovery_key(), today=today)
    rows = Rows()
    seal_beginnings(rows, opened, new, by=by, kind=Event.Kind.OPENED, today=today)
    rows.save()
    touch(case, today=today)
    if assignee and assignee.pk != by.pk:
        tell(Notice.Kind.CASE_GIVEN, to=[assignee.pk])
    audit.record(
        "case.create", actor=by.pk, about=case, holders=sorted(str(one.member) for one in holders)
    )
    return opened


def holders_of(members: Iterable[Member]) -> list[Recipient]:
    """All of these members as recipients of a key.

    :raises NotNow: when one of them has no certified key
    """
    wanted = {member.pk: member for member in members}
    found = recipients(wanted)
    missing = set(wanted) - {one.member for one in found}
    if missing:
        names = ", ".join(sorted(wanted[pk].display_name for pk in missing))
        raise NotNow(_("%(names)s has no certified key and cannot hold a case.") % {"names": names})
    return found


def file_places(case: Case) -> list[Place]:
    """Where the identity, the safety decision and the open days of a case are kept now."""
    places = [("case.identity", case.pk, case.identity_version)]
    later = (("case.safety", case.safety_version), ("case.days", case.days_version))
    return places + [(name, case.pk, version) for name, version in later if version]


def view_of(case: Case, found: dict[Place, bytes]) -> CaseView:
    """The view of a case from opened values.

    :raises SealError: when one that must be there did not open
    """
    kept = {place[0]: found.get(place) for place in file_places(case)}
    if None in kept.values():
        raise SealError("the identity, the safety or the days of the case do not open")
    safety, days = kept.get("case.safety"), kept.get("case.days")
    return CaseView(
        case,
        Identity.load(kept["case.identity"] or b""),
        Safety.load(safety) if safety else Safety(),
        CaseDays.load(days) if days else CaseDays(),
    )


def snapshot(opened: Opened[Case]) -> CaseView:
    """Identity and safety of an opened case, in one query.

    :raises SealError: when one of them does not open
    """
    return view_of(opened.record, opened.read_many(file_places(opened.record)))
