"""The session lock: a member's seed, open for as long as they work, and no longer.

The seed lies in the server-side session, sealed under a random key that exists only in a second
cookie and bound to the hash of the session id. So neither the table nor the cookie opens anything
alone, and a seed moved to another session does not open.
"""

import base64
import time
from collections.abc import Iterator
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts.models import Member
from vault.binding import place
from vault.keyring import Keyring
from vault.suites import SealError
from vault.symmetric import SymmetricKey, new_key

ACTIVE_EVERY = 20  # seconds between two writes of "still active"
_BLOB, _ACTIVE = "vault", "active"


def _session_place(request: HttpRequest, member: Member, serial: int) -> bytes:
    session = UUID(bytes=sha256((request.session.session_key or "").encode()).digest()[:16])
    return place("session.seed", session, member.pk, serial, 0)


def open_vault(request: HttpRequest, keyring: Keyring, member: Member) -> None:
    """Keep an opened keyring in this session, under a fresh key in the second cookie.

    The session must already have its final id.
    """
    key = new_key()
    box = SymmetricKey(key)
    request.session[_BLOB] = [
        [ring.serial, _packed(box, ring, request, member)] for ring in _chain(keyring)
    ]
    request.session[_ACTIVE] = int(time.time())
    request.vault_cookie = base64.urlsafe_b64encode(key).decode()  # type: ignore[attr-defined]


def _chain(keyring: Keyring) -> Iterator[Keyring]:
    """The keyring, and those of the pairs before it that are still needed."""
    ring: Keyring | None = keyring
    while ring is not None:
        yield ring
        ring = ring.former


def _packed(box: SymmetricKey, ring: Keyring, request: HttpRequest, member: Member) -> str:
    sealed = box.seal_key(ring.seed, _session_place(request, member, ring.serial))
    return base64.b64encode(sealed).decode()


def _unpacked(
    box: SymmetricKey, packed: str, request: HttpRequest, member: Member, serial: int
) -> bytes:
    return box.open_key(base64.b64decode(packed), _session_place(request, member, serial))


def keyring_of(request: HttpRequest, member: Member) -> Keyring | None:
    """The open keyring of this session, or None when the vault is locked.

    An idle vault is locked here; a use of it counts as activity.
    """
    if _BLOB not in request.session:
        return None
    if seconds_left(request, member) <= 0:
        lock(request)
        return None
    try:
        cookie = base64.urlsafe_b64decode(request.COOKIES.get(settings.VAULT_COOKIE_NAME, ""))
        ring = _opened(SymmetricKey(cookie), request, member)
    except (SealError, ValueError):
        lock(request)
        return None
    keep_open(request)
    return ring


def _opened(box: SymmetricKey, request: HttpRequest, member: Member) -> Keyring:
    ring: Keyring | None = None
    for serial, packed in reversed(request.session[_BLOB]):
        seed = _unpacked(box, packed, request, member, serial)
        ring = Keyring(member.pk, serial, seed, ring)
    if ring is None:
        raise SealError("an empty vault")
    return ring


def keep_open(request: HttpRequest) -> None:
    """Count this moment as activity (written at most every 20 seconds)."""
    now = int(time.time())
    if _BLOB in request.session and now - request.session.get(_ACTIVE, 0) >= ACTIVE_EVERY:
        request.session[_ACTIVE] = request.session["seen"] = now


def seconds_left(request: HttpRequest, member: Member) -> int:
    """How long the vault stays open without activity, in seconds; 0 when it is locked."""
    if _BLOB not in request.session:
        return 0
    idle = int(time.time()) - int(request.session.get(_ACTIVE, 0))
    return max(0, int(member.lock_minutes) * 60 - idle)


def lock(request: HttpRequest) -> None:
    """Lock the vault of this session at once; the session itself goes on."""
    request.session.pop(_BLOB, None)
    request.vault_cookie = ""  # type: ignore[attr-defined]


def set_cookie(request: HttpRequest, response: HttpResponse) -> None:
    """Send the second cookie, or take it away, as :func:`open_vault` and :func:`lock` decided."""
    value = getattr(request, "vault_cookie", None)
    if value is None:
        return
    if value == "":
        response.delete_cookie(settings.VAULT_COOKIE_NAME, samesite="Strict")
        response.cookies[settings.VAULT_COOKIE_NAME]["secure"] = True
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return
    response.set_cookie(
        settings.VAULT_COOKIE_NAME, value, secure=True, httponly=True, samesite="Strict"
    )
