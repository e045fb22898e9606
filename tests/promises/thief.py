"""A thief with a copy of everything: database, files, broker, logs, sessions, the server's secrets."""

import base64
import binascii
import bz2
import gzip
import itertools
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models

from accounts.models import KeySlot, Session
from accounts.sessions import SessionStore
from cases.actions.files import NewCase, open_case
from cases.actions.tasks import NewTask, add_task
from cases.identity import Birth, ContactPoint, Identity, Name, Safety
from cases.models import Brief, Case, ImportRun, Procedure
from cases.tasks.words import TaskKind, TaskWords
from tests.cases.consenting import agree_to_case
from tests.cases.folders import opened_by
from tests.cases.planned import PLAN_CANARIES, plan_told
from tests.world import World
from vault.binding import grant_place, parent_place, place, recovery_place
from vault.certificates import Registrar
from vault.fields import Sealed
from vault.hybrid import KeyPair
from vault.models import Content, Grant, ParentWrap, RecoveryWrap
from vault.passphrases import from_generated
from vault.suites import SealError
from vault.symmetric import RecordKey, SymmetricKey, derive

CANARIES = (
    "Canaryshirin",
    "Canaryhosseini",
    "قناری‌بانو",
    "Canaryalias",
    "canaryphrase",
    "Canarycover",
    "+49 canary 170",
    "canarynote",
    "Canaryrule",
    "canaryreason",
    "Canaryland",
    *PLAN_CANARIES,
    "canaryscan",
    "Canarypaper",
    "Canaryerrand",
    "Canaryreach",
    "Canaryreport",
)


def told(world: World) -> Case:
    """A day of work with a canary in every field, through actions and the browser."""
    new = NewCase(
        identity=Identity(
            names=(Name("Canaryshirin", "Canaryhosseini"), Name(full="قناری‌بانو")),
            aliases=("Canaryalias",),
            birth=Birth(day=date(1982, 3, 4)),
            languages=("Persian",),
            countries=("Canaryland",),
            contacts=(
                ContactPoint(
                    value="+49 canary 170", pass_phrase="canaryphrase", cover_identity="Canarycover"
                ),
            ),
        ),
        safety=Safety(risk="high", contact_rule="Canaryrule", conditions="canaryreason"),
        first_note="canarynote " * 40,
    )
    opened = open_case(
        by=world.mina.actor, new=new, owner=world.rana.member, second=world.dara.member
    )
    case = opened.record
    shown = world.mina.client.get(f"/cases/{case.code}/")
    assert "Canaryshirin" in shown.content.decode()
    assert "canarynote" in shown.content.decode()
    send_document(world, case)
    begin_a_procedure(world, case)
    plan_told(world, opened)
    give_and_report(world, case)
    listed = world.mina.client.get("/cases/")
    assert "Canaryshirin" in listed.content.decode()
    return case


def send_document(world: World, case: Case) -> None:
    """A scan with a canary in its name and many in its bytes, and a look at it."""
    scan = SimpleUploadedFile("canaryscan.txt", b"Canarypaper " * 40_000)
    form = {"documents": scan, "kind": "identity", "title": ""}
    world.mina.client.post(f"/cases/{case.code}/documents/add/", form)
    assert "canaryscan" in world.mina.client.get(f"/cases/{case.code}/documents/").content.decode()


def give_and_report(world: World, case: Case) -> None:
    """A volunteer's brief, looked at by them, and their report, read in the case."""
    mina = opened_by(world.mina, case)
    agree_to_case(world.mina, mina)
    words = TaskWords(TaskKind.VISIT.value, "canarynote")
    new = NewTask(words, date(2026, 12, 1))
    task = add_task(by=world.mina.actor, opened=mina, new=new)
    told = {"to": str(world.vida.member.pk), "title": "Canaryerrand", "reach": "Canaryreach"}
    world.mina.client.post(f"/cases/{case.code}/tasks/{task.pk}/brief/", told)
    brief = Brief.objects.get(task=task)
    seen = world.vida.client.get(f"/briefs/{brief.pk}/").content.decode()
    assert "Canaryerrand" in seen
    assert "Canaryreach" in seen
    report = {"done": "yes", "text": "Canaryreport"}
    world.vida.client.post(f"/briefs/{brief.pk}/report/", report)
    where = f"/cases/{case.code}/briefs/{brief.pk}/"
    assert "Canaryreport" in world.mina.client.get(where).content.decode()


def begin_a_procedure(world: World, case: Case) -> None:
    """A legal procedure with a day of one's own and a stopped clock."""
    where = f"/cases/{case.code}/procedures/"
    world.mina.client.post(f"{where}begin/", {"which": "us:US"})
    one = f"{where}{Procedure.objects.get(case=case).pk}/"
    own = {"version": 1, "title": "canarynote", "on": "2026-12-01", "source": "Canaryland"}
    world.mina.client.post(f"{one}day/", own)
    stop = {"version": 2, "since": "2026-11-01", "reason": "canaryreason"}
    world.mina.client.post(f"{one}stop/", stop)
    assert "Canaryland" in world.mina.client.get(where).content.decode()
    assert Procedure.objects.get(case=case).version == 3


def spellings(word: str) -> list[bytes]:
    """A word as it may lie somewhere: raw, escaped, hex, base64 at each alignment, UTF-16."""
    raw = word.encode()
    hexed = [raw.hex().encode(), raw.hex().upper().encode()]
    wide = [word.encode("utf-16-le"), word.encode("utf-16-be")]
    escaped = [json.dumps(word)[1:-1].encode()]
    return [raw, *hexed, *wide, *escaped, *_base64(raw)]


def _base64(raw: bytes) -> Iterator[bytes]:
    """The base64 of what surely stands inside, whatever comes before it."""
    for before in range(3):
        coded = base64.b64encode(b"\0" * before + raw)
        yield coded[(0, 2, 3)[before] : len(coded) // 4 * 4 - 4]


@dataclass
class Loot:
    """What the thief holds."""

    contents: dict[str, bytes]
    keys: set[bytes]
    blobs: list[Any]

    @classmethod
    def taken(cls, log: str) -> "Loot":
        """Carry everything off."""
        contents = {f"file {path.name}": path.read_bytes() for path in _files()}
        contents |= dict(_cells())
        contents["log"] = log.encode()
        contents |= {
            f"{name} unpacked": text
            for name, content in contents.items()
            for text in _unpacked(content)
        }
        return cls(contents, set(_keys(contents)), list(_rows()))

    def opens(self, row: Any) -> bool:
        """Whether any key opens this row, each tried in every part a key can play."""
        return any(_opens(key, row) for key in self.keys)


def _files() -> list[Path]:
    return [path for path in Path(settings.DATA_DIR).rglob("*") if path.is_file()]


def _cells() -> Iterator[tuple[str, bytes]]:
    for model in apps.get_models():
        for number, row in enumerate(model._default_manager.values_list()):
            for column, value in zip(model._meta.concrete_fields, row, strict=True):
                yield f"{model._meta.label}.{column.name} {number}", _bytes(value)


def _bytes(value: Any) -> bytes:
    if isinstance(value, bytes | memoryview):
        return bytes(value)
    if isinstance(value, UUID):
        return value.bytes
    return json.dumps(value, default=str, ensure_ascii=False).encode()


def _unpacked(content: bytes) -> Iterator[bytes]:
    for unpack in (zlib.decompress, gzip.decompress, bz2.decompress, _b64decode):
        try:
            yield unpack(content)
        except (OSError, ValueError, EOFError, zlib.error):
            continue


def _b64decode(content: bytes) -> bytes:
    return base64.b64decode(content.strip(b'"').split(b":")[0], validate=True)


def _keys(contents: dict[str, bytes]) -> Iterator[bytes]:
    """Whatever has 32 bytes, in files, in columns, in sessions; and what grows from it."""
    for name, content in contents.items():
        if len(content) == 32:
            yield content
        if name.startswith("file") and len(content) < 4096:
            yield from (content[at : at + 32] for at in range(0, len(content) - 31, 32))
    for value in _session_values():
        try:
            raw = base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            continue
        yield from (raw[at : at + 32] for at in range(max(1, len(raw) - 31)) if len(raw) >= 32)


def _session_values() -> Iterator[str]:
    for data in Session.objects.values_list("session_data", flat=True):
        for value in SessionStore().decode(data).values():
            yield from [value] if isinstance(value, str) else []


def _rows() -> Iterator[Any]:
    for model in apps.get_models():
        if issubclass(model, Grant | RecoveryWrap | ParentWrap | Content | KeySlot | ImportRun):
            yield from model._default_manager.all()


def _opens(key: bytes, row: Any) -> bool:
    grown = [key, derive(key, "homeward personal key"), derive(key, "homeward slot key")]
    tried = itertools.chain(_attempts(key, row), *(_symmetric(one, row) for one in grown))
    for attempt in tried:
        try:
            attempt()
        except (SealError, ValueError):
            continue
        return True
    return False


def _attempts(key: bytes, row: models.Model) -> Iterator[Any]:
    """The key as a person's seed, as the organisation's, and as a generated secret."""
    if isinstance(row, Grant):
        bound = grant_place(row.user_id, row.content_object_id, row.epoch)
        yield lambda: KeyPair(key).open(row.sealed_key, bound)
    if isinstance(row, RecoveryWrap):
        at = recovery_place(row.compartment_id, row.epoch)
        yield lambda: KeyPair(key).open(row.sealed_key, at)
        yield lambda: KeyPair(derive(key, "homeward recovery")).open(row.sealed_key, at)
    if isinstance(row, KeySlot):
        pepper = settings.KEYS.secret("pepper")
        guess = from_generated(key.hex(), bytes(row.salt), pepper)
        yield lambda: SymmetricKey(guess.slot_key).open_key(row.sealed_seed, _slot_place(row))


def _symmetric(key: bytes, row: models.Model) -> Iterator[Any]:
    """The key as a record key, a personal key, a slot key."""
    if isinstance(row, Content):
        record = RecordKey(key, row.compartment_id, row.epoch)
        yield lambda: record.open_field(row.field, row.row, row.version, row.sealed)
    if isinstance(row, ParentWrap):
        outer = getattr(row.compartment, f"{row.compartment.parent_field}_id")
        inner = parent_place(row.compartment_id, row.epoch, outer, row.parent_epoch)
        yield lambda: SymmetricKey(key).open_key(bytes(row.sealed_key), inner)
    if isinstance(row, Grant) and isinstance(row.cached_key, Sealed):
        at = place(
            "grant.cached_key", row.user_id, row.content_object_id, row.epoch, row.key_serial
        )
        yield lambda: SymmetricKey(key).open_key(row.cached_key, at)
    if isinstance(row, KeySlot):
        yield lambda: SymmetricKey(key).open_key(row.sealed_seed, _slot_place(row))


def _slot_place(row: KeySlot) -> bytes:
    return place("slot.seed", row.pk, row.key.member_id, row.key.serial, 0)


def registrar_is(seed: bytes) -> bool:
    """Whether a seed is the registrar's: then certificates could be forged."""
    return Registrar(seed).public == settings.KEYS.public("registrar.pub")
