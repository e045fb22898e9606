"""New compartments, each with a key of its own, and staged ones thrown away."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.apps import apps

from vault.certificates import Recipient
from vault.compartments.granting import FEWEST_HOLDERS, TooFewHolders, grant, new_rank
from vault.compartments.opening import Opened
from vault.models import Compartment, Grant, RecoveryWrap
from vault.symmetric import RecordKey, new_key

C = TypeVar("C", bound=Compartment)


class Draft(NamedTuple):
    """New compartments, not yet saved: sealing takes longer than saving, and needs no lock."""

    opened: list[Opened[Any]]
    grants: list[Grant]
    wraps: list[RecoveryWrap]


def draft(
    records: Sequence[Compartment], *, holders: Sequence[Recipient], recovery: bytes, today: date
) -> Draft:
    """Make a key for each of these records, sealed to all holders and recovery. Touches no row.

    :param holders: at least two different people with certified keys
    :param recovery: the organisation's recovery public key
    :raises TooFewHolders: for fewer than two people
    """
    if len({holder.member for holder in holders}) < FEWEST_HOLDERS:
        raise TooFewHolders
    opened = [_with_new_key(record) for record in records]
    grants = [grant(one, holder, new_rank(today)) for one in opened for holder in holders]
    return Draft(opened, grants, [_wrap(one, recovery) for one in opened])


def _wrap(one: Opened[Any], recovery: bytes) -> Any:
    sealed = one.key.sealed_for_recovery(recovery)
    return one.record.recovery_model(compartment=one.record, sealed_key=sealed, epoch=one.key.epoch)


def save(drafts: Sequence[Draft]) -> None:
    """Insert drafted compartments of one kind, their grants and their recovery wraps."""
    records = [one.record for each in drafts for one in each.opened]
    if not records:
        return
    kind = type(records[0])
    kind._default_manager.bulk_create(records)
    kind.grant_model._default_manager.bulk_create([g for each in drafts for g in each.grants])
    kind.recovery_model._default_manager.bulk_create([w for each in drafts for w in each.wraps])


def create(
    records: Sequence[C], *, holders: Sequence[Recipient], recovery: bytes, today: date
) -> list[Opened[C]]:
    """Save new compartments, each with a key of its own sealed to all holders and to recovery.

    A record with epoch 0 is staged: its key is of epoch 1, so nobody can see or open it until
    its epoch is set to 1. Takes and raises what :func:`draft` does.
    """
    drafted = draft(records, holders=holders, recovery=recovery, today=today)
    save([drafted])
    return drafted.opened


def _with_new_key(record: C) -> Opened[C]:
    record.last_epoch = max(record.epoch, 1)
    key = RecordKey(new_key(), record.pk, record.last_epoch)
    record.key_check = key.check_value()
    return Opened(record, key)


def kinds() -> list[type[Compartment]]:
    """Every kind of compartment there is, in whichever app."""
    return [model for model in apps.get_models() if issubclass(model, Compartment)]


def discard_staged(kind: type[Compartment], records: Sequence[UUID]) -> None:
    """Delete staged compartments with their keys and contents; published ones are left alone."""
    staged = kind._default_manager.filter(pk__in=records, epoch=0)
    pks = list(staged.values_list("pk", flat=True))
    kind.content_model._default_manager.filter(compartment__in=pks).delete()
    kind.recovery_model._default_manager.filter(compartment__in=pks).delete()
    kind.grant_model._default_manager.filter(content_object__in=pks).delete()
