"""Known devices: browsers a member has fully signed in with before.

The cookie holds one random token for the browser; the table holds, for each member who signed in
there, a keyed hash of the token and the member. So a device known to one is not known to another.
"""

import hmac
import secrets
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import KnownDevice, Member
from vault.symmetric import derive

MOST_DEVICES = 20  # a member's oldest one gives way
_TOKEN_LENGTH = 43


def _hash(member: Member, token: str) -> bytes:
    key = derive(settings.KEYS.secret("pepper"), "homeward known devices")
    return hmac.digest(key, member.pk.bytes + token.encode(), sha256)


def is_known(member: Member | None, token: str) -> bool:
    """Whether the browser that holds this token is one the member signed in with."""
    if not token:
        return False
    holder = member or Member()
    return KnownDevice.objects.filter(member=holder.pk, token_hash=_hash(holder, token)).exists()


def new_token(present: str) -> str:
    """The browser's own token, or a new one for a browser without a proper one."""
    proper = len(present) == _TOKEN_LENGTH and present.isascii()
    return present if proper else secrets.token_urlsafe(32)


def remember(*, by: Member, token: str, browser: str) -> bool:
    """Know this browser from now on; whether it is new to a member who had others."""
    today = timezone.localdate()
    row, made = KnownDevice.objects.get_or_create(
        token_hash=_hash(by, token),
        defaults={"member": by, "browser": browser, "first_on": today, "last_on": today},
    )
    if not made:
        KnownDevice.objects.filter(pk=row.pk).update(last_on=today, browser=browser)
        return False
    others = by.devices.exclude(pk=row.pk).order_by("-last_on", "-pk")
    kept = list(others.values_list("pk", flat=True))
    KnownDevice.objects.filter(pk__in=kept[MOST_DEVICES - 1 :]).delete()
    return bool(kept)


@transaction.atomic
def forget_devices(*, by: Member) -> None:
    """Know none of the member's browsers any more."""
    by.devices.all().delete()
    audit.record("account.forget_devices", actor=by.pk, about=by)
