"""Documents that leave with a referral: copies of what can be seen, and of nothing else."""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
"""Documents that go with a referral: copies that show what can be seen, and hide nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass
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
from accounts.actions.errors import NotNow
from cases.documents import UnknownFormat
from cases.models import Case, Referral, ReferralBundle, ReferralFile, SealedFile
from cases.papers import Category
from cases.referring.papers import Line
from cases.sealed_files.papers import FileWords
from cases.sealed_files.pictures import NotDrawn
from cases.sealed_files.reading import leaving_copy
from vault.binding import place
from vault.compartments import Opened
from vault.suites import SealError
from vault.symmetric import RecordKey

MOST_FILES, MOST_BYTES = 5, 10 * 1024 * 1024
MARK = "file:"


@dataclass(frozen=True, repr=False)
class Copy:
    """A copy, ready to be sealed. ``of`` is the line it belongs to."""

    of: str
    ending: str
    whole: bytes

    def __repr__(self) -> str:
        return "[sealed]"


def reference(file: UUID, version: int) -> str:
    """How a draft names one version of a document."""
    return f"{MARK}{file}:{version}"


def _parts(named: str) -> tuple[UUID, int]:
    _mark, file, version = named.split(":")
    return UUID(file), int(version)


def documents_of(opened: Opened[Case]) -> list[tuple[str, str]]:
    """The newest documents of a case: how a draft names each, and what it is called."""
    rows = list(opened.record.sealedfiles.order_by("-number")[:50])
    found = opened.read_many([("file.words", row.pk, row.words_version) for row in rows])
    titles = [_title(found.get(("file.words", row.pk, row.words_version))) for row in rows]
    named = [reference(row.pk, row.version) for row in rows]
    return [one for one in zip(named, titles, strict=True) if one[1]]


def _title(text: bytes | None) -> str:
    try:
        return FileWords.load(text).title if text else ""
    except UnknownFormat:
        return ""


def file_lines(opened: Opened[Case], named: Iterable[str]) -> tuple[Line, ...]:
    """The lines of these documents, each by what it is called now."""
    parts = {one: _parts(one) for one in named}
    rows = {row.pk: row for row in _rows(opened, parts.values())}
    places = {pk: ("file.words", pk, row.words_version) for pk, row in rows.items()}
    found = opened.read_many(places.values())
    titles = {pk: _title(found.get(at)) for pk, at in places.items()}
    code = str(Category.DOCUMENTS.value)
    lines = ((one, titles.get(pk, "")) for one, (pk, _version) in parts.items())
    return tuple(Line(code, one, title) for one, title in lines if title)


def _rows(opened: Opened[Case], parts: Iterable[tuple[UUID, int]]) -> Iterable[SealedFile]:
    return opened.record.sealedfiles.filter(pk__in=[pk for pk, _version in parts])


def copies(opened: Opened[Case], named: Iterable[str]) -> list[Copy]:
    """Copies of these documents, without metadata, hidden layers, earlier versions and code.

    It takes a while, so it is done before any lock.

    :raises NotNow: when there is none of one of them, or they are too many or too large
    """
    wanted = list(named)
    rows = {row.pk: row for row in _rows(opened, map(_parts, wanted))}
    try:
        made = [_copy(opened, rows[_parts(one)[0]], one) for one in wanted]
    except (KeyError, SealError):
        raise NotNow(
            _("A document of this referral is not there any more. Choose again.")
        ) from None
    except NotDrawn as why:
        raise NotNow(str(why)) from None
    if len(made) > MOST_FILES or sum(len(one.whole) for one in made) > MOST_BYTES:
        raise NotNow(_("At most five documents and 10 MB of copies leave with one referral."))
    return made


def _copy(opened: Opened[Case], row: SealedFile, named: str) -> Copy:
    name, whole = leaving_copy(opened, row, _parts(named)[1])
    return Copy(named, name.rpartition(".")[2], whole)


def file_place(referral: Referral, number: int, at: int) -> bytes:
    """Where a sealed copy belongs.

    :param number: of the hand-over
    :param at: which of its copies
    """
    return place("bundle.file", referral.pk, referral.pk, number, at)


def put_copies(bundle: ReferralBundle, key: RecordKey, made: Iterable[Copy]) -> None:
    """Seal copies into a new bundle, in their order."""
    for at, one in enumerate(made, 1):
        bound = file_place(bundle.referral, key.epoch, at)
        whole = one.ending.encode() + b":" + one.whole
        ReferralFile.objects.create(bundle=bundle, number=at, sealed=key.seal_file(whole, bound))


def open_copy(referral: Referral, key: RecordKey, at: int) -> tuple[str, bytes] | None:
    """One copy of a live bundle: how its name ends, and the copy; None where there is none."""
    found = ReferralFile.objects.filter(bundle__referral=referral, number=at).first()
    if found is None:
        return None
    try:
        whole = key.open_file(bytes(found.sealed), file_place(referral, key.epoch, at))
    except SealError:  # of a newer link
        return None
    ending, _colon, copy = whole.partition(b":")
    return ending.decode(), copy
