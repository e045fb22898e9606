"""The audit log: a chain of rows that a writer to the database cannot alter unseen.

Each row's HMAC-SHA256 covers its columns and the HMAC before it (a hash chain as in Schneier and
Kelsey, "Secure audit logs to support computer forensics", 1999), under a key kept outside the
database. The latest link is also appended to a file outside it, so a tail cut off is seen.
"""

import hmac
import json
import os
import re
from dataclasses import dataclass
from datetime import UTC
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from accounts.models import AuditHead, AuditRow

_HEAD = AuditHead._meta.db_table
_COLUMNS = AuditRow._meta.concrete_fields
_NAMES = ", ".join(f'"{one.column}"' for one in _COLUMNS)
_SLOTS = ", ".join(["%s"] * len(_COLUMNS))
_INSERT = f"INSERT INTO {AuditRow._meta.db_table} ({_NAMES}) VALUES ({_SLOTS})"  # noqa: S608
_NOTE = re.compile(rb"([0-9]{1,12}) ([0-9a-f]{64})\n")


@dataclass(frozen=True)
class Broken:
    """The first row that does not verify, and what is wrong with it."""

    sequence: int
    what: str


def record(
    act: str,
    *,
    actor: UUID | None,
    about: Model | str | None = None,
    kind: str = "",
    refused: bool = False,
    **details: Any,
) -> None:
    """Write one audit row, as the last statement of the running transaction.

    :param act: the act, as in the policy table of :mod:`accounts.gate`
    :param actor: the member's id, or None for a stranger
    :param about: the record it is about, or what was asked for where there is none
    :param refused: whether it was refused
    :param details: ids, codes and numbers; never content
    :raises TransactionManagementError: outside a transaction
    """
    if isinstance(about, Model):
        kind, about = about._meta.label_lower, str(about.pk)
    row = AuditRow(
        at=timezone.now().astimezone(UTC),
        actor=actor,
        act=act,
        kind=kind,
        object=(about or "")[:64],
        refused=refused,
        details=details,
    )
    _append(row)


def _append(row: AuditRow) -> None:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("an audit row belongs to a transaction")
    before, latest = _locked_head()
    row.sequence = sequence = before + 1
    row.mac = mac = link(row, latest)
    _insert(row)
    _move_head(sequence, mac)
    transaction.on_commit(lambda: _append_outside(sequence, mac))


def _locked_head() -> tuple[int, bytes]:
    """The latest link, locked until the transaction ends. By hand, since every page asks for it."""
    lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT sequence, mac FROM {_HEAD}{lock}")  # noqa: S608  our own names
        found = cursor.fetchone() or (0, bytes(32))
    return found[0], bytes(found[1])


def _insert(row: AuditRow) -> None:
    """By hand, since every page asks for it."""
    values = [one.get_db_prep_save(getattr(row, one.attname), connection) for one in _COLUMNS]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, values)


def _move_head(sequence: int, mac: bytes) -> None:
    if sequence == 1:
        AuditHead.objects.create(sequence=sequence, mac=mac)
        return
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {_HEAD} SET sequence = %s, mac = %s", [sequence, mac])  # noqa: S608


def link(row: AuditRow, before: bytes) -> bytes:
    """The row's HMAC: over the link before it and every column, canonically written."""
    columns = [
        row.sequence,
        row.at.astimezone(UTC).isoformat(timespec="microseconds"),
        None if row.actor is None else str(row.actor),
        row.act,
        row.kind,
        row.object,
        row.refused,
        row.details,
    ]
    text = json.dumps(columns, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hmac.digest(settings.KEYS.secret("audit.key"), before + text.encode(), sha256)


def head_file() -> Path:
    """The file outside the database that every link is appended to."""
    return Path(settings.AUDIT_HEAD_FILE)


def _append_outside(sequence: int, mac: bytes) -> None:
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
    descriptor = os.open(head_file(), flags, 0o600)
    try:
        os.write(descriptor, f"{sequence} {mac.hex()}\n".encode())
    finally:
        os.close(descriptor)


class _Noted:
    """What was noted outside the database, in blocks of 32 bytes a row, so a long log fits.

    The *first* note of a number counts: after a tail was cut off and grown again, the second
    does not hide it.
    """

    _ROWS = 4096

    def __init__(self) -> None:
        self._blocks: dict[int, bytearray] = {}
        self.last = 0
        if head_file().exists():
            with head_file().open("rb") as lines:
                for line in lines:
                    self._note(line)

    def _note(self, line: bytes) -> None:
        found = _NOTE.fullmatch(line)
        if found is None:  # a server that died in the middle of a line
            return
        number = int(found[1])
        if self.get(number) is None:
            block, at = divmod(number, self._ROWS)
            rows = self._blocks.setdefault(block, bytearray(32 * self._ROWS))
            rows[at * 32 : at * 32 + 32] = bytes.fromhex(found[2].decode())
        self.last = max(self.last, number)

    def get(self, number: int) -> bytes | None:
        """The link noted for a row, if there is one."""
        block, at = divmod(number, self._ROWS)
        found = bytes(self._blocks.get(block, b"")[at * 32 : at * 32 + 32])
        return found if any(found) else None


@dataclass
class Walk:
    """How far the chain was walked: the last row that verified, its link, and what broke."""

    number: int = 0
    before: bytes = bytes(32)
    broken: Broken | None = None
    finished: bool = False

    def on(self, noted: _Noted, most: int | None = None) -> None:
        """Walk on, ``most`` rows at a time, until a row does not verify."""
        rows = AuditRow.objects.filter(sequence__gt=self.number).order_by("sequence")
        for row in rows[:most].iterator(chunk_size=2000):
            what = self._wrong(row, noted)
            if what:
                self.broken = Broken(self.number + 1, what)
                return
            self.number, self.before = row.sequence, bytes(row.mac)

    def _wrong(self, row: AuditRow, noted: _Noted) -> str:
        if row.sequence != self.number + 1:
            return "removed"
        if not hmac.compare_digest(link(row, self.before), bytes(row.mac)):
            return "altered or moved"
        if noted.get(row.sequence) not in {None, bytes(row.mac)}:
            return "not what was noted outside the database"
        return ""

    def end(self, noted: _Noted) -> bool:
        """Whether the log ends here; rows written meanwhile are still to be walked."""
        head = AuditHead.objects.first() or AuditHead()
        if AuditRow.objects.filter(sequence__gt=self.number).exists():
            return False
        if max(head.sequence, noted.last) > self.number:
            self.broken = Broken(self.number + 1, "cut off")
        elif head.sequence != self.number or bytes(head.mac) != self.before:
            self.broken = Broken(self.number, "the head is not its last row")
        self.finished = True
        return True


def verify() -> Broken | None:
    """Walk the whole chain; gives the first row altered, removed, moved or cut off, or None."""
    return walk().broken


def walk() -> Walk:
    """Walk the whole chain, also while it grows."""
    noted, here = _Noted(), Walk()
    while here.broken is None and not here.finished:
        here.on(noted)
        if here.broken is None:
            here.end(noted)
    return here


def walk_part(after: int, most: int) -> Walk:
    """Walk the next ``most`` rows after one that an earlier part verified."""
    noted, here = _Noted(), Walk()
    start = AuditRow.objects.filter(sequence=after).first()
    if start is not None:
        here.number, here.before = start.sequence, bytes(start.mac)
    here.on(noted, most)
    if here.broken is None:
        here.end(noted)
    return here
