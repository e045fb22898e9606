"""Papers of the demo's people: an identity card and a letter, drawn here, about nobody."""

from collections.abc import Mapping
from functools import cache
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from accounts import blobs
from accounts.gate import Actor
from cases.actions.documents import add_document
from cases.models import Case
from cases.sealed_files.flat_pdf import flat_pdf
from cases.sealed_files.papers import FileFacts, FileKind, FileWords
from vault.compartments import Opened

_PAPER, _INK, _PALE = (250, 247, 240), (40, 44, 48), (176, 184, 188)
_CARD = {
    "en": ("Identity card, front", "photo-of-card.jpg", "The original is with the cousin."),
    "fa": ("کارت شناسایی، روی کارت", "عکس-کارت.jpg", "اصل کارت نزد بستگان است."),
}
_LETTER = {
    "en": ("Decision of the authority", "decision-scan.pdf", "Came by post; the day is on page 1."),
    "fa": ("رأی اداره", "اسکن-رأی.pdf", "با پست آمد؛ تاریخ در صفحهٔ ۱ است."),
}


def write_documents(opened: Opened[Case], *, by: Actor, language: str) -> None:
    """Give a case a photograph of a card and a letter of two pages."""
    card = {"type": "jpeg", "name": _CARD[language][1]}
    _write(opened, by, _card(), _CARD[language], FileKind.IDENTITY, card)
    letter = {"type": "pdf", "pages": 2, "name": _LETTER[language][1]}
    _write(opened, by, _letter(), _LETTER[language], FileKind.AUTHORITY, letter)


def _write(
    opened: Opened[Case],
    by: Actor,
    content: bytes,
    said: tuple[str, str, str],
    kind: FileKind,
    known: Mapping[str, Any],
) -> None:
    words = FileWords(title=said[0], kind=kind.value, note=said[2])
    facts = FileFacts.of(blobs.arrived([content]), by=str(by.pk), **known)
    add_document(by=by, opened=opened, words=words, facts=facts)


def _jpeg(image: Image.Image) -> bytes:
    written = BytesIO()
    image.save(written, "JPEG", quality=70)
    return written.getvalue()


@cache
def _card() -> bytes:
    image = Image.new("RGB", (860, 540), (214, 226, 226))
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((10, 10, 850, 530), 28, outline=(14, 90, 90), width=6)
    pen.text((50, 40), "SPECIMEN", (14, 90, 90), ImageFont.load_default(48))
    pen.rectangle((50, 140, 270, 420), _PALE)
    pen.ellipse((110, 180, 210, 290), _PAPER)
    pen.pieslice((80, 300, 240, 520), 180, 360, _PAPER)
    for line in range(5):
        pen.rectangle((310, 150 + 56 * line, 560 + 40 * (line % 3), 174 + 56 * line), _PALE)
    return _jpeg(image)


@cache
def _letter() -> bytes:
    pages = [_page(number) for number in (1, 2)]
    return flat_pdf((page.width, page.height, _jpeg(page)) for page in pages)


def _page(number: int) -> Image.Image:
    image = Image.new("RGB", (1000, 1414), _PAPER)
    pen = ImageDraw.Draw(image)
    pen.text((90, 80), f"SPECIMEN · {number} / 2", _INK, ImageFont.load_default(40))
    for line in range(22):
        end = 900 if (line + number) % 6 else 560
        pen.rectangle((90, 220 + 50 * line, end, 236 + 50 * line), _PALE)
    pen.ellipse((700, 1180, 880, 1360), outline=(14, 90, 90), width=6)
    return image
