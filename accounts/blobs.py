"""Blobs: files in the media folder, each sealed under a key of its own and a random name.

A file is sealed piece by piece as it arrives, so it never lies on a disk in the clear and never in
memory whole. Its key is random and leaves with :class:`Blob`; whoever keeps the file seals that key
in a record, and a blob whose key nobody kept is noise. The size on the disk is padded (Padmé).
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO
from uuid import UUID, uuid4
from weakref import finalize

from django.conf import settings

from vault import streams
from vault.binding import place
from vault.padding import bucket
from vault.symmetric import new_key

PIECE = 64 * 1024
HEAD = 4096  # how much of a file's beginning is kept in memory, to tell its type
_ZEROS = bytes(PIECE)


@dataclass(frozen=True, repr=False)
class Blob:
    """A sealed file and what opens it.

    :param name: random, names the file in the media folder
    :param key: 32 bytes, for this file alone
    :param size: in bytes, before padding
    :param digest: SHA-256 of the file, in hexadecimal
    :param head: the first bytes of the file
    """

    name: UUID
    key: bytes
    size: int
    digest: str = ""
    head: bytes = b""

    def __repr__(self) -> str:
        return "[sealed]"

    @property
    def is_there(self) -> bool:
        """Whether the media folder still has it."""
        return path_of(self.name).is_file()

    def pieces(self) -> Iterator[bytes]:
        """The file, piece by piece; the last piece comes only when all of it proved whole.

        :raises SealError: for any other byte, and for a file cut short
        :raises FileNotFoundError: when the media folder has lost it
        """
        held = b""
        for piece in _without_padding(self._opened(), self.size):
            if held:
                yield held
            held = piece
        yield held

    def _opened(self) -> Iterator[bytes]:
        with path_of(self.name).open("rb", buffering=0) as file:
            blocks = iter(lambda: file.read(PIECE), b"")
            yield from streams.open(blocks, self.key, _bound_to(self.name))

    def whole(self) -> bytes:
        """The file at once. Raises what :meth:`pieces` does."""
        return b"".join(self.pieces())


def _without_padding(pieces: Iterator[bytes], size: int) -> Iterator[bytes]:
    left = size
    for piece in pieces:  # to the very end: only then is the file known to be whole
        if left and piece:
            yield piece[:left]
            left -= min(left, len(piece))


def _bound_to(name: UUID) -> bytes:
    return place("file.blob", name, name, 0, 1)


def folder() -> Path:
    """Where blobs lie."""
    return Path(settings.MEDIA_ROOT)


def path_of(name: UUID) -> Path:
    """Where one blob lies: 256 folders, so that none grows too long to list."""
    return folder() / name.hex[:2] / name.hex


class Arriving:
    """A file that is sealed to the disk while it arrives."""

    def __init__(self) -> None:
        self.name, self._key, self.size = uuid4(), new_key(), 0
        self._sealing = streams.Sealing(self._key, _bound_to(self.name))
        self._hash, self._head = sha256(), b""
        path = path_of(self.name)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = os.fdopen(made, "wb", buffering=0)
        self.discard = finalize(self, _drop, self._file, self.name)  # also when it is forgotten

    def __repr__(self) -> str:
        return "[sealed]"

    def write(self, piece: bytes) -> None:
        """Seal the next piece."""
        if len(self._head) < HEAD:
            self._head = (self._head + piece)[:HEAD]
        self._hash.update(piece)
        self.size += len(piece)
        self._file.write(self._sealing.update(piece))

    def end(self) -> Blob:
        """Pad and close it; afterwards it is on the disk for good, until somebody discards it."""
        left = bucket(self.size) - self.size
        while left:
            self._file.write(self._sealing.update(_ZEROS[:left]))
            left -= min(left, PIECE)
        self._file.write(self._sealing.end())
        os.fsync(self._file.fileno())
        self._file.close()
        self.discard.detach()
        return Blob(self.name, self._key, self.size, self._hash.hexdigest(), self._head)


def _drop(file: IO[bytes], name: UUID) -> None:
    """Throw away what arrived so far."""
    file.close()
    discard(name)


def arrived(pieces: Iterable[bytes]) -> Blob:
    """Seal a file whose pieces are at hand."""
    arriving = Arriving()
    for piece in pieces:
        arriving.write(piece)
    return arriving.end()


def discard(name: UUID) -> None:
    """Delete a blob; one that is gone already is no error."""
    path_of(name).unlink(missing_ok=True)


def older_than(moment: datetime) -> Iterator[UUID]:
    """The names of all blobs that were written before a moment."""
    for path in folder().glob("[0-9a-f][0-9a-f]/" + "[0-9a-f]" * 32):
        try:
            written = path.stat().st_mtime
        except FileNotFoundError:
            continue  # somebody else discarded it
        if written < moment.timestamp():
            yield UUID(path.name)
