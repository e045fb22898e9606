"""In the confined child: a picture or a page of a PDF, as bare pixels. Imports no Django.

Nothing but pixels leaves the child, so nothing else of a file can: no metadata, no thumbnail, no
hidden layer, no text under a black bar, and no bytes that were made to harm a browser.
"""

import struct
import warnings
from io import BytesIO
from typing import Any

import pypdfium2
from PIL import Image, ImageOps

ASKED = struct.Struct(">II")  # page (counted from 0), longest side in pixels
DRAWN = struct.Struct(">III")  # pages, width, height; then the rows of red, green, blue
MAX_PIXELS = 80_000_000
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP")
_WHITE = (255, 255, 255)


def draw(data: bytes) -> bytes:
    """Answer with one page's pixels and how many pages there are."""
    page, side = ASKED.unpack_from(data)
    rest = data[ASKED.size :]
    pages, image = _page(rest, page, side) if b"%PDF-" in rest[:1024] else (1, _picture(rest, side))
    return DRAWN.pack(pages, *image.size) + image.tobytes()


def _picture(data: bytes, side: int) -> Image.Image:
    """The picture, upright, on white, in no more pixels than asked for."""
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = None
    image = Image.open(BytesIO(data), formats=_FORMATS)
    image.draft("RGB", (side, side))  # a large JPEG is read smaller from the beginning
    if image.width * image.height > MAX_PIXELS:
        raise MemoryError
    upright: Image.Image = ImageOps.exif_transpose(image)
    upright.thumbnail((side, side))
    return _on_white(upright)


def _on_white(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image.convert("RGB")
    seen = image.convert("RGBA")
    whole = Image.new("RGB", image.size, _WHITE)
    whole.paste(seen, mask=seen.getchannel("A"))
    return whole


def _page(data: bytes, number: int, side: int) -> tuple[int, Image.Image]:
    document: Any = pypdfium2.PdfDocument(data)
    page = document[number]
    scale = side / max(*page.get_size(), 1.0)
    drawn = page.render(scale=min(scale, 4.0), may_draw_forms=False)
    return len(document), drawn.to_pil().convert("RGB")


def _warm_up() -> None:
    """Read one dot in each format: Pillow loads parts on demand, and the child no longer can."""
    for form in _FORMATS:
        written = BytesIO()
        Image.new("RGB", (2, 2)).save(written, form)
        _picture(written.getvalue(), 2)


_warm_up()
