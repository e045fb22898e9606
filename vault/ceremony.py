"""The organisation's own keys, made offline: one master secret, three word lists, any two open it.

The lists are SLIP-39 shares (Shamir's secret sharing with checksums and 1 024 common words). From
the master secret grow the recovery seed, which opens every record, and the registrar's seed, which
signs certificates. Only public halves ever reach the server.
"""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics

from vault.binding import recovery_place
from vault.certificates import Recipient, Registrar
from vault.hybrid import KeyPair
from vault.suites import SealError
from vault.symmetric import RecordKey, derive, new_key

THRESHOLD, SHARES = 2, 3
REGISTRAR_FIELD = "organisation.registrar"  # the frozen id of the registrar's sealed seed


@dataclass(frozen=True, repr=False)
class OrganisationKeys:
    """What two word lists open."""

    recovery: KeyPair
    registrar: Registrar
    registrar_seed: bytes


@dataclass(frozen=True)
class Applicant:
    """Somebody whose key is to be certified offline: a founding coordinator, or a last helper."""

    member: UUID
    name: str
    serial: int
    public: bytes


@dataclass(frozen=True, repr=False)
class Founding:
    """What the server takes in: certificates, and the organisation's compartment sealed offline.

    :param certificates: of each founder, in their order
    :param grants: the organisation's key sealed to each founder, in their order
    :param recovery: that key sealed to the recovery key
    :param registrar: the registrar's seed, sealed under that key
    :param key_check: that key's check value
    """

    certificates: list[bytes]
    grants: list[bytes]
    recovery: bytes
    registrar: bytes
    key_check: bytes


@dataclass(frozen=True, repr=False)
class Wrap:
    """A record's key, sealed to the recovery key or to a person; ``kind`` names the model."""

    kind: str
    record: UUID
    epoch: int
    sealed_key: bytes


def grow(master: bytes) -> OrganisationKeys:
    """The organisation's keys, from its 32-byte master secret."""
    registrar_seed = derive(master, "homeward registrar")
    return OrganisationKeys(
        KeyPair(derive(master, "homeward recovery")), Registrar(registrar_seed), registrar_seed
    )


def new_word_lists() -> tuple[OrganisationKeys, list[str]]:
    """New keys and the three word lists (33 words each) that carry them."""
    master = os.urandom(32)
    [lists] = generate_mnemonics(1, [(THRESHOLD, SHARES)], master)
    return grow(master), lists


def from_word_lists(lists: Sequence[str]) -> OrganisationKeys:
    """The keys, from any two of the three lists.

    :raises SealError: when a word is wrong, or the lists do not belong together
    """
    try:
        return grow(combine_mnemonics([" ".join(one.lower().split()) for one in lists]))
    except MnemonicError as wrong:
        raise SealError(str(wrong)) from None


def certify(keys: OrganisationKeys, one: Applicant) -> tuple[bytes, Recipient]:
    """Sign a key whose fingerprint was compared; gives the certificate and its recipient."""
    certificate = keys.registrar.sign(one.member, one.serial, one.public)
    checked = Recipient.verified(
        one.member, one.serial, one.public, certificate, keys.registrar.public
    )
    return certificate, checked


def found(keys: OrganisationKeys, organisation: UUID, founders: Sequence[Applicant]) -> Founding:
    """Certify the founders, and seal the registrar's seed to them: the first record there is.

    The server could not do this: it must know neither that record's key nor the seed.
    """
    key = RecordKey(new_key(), organisation, 1)
    signed = [certify(keys, one) for one in founders]
    return Founding(
        certificates=[certificate for certificate, _ in signed],
        grants=[key.sealed_for(to) for _, to in signed],
        recovery=key.sealed_for_recovery(keys.recovery.public),
        registrar=key.seal_field(REGISTRAR_FIELD, organisation, 1, keys.registrar_seed),
        key_check=key.check_value(),
    )


def reseal(keys: OrganisationKeys, wraps: Iterable[Wrap], to: Recipient) -> list[Wrap]:
    """Open recovery wraps and seal each record's key to one certified person.

    :raises SealError: when a wrap was not sealed to this organisation's recovery key
    """
    return [_resealed(keys.recovery, wrap, to) for wrap in wraps]


def _resealed(recovery: KeyPair, wrap: Wrap, to: Recipient) -> Wrap:
    raw = recovery.open(wrap.sealed_key, recovery_place(wrap.record, wrap.epoch))
    return Wrap(wrap.kind, wrap.record, wrap.epoch, to.sealed(raw, wrap.record, wrap.epoch))


if __name__ == "__main__":
    from vault.ceremony_cli import main

    raise SystemExit(main())
