"""Documents that leave with a referral: copies of what can be seen, and of nothing else."""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from accounts import blobs
from accounts.blobs import Blob
from cases.models import Case, SealedFile
from cases.papers import Category
from cases.referring.papers import Attached, Line
from cases.sealed_files.papers import FileFacts, FileWords
from cases.sealed_files.reading import leaving_copy
from vault.compartments import Opened

MOST = 10  # documents with one referral
_FIELD = "document"


def attachable(opened: Opened[Case]) -> list[tuple[SealedFile, str]]:
    """The documents of a case of which a copy can leave, with their titles, newest first."""
    rows = list(opened.record.sealedfiles.all())
    found = opened.read_many(
        place
        for row in rows
        for place in (
            ("file.words", row.pk, row.words_version),
            ("file.facts", row.pk, row.version),
        )
    )
    told = []
    for row in rows:
        words = found.get(("file.words", row.pk, row.words_version))
        facts = found.get(("file.facts", row.pk, row.version))
        if words and facts and FileFacts.load(facts).drawn_pages:
            told.append((row, FileWords.load(words).title))
    return told


def document_lines(opened: Opened[Case], picked: Sequence[str]) -> tuple[Line, ...]:
    """A line for each picked document: its newest version, by its title."""
    if not picked:
        return ()
    category = Category.DOCUMENTS.value
    return tuple(
        Line(category, f"{_FIELD}:{row.pk}:{row.version}", title)
        for row, title in attachable(opened)
        if str(row.pk) in picked
    )


def fields_of(lines: Iterable[Line]) -> list[str]:
    """Which documents, in which version, these lines name."""
    return [line.field for line in lines if line.field.startswith(f"{_FIELD}:")]


def attach(opened: Opened[Case], lines: Iterable[Line]) -> tuple[Attached, ...]:
    """Make the copies and seal each under a key of its own. It takes long, so nothing is locked.

    :raises NotDrawn: when one cannot be made; those made before it are thrown away
    """
    made: list[Attached] = []
    try:
        for line in lines:
            if line.field.startswith(f"{_FIELD}:"):
                made.append(_attached(opened, line, len(made) + 1))
    except Exception:
        discard(made)
        raise
    return tuple(made)


def _attached(opened: Opened[Case], line: Line, number: int) -> Attached:
    _word, pk, version = line.field.split(":")
    row = SealedFile.objects.get(pk=pk, case=opened.record)
    name, copy = leaving_copy(opened, row, int(version))
    blob = blobs.arrived([copy])
    key = b64encode(blob.key).decode("ascii")
    neutral = name.replace("document", f"document-{number}")
    return Attached(line.field, line.value, neutral, blob.size, str(blob.name), key)


def blob_of(paper: Attached) -> Blob:
    """The copy, ready to be opened."""
    return Blob(UUID(paper.blob), b64decode(paper.key), paper.size)


def discard(papers: Iterable[Attached]) -> None:
    """Throw copies away that did not leave."""
    for paper in papers:
        blobs.discard(UUID(paper.blob))


def too_many() -> str:
    """What is said when more are picked than may leave at once."""
    return _("At most ten documents can leave with one referral.")
