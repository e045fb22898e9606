"""Attesting: an HMAC that shows whether a statement is still the one the server wrote down."""

import hmac
from hashlib import sha256

from vault.symmetric import derive


def attest(secret: bytes, purpose: str, statement: bytes) -> bytes:
    """HMAC-SHA256 (RFC 2104) over a statement, 32 bytes.

    :param secret: a secret of the server; the key is derived from it for this purpose alone
    :param purpose: what the attestation is for, so that one is never taken for another
    :param statement: an injective encoding of all that is attested. What can be guessed in it
        must come with something random, or the attestation would confirm the guess.
    """
    return hmac.digest(derive(secret, f"homeward attests {purpose}"), statement, sha256)


def is_attested(secret: bytes, purpose: str, statement: bytes, mac: bytes) -> bool:
    """Whether ``mac`` is what :func:`attest` gave for it, compared in constant time."""
    return hmac.compare_digest(attest(secret, purpose, statement), mac)
