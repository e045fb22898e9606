"""Real files, made here byte by byte: each encoding, delimiter and kind of day comes out right."""

import contextlib
import csv
import io
from datetime import date, datetime, time
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from cases.spreadsheets.columns import check_rows, guess_mapping
from cases.spreadsheets.encodings import decoded
from cases.spreadsheets.reading import csv_answer
from cases.spreadsheets.tables import Table, TableRefused, checked, read_table

ENCODINGS = {
    "utf-8": (b"", "utf-8"),
    "utf-8-sig": (b"\xef\xbb\xbf", "utf-8"),
    "utf-16-le": (b"", "utf-16-le"),
    "utf-16-be": (b"", "utf-16-be"),
    "utf-16-le marked": (b"\xff\xfe", "utf-16-le"),
    "utf-16-be marked": (b"\xfe\xff", "utf-16-be"),
    "windows-1256": (b"", "cp1256"),
    "windows-1252": (b"", "cp1252"),
}
PERSIAN_ROWS = [
    ["نام", "نام خانوادگى", "تاريخ تولد", "توضيحات"],
    ["مريم", "رضايى", "DAY", 'گفت: "سلام، خوبيد؟"\nو رفت؛ تمام, پايان'],
    ["پرويز", "چراغى", "DAY", ""],
]
LATIN_ROWS = [
    ["Given name", "Surname", "Date of birth", "Notes"],
    ["Zoë", "Größe-Ñuñez", "DAY", 'says "façade";\nthen left, late'],
    ["José", "Müller", "DAY", ""],
]
DAYS = {"iso": "1990-12-31", "european": "31.12.1990", "slashes": "31/12/1990"}
JALALI = {"jalali": "1369/10/10"}


def csv_bytes(rows: list[list[str]], encoding: str, delimiter: str, ending: str = "\r\n") -> bytes:
    """A file as a spreadsheet program would write it."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=ending).writerows(rows)
    mark, codec = ENCODINGS[encoding]
    return mark + text.getvalue().encode(codec)


def in_process(data: bytes) -> Table:
    """Read CSV with what the child runs, without its walls: for many small files."""
    return checked(csv_answer(data))


def with_day(rows: list[list[str]], day: str) -> list[list[str]]:
    """The rows with the day in its place."""
    return [[cell.replace("DAY", day) for cell in row] for row in rows]


@pytest.mark.parametrize(
    ("encoding", "delimiter", "day"),
    [*product(ENCODINGS, ",;\t", DAYS), *product(ENCODINGS, ",;\t", JALALI)],
)
def test_each_encoding_delimiter_and_day(encoding: str, delimiter: str, day: str) -> None:
    rows = LATIN_ROWS if encoding == "windows-1252" else PERSIAN_ROWS
    rows = with_day(rows, (DAYS | JALALI)[day])
    table = in_process(csv_bytes(rows, encoding, delimiter))
    assert [table.headers, *table.rows] == rows
    assert table.encoding == encoding.removesuffix(" marked")
    assert (table.kind, table.delimiter, table.numbers) == ("csv", delimiter, [2, 3])
    mapping = guess_mapping(table.headers)
    assert mapping == {0: "given", 1: "family", 2: "birth", 3: "note"}
    found = check_rows(table, mapping, known_assignees={}, day_order=None)
    assert not found.problems
    assert {case.birth.day for case in found.cases if case.birth} == {date(1990, 12, 31)}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_same_through_the_confined_child(encoding: str) -> None:
    rows = LATIN_ROWS if encoding == "windows-1252" else PERSIAN_ROWS
    data = csv_bytes(rows, encoding, ";")
    assert read_table(data) == in_process(data)


@pytest.mark.parametrize(
    ("text", "codec", "name"),
    [
        ("name,note\nJürgen,für Özgür\n", "cp1252", "windows-1252"),
        ("Prénom;Nom\nAndré;Lefèvre à côté\n", "cp1252", "windows-1252"),
        ("name,town\nÅsa,Malmö\n", "cp1252", "windows-1252"),
        ("name,note\nاحمد,Müller rang\n", "cp1256", "windows-1256"),
        ("نام,شهر\nليلا,تهران\n", "cp1256", "windows-1256"),
        ("الاسم;العمر\nو;ك\n", "cp1256", "windows-1256"),
        ("name,age\nanna,5\n", "ascii", "utf-8"),
    ],
)
def test_the_two_windows_pages_are_told_apart(text: str, codec: str, name: str) -> None:
    assert decoded(text.encode(codec)) == (text, name)


def test_row_numbers_are_those_the_program_shows() -> None:
    text = 'name,note\n\n" a\nb\nc",x\n , \nlast,y'
    table = in_process(text.encode())
    assert (table.numbers, table.header_number) == ([3, 5], 1)
    assert table.rows == [[" a\nb\nc", "x"], ["last", "y"]]
    below = in_process(b"\n\nname\nanna\n")
    assert (below.numbers, below.header_number) == ([4], 3)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system(ending: str) -> None:
    table = in_process(csv_bytes(LATIN_ROWS, "utf-8", ",", ending))
    assert [table.headers, *table.rows] == LATIN_ROWS


def test_a_declared_delimiter_is_obeyed_and_is_no_row() -> None:
    table = in_process(b"sep=;\r\nname;a,b,c\r\nanna;1,5,2\r\n")
    assert table.headers == ["name", "a,b,c"]
    assert table.numbers == [2]


def test_uneven_rows_are_padded() -> None:
    table = in_process(b"a,b\n1\n1,2,3\n1,2,,,\n")
    assert table.headers == ["a", "b", ""]
    assert table.rows == [["1", "", ""], ["1", "2", "3"], ["1", "2", ""]]


def test_decimal_commas_do_not_decide() -> None:
    assert in_process(b"name;weight\na;1,5\nb;2,5\n").delimiter == ";"


WORDS = st.text(st.sampled_from("aZ9é نامپچگ،؛,;\t\"'\n=+@|.\u200c"), max_size=30)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(WORDS, min_size=3, max_size=3), min_size=1, max_size=8),
    st.sampled_from(",;\t"),
    st.sampled_from([name for name in ENCODINGS if not name.startswith("windows")]),
)
def test_what_was_written_is_read(rows: list[list[str]], delimiter: str, encoding: str) -> None:
    rows = [["name", "نام", "note"], *([cell.strip() for cell in row] for row in rows)]
    if not any(any(row) for row in rows[1:]):
        return
    table = in_process(csv_bytes(rows, encoding, delimiter))
    assert [table.headers, *table.rows] == [row for row in rows if any(row)]
    assert table.delimiter == delimiter


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.sampled_from("ابپتچمنو ۵abc,;'\n".replace("۵", "5")), min_size=3)))
def test_windows_1256_is_read_as_it_was_written(cells: list[str]) -> None:
    rows = [["نام", "توضيحات"], ["محمد", "خوب"], *(["x", cell.strip()] for cell in cells)]
    table = in_process(csv_bytes(rows, "windows-1256", ";"))
    assert [table.headers, *table.rows] == rows


@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_refused(data: bytes) -> None:
    with contextlib.suppress(TableRefused):
        assert in_process(data).rows


def workbook(*rows: list[object]) -> Workbook:
    """A workbook with these rows in its first sheet."""
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    return book


def xlsx_bytes(book: Workbook) -> bytes:
    """The bytes of a workbook."""
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_workbook_gives_text_as_it_is_seen() -> None:
    moment = datetime(1990, 12, 31, 10, 5)  # noqa: DTZ001 - a spreadsheet knows no zones
    book = workbook(
        ["name", "day", "moment", "number", "half", "yes", "hour", "long"],
        ["مریم", date(1990, 12, 31), moment, 12.0, 0.5, True, time(9, 30), 4917012345678],
        [],
        ["two\nlines", None, "", -3, 1e300, False, None, "0049"],
    )
    table = read_table(xlsx_bytes(book))
    assert table.rows[0] == [
        *("مریم", "1990-12-31", "1990-12-31 10:05:00", "12", "0.5", "TRUE", "09:30:00"),
        "4917012345678",
    ]
    assert table.rows[1][0] == "two\nlines"
    assert table.rows[1][7] == "0049"
    assert (table.numbers, table.kind, table.encoding) == ([2, 4], "xlsx", "")


def test_formulas_are_text() -> None:
    link = '=HYPERLINK("http://example.org","click")'
    book = workbook(["name", "note"], [link, "=1+1"], ["+1", "=cmd|'/c calc'!A1"])
    assert read_table(xlsx_bytes(book)).rows == [[link, "=1+1"], ["+1", "=cmd|'/c calc'!A1"]]


def test_the_first_sheet_that_holds_something() -> None:
    book = workbook()
    hidden, shown = book.create_sheet("lists"), book.create_sheet("cases")
    hidden.append(["hidden"])
    hidden.append(["row"])
    hidden.sheet_state = "hidden"
    shown["B3"], shown["B5"] = "name", "anna"
    table = read_table(xlsx_bytes(book))
    assert (table.headers, table.rows, table.numbers) == (["", "name"], [["", "anna"]], [5])


def test_a_table_says_nothing_in_a_log() -> None:
    assert "anna" not in repr(in_process(b"name\nanna\n"))
