"""The lock of a bundle: a link that only says where, and a spoken secret that opens.

Five words have 64.6 bits, twenty digits 66.4: too few for HKDF alone, so the secret is stretched
with Argon2id under the server's pepper. What comes out is joined with the link's own 192 random
bits, of which the server keeps a hash. So a copy of the server opens nothing without the link *and*
the words; the link alone allows a few guesses and then dies. See docs/decisions/0014.
"""

import secrets
import unicodedata
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from accounts.stretching import Budget, budget, stretch
from cases.referring.papers import Handover
from vault.binding import place
from vault.passphrases import new_salt
from vault.suites import Secret
from vault.symmetric import RecordKey, SymmetricKey, derive, new_key
from vault.words import new_words

WORDS, GROUPS = 5, 5
_TOKEN_BYTES = 24


@dataclass(frozen=True, repr=False)
class Lock(Secret):
    """A new bundle's lock, made before any transaction, since stretching takes long."""

    handover: Handover
    key: RecordKey
    salt: bytes
    sealed_key: bytes

    @property
    def locator_hash(self) -> bytes:
        """What is kept of the link."""
        return hash_of(self.handover.locator)


def new_secret(*, digits: bool) -> str:
    """Five words; or, for whoever does not read them, twenty digits in groups."""
    if not digits:
        return new_words(WORDS)
    return " ".join(f"{secrets.randbelow(10_000):04}" for _ in range(GROUPS))


def tidied(typed: str) -> str:
    """A secret as it is stretched: small letters, one blank; digits of any script, without."""
    folded = unicodedata.normalize("NFKC", typed).casefold()
    parts = "".join(" " if sign in "-–—.,;\u200c" else sign for sign in folded).split()
    joined = "".join(parts)
    if joined and all(sign.isdecimal() for sign in joined):
        return "".join(str(unicodedata.decimal(sign)) for sign in joined)
    return " ".join(parts)


def hash_of(locator: str) -> bytes:
    """What the server keeps of a locator."""
    return sha256(b"homeward locator" + locator.encode(errors="surrogatepass")).digest()


def opener(locator: str, secret: str, salt: bytes, turns: Budget = budget) -> SymmetricKey:
    """The key that a link and a spoken secret make together.

    :raises Busy: when no turn came free in time
    """
    stretched = stretch(tidied(secret), salt, turns).slot_key
    token = locator.encode(errors="surrogatepass")
    return SymmetricKey(derive(stretched, "homeward referral bundle", salt=sha256(token).digest()))


def key_place(referral: UUID, number: int) -> bytes:
    """Where the sealed key of a referral's hand-over belongs."""
    return place("bundle.key", referral, referral, number, 0)


def new_lock(referral: UUID, number: int, *, digits: bool = False) -> Lock:
    """A new link and secret, with a key behind them.

    :param number: which hand-over of the referral this is, from 1
    """
    raw, salt = new_key(), new_salt()
    locator, secret = secrets.token_urlsafe(_TOKEN_BYTES), new_secret(digits=digits)
    sealed = opener(locator, secret, salt).seal_key(raw, key_place(referral, number))
    handover = Handover(locator, secret, raw.hex())
    return Lock(handover, RecordKey(raw, referral, number), salt, sealed)


def key_of(handover: Handover, referral: UUID, number: int) -> RecordKey:
    """The key of a hand-over, as the case keeps it."""
    return RecordKey(bytes.fromhex(handover.key), referral, number)
