"""Recording consents. A row, once written, is never changed: a change of mind is a new row."""

import secrets
from dataclasses import replace
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actions.errors import NotNow
from accounts.gate import Actor
from cases.actions.events import add_event, next_number, settle
from cases.consents import signed
from cases.models import Case, Consent, Event
from cases.papers import ConsentTerms
from vault.compartments import Opened

_LONGEST_YEARS = 5


@transaction.atomic
def record_consent(
    *, by: Actor, opened: Opened[Case], terms: ConsentTerms, given: bool, since: date, until: date
) -> Consent:
    """Record what the client said to case management: yes or no, from a day until a day.

    A no is always taken, whatever the case's state: withdrawing has no condition.

    :param terms: what was read, how, and by whom it was explained
    :raises NotNow: when a yes begins in the future, ends in the past, or never ends
    """
    case, today = opened.lock(), timezone.localdate()
    latest = today.replace(day=1, year=today.year + _LONGEST_YEARS)
    if given and not since <= today <= until <= latest:
        raise NotNow(_("A consent is given by today, and ends within the next five years."))
    sealed = replace(terms, salt=secrets.token_hex(16)).dump()
    before = case.consents.order_by("-number").values_list("mac", flat=True).first()
    row = Consent(
        case=case,
        purpose=Consent.Purpose.CASE_MANAGEMENT,
        given=given,
        since=since,
        until=max(since, until),
        recorded_by=by.member,
        number=next_number(case),
    )
    row.mac = signed(row, sealed, bytes(before or b""))
    row.save(force_insert=True)
    opened.write("consent.terms", row.pk, 1, sealed)
    add_event(by=by, opened=opened, case=case, kind=Event.Kind.CONSENT, today=today)
    settle(case, today=today, consent_by=None)
    audit.record("consent.record", actor=by.pk, about=case, consent=str(row.pk), given=given)
    return row
