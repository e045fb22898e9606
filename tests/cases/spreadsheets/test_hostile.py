"""Files made to hurt: each is refused with its own sentence, and nothing else happens."""

import io
import json
import zipfile
from collections.abc import Callable

import pytest
from openpyxl import Workbook

from cases.spreadsheets.limits import MAX_BYTES, MAX_CELL, MAX_COLUMNS, MAX_ROWS
from cases.spreadsheets.tables import REASONS, TableRefused, checked, read_table

SHEET = "xl/worksheets/sheet1.xml"
SHEET_START = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


def honest() -> bytes:
    """A small workbook."""
    book = Workbook()
    for row in (["name"], ["anna"]):
        book.worksheets[0].append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def with_parts(**parts: bytes | Callable[[bytes], bytes]) -> bytes:
    """The small workbook with some parts replaced, changed or added (`/` written as `__`)."""
    given = {name.replace("__", "/"): change for name, change in parts.items()}
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(honest())) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            change = given.pop(name, None)
            body = old.read(name)
            new.writestr(name, body if change is None else changed(body, change))
        for name, change in given.items():
            new.writestr(name, changed(b"", change))
    return file.getvalue()


def changed(body: bytes, change: bytes | Callable[[bytes], bytes]) -> bytes:
    """The new body of a part."""
    return change if isinstance(change, bytes) else change(body)


def sheet(rows: str, before: str = "") -> bytes:
    """The small workbook with other rows, as raw XML."""
    xml = f"{before}{SHEET_START}<sheetData>{rows}</sheetData></worksheet>"
    return with_parts(**{SHEET: xml.encode()})


def with_shared(rows: str, shared: str) -> bytes:
    """The small workbook with its texts in a part of their own, as Excel writes them."""
    declared = (
        b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-'
        b'officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
    )
    parts: dict[str, bytes | Callable[[bytes], bytes]] = {
        SHEET: rows.encode(),
        "xl/sharedStrings.xml": shared.encode(),
        "[Content_Types].xml": lambda body: body.replace(b"</Types>", declared),
    }
    return with_parts(**parts)


def refusal(data: bytes) -> str:
    """The code of the refusal, after its sentence was seen to be complete."""
    with pytest.raises(TableRefused) as refused:
        read_table(data)
    assert str(refused.value).endswith(".")
    assert "%" not in str(refused.value)
    return refused.value.code


LAUGHS = (
    '<!DOCTYPE w [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    + "]>"
)
CELL = '<row r="1"><c r="A1" t="inlineStr"><is><t>{}</t></is></c></row>'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\n \n,,\n", "empty"),
        (b"name\n", "headings_only"),
        (b"\xff\xfe", "empty"),
        (bytes(1000), "binary"),
        (bytes(range(256)) * 40, "binary"),
        (b"name,note\nan\0na,x\n", "binary"),
        ("name\nan\0na\n".encode("utf-16-le"), "binary"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "binary"),
        (b"\x1f\x8b\x08\x08" + bytes(range(1, 200)), "binary"),
        (b"%PDF-1.7\nname\n", "other"),
        (b"{\\rtf1 name\n}", "other"),
        (b"<html><table><tr><td>name</td></tr></table>", "other"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old_excel"),
        (b"\xef\xbb\xbfname\n\xff\xfe\xfd\n", "encoding"),
        (b"\xff\xfen\0a\0m\0e\0\n\0\x00\xd8\n\0", "encoding"),
        (b"\xff\xfen\0a\0m", "encoding"),
        (b'name,note\nanna,"never closed\nb,c\n', "quote"),
        (b'"' * 999_999, "cell"),
        (b"name\n" + b"x" * (MAX_CELL + 1) + b"\n", "cell"),
        (b"name\n" + b"x\n" * (MAX_ROWS + 1), "rows"),
        (b"name\n" + b"x," * 1_000_000 + b"x\n", "columns"),
        (b",".join([b"x"] * (MAX_COLUMNS + 1)) + b"\n1\n", "columns"),
        (bytes(MAX_BYTES + 1), "bytes"),
        (b"PK\x03\x04 not a zip", "broken"),
        (b"PK", "broken"),
    ],
)
def test_bad_files_get_their_sentence(data: bytes, code: str) -> None:
    assert refusal(data) == code


def test_the_largest_table_is_still_read() -> None:
    row = b",".join([b"x"] * MAX_COLUMNS) + b"\n"
    assert len(read_table(row * (MAX_ROWS + 1)).rows) == MAX_ROWS
    table = read_table(b"name\n" + b"x" * MAX_CELL + b"\n" + b"," * 1_000_000 + b"\n")
    assert table.rows == [["x" * MAX_CELL]]


def test_row_numbers_stand_in_the_sentence() -> None:
    with pytest.raises(TableRefused, match="row 3 "):
        read_table(b"name\nanna\n" + b"x" * (MAX_CELL + 1))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        # 4 GiB of zeros would be 4 MB; 400 MB do the same.
        (with_parts(**{"xl/media/a.bin": bytes(400 << 20)}), "unpacked"),
        (with_parts(**{f"x/{n}": b"" for n in range(2_001)}), "unpacked"),
        (sheet(CELL.format("&a11;"), LAUGHS), "broken"),
        (sheet(CELL.format("x"), '<!DOCTYPE w SYSTEM "file:///etc/passwd">'), "broken"),
        (with_parts(**{"xl/other.bin": b"<!DOCTYPE x><sst/>"}), "broken"),
        (with_parts(**{SHEET: b"<worksheet"}), "broken"),
        (with_parts(**{SHEET: b"\0\1\2"}), "broken"),
        (with_parts(**{"xl/workbook.xml": b"<a/>"}), "empty"),
        (with_parts(**{"[Content_Types].xml": b"<Types/>"}), "other"),
        (
            with_parts(
                **{
                    "[Content_Types].xml": lambda body: body.replace(
                        b"openxmlformats-officedocument.spreadsheetml.sheet.main",
                        b"ms-excel.sheet.macroEnabled.main",
                    )
                }
            ),
            "macros",
        ),
        (sheet('<row r="1"><c r="XFD1"><v>1</v></c></row>'), "columns"),
        (sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="99999999"/>'), "broken"),
        (sheet(CELL.format("x" * (MAX_CELL + 1))), "cell"),
        (sheet("".join(f"<row><c><v>{n}</v></c></row>" for n in range(MAX_ROWS + 2))), "rows"),
        (sheet(""), "empty"),
        (sheet(CELL.format("name")), "headings_only"),
        (sheet('<row r="1"><c r="A1" t="s"><v>7000000</v></c></row>'), "broken"),
    ],
)
def test_bad_workbooks_get_their_sentence(data: bytes, code: str) -> None:
    assert refusal(data) == code


def test_texts_kept_apart_as_excel_does() -> None:
    start = SHEET_START.replace("<worksheet", "<sst")
    shared = (
        f"{start}<si><t>name</t></si><si><r><t>Ma</t></r><r><t>ryam</t></r></si>"
        "<si><t>one_x000D_\ntwo</t></si></sst>"
    )
    rows = (
        f'{SHEET_START}<dimension ref="A1"/><sheetData>'
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>0</v></c></row>'
        '<row r="4"><c r="A4" t="s"><v>1</v></c><c r="B4" t="s"><v>2</v></c>'
        '<c r="C4"><f>1+1</f><v>2</v></c></row></sheetData></worksheet>'
    )
    table = read_table(with_shared(rows, shared))
    assert table.headers == ["name", "", "name"]
    assert table.rows == [["Maryam", "one\ntwo", "=1+1"]]
    assert table.numbers == [4]


def test_one_long_text_in_every_cell_is_stopped() -> None:
    start = SHEET_START.replace("<worksheet", "<sst")
    shared = f"{start}<si><t>{'x' * MAX_CELL}</t></si></sst>"
    cells = '<c t="s"><v>0</v></c>' * MAX_COLUMNS
    rows = f"{SHEET_START}<sheetData>{f'<row>{cells}</row>' * 1_000}</sheetData></worksheet>"
    assert refusal(with_shared(rows, shared)) == "text"


def test_deep_nesting_ends_in_a_refusal() -> None:
    deep = "<x>" * 1_000_000 + "</x>" * 1_000_000
    assert refusal(sheet(CELL.format("a") + deep)) in {"broken", "crash", "memory", "headings_only"}


def test_other_documents_are_named() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<a/>")
    assert refusal(file.getvalue()) == "other"


def test_a_lying_size_unpacks_no_more_than_it_says() -> None:
    data = bytearray(with_parts(**{"xl/media/a.bin": bytes(50 << 20)}))
    place = data.rindex(b"PK\x01\x02", 0, data.rindex(b"xl/media/a.bin"))
    data[place + 24 : place + 28] = (10).to_bytes(4, "little")
    assert refusal(bytes(data)) == "broken"


GOOD = {
    "headers": ["name"],
    "rows": [["anna"]],
    "kind": "csv",
    "encoding": "utf-8",
    "delimiter": ",",
    "numbers": [2],
    "header_number": 1,
}


@pytest.mark.parametrize(
    "said",
    [
        *([], {}, None, 5, "text", {"refused": "unheard"}, {"refused": ["x"]}),
        *({"refused": "rows", "details": {"limit": "%s"}}, {"refused": "rows", "details": 3}),
        *(GOOD | {"rows": [["a", "b"]]}, GOOD | {"rows": [[1]]}, GOOD | {"rows": []}),
        *(GOOD | {"rows": "x"}, GOOD | {"headers": []}, GOOD | {"headers": "name"}),
        *(GOOD | {"numbers": ["2"]}, GOOD | {"numbers": []}, GOOD | {"numbers": [True]}),
        *(GOOD | {"kind": "xls"}, GOOD | {"kind": 1}, GOOD | {"more": 1}),
        *(GOOD | {"header_number": None}, GOOD | {"rows": [["x" * (MAX_CELL + 1)]]}),
        GOOD | {"rows": [["x"]] * (MAX_ROWS + 1), "numbers": [1] * (MAX_ROWS + 1)},
    ],
)
def test_a_conquered_child_is_not_believed(said: object) -> None:
    assert checked(json.dumps(GOOD).encode()).rows == [["anna"]]
    with pytest.raises(TableRefused):
        checked(json.dumps(said).encode())


@pytest.mark.parametrize("answer", [b"", b"{", b"\xff", b"[" * 100_000, b"NaN"])
def test_an_answer_that_is_no_answer(answer: bytes) -> None:
    with pytest.raises(TableRefused) as refused:
        checked(answer)
    assert refused.value.code == "crash"


def test_every_reason_is_a_whole_sentence() -> None:
    for code in REASONS:
        assert str(TableRefused(code, row=3, limit=7)).endswith(".")
