"""Single days of a procedure: written down, done, confirmed."""

from dataclasses import replace
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.errors import NotNow
from accounts.gate import Actor
from cases.actions.procedures.changing import change_words, new_id, one_more
from cases.models import Case, Procedure
from cases.procedures.words import Mark, OwnDay, ProcedureWords
from cases.procedures.working_out import Deadline, WorkedOut
from vault.compartments import Opened


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
    own = OwnDay(new_id(), title, on, source)
    return change_words(
        by=by,
        opened=opened,
        procedure=procedure,
        version=version,
        change=lambda words: replace(words, own=one_more(words.own, own)),
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

    return change_words(by=by, opened=opened, procedure=procedure, version=version, change=change)


def undo_day(
    *, by: Actor, opened: Opened[Case], procedure: Procedure, version: int, key: str
) -> Procedure:
    """Take back that it was done.

    :raises Overtaken: when somebody changed the procedure meanwhile
    """
    return change_words(
        by=by,
        opened=opened,
        procedure=procedure,
        version=version,
        change=lambda words: replace(words, done=_without(words.done, key)),
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

    return change_words(by=by, opened=opened, procedure=procedure, version=version, change=change)


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
