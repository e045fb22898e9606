"""Streams: files, sealed in chunks so that a large one never lies in memory whole.

Cobblestone-256 (C2SP, "cobblestone": HKDF for a key of its own, a commitment to it, then chunks of
AES-256-GCM, the last one marked), behind the suite byte. A cut, reordered or lengthened file does
not open; what was opened before the last chunk is to be used only when the end was reached.
The size of a file is not padded: whoever keeps files of telling sizes pads them first.
"""

from collections.abc import Iterable, Iterator

from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
from cryptography.exceptions import InvalidTag

from vault.suites import SealError, Secret, Suite

KEY_BYTES = 32
CHUNK = 64 * 1024  # how much the functions for whole files hand over at a time
_SUITE = bytes([Suite.STREAM])


class Sealing(Secret):
    """A file that is sealed as its pieces come in, for whoever cannot ask for them one by one.

    :param key: 32 bytes
    :param bound_to: the place of the file
    :raises SealError: for a key of another length
    """

    __slots__ = ("_begin", "_encryptor")

    def __init__(self, key: bytes, bound_to: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise SealError("a key has 32 bytes")
        self._encryptor = Cobblestone256Encryptor(key, bound_to)
        self._begin = _SUITE

    def update(self, piece: bytes) -> bytes:
        """Take the next piece; gives what is to be written now."""
        begin, self._begin = self._begin, b""
        return begin + self._encryptor.update(piece)

    def end(self) -> bytes:
        """What is to be written last; nothing can be taken after it."""
        begin, self._begin = self._begin, b""
        return begin + self._encryptor.finalize()


def seal(chunks: Iterable[bytes], key: bytes, bound_to: bytes) -> Iterator[bytes]:
    """Seal a file, piece by piece.

    :param chunks: the file, in pieces of any length
    :param key: 32 bytes, as a rule kept in the record the file belongs to
    :param bound_to: the place of the file (see :func:`vault.binding.place`)
    :returns: the sealed file, in pieces
    :raises SealError: for a key of another length
    """
    return _sealed(chunks, Sealing(key, bound_to))


def _sealed(chunks: Iterable[bytes], sealing: "Sealing") -> Iterator[bytes]:
    for chunk in chunks:
        yield sealing.update(chunk)
    yield sealing.end()


def open(chunks: Iterable[bytes], key: bytes, bound_to: bytes) -> Iterator[bytes]:
    """Open what :func:`seal` made; trust no piece before the iterator has ended.

    :raises SealError: for any other key, place or byte, and for a file cut short
    """
    if len(key) != KEY_BYTES:
        raise SealError("a key has 32 bytes")
    return _opened(chunks, Cobblestone256Decryptor(key, bound_to))


def _opened(chunks: Iterable[bytes], opening: Cobblestone256Decryptor) -> Iterator[bytes]:
    try:
        for chunk in _after_suite(chunks):
            yield opening.update(chunk)
        yield opening.finalize()
    except (InvalidTag, ValueError):
        raise SealError("does not open here") from None


def _after_suite(chunks: Iterable[bytes]) -> Iterator[bytes]:
    rest = (chunk for chunk in chunks if chunk)
    first = next(rest, b"")
    if first[:1] != _SUITE:
        raise SealError("unknown suite")
    yield first[1:]
    yield from rest


def _pieces(whole: bytes) -> Iterator[bytes]:
    view = memoryview(whole)
    return (bytes(view[at : at + CHUNK]) for at in range(0, len(view), CHUNK))


def seal_bytes(whole: bytes, key: bytes, bound_to: bytes) -> bytes:
    """Seal a file that is in memory anyway. Takes, gives and raises what :func:`seal` does."""
    return b"".join(seal(_pieces(whole), key, bound_to))


def open_bytes(blob: bytes, key: bytes, bound_to: bytes) -> bytes:
    """Open it again, all or nothing. Takes, gives and raises what :func:`open` does."""
    return b"".join(open(_pieces(blob), key, bound_to))
