"""Symmetric keys: what seals fields, seeds and summaries."""

import hmac
import os
from collections import deque
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from vault import streams
from vault.binding import NAMES, pack, place, recovery_place
from vault.hybrid import seal_to
from vault.padding import pad, unpad
from vault.suites import SealError, Secret, Suite

if TYPE_CHECKING:
    from vault.certificates import Recipient

KEY_BYTES = 32
_NONCE, _TAG = 12, 16
_START = 1 + _NONCE  # where the ciphertext begins
_FORMAT = b"\x01"  # the version of the plaintext's own format
_SUITE = bytes([Suite.FIELD])
_nonces: deque[bytes] = deque()  # drawn, and not yet used
os.register_at_fork(after_in_child=_nonces.clear)  # a child must never use its parent's
_DRAWN_AT_ONCE = 256


def new_nonce() -> bytes:
    """12 random bytes from the operating system, given out once.

    They are drawn many at a time: asking the system takes half as long as sealing a note. Taking
    one is a single step, so no two threads get the same.
    """
    try:
        return _nonces.popleft()
    except IndexError:
        drawn = os.urandom(_NONCE * _DRAWN_AT_ONCE)
        _nonces.extend(drawn[at : at + _NONCE] for at in range(_NONCE, len(drawn), _NONCE))
        return drawn[:_NONCE]


def new_key() -> bytes:
    """32 random bytes from the operating system."""
    return os.urandom(KEY_BYTES)


def derive(secret: bytes, purpose: str, *, salt: bytes | None = None) -> bytes:
    """HKDF-SHA256 (RFC 5869): 32 bytes for one purpose from a strong secret."""
    return HKDF(hashes.SHA256(), KEY_BYTES, salt, purpose.encode("ascii")).derive(secret)


class SymmetricKey(Secret):
    """An AES-256-GCM key that seals under explicit additional data.

    :param raw: 32 bytes
    """

    __slots__ = ("_decrypt", "_encrypt", "_raw")

    def __init__(self, raw: bytes) -> None:
        if len(raw) != KEY_BYTES:
            raise SealError("a key has 32 bytes")
        self._raw = raw
        aead = AESGCM(raw)
        self._encrypt, self._decrypt = aead.encrypt, aead.decrypt

    def seal(self, text: bytes, bound_to: bytes) -> bytes:
        """Seal ``text`` (padded) to its place; gives suite byte, nonce, ciphertext and tag."""
        nonce = new_nonce()
        return _SUITE + nonce + self._encrypt(nonce, pad(text, _FORMAT), bound_to)

    def open(self, blob: bytes, bound_to: bytes) -> bytes:
        """Open what :meth:`seal` made for the same place.

        :raises SealError: for any other key, place, byte, suite or format
        """
        if blob[:1] != _SUITE:
            raise SealError("unknown suite")
        try:
            return unpad(self._decrypt(blob[1:_START], blob[_START:], bound_to), _FORMAT)
        except (InvalidTag, ValueError):
            raise SealError("does not open here") from None

    def seal_key(self, key: bytes, bound_to: bytes) -> bytes:
        """Seal 32 bytes without padding: 61 bytes, for keys kept in many rows."""
        nonce = os.urandom(_NONCE)
        return _SUITE + nonce + self._encrypt(nonce, key, bound_to)

    def open_key(self, blob: bytes, bound_to: bytes) -> bytes:
        """Open what :meth:`seal_key` made.

        :raises SealError: for any other key, place or byte
        """
        if len(blob) != _START + KEY_BYTES + _TAG:
            raise SealError("not a sealed key")
        if blob[:1] != _SUITE:
            raise SealError("unknown suite")
        try:
            return self._decrypt(blob[1:_START], blob[_START:], bound_to)
        except InvalidTag:
            raise SealError("does not open here") from None

    def seal_file(self, whole: bytes, bound_to: bytes) -> bytes:
        """Seal a whole file in chunks (suite STREAM), under a key derived for files alone."""
        return streams.seal_bytes(whole, self._file_key(), bound_to)

    def open_file(self, blob: bytes, bound_to: bytes) -> bytes:
        """Open it again, all or nothing.

        :raises SealError: for any other key, place or byte, and for a file cut short
        """
        return streams.open_bytes(blob, self._file_key(), bound_to)

    def _file_key(self) -> bytes:
        return derive(self._raw, "homeward file key")


class RecordKey(SymmetricKey):
    """The key of one compartment at one epoch: seals and opens its fields by place.

    :param raw: 32 bytes
    :param compartment: the id of the record
    :param epoch: the generation of this key
    """

    __slots__ = ("_id", "compartment", "epoch")

    def __init__(self, raw: bytes, compartment: UUID, epoch: int) -> None:
        super().__init__(raw)
        self.compartment = compartment
        self.epoch = epoch
        self._id = compartment.bytes

    def seal_field(self, field: str, row: UUID, version: int, text: bytes) -> bytes:
        """Seal one version of one field of one row.

        As :meth:`seal`, and the place as :func:`place`, without the calls: this runs for every
        value written.
        """
        nonce = new_nonce()
        bound_to = NAMES[field] + pack(row.int.to_bytes(16, "big"), self._id, self.epoch, version)
        return _SUITE + nonce + self._encrypt(nonce, pad(text, _FORMAT), bound_to)

    def open_field(self, field: str, row: UUID, version: int, blob: bytes) -> bytes:
        """Open it again.

        :raises SealError: when it was not sealed by this key for this very place
        """
        row_id = row.int.to_bytes(16, "big")
        return self.open(blob, NAMES[field] + pack(row_id, self._id, self.epoch, version))

    def check_value(self) -> bytes:
        """The key check value: HMAC-SHA256(key, compartment, epoch), 32 bytes."""
        bound = place("key.check", self.compartment, self.compartment, self.epoch, 0)
        return hmac.digest(self._raw, bound, sha256)

    def require(self, check_value: bytes | memoryview) -> "RecordKey":
        """Itself, when ``check_value`` is its own.

        :raises SealError: when another key's check value is given
        """
        if not hmac.compare_digest(self.check_value(), check_value):
            raise SealError("key check value differs")
        return self

    def sealed_by(self, wrap: SymmetricKey, bound_to: bytes) -> bytes:
        """This key, sealed under another symmetric key (61 bytes)."""
        return wrap.seal_key(self._raw, bound_to)

    def sealed_for(self, recipient: "Recipient") -> bytes:
        """This key, sealed to a person whose certificate was checked."""
        return recipient.sealed(self._raw, self.compartment, self.epoch)

    def sealed_for_recovery(self, public: bytes) -> bytes:
        """This key, sealed to the organisation's offline recovery key."""
        return seal_to(public, self._raw, recovery_place(self.compartment, self.epoch))
