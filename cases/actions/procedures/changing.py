"""How a procedure changes: a new version of its words, its days worked out, the case told."""

import secrets
from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actions.errors import NotNow
from accounts.gate import Actor
from cases.actions.conflicts import Overtaken
from cases.actions.events import add_event, settle
from cases.models import Case, Event, Procedure
from cases.procedures.rules import edition
from cases.procedures.words import CaseDays, OpenDay, ProcedureWords
from cases.procedures.working_out import open_days, renewed, settled
from vault.compartments import Opened

T = TypeVar("T")
Change = Callable[[ProcedureWords], ProcedureWords]
FIELD = "procedure.words"
MOST = 200  # steps, halts or days of one's own in a procedure


@transaction.atomic
def change_words(
    *,
    by: Actor,
    opened: Opened[Case],
    procedure: Procedure,
    version: int,
    change: Change,
    state: str = "",
) -> Procedure:
    """Write the next version of a procedure, with its days worked out again.

    :param version: the version it was made from
    :param state: the state it has from now on, if that changes
    :raises Overtaken: when somebody changed the procedure meanwhile
    :raises NotNow: when the case or the procedure has ended
    """
    case, today = lock_case(opened), timezone.localdate()
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
    tell(by=by, opened=opened, case=case, row=row, today=today)
    return row


def tell(*, by: Actor, opened: Opened[Case], case: Case, row: Procedure, today: date) -> None:
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
    return gathered(
        {row.pk: _loaded(found.get((FIELD, row.pk, row.version))) for row in rows}, kept
    )


def _loaded(words: bytes | None) -> ProcedureWords | None:
    return None if words is None else ProcedureWords.load(words)


def gathered(procedures: Mapping[UUID, ProcedureWords | None], kept: CaseDays) -> CaseDays:
    """The open days of these procedures; of one that does not open, those that were kept."""
    days: list[OpenDay] = []
    for pk, words in procedures.items():
        if words is None:
            days += [one for one in kept.days if one.procedure == str(pk)]
        else:
            days += open_days(str(pk), words)
    return CaseDays(tuple(sorted(days, key=lambda one: (one.on or date.max, one.rule, one.title))))


def read_words(opened: Opened[Case], row: Procedure) -> ProcedureWords:
    """The sealed words of a procedure, as they are now."""
    return ProcedureWords.load(opened.read(FIELD, row.pk, row.version))


def lock_case(opened: Opened[Case]) -> Case:
    """Lock a case for a change of its procedures.

    :raises NotNow: when it has ended
    """
    case = opened.lock()
    if case.is_ended:
        raise NotNow(_("A closed case takes nothing new."))
    return case


def one_more(kept: tuple[T, ...], new: T) -> tuple[T, ...]:
    """These and a new one.

    :raises NotNow: when there are too many
    """
    if len(kept) >= MOST:
        raise NotNow(_("A procedure holds at most 200 of these."))
    return (*kept, new)


def new_id() -> str:
    """A random id within one procedure."""
    return secrets.token_hex(4)
