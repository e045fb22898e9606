"""Many cases given to one person: planned, then given piece by piece in the giver's session.

Each case is claimed by a conditional update in the transaction that gives it, so however often
and from however many windows the work is continued, each is given once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actions.errors import NotNow
from accounts.gate import Actor, open_for
from accounts.models import Member
from accounts.rekeying import rekeyed
from cases.actions.assigning import CannotHold, CaseEnded, HeldAlready, assign
from cases.listing import Line
from cases.models import BulkAssignment, BulkItem, Case
from vault.binding import place
from vault.compartments import Opened, StaleKey
from vault.keyring import Keyring
from vault.suites import SealError

STEP = 10  # cases a request
MOST = 500  # cases at once
Outcome: TypeAlias = BulkItem.Outcome
Why: TypeAlias = BulkItem.Why
_REASONS: dict[type[NotNow], Why] = {CaseEnded: Why.ENDED, CannotHold: Why.NO_HOLDER}


@dataclass(frozen=True)
class Plan:
    """What a bulk assignment would do: give, hand over from others, leave as it is, refuse."""

    give: list[Line]
    hand_over: list[Line]
    held: list[Line]
    ended: list[Line]

    @property
    def doable(self) -> list[Line]:
        """The cases that would be given."""
        return self.give + self.hand_over


def plan(lines: Sequence[Line], to: Member) -> Plan:
    """Sort the chosen cases of the giver's own list by what would happen to each."""
    made = Plan([], [], [], [])
    for line in lines:
        if line.state in Case.ENDED:
            made.ended.append(line)
        elif line.assignee == to.pk:
            made.held.append(line)
        else:
            (made.give if line.assignee is None else made.hand_over).append(line)
    return made


@transaction.atomic
def start_bulk(*, by: Actor, to: Member, lines: Sequence[Line], reason: str = "") -> BulkAssignment:
    """Note down what is to be given; nothing is given yet.

    :param lines: of the giver's own list
    :raises NotNow: when nothing can be given, or a case is handed over without a reason
    """
    planned = plan(lines, to)
    if not planned.doable:
        raise NotNow(_("None of these cases can be given."))
    if planned.hand_over and not reason:
        raise NotNow(_("Say why the cases are handed over."))
    pk, keys = uuid4(), by.keys()
    sealed = keys.personal.seal(reason.encode(), _reason_place(pk, keys))
    bulk = BulkAssignment.objects.create(
        id=pk, by=by.member, to=to, on=timezone.localdate(), sealed_reason=sealed
    )
    BulkItem.objects.bulk_create(
        [BulkItem(bulk=bulk, case_id=line.case) for line in planned.doable]
    )
    audit.record("case.bulk", actor=by.pk, about=bulk, to=str(to.pk), cases=len(planned.doable))
    return bulk


def _reason_place(bulk: UUID, keys: Keyring) -> bytes:
    return place("bulk.reason", bulk, keys.member, keys.serial, 1)


def _reason(by: Actor, bulk: BulkAssignment) -> str:
    for keys in _chain(by.keys()):
        try:
            return keys.personal.open(bulk.sealed_reason, _reason_place(bulk.pk, keys)).decode()
        except SealError:
            continue
    raise NotNow(_("This work was begun with keys you have renewed since. Choose the cases again."))


def _chain(keys: Keyring | None) -> Iterator[Keyring]:
    while keys is not None:
        yield keys
        keys = keys.former


def advance(*, by: Actor, bulk: BulkAssignment, most: int = STEP) -> int:
    """Give the next few cases of one's own bulk assignment, each in a transaction of its own.

    :returns: how many still wait
    :raises NotNow: when it was begun with keys that are gone
    """
    reason = _reason(by, bulk)
    for item in bulk.items.filter(outcome=Outcome.WAITING).order_by("pk")[:most]:
        try:
            _give_one(by, bulk, item, reason)
        except StaleKey:
            continue  # its key is being renewed; the next round takes it
    return bulk.items.filter(outcome=Outcome.WAITING).count()


def _give_one(by: Actor, bulk: BulkAssignment, item: BulkItem, reason: str) -> None:
    try:
        opened = open_for(by, Case, pk=item.case_id)
        if opened is None:
            _settle(item, Outcome.REFUSED, Why.NO_KEY)
        else:
            _claim_and_give(by, bulk, item, reason, rekeyed(opened, by=by.pk, ring=by.keyring))
    except SealError:
        _settle(item, Outcome.REFUSED, Why.UNREADABLE)
    except HeldAlready:
        _settle(item, Outcome.HELD)
    except NotNow as refused:
        _settle(item, Outcome.REFUSED, _REASONS.get(type(refused), Why.CHANGED))


@transaction.atomic
def _claim_and_give(
    by: Actor, bulk: BulkAssignment, item: BulkItem, reason: str, opened: Opened[Case]
) -> None:
    if _settle(item, Outcome.GIVEN):
        assign(by=by, opened=opened, to=bulk.to, reason=reason)


def _settle(item: BulkItem, outcome: Outcome, why: Why | str = "") -> bool:
    """Write an outcome down, unless somebody was quicker."""
    waiting = BulkItem.objects.filter(pk=item.pk, outcome=Outcome.WAITING)
    return waiting.update(outcome=outcome, why=why) == 1
