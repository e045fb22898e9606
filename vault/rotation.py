"""Rotation: a new key for a compartment, after somebody's grant was taken away.

The contents are re-sealed in short transactions under a reserved epoch that nobody reads yet,
and published by one short update. A crash leaves invisible rows, which the next rotation clears.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple, TypeVar

from django.db import connection, transaction
from django.db.models.functions import Length

from vault.certificates import Recipient
from vault.compartments import Opened, StaleKey, carry_over, grant, is_tagged, rewrap
from vault.inserting import insert
from vault.models import Compartment
from vault.symmetric import RecordKey, new_key

C = TypeVar("C", bound=Compartment)


class Pace(NamedTuple):
    """How much is written in one transaction, and whether others must be let in between."""

    rows: int
    size: int
    gives_way: bool


# SQLite has one write lock for everybody: some 10 ms of it, then as long for others.
PACES = {"sqlite": Pace(250, 1 << 20, True), "postgresql": Pace(2000, 1 << 23, False)}


def rotate(
    opened: Opened[C],
    *,
    recipients: Callable[[Sequence[Any]], Sequence[Recipient]],
    recovery: bytes,
    last: Callable[[Opened[C]], None],
    parent: Opened[Any] | None = None,
) -> Opened[C]:
    """Replace a compartment's key, in a holder's unlocked session.

    :param recipients: gives the certified recipients among the member ids that hold a grant;
        a holder it leaves out loses the grant
    :param recovery: the organisation's recovery public key
    :param last: called at the end of the publishing transaction, to write the audit row
    :param parent: the compartment it lies within, where there is one, opened
    :returns: the compartment, opened under its new key
    :raises StaleKey: when somebody else rotated it meanwhile; for one that lies within another,
        also when that one is not open here, so that nobody could wrap the new key
    """
    if opened.record.parent_model is not None and parent is None:
        raise StaleKey
    fresh = _reserve(opened)
    staged: set[int] = set()
    while not _publish(opened, fresh, staged, recipients, recovery, last, parent):
        for batch in _batches(_contents(opened.record, opened.key.epoch), staged):
            _stage(opened, fresh, batch)
            staged.update(batch)
    _clear(fresh.record)
    return fresh


def _reserve(opened: Opened[C]) -> Opened[C]:
    kind = type(opened.record)
    with transaction.atomic():
        now = kind._default_manager.select_for_update().get(pk=opened.record.pk)
        if now.epoch != opened.key.epoch:
            raise StaleKey
        now.last_epoch += 1
        now.save(update_fields=["last_epoch"])
    return Opened(now, RecordKey(new_key(), now.pk, now.last_epoch))


def _contents(record: Compartment, epoch: int) -> Any:
    return record.content_model._default_manager.filter(compartment=record, epoch=epoch)


def _batches(contents: Any, known: set[int]) -> Iterator[list[int]]:
    """The ids of rows not yet known, as many at a time as the database's pace allows."""
    pace, batch, size = PACES[connection.vendor], list[int](), 0
    for pk, length in contents.order_by("pk").values_list("pk", Length("sealed")):
        if pk in known:
            continue
        if batch and (len(batch) >= pace.rows or size + length > pace.size):
            yield batch
            batch, size = [], 0
        batch.append(pk)
        size += length
    if batch:
        yield batch


def _stage(opened: Opened[C], fresh: Opened[C], batch: list[int]) -> None:
    """Re-seal one batch of contents under the reserved epoch, in a transaction of its own."""
    kind, old, new = fresh.record.content_model, opened.key, fresh.key
    found = kind._default_manager.filter(pk__in=batch)
    rows = [
        (
            *(field, row, version, new.epoch, new.compartment),
            new.seal_field(field, row, version, old.open_field(field, row, version, sealed)),
        )
        for field, row, version, sealed in found.values_list("field", "row", "version", "sealed")
    ]
    with _giving_way(), transaction.atomic():
        insert(kind, ("field", "row", "version", "epoch", "compartment", "sealed"), rows)


@contextmanager
def _giving_way() -> Iterator[None]:
    """Afterwards, leave the database's one write lock to others for as long as it was held."""
    started = time.monotonic()
    yield
    if PACES[connection.vendor].gives_way:
        time.sleep(time.monotonic() - started)


def _publish(
    opened: Opened[C],
    fresh: Opened[C],
    staged: set[int],
    recipients: Callable[[Sequence[Any]], Sequence[Recipient]],
    recovery: bytes,
    last: Callable[[Opened[C]], None],
    parent: Opened[Any] | None,
) -> bool:
    """Make the staged epoch the current one; gives False when something is not staged yet."""
    kind = type(opened.record)
    with transaction.atomic():
        if parent is not None:
            parent.lock()  # always before the compartment within it
        now = kind._default_manager.select_for_update().get(pk=opened.record.pk)
        if now.epoch != opened.key.epoch:
            raise StaleKey
        found = set(_contents(now, opened.key.epoch).values_list("pk", flat=True))
        if not found <= staged:
            return False
        if _contents(now, fresh.key.epoch).count() != len(found):
            raise StaleKey  # another rotation cleared some, or something was erased meanwhile
        _reseal_grants(fresh, opened.key.epoch, recipients)
        now.recovery_model._default_manager.filter(compartment=now).update(
            sealed_key=fresh.key.sealed_for_recovery(recovery), epoch=fresh.key.epoch
        )
        carry_over(opened, fresh)
        if parent is not None:
            rewrap(fresh, parent)
        now.epoch, now.key_check, now.rotation_due = fresh.key.epoch, fresh.key.check_value(), False
        now.save(update_fields=["epoch", "key_check", "rotation_due"])
        fresh.record = now
        last(fresh)
    return True


def _reseal_grants(
    fresh: Opened[Any], epoch: int, recipients: Callable[[Sequence[Any]], Sequence[Recipient]]
) -> None:
    """Give the new key to those who held the one before; a row of another epoch opened nothing."""
    grants = fresh.record.grant_model._default_manager.filter(content_object=fresh.record)
    grants.exclude(epoch=epoch).delete()
    certified = {one.member: one for one in recipients(list(grants.values_list("user", flat=True)))}
    grants.exclude(user__in=certified).delete()
    for held in grants:
        if not is_tagged(held, fresh.record):  # a writer to the database put it there
            held.delete()
            continue
        renewed = grant(fresh, certified[held.user_id], held.rank)
        grants.filter(pk=held.pk).update(
            sealed_key=renewed.sealed_key,
            epoch=renewed.epoch,
            tag=renewed.tag,
            key_serial=renewed.key_serial,
            cached_key=None,
        )


def _clear(record: Compartment) -> None:
    """Delete rows of earlier epochs, in short transactions."""
    kept = record.content_model._default_manager
    for batch in _batches(kept.filter(compartment=record, epoch__lt=record.epoch), set()):
        with _giving_way():
            kept.filter(pk__in=batch).delete()
