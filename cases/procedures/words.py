"""The sealed documents of a procedure: what happened, what was worked out, what was confirmed."""

from dataclasses import dataclass
from datetime import date

from cases.documents import Document
from cases.procedures.counting import Pause


@dataclass(frozen=True, repr=False)
class Step:
    """Something that happened, on a day."""

    id: str = ""
    what: str = ""
    on: date | None = None
    note: str = ""
    by: str = ""

    def __repr__(self) -> str:
        return "[sealed]"


@dataclass(frozen=True, repr=False)
class Halt:
    """A clock that was stopped, and when it ran again."""

    id: str = ""
    since: date | None = None
    until: date | None = None
    reason: str = ""

    def __repr__(self) -> str:
        return "[sealed]"


@dataclass(frozen=True, repr=False)
class OwnDay:
    """A day somebody wrote down: an appointment, a period the authority set."""

    id: str = ""
    title: str = ""
    on: date | None = None
    source: str = ""

    def __repr__(self) -> str:
        return "[sealed]"


@dataclass(frozen=True, repr=False)
class Mark:
    """A day that was done, or confirmed by a lawyer, as it was then."""

    key: str = ""
    day: date | None = None
    rule: str = ""
    who: str = ""
    by: str = ""
    on: date | None = None

    def __repr__(self) -> str:
        return "[sealed]"


@dataclass(frozen=True, repr=False)
class Kept:
    """A day as it was last worked out."""

    key: str = ""
    day: date | None = None
    rule: str = ""

    def __repr__(self) -> str:
        return "[sealed]"


@dataclass(frozen=True, repr=False)
class Moved:
    """A day that a changed rule moved, added or took away."""

    key: str = ""
    was: date | None = None
    now: date | None = None
    on: date | None = None

    def __repr__(self) -> str:
        return "[sealed]"


@dataclass(frozen=True, repr=False)
class ProcedureWords(Document):
    """``procedure.words``: all of a procedure. ``pack`` is the rules', ``place`` the country."""

    pack: str = ""
    place: str = ""
    steps: tuple[Step, ...] = ()
    halts: tuple[Halt, ...] = ()
    own: tuple[OwnDay, ...] = ()
    done: tuple[Mark, ...] = ()
    confirmed: tuple[Mark, ...] = ()
    kept: tuple[Kept, ...] = ()
    moved: tuple[Moved, ...] = ()
    ending: str = ""

    @property
    def pauses(self) -> tuple[Pause, ...]:
        """The stopped clock, as days are counted."""
        return tuple(Pause(one.since, one.until) for one in self.halts if one.since)

    @property
    def is_stopped(self) -> bool:
        """Whether the clock stands still now."""
        return any(one.until is None for one in self.halts)


@dataclass(frozen=True, repr=False)
class OpenDay:
    """A day of one of the case's procedures that still asks for something."""

    on: date | None = None
    procedure: str = ""
    rule: str = ""
    title: str = ""
    confirmed: bool = False

    def __repr__(self) -> str:
        return "[sealed]"

    @property
    def what(self) -> str:
        """What is due, as a summary keeps it: one's own words, or a rule, confirmed or not yet."""
        return (f"!{self.rule}" if self.confirmed else self.rule) or f"={self.title}"


@dataclass(frozen=True, repr=False)
class CaseDays(Document):
    """``case.days``: the open days of all running procedures of a case, earliest first."""

    days: tuple[OpenDay, ...] = ()

    @property
    def first(self) -> OpenDay | None:
        """The next one."""
        return next(iter(self.days), None)
