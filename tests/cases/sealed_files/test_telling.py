"""What a file is and what in it could act, told by its content and whatever its name claims."""

import json
import os
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import blobs
from cases.sealed_files.danger import Found, _checked, look_through
from cases.sealed_files.examining import examine
from cases.sealed_files.papers import FileFacts
from cases.sealed_files.recognising import DRAWN, FileType, recognise
from cases.sealed_files.warnings import WARNINGS
from tests.cases.sealed_files.papers import archive, jpeg, packed_script, pdf, png

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (jpeg(), FileType.JPEG),
        (png(), FileType.PNG),
        (pdf(), FileType.PDF),
        (b"\n\n" + pdf(), FileType.PDF),
        (archive(a_txt=b"x"), FileType.ARCHIVE),
        (b"\0\0\0\x18ftypheic", FileType.HEIF),
        (b"\0\0\0\x18ftypmp42", FileType.VIDEO),
        (b"\0\0\0\x18ftypM4A ", FileType.SOUND),
        (b"RIFF\0\0\0\0WEBP", FileType.WEBP),
        (b"RIFF\0\0\0\0WAVE", FileType.SOUND),
        (b"BM\0\0\0\0\0\0\0\0", FileType.BMP),
        (b"\xff\xfb\x90\0", FileType.SOUND),
        ("نامه‌ای به دادگاه".encode() * 500, FileType.TEXT),
        ("Größe".encode("utf-16"), FileType.TEXT),
        (b"MZ\x90\0", FileType.PROGRAM),
        (b"#!/bin/sh\n", FileType.PROGRAM),
        (b"  \n<HTML><body>", FileType.WEB_PAGE),
        (b"\xef\xbb\xbf<?xml version='1.0'?><svg/>", FileType.WEB_PAGE),
        (b"hello <script src=x>", FileType.WEB_PAGE),
        (b"@echo off\r\ndel *", FileType.PROGRAM),
        (OLE, FileType.OLD_OFFICE),
        (b"{\\rtf1 hello}", FileType.RICH_TEXT),
        (b"", FileType.UNKNOWN),
        (b"\x80\x81\x82\0\0", FileType.UNKNOWN),
        (b"text with \0 in it", FileType.UNKNOWN),
    ],
)
def test_types(content: bytes, kind: FileType) -> None:
    assert recognise(content[: blobs.HEAD]) is kind


@given(st.binary(max_size=300))
def test_any_bytes_have_a_type(content: bytes) -> None:
    assert recognise(content) in FileType


@given(st.text(alphabet="aسß€\U0001f600", min_size=1, max_size=50).map(lambda t: t * 400))
def test_text_stays_text_wherever_it_is_cut(text: str) -> None:
    assert recognise(text.encode()[: blobs.HEAD]) is FileType.TEXT


def told(content: bytes) -> Any:
    return json.loads(examine(content))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (pdf(), set()),
        (pdf(more=b"/OpenAction<</S/JavaScript/JS(x)>>"), {"script"}),
        (pdf(more=b"/OpenAction<</S/Java#53cript/JS(x)>>"), {"script"}),
        (pdf(more=b"/OpenAction<</S/#4aavaScript>>"), {"script"}),
        (packed_script(), {"script"}),
        (packed_script(b"/J#61vaScript"), {"script"}),
        (packed_script().replace(b"/ObjStm", b"/O#62jStm"), {"script"}),
        (pdf() + b"9 0 obj<</Type/ObjStm/Filter/LZWDecode>>stream\nxx\nendstream", {"hidden"}),
        (pdf(more=b"/AA<</S/Launch>>"), {"launch"}),
        (pdf(more=b"/S/SubmitForm"), {"launch"}),
        (pdf(more=b"/Names<</EmbeddedFiles 9 0 R>>/EmbeddedFile"), {"enclosed"}),
        (pdf(more=b"/AcroForm<</XFA[1 0 R]>>"), {"form"}),
        (pdf() + b"trailer<</Encrypt 9 0 R>>", {"locked"}),
        (b"{\\rtf1 {\\object\\objemb}}", {"enclosed"}),
        (b"{\\rtf1 {\\*\\template http://x}}", {"enclosed"}),
        (b"{\\rtf1 plain}", set()),
        (OLE + "_VBA_PROJECT".encode("utf-16-le"), {"macros"}),
        (OLE + "EncryptedPackage".encode("utf-16-le"), {"locked"}),
        (OLE, set()),
        (b"Rar!\x1a\x07", {"packed"}),
    ],
)
def test_what_could_act_is_found(content: bytes, words: set[str]) -> None:
    assert set(told(content)["warnings"]) == words


@pytest.mark.parametrize(
    ("members", "kind", "words"),
    [
        ({"word__document_xml": b"x"}, "word", set()),
        ({"xl__workbook_xml": b"x", "xl__vbaProject_bin": b"x"}, "sheet", {"macros"}),
        ({"ppt__a_xml": b"x", "ppt__activeX__a_bin": b"x"}, "slides", {"macros"}),
        ({"word__a_xml": b"x", "word__embeddings__oleObject1_bin": b"x"}, "word", {"macros"}),
    ],
)
def test_office_files(members: dict[str, bytes], kind: str, words: set[str]) -> None:
    names = {name.replace("__", "/").replace("_", "."): text for name, text in members.items()}
    found = told(archive(**{"[Content.Types].xml": b"x", **names}).replace(b".Types", b"_Types"))
    assert (found["type"], set(found["warnings"])) == (kind, words)


def test_an_open_document_says_what_it_is() -> None:
    text = b"application/vnd.oasis.opendocument.text"
    assert told(archive(mimetype=text, content_xml=b"x")) == {
        "type": "word",
        "warnings": [],
        "pages": 0,
    }
    found = told(archive(mimetype=text, Basic__script_xml=b"x"))
    assert found["warnings"] == ["macros"]
    assert told(archive(mimetype=b"other"))["warnings"] == ["packed"]


def found(content: bytes) -> Found:
    blob = blobs.arrived([content])
    try:
        return look_through(blob)
    finally:
        blobs.discard(blob.name)


def test_it_is_told_in_the_confined_child() -> None:
    assert found(pdf(3)) == Found("pdf", (), 3)
    assert found(packed_script()).warnings == ("script",)
    assert found(archive(a_txt=b"x")) == Found("archive", ("packed",))
    assert found(jpeg()) == Found("jpeg")
    assert found(b"MZ") == Found("program", ("program",))
    assert found(b"<html>") == Found("web_page", ("web",))
    assert found(b"\x80\0").warnings == ("unknown",)


def test_what_cannot_be_read_is_not_trusted() -> None:
    assert found(b"PK\x03\x04 and then nothing") == Found("archive", ("unread",))
    bomb = pdf() + b"9 0 obj<</Type/ObjStm>>stream\n" + zlib.compress(bytes(1 << 30), 9)
    assert "hidden" in found(bomb).warnings


@given(st.binary(max_size=2000))
def test_no_bytes_make_the_examiner_say_something_else(noise: bytes) -> None:
    for start in (b"%PDF-1.4\n", b"{\\rtf", OLE, b""):
        said = json.loads(examine(start + noise))
        assert set(said) == {"type", "warnings", "pages"}


@pytest.mark.parametrize(
    "answer",
    [b"", b"[]", b'{"type":"pdf"}', b'{"type":"evil","warnings":[],"pages":1}', b'"x"', b"\xff"],
)
def test_a_child_that_lies_about_the_form_is_not_believed(answer: bytes) -> None:
    with pytest.raises((ValueError, TypeError, KeyError)):
        _checked(answer)


def test_a_child_can_say_no_more_than_known_words() -> None:
    said = {"type": "pdf", "warnings": ["script", "<b>", "x"], "pages": -4}
    assert _checked(json.dumps(said).encode()) == Found("pdf", ("script",), 0)
    said["pages"] = 10**12
    assert _checked(json.dumps(said).encode()).pages == 100_000


def test_every_type_and_warning_has_its_words() -> None:
    for kind in FileType:
        assert FileFacts(type=kind.value).type_label
    assert FileFacts(type="of a newer version").type_label == "of a newer version"
    assert FileFacts(warnings=tuple(WARNINGS)).sentences == [str(one) for one in WARNINGS.values()]
    assert FileFacts(warnings=("of a newer version",)).sentences == [str(WARNINGS["unknown"])]
    assert FileFacts(type="jpeg").drawn_pages == 1
    assert FileFacts(type="pdf", pages=7).drawn_pages == 7
    assert FileFacts(type="pdf").drawn_pages == FileFacts(type="word").drawn_pages == 0
    assert FileFacts(at="never").moment is None
    assert set(DRAWN) < set(FileType)


def test_random_bytes_behind_a_pdf_raise_no_false_alarm() -> None:
    assert told(pdf() + os.urandom(8 << 20))["warnings"] == []
