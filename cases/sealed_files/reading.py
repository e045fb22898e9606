"""Documents as they are read: a page of fifty, newest first, and one with all its versions."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from cases.documents import UnknownFormat
from cases.models import Case, SealedFile
from cases.reading import CasePage
from cases.sealed_files.papers import FileFacts, FileWords
from cases.sealed_files.pictures import NotDrawn, clean_copy
from vault.asking import Asked, number_slot, uuid_slot
from vault.compartments import Opened, Place
from vault.suites import SealError

PAGE = 50


@dataclass(repr=False)
class Entry:
    """A document in the list. ``words`` or ``facts`` is None where they do not open any more."""

    row: SealedFile
    words: FileWords | None = None
    facts: FileFacts | None = None
    author: str = ""

    def __repr__(self) -> str:
        return "[sealed]"


@dataclass(frozen=True, repr=False)
class Version:
    """One version of a document."""

    number: int
    facts: FileFacts
    by: str

    def __repr__(self) -> str:
        return "[sealed]"


@dataclass(frozen=True, repr=False)
class DocumentPage:
    """A page of documents, not yet opened; ``older`` is the one the next page goes on from."""

    rows: list[SealedFile]
    older: UUID | None

    @property
    def places(self) -> list[Place]:
        """Where the words and the facts of each are kept."""
        return [place for row in self.rows for place in _places(row)]

    @property
    def shown(self) -> list[str]:
        """Ids, for the audit row."""
        return [str(row.pk) for row in self.rows]


def _places(row: SealedFile) -> tuple[Place, Place]:
    return ("file.words", row.pk, row.words_version), ("file.facts", row.pk, row.version)


_COLUMNS = ("pk", "number", "version", "words_version", "on", "author_id")
_LISTED = Asked(
    lambda: (
        SealedFile.objects.filter(case_id=uuid_slot(0), number__lt=number_slot(1))
        .order_by("-number")
        .values_list(*_COLUMNS)[: PAGE + 1]
    )
)


def list_documents(case: Case, after: UUID | None = None) -> DocumentPage:
    """The newest documents of a case, or those older than ``after``."""
    below = after and case.sealedfiles.filter(pk=after).values_list("number", flat=True).first()
    rows = _LISTED.rows(case.pk, below or case.last_number + 1)
    found = [SealedFile(**dict(zip(_COLUMNS, row, strict=True))) for row in rows]
    return DocumentPage(found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None)


def fill(documents: DocumentPage, page: CasePage) -> list[Entry]:
    """The documents with their opened words.

    :param page: the case, read with the places of these documents
    """
    names = page.names({str(row.author_id) for row in documents.rows})
    return [_entry(row, page, names[str(row.author_id)]) for row in documents.rows]


def _entry(row: SealedFile, page: CasePage, author: str) -> Entry:
    words, facts = (page.found.get(place) for place in _places(row))
    try:
        opened = words and FileWords.load(words), facts and FileFacts.load(facts)
    except UnknownFormat:
        opened = None, None
    return Entry(row, opened[0] or None, opened[1] or None, author)


def words_of(opened: Opened[Case], row: SealedFile) -> FileWords:
    """What a document is called now.

    :raises SealError: when it does not open
    """
    return FileWords.load(opened.read(*_places(row)[0]))


def facts_of_version(opened: Opened[Case], row: SealedFile, version: int) -> FileFacts:
    """The facts of one version of a document.

    :raises SealError: when there is no such version, or it does not open
    """
    return FileFacts.load(opened.read("file.facts", row.pk, version))


def read_versions(opened: Opened[Case], row: SealedFile, page: CasePage) -> list[Version]:
    """All versions of a document, newest first."""
    texts = sorted(opened.read_rows("file.facts", [row.pk]).items(), reverse=True)
    found = [(number, FileFacts.load(text)) for (_row, number), text in texts]
    names = page.names({facts.by for _number, facts in found})
    return [Version(number, facts, names.get(facts.by, "")) for number, facts in found]


def leaving_copy(
    opened: Opened[Case], row: SealedFile, version: int | None = None
) -> tuple[str, bytes]:
    """A copy of a document that may leave the case: what can be seen on it, and nothing else.

    Whoever sends it has asked for the consent; this only makes the copy.

    :param version: the newest, if none is named
    :returns: a neutral name (the file's own may tell of somebody), and the copy
    :raises SealError: when there is no such version
    :raises NotDrawn: when no copy can be made of this kind of file
    """
    facts = facts_of_version(opened, row, version or row.version)
    ending, copy = clean_copy(whole(facts), facts.type)
    return f"document.{ending}", copy


def whole(facts: FileFacts) -> bytes:
    """The file of these facts, all of it, to be drawn.

    :raises NotDrawn: when it is not as it was sealed
    """
    try:
        return facts.sealed_file.whole()
    except SealError:
        raise NotDrawn("altered") from None


def missing(versions: Sequence[Version]) -> list[int]:
    """The numbers of versions whose file the media folder has lost."""
    return [one.number for one in versions if not one.facts.sealed_file.is_there]
