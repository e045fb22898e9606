"""In the confined child: what in a file could act by itself. Imports no Django.

It says what it found and promises nothing about what it did not: whatever is not a picture, a plain
PDF, a recording or plain text is only ever downloaded, under a sentence that says so.
"""

import codecs
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

import pypdfium2

MAX_MEMBERS, MAX_UNPACKED = 20_000, 64 << 20
# A name in PDF may hide letters as #xx (ISO 32000-1, 7.3.5).
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_PDF_NAMES = {
    "script": (b"/JavaScript", b"/Rendition"),
    "launch": (b"/Launch", b"/SubmitForm", b"/ImportData"),
    "enclosed": (b"/EmbeddedFile", b"/RichMedia", b"/Filespec"),
    "form": (b"/XFA [", b"/XFA[", b"/XFA 0", b"/XFA 1", b"/XFA 2", b"/XFA 3", b"/XFA 4"),
    "locked": (b"/Encrypt",),
}
_OBJECT_STREAM = b"".join(b"(?:%c|#%x)" % (letter, letter) for letter in b"ObjStm")
_STREAM = re.compile(b"(?i:/" + _OBJECT_STREAM + rb")\b[^\0]{0,400}?stream\r?\n", re.DOTALL)
_OFFICE = (
    (b"word/", "word"),
    (b"xl/", "sheet"),
    (b"ppt/", "slides"),
)
_OPEN = {
    b"application/vnd.oasis.opendocument.text": "word",
    b"application/vnd.oasis.opendocument.spreadsheet": "sheet",
    b"application/vnd.oasis.opendocument.presentation": "slides",
}
_MACRO_PARTS = ("vbaproject.bin", "activex", "macrosheets", "basic/", "scripts/", "oleobject")
codecs.lookup("cp437")  # loaded now, for zipfile: the child can open no file for a codec later


def examine(data: bytes) -> bytes:
    """Answer with JSON: the type, where it is better known now, what could act, and the pages."""
    pages = 0
    if data[:4] in {b"PK\x03\x04", b"PK\x05\x06"}:
        kind, found = _archive(data)
    elif data[:5] == b"{\\rtf":
        kind, found = "rich_text", _rich_text(data)
    elif data[:4] == b"\xd0\xcf\x11\xe0":
        kind, found = "old_office", _old_office(data)
    elif b"%PDF-" in data[:1024]:
        kind, found, pages = "pdf", _pdf(data), _pages(data)
    else:
        kind, found = "archive", {"packed"}
    return json.dumps({"type": kind, "warnings": sorted(found), "pages": pages}).encode()


def _pages(data: bytes) -> int:
    try:
        return len(pypdfium2.PdfDocument(data))
    except pypdfium2.PdfiumError:
        return 0


def _pdf(data: bytes) -> set[str]:
    """Names of acts in the file and in its packed parts, with their escapes undone."""
    found: set[str] = set()
    for text in (data, *_object_streams(data)):
        found |= {"hidden"} if text is None else _acts(text)
    return found


def _acts(text: bytes) -> set[str]:
    if b"#" in text:
        text = _ESCAPE.sub(lambda match: bytes([int(match[1], 16)]), text)
    return {word for word, names in _PDF_NAMES.items() if any(name in text for name in names)}


def _object_streams(data: bytes) -> Iterator[bytes | None]:
    """The objects that are packed, each part unpacked; None for one that cannot be."""
    left = MAX_UNPACKED
    for match in _STREAM.finditer(data):
        try:
            text = zlib.decompressobj().decompress(data[match.end() :], left)
        except zlib.error:
            yield None
            continue
        left -= len(text)
        yield text
        if left <= 0:
            yield None
            return


def _rich_text(data: bytes) -> set[str]:
    lower = data.lower()
    return {"enclosed"} if b"\\obj" in lower or b"\\template" in lower else set()


def _old_office(data: bytes) -> set[str]:
    """Directory entries of a compound file have their names in UTF-16."""
    names = ("_VBA_PROJECT", "Macros", "VBA", "Ole10Native", "ObjectPool")
    found = any(name.encode("utf-16-le") in data for name in names)
    locked = "EncryptedPackage".encode("utf-16-le") in data
    return _marks(found, locked)


def _marks(macros: bool, locked: bool) -> set[str]:
    return {word for word, is_so in (("macros", macros), ("locked", locked)) if is_so}


def _archive(data: bytes) -> tuple[str, set[str]]:
    with zipfile.ZipFile(BytesIO(data)) as packed:
        members = packed.infolist()
        if len(members) > MAX_MEMBERS:
            return "archive", {"packed"}
        names = [one.filename.lower() for one in members]
        kind = _office_type(packed, names)
        locked = any(one.flag_bits & 1 for one in members)
    macros = any(part in name for name in names for part in _MACRO_PARTS)
    if kind is None:
        return "archive", {"packed"} | _marks(False, locked)
    return kind, _marks(macros, locked)


def _office_type(packed: zipfile.ZipFile, names: list[str]) -> str | None:
    if "[content_types].xml" in names:
        for start, kind in _OFFICE:
            if any(name.startswith(start.decode()) for name in names):
                return kind
    if "mimetype" in names:
        with packed.open("mimetype") as part:
            return _OPEN.get(part.read(200).strip())
    return None
