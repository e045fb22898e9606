"""Notes as they are read: a page of fifty, newest first, open and restricted in one order."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F
from django.urls import reverse

from accounts.gate import Actor
from cases.documents import UnknownFormat
from cases.models import Case, Note, RestrictedNoteContent, RestrictedNoteGrant
from cases.papers import NoteBody, NoteType
from cases.reading import CasePage
from vault.asking import Asked, number_slot, uuid_slot
from vault.compartments import Opened, Place
from vault.suites import SealError
from vault.symmetric import RecordKey

PAGE = 50
_COLUMNS = ("pk", "number", "version", "on", "author_id")
_KEYS = ("key_serial", "cached_key", "sealed_key", "epoch", "content_object__key_check")


@dataclass(repr=False)
class NoteEntry:
    """A note in the list. ``body`` is None when its stored form does not open any more."""

    pk: UUID
    number: int
    version: int
    on: date
    author_pk: UUID
    restricted: bool = False
    key: RecordKey | None = None
    body: NoteBody | None = None
    author: str = ""
    url: str = ""

    def __repr__(self) -> str:
        return "[sealed]"

    @property
    def place(self) -> Place:
        """Where its latest version is kept."""
        return "note.body", self.pk, self.version

    @property
    def at(self) -> datetime | None:
        """The moment it was written."""
        return moment_of(self.body)

    @property
    def type_label(self) -> str:
        """What it tells of, in words."""
        return type_label(self.body)


def moment_of(body: NoteBody | None) -> datetime | None:
    """The moment a version was written."""
    try:
        return datetime.fromisoformat(body.at) if body else None
    except ValueError:
        return None


def type_label(body: NoteBody | None) -> str:
    """What a version tells of, in words."""
    if body is None:
        return ""
    return str(NoteType(body.type).label) if body.type in NoteType.values else body.type


@dataclass(frozen=True, repr=False)
class NotePage:
    """A page of notes, not yet opened; ``older`` is the note the next page goes on from."""

    entries: list[NoteEntry]
    older: UUID | None

    @property
    def places(self) -> list[Place]:
        """What the case's own key opens."""
        return [one.place for one in self.entries if not one.restricted]

    @property
    def shown(self) -> list[str]:
        """Ids of the notes open to the case, for the audit row of the case."""
        return [str(one.pk) for one in self.entries if not one.restricted]


def list_notes(opened: Opened[Case], actor: Actor, after: UUID | None = None) -> NotePage:
    """The newest notes, or those older than ``after``, that this member may read.

    A page goes on from a note's id, not its number: numbers would tell of notes one may not see.
    """
    case = opened.record
    below = _number_of(case, after)
    found = [*_open_to_case(case, below), *_restricted(case, actor, below)]
    found.sort(key=lambda one: -one.number)
    return NotePage(found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None)


def _number_of(case: Case, after: UUID | None) -> int:
    if after is None:
        return case.last_number + 1
    for notes in (case.notes, case.restricted_notes):
        number = notes.filter(pk=after).values_list("number", flat=True).first()
        if number is not None:
            return int(number)
    return case.last_number + 1


_OPEN = Asked(
    lambda: (
        Note.objects.filter(case_id=uuid_slot(0), number__lt=number_slot(1))
        .order_by("-number")
        .values_list(*_COLUMNS)[: PAGE + 1]
    )
)
_RESTRICTED = Asked(
    lambda: (
        RestrictedNoteGrant.objects.filter(
            user_id=uuid_slot(0),
            content_object__case_id=uuid_slot(1),
            content_object__number__lt=number_slot(2),
            epoch=F("content_object__epoch"),
        )
        .order_by("-content_object__number")
        .values_list(*(f"content_object__{name}" for name in _COLUMNS), *_KEYS)[: PAGE + 1]
    )
)


def _open_to_case(case: Case, below: int) -> list[NoteEntry]:
    return [NoteEntry(*row) for row in _OPEN.rows(case.pk, below)]


def _restricted(case: Case, actor: Actor, below: int) -> list[NoteEntry]:
    """Those that this member's key opens; no key is written back, so a page costs no write."""
    return [_restricted_entry(actor, row) for row in _RESTRICTED.rows(actor.pk, case.pk, below)]


def _restricted_entry(actor: Actor, row: Any) -> NoteEntry:
    pk, number, version, on, author_pk, *grant = row
    key = _key_of(actor, pk, *grant)
    return NoteEntry(pk, number, version, on, author_pk, restricted=True, key=key)


def _key_of(
    actor: Actor,
    note: UUID,
    serial: int,
    cached: bytes | None,
    sealed: bytes,
    epoch: int,
    check: bytes,
) -> RecordKey:
    ring = actor.keys().with_serial(serial)
    if cached is not None:
        return ring.cached_key(cached, note, epoch).require(bytes(check))
    return ring.record_key(sealed, note, epoch).require(bytes(check))


def fill(notes: NotePage, page: CasePage) -> list[NoteEntry]:
    """Give each entry its opened body, its author's name and its address.

    :param page: the case, read with the places of these notes
    """
    texts = {**page.found, **_open_restricted([one for one in notes.entries if one.restricted])}
    names = page.names({str(one.author_pk) for one in notes.entries})
    base = reverse("cases:notes", kwargs={"code": page.case.code})
    for one in notes.entries:
        one.body = _body(texts.get(one.place))
        one.author = names.get(str(one.author_pk), "")
        # One reversal a page instead of one a note.
        one.url = restricted_url(one.pk) if one.restricted else f"{base}{one.pk}/"
    return notes.entries


def note_url(code: str, note: UUID) -> str:
    """The address of a note open to the case."""
    return reverse("cases:note", kwargs={"code": code, "note": note})


def restricted_url(note: UUID) -> str:
    """The address of a restricted note."""
    return reverse("cases:restricted_note", kwargs={"pk": note})


def _open_restricted(entries: Sequence[NoteEntry]) -> dict[Place, bytes]:
    """The texts of restricted notes, each under its own key, in one query."""
    wanted = {one.place: one.key for one in entries}
    if not wanted:
        return {}
    rows = RestrictedNoteContent.objects.filter(
        field="note.body",
        compartment__in=[one.pk for one in entries],
        epoch=F("compartment__epoch"),
        version=F("compartment__version"),
    )
    opened = {}
    for field, row, version, sealed in rows.values_list("field", "row", "version", "sealed"):
        key = wanted.get((field, row, version))
        if key is not None:
            with suppress(SealError):
                opened[field, row, version] = key.open_field(field, row, version, bytes(sealed))
    return opened


def _body(text: bytes | None) -> NoteBody | None:
    try:
        return NoteBody.load(text) if text is not None else None
    except UnknownFormat:
        return None
