"""Uploads: in memory only, from members only, so no file touches a disk in the clear.

Django reads an upload before any view runs, and past 2.5 MB it would write a temporary file, also
for a stranger. This handler replaces Django's own. A stranger's file is passed over unread, while
the text sent beside it is read as ever: it may be somebody's whose session has just ended.
"""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload

MOST_BYTES = 20 * 1024 * 1024
_BESIDE = 5 * 1024 * 1024  # the form's own fields


class MemoryOnlyUploadHandler(FileUploadHandler):
    """Keeps an upload in memory up to 20 MB; a stranger's is dropped unread."""

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *_: Any) -> None:  # noqa: N803
        """Note how long the whole request says it is."""
        self._announced = content_length

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin one file.

        :raises StopUpload: when the request is too long to be read at all
        :raises SkipFile: for a stranger
        """
        super().new_file(*args, **kwargs)
        if self._announced > MOST_BYTES + _BESIDE:
            raise StopUpload(connection_reset=True)
        if self.request is None or self.request.session.get("member") is None:
            raise SkipFile
        self._file = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Take a piece; past 20 MB nothing is kept, and the size says why."""
        if start + len(raw_data) > MOST_BYTES:
            self._file = BytesIO()
        elif self._file.tell() == start:
            self._file.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """The file, in memory; empty when ``size`` is more than :data:`MOST_BYTES`."""
        self._file.seek(0)
        return InMemoryUploadedFile(
            file=self._file,
            field_name=self.field_name,
            name="upload",
            content_type="application/octet-stream",
            size=file_size,
            charset=None,
        )
