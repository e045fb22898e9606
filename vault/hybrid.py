"""Keys sealed to people: HPKE base mode with X-Wing.

RFC 9180 with ML-KEM-768 and X25519 (draft-connolly-cfrg-xwing-kem), HKDF-SHA256 and AES-256-GCM,
so that a recording made today stays shut against a quantum computer tomorrow.
"""

from functools import lru_cache
from hashlib import shake_256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import (
    MLKEM768PrivateKey,
    MLKEM768PublicKey,
)
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from vault import suites
from vault.suites import SealError, Secret

SEED_BYTES = 32
PUBLIC_BYTES = 1216
_MLKEM_PUBLIC = 1184
_MLKEM_SEED = 64
_HPKE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_SUITE = bytes([suites.Suite.PERSON])


class KeyPair(Secret):
    """A person's key pair, grown from a 32-byte seed.

    The seed is expanded with SHAKE-256 to 96 bytes: 64 for ML-KEM, 32 for X25519 (the X-Wing
    draft, section 5.2).

    :param seed: 32 secret bytes
    :raises SealError: for a seed of another length
    """

    __slots__ = ("_private", "public")

    def __init__(self, seed: bytes) -> None:
        if len(seed) != SEED_BYTES:
            raise SealError("a seed has 32 bytes")
        grown = shake_256(seed).digest(96)
        lattice = MLKEM768PrivateKey.from_seed_bytes(grown[:_MLKEM_SEED])
        curve = X25519PrivateKey.from_private_bytes(grown[_MLKEM_SEED:])
        self._private = MLKEM768X25519PrivateKey(lattice, curve)
        #: ML-KEM public key, then X25519 public key: 1 216 bytes
        self.public: bytes = (
            lattice.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()
        )

    def open(self, blob: bytes, info: bytes) -> bytes:
        """Open what :func:`seal_to` sealed to this pair for the same ``info``.

        :raises SealError: for any other pair, info or byte
        """
        try:
            return _HPKE.decrypt(suites.body(blob, suites.Suite.PERSON), self._private, info)
        except (InvalidTag, ValueError):
            raise SealError("does not open here") from None


@lru_cache(maxsize=128)
def _public(raw: bytes) -> MLKEM768X25519PublicKey:
    if len(raw) != PUBLIC_BYTES:
        raise SealError("a public key has 1216 bytes")
    try:
        return MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(raw[:_MLKEM_PUBLIC]),
            X25519PublicKey.from_public_bytes(raw[_MLKEM_PUBLIC:]),
        )
    except ValueError:
        raise SealError("not a public key") from None


def seal_to(public: bytes, secret: bytes, info: bytes) -> bytes:
    """Seal a short secret to a person.

    :param public: the person's public key, 1 216 bytes
    :param secret: what to seal, as a rule a 32-byte record key
    :param info: the place (see :func:`vault.binding.place`)
    :returns: suite byte, encapsulation, ciphertext: 1 169 bytes for 32
    :raises SealError: when ``public`` is no public key
    """
    try:
        return _SUITE + _HPKE.encrypt(secret, _public(bytes(public)), info)
    except ValueError:
        raise SealError("not a public key") from None
