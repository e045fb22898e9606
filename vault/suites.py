"""Suites: the first byte of every sealed blob says how it was sealed.

An unknown byte is refused, never tried. A suite, once used, is never redefined.
"""

from enum import IntEnum
from typing import NoReturn


class SealError(Exception):
    """A blob did not open: wrong key, wrong place, altered, or of an unknown suite."""


class Secret:
    """What holds a key: it prints as ``[sealed]``, and is neither pickled nor copied."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "[sealed]"

    def __reduce__(self) -> NoReturn:
        """Refuse.

        :raises TypeError: always
        """
        raise TypeError("a key is neither pickled nor copied")


class Suite(IntEnum):
    """What the suite byte may say."""

    FIELD = 1  #: AES-256-GCM, random 96-bit nonce (NIST SP 800-38D): nonce, ciphertext, tag
    PERSON = 2  #: HPKE base mode (RFC 9180), X-Wing, HKDF-SHA256, AES-256-GCM: encapsulation, rest
    STREAM = 3  #: Cobblestone-256 chunked AEAD, for files


def body(blob: bytes, suite: Suite) -> bytes:
    """What follows the suite byte.

    :raises SealError: when the byte is not ``suite``
    """
    if not blob or blob[0] != suite:
        raise SealError("unknown suite")
    return blob[1:]
