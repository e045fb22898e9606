"""Headings guessed, cells read, and every problem of every row named in its place."""

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.spreadsheets.columns import FIELDS, Checked, check_rows, guess_mapping
from cases.spreadsheets.columns.checking import letter_of
from cases.spreadsheets.columns.choices import TABLES
from cases.spreadsheets.days import Birth
from cases.spreadsheets.tables import Table

TODAY = date(2026, 11, 23)
KNOWN = {"azar": "member-1", "Azar Karimi": "member-1", "ben": "member-2"}


def table(headers: list[str], *rows: list[str]) -> Table:
    """A table as it comes out of a file, with an empty row after the headings."""
    numbers = list(range(3, 3 + len(rows)))
    return Table(headers, list(rows), "csv", "utf-8", ",", numbers, header_number=1)


def check(fields: Mapping[str, str], *more: Mapping[str, str]) -> Checked:
    """Check rows given by field name; the headings are the field names."""
    names = list(dict.fromkeys(name for row in (fields, *more) for name in row))
    rows = [[row.get(name, "") for name in names] for row in (fields, *more)]
    mapping = dict(enumerate(names))
    return check_rows(
        table(names, *rows), mapping, known_assignees=KNOWN, day_order=None, today=TODAY
    )


def value(name: str, text: str) -> object:
    """The clean value of one cell in a row that is otherwise well."""
    checked = check({"given": "Anna"} | {name: text})
    assert not checked.problems, [problem.message for problem in checked.problems]
    return getattr(checked.cases[0], name)


def test_a_whole_row() -> None:
    checked = check(
        {
            "given": " مریم ",
            "family": "رضایی",
            "aliases": "Mary; Maryam R.، مری ; Mary",
            "reference": "A-17",
            "kind": "خانواده",
            "state": "در جریان",
            "risk": "پر‌خطر",
            "birth": "۱۳۶۹",
            "sex": "زن",
            "languages": "فارسی، English/Deutsch",
            "countries": "ایران, Germany",
            "phones": "۰۹۱۲ ۳۴۵ ۶۷۸۹; +49 (30) 123-456",
            "emails": "m@example.org, n@example.org",
            "contact_safety": "No voicemail",
            "contact_hours": "after 18:00",
            "note": '=HYPERLINK("http://example.org")',
            "opened_on": "1404/01/15",
            "due_on": "2027-01-01",
            "assignee": "AZAR  karimi",
            "consent_until": "31.12.2027",
        }
    )
    assert checked.problems == []
    (case,) = checked.cases
    assert (case.row, case.given, case.family) == (3, "مریم", "رضایی")
    assert case.aliases == ("Mary", "Maryam R.", "مری")
    assert (case.reference, case.kind, case.state, case.risk) == (
        "A-17",
        "family",
        "active",
        "high",
    )
    assert (case.birth, case.sex) == (Birth(year=1990, estimated=True), "زن")
    assert (case.languages, case.countries) == (
        ("فارسی", "English", "Deutsch"),
        ("ایران", "Germany"),
    )
    assert case.phones == ("0912 345 6789", "+49 (30) 123-456")
    assert case.emails == ("m@example.org", "n@example.org")
    assert (case.contact_safety, case.contact_hours) == ("no_voicemail", "after 18:00")
    assert case.note == '=HYPERLINK("http://example.org")'
    assert (case.opened_on, case.due_on) == (date(2025, 4, 4), date(2027, 1, 1))
    assert (case.assignee, case.consent_until) == ("member-1", date(2027, 12, 31))


def test_what_a_bare_row_means() -> None:
    (case,) = check({"full_name": "Anna"}).cases
    assert (case.kind, case.state, case.risk) == ("leaver", "enquiry", "")
    assert case.contact_safety == "unsafe"
    assert (case.birth, case.phones, case.assignee, case.opened_on) == (None, (), "", None)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("risk", "بالا", "high"),
        ("risk", "HIGH", "high"),
        ("risk", "پرخطر", "high"),
        ("risk", "فوري", "immediate"),
        ("risk", "very-high", "immediate"),
        ("risk", "متوسط", "medium"),
        ("risk", "كم", "low"),
        ("risk", "unknown", ""),
        ("state", "بسته", "closed"),
        ("state", "In progress", "active"),
        ("state", "رد شده", "declined"),
        ("kind", "Former member", "leaver"),
        ("kind", "عضو سابق", "leaver"),
        ("contact_safety", "امن", "safe"),
        ("contact_safety", "Yes", "safe"),
        ("contact_safety", "?", "unsafe"),
        ("contact_safety", "نا‌امن", "unsafe"),
        ("phones", "-", ()),
        ("phones", "نامعلوم", ()),
        ("phones", "00491701234567", ("00491701234567",)),
        ("languages", "n/a", ()),
        ("opened_on", "—", None),
        ("assignee", "unknown", ""),
        ("full_name", "unknown", "unknown"),
        ("sex", "f\x07e\u200fmale", "female"),
    ],
)
def test_cells_are_read(name: str, text: str, expected: object) -> None:
    assert value(name, text) == expected


@pytest.mark.parametrize("name", TABLES)
def test_every_word_offered_is_accepted(name: str) -> None:
    for wanted, words in TABLES[name].items():
        for word in words.split("|"):
            assert value(name, word.upper()) == wanted, word


def test_no_word_stands_for_two_values() -> None:
    for name, values in TABLES.items():
        words = [w.strip() for text in values.values() for w in text.split("|")]
        assert len(words) == len(set(words)), name


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("risk", "rather", "high (بالا)"),
        ("risk", "🔴", "not known"),
        ("state", "=A1", "not known"),
        ("kind", "x" * 500, "not known"),
        ("birth", "34", "four digits"),
        ("birth", "2027-01-01", "future"),
        ("opened_on", "04/03/2020", "2020-03-04 or 2020-04-03"),
        ("opened_on", "2027-01-01", "future"),
        ("due_on", "=TODAY()", "formula"),
        ("consent_until", "1400/12/30", "no such day"),
        ("phones", "4.91701E+11", "shortened"),
        ("phones", "0912 345 6789 (sister)", "remarks"),
        ("phones", "123", "not a phone number"),
        ("phones", "1" * 16, "not a phone number"),
        ("phones", ";".join(str(n) for n in range(10_000, 10_030)), "more than 20"),
        ("emails", "anna(at)example.org", "not an e-mail"),
        ("emails", "=cmd@x", "not an e-mail"),
        ("emails", "a@b", "not an e-mail"),
        ("assignee", "nobody", "No caseworker"),
        ("given", "x" * 201, "longer than 200"),
        ("aliases", "x" * 201, "longer than 200"),
    ],
)
def test_cells_are_refused(name: str, text: str, message: str) -> None:
    checked = check({"full_name": "Anna", "given": "Anna"} | {name: text})
    assert checked.cases == []
    (problem,) = checked.problems
    assert message in problem.message
    assert (problem.row, problem.column) == (3, name)
    assert len(problem.value_excerpt) <= 61


def test_every_problem_of_every_row_is_said_at_once() -> None:
    checked = check(
        {"given": "Anna", "risk": "rather", "birth": "x", "phones": "y", "reference": "1"},
        {"given": "Ben", "risk": "low", "birth": "1990", "phones": "123456", "reference": "2"},
        {"given": "", "risk": "x", "birth": "", "phones": "", "reference": "1"},
        {"given": "Cem", "risk": "", "birth": "", "phones": "", "reference": " ۲ "},
    )
    assert [case.given for case in checked.cases] == ["Ben"]
    found = [(problem.letter, problem.row) for problem in checked.problems]
    assert found == [
        *(("B", 3), ("C", 3), ("D", 3)),
        *(("B", 5), ("E", 5), ("", 5)),
        ("E", 6),
    ]
    assert "Row 3 has the same" in checked.problems[4].message
    assert "no name" in checked.problems[5].message
    assert "Row 4 has the same" in checked.problems[6].message


def test_one_alias_is_a_name_enough() -> None:
    assert check({"aliases": "M."}).cases
    assert check({"aliases": ";", "risk": "low"}).problems


def test_a_refused_name_is_not_called_missing_too() -> None:
    assert len(check({"given": "x" * 201}).problems) == 1


def test_several_columns_for_one_field() -> None:
    sheet = table(
        ["name", "Phone 1", "Phone 2", "Background", "", "Notes"],
        ["Anna", "12345", "67890; 12345", "first", "unread", "second\nline"],
        ["Ben", "", "", "", "", "alone"],
    )
    mapping = {0: "full_name", 1: "phones", 2: "phones", 3: "note", 5: "note"}
    anna, ben = check_rows(sheet, mapping, known_assignees={}, day_order=None, today=TODAY).cases
    assert anna.phones == ("12345", "67890")
    assert anna.note == "Background: first\n\nNotes: second\nline"
    assert ben.note == "alone"


def test_notes_too_long_together() -> None:
    sheet = table(["name", "a", "b", "c"], ["Anna", *(["x" * 90_000] * 3)])
    mapping = {0: "full_name", 1: "note", 2: "note", 3: "note"}
    checked = check_rows(sheet, mapping, known_assignees={}, day_order=None, today=TODAY)
    assert ["200000" in problem.message for problem in checked.problems] == [True]


def test_a_mapping_without_sense_is_said_once() -> None:
    sheet = table(["a", "b", ""], ["Anna", "low", "high"], ["Ben", "", ""])

    def problems(mapping: dict[int, str]) -> list[tuple[int, str]]:
        found = check_rows(sheet, mapping, known_assignees={}, day_order=None)
        assert found.cases == []
        return [(problem.row, problem.column) for problem in found.problems]

    assert problems({1: "risk"}) == [(1, "")]
    assert problems({0: "given", 1: "risk", 2: "risk"}) == [(1, "C")]
    for wrong in ({0: "password"}, {3: "given"}, {-1: "given"}):
        with pytest.raises(ValueError, match="mapping"):
            problems(wrong)


def test_an_age_column_takes_bare_numbers() -> None:
    sheet = table(["نام", "سن"], ["مریم", "۳۴"])
    checked = check_rows(
        sheet, guess_mapping(sheet.headers), known_assignees={}, day_order=None, today=TODAY
    )
    assert checked.cases[0].birth == Birth(year=1992, estimated=True)


def test_nothing_of_a_person_stands_in_a_repr() -> None:
    checked = check({"given": "Anna", "risk": "canary"}, {"given": "Anna"})
    assert "Anna" not in repr(checked.cases) + repr(checked)
    assert "canary" not in repr(checked.problems)


@pytest.mark.parametrize(
    ("headers", "fields"),
    [
        (["Name", "DOB", "Risk"], ["full_name", "birth", "risk"]),
        (["Name", "Surname"], ["given", "family"]),
        (["First name", "Last name", "Alias"], ["given", "family", "aliases"]),
        (["نام", "تاریخ تولد"], ["full_name", "birth"]),
        (["نام", "نام خانوادگی", "شماره پرونده"], ["given", "family", "reference"]),
        (["نام و نام خانوادگي", "تلفن", "كشور"], ["full_name", "phones", "countries"]),
        (["Name (نام)", "Date of birth / تاریخ تولد"], ["full_name", "birth"]),
        (["CASE_NO", "given-name", "E-Mail:", "safe to contact?"], None),
        (["ID", "Client name", "Mobile 1", "Mobile 2"], None),
        (["نام", "سطح خطر", "وضعیت", "مددکار", "یادداشت‌ها"], None),
        (["Name", "Opened", "Review day", "Consent until"], None),
        (["Name", "Shoe size", ""], ["full_name", None, None]),
        (["Risk", "Risk level"], ["risk", None]),
        ([], []),
    ],
)
def test_headings_are_recognised(headers: list[str], fields: list[str | None] | None) -> None:
    mapping = guess_mapping(headers)
    if fields is None:
        assert sorted(mapping) == list(range(len(headers)))
    else:
        assert [mapping.get(index) for index in range(len(headers))] == fields


def test_each_heading_names_one_field() -> None:
    for field in FIELDS.values():
        for heading in field.headings:
            (found,) = guess_mapping([heading]).values()
            assert found == field.name or {found, field.name} == {"full_name", "given"}, heading


@given(st.lists(st.text(max_size=20) | st.sampled_from(["Name", "نام", "Phone"]), max_size=12))
def test_a_guess_is_always_a_mapping_that_can_be_checked(headers: list[str]) -> None:
    mapping = guess_mapping(headers)
    single = [name for name in mapping.values() if not FIELDS[name].repeats]
    assert len(single) == len(set(single))
    if headers:
        check_rows(table(headers), mapping, known_assignees={}, day_order=None)


CELL = st.text(max_size=15) | st.sampled_from(["1369/1/1", "high", "a@b.org", "=1+1", "04/03/90"])


@given(st.lists(st.lists(CELL, min_size=len(FIELDS), max_size=len(FIELDS)), max_size=4))
def test_any_row_is_a_case_or_has_a_problem(rows: list[list[str]]) -> None:
    sheet = table(list(FIELDS), *rows)
    mapping = dict(enumerate(FIELDS))
    checked = check_rows(sheet, mapping, known_assignees=KNOWN, day_order="dmy", today=TODAY)
    good = {case.row for case in checked.cases}
    bad = {problem.row for problem in checked.problems}
    assert good | bad == set(sheet.numbers)
    assert not good & bad


def test_letters_of_columns() -> None:
    assert [letter_of(n) for n in (0, 25, 26, 51, 52, 99)] == ["A", "Z", "AA", "AZ", "BA", "CV"]
