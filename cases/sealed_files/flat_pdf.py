"""A PDF (ISO 32000-1) that holds one JPEG a page, and neither date nor producer nor text."""

from collections.abc import Iterable, Iterator

_A4 = 842.0  # points on the longest side


def flat_pdf(pages: Iterable[tuple[int, int, bytes]]) -> bytes:
    """Write a PDF of pictures.

    :param pages: width and height in pixels, and the JPEG, of each page
    """
    bodies = [body for page, one in enumerate(pages) for body in _page(3 + 3 * page, *one)]
    kids = b" ".join(b"%d 0 R" % number for number in range(3, 3 + len(bodies), 3))
    root = b"<</Type/Catalog/Pages 2 0 R>>"
    tree = b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, len(bodies) // 3)
    return _file([root, tree, *bodies])


def _page(first: int, width: int, height: int, jpeg: bytes) -> Iterator[bytes]:
    """The page, what it draws, and its picture, as objects numbered from ``first``."""
    scale = _A4 / max(width, height)
    wide, high = b"%.2f" % (width * scale), b"%.2f" % (height * scale)
    yield (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %b %b]/Contents %d 0 R"
        b"/Resources<</XObject<</P %d 0 R>>>>>>" % (wide, high, first + 1, first + 2)
    )
    yield _stream(b"", b"q %b 0 0 %b 0 0 cm /P Do Q" % (wide, high))
    yield _stream(
        b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB"
        b"/BitsPerComponent 8/Filter/DCTDecode" % (width, height),
        jpeg,
    )


def _stream(words: bytes, data: bytes) -> bytes:
    return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (words, len(data), data)


def _file(bodies: list[bytes]) -> bytes:
    written, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(bodies, 1):
        offsets.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    start = len(written)
    size = len(bodies) + 1
    written += b"xref\n0 %d\n0000000000 65535 f \n%b" % (size, table)
    written += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
    return bytes(written)
