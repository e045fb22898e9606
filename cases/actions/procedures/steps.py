"""Procedures begun, moved on by what happened, ended and run again."""

from dataclasses import replace
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.errors import NotNow
from accounts.gate import Actor
from cases.actions.events import next_number
from cases.actions.procedures.changing import (
    FIELD,
    change_words,
    lock_case,
    new_id,
    one_more,
    tell,
)
from cases.models import Case, Procedure
from cases.procedures.rules import edition, packs
from cases.procedures.words import ProcedureWords, Step
from cases.procedures.working_out import WorkedOut
from vault.compartments import Opened


@transaction.atomic
def begin_procedure(*, by: Actor, opened: Opened[Case], pack: str, place: str) -> Procedure:
    """Begin a legal procedure under the rules of a pack, in a country.

    :raises NotNow: when the case has ended, or the pack does not know the country
    """
    case, today = lock_case(opened), timezone.localdate()
    known = packs().get(pack)
    if known is None or place not in (known.places or ("",)):
        raise NotNow(_("Choose a procedure and one of its countries."))
    row = Procedure(
        case=case, number=next_number(case), author=by.member, on=today, edition=edition()
    )
    row.save(force_insert=True)
    words = ProcedureWords(pack=pack, place=place)
    opened.write(FIELD, row.pk, 1, words.dump())
    tell(by=by, opened=opened, case=case, row=row, today=today)
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
    step = Step(new_id(), what, on, note, str(by.pk))

    def change(words: ProcedureWords) -> ProcedureWords:
        pack = WorkedOut(words).pack
        if pack is None or pack.happening(what) is None:
            raise NotNow(_("Choose what happened from the list."))
        return replace(words, steps=one_more(words.steps, step))

    return change_words(by=by, opened=opened, procedure=procedure, version=version, change=change)


def take_back_step(
    *, by: Actor, opened: Opened[Case], procedure: Procedure, version: int, step: str
) -> Procedure:
    """Take a step back that was recorded by mistake; it stays in the earlier versions.

    :raises Overtaken: when somebody changed the procedure meanwhile
    """

    def change(words: ProcedureWords) -> ProcedureWords:
        return replace(words, steps=tuple(one for one in words.steps if one.id != step))

    return change_words(by=by, opened=opened, procedure=procedure, version=version, change=change)


def end_procedure(
    *, by: Actor, opened: Opened[Case], procedure: Procedure, version: int, how: str
) -> Procedure:
    """End a procedure, saying how; its days ask for nothing any more.

    :raises NotNow: when it has ended already
    :raises Overtaken: when somebody changed the procedure meanwhile
    """
    return change_words(
        by=by,
        opened=opened,
        procedure=procedure,
        version=version,
        change=lambda words: replace(words, ending=how),
        state=Procedure.State.ENDED,
    )


def resume_procedure(
    *, by: Actor, opened: Opened[Case], procedure: Procedure, version: int
) -> Procedure:
    """Let an ended procedure run again.

    :raises Overtaken: when somebody changed the procedure meanwhile
    """
    return change_words(
        by=by,
        opened=opened,
        procedure=procedure,
        version=version,
        change=lambda words: words,
        state=Procedure.State.RUNNING,
    )
