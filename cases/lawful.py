"""What the page of a case's legal procedures shows, however many days there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language_bidi

from accounts.gate import Actor
from cases.documents import UnknownFormat
from cases.listing import Line, lines
from cases.models import Case, CaseGrant, Procedure
from cases.procedures.labels import Stage, place_label, rule_called, say, stage_label
from cases.procedures.rules import Kind, edition
from cases.procedures.words import Moved, ProcedureWords
from cases.procedures.working_out import Deadline, WorkedOut
from cases.reading import CasePage
from vault.compartments import Place

FIELD = "procedure.words"
WIDTH, MARGIN = 640, 24
MOST = 50  # cases on the page of those that wait


@dataclass(frozen=True)
class StageStop:
    """A stage on the line: whether it was passed, is now, and since when."""

    label: str
    on: date | None
    is_now: bool
    is_past: bool
    x: int
    end: int
    anchor: str


@dataclass(frozen=True, repr=False)
class DayLine:
    """One day of a procedure with the words around it."""

    deadline: Deadline
    title: str
    source: Any = None
    note: str = ""
    by: str = ""

    def __repr__(self) -> str:
        return "[sealed]"

    @property
    def opens(self) -> bool:
        """Whether something is possible from this day on."""
        return bool(self.deadline.rule and self.deadline.rule.kind == Kind.OPENS)

    @property
    def authority(self) -> bool:
        """Whether the authority must act."""
        return bool(self.deadline.rule and self.deadline.rule.kind == Kind.AUTHORITY)

    @property
    def pauses(self) -> str:
        """Why its clock may stop."""
        return say(self.deadline.rule.pauses) if self.deadline.rule else ""


@dataclass(frozen=True, repr=False)
class ShownProcedure:
    """A procedure as a page shows it; without words when they do not open."""

    row: Procedure
    worked: WorkedOut | None
    names: Mapping[str, str]

    def __repr__(self) -> str:
        return "[sealed]"

    @property
    def words(self) -> ProcedureWords:
        """What is sealed of it."""
        return self.worked.words if self.worked else ProcedureWords()

    @property
    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self.row.state == Procedure.State.RUNNING

    @property
    def title(self) -> str:
        """The procedure's name in the reader's language."""
        pack = self.worked.pack if self.worked else None
        return say(pack.title) if pack else self.words.pack

    @property
    def place(self) -> str:
        """The country's name."""
        return place_label(self.words.place) if self.words.place else ""

    @property
    def can_stop(self) -> bool:
        """Whether any of its rules has a clock that may stop."""
        pack = self.worked.pack if self.worked else None
        return any(rule.pauses.en for rule in (pack.rules if pack else ()))

    @cached_property
    def days(self) -> list[DayLine]:
        """Its days in words, the open ones first."""
        return [self._line(one) for one in (self.worked.deadlines if self.worked else ())]

    @property
    def open_days(self) -> list[DayLine]:
        """Those that still ask for something."""
        return [one for one in self.days if one.deadline.is_open]

    @property
    def past_days(self) -> list[DayLine]:
        """Those that were met or done."""
        return [one for one in self.days if not one.deadline.is_open]

    def _line(self, one: Deadline) -> DayLine:
        by = self.names.get(one.done.by, "") if one.done else ""
        if one.rule is None:
            return DayLine(one, one.own.title if one.own else "", by=by)
        pack = self.worked.pack if self.worked else None
        source = pack.source(one.rule.source) if pack else None
        return DayLine(one, say(one.rule.title), source, say(one.rule.note), by)

    @property
    def steps(self) -> list[dict[str, Any]]:
        """What happened, latest first."""
        return [
            {"step": one, "title": self._happening(one.what), "by": self.names.get(one.by, "")}
            for one in (self.worked.steps if self.worked else ())
        ]

    def _happening(self, what: str) -> str:
        pack = self.worked.pack if self.worked else None
        found = pack.happening(what) if pack else None
        return say(found.title) if found else what

    @property
    def unknown(self) -> list[dict[str, str]]:
        """Periods that run now and that no rule here works out."""
        left_out = self.worked.unknown if self.worked else []
        return [{"what": say(one.what), "why": say(one.why)} for one in left_out]

    @property
    def moved(self) -> list[dict[str, Any]]:
        """Days that a changed rule moved, latest first."""
        return [{"moved": one, "title": _moved_title(one)} for one in reversed(self.words.moved)]

    @cached_property
    def stops(self) -> list[StageStop]:
        """The stages on a line."""
        return stage_stops(self.worked, rtl=get_language_bidi()) if self.worked else []


def _moved_title(moved: Moved) -> str:
    rule = rule_called(moved.key.partition("@")[0])
    return say(rule.title) if rule else moved.key.partition("@")[0]


def stage_stops(worked: WorkedOut, *, rtl: bool = False) -> list[StageStop]:
    """All stages in their order, with the day each was first reached."""
    reached: dict[str, date | None] = {}
    for step in reversed(worked.steps):
        reached.setdefault(worked.stage_of(step), step.on)
    apart = (WIDTH - 2 * MARGIN) // (len(Stage) - 1)
    now = Stage.values.index(worked.stage)
    ends = {0: "start", len(Stage) - 1: "end"}
    return [
        StageStop(
            label=stage_label(stage),
            on=reached.get(stage),
            is_now=place == now,
            is_past=stage in reached,
            x=_at(place, apart, rtl),
            end=_at(min(place + 1, len(Stage) - 1), apart, rtl),
            anchor=ends.get(place, "middle"),
        )
        for place, stage in enumerate(Stage.values)
    ]


def _at(place: int, apart: int, rtl: bool) -> int:
    x = MARGIN + place * apart
    return WIDTH - x if rtl else x


def procedures_of(case: Case) -> list[Procedure]:
    """The procedures of a case, the running ones first."""
    rows = list(Procedure.objects.filter(case=case))
    return sorted(rows, key=lambda row: row.state != Procedure.State.RUNNING)


def places_of(rows: Sequence[Procedure]) -> list[Place]:
    """Where the words of these procedures are kept now."""
    return [(FIELD, row.pk, row.version) for row in rows]


def shown(rows: Sequence[Procedure], page: CasePage) -> list[ShownProcedure]:
    """The procedures of a page that was read with their places."""
    worked = [_worked(page.found.get(place)) for place in places_of(rows)]
    people = {step.by for one in worked if one for step in one.words.steps}
    people |= {mark.by for one in worked if one for mark in one.words.done}
    names = page.names(people)
    return [ShownProcedure(row, one, names) for row, one in zip(rows, worked, strict=True)]


def _worked(words: bytes | None) -> WorkedOut | None:
    try:
        return WorkedOut(ProcedureWords.load(words)) if words else None
    except UnknownFormat:
        return None


def waiting_grants(by: Actor) -> Any:
    """The reader's grants of cases whose days wait to be worked out under the present rules."""
    waiting = Procedure.objects.waiting(edition()).values("case")
    mine = CaseGrant.sets.current().filter(user_id=by.pk, content_object__in=waiting)
    return mine.in_list_order()


def waiting_lines(by: Actor) -> list[Line]:
    """The reader's own cases that wait, as lines of a list."""
    return lines(by, waiting_grants(by)[:MOST])


def waiting_here(by: Actor) -> int:
    """How many of the reader's own cases wait."""
    return int(waiting_grants(by).count())


def waiting_elsewhere(by: Actor) -> int:
    """How many cases wait that the reader holds no key of."""
    waiting = Procedure.objects.waiting(edition()).values("case").distinct()
    mine = CaseGrant.sets.current().filter(user_id=by.pk).values("content_object")
    return waiting.exclude(case__in=mine).count()


def today() -> date:
    """Today, as days are compared on the page."""
    return timezone.localdate()
