"""The states of a case: enquiry, intake, active, closed; declined; and active again."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actions.errors import NotNow
from accounts.actions.notices import tell
from accounts.gate import Actor
from accounts.models import Member, Notice, Role
from cases.actions.briefs.recalling import recall_live
from cases.actions.events import add_event, settle
from cases.actions.files import file_places, view_of
from cases.closing import left_open
from cases.consents import client_day, consents_of, live_consent
from cases.models import Case, Event
from cases.papers import Closing
from vault.compartments import Opened

State = Case.State


@transaction.atomic
def begin_intake(*, by: Actor, opened: Opened[Case]) -> Case:
    """Take an enquiry into intake.

    :raises NotNow: when it is no enquiry
    """
    case = _locked(opened, {State.ENQUIRY})
    return _move(by, opened, case, State.INTAKE)


@transaction.atomic
def activate(*, by: Actor, opened: Opened[Case], reason: str = "") -> Case:
    """Begin the work, or take it up again: active, from intake or closed.

    :raises NotNow: without a live consent to case management and a safety decision to go on
    """
    case = _locked(opened, {State.INTAKE, State.CLOSED})
    missing = missing_for_active(opened, case)
    if missing:
        raise NotNow(" ".join(missing))
    return _move(by, opened, case, State.ACTIVE, reason)


def missing_for_active(opened: Opened[Case], case: Case) -> list[str]:
    """What a case needs before it can be active, in sentences."""
    view, missing = view_of(case, opened.read_many(file_places(case))), []
    if not live_consent(consents_of(opened), client_day(view.identity.zone)):
        missing.append(_("The client's consent to case management is needed first."))
    if not view.safety.is_decided:
        missing.append(_("A safety decision to go on is needed first."))
    return missing


@transaction.atomic
def decline(*, by: Actor, opened: Opened[Case], reason: str) -> Case:
    """Decline an enquiry, or end an intake, with the reason.

    :raises NotNow: when the case is past intake, or no reason is given
    """
    case = _locked(opened, {State.ENQUIRY, State.INTAKE})
    if not reason.strip():
        raise NotNow(_("Say why it is declined."))
    recall_live(by=by, opened=opened, case=case)
    return _move(by, opened, case, State.DECLINED, reason)


@transaction.atomic
def propose_closing(*, by: Actor, opened: Opened[Case], closing: Closing) -> Case:
    """Propose that an active case be closed; a different coordinator approves.

    :raises NotNow: when it is not active, already proposed, or something live is left open
    """
    case, today = _locked(opened, {State.ACTIVE}), timezone.localdate()
    if case.closing_by_id:
        raise NotNow(_("It was already proposed to close this case."))
    _refuse_left_open(case)
    event = add_event(by=by, opened=opened, case=case, kind=Event.Kind.CLOSING, today=today)
    proposal = Closing(closing.reason, closing.clients_view, closing.summary, str(by.pk), today)
    opened.write("case.closing", case.pk, event.number, proposal.dump())
    settle(case, today=today, closing_by=by.member)
    _tell_coordinators(case, besides=by.member)
    audit.record("closing.propose", actor=by.pk, about=case)
    return case


def _refuse_left_open(case: Case) -> None:
    left = left_open(case)
    if left:
        raise NotNow(_("First end what is left open:") + " " + " ".join(one.told for one in left))


def _tell_coordinators(case: Case, *, besides: Member) -> None:
    readers = Member.objects.admitted().having(Role.COORDINATOR).exclude(pk=besides.pk)
    holding = readers.filter(casegrants__content_object=case)
    tell(Notice.Kind.CLOSING, to=holding.values_list("pk", flat=True))


@transaction.atomic
def withdraw_closing(*, by: Actor, opened: Opened[Case]) -> Case:
    """Take back the proposal to close, or turn it down; the case stays active.

    :raises NotNow: when nothing is proposed
    """
    case, today = _proposed(opened), timezone.localdate()
    add_event(
        by=by, opened=opened, case=case, kind=Event.Kind.CLOSING, today=today, state=case.state
    )
    settle(case, today=today, closing_by=None)
    audit.record("closing.withdraw", actor=by.pk, about=case)
    return case


def proposal_of(*, case: Case) -> int:
    """The number of the latest proposal to close; 0 when there never was one."""
    proposals = Event.objects.filter(case=case, kind=Event.Kind.CLOSING).order_by("-number")
    return proposals.values_list("number", flat=True).first() or 0


@transaction.atomic
def approve_closing(*, by: Actor, opened: Opened[Case], proposal: int | None = None) -> Case:
    """Close the case, as the second person: a coordinator who did not propose it.

    :param proposal: the number of the proposal that was read, where one was shown
    :raises NotNow: when nothing is proposed, another proposal came meanwhile, or the approver
        proposed it or is no coordinator, or something live was opened again
    """
    case = _proposed(opened)
    if proposal is not None and proposal != proposal_of(case=case):
        raise NotNow(_("The proposal was changed meanwhile. Read it again, then approve."))
    if not by.member.is_coordinator:
        raise NotNow(_("A coordinator approves the closing of a case."))
    if case.closing_by_id == by.pk:
        raise NotNow(_("Somebody else must approve what you proposed."))
    _refuse_left_open(case)
    return _move(by, opened, case, State.CLOSED)


def _proposed(opened: Opened[Case]) -> Case:
    case = _locked(opened, {State.ACTIVE})
    if not case.closing_by_id:
        raise NotNow(_("Nobody proposed to close this case."))
    return case


def _locked(opened: Opened[Case], states: set[State]) -> Case:
    case = opened.lock()
    if case.state not in states:
        raise NotNow(
            _("That is not possible now: the case is “%(state)s”.")
            % {"state": case.get_state_display()}
        )
    return case


def _move(by: Actor, opened: Opened[Case], case: Case, state: State, reason: str = "") -> Case:
    today = timezone.localdate()
    case.state = state
    add_event(
        by=by,
        opened=opened,
        case=case,
        kind=Event.Kind.STATE,
        today=today,
        words=reason.strip(),
        state=state,
    )
    settle(case, today=today, state=state, closing_by=None)
    audit.record("case.state", actor=by.pk, about=case, state=str(state))
    return case
