"""One-time codes: TOTP (RFC 6238), with secrets encrypted at rest and each code taken once.

A code of the present step of 30 seconds is taken, and one of the step before, for whoever typed
slowly or whose clock runs late (RFC 6238, section 5.2, recommends at most that one). A code of a
step to come is not, and neither is any step up to the last one taken.
"""

import base64
import hmac
import os
import time
import unicodedata
from urllib.parse import quote, urlencode

import segno
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django_otp.oath import hotp

from accounts.models import Member
from vault.binding import place
from vault.symmetric import SymmetricKey, derive

STEP_SECONDS = 30
DIGITS = 6
SECRET_BYTES = 20  # RFC 4226, section 4, requirement 6: 160 bits are recommended
ISSUER = "Homeward"


def new_secret() -> bytes:
    """20 random bytes."""
    return os.urandom(SECRET_BYTES)


def _box() -> SymmetricKey:
    return SymmetricKey(derive(settings.KEYS.secret("totp.key"), "homeward one-time secrets"))


def _place(member: Member) -> bytes:
    return place("member.one_time", member.pk, member.pk, 0, 0)


def seal_secret(member: Member, secret: bytes) -> bytes:
    """A member's secret under the server's totp.key, bound to the member."""
    return _box().seal(secret, _place(member))


def open_secret(member: Member, sealed: bytes) -> bytes:
    """Open what :func:`seal_secret` made for the same member.

    :raises SealError: for another member, key or byte
    """
    return _box().open(sealed, _place(member))


def plain_digits(typed: str) -> str:
    """Only the digits of what was typed, in ASCII: Persian and Arabic ones count, blanks do not."""
    found = (unicodedata.decimal(sign, None) for sign in typed)
    return "".join(str(digit) for digit in found if digit is not None)


def step_now() -> int:
    """The present time step (RFC 6238, section 4.2, T)."""
    return int(time.time()) // STEP_SECONDS


def code_at(secret: bytes, step: int) -> str:
    """The code of one step, six digits."""
    return f"{hotp(secret, step, DIGITS):0{DIGITS}d}"


def matching_step(secret: bytes, typed: str, *, after: int) -> int | None:
    """The step a typed code belongs to: the present one or the one before, later than ``after``."""
    code = plain_digits(typed)
    if len(code) != DIGITS:
        return None
    present = step_now()
    for step in (present, present - 1):
        if step > after and hmac.compare_digest(code_at(secret, step), code):
            return step
    return None


def base32(secret: bytes) -> str:
    """The secret as people type it into an app (RFC 4648, section 6), without filling."""
    return base64.b32encode(secret).decode().rstrip("=")


def from_base32(text: str) -> bytes:
    """The secret again.

    :raises binascii.Error: for what is no base32
    """
    return base64.b32decode(text + "=" * (-len(text) % 8))


def otpauth_uri(member: Member, secret: str) -> str:
    """The address an authenticator app reads (the de facto key URI format).

    :param secret: in base32
    """
    label = quote(f"{ISSUER}:{member.username}")
    values = {"secret": secret, "issuer": ISSUER, "digits": DIGITS, "period": STEP_SECONDS}
    return f"otpauth://totp/{label}?{urlencode(values)}"


def qr_svg(text: str) -> SafeString:
    """A QR code (ISO/IEC 18004) as inline SVG, drawn here, without a style attribute."""
    drawn = segno.make(text, error="m", micro=False).svg_inline(omitsize=True, border=2)
    return mark_safe(drawn)  # noqa: S308  a drawing; the text is not in it


def new_sealed(member: Member) -> str:
    """A new secret, sealed as in the table, as text for the session."""
    return base64.b64encode(seal_secret(member, new_secret())).decode()


def open_sealed(member: Member, packed: str) -> str:
    """The secret of :func:`new_sealed`, in base32."""
    return base32(open_secret(member, base64.b64decode(packed)))
