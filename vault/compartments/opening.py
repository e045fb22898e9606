"""An opened compartment: what somebody's unlocked session reads and writes."""

from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from itertools import chain
from typing import Any, Generic, TypeVar
from uuid import UUID

from vault.asking import Asked, number_slot, text_slot, uuid_slot
from vault.keyring import Keyring
from vault.models import Compartment, Content, Grant
from vault.suites import SealError, Secret
from vault.symmetric import RecordKey

C = TypeVar("C", bound=Compartment)
Place = tuple[str, UUID, int]  # field, row, version


class StaleKey(Exception):
    """The compartment's key changed since it was opened, or must change before a write."""


class Opened(Secret, Generic[C]):
    """A compartment that somebody's unlocked session has opened.

    :param record: the compartment's row
    :param key: its opened key
    """

    __slots__ = ("key", "record")

    def __init__(self, record: C, key: RecordKey) -> None:
        self.record = record
        self.key = key

    def read(self, field: str, row: UUID, version: int) -> bytes:
        """Open one value.

        :raises SealError: when it is missing, or does not belong there
        """
        found = self._contents().filter(field=field, row=row, version=version).first()
        if found is None:
            raise SealError("nothing is kept there")
        return self.key.open_field(field, row, version, found.sealed)

    def read_rows(self, field: str, rows: Iterable[UUID]) -> dict[tuple[UUID, int], bytes]:
        """Open every kept version of one field of many rows: (row, version) to plaintext."""
        found = self._contents().filter(field=field, row__in=list(rows))
        return {
            (row, version): self.key.open_field(field, row, version, sealed)
            for row, version, sealed in found.values_list("row", "version", "sealed")
        }

    def read_many(self, wanted: Iterable[Place]) -> dict[Place, bytes]:
        """Open many values in one query. What is missing or does not belong there is left out."""
        asked = set(wanted)
        found = {}
        for field, row, version, sealed in self._sealed_at(asked):
            if (field, row, version) in asked:
                with suppress(SealError):
                    found[field, row, version] = self.key.open_field(field, row, version, sealed)
        return found

    def _sealed_at(self, asked: Iterable[Place]) -> list[list[Any]]:
        """A superset of what is asked for, which the index answers and costs little to ask."""
        lists = [_padded(set(part)) for part in zip(*asked, strict=True)]
        if not lists:
            return []
        question = _contents_at(type(self.record), *map(len, lists))
        return question.rows(self.record.pk, self.key.epoch, *chain(*lists))

    def sealed(self, field: str, row: UUID, version: int, text: bytes) -> Content:
        """A content row, sealed and not yet saved."""
        kept: Content = self.record.content_model(
            compartment=self.record,
            field=field,
            row=row,
            version=version,
            epoch=self.key.epoch,
            sealed=self.key.seal_field(field, row, version, text),
        )
        return kept

    def write(self, field: str, row: UUID, version: int, text: bytes) -> None:
        """Seal and save one value. The transaction must hold the compartment's lock."""
        self.sealed(field, row, version, text).save(force_insert=True)

    def lock(self) -> C:
        """Lock the compartment for the rest of the transaction, before any write.

        :returns: the row as it is now
        :raises StaleKey: when the key was rotated meanwhile, or must be rotated first
        """
        now = type(self.record)._default_manager.select_for_update().get(pk=self.record.pk)
        if now.rotation_due or (now.epoch not in {0, self.key.epoch}):
            raise StaleKey
        return now

    def _contents(self) -> Any:
        return self.record.content_model._default_manager.filter(
            compartment=self.record, epoch=self.key.epoch
        )


def _padded(values: set[Any]) -> list[Any]:
    """The values, the last one repeated up to a power of two, so that few sizes are asked."""
    known = list(values)
    return known + known[-1:] * ((1 << (len(known) - 1).bit_length()) - len(known))


@cache
def _contents_at(kind: type[Compartment], fields: int, rows: int, versions: int) -> Asked:
    first, second = 2 + fields, 2 + fields + rows
    return Asked(
        lambda: kind.content_model._default_manager.filter(
            compartment_id=uuid_slot(0),
            epoch=number_slot(1),
            field__in=[text_slot(place) for place in range(2, first)],
            row__in=[uuid_slot(place) for place in range(first, second)],
            version__in=[number_slot(place) for place in range(second, second + versions)],
        ).values_list("field", "row", "version", "sealed")
    )


def open_grant(grant: Grant, record: C, keyring: Keyring) -> Opened[C]:
    """Open a compartment with a grant of its current epoch.

    The first opening keeps a symmetric copy of the key on the grant, which later ones use.

    :raises StaleKey: when the grant is of another epoch
    :raises SealError: when the key does not open or fails the key check value
    """
    if grant.epoch != record.epoch:
        raise StaleKey
    ring = keyring.with_serial(grant.key_serial)
    if grant.cached_key is not None:
        key = ring.cached_key(grant.cached_key, record.pk, grant.epoch)
    else:
        key = ring.record_key(grant.sealed_key, record.pk, grant.epoch)
        type(grant)._default_manager.filter(pk=grant.pk, epoch=grant.epoch).update(
            cached_key=ring.cache(key)
        )
    return Opened(record, key.require(record.key_check))
