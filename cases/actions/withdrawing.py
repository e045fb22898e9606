"""Taking consent back. It always succeeds: no state, reason or form stands in its way.

It stops, recalls and freezes at once, in one transaction with the row that says so, and gives a
receipt. It destroys nothing: what is to be erased waits, so that a forged withdrawal can be undone
by the person.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.gate import Actor
from cases.actions.consent import write_consent
from cases.actions.events import add_event, next_number, settle
from cases.actions.recalling import recall, stop
from cases.agreements import WORDS_LIMIT, Ended, Receipt, Way
from cases.consents import ReadConsent, read_consents, rows_of, terms_place
from cases.models import Case, Consent, Event, Withdrawal
from cases.papers import ConsentTerms
from vault.compartments import Opened

ERASE_AFTER = timedelta(days=14)
_CASE = Consent.Purpose.CASE_MANAGEMENT.value


@transaction.atomic
def withdraw(
    *,
    by: Actor,
    opened: Opened[Case],
    consent: Consent | None = None,
    way: str = "",
    words: str = "",
    erase: bool = False,
) -> Withdrawal:
    """Take back one consent, or all of them, in whatever state the case is.

    Without the consent to case management nothing else stands either, so taking it back takes
    back everything, and freezes the case.

    :param consent: any row of the case; None: everything
    :param way: by what it came; what is unknown counts as other
    :param words: what the person said; never needed, and cut where it is too long
    :param erase: whether they want what we keep to be erased
    """
    case, today = opened.lock(), timezone.localdate()
    consents = _all(opened)
    known = consent is not None and any(one.row.pk == consent.pk for one in consents)
    everything = consent is None or not known or consent.purpose == _CASE
    gone = _scopes(consents, None if everything else consent)
    rows = [_say_no(by, opened, case, one, today) for one in gone]
    erase_on = today + ERASE_AFTER if erase and everything else None
    under = None if everything else _given(consents, gone)
    recalled = recall(by=by, opened=opened, case=case, consents=under)
    stopped = stop(by=by, opened=opened, case=case) if everything else []
    receipt = Receipt(
        at=timezone.now().isoformat(timespec="seconds"),
        by=str(by.pk),
        way=way if way in Way.values else Way.OTHER.value,
        words=words.strip()[:WORDS_LIMIT],
        everything=everything,
        ended=tuple(_ended(one) for one in gone),
        recalled=tuple(recalled),
        stopped=tuple(stopped),
        erase_on=erase_on,
    )
    done = _receipted(by, opened, case, receipt, today)
    changes = {"frozen_on": case.frozen_on or today, "consent_by": None} if everything else {}
    settle(case, today=today, **changes, **({"erase_on": erase_on} if erase_on else {}))
    audit.record(
        "consent.withdraw",
        actor=by.pk,
        about=case,
        consent=str(rows[-1].pk),
        withdrawal=str(done.pk),
        everything=everything,
    )
    return done


def _all(opened: Opened[Case]) -> list[ReadConsent]:
    rows = rows_of(opened.record)
    return read_consents(rows, opened.read_many(map(terms_place, rows)))


def _scopes(consents: Sequence[ReadConsent], only: Consent | None) -> list[ReadConsent]:
    """The latest row of each scope that is taken back; case management always is with everything.

    Rows that do not verify or do not open are taken back like the others.
    """
    latest = {one.scope: one for one in consents}
    if only is not None:
        return [latest[one.scope] for one in consents if one.row.pk == only.pk]
    given = [one for one in latest.values() if one.row.given and one.row.purpose != _CASE]
    known = [one for one in latest.values() if one.row.purpose == _CASE]
    return [*given, *(known or [_nothing()])]


def _nothing() -> ReadConsent:
    """Stands for the consent to case management where nobody ever gave an answer."""
    return ReadConsent(Consent(purpose=_CASE), ConsentTerms(), verifies=False)


def _say_no(by: Actor, opened: Opened[Case], case: Case, gone: ReadConsent, today: date) -> Consent:
    terms = ConsentTerms(
        how="",
        recipient=gone.terms.recipient,
        recipient_name=gone.terms.recipient_name,
        categories=gone.terms.categories,
        subject=gone.terms.subject,
    )
    days = (today, today)
    purpose = gone.row.purpose
    return write_consent(
        by=by, opened=opened, case=case, terms=terms, given=False, days=days, purpose=purpose
    )


def _given(consents: Sequence[ReadConsent], gone: Sequence[ReadConsent]) -> list[Consent]:
    """Every yes of these scopes: something may still be under way under an older one."""
    scopes = {one.scope for one in gone}
    return [one.row for one in consents if one.row.given and one.scope in scopes]


def _ended(one: ReadConsent) -> Ended:
    return Ended(one.row.purpose, one.terms.recipient_name, one.terms.categories)


def _receipted(
    by: Actor, opened: Opened[Case], case: Case, receipt: Receipt, today: date
) -> Withdrawal:
    done = Withdrawal(case=case, number=next_number(case), author=by.member, on=today)
    done.save(force_insert=True)
    opened.write("withdrawal.receipt", done.pk, 1, receipt.dump())
    add_event(by=by, opened=opened, case=case, kind=Event.Kind.WITHDRAWAL, today=today)
    return done
