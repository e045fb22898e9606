"""Who may open a case and who is responsible: giving, handing over, taking, a new owner."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actions.errors import NotNow
from accounts.actions.notices import tell
from accounts.gate import Actor
from accounts.models import Member, Notice
from accounts.recipients import recipient
from cases.actions.events import add_event, settle
from cases.actions.tasks import return_tasks
from cases.models import Case, CaseGrant, Event, RestrictedNote
from vault.certificates import Recipient
from vault.compartments import Opened, TooFewHolders, give, revoke
from vault.suites import SealError


class CaseEnded(NotNow):
    """The case is closed or declined."""


class CannotHold(NotNow):
    """The member may not hold a case, or has no certified key."""


class HeldAlready(NotNow):
    """There is nothing to give: the member has it."""


@transaction.atomic
def assign(
    *,
    by: Actor,
    opened: Opened[Case],
    to: Member,
    reason: str = "",
    take_from: Member | None = None,
) -> Case:
    """Make a member responsible for a case, with a key to it; a hand-over says why.

    :param reason: sealed with the event; asked for when somebody else had the case
    :param take_from: whoever had the case, when they are not to open it any more
    :raises NotNow: when the case has ended, the member cannot hold it or has it already, no
        reason is given for a hand-over, or too few people would be left
    """
    case, today = _open(opened), timezone.localdate()
    key = _key_of(to)
    before, kind = case.assignee_id, _kind_of(case, to, reason)
    taken = take_from if take_from and before == take_from.pk and _holds(case, take_from) else None
    give(opened, key, today=today)
    add_event(by=by, opened=opened, case=case, kind=kind, today=today, words=reason, member=to)
    if taken is not None:
        _note_taken(by, opened, case, taken, today)
    settle(case, today=today, assignee=to)
    _tell(to, by)
    if taken is not None:
        _take_key(by, case, taken)
    audit.record(
        "case.assign", actor=by.pk, about=case, to=str(to.pk), before=_text(before),
        taken_from=_text(taken and taken.pk),
    )  # fmt: skip
    return case


def _kind_of(case: Case, to: Member, reason: str) -> Event.Kind:
    """A case of somebody who works here is handed over; any other is given."""
    if case.assignee_id == to.pk:
        raise HeldAlready(_("%(name)s has this case already.") % {"name": to.display_name})
    if case.assignee is None or not case.assignee.opens_cases:
        return Event.Kind.GIVEN
    if not reason:
        raise NotNow(_("Say why the case is handed over."))
    return Event.Kind.HANDED_OVER


def _holds(case: Case, member: Member) -> bool:
    return CaseGrant.sets.filter(content_object=case, user=member).exists()


@transaction.atomic
def hand_over(
    *, by: Actor, opened: Opened[Case], to: Member, reason: str, take_from: Member | None = None
) -> Case:
    """Hand one's own case over to a colleague: as :func:`assign`, by whoever is responsible now.

    :raises NotNow: when somebody else is responsible, or as :func:`assign` says
    """
    if opened.lock().assignee_id != by.pk:
        raise NotNow(_("Only who is responsible for a case, or a coordinator, hands it over."))
    return assign(by=by, opened=opened, to=to, reason=reason, take_from=take_from)


@transaction.atomic
def give_access(*, by: Actor, opened: Opened[Case], to: Member, reason: str = "") -> Case:
    """Let one more member open a case; who is responsible stays as it is.

    :raises NotNow: when the case has ended, or the member cannot hold it or holds it already
    """
    case, today = _open(opened), timezone.localdate()
    if not give(opened, _key_of(to), today=today):
        raise HeldAlready(_("%(name)s can open this case already.") % {"name": to.display_name})
    kind = Event.Kind.GIVEN
    add_event(by=by, opened=opened, case=case, kind=kind, today=today, words=reason, member=to)
    settle(case, today=today)
    _tell(to, by)
    audit.record("case.give", actor=by.pk, about=case, to=str(to.pk))
    return case


@transaction.atomic
def take_access(*, by: Actor, opened: Opened[Case], member: Member, reason: str = "") -> Case:
    """Take a member's key to a case away at once; the case's key is due to be renewed.

    A case that was theirs has nobody responsible from then on.

    :raises NotNow: when they own it, hold no key, or too few people would be left
    """
    case, today = opened.lock(), timezone.localdate()
    _note_taken(by, opened, case, member, today, reason)
    settle(case, today=today, assignee=None if case.assignee_id == member.pk else case.assignee)
    _take_key(by, case, member)
    audit.record("case.take", actor=by.pk, about=case, taken_from=str(member.pk))
    return case


@transaction.atomic
def change_owner(*, by: Actor, opened: Opened[Case], to: Member, reason: str) -> Case:
    """Make another coordinator answer for a case; they get a key if they hold none.

    :raises NotNow: when the new owner is no coordinator, cannot hold it or owns it already
    """
    case, today = opened.lock(), timezone.localdate()
    if not to.is_coordinator:
        raise CannotHold(_("Only a coordinator can own a case."))
    if case.owner_id == to.pk:
        raise HeldAlready(_("%(name)s owns this case already.") % {"name": to.display_name})
    before = case.owner_id
    give(opened, _key_of(to), today=today)
    kind = Event.Kind.OWNER
    add_event(by=by, opened=opened, case=case, kind=kind, today=today, words=reason, member=to)
    settle(case, today=today, owner=to)
    _tell(to, by)
    audit.record("case.owner", actor=by.pk, about=case, to=str(to.pk), before=str(before))
    return case


def _open(opened: Opened[Case]) -> Case:
    case = opened.lock()
    if case.is_ended:
        raise CaseEnded(_("A closed or declined case is given to nobody."))
    return case


def _key_of(member: Member) -> Recipient:
    try:
        if member.opens_cases:
            return recipient(member.pk)
    except SealError:
        pass
    raise CannotHold(
        _("%(name)s cannot hold a case: not admitted, no certified key, or no fitting role.")
        % {"name": member.display_name}
    )


def _note_taken(
    by: Actor, opened: Opened[Case], case: Case, member: Member, today: date, reason: str = ""
) -> None:
    """Written before the key is taken: nothing new is sealed under a key that is due."""
    kind = Event.Kind.TAKEN
    add_event(by=by, opened=opened, case=case, kind=kind, today=today, words=reason, member=member)


def _take_key(by: Actor, case: Case, member: Member) -> None:
    """Revoke a member's key; what they were to do in the case passes on to who stays."""
    return_tasks(by=by, case=case, member=member)
    _revoke(case, member)


def _revoke(case: Case, member: Member) -> None:
    if member.pk == case.owner_id:
        raise NotNow(
            _("%(name)s owns this case and keeps access. Name another owner first.")
            % {"name": member.display_name}
        )
    try:
        taken = revoke(case, member.pk)
    except TooFewHolders:
        raise NotNow(
            _("At least two people must be able to open a case. Give access to another first.")
        ) from None
    if not taken:
        raise NotNow(_("%(name)s has no access.") % {"name": member.display_name})
    for note in RestrictedNote.objects.held_by(member).filter(case=case):
        revoke(note, member.pk, last_resort=True)  # it may be left with one holder, and recovery


def _tell(member: Member, by: Actor) -> None:
    if member.pk != by.pk:
        tell(Notice.Kind.CASE_GIVEN, to=[member.pk])


def _text(given: object) -> str | None:
    return str(given) if given else None
