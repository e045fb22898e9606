"""A compartment within another: its key is also wrapped under the outer one's.

Whoever holds the outer record opens the inner one; whoever holds the inner one alone opens nothing
else. The outer record's holders, two at least, stand for it, so one other person may hold it.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar

from django.apps import apps

from vault.binding import parent_place
from vault.certificates import Recipient
from vault.compartments.granting import grant, new_rank
from vault.compartments.making import _with_new_key, _wrap
from vault.compartments.opening import Opened
from vault.models import Compartment
from vault.suites import SealError
from vault.symmetric import RecordKey

C = TypeVar("C", bound=Compartment)


def create_within(
    parent: Opened[Any],
    record: C,
    *,
    holders: Sequence[Recipient],
    recovery: bytes,
    today: date,
) -> Opened[C]:
    """Save a new compartment within another, its key sealed to these people and to recovery.

    The transaction must hold the outer compartment's lock.
    """
    made = _with_new_key(record)
    record.save(force_insert=True)
    for holder in holders:
        grant(made, holder, new_rank(today)).save(force_insert=True)
    _wrap(made, recovery).save(force_insert=True)
    wrap = record.parent_model(compartment=record, **_wrapped(made.key, parent))
    wrap.save(force_insert=True)
    return made


def open_within(parent: Opened[Any], record: C) -> Opened[C]:
    """Open a compartment by the key of the one it lies within.

    :raises SealError: when it lies within another one, or the wrapped key does not open
    """
    wraps = record.parent_model._default_manager
    wrap = wraps.filter(compartment=record, epoch=record.epoch).first()
    if wrap is None or wrap.parent_epoch != parent.key.epoch:
        raise SealError("no such key is wrapped here")
    return Opened(record, _unwrapped(wrap, parent).require(record.key_check))


def due_within(record: Compartment) -> list[Compartment]:
    """The compartments within this one whose key must be changed."""
    return [
        inner
        for kind in _kinds_within(type(record))
        for inner in kind._default_manager.filter(
            **{kind.parent_field: record}, rotation_due=True, epoch__gt=0
        )
    ]


def rewrap(inner: Opened[Any], parent: Opened[Any]) -> None:
    """Wrap a changed key of an inner compartment under the outer one's."""
    wraps = inner.record.parent_model._default_manager
    wraps.filter(compartment=inner.record).update(**_wrapped(inner.key, parent))


def carry_over(opened: Opened[Any], fresh: Opened[Any]) -> None:
    """Wrap the keys of all inner compartments under the outer one's new key.

    Whoever held the old key could open them, so each of them is due for a new key from now on. A
    wrap that does not open stays as it is, of an epoch that nobody reads.
    """
    for kind in _kinds_within(type(opened.record)):
        inner = kind._default_manager.filter(**{kind.parent_field: opened.record})
        inner.update(rotation_due=True)
        wraps = kind.parent_model._default_manager
        for wrap in wraps.filter(compartment__in=inner, parent_epoch=opened.key.epoch):
            _carry_one(wrap, opened, fresh)


def _carry_one(wrap: Any, opened: Opened[Any], fresh: Opened[Any]) -> None:
    try:
        again = _wrapped(_unwrapped(wrap, opened), fresh)
    except SealError:
        return
    type(wrap)._default_manager.filter(pk=wrap.pk).update(**again)


def _wrapped(key: RecordKey, parent: Opened[Any]) -> dict[str, Any]:
    bound = parent_place(key.compartment, key.epoch, parent.key.compartment, parent.key.epoch)
    sealed = key.sealed_by(parent.key, bound)
    return {"sealed_key": sealed, "epoch": key.epoch, "parent_epoch": parent.key.epoch}


def _unwrapped(wrap: Any, parent: Opened[Any]) -> RecordKey:
    inner = wrap.compartment_id
    bound = parent_place(inner, wrap.epoch, parent.key.compartment, wrap.parent_epoch)
    return RecordKey(parent.key.open_key(bytes(wrap.sealed_key), bound), inner, wrap.epoch)


def _kinds_within(outer: type[Compartment]) -> list[type[Compartment]]:
    return [
        kind
        for kind in apps.get_models()
        if issubclass(kind, Compartment)
        and kind.parent_model is not None
        and kind._meta.get_field(kind.parent_field).related_model is outer
    ]
