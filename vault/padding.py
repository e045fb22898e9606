"""Padding: sizes tell little.

Lengths are rounded up with Padmé (Nikitin et al., "Reducing Metadata Leakage from Encrypted
Files and Communication with PURBs", 2019, section 4), at most 12 % more, from a floor of 256
bytes. The filling is one 0x80 byte and zeros (ISO/IEC 7816-4).
"""

from vault.suites import SealError

FLOOR = 256
_MARK = b"\x80"
# Padmé's mask for lengths of each number of bits: the exponent, less the bits of the exponent.
_MASKS = [0] * 4 + [(1 << (bits - bits.bit_length())) - 1 for bits in range(3, 64)]


def bucket(length: int) -> int:
    """The padded size, in bytes, of ``length`` bytes (``length`` included one mark byte)."""
    if length <= FLOOR:
        return FLOOR
    mask = _MASKS[length.bit_length()]
    return (length + mask) & ~mask


def pad(data: bytes, form: bytes) -> bytes:
    """One byte that names the data's format, ``data``, the mark, and zeros up to the bucket."""
    size = len(data) + 2
    if size <= FLOOR:
        return (form + data + _MARK).ljust(FLOOR, b"\x00")
    # as bucket() says, without the call: -size & mask is what is missing to the next step
    return b"".join((form, data, _MARK, bytes(-size & _MASKS[size.bit_length()])))


def unpad(data: bytes, form: bytes) -> bytes:
    """What :func:`pad` was given.

    :raises SealError: for another format, no mark, or more than zeros behind it
    """
    kept = data.rstrip(b"\x00")
    if kept[-1:] != _MARK or kept[:1] != form:
        raise SealError("not padded, or of an unknown format")
    return kept[1:-1]
