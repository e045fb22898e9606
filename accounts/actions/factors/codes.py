"""Codes: one-time codes of a member's phone, and printed backup codes."""

import hmac
import secrets
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import BackupCode, Member, OneTimeCode
from accounts.onetime import (
    base32,
    from_base32,
    matching_step,
    new_secret,
    open_secret,
    plain_digits,
    seal_secret,
)
from vault.suites import SealError
from vault.symmetric import derive

BACKUP_CODES = 10
_BACKUP_DIGITS = 12  # 40 bits, one use, and tries are slowed; digits can be typed in any script


def new_one_time_secret(member: Member, *, confirmed: bool = False) -> str:
    """Give a member who sets up their account a new secret; gives it in base32.

    A confirmed one is never overwritten here; see :func:`replace_one_time`.

    :param confirmed: for fictional people, who confirm nothing
    """
    secret = new_secret()
    sealed = seal_secret(member, secret)
    with transaction.atomic():
        OneTimeCode.objects.filter(member=member, confirmed=False).delete()
        OneTimeCode.objects.create(member=member, sealed_secret=sealed, confirmed=confirmed)
    return base32(secret)


def one_time_secret(member: Member) -> str | None:
    """The unconfirmed secret, in base32, while an account is set up: to show it again."""
    found = OneTimeCode.objects.filter(member=member, confirmed=False).first()
    return None if found is None else base32(open_secret(member, found.sealed_secret))


def confirm_one_time(member: Member, typed: str) -> bool:
    """Confirm the secret by its first code."""
    return _take_step(member, typed, confirmed=False)


def verify_one_time(member: Member | None, typed: str) -> bool:
    """Whether a typed code is the member's, and take it: it is never right again.

    Of two uses at once only one wins, since the database moves the last step on only once.
    """
    return _take_step(member, typed, confirmed=True)


def _take_step(member: Member | None, typed: str, *, confirmed: bool) -> bool:
    pk = None if member is None else member.pk
    row = OneTimeCode.objects.filter(member=pk, confirmed=confirmed).first()
    secret = new_secret() if row is None or member is None else _secret_of(member, row)
    after = 0 if row is None else row.last_step
    step = matching_step(secret, typed, after=after)
    if row is None or step is None:
        return False
    free = OneTimeCode.objects.filter(
        pk=row.pk, sealed_secret=row.sealed_secret, last_step__lt=step
    )
    return free.update(last_step=step, confirmed=True) == 1


def _secret_of(member: Member, row: OneTimeCode) -> bytes:
    try:
        return open_secret(member, row.sealed_secret)
    except SealError:  # the row was tampered with: no code is right
        return new_secret()


def replace_one_time(*, by: Member, secret: str, typed: str) -> bool:
    """Move the member's one-time codes to a new secret (base32), proven by its first code."""
    raw = from_base32(secret)
    step = matching_step(raw, typed, after=0)
    if step is None:
        return False
    sealed = seal_secret(by, raw)
    with transaction.atomic():
        OneTimeCode.objects.update_or_create(
            member=by, defaults={"sealed_secret": sealed, "last_step": step, "confirmed": True}
        )
        audit.record("account.one_time", actor=by.pk, about=by)
    return True


# ---- backup codes ------------------------------------------------------------------------------


def _backup_hash(member: Member, digits: str) -> bytes:
    key = derive(settings.KEYS.secret("pepper"), "homeward backup codes")
    return hmac.digest(key, member.pk.bytes + digits.encode(), sha256)


def _grouped(digits: str) -> str:
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def new_backup_codes(*, by: Member) -> list[str]:
    """Ten new printed codes, shown once; earlier ones are void."""
    codes: set[str] = set()
    while len(codes) < BACKUP_CODES:
        codes.add(f"{secrets.randbelow(10**_BACKUP_DIGITS):0{_BACKUP_DIGITS}d}")
    rows = [BackupCode(member=by, code_hash=_backup_hash(by, code)) for code in codes]
    with transaction.atomic():
        BackupCode.objects.filter(member=by).delete()
        BackupCode.objects.bulk_create(rows)
        audit.record("account.backup_codes", actor=by.pk, about=by)
    return [_grouped(code) for code in sorted(codes)]


def verify_backup_code(member: Member | None, typed: str) -> bool:
    """Whether a typed backup code is one of the member's unused ones, and take it."""
    holder = member or Member()
    digits = plain_digits(typed)
    free = BackupCode.objects.filter(
        member=holder.pk, code_hash=_backup_hash(holder, digits), used_on=None
    )
    return free.update(used_on=timezone.localdate()) == 1
