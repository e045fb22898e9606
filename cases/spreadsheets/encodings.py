"""Turn the bytes of a CSV file into text: UTF-8, UTF-16, Windows-1256, Windows-1252.

Marks first (Unicode, section 23.8), then the pattern of zero bytes, then strict UTF-8, then the
two Windows pages told apart by how their letters stand beside each other.
"""

import codecs
import re

from cases.spreadsheets.limits import Refusal

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Loaded now: the confined child can open no file for a codec later.
for _name in ("utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "cp1252", "cp1256"):
    codecs.lookup(_name)

# Scripts an unmarked UTF-16 file is believed in: up to Arabic, punctuation, presentation forms.
EXPECTED = re.compile("[\t\n\r -\u06ff\u2000-\u206f\ufb50-\ufdff\ufe70-\ufefc]")
CONTROLS = re.compile("[\x00-\x08\x0e-\x1f]")


def _high(wanted: str) -> bytes:
    """The bytes from 128 up that mean an Arabic letter (or: another letter) in page 1256."""
    arabic = re.compile("[\u0621-\u06ff]")
    chosen = []
    for byte in range(0x80, 0x100):
        there = bytes([byte]).decode("cp1256")
        here = bytes([byte]).decode("cp1252", "replace")
        if there != here and (arabic.match(there) if wanted == "arabic" else here.isalpha()):
            chosen.append(byte)
    return re.escape(bytes(chosen))


ARABIC_PAIR = re.compile(b"[" + (_arabic := _high("arabic")) + b"](?=[" + _arabic + b"])")
LATIN_PAIR = re.compile(
    b"(?<=[A-Za-z])[" + (_latin := _high("latin")) + b"]|[" + _latin + b"](?=[A-Za-z])"
)


def decoded(data: bytes) -> tuple[str, str]:
    """Give the text and the name of its encoding.

    Raises Refusal("binary") for what is no text, Refusal("encoding") for text that is cut or
    broken in the encoding it declares.
    """
    for mark, name in MARKS:
        if data.startswith(mark):
            return checked(strictly(data[len(mark) :], name.removesuffix("-sig"))), name
    if b"\0" in data:
        return unmarked_utf16(data)
    try:
        return checked(data.decode("utf-8")), "utf-8"
    except UnicodeDecodeError:
        return windows(data)


def strictly(data: bytes, name: str) -> str:
    """Decode, or refuse."""
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        raise Refusal("encoding") from None


def checked(text: str) -> str:
    """Give the text back unless it holds a NUL, which no spreadsheet program writes."""
    if "\0" in text:
        raise Refusal("binary")
    return text


def unmarked_utf16(data: bytes) -> tuple[str, str]:
    """Decode UTF-16 without a mark: the zero bytes of ASCII letters show which way round."""
    even, odd = data[::2].count(0), data[1::2].count(0)
    name = "utf-16-le" if odd > even else "utf-16-be"
    try:
        text = checked(data.decode(name))
    except UnicodeDecodeError:
        raise Refusal("binary") from None
    # A NUL in other text gives far-away signs; a table is written in the scripts we know.
    if len(EXPECTED.findall(text)) < 0.7 * len(text):
        raise Refusal("binary")
    return text, name


def windows(data: bytes) -> tuple[str, str]:
    """Tell Windows-1256 from -1252: Arabic letters stand together, accents among plain letters."""
    arabic, latin = len(ARABIC_PAIR.findall(data)), len(LATIN_PAIR.findall(data))
    for name in ("cp1256",) if arabic > latin else ("cp1252", "cp1256"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:  # five bytes mean nothing in page 1252
            continue
        if CONTROLS.search(text):
            raise Refusal("binary")
        return text, "windows-" + name[2:]
    raise Refusal("encoding")
