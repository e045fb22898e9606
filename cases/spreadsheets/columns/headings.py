"""Guess what a column holds from its heading, in English or Persian."""

import re
from collections.abc import Iterator, Sequence

from cases.spreadsheets.columns.fields import FIELDS
from cases.spreadsheets.words import folded

KNOWN = {folded(word): field.name for field in FIELDS.values() for word in field.headings}
# As in: Name (نام), or: Date of birth / تاریخ تولد.
PARTS = re.compile(r"[()\[\]/|:،,;\n\u2013\u2014]| - ")
BARE_NAME = {folded("name"), folded("نام"), folded("names"), folded("اسم")}


def guess_mapping(headers: Sequence[str]) -> dict[int, str]:
    """Give, by column index, the field each known heading names; unknown ones are left out.

    A field that takes one column gets the first that fits.
    """
    mapping: dict[int, str] = {}
    for whole in (True, False):  # an exact heading anywhere goes before a part of one
        for index, header in enumerate(headers):
            if index not in mapping and (name := field_of(header, mapping, whole=whole)):
                mapping[index] = name
    return settle_bare_names(headers, mapping)


def field_of(header: str, mapping: dict[int, str], *, whole: bool) -> str | None:
    """The first field that a heading, or a part of it, names and that is still free."""
    for word in (header,) if whole else words_of(header):
        name = KNOWN.get(folded(word))
        if name and (FIELDS[name].repeats or name not in mapping.values()):
            return name
    return None


def words_of(header: str) -> Iterator[str]:
    """The parts of a heading in two languages or with a remark, and each without its number."""
    for part in PARTS.split(header):
        yield part
        yield re.sub(r"[\d۰-۹]+\s*$", "", part)


def settle_bare_names(headers: Sequence[str], mapping: dict[int, str]) -> dict[int, str]:
    """A heading that only says "name" is the given name beside a family name, else the whole."""
    bare = [i for i, h in enumerate(headers) if folded(h) in BARE_NAME and i in mapping]
    taken = set(mapping.values())
    for index in bare[:1]:
        if mapping[index] == "full_name" and "family" in taken and "given" not in taken:
            mapping[index] = "given"
        elif mapping[index] == "given" and not taken & {"family", "full_name"}:
            mapping[index] = "full_name"
    return mapping
