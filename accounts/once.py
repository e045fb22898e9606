"""What is shown once and must survive a page: printed codes, sealed in the session until confirmed.

They lie there sealed under the member's own personal key, which only the second cookie opens.
"""

import base64

from django.http import HttpRequest

from vault.binding import place
from vault.keyring import Keyring
from vault.suites import SealError


def _bound(ring: Keyring, name: str) -> bytes:
    return place(f"once.{name}", ring.member, ring.member, ring.serial, 0)


def keep(request: HttpRequest, ring: Keyring, name: str, text: str) -> None:
    """Keep a text in this session until :func:`forget`."""
    sealed = ring.personal.seal(text.encode(), _bound(ring, name))
    request.session[f"once_{name}"] = base64.b64encode(sealed).decode()


def kept(request: HttpRequest, ring: Keyring, name: str) -> str:
    """The text again; empty when there is none."""
    packed = request.session.get(f"once_{name}", "")
    try:
        return ring.personal.open(base64.b64decode(packed), _bound(ring, name)).decode()
    except SealError:
        return ""


def forget(request: HttpRequest, *names: str) -> None:
    """Forget what was confirmed."""
    for name in names:
        request.session.pop(f"once_{name}", None)
