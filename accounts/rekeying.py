"""Rotation that is due, done in the next holder's session before anything is written."""

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from accounts import audit
from accounts.recipients import for_rotation, recovery_key
from vault.certificates import Recipient
from vault.compartments import Opened, StaleKey
from vault.keyring import Keyring
from vault.models import Compartment
from vault.rotation import rotate

C = TypeVar("C", bound=Compartment)


def _with_oneself(members: Sequence[UUID], ring: Keyring | None) -> list[Recipient]:
    found = for_rotation(members)
    if ring is None:
        return found
    if ring.member not in members:
        raise StaleKey  # their own key was taken away while they rotated
    return [ring.recipient, *(one for one in found if one.member != ring.member)]


def rekeyed(opened: Opened[C], *, by: UUID, ring: Keyring | None = None) -> Opened[C]:
    """The compartment under a new key, if rotation was due; else as it is.

    :param ring: the open keyring of ``by``: one seals to oneself by it, also while a renewed pair
        waits for its certificate
    :raises StaleKey: when somebody else rotated it meanwhile
    """
    if not opened.record.rotation_due:
        return opened
    return rotate(
        opened,
        recipients=lambda members: _with_oneself(members, ring),
        recovery=recovery_key(),
        last=lambda fresh: _written(by, fresh),
    )


def _written(by: UUID, fresh: Opened[C]) -> None:
    """To whom the new key went: a row that a writer to the database slipped in is seen here."""
    held = fresh.record.grant_model._default_manager.filter(content_object=fresh.record)
    holders = sorted(str(pk) for pk in held.values_list("user", flat=True))
    audit.record("key.rotate", actor=by, about=fresh.record, epoch=fresh.key.epoch, holders=holders)
