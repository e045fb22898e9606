"""Loading the demo: the organisation, its people, and forty cases with a believable history."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.demo import DemoPerson, Persona, found, remember
from accounts.gate import Actor
from accounts.models import Role
from accounts.recipients import recovery_key
from cases.actions.files import NewCase, Rows, draft_case, holders_of, seal_beginnings
from cases.consents import signed
from cases.demo.agreements import write_agreements
from cases.demo.briefs import write_brief, write_volunteer
from cases.demo.documents import write_documents
from cases.demo.partners import fill_directory, write_referral
from cases.demo.people import PEOPLE, Someone
from cases.demo.plans import DemoCase, begin_demo_form, write_assessments, write_wishes
from cases.demo.procedures import write_procedure
from cases.demo.stories import STORIES, Line, Story
from cases.demo.todo import write_tasks
from cases.identity import Birth, ContactPoint, Identity, Name, Safety
from cases.models import Case, Consent, Event, FormDefinition, Note, Partner
from cases.papers import ConsentTerms, NoteBody
from vault.compartments import Opened, create

NAME = "Safe Harbour"
PERSONAS = (
    Persona("rana", "Rana Amini", (Role.COORDINATOR,)),
    Persona("samuel", "Samuel Doe", (Role.COORDINATOR,)),
    Persona("mina", "Mina Karimi", (Role.CASEWORKER,), "fa"),
    Persona("omid", "Omid Rahimi", (Role.CASEWORKER,)),
    Persona("sara", "Sara Lindqvist", (Role.CASEWORKER,)),
    Persona("vida", "Vida Moradi", (Role.VOLUNTEER,)),
    Persona("edith", "Edith Brandt", (Role.EDITOR,)),
    Persona("adam", "Adam Novak", (Role.ADMINISTRATOR,)),
    Persona("aida", "Aida Rossi", (Role.AUDITOR,)),
)
_REFERRED = 14  # the first cases, whose referrals are written: each lock takes its time
_PHONES = ("+49 30 555 01", "+43 1 555 02", "+33 1 555 03", "+355 4 555 04")


@dataclass(frozen=True, repr=False)
class Desk:
    """Who the demo's cases belong to."""

    people: Mapping[str, DemoPerson]
    today: date

    def actor(self, username: str) -> Actor:
        """A person at an unlocked session."""
        return self.people[username].actor


@transaction.atomic
def load() -> int:
    """Found the demo organisation and write its cases; gives how many.

    All or nothing: a load that was interrupted leaves nothing behind.
    """
    today = timezone.localdate()
    people = found(NAME, PERSONAS, today - timedelta(days=420))
    desk = Desk({one.member.username: one for one in people}, today)
    form = begin_demo_form(desk.actor("adam"))
    partners = fill_directory(desk.actor("rana"), today)
    write_volunteer(desk.actor("vida"))
    for number, someone in enumerate(PEOPLE):
        history = write_case(desk, someone, number)
        history.plan(form, number)
        if number < _REFERRED:
            history.refer(partners)
        history.documents()
        write_brief(history.opened, someone, by=history.author, volunteer=desk.actor("vida"))
    audit.record("demo.load", actor=None, cases=len(PEOPLE))
    remember(people)
    return len(PEOPLE)


def write_case(desk: Desk, someone: Someone, number: int) -> "History":
    """Write one fictional person's case, with everything that happened in it."""
    story = STORIES[someone.story]
    opened_on = desk.today - timedelta(days=someone.days)
    owner = desk.people["rana" if number % 3 else "samuel"].member
    second = desk.people["samuel" if number % 3 else "rana"].member
    worker = desk.people[someone.worker].member if someone.worker else None
    author = desk.actor(someone.worker or owner.username)
    new = NewCase(
        identity=_identity(someone, number),
        safety=_safety(desk, someone, story, author),
        state=Case.State.ENQUIRY,
        opened_on=opened_on,
    )
    case = draft_case(new, owner=owner, assignee=worker, today=opened_on)
    holders = holders_of([owner, second, *([worker] if worker else [])])
    [opened] = create([case], holders=holders, recovery=recovery_key(), today=desk.today)
    rows = Rows()
    seal_beginnings(rows, opened, new, by=author, kind=Event.Kind.OPENED, today=opened_on)
    rows.save()
    history = History(desk, opened, someone, story, author)
    history.write()
    return history


class History:
    """The course of one case after its first day."""

    def __init__(
        self, desk: Desk, opened: Opened[Case], someone: Someone, story: Story, author: Actor
    ) -> None:
        self.desk, self.opened, self.someone, self.story = desk, opened, someone, story
        self.case, self.author = opened.record, author

    def write(self) -> None:
        """States, the consent, and notes, each on its day; then the order of lists."""
        for state, share in self._states():
            if state == Case.State.ACTIVE:
                self._consent(self._day(share))
            self._event(Event.Kind.STATE, self._day(share), state)
        for line in self.story.lines:
            self._note(line)
        write_procedure(self.opened, self.someone, self.author, today=self.desk.today)
        self._tasks()
        self.case.state = self.story.state
        self.case.save()
        self._agreements()
        self._rank()

    def _agreements(self) -> None:
        """Whom the person agreed to tell, in the stories that go so far."""
        other = "rana" if self.author.member.username != "rana" else "samuel"
        write_agreements(
            self.opened,
            story=self.someone.story,
            language=self.someone.language,
            by=self.author,
            second=self.desk.actor(other),
            today=self.desk.today,
        )
        self.case.refresh_from_db()

    def plan(self, form: FormDefinition, number: int) -> None:
        """How the person was when they were asked, what they want, and what they do in danger."""
        if self.story.state != Case.State.ACTIVE:
            return
        someone = self.someone
        one = DemoCase(
            self.opened,
            self.author,
            story=someone.story,
            language=someone.language,
            days=someone.days,
            risk=someone.risk,
            today=self.desk.today,
        )
        write_assessments(one, form, number)
        self.case.save()
        write_wishes(one)
        self._rank()

    def refer(self, partners: dict[str, Partner]) -> None:
        """Whom the caseworker asked for help."""
        someone, today = self.someone, self.desk.today
        told = {"story": someone.story, "language": someone.language}
        write_referral(self.opened, partners, by=self.author, today=today, **told)
        self.case.refresh_from_db()

    def documents(self) -> None:
        """The papers of those whose case goes on."""
        if self.story.state != Case.State.ACTIVE:
            return
        write_documents(self.opened, by=self.author, language=self.someone.language)
        self.case.refresh_from_db()
        self._rank()

    def _tasks(self) -> None:
        """What is to be done, in a case that is open."""
        persian, number = self.someone.language == "fa", self.case.last_number + self.someone.days
        if self.story.state not in Case.ENDED:
            story, today = self.someone.story, self.desk.today
            write_tasks(self.opened, story, persian=persian, number=number, today=today)

    def _states(self) -> list[tuple[str, float]]:
        path = {
            "enquiry": [],
            "intake": [("intake", 0.05)],
            "active": [("intake", 0.05), ("active", 0.15)],
            "closed": [("intake", 0.05), ("active", 0.15), ("closed", 0.95)],
            "declined": [("declined", 0.1)],
        }
        return path[self.story.state]

    def _day(self, share: float) -> date:
        return self.desk.today - timedelta(days=round(self.someone.days * (1 - share)))

    def _number(self) -> int:
        self.case.last_number += 1
        return self.case.last_number

    def _event(self, kind: Event.Kind, on: date, state: str = "") -> None:
        Event.objects.create(
            case=self.case,
            number=self._number(),
            author=self.author.member,
            on=on,
            kind=kind,
            state=state,
        )

    def _note(self, line: Line) -> None:
        on = self._day(line[0])
        note = Note(case=self.case, number=self._number(), author=self.author.member, on=on)
        note.save(force_insert=True)
        at = timezone.make_aware(datetime.combine(on, time(9 + note.number % 8, 12)))
        text = _words(self.someone, line)
        body = NoteBody(at.isoformat(timespec="seconds"), line[1], text, str(self.author.pk))
        self.opened.write("note.body", note.pk, 1, body.dump())

    def _consent(self, on: date) -> None:
        """A consent for half a year, renewed as often as it took to be live today or nearly so."""
        last = b""
        while on <= self.desk.today:
            until = on + timedelta(days=182)
            last = self._consent_row(on, until, last)
            on = until

    def _consent_row(self, since: date, until: date, before: bytes) -> bytes:
        terms = ConsentTerms(
            salt=str(self.case.pk),
            text=f"case_management-1-{self.someone.language}",
            text_version=1,
            language=self.someone.language,
            explained_by=self.author.member.display_name,
            risks="Somebody may learn that we are in contact.",
        ).dump()
        row = Consent(
            case=self.case,
            purpose=Consent.Purpose.CASE_MANAGEMENT,
            given=True,
            since=since,
            until=until,
            recorded_by=self.author.member,
            number=self._number(),
        )
        row.mac = signed(row, terms, before)
        row.save(force_insert=True)
        self.opened.write("consent.terms", row.pk, 1, terms)
        return bytes(row.mac)

    def _rank(self) -> None:
        """The list shows the latest change first: the day of the last note."""
        latest = self._day(self.story.lines[-1][0])
        days = (latest - date(1970, 1, 1)).days
        self.case.grants.update(rank=(days << 20) + self.case.last_number)


def _words(someone: Someone, line: Line) -> str:
    return line[3] if someone.language == "fa" else line[2]


def _identity(someone: Someone, number: int) -> Identity:
    safety = ("unsafe", "safe", "no_voicemail")[number % 3]
    spoken = {"fa": ("Persian",), "en": ("English",)}[someone.language]
    return Identity(
        kind=someone.kind,
        names=tuple(_name(name) for name in someone.names),
        aliases=(someone.alias,) if someone.alias else (),
        birth=Birth(year=someone.born, estimated=number % 4 == 0),
        languages=spoken,
        countries=(someone.country,),
        contacts=(
            ContactPoint(value=f"{_PHONES[number % 4]}{number:02}", safety=safety, hours="14-16"),
        ),
        reference=f"SH-{1000 + number}",
    )


def _name(whole: str) -> Name:
    given, _, family = whole.partition(" ")
    return Name(given, family)


def _safety(desk: Desk, someone: Someone, story: Story, author: Actor) -> Safety:
    due = None if story.review_in is None else desk.today + timedelta(days=story.review_in)
    return Safety(
        risk=someone.risk,
        decision=story.decision,
        contact_rule=story.rule[someone.language == "fa"],
        review_on=due,
        decided_on=desk.today - timedelta(days=min(someone.days, 20)),
        decided_by=str(author.pk),
    )
