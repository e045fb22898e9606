"""Legal procedures: begun, moved on, stopped, confirmed, ended. Each change is a new version."""

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actions.errors import NotNow
from accounts.gate import Actor
from cases.actions.conflicts import Overtaken
from cases.actions.events import add_event, next_number, settle
from cases.models import Case, Event, Procedure
from cases.procedures.rules import edition, packs
from cases.procedures.words import CaseDays, Halt, Mark, OpenDay, OwnDay, ProcedureWords, Step
from cases.procedures.working_out import Deadline, WorkedOut, open_days, renewed, settled
from vault.compartments import Opened, Place

T = TypeVar("T")
Change = Callable[[ProcedureWords], ProcedureWords]
FIELD = "procedure.words"
MOST = 200  # steps, halts or days of one's own in a procedure


@transaction.atomic
def begin_procedure(*, by: Actor, opened: Opened[Case], pack: str, place: str) -> Procedure:
    """Begin a legal procedure under the rules of a pack, in a country.

    :raises NotNow: when the case has ended, or the pack does not know the country
    """
    case, today = _lock(opened), timezone.localdate()
    known = packs().get(pack)
    if known is None or place not in (known.places or ("",)):
        raise NotNow(_("Choose a procedure and one of its countries."))
    row = Procedure(
        case=case, number=next_number(case), author=by.member, on=today, edition=edition()
    )
    row.save(force_insert=True)
    words = ProcedureWords(pack=pack, place=place)
    opened.write(FIELD, row.pk, 1, words.dump())
    _tell(by, opened, case, row, today)
    return row


def record_step(
    *,
    by: Actor,
    opened: Opened[Case],
    procedure: Procedure,
    version: int,
    what: str,
    on: date,
    note: str = "",
) -> Procedure:
    """Record that something happened, on a day; every day that counts from it follows.

    :param version: the version it was made from
    :raises Overtaken: when somebody changed the procedure meanwhile
    :raises NotNow: for a day to come, or what the rules do not know
    """
    if on > timezone.localdate():
        raise NotNow(_("This day has not come yet. Write it down as a day of your own."))
    step = Step(_new_id(), what, on, note, str(by.pk))

    def change(words: ProcedureWords) -> ProcedureWords:
        pack = WorkedOut(words).pack
        if pack is None or pack.happening(what) is None:
            raise NotNow(_("Choose what happened from the list."))
        return replace(words, steps=_more(words.steps, step))

    return _change(by, opened, procedure, version, change)


def take_back_step(
    *, by: Actor, opened: Opened[Case], procedure: Procedure, version: int, step: str
) -> Procedure:
    """Take a step back that was recorded by mistake; it stays in the earlier versions.

    :raises Overtaken: when somebody changed the procedure meanwhile
    """

    def change(words: ProcedureWords) -> ProcedureWords:
        return replace(words, steps=tuple(one for one in words.steps if one.id != step))

    return _change(by, opened, procedure, version, change)


def stop_clock(
    *,
    by: Actor,
    opened: Opened[Case],
    procedure: Procedure,
    version: int,
    since: date,
    until: date | None,
    reason: str,
) -> Procedure:
    """Stop the clock of the rules that may stop, from a day on; it may be known when it runs again.

    :raises NotNow: when it stands still already, or the days are not in their order
    :raises Overtaken: when somebody changed the procedure meanwhile
    """
    if until is not None and until <= since:
        raise NotNow(_("The clock runs again after the day it stopped."))
    halt = Halt(_new_id(), since, until, reason)

    def change(words: ProcedureWords) -> ProcedureWords:
        if words.is_stopped:
            raise NotNow(_("The clock stands still already. Start it first."))
        return replace(words, halts=_more(words.halts, halt))

    return _change(by, opened, procedure, version, change)


def start_clock(
    *, by: Actor, opened: Opened[Case], procedure: Procedure, version: int, on: date
) -> Procedure:
    """Let a stopped clock run again from a day on.

    :raises NotNow: when it runs already, or the day is not after the one it stopped
    :raises Overtaken: when somebody changed the procedure meanwhile
    """

    def change(words: ProcedureWords) -> ProcedureWords:
        open_halts = [one for one in words.halts if one.until is None and one.since]
        if not open_halts:
            raise NotNow(_("The clock runs already."))
        if any(on <= (one.since or on) for one in open_halts):
            raise NotNow(_("The clock runs again after the day it stopped."))
        halts = (replace(one, until=one.until or on) for one in words.halts)
        return replace(words, halts=tuple(halts))

    return _change(by, opened, procedure, version, change)


def add_own_day(
    *,
    by: Actor,
    opened: Opened[Case],
    procedure: Procedure,
    version: int,
    title: str,
    on: date,
    source: str,
) -> Procedure:
    """Write down a day that no rule works out: an appointment, a period a decision names.

    :param source: where the day stands, in words
    :raises Overtaken: when somebody changed the procedure meanwhile
    """
    own = OwnDay(_new_id(), title, on, source)
    return _change(
        by, opened, procedure, version, lambda words: replace(words, own=_more(words.own, own))
    )


def finish_day(
    *, by: Actor, opened: Opened[Case], procedure: Procedure, version: int, key: str
) -> Procedure:
    """Note that what a day asked for was done.

    :raises NotNow: when the procedure has no such day
    :raises Overtaken: when somebody changed the procedure meanwhile
    """

    def change(words: ProcedureWords) -> ProcedureWords:
        mark = _mark(by, _day(words, key))
        return replace(words, done=(*_without(words.done, key), mark))

    return _change(by, opened, procedure, version, change)


def undo_day(
    *, by: Actor, opened: Opened[Case], procedure: Procedure, version: int, key: str
) -> Procedure:
    """Take back that it was done.

    :raises Overtaken: when somebody changed the procedure meanwhile
    """
    return _change(
        by,
        opened,
        procedure,
        version,
        lambda words: replace(words, done=_without(words.done, key)),
    )


def confirm_day(
    *, by: Actor, opened: Opened[Case], procedure: Procedure, version: int, key: str, lawyer: str
) -> Procedure:
    """Note that a lawyer confirmed a day as it stands now. Another day, or rule, ends that.

    :param lawyer: who confirmed it, in words
    :raises NotNow: when the procedure has no such day, or it has no date
    :raises Overtaken: when somebody changed the procedure meanwhile
    """

    def change(words: ProcedureWords) -> ProcedureWords:
        found = _day(words, key)
        if found.day is None:
            raise NotNow(_("The clock stands still: there is no day to confirm."))
        mark = replace(_mark(by, found), who=lawyer)
        return replace(words, confirmed=(*_without(words.confirmed, key), mark))

    return _change(by, opened, procedure, version, change)


def end_procedure(
    *, by: Actor, opened: Opened[Case], procedure: Procedure, version: int, how: str
) -> Procedure:
    """End a procedure, saying how; its days ask for nothing any more.

    :raises NotNow: when it has ended already
    :raises Overtaken: when somebody changed the procedure meanwhile
    """
    return _change(
        by,
        opened,
        procedure,
        version,
        lambda words: replace(words, ending=how),
        state=Procedure.State.ENDED,
    )


def resume_procedure(
    *, by: Actor, opened: Opened[Case], procedure: Procedure, version: int
) -> Procedure:
    """Let an ended procedure run again.

    :raises Overtaken: when somebody changed the procedure meanwhile
    """
    return _change(
        by, opened, procedure, version, lambda words: words, state=Procedure.State.RUNNING
    )


@transaction.atomic
def _change(
    by: Actor,
    opened: Opened[Case],
    procedure: Procedure,
    version: int,
    change: Change,
    state: str = "",
) -> Procedure:
    """Write the next version of a procedure, with its days worked out again."""
    case, today = _lock(opened), timezone.localdate()
    row = Procedure.objects.get(pk=procedure.pk, case=case)
    if row.version != version:
        raise Overtaken(row.version)
    if (state or row.state) == row.state == Procedure.State.ENDED:
        raise NotNow(_("This procedure has ended. Let it run again first."))
    words = read_words(opened, row)
    if row.edition != edition():
        words = renewed(words, today)
    words = settled(change(words))
    row.version, row.state, row.edition = version + 1, state or row.state, edition()
    row.save(update_fields=["version", "state", "edition"])
    opened.write(FIELD, row.pk, row.version, words.dump())
    _tell(by, opened, case, row, today)
    return row


def _tell(by: Actor, opened: Opened[Case], case: Case, row: Procedure, today: date) -> None:
    """What follows every change: the case's open days, an event, the order of lists, the audit."""
    opened.write("case.days", case.pk, case.days_version + 1, days_of(opened, case).dump())
    add_event(by=by, opened=opened, case=case, kind=Event.Kind.PROCEDURE, today=today)
    settle(
        case,
        today=today,
        days_version=case.days_version + 1,
        summary_version=case.summary_version + 1,
    )
    audit.record(
        "case.procedure", actor=by.pk, about=case, procedure=str(row.pk), version=row.version
    )


def days_of(opened: Opened[Case], case: Case) -> CaseDays:
    """The open days of all running procedures of a case, earliest first."""
    rows = list(Procedure.objects.running().filter(case=case))
    before = ("case.days", case.pk, case.days_version)
    found = opened.read_many([before, *((FIELD, row.pk, row.version) for row in rows)])
    kept = CaseDays.load(found[before]) if before in found else CaseDays()
    return gathered(rows, found, kept)


def gathered(rows: Iterable[Procedure], found: Mapping[Place, bytes], kept: CaseDays) -> CaseDays:
    """The open days of these procedures; of one that does not open, those that were kept."""
    days: list[OpenDay] = []
    for row in rows:
        words = found.get((FIELD, row.pk, row.version))
        if words is None:
            days += [one for one in kept.days if one.procedure == str(row.pk)]
        else:
            days += open_days(str(row.pk), ProcedureWords.load(words))
    return CaseDays(tuple(sorted(days, key=lambda one: (one.on or date.max, one.rule, one.title))))


def read_words(opened: Opened[Case], row: Procedure) -> ProcedureWords:
    """The sealed words of a procedure, as they are now."""
    return ProcedureWords.load(opened.read(FIELD, row.pk, row.version))


def _lock(opened: Opened[Case]) -> Case:
    case = opened.lock()
    if case.is_ended:
        raise NotNow(_("A closed case takes nothing new."))
    return case


def _day(words: ProcedureWords, key: str) -> Deadline:
    found = WorkedOut(words).deadline(key)
    if found is None:
        raise NotNow(_("This day is not there any more. Look at the days again."))
    return found


def _mark(by: Actor, found: Deadline) -> Mark:
    today = timezone.localdate()
    return Mark(found.key, found.day, found.fingerprint, by=str(by.pk), on=today)


def _without(marks: tuple[Mark, ...], key: str) -> tuple[Mark, ...]:
    return tuple(one for one in marks if one.key != key)


def _more(kept: tuple[T, ...], new: T) -> tuple[T, ...]:
    if len(kept) >= MOST:
        raise NotNow(_("A procedure holds at most 200 of these."))
    return (*kept, new)


def _new_id() -> str:
    return secrets.token_hex(4)
