"""Consents for the tests: to a partner, to the case file, and what is sent under them."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from cases.actions.consent import record_consent
from cases.consents import client_day, consents_of, permits
from cases.models import Case, Consent
from cases.papers import ConsentTerms
from tests.cases.folders import opened_by
from vault.compartments import Opened

PARTNER = "7b1c1c6e-0f0e-4a51-9d0b-0a6c8f0f5a11"
OTHER = "11111111-2222-4333-8444-555555555555"
SHARING = Consent.Purpose.SHARING.value
CASE = Consent.Purpose.CASE_MANAGEMENT.value


def share(
    person: Any,
    opened: Opened[Case],
    *,
    given: bool = True,
    recipient: str = PARTNER,
    name: str = "Canarypartner",
    categories: Sequence[str] = ("legal", "identity"),
    days: int = 30,
    today: date | None = None,
    **more: Any,
) -> Consent:
    """The client says yes (or no) to telling a partner."""
    since = today or timezone.localdate()
    terms = ConsentTerms(
        text="sharing-1-en",
        text_version=1,
        language="en",
        recipient=recipient,
        recipient_name=name,
        categories=tuple(categories),
        **more,
    )
    return record_consent(
        by=person.actor,
        opened=opened_by(person, opened.record),
        terms=terms,
        given=given,
        since=since,
        until=since + timedelta(days),
        purpose=SHARING,
    )


def agree_to_case(person: Any, opened: Opened[Case], *, given: bool = True) -> Consent:
    """The client says yes (or no) to the case file."""
    today = timezone.localdate()
    return record_consent(
        by=person.actor,
        opened=opened_by(person, opened.record),
        terms=ConsentTerms(text="case_management-1-en", text_version=1, language="en"),
        given=given,
        since=today,
        until=today + timedelta(90),
    )


def allowed(
    person: Any,
    opened: Opened[Case],
    *,
    recipient: str = PARTNER,
    categories: Sequence[str] = ("legal",),
    today: date | None = None,
    purpose: str = SHARING,
) -> bool:
    """Whether it may be sent now, asked as a sender asks: in a transaction, under the lock."""
    mine = opened_by(person, opened.record)
    with transaction.atomic():
        mine.lock()
        found = permits(
            consents_of(mine),
            today or client_day(""),
            purpose=purpose,
            recipient=recipient,
            categories=categories,
        )
    return found is not None
