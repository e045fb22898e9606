"""The versions of a note: who wrote each, when, and what it changed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from cases.differences import Part, differences
from cases.forms.notes import AmendForm
from cases.notes import moment_of, type_label
from cases.papers import NoteBody
from cases.reading import CasePage
from vault.compartments import Opened


@dataclass(frozen=True, repr=False)
class Version:
    """One version, and the parts of it that differ from the one before (none for the first)."""

    number: int
    body: NoteBody
    by: str
    parts: list[Part]

    @property
    def at(self) -> datetime | None:
        """The moment it was written."""
        return moment_of(self.body)

    @property
    def type_label(self) -> str:
        """What it tells of, in words."""
        return type_label(self.body)


def read_versions(opened: Opened[Any], note: UUID, page: CasePage) -> list[Version]:
    """All versions of a note, newest first."""
    texts = sorted(opened.read_rows("note.body", [note]).items())
    bodies = [(place[1], NoteBody.load(text)) for place, text in texts]
    names = page.names({body.by for _number, body in bodies})
    versions: list[Version] = []
    before: NoteBody | None = None
    for number, body in bodies:
        parts = differences(before.text, body.text) if before else []
        versions.append(Version(number, body, names.get(body.by, ""), parts))
        before = body
    return versions[::-1]


def newest(opened: Opened[Any], note: UUID, version: int) -> NoteBody:
    """One version of a note.

    :raises SealError: when it does not open
    """
    return NoteBody.load(opened.read("note.body", note, version))


def amending(opened: Opened[Any], note: Any) -> AmendForm:
    """The form that amends a note, filled with its newest version."""
    body = newest(opened, note.pk, note.version)
    return AmendForm(initial={"type": body.type, "text": body.text, "version": note.version})
