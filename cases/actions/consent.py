"""Recording consents. A row, once written, is never changed: a change of mind is a new row."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actions.errors import NotNow
from accounts.gate import Actor
from cases.actions.events import add_event, next_number, settle
from cases.actions.files import snapshot
from cases.actions.recalling import recall, stop
from cases.actions.referrals.recalling import shorten_under
from cases.consents import ReadConsent, client_day, consents_of, signed
from cases.models import Case, Consent, Event
from cases.papers import Category, ConsentTerms, Subject
from vault.compartments import Opened

Purpose = Consent.Purpose
_LONGEST_YEARS = 5


@transaction.atomic
def record_consent(
    *,
    by: Actor,
    opened: Opened[Case],
    terms: ConsentTerms,
    given: bool,
    since: date,
    until: date,
    purpose: str = Purpose.CASE_MANAGEMENT.value,
) -> Consent:
    """Record what the client said: yes or no, to one purpose and recipient, for named data.

    A no is always taken, whatever the case's state: withdrawing has no condition.

    :param terms: what was read, how, by whom it was explained, and what may be told to whom
    :raises NotNow: when a yes has no end or a wrong one, names nobody or nothing, or is not the
        person's own to give
    """
    case = opened.lock()
    if given:
        refuse_unclear(opened, terms, since=since, until=until, purpose=purpose)
        if terms.needs_two or terms.decided_by:
            raise NotNow(_("Here two people decide what is in the person's best interests."))
        if case.is_ended and purpose != Purpose.CASE_MANAGEMENT:
            raise NotNow(
                _("This case has ended and tells nobody anything. Take it up again first.")
            )
        if case.is_frozen and purpose != Purpose.CASE_MANAGEMENT:
            raise NotNow(_("The client withdrew everything. Ask them about the case file first."))
    row = write_consent(
        by=by, opened=opened, case=case, terms=terms, given=given, days=(since, until),
        purpose=purpose,
    )  # fmt: skip
    today = timezone.localdate()
    add_event(by=by, opened=opened, case=case, kind=Event.Kind.CONSENT, today=today)
    end_what_was_before(by=by, opened=opened, case=case, row=row, terms=terms)
    settle_consent(case, row, today=today)
    audit.record("consent.record", actor=by.pk, about=case, consent=str(row.pk), given=given)
    return row


def refuse_unclear(
    opened: Opened[Case], terms: ConsentTerms, *, since: date, until: date, purpose: str
) -> None:
    """Refuse a yes that nobody could act on.

    :raises NotNow: when it has no end or a wrong one, or does not say who may be told what
    """
    today = client_day(snapshot(opened).identity.zone)
    latest = today.replace(day=1, year=today.year + _LONGEST_YEARS)
    if not since <= today <= until <= latest:
        raise NotNow(_("A consent is given by today, and ends within the next five years."))
    if purpose == Purpose.SHARING:
        _refuse_nobody(terms)
    if terms.subject == Subject.CHILD and not (terms.assent.strip() and terms.guardian.strip()):
        raise NotNow(_("A child's own words and the guardian's name are needed."))


def _refuse_nobody(terms: ConsentTerms) -> None:
    if not (terms.recipient or terms.recipient_name.strip()):
        raise NotNow(_("Say who would be told."))
    if not terms.categories or not set(terms.categories) <= set(Category.values):
        raise NotNow(_("Choose what would be told."))


def write_consent(
    *,
    by: Actor,
    opened: Opened[Case],
    case: Case,
    terms: ConsentTerms,
    given: bool,
    days: tuple[date, date],
    purpose: str,
) -> Consent:
    """Add the row to a locked case, signed and linked to the one before; the caller settles."""
    sealed = replace(terms, salt=secrets.token_hex(16)).dump()
    latest = case.consents.order_by("-number").values_list("mac", flat=True).first()
    row = Consent(
        case=case,
        purpose=purpose,
        given=given,
        since=days[0],
        until=max(days),
        recorded_by=by.member,
        number=next_number(case),
    )
    row.after = _before(consents_of(opened), ReadConsent(row, terms, verifies=True))
    row.mac = signed(row, sealed, bytes(latest or b""))
    row.save(force_insert=True)
    opened.write("consent.terms", row.pk, 1, sealed)
    return row


def _before(consents: Sequence[ReadConsent], new: ReadConsent) -> UUID | None:
    """The latest answer of the same scope, whose place the new one takes."""
    same = [one.row.pk for one in consents if one.scope == new.scope]
    return same[-1] if same else None


def settle_consent(case: Case, row: Consent, *, today: date) -> None:
    """Settle the case. An answer to case management confirms an imported one.

    There, a yes takes a frozen case up again, and a no after an earlier answer freezes it.
    """
    changes: dict[str, object] = {}
    if row.purpose == Purpose.CASE_MANAGEMENT:
        changes = {"consent_by": None}
        if row.given:
            changes |= {"frozen_on": None, "erase_on": None}
        elif row.after:
            changes["frozen_on"] = case.frozen_on or today
    settle(case, today=today, **changes)


def end_what_was_before(
    *, by: Actor, opened: Opened[Case], case: Case, row: Consent, terms: ConsentTerms
) -> None:
    """Recall what is under way under earlier answers that the new one does not cover any more.

    What it still covers goes on, but no longer than the new answer says. A no to the case file
    also stops what goes on inside the house, as every withdrawal does.
    """
    if row.purpose == Purpose.CASE_MANAGEMENT:
        if not row.given and row.after:
            recall(by=by, opened=opened, case=case, consents=None)
            stop(by=by, opened=opened, case=case)
            _say_no_to_the_rest(by, opened, case)
        return
    consents = consents_of(opened)
    scope, kept = ReadConsent(row, terms, verifies=True).scope, set(terms.categories)
    earlier = [one for one in consents if one.scope == scope and one.row.given]
    wider = [
        one.row
        for one in earlier
        if one.row.pk != row.pk and not (row.given and set(one.terms.categories) <= kept)
    ]
    recall(by=by, opened=opened, case=case, consents=wider)
    if row.given:
        kept_on = [one.row for one in earlier if one.row.pk != row.pk]
        shorten_under(opened=opened, case=case, consents=kept_on, until=row.until)


def _say_no_to_the_rest(by: Actor, opened: Opened[Case], case: Case) -> None:
    """A row for each recipient too, so that what asks without a key sees these ended as well."""
    latest = {one.scope: one for one in consents_of(opened)}
    today = timezone.localdate()
    for one in latest.values():
        if one.row.given and one.row.purpose != Purpose.CASE_MANAGEMENT:
            terms, days = replace(one.terms, how="", text=""), (today, today)
            write_consent(
                by=by, opened=opened, case=case, terms=terms, given=False, days=days,
                purpose=one.row.purpose,
            )  # fmt: skip
