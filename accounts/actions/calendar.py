"""A member's calendar feed: switched on, switched off, found by the secret of its address."""

import secrets
from datetime import date
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import CalendarFeed, Member

SECRET_BYTES = 32


@transaction.atomic
def turn_on(*, by: Member) -> str:
    """Make a new secret for the member's feed; the one before is void from then on.

    :returns: the secret of the address, which is kept nowhere
    """
    secret = secrets.token_urlsafe(SECRET_BYTES)
    feed = {"token_hash": _hashed(secret), "made_on": timezone.localdate(), "asked_on": None}
    CalendarFeed.objects.update_or_create(member=by, defaults=feed)
    audit.record("account.calendar_on", actor=by.pk, about=by)
    return secret


@transaction.atomic
def turn_off(*, by: Member) -> None:
    """Forget the feed: its address is as one that never was."""
    CalendarFeed.objects.filter(member=by).delete()
    audit.record("account.calendar_off", actor=by.pk, about=by)


def member_of(*, secret: str, today: date) -> Member | None:
    """Whose feed an address is; None for an unknown one, and for who opens no case any more.

    Notes the day, so that the member sees whether any calendar asks.
    """
    known = CalendarFeed.objects.filter(token_hash=_hashed(secret))
    feed = known.select_related("member").first()
    if feed is None or not feed.member.opens_cases:
        return None
    if feed.asked_on != today:
        known.update(asked_on=today)
    return feed.member


def _hashed(secret: str) -> bytes:
    return sha256(secret.encode()).digest()
