"""Files for the tests, with canaries where real ones carry what nobody meant to give away."""

import zipfile
import zlib
from io import BytesIO

from PIL import Image
from PIL.PngImagePlugin import PngInfo

CANARY = "Canaryfile"


def jpeg(size: tuple[int, int] = (60, 40), *, turned: bool = False) -> bytes:
    """A photograph with a maker's note, a place, and something behind its end."""
    exif = Image.Exif()
    exif[0x010E] = exif[0x013B] = CANARY
    exif.get_ifd(0x8825)[0x001D] = CANARY  # GPS
    if turned:
        exif[0x0112] = 6  # to be turned by a quarter
    written = BytesIO()
    image = Image.effect_noise(size, 90).convert("RGB")
    image.save(written, "JPEG", exif=exif, comment=CANARY.encode())
    return written.getvalue() + CANARY.encode()


def png(size: tuple[int, int] = (30, 20)) -> bytes:
    """A picture with words between its chunks."""
    info = PngInfo()
    info.add_text("Author", CANARY)
    written = BytesIO()
    Image.new("RGBA", size, (200, 10, 10, 128)).save(written, "PNG", pnginfo=info)
    return written.getvalue()


def pdf(pages: int = 1, *, more: bytes = b"") -> bytes:
    """A PDF with an author, a text on each page, and whatever else is asked for."""
    text = b"BT /F 24 Tf 20 100 Td (%b) Tj ET" % CANARY.encode()
    kids = b" ".join(b"%d 0 R" % (5 + number) for number in range(pages))
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R%b>>" % more,
        b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, pages),
        b"<</Length %d>>stream\n%b\nendstream" % (len(text), text),
        b"<</Author(%b)>>" % CANARY.encode(),
    ]
    bodies += [
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 3 0 R/Resources"
        b"<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>"
    ] * pages
    objects = b"".join(b"%d 0 obj%b endobj\n" % one for one in enumerate(bodies, 1))
    return b"%PDF-1.4\n" + objects + b"trailer<</Root 1 0 R/Info 4 0 R>>\n%%EOF"


def packed_script(letters: bytes = b"/JavaScript") -> bytes:
    """A PDF whose script lies in a packed part, as most writers do it."""
    inside = zlib.compress(b"<</S%b/JS(app.alert(1))>>" % letters)
    return pdf() + b"\n9 0 obj<</Type/ObjStm/Filter/FlateDecode>>stream\n" + inside + b"\nendstream"


def archive(**members: bytes) -> bytes:
    """A ZIP file; an underscore in a name is a full stop, two are a slash."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as packed:
        for name, content in members.items():
            packed.writestr(name.replace("__", "/").replace("_", "."), content)
    return written.getvalue()
