"""Working out the days of a procedure: from what happened, by the rules of its pack."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from cases.procedures.counting import Stopped, after, is_working, last_working, next_working
from cases.procedures.rules import STAGES, Kind, LeftOut, Pack, Rule, packs
from cases.procedures.words import Kept, Mark, Moved, OpenDay, OwnDay, ProcedureWords, Step

MOVED_KEPT = 50  # how many moved days a procedure remembers


@dataclass(frozen=True, repr=False)
class Deadline:
    """One day of a procedure. Without a day while the clock stands still.

    ``basis`` is the step it is counted from; ``met_on`` the day of the step that fulfilled it.
    """

    key: str
    day: date | None
    rule: Rule | None = None
    own: OwnDay | None = None
    basis: date | None = None
    latest: date | None = None
    met_on: date | None = None
    done: Mark | None = None
    confirmed: Mark | None = None
    lapsed: Mark | None = None
    before: date | None = None

    def __repr__(self) -> str:
        return "[sealed]"

    @property
    def is_open(self) -> bool:
        """Whether it still asks for something."""
        return self.met_on is None and self.done is None

    @property
    def fingerprint(self) -> str:
        """Of the rule it was worked out by."""
        return self.rule.fingerprint if self.rule else ""


class WorkedOut:
    """A procedure's words with its pack and its days. Prints as ``[sealed]``."""

    def __init__(self, words: ProcedureWords) -> None:
        """Takes what is sealed of the procedure."""
        self.words = words

    def __repr__(self) -> str:
        return "[sealed]"

    @cached_property
    def pack(self) -> Pack | None:
        """Its rules; None where this version has none of that name."""
        return packs().get(self.words.pack)

    @cached_property
    def steps(self) -> list[Step]:
        """What happened, latest first."""
        numbered = list(enumerate(self.words.steps))
        numbered.sort(key=lambda one: (one[1].on or date.min, one[0]), reverse=True)
        return [step for _, step in numbered]

    @property
    def stage(self) -> str:
        """Where it stands: the stage of what happened last."""
        found = (self.stage_of(step) for step in self.steps)
        return next((stage for stage in found if stage), STAGES[0])

    def stage_of(self, step: Step) -> str:
        """The stage a step took the procedure to; empty where the pack does not know it."""
        happening = self.pack.happening(step.what) if self.pack else None
        return happening.stage if happening else ""

    @cached_property
    def deadlines(self) -> list[Deadline]:
        """All its days, the open ones first, each by its day; those without a day come last."""
        found = [self._marked(one) for one in (*self._by_rules(), *self._own())]
        far = date.max
        return sorted(found, key=lambda one: (not one.is_open, one.day or far, one.key))

    @property
    def open_days(self) -> list[Deadline]:
        """Those that still ask for something and have a day."""
        return [one for one in self.deadlines if one.is_open and one.day]

    @property
    def kept(self) -> tuple[Kept, ...]:
        """The days as they are kept, in a fixed order."""
        ruled = [one for one in self.deadlines if one.rule]
        return tuple(
            Kept(one.key, one.day, one.fingerprint) for one in sorted(ruled, key=lambda d: d.key)
        )

    @property
    def unknown(self) -> list[LeftOut]:
        """Periods that run now by what happened last, and that no rule here works out."""
        last = self.steps[0].what if self.steps else ""
        left_out = self.pack.left_out if self.pack else ()
        return [one for one in left_out if one.after and one.after == last]

    def deadline(self, key: str) -> Deadline | None:
        """One of its days by its key."""
        return next((one for one in self.deadlines if one.key == key), None)

    def _latest(self, what: str) -> date | None:
        days = [step.on for step in self.words.steps if step.what == what and step.on]
        return max(days, default=None)

    def _by_rules(self) -> Iterator[Deadline]:
        happened = {step.what for step in self.words.steps}
        for rule in self.pack.rules if self.pack else ():
            counts = set(rule.when) <= happened and not happened & set(rule.unless)
            if counts and (basis := self._latest(rule.trigger)):
                yield self._by_rule(rule, basis)

    def _by_rule(self, rule: Rule, basis: date) -> Deadline:
        days = [step.on for step in self.words.steps if step.what in rule.closes and step.on]
        day = self._counted(rule, basis, rule.amount, rule.unit)
        place = self.words.place
        weekend = day and rule.kind == Kind.ACT and not is_working(day, place)
        return Deadline(
            key=f"{rule.id}@{basis.isoformat()}",
            day=day,
            rule=rule,
            basis=basis,
            latest=self._counted(rule, basis, rule.most, rule.most_unit) if rule.most else None,
            met_on=min((on for on in days if on >= basis), default=None),
            before=last_working(day, place) if day and weekend else None,
        )

    def _counted(self, rule: Rule, basis: date, amount: int, unit: str) -> date | None:
        pauses = self.words.pauses if rule.pauses.en else ()
        try:
            day = after(basis, amount, unit, place=self.words.place, pauses=pauses)
        except Stopped:
            return None
        return next_working(day, self.words.place) if rule.rolls else day

    def _own(self) -> Iterator[Deadline]:
        for own in self.words.own:
            yield Deadline(key=f"own:{own.id}", day=own.on, own=own)

    def _marked(self, one: Deadline) -> Deadline:
        done = next((mark for mark in self.words.done if mark.key == one.key), None)
        said = [mark for mark in self.words.confirmed if mark.key == one.key]
        good = [mark for mark in said if (mark.day, mark.rule) == (one.day, one.fingerprint)]
        lapsed = said[-1] if said and not good else None
        return replace(one, done=done, confirmed=good[-1] if good else None, lapsed=lapsed)


def renewed(words: ProcedureWords, today: date) -> ProcedureWords:
    """The words with their days worked out again, and what moved by it written down."""
    fresh = WorkedOut(words).kept
    before = {one.key: one for one in words.kept}
    after_ = {one.key: one for one in fresh}
    moved = tuple(
        Moved(key, _day(before, key), _day(after_, key), today)
        for key in sorted({*before, *after_})
        if _day(before, key) != _day(after_, key)
    )
    return replace(words, kept=fresh, moved=(*words.moved, *moved)[-MOVED_KEPT:])


def _day(found: dict[str, Kept], key: str) -> date | None:
    return found[key].day if key in found else None


def settled(words: ProcedureWords) -> ProcedureWords:
    """The words with their days worked out after something was done, by the same rules."""
    return replace(words, kept=WorkedOut(words).kept)


def open_days(procedure: str, words: ProcedureWords) -> list[OpenDay]:
    """The open days of one running procedure, for the case as a whole."""
    return [
        OpenDay(
            one.day,
            procedure,
            one.rule.id if one.rule else "",
            one.own.title if one.own else "",
            confirmed=one.confirmed is not None,
        )
        for one in WorkedOut(words).open_days
    ]
