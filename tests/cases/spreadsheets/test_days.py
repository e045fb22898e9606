"""Days as people write them: each form read, each doubtful one refused."""

import contextlib
from datetime import date

import jdatetime
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.spreadsheets.days import (
    ORDERS,
    Birth,
    DayRefused,
    guess_order,
    parse_birth,
    parse_day,
)

NEW_YEARS_EVE = date(1990, 12, 31)
TODAY = date(2026, 11, 23)
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@pytest.mark.parametrize(
    "text",
    [
        "1990-12-31",
        "1990/12/31",
        "1990 12 31",
        "19901231",
        "1990-12-31 00:00:00",
        "1990-12-31T10:15:00Z",
        "31.12.1990",
        "31/12/1990",
        "31-12-1990",
        "31. 12. 1990",
        "31-12-90",
        "31 Dec 1990",
        "31 December 1990",
        "December 31, 1990",
        "31 دسامبر 1990",
        "1369/10/10",
        "۱۳۶۹/۱۰/۱۰",
        "١٣٦٩-١٠-١٠",
        "10/10/1369",
        "13691010",
        "10 دی ۱۳۶۹",
        "۱۰ دي ماه ۱۳۶۹",
        "\u200f۱۳۶۹/۱۰/۱۰\u200f ",
    ],
)
def test_one_day_written_in_many_ways(text: str) -> None:
    assert parse_day(text, order=None) == NEW_YEARS_EVE


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("04/03/1990", "dmy", date(1990, 3, 4)),
        ("04/03/1990", "mdy", date(1990, 4, 3)),
        ("04.03.1990", None, date(1990, 3, 4)),
        ("04/04/1990", None, date(1990, 4, 4)),
        ("1990-04-03", "dmy", date(1990, 4, 3)),
        ("30/12/1399", "dmy", date(2021, 3, 20)),
        ("1399/12/30", None, date(2021, 3, 20)),
    ],
)
def test_the_order_of_the_file_decides(text: str, order: str | None, day: date) -> None:
    assert parse_day(text, order=order) == day  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "order"),
    [("04/03/1990", None), ("04/03/1990", "ymd"), ("69/10/10", "ymd"), ("12-11-90", None)],
)
def test_two_meanings_are_refused_and_both_named(text: str, order: str | None) -> None:
    with pytest.raises(DayRefused, match=r"\d{4}-\d\d-\d\d or \d{4}-\d\d-\d\d"):
        parse_day(text, order=order)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        *("1990-02-30", "1990/31/12", "1400/12/30", "32.01.1990", "1/1/1", "0990-01-01"),
        *("31.13.1990", "1369/13/01", "1700/01/01", "00/00/0000", "99999999", "30 دی 1990"),
        *("31 مهر 1369", "foo", "", "33238", "=TODAY()", "12/1990", "1990-12", "٠" * 5000),
    ],
)
@pytest.mark.parametrize("order", [None, *ORDERS])
def test_no_day_is_made_up(text: str, order: str | None) -> None:
    with pytest.raises(DayRefused):
        parse_day(text, order=order)  # type: ignore[arg-type]


@given(DAYS, st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%d.%m.%Y"]))
def test_every_gregorian_day_comes_back(day: date, form: str) -> None:
    text = day.strftime(form)
    for digits in (text, text.translate(PERSIAN), text.translate(ARABIC)):
        assert parse_day(digits, order="dmy") == day


@given(DAYS)
def test_every_jalali_day_comes_back(day: date) -> None:
    text = jdatetime.date.fromgregorian(date=day).strftime("%Y/%m/%d")
    assert parse_day(text.translate(PERSIAN), order=None) == day


@given(st.text(max_size=40), st.sampled_from([None, *ORDERS]))
def test_any_text_is_a_day_or_refused(text: str, order: str | None) -> None:
    for parse in (parse_day, parse_birth):
        with contextlib.suppress(DayRefused):
            parse(text, order=order)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "birth"),
    [
        ("1990", Birth(year=1990)),
        ("۱۳۶۹", Birth(year=1990, estimated=True)),
        ("c. 1990", Birth(year=1990, estimated=True)),
        ("about 1990", Birth(year=1990, estimated=True)),
        ("1990?", Birth(year=1990, estimated=True)),
        ("1990 (est.)", Birth(year=1990, estimated=True)),
        ("حدود ۱۳۶۹", Birth(year=1990, estimated=True)),
        ("34 years", Birth(year=1992, estimated=True)),
        ("۳۴ ساله", Birth(year=1992, estimated=True)),
        ("age 34", Birth(year=1992, estimated=True)),
        ("31.12.1990", Birth(day=NEW_YEARS_EVE)),
        ("~31.12.1990", Birth(day=NEW_YEARS_EVE, estimated=True)),
        ("31.12.60", Birth(day=date(1960, 12, 31))),
        ("31.12.26", Birth(day=date(1926, 12, 31))),
        ("01.02.26", Birth(day=date(2026, 2, 1))),
    ],
)
def test_births(text: str, birth: Birth) -> None:
    assert parse_birth(text, today=TODAY) == birth


@pytest.mark.parametrize(
    "text", ["24.11.2026", "2027", "1905", "34", "casablanca", "130 years", "90", "حدود", "?"]
)
def test_births_that_cannot_be(text: str) -> None:
    with pytest.raises(DayRefused):
        parse_birth(text, today=TODAY)


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["01/02/2003", "13/02/2003"], "dmy"),
        (["01/02/2003", "02/13/2003"], "mdy"),
        (["01/02/2003", "2003-12-31", "soon"], None),
        (["13/02/2003", "02/13/2003"], None),
        ([], None),
    ],
)
def test_the_order_is_guessed_only_from_proof(texts: list[str], order: str | None) -> None:
    assert guess_order(texts) == order
