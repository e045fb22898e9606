"""Slowing: how often a secret may be tried.

Every try is counted before it is looked at, so that many at once are not one. What is counted is
a keyed hash, so the table names nobody, and names nobody has are slowed just the same.
"""

import hmac
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import SlowDown
from vault.symmetric import derive

FREE_FAILURES = 4  # the fifth failure brings the first wait
LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(days=1)


def bucket(kind: str, name: str) -> bytes:
    """Where the tries of one thing are counted: a keyed hash, 32 bytes."""
    key = derive(settings.KEYS.secret("pepper"), "homeward slowing")
    return hmac.digest(key, f"{kind}:{name}".encode(), sha256)


def wait_after(failures: int) -> timedelta:
    """How long to wait after so many failures: none up to four, then 2, 4, 8 s, up to 15 min."""
    if failures <= FREE_FAILURES:
        return timedelta(0)
    return min(timedelta(seconds=2 ** min(failures - FREE_FAILURES, 12)), LONGEST_WAIT)


@transaction.atomic
def try_slowly(counted: bytes) -> bool:
    """Count a try that slows those after it; whether it may be made now."""
    now = timezone.now()
    row = _row(counted, now)
    if row.wait_until > now:
        return False
    if now - row.wait_until > FORGOTTEN_AFTER:
        row.failures = 0
    row.failures += 1
    row.wait_until = now + wait_after(row.failures)
    row.save()
    return True


@transaction.atomic
def try_within(counted: bytes, *, most: int, within: timedelta) -> bool:
    """Count one of ``most`` tries in a span of time; whether it may be made now."""
    now = timezone.now()
    row = _row(counted, now)
    if row.wait_until <= now:
        row.failures, row.wait_until = 0, now + within
    if row.failures >= most:
        return False
    row.failures += 1
    row.save()
    return True


def give_back(counted: bytes) -> None:
    """Do not count the last try after all: the server had no turn for it.

    Where that was the only one, nothing of it is kept: strangers fill no table for free.
    """
    SlowDown.objects.filter(bucket=counted, failures__gt=0).update(failures=F("failures") - 1)
    SlowDown.objects.filter(bucket=counted, failures=0).delete()


def _row(counted: bytes, now: datetime) -> SlowDown:
    row, _made = SlowDown.objects.select_for_update().get_or_create(
        bucket=counted, defaults={"wait_until": now}
    )
    return row


def forgive(*counted: bytes) -> None:
    """Forget these failures, since the right secret came; and long forgotten ones of anybody."""
    SlowDown.objects.filter(bucket__in=counted).delete()
    SlowDown.objects.filter(wait_until__lt=timezone.now() - FORGOTTEN_AFTER).delete()
