"""Pictures and PDF pages as the confined child draws them, and copies that lost their metadata."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from threading import BoundedSemaphore

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from PIL import Image

from cases.sealed_files.flat_pdf import flat_pdf
from cases.sealed_files.recognising import FileType
from cases.spreadsheets.confined import ConfinedError, Limits, run_confined

_WORK = "cases.sealed_files.drawing:draw"
_ASKED, _DRAWN = 8, 12
PREVIEW_SIDE, COPY_SIDE, PAGE_SIDE = 1400, 3600, 2000  # pixels
MOST_PAGES = 60  # of a PDF that is copied
_LIMITS = Limits(seconds=20, wall=30.0, memory=1 << 30, answer=_DRAWN + COPY_SIDE * COPY_SIDE * 3)
_AT_ONCE = BoundedSemaphore(2)  # children a process keeps at the same time; the others wait
_QUALITY = 88
REASONS: dict[str, str | Promise] = {
    "kind": _("A copy without hidden details can be made of pictures and PDF files alone."),
    "broken": _("This file could not be drawn. It may be damaged, locked or very large."),
    "altered": _("This file was changed or damaged on the disk, so it is not opened."),
    "pages": _("This PDF has too many pages for a copy. Split it into shorter ones."),
}


class NotDrawn(Exception):
    """There is no picture of this file; as text, the reason."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    def __str__(self) -> str:
        return str(REASONS[self.code])


@dataclass(frozen=True, repr=False)
class Drawn:
    """The pixels of one page, and how many pages there are."""

    pages: int
    width: int
    height: int
    pixels: bytes

    def __repr__(self) -> str:
        return "[sealed]"

    def jpeg(self) -> bytes:
        """The page as a JPEG that holds nothing but the picture."""
        image = Image.frombytes("RGB", (self.width, self.height), self.pixels)
        written = BytesIO()
        image.save(written, "JPEG", quality=_QUALITY, optimize=True)
        return written.getvalue()


def draw(file: bytes, *, page: int = 0, side: int = PREVIEW_SIDE) -> Drawn:
    """One page of a picture or PDF, drawn in the confined child.

    :param page: counted from 0
    :param side: the longest side, in pixels
    :raises NotDrawn: when the child gave no picture
    """
    asked = page.to_bytes(4, "big") + side.to_bytes(4, "big")
    try:
        with _AT_ONCE:
            answer = run_confined(_WORK, asked + file, limits=_LIMITS)
    except ConfinedError as error:
        raise NotDrawn("broken") from error
    return _checked(answer)


def _checked(answer: bytes) -> Drawn:
    """The child's answer is trusted no more than the file: pixels, as many as it says, or nothing.

    :raises NotDrawn: for anything else
    """
    pages, width, height = (int.from_bytes(answer[at : at + 4], "big") for at in (0, 4, 8))
    pixels = answer[_DRAWN:]
    sound = 0 < width <= COPY_SIDE and 0 < height <= COPY_SIDE and 0 < pages < 100_000
    if not sound or len(pixels) != width * height * 3:
        raise NotDrawn("broken")
    return Drawn(pages, width, height, pixels)


def clean_copy(file: bytes, kind: str) -> tuple[str, bytes]:
    """A copy without metadata, hidden layers, earlier versions and code: what can be seen alone.

    :param kind: its type, as :func:`cases.sealed_files.recognising.recognise` told it
    :returns: how its name ends, and the copy
    :raises NotDrawn: when there is none
    """
    if kind == FileType.PDF:
        return "pdf", flat_pdf(_pages(file))
    if kind not in {one.value for one in _PICTURES}:
        raise NotDrawn("kind")
    return "jpg", draw(file, side=COPY_SIDE).jpeg()


_PICTURES = (
    *(FileType.JPEG, FileType.PNG, FileType.GIF),
    *(FileType.WEBP, FileType.TIFF, FileType.BMP),
)


def _pages(file: bytes) -> Iterator[tuple[int, int, bytes]]:
    number, pages = 0, 1
    while number < pages:
        drawn = draw(file, page=number, side=PAGE_SIDE)
        pages, number = drawn.pages, number + 1
        if pages > MOST_PAGES:
            raise NotDrawn("pages")
        yield drawn.width, drawn.height, drawn.jpeg()
