"""Uploads: from members only, and never on a disk in the clear.

Django reads an upload before any view runs, and past 2.5 MB it would write a temporary file, also
for a stranger. This handler replaces Django's own. A document is sealed on its way to the disk; any
other file stays in memory. A stranger's file is passed over unread, while the text sent beside it
is read as ever: it may be somebody's whose session has just ended.
"""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.http import HttpRequest

from accounts.blobs import Arriving, Blob, discard

MOST_BYTES = 20 * 1024 * 1024  # of a file that stays in memory
DOCUMENTS = "documents"  # the field whose files are sealed as they arrive
MOST_SEALED_BYTES = 100 * 1024 * 1024  # of one document
MOST_SEALED_AT_ONCE = 10 * MOST_SEALED_BYTES  # of all documents of one form
_BESIDE = 5 * 1024 * 1024  # the form's own fields


class SealedUpload(UploadedFile):  # type: ignore[type-arg]
    """A document that arrived. Nobody keeps it: then it is gone when the request ends.

    ``blob`` is None when the file was larger than :data:`MOST_SEALED_BYTES`.
    """

    def __init__(self, name: str | None, size: int, blob: Blob | None) -> None:
        super().__init__(file=None, name=name or "", size=size)
        self.blob = blob
        self._kept = False

    def __repr__(self) -> str:
        return "[sealed]"

    @property
    def is_kept(self) -> bool:
        """Whether somebody kept it."""
        return self._kept

    def keep(self) -> None:
        """The key of the blob is kept in a record now, so the blob stays."""
        self._kept = True

    def close(self) -> None:
        """The request ends: discard what nobody kept."""
        if self.blob is not None and not self._kept:
            discard(self.blob.name)


class SealingUploadHandler(FileUploadHandler):
    """Seals documents piece by piece; keeps other files in memory; drops a stranger's unread."""

    _arriving: Arriving | None = None

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *_: Any) -> None:  # noqa: N803
        """Note how long the whole request says it is."""
        self._announced = content_length

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin one file.

        :raises StopUpload: when the request is too long to be read at all
        :raises SkipFile: for a stranger
        """
        super().new_file(*args, **kwargs)
        self._seals = self.field_name == DOCUMENTS
        if self._announced > (MOST_SEALED_AT_ONCE if self._seals else MOST_BYTES) + _BESIDE:
            raise StopUpload(connection_reset=True)
        if self.request is None or self.request.session.get("member") is None:
            raise SkipFile
        self._file = BytesIO()
        self._arriving = Arriving() if self._seals else None

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Take a piece; past the most there may be nothing is kept, and the size says why."""
        if self._seals:
            self._seal(raw_data, start + len(raw_data))
        elif start + len(raw_data) > MOST_BYTES:
            self._file = BytesIO()
        elif self._file.tell() == start:
            self._file.write(raw_data)
        return None

    def _seal(self, piece: bytes, end: int) -> None:
        if self._arriving is None:
            return
        if end <= MOST_SEALED_BYTES:
            self._arriving.write(piece)
        else:
            self._arriving.discard()
            self._arriving = None

    def drop(self) -> None:
        """Throw away a document that has not arrived whole."""
        if self._arriving is not None:
            self._arriving.discard()

    def file_complete(self, file_size: int) -> "UploadedFile[Any]":
        """The file, sealed or in memory; empty when ``size`` is more than there may be."""
        if self._seals:
            arriving, self._arriving = self._arriving, None
            blob = arriving.end() if arriving else None
            return SealedUpload(self.file_name, file_size, blob)
        self._file.seek(0)
        return InMemoryUploadedFile(
            file=self._file,
            field_name=self.field_name,
            name="upload",
            content_type="application/octet-stream",
            size=file_size,
            charset=None,
        )


def drop_unfinished(request: HttpRequest) -> None:
    """Throw away what a sender who hung up half way has sent, when the request is over."""
    for handler in getattr(request, "_upload_handlers", ()):
        if isinstance(handler, SealingUploadHandler):
            handler.drop()
