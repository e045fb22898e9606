"""The sealed documents of a file: what people call it, and the facts of each version."""

from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.blobs import Blob
from cases.documents import Document
from cases.sealed_files.recognising import DRAWN, FileType
from cases.sealed_files.warnings import WARNINGS

TITLE_LIMIT, NAME_LIMIT = 200, 200  # characters


class FileKind(TextChoices):
    """What a document is, to the person it is about."""

    IDENTITY = "identity", _("identity or travel paper")
    FAMILY = "family", _("birth, marriage or family paper")
    AUTHORITY = "authority", _("letter of an authority or a court")
    HEALTH = "health", _("medical paper")
    WORK = "work", _("school, work or money")
    PICTURE = "picture", _("photograph")
    RECORDING = "recording", _("recording")
    OTHER = "other", pgettext_lazy("document", "other")


@dataclass(frozen=True, repr=False)
class FileWords(Document):
    """``file.words``: what a document is called."""

    title: str = ""
    kind: str = FileKind.OTHER.value
    note: str = ""
    at: str = ""
    by: str = ""

    @property
    def kind_label(self) -> str:
        """Its kind in words."""
        return str(FileKind(self.kind).label) if self.kind in FileKind.values else self.kind


@dataclass(frozen=True, repr=False)
class FileFacts(Document):
    """``file.facts``: one version of a document.

    :param name: the file's name, as it was given
    :param type: what its content is, a code of :class:`cases.sealed_files.recognising.FileType`
    :param warnings: what in it could act by itself, codes of :data:`cases.sealed_files.warnings`
    :param pages: how many a PDF has; 0 where nobody could count them
    :param digest: SHA-256 of the original, in hexadecimal
    :param key: opens the blob, in base64
    """

    name: str = ""
    type: str = ""
    warnings: tuple[str, ...] = ()
    pages: int = 0
    size: int = 0
    digest: str = ""
    blob: str = ""
    key: str = ""
    at: str = ""
    by: str = ""

    @classmethod
    def of(cls, blob: Blob, **more: object) -> "FileFacts":
        """The facts of a file that just arrived."""
        key = b64encode(blob.key).decode("ascii")
        kept = {"size": blob.size, "digest": blob.digest, "blob": str(blob.name), "key": key}
        return cls(**kept, **more)  # type: ignore[arg-type]

    @property
    def type_label(self) -> str:
        """Its type in words."""
        return str(FileType(self.type).label) if self.type in FileType.values else self.type

    @property
    def drawn_pages(self) -> int:
        """How many pages can be shown; 0 for a file that is only downloaded."""
        if self.type not in DRAWN:
            return 0
        return self.pages if self.type == FileType.PDF else 1

    @property
    def sentences(self) -> list[str]:
        """What in it could act by itself, in words."""
        return [str(WARNINGS.get(code, WARNINGS["unknown"])) for code in self.warnings]

    @property
    def moment(self) -> datetime | None:
        """When it arrived."""
        try:
            return datetime.fromisoformat(self.at)
        except ValueError:
            return None

    @property
    def sealed_file(self) -> Blob:
        """The file, ready to be opened."""
        return Blob(UUID(self.blob), b64decode(self.key), self.size, self.digest)
