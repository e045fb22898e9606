"""Binding: the additional data that ties a ciphertext to its place.

A ciphertext opens only at the place it was sealed for. The place is encoded injectively:
one length byte, the frozen field id, then parts of fixed length, so no two places share
an encoding (the idea of NIST SP 800-185, section 2.3.3, ``encode_string``).
"""

from struct import Struct
from uuid import UUID

pack = Struct(">16s16sII").pack  #: the parts of fixed length: row, compartment, epoch, version


class _Names(dict[str, bytes]):
    """Field ids as they are written in a place; they are constants of the code, so few."""

    def __missing__(self, field: str) -> bytes:
        name = field.encode("ascii")
        if not 0 < len(name) < 256:
            raise ValueError("a field id has 1 to 255 ASCII characters")
        self[field] = bytes([len(name)]) + name
        return self[field]


NAMES = _Names()


def place(field: str, row: UUID, compartment: UUID, epoch: int, version: int) -> bytes:
    """Encode one place.

    :param field: the frozen id of the field (ASCII, 1 to 255 characters); it never changes,
        also when a table or a column is renamed
    :param row: the id of the row the value belongs to
    :param compartment: the id of the record whose key seals it
    :param epoch: the generation of that key (0 to 2**32 - 1)
    :param version: the version of the value (0 to 2**32 - 1)
    :returns: 1 + len(field) + 40 bytes
    :raises ValueError: for an empty or too long field id
    :raises struct.error: for a number out of range
    """
    return NAMES[field] + pack(
        row.int.to_bytes(16, "big"), compartment.int.to_bytes(16, "big"), epoch, version
    )


def grant_place(member: UUID, compartment: UUID, epoch: int) -> bytes:
    """Where a key sealed to a person belongs."""
    return place("grant.key", member, compartment, epoch, 0)


def parent_place(compartment: UUID, epoch: int, parent: UUID, parent_epoch: int) -> bytes:
    """Where a key wrapped under the key of the compartment around it belongs."""
    return place("parent.key", compartment, parent, parent_epoch, epoch)


def recovery_place(compartment: UUID, epoch: int) -> bytes:
    """Where a key sealed to the organisation's recovery key belongs."""
    return place("recovery.key", compartment, compartment, epoch, 0)
