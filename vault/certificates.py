"""Certificates: who a public key belongs to, signed by the organisation's registrar (Ed25519).

A grant goes only to a :class:`Recipient`, and a recipient is made only by checking a certificate
against the registrar's public key pinned in the server's configuration. So swapping a public key
in the database gains nothing.
"""

from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from vault.binding import grant_place, place
from vault.hybrid import SEED_BYTES, seal_to
from vault.suites import SealError, Secret
from vault.words import fingerprint, fingerprint_digits


def spoken(member: UUID, serial: int, public: bytes) -> tuple[str, str]:
    """A key's fingerprint to be compared aloud: six words, and the same as 24 digits.

    It covers whose key it is and its serial, so another member's key never sounds the same.
    """
    owner = place("member.fingerprint", member, member, serial, 1)
    return fingerprint(public, owner), fingerprint_digits(public, owner)


class Registrar(Secret):
    """The organisation's signing key, grown from a 32-byte seed (RFC 8032).

    :raises SealError: for a seed of another length
    """

    __slots__ = ("_private", "public")

    def __init__(self, seed: bytes) -> None:
        if len(seed) != SEED_BYTES:
            raise SealError("a seed has 32 bytes")
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.public: bytes = self._private.public_key().public_bytes_raw()

    def sign(self, member: UUID, serial: int, public: bytes) -> bytes:
        """The certificate: 64 bytes over (member, serial, public key)."""
        return self._private.sign(_statement(member, serial, public))


def _statement(member: UUID, serial: int, public: bytes) -> bytes:
    return place("member.certificate", member, member, serial, 1) + public


@dataclass(frozen=True)
class Recipient:
    """A person a key may be sealed to. Made by :meth:`verified`, or for oneself."""

    member: UUID
    serial: int
    public: bytes

    @classmethod
    def verified(
        cls, member: UUID, serial: int, public: bytes, certificate: bytes, registrar: bytes
    ) -> "Recipient":
        """Check the certificate.

        :param registrar: the registrar's public key, from the configuration
        :raises SealError: when the registrar did not sign this key for this member and serial
        """
        try:
            Ed25519PublicKey.from_public_bytes(registrar).verify(
                certificate, _statement(member, serial, public)
            )
        except (InvalidSignature, ValueError):
            raise SealError("the key is not certified") from None
        return cls(member, serial, public)

    @classmethod
    def holder_of(cls, member: UUID, serial: int, pair_public: bytes) -> "Recipient":
        """The person at this session, for their own key pair just made or opened here.

        The public key comes from the session's own pair, never from the database, so no
        certificate is needed for someone to seal to themselves.
        """
        return cls(member, serial, pair_public)

    def sealed(self, key: bytes, compartment: UUID, epoch: int) -> bytes:
        """A record key, sealed to this person for this compartment and epoch."""
        return seal_to(self.public, key, grant_place(self.member, compartment, epoch))
