"""The demo's legal procedures: what happened how many days ago, by story and country."""

from dataclasses import dataclass
from datetime import date, timedelta

from accounts.gate import Actor
from cases.actions.procedures import FIELD, gathered
from cases.demo.people import Someone
from cases.models import Case, Procedure
from cases.procedures.rules import edition
from cases.procedures.words import CaseDays, Mark, OwnDay, ProcedureWords, Step
from cases.procedures.working_out import WorkedOut, settled
from vault.compartments import Opened


@dataclass(frozen=True)
class Course:
    """One procedure: what happened how many days ago, and a day of one's own in so many days."""

    pack: str
    place: str
    happened: tuple[tuple[str, int], ...]
    own: tuple[int, tuple[str, str], tuple[str, str]] | None = None
    confirmed: bool = False


_APPEAL = (
    3,
    ("Appeal must be lodged", "اعتراض باید ثبت شود"),
    ("Decision letter, page 5", "نامهٔ تصمیم، صفحهٔ ۵"),
)
COURSES: dict[tuple[str, str], Course] = {
    ("appeal", "Germany"): Course(
        "eu_asylum",
        "DE",
        (("registered", 110), ("lodged", 100), ("interviewed", 60), ("rejected", 11)),
        own=_APPEAL,
    ),
    ("first_days", "Germany"): Course("eu_asylum", "DE", (("made", 8), ("registered", 6))),
    ("first_days", "Austria"): Course("eu_asylum", "AT", (("made", 9), ("registered", 8))),
    ("first_days", "France"): Course(
        "eu_responsibility", "FR", (("registered", 60), ("accepted", 20), ("decision_notified", 5))
    ),
    ("housing", "Germany"): Course("eu_family", "DE", (("status_granted", 70),)),
    ("housing", "United Kingdom"): Course(
        "uk", "GB-ENG", (("screened", 90), ("refused", 6)), confirmed=True
    ),
    ("housing", "United States"): Course(
        "us", "US", (("arrived", 320), ("filed", 30), ("moved", 2))
    ),
    ("resettle", "Albania"): Course(
        "unhcr", "", (("registered", 90), ("recognised", 40), ("submitted_emergency", 4))
    ),
}


def write_procedure(opened: Opened[Case], someone: Someone, by: Actor, *, today: date) -> None:
    """Write the procedure of a fictional person, where their story has one."""
    course = COURSES.get((someone.story, someone.country))
    if course is None:
        return
    case = opened.record
    case.last_number += 1
    row = Procedure(
        case=case,
        number=case.last_number,
        author=by.member,
        on=today - timedelta(days=min(someone.days, 30)),
        edition=edition(),
    )
    row.save(force_insert=True)
    words = _words(course, someone, by, today)
    opened.write(FIELD, row.pk, 1, words.dump())
    case.days_version = 1
    days = gathered({row.pk: words}, CaseDays())
    opened.write("case.days", case.pk, 1, days.dump())


def _words(course: Course, someone: Someone, by: Actor, today: date) -> ProcedureWords:
    steps = tuple(
        Step(str(number), what, today - timedelta(days=ago), by=str(by.pk))
        for number, (what, ago) in enumerate(course.happened)
    )
    found = ProcedureWords(course.pack, course.place, steps, own=_own(course, someone, today))
    words = settled(found)
    if not course.confirmed:
        return words
    marks = tuple(
        Mark(one.key, one.day, one.fingerprint, "H. Osei", str(by.pk), today)
        for one in WorkedOut(words).open_days
    )
    return ProcedureWords(**{**vars(words), "confirmed": marks})


def _own(course: Course, someone: Someone, today: date) -> tuple[OwnDay, ...]:
    if course.own is None:
        return ()
    ahead, title, source = course.own
    own = int(someone.language == "fa")
    return (OwnDay("own", title[own], today + timedelta(days=ahead), source[own]),)
