"""Rotation that is due: how much there is, and doing it in a coordinator's own session."""

import time
from dataclasses import dataclass
from typing import Any

from accounts.gate import Actor, open_for
from accounts.rekeying import rekeyed
from vault.compartments import Opened, StaleKey, kinds
from vault.models import Compartment
from vault.suites import SealError

_SECONDS = 1.0  # after so long, a request answers and the page asks for the next part


@dataclass(frozen=True)
class Due:
    """How many records of one kind are rotation due, and how many of them somebody holds."""

    name: str
    total: int
    mine: int


def due(*, by: Actor) -> list[Due]:
    """Each kind of record with its counts."""
    return [_due(kind, by) for kind in kinds()]


def _due(kind: type[Compartment], by: Actor) -> Due:
    rows = kind._default_manager.published().rotation_due()  # type: ignore[attr-defined]
    mine = rows.filter(**{_held(kind): by.member}).count()
    return Due(str(kind._meta.verbose_name), rows.count(), mine)


def _held(kind: type[Compartment]) -> str:
    """By which column its holders are found; what lies within another is renewed with that one."""
    return f"{kind.parent_field}__grants__user" if kind.parent_field else "grants__user"


def rotate_some(*, by: Actor, seconds: float = _SECONDS) -> int:
    """Rotate records that the member holds, one by one, for about a second; gives how many.

    Each rotation publishes, and writes its audit row, in a transaction of its own.

    :param seconds: after so long, no further one is begun
    """
    until, done = time.monotonic() + seconds, 0
    for kind in kinds():
        rows = kind._default_manager.rotation_due().filter(**{_held(kind): by.member})  # type: ignore[attr-defined]
        for pk in list(rows.order_by("pk").values_list("pk", flat=True)[:500]):
            if time.monotonic() > until:
                return done
            done += _rotate(kind, pk, by)
    return done


def _rotate(kind: type[Compartment], pk: object, by: Actor) -> bool:
    """Rotate one record; one that somebody else rotates, or that does not open, is left."""
    try:
        opened = _opened(kind, pk, by)
        if opened is None:
            return False
        rekeyed(opened, by=by.pk, ring=by.keys())
    except (StaleKey, SealError):
        return False
    return True


def _opened(kind: type[Compartment], pk: object, by: Actor) -> Opened[Any] | None:
    """The record, or the one it lies within, by the member's own grant."""
    if not kind.parent_field:
        return open_for(by, kind, pk=pk)
    outer: Any = kind._meta.get_field(kind.parent_field).related_model
    rows: Any = kind._default_manager
    return open_for(by, outer, pk=rows.values_list(kind.parent_field, flat=True).get(pk=pk))
