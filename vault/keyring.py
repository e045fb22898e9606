"""Keyring: what an unlocked session can open, all of it grown from one seed."""

from functools import cached_property
from uuid import UUID

from vault.binding import grant_place, place
from vault.certificates import Recipient
from vault.hybrid import KeyPair
from vault.suites import SealError, Secret
from vault.symmetric import RecordKey, SymmetricKey, derive


class Keyring(Secret):
    """The keys of one person while their vault is open.

    :param member: whose
    :param serial: which of the member's key pairs the seed belongs to
    :param seed: 32 secret bytes
    :param former: the keyring of the pair before, while grants are still being re-sealed
    """

    def __init__(
        self, member: UUID, serial: int, seed: bytes, former: "Keyring | None" = None
    ) -> None:
        self.member = member
        self.serial = serial
        self.former = former
        self.seed = seed

    @cached_property
    def pair(self) -> KeyPair:
        """The X-Wing key pair, expanded when first needed (0.14 ms)."""
        return KeyPair(self.seed)

    @cached_property
    def personal(self) -> SymmetricKey:
        """The person's own symmetric key: for summaries, cached keys and their staged work."""
        return SymmetricKey(derive(self.seed, "homeward personal key"))

    @property
    def recipient(self) -> Recipient:
        """Oneself, to seal to."""
        return Recipient.holder_of(self.member, self.serial, self.pair.public)

    def with_serial(self, serial: int) -> "Keyring":
        """The keyring in this chain whose serial is asked for.

        :raises SealError: when it is not at hand
        """
        if serial == self.serial:
            return self
        if self.former is None:
            raise SealError("no key pair of that serial is open")
        return self.former.with_serial(serial)

    def record_key(self, sealed: bytes, compartment: UUID, epoch: int) -> RecordKey:
        """Open a record key that was sealed to this person.

        :raises SealError: when it was sealed to another person, pair, compartment or epoch
        """
        raw = self.pair.open(sealed, grant_place(self.member, compartment, epoch))
        return RecordKey(raw, compartment, epoch)

    def cached_key(self, cached: bytes, compartment: UUID, epoch: int) -> RecordKey:
        """Open a record key from its symmetric copy (see :meth:`cache`).

        :raises SealError: when it is not that copy
        """
        raw = self.personal.open_key(cached, self._cache_place(compartment, epoch))
        return RecordKey(raw, compartment, epoch)

    def cache(self, key: RecordKey) -> bytes:
        """A record key, sealed under the personal key: 61 bytes, opened in 0.005 ms."""
        return key.sealed_by(self.personal, self._cache_place(key.compartment, key.epoch))

    def _cache_place(self, compartment: UUID, epoch: int) -> bytes:
        return place("grant.cached_key", self.member, compartment, epoch, self.serial)
