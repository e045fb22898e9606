"""Taking over keys that were sealed elsewhere: at the offline machine, or for a renewed pair.

Whoever calls these holds a transaction and writes the audit row; see ``actions`` in the apps.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from vault.certificates import Recipient
from vault.compartments import _permission_id, new_rank, tag_of
from vault.keyring import Keyring
from vault.models import Compartment, Grant
from vault.suites import SealError

C = TypeVar("C", bound=Compartment)


def adopt(
    record: C,
    *,
    key_check: bytes,
    grants: Iterable[tuple[Recipient, bytes]],
    recovery: bytes,
    contents: Iterable[tuple[str, UUID, int, bytes]],
    today: date,
) -> None:
    """Publish a staged record whose key was made, and whose values were sealed, elsewhere.

    The server cannot open any of it, so it checks none of it but who the grants go to.

    :param grants: certified people, each with the key of epoch 1 sealed to them
    :param recovery: that key, sealed to the recovery key
    :param contents: (field, row, version, sealed) of each value
    """
    kind = type(record)
    record.epoch = record.last_epoch = 1
    record.key_check = key_check
    record.save(update_fields=["epoch", "last_epoch", "key_check"])
    for to, sealed_key in grants:
        adopt_grant(record, to, sealed_key, 1, today=today)
    kind.recovery_model._default_manager.create(compartment=record, sealed_key=recovery, epoch=1)
    kind.content_model._default_manager.bulk_create(
        [
            kind.content_model(
                compartment=record, field=field, row=row, version=version, epoch=1, sealed=sealed
            )
            for field, row, version, sealed in contents
        ]
    )


def adopt_grant(
    record: Compartment, to: Recipient, sealed_key: bytes, epoch: int, *, today: date
) -> bool:
    """Insert a key that was sealed to a certified person on the offline machine.

    :returns: whether it is new and of the record's current epoch; else nothing is inserted
    """
    now = type(record)._default_manager.select_for_update().get(pk=record.pk)
    grants = record.grant_model._default_manager
    held = grants.filter(content_object=record, user_id=to.member).exists()
    if held or now.epoch != epoch:
        return False
    record.grant_model(
        permission_id=_permission_id(type(record)),
        user_id=to.member,
        content_object=record,
        sealed_key=sealed_key,
        epoch=epoch,
        tag=tag_of(type(record), to.member, record.pk, epoch),
        key_serial=to.serial,
        rank=new_rank(today),
    ).save(force_insert=True)
    return True


def reseal(kind: type[Compartment], ring: Keyring, most: int) -> tuple[int, int]:
    """Seal the next grants of a member's former key pair to their new one, in their own session.

    :param ring: the new pair's keyring, with the former one behind it
    :param most: how many at a time
    :returns: how many were moved, and how many could not be opened by their owner and were deleted
    """
    grants = kind.grant_model._default_manager.filter(user_id=ring.member)
    old = grants.exclude(key_serial=ring.serial).order_by("pk")
    moved = lost = 0
    for grant in list(old[:most]):
        same = grants.filter(pk=grant.pk, epoch=grant.epoch, key_serial=grant.key_serial)
        try:
            moved += same.update(**_moved(grant, ring))
        except SealError:
            lost += same.delete()[0]
    return moved, lost


def _moved(grant: Grant, ring: Keyring) -> dict[str, Any]:
    record = grant.content_object_id  # type: ignore[attr-defined]
    key = ring.with_serial(grant.key_serial).record_key(grant.sealed_key, record, grant.epoch)
    return {
        "sealed_key": key.sealed_for(ring.recipient),
        "key_serial": ring.serial,
        "cached_key": None,
        "summary": None,
        "summary_version": 0,
    }


def left_to_reseal(kind: type[Compartment], member: UUID, serial: int) -> int:
    """How many grants of a member still belong to another key pair than ``serial``."""
    grants = kind.grant_model._default_manager.filter(user_id=member)
    return int(grants.exclude(key_serial=serial).count())
