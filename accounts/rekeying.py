"""Rotation that is due, done in the next holder's session before anything is written."""

import logging
from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import UUID

from accounts import audit
from accounts.recipients import for_rotation, recovery_key
from vault.certificates import Recipient
from vault.compartments import Opened, StaleKey, due_within, open_within
from vault.keyring import Keyring
from vault.models import Compartment
from vault.rotation import rotate
from vault.suites import SealError

C = TypeVar("C", bound=Compartment)
logger = logging.getLogger(__name__)


def _with_oneself(members: Sequence[UUID], ring: Keyring | None) -> list[Recipient]:
    found = for_rotation(members)
    if ring is None:
        return found
    if ring.member not in members:
        raise StaleKey  # their own key was taken away while they rotated
    return [ring.recipient, *(one for one in found if one.member != ring.member)]


def rekeyed(opened: Opened[C], *, by: UUID, ring: Keyring | None = None) -> Opened[C]:
    """The compartment under a new key, if rotation was due; else as it is.

    What lies within it and is due gets a new key as well: who holds only the inner record has no
    way to wrap it under the outer one's key.

    :param ring: the open keyring of ``by``: one seals to oneself by it, also while a renewed pair
        waits for its certificate
    :raises StaleKey: when somebody else rotated it meanwhile
    """
    if opened.record.rotation_due:
        opened = rotate(
            opened,
            recipients=lambda members: _with_oneself(members, ring),
            recovery=recovery_key(),
            last=lambda fresh: _written(by, fresh),
        )
    for inner in due_within(opened.record):
        _rekey_within(opened, inner, by)
    return opened


def _rekey_within(parent: Opened[Any], record: Compartment, by: UUID) -> None:
    """Change the key of a record within this one; one that cannot be changed now stays due."""
    try:
        rotate(
            open_within(parent, record),
            recipients=for_rotation,
            recovery=recovery_key(),
            last=lambda fresh: _written(by, fresh),
            parent=parent,
        )
    except (SealError, StaleKey) as error:
        logger.warning("a key within %s could not be changed", parent.record.pk, exc_info=error)


def _written(by: UUID, fresh: Opened[C]) -> None:
    """To whom the new key went: a row that a writer to the database slipped in is seen here."""
    held = fresh.record.grant_model._default_manager.filter(content_object=fresh.record)
    holders = sorted(str(pk) for pk in held.values_list("user", flat=True))
    audit.record("key.rotate", actor=by, about=fresh.record, epoch=fresh.key.epoch, holders=holders)
