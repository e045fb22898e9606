"""What a file is, told by its content and never by its name (the first bytes, as in file(1))."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FileType(TextChoices):
    """The types that are told apart."""

    JPEG = "jpeg", _("picture (JPEG)")
    PNG = "png", _("picture (PNG)")
    GIF = "gif", _("picture (GIF)")
    WEBP = "webp", _("picture (WebP)")
    TIFF = "tiff", _("picture (TIFF)")
    BMP = "bmp", _("picture (BMP)")
    HEIF = "heif", _("picture (HEIF)")
    PDF = "pdf", _("PDF")
    SOUND = "sound", _("sound recording")
    VIDEO = "video", _("video")
    TEXT = "text", _("plain text")
    WORD = "word", _("text document")
    SHEET = "sheet", _("spreadsheet")
    SLIDES = "slides", _("presentation")
    OLD_OFFICE = "old_office", _("old office file")
    RICH_TEXT = "rich_text", _("rich text")
    ARCHIVE = "archive", _("packed files")
    WEB_PAGE = "web_page", _("web page or drawing with code")
    PROGRAM = "program", _("program or script")
    UNKNOWN = "unknown", _("unknown kind of file")


#: what the confined child draws
DRAWN = frozenset(
    {FileType.JPEG, FileType.PNG, FileType.GIF, FileType.WEBP, FileType.TIFF, FileType.BMP}
    | {FileType.PDF}
)
#: what the confined child looks through before it is kept
EXAMINED = frozenset({FileType.PDF, FileType.ARCHIVE, FileType.OLD_OFFICE, FileType.RICH_TEXT})

_STARTS: tuple[tuple[bytes, FileType], ...] = (
    (b"\xff\xd8\xff", FileType.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileType.PNG),
    (b"GIF87a", FileType.GIF),
    (b"GIF89a", FileType.GIF),
    (b"II*\0", FileType.TIFF),
    (b"MM\0*", FileType.TIFF),
    (b"{\\rtf", FileType.RICH_TEXT),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileType.OLD_OFFICE),
    (b"PK\x03\x04", FileType.ARCHIVE),
    (b"PK\x05\x06", FileType.ARCHIVE),
    (b"Rar!\x1a\x07", FileType.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", FileType.ARCHIVE),
    (b"\x1f\x8b", FileType.ARCHIVE),
    (b"BZh", FileType.ARCHIVE),
    (b"\xfd7zXZ\0", FileType.ARCHIVE),
    (b"MSCF", FileType.ARCHIVE),
    (b"ID3", FileType.SOUND),
    (b"OggS", FileType.SOUND),
    (b"fLaC", FileType.SOUND),
    (b"#!AMR", FileType.SOUND),
    (b"\x1aE\xdf\xa3", FileType.VIDEO),
    (b"MZ", FileType.PROGRAM),
    (b"\x7fELF", FileType.PROGRAM),
    (b"\xfe\xed\xfa", FileType.PROGRAM),
    (b"\xcf\xfa\xed\xfe", FileType.PROGRAM),
    (b"\xca\xfe\xba\xbe", FileType.PROGRAM),
    (b"L\0\0\0\x01\x14\x02\0", FileType.PROGRAM),
    (b"#!", FileType.PROGRAM),
)
_HEIF = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif", b"avis")
_MARKUP = (b"<!doctype", b"<html", b"<head", b"<body", b"<script", b"<svg", b"<?xml", b"<iframe")
_SCRIPTS = (b"<?php", b"@echo off", b"wscript.", b"powershell", b"createobject(")


def recognise(head: bytes) -> FileType:
    """The type of the file that begins with these bytes; a few thousand are enough."""
    if head[:2] == b"BM" and head[6:10] == b"\0\0\0\0":
        return FileType.BMP
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    if b"%PDF-" in head[:1024]:
        return FileType.PDF
    return _container(head) or _text(head)


def _container(head: bytes) -> FileType | None:
    """Types whose mark stands behind a length."""
    if head[:4] == b"RIFF":
        names = {b"WEBP": FileType.WEBP, b"WAVE": FileType.SOUND, b"AVI ": FileType.VIDEO}
        return names.get(head[8:12])
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        if brand in _HEIF:
            return FileType.HEIF
        return FileType.SOUND if brand in {b"M4A ", b"M4B "} else FileType.VIDEO
    if len(head) > 2 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2:
        return FileType.SOUND  # an MPEG audio frame, layer III
    return None


def _text(head: bytes) -> FileType:
    lower = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if any(mark in lower for mark in _MARKUP):
        return FileType.WEB_PAGE
    if any(mark in lower for mark in _SCRIPTS):
        return FileType.PROGRAM
    return FileType.TEXT if head and _is_text(head) else FileType.UNKNOWN


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    try:
        head[: len(head) - 3 if len(head) > 1000 else len(head)].decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > len(head) - 8 and b"\0" not in head
    return b"\0" not in head
