"""Pictures of documents: drawn where nothing else can be done, and nothing but pixels comes out."""

import os
import socket
import struct
import sys
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from cases.sealed_files import drawing
from cases.sealed_files.flat_pdf import flat_pdf
from cases.sealed_files.pictures import (
    COPY_SIDE,
    MOST_PAGES,
    Drawn,
    NotDrawn,
    _checked,
    clean_copy,
    draw,
)
from tests.cases.sealed_files.papers import CANARY, jpeg, pdf, png

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP")


def written(form: str, **more: object) -> bytes:
    file = BytesIO()
    Image.new("RGB", (64, 32), (10, 200, 30)).save(file, form, **more)
    return file.getvalue()


@pytest.mark.parametrize("form", FORMATS)
def test_every_picture_is_drawn_in_the_child(form: str) -> None:
    drawn = draw(written(form))
    assert (drawn.pages, drawn.width, drawn.height) == (1, 64, 32)
    image = Image.open(BytesIO(drawn.jpeg()))
    red, green, blue = image.convert("RGB").getpixel((30, 16))  # type: ignore[misc]
    assert abs(red - 10) < 12
    assert abs(green - 200) < 12
    assert abs(blue - 30) < 12


def test_a_picture_is_turned_as_it_was_held_and_made_small() -> None:
    drawn = draw(jpeg((3000, 1000), turned=True), side=300)
    assert (drawn.width, drawn.height) == (100, 300)


def test_what_is_transparent_is_white() -> None:
    drawn = draw(png())
    assert drawn.pixels[:3] == bytes([227, 132, 132])


def test_a_page_of_a_pdf_and_no_other() -> None:
    drawn = draw(pdf(3), page=2, side=600)
    assert (drawn.pages, drawn.width, drawn.height) == (3, 600, 400)
    assert min(drawn.pixels) < 40  # the text is there
    assert max(drawn.pixels) == 255
    with pytest.raises(NotDrawn):
        draw(pdf(3), page=3)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xd8\xff broken",
        b"\x89PNG\r\n\x1a\n broken",
        b"%PDF-1.7 broken",
        written("PNG")[:60],
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",  # Pillow would start a program
        b"<svg/>",
    ],
)
def test_what_is_broken_or_no_picture_is_not_drawn(content: bytes) -> None:
    with pytest.raises(NotDrawn) as why:
        draw(content)
    assert why.value.code == "broken"


def bomb(width: int, height: int) -> bytes:
    """A PNG that says it is huge and holds almost nothing."""
    head = written("PNG")
    return head[:16] + struct.pack(">II", width, height) + head[24:]


@pytest.mark.parametrize("side", [50_000, 2**31 - 1])
def test_a_bomb_takes_nothing(side: int) -> None:
    with pytest.raises(NotDrawn):
        draw(bomb(side, side))


@given(st.binary(max_size=40))
@settings(max_examples=10)
def test_any_answer_of_the_child_is_pixels_or_nothing(noise: bytes) -> None:
    """A child that was taken over can send what it likes: at most a wrong picture comes of it."""
    try:
        drawn = _checked(noise)
    except NotDrawn:
        return
    assert len(drawn.pixels) == drawn.width * drawn.height * 3


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\0" * 12,
        struct.pack(">III", 1, 1, 1) + b"ab",
        struct.pack(">III", 1, 1, 1) + b"abcd",
        struct.pack(">III", 0, 1, 1) + b"abc",
        struct.pack(">III", 1, COPY_SIDE + 1, 1) + bytes(3 * (COPY_SIDE + 1)),
        b"<html><script>alert(1)</script>",
    ],
)
def test_a_child_that_says_something_else_is_not_believed(answer: bytes) -> None:
    with pytest.raises(NotDrawn):
        _checked(answer)
    assert _checked(struct.pack(">III", 1, 1, 1) + b"abc") == Drawn(1, 1, 1, b"abc")


@pytest.mark.skipif(sys.platform != "linux", reason="the walls are Linux's")
def test_the_child_reaches_nothing_while_it_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    """A PDF that names files and addresses: none is opened, and the page comes all the same."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        here = b"http://127.0.0.1:%d/x" % server.getsockname()[1]
        more = b"/OpenAction<</S/URI/URI(%b)>>/F<</FS/URL/F(%b)>>" % (here, here)
        assert draw(pdf(more=more)).pages == 1
        with pytest.raises(TimeoutError):
            server.accept()


@pytest.mark.parametrize("form", FORMATS)
def test_a_copy_loses_what_was_hidden(form: str) -> None:
    exif = Image.Exif()
    exif[0x010E] = CANARY
    more = {} if form in {"GIF", "BMP"} else {"exif": exif}
    content = written(form, **more) + CANARY.encode()
    ending, copy = clean_copy(content, form.lower())
    assert ending == "jpg"
    assert CANARY.encode() not in copy
    assert Image.open(BytesIO(copy)).size == (64, 32)


def test_a_copy_of_a_pdf_is_what_can_be_seen() -> None:
    ending, copy = clean_copy(pdf(2), "pdf")
    assert ending == "pdf"
    for word in (CANARY.encode(), b"/Author", b"/Info", b"/CreationDate", b"/Producer", b"/JS"):
        assert word not in copy
    assert draw(copy, page=1, side=300).pages == 2
    assert min(draw(copy, page=1, side=600).pixels) < 60


def test_a_copy_has_its_limits() -> None:
    for kind in ("word", "text", "heif", "unknown", "archive", ""):
        with pytest.raises(NotDrawn) as why:
            clean_copy(b"x", kind)
        assert why.value.code == "kind"
    with pytest.raises(NotDrawn) as why:
        clean_copy(pdf(MOST_PAGES + 1), "pdf")
    assert why.value.code == "pages"
    assert all(str(NotDrawn(code)) for code in ("kind", "broken", "pages", "altered"))


def test_a_flat_pdf_is_one_every_reader_takes() -> None:
    pages = [(60, 40, jpeg()), (40, 60, jpeg((40, 60)))]
    document = drawing.pypdfium2.PdfDocument(flat_pdf(pages))
    sizes = [tuple(round(side) for side in page.get_size()) for page in document]
    assert sizes == [(842, 561), (561, 842)]


def test_nothing_prints_what_was_drawn() -> None:
    assert repr(Drawn(1, 1, 1, b"abc")) == "[sealed]"
    assert os.environ.get("HOMEWARD_MODE") == "test"
