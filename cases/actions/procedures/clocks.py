"""The clock of a procedure: stopped, and running again."""

from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from accounts.actions.errors import NotNow
from accounts.gate import Actor
from cases.actions.procedures.changing import change_words, new_id, one_more
from cases.models import Case, Procedure
from cases.procedures.words import Halt, ProcedureWords
from vault.compartments import Opened


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
    halt = Halt(new_id(), since, until, reason)

    def change(words: ProcedureWords) -> ProcedureWords:
        if words.is_stopped:
            raise NotNow(_("The clock stands still already. Start it first."))
        return replace(words, halts=one_more(words.halts, halt))

    return change_words(by=by, opened=opened, procedure=procedure, version=version, change=change)


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

    return change_words(by=by, opened=opened, procedure=procedure, version=version, change=change)
