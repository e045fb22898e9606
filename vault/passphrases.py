"""Passphrases and recovery codes: from what a person knows to what opens their seed.

passphrase, Argon2id (RFC 9106), HMAC under the server's pepper, HKDF: a login verifier, of which
only a hash is stored, and a slot key, which is stored nowhere.
"""

import hmac
import os
import unicodedata
from dataclasses import dataclass
from hashlib import sha256

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from vault.suites import Secret
from vault.symmetric import derive

SALT_BYTES = 16


@dataclass(frozen=True)
class Cost:
    """What one Argon2id derivation costs: memory in KiB, passes, lanes (RFC 9106, section 4)."""

    memory: int = 64 * 1024
    passes: int = 3
    lanes: int = 1


@dataclass(frozen=True, repr=False)
class Opening(Secret):
    """What a secret gives: ``verifier_hash`` to compare, ``slot_key`` to open the slot with."""

    verifier_hash: bytes
    slot_key: bytes

    def verifies(self, stored: bytes) -> bool:
        """Whether ``stored`` is this secret's verifier hash, compared in constant time."""
        return hmac.compare_digest(self.verifier_hash, bytes(stored))


def new_salt() -> bytes:
    """16 random bytes."""
    return os.urandom(SALT_BYTES)


def tidy(secret: str) -> bytes:
    """A typed secret as bytes: NFKC, outer blanks cut, inner runs of blanks folded to one."""
    folded = " ".join(unicodedata.normalize("NFKC", secret).split())
    return folded.encode(errors="surrogatepass")  # a form may hold what is no Unicode text


def _split(stretched: bytes, pepper: bytes) -> Opening:
    peppered = hmac.digest(pepper, stretched, sha256)
    verifier = derive(peppered, "homeward login verifier")
    return Opening(sha256(verifier).digest(), derive(peppered, "homeward slot key"))


def from_passphrase(passphrase: str, salt: bytes, pepper: bytes, cost: Cost) -> Opening:
    """Stretch a passphrase a person chose: one Argon2id derivation.

    :param salt: the slot's 16 bytes
    :param pepper: the server's secret, kept outside the database
    """
    stretched = Argon2id(
        salt=salt,
        length=32,
        iterations=cost.passes,
        lanes=cost.lanes,
        memory_cost=cost.memory,
    ).derive(tidy(passphrase))
    return _split(stretched, pepper)


def from_generated(code: str, salt: bytes, pepper: bytes) -> Opening:
    """The same for a generated secret of 77 bits or more, which needs no stretching: HKDF alone."""
    return _split(derive(tidy(code.casefold()), "homeward generated secret", salt=salt), pepper)
