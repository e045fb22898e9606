"""What somebody searched for, kept sealed in their session so that Back and a reload find it.

It is a name as a rule: it must not stand in an address, a log or a history, nor lie readable in
the session table. The last few are kept, under the reader's personal key.
"""

import base64
from typing import Any
from uuid import UUID, uuid4

from vault.binding import place
from vault.keyring import Keyring
from vault.suites import SealError

KEPT = 5
_NAME = "searches"


def keep(session: Any, keys: Keyring, text: str) -> UUID:
    """Keep a search in the session; gives its token for the address."""
    token = uuid4()
    sealed = keys.personal.seal(text.encode(), _place(keys, token))
    earlier = session.get(_NAME, [])[1 - KEPT :]
    session[_NAME] = [*earlier, [str(token), base64.b64encode(sealed).decode()]]
    return token


def recall(session: Any, keys: Keyring, token: UUID) -> str:
    """What was searched for under a token; nothing when it is not known any more."""
    for known, sealed in session.get(_NAME, []):
        if known == str(token):
            return _opened(keys, token, sealed)
    return ""


def _opened(keys: Keyring, token: UUID, sealed: str) -> str:
    try:
        return keys.personal.open(base64.b64decode(sealed), _place(keys, token)).decode()
    except SealError:
        return ""


def _place(keys: Keyring, token: UUID) -> bytes:
    return place("search.words", token, keys.member, keys.serial, 0)
