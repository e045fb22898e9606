"""What takes two people: an exceptional disclosure, and what is in somebody's best interests."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actions.errors import NotNow
from accounts.actions.notices import tell as tell_members
from accounts.gate import Actor
from accounts.models import Notice
from cases.actions.consent import (
    Purpose,
    end_what_was_before,
    refuse_unclear,
    settle_consent,
    write_consent,
)
from cases.actions.erasing import erase_case, refuse_too_early
from cases.actions.events import add_event, next_number, settle
from cases.agreements import WORDS_LIMIT, About, Answer, Ground, Proposed
from cases.models import Case, Consent, Decision, Event
from cases.papers import Category
from vault.compartments import Opened

State = Decision.State


@transaction.atomic
def propose_decision(*, by: Actor, opened: Opened[Case], proposed: Proposed) -> Decision:
    """Propose a decision to a second person who holds the case. Nothing happens before they agree.

    An exceptional disclosure may be proposed in any state: a court may ask about a closed case.

    :raises NotNow: when something that must be written down is missing
    """
    case, today = opened.lock(), timezone.localdate()
    if proposed.is_disclosure:
        _refuse_vague(proposed, today)
    elif proposed.is_erasure:
        refuse_too_early(case, proposed, today)
    else:
        _refuse_unfit(opened, case, proposed)
    made = Decision(case=case, number=next_number(case), author=by.member, on=today)
    made.save(force_insert=True)
    opened.write("decision.words", made.pk, 1, proposed.dump())
    settle(case, today=today)
    others = case.grants.filter(epoch=case.epoch).exclude(user=by.member)
    tell_members(Notice.Kind.APPROVAL, to=others.values_list("user_id", flat=True))
    audit.record("decision.propose", actor=by.pk, about=case, decision=str(made.pk))
    return made


def _refuse_vague(proposed: Proposed, today: date) -> None:
    """Refuse a disclosure that does not name ground, law, recipient, data, and the later notice."""
    texts = (proposed.legal_basis, proposed.recipient_name, proposed.told, proposed.why)
    if proposed.ground not in Ground.values or not all(text.strip() for text in texts):
        raise NotNow(_("Write the ground, the law, who is told, what exactly, and why."))
    if not proposed.categories or not set(proposed.categories) <= set(Category.values):
        raise NotNow(_("Choose what would be told."))
    if proposed.tell_by is None or proposed.tell_by < today:
        raise NotNow(_("Choose a day to come by which the person is told."))


def _refuse_unfit(opened: Opened[Case], case: Case, proposed: Proposed) -> None:
    """Refuse a consent in somebody's best interests that nobody could act on, or need not give."""
    if case.is_ended:
        raise NotNow(_("This case has ended. Take it up again first."))
    if case.is_frozen:
        raise NotNow(_("The client withdrew everything. Only their own yes takes this up again."))
    if not proposed.terms.needs_two:
        raise NotNow(_("This person gives their consent themselves."))
    if not proposed.why.strip():
        raise NotNow(_("Write why this is in the person's best interests."))
    today = timezone.localdate()
    since, until = proposed.since or today, proposed.until or date.min
    refuse_unclear(opened, proposed.terms, since=since, until=until, purpose=proposed.purpose)


@transaction.atomic
def agree(*, by: Actor, opened: Opened[Case], decision: Decision, words: str = "") -> Decision:
    """Agree, as the second person. What was decided happens now: a consent is recorded, a
    disclosure may be made, the case is erased.

    :raises NotNow: when it does not wait any more, the same person proposed it, or no coordinator
        is among the two
    """
    case, today = opened.lock(), timezone.localdate()
    now = _waiting(case, decision)
    _refuse_second(by, now)
    proposed = Proposed.load(opened.read("decision.words", now.pk, 1))
    if proposed.is_erasure:
        return _erase(by, opened, case, now, proposed)
    consent: dict[str, Any] = {}
    if proposed.about == About.BEST_INTERESTS:
        _refuse_unfit(opened, case, proposed)
        row = _record(by, opened, case, now, proposed)
        consent, now.due_on = {"consent": str(row.pk)}, None
    else:
        now.due_on = proposed.tell_by
    _answer(by, opened, now, State.AGREED, words, today)
    add_event(by=by, opened=opened, case=case, kind=Event.Kind.DECISION, today=today)
    settle(case, today=today)
    audit.record("decision.agree", actor=by.pk, about=case, decision=str(now.pk), **consent)
    return now


def _erase(
    by: Actor, opened: Opened[Case], case: Case, decision: Decision, proposed: Proposed
) -> Decision:
    today = timezone.localdate()
    refuse_too_early(case, proposed, today)
    decision.state, decision.second, decision.second_on = State.AGREED, by.member, today
    decision.save(update_fields=["state", "second", "second_on"])
    erase_case(by=by, opened=opened, case=case, decision=decision)
    return decision


def _record(
    by: Actor, opened: Opened[Case], case: Case, decision: Decision, proposed: Proposed
) -> Consent:
    """The consent, with who decided and why; it says so wherever it is read."""
    decided = (str(decision.author_id), str(by.pk))
    terms = replace(proposed.terms, best_interests=proposed.why, decided_by=decided)
    days = (proposed.since or decision.on, proposed.until or decision.on)
    row = write_consent(
        by=by, opened=opened, case=case, terms=terms, given=True, days=days,
        purpose=proposed.purpose,
    )  # fmt: skip
    end_what_was_before(by=by, opened=opened, case=case, row=row, terms=terms)
    if row.purpose == Purpose.CASE_MANAGEMENT:
        settle_consent(case, row, today=timezone.localdate())
    return row


@transaction.atomic
def refuse(*, by: Actor, opened: Opened[Case], decision: Decision, words: str) -> Decision:
    """Do not agree, as the second person, and say why.

    :raises NotNow: when it does not wait any more, the same person proposed it, or no reason is
        given
    """
    case, today = opened.lock(), timezone.localdate()
    now = _waiting(case, decision)
    _refuse_same(by, now)
    if not words.strip():
        raise NotNow(_("Say why you do not agree."))
    _answer(by, opened, now, State.REFUSED, words, today)
    settle(case, today=today)
    audit.record("decision.refuse", actor=by.pk, about=case, decision=str(now.pk))
    return now


@transaction.atomic
def take_back(*, by: Actor, opened: Opened[Case], decision: Decision) -> Decision:
    """Take one's own proposal back.

    :raises NotNow: when it does not wait any more, or somebody else proposed it
    """
    case = opened.lock()
    now = _waiting(case, decision)
    if now.author_id != by.pk:
        raise NotNow(_("Only who proposed it takes it back. You can say that you do not agree."))
    now.state = State.TAKEN_BACK
    now.save(update_fields=["state"])
    audit.record("decision.take_back", actor=by.pk, about=case, decision=str(now.pk))
    return now


@transaction.atomic
def tell(*, by: Actor, opened: Opened[Case], decision: Decision, words: str) -> Decision:
    """Write down that, and how, the person was told of a disclosure.

    :raises NotNow: when there is nothing to tell, they were told already, or it is not said how
    """
    case, today = opened.lock(), timezone.localdate()
    now = Decision.objects.untold().filter(pk=decision.pk, case=case).first()
    if now is None:
        raise NotNow(_("There is nothing left to tell."))
    if not words.strip():
        raise NotNow(_("Write how they were told, and what they said."))
    now.told_on = today
    now.save(update_fields=["told_on"])
    opened.write("decision.words", now.pk, 3, Answer(words[:WORDS_LIMIT], str(by.pk)).dump())
    settle(case, today=today)
    audit.record("decision.tell", actor=by.pk, about=case, decision=str(now.pk))
    return now


def _waiting(case: Case, decision: Decision) -> Decision:
    now = Decision.objects.waiting().filter(pk=decision.pk, case=case).first()
    if now is None:
        raise NotNow(_("This was answered meanwhile, or taken back."))
    return now


def _refuse_same(by: Actor, decision: Decision) -> None:
    if decision.author_id == by.pk:
        raise NotNow(_("Somebody else must decide on what you proposed."))


def _refuse_second(by: Actor, decision: Decision) -> None:
    _refuse_same(by, decision)
    if not (by.member.is_coordinator or decision.author.is_coordinator):
        raise NotNow(_("One of the two must be a coordinator."))


def _answer(
    by: Actor, opened: Opened[Case], decision: Decision, state: State, words: str, today: date
) -> None:
    decision.state, decision.second, decision.second_on = state, by.member, today
    decision.save(update_fields=["state", "second", "second_on", "due_on"])
    opened.write("decision.words", decision.pk, 2, Answer(words[:WORDS_LIMIT], str(by.pk)).dump())
