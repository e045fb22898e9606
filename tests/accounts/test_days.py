"""Days are read as people write them, in both calendars, and never guessed."""

import contextlib
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.days import (
    NotADay,
    localise_digits,
    near_day,
    near_moment,
    plain_digits,
    read_day,
    write_day,
    write_moment,
    write_short,
    write_weekday,
)

TODAY = dt.date(2026, 11, 23)
ANY_DAY = st.dates(dt.date(1822, 1, 1), dt.date(2120, 12, 31))
LANGUAGES = st.sampled_from(["en", "en-gb", "fa", "fa-ir"])


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "23 November 2026"),
        ("en-gb", "23 November 2026"),
        ("fa", "۲ آذر ۱۴۰۵"),
        ("de", "23. November 2026"),
        ("ar", "٢٣ نوفمبر ٢٠٢٦"),
        ("tlh", "November 23, 2026"),  # a language nobody has data for still shows a day
    ],
)
def test_a_day_is_written_as_people_write_it(language: str, written: str) -> None:
    assert write_day(TODAY, language) == written


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "Monday 23 November"), ("fa", "دوشنبه ۲ آذر"), ("de", "Montag 23 November")],
)
def test_a_weekday_is_written_without_its_year(language: str, written: str) -> None:
    assert write_weekday(TODAY, language) == written


@pytest.mark.parametrize(
    ("days", "english", "persian"),
    [
        (0, "today", "امروز"),
        (1, "tomorrow", "فردا"),
        (-1, "yesterday", "دیروز"),
        (3, "in 3 days", "۳ روز دیگر"),
        (-8, "8 days ago", "۸ روز پیش"),
        (15, "8 December 2026", "۱۷ آذر ۱۴۰۵"),
        (-15, "8 November 2026", "۱۷ آبان ۱۴۰۵"),
    ],
)
def test_a_near_day_is_told_by_its_distance(days: int, english: str, persian: str) -> None:
    day = TODAY + dt.timedelta(days=days)
    assert near_day(day, TODAY, "en") == english
    assert near_day(day, TODAY, "fa") == persian


def test_a_language_without_phrases_shows_the_day_itself() -> None:
    assert near_day(TODAY, TODAY, "de") == "23. November 2026"


def test_a_moment_has_its_day_and_time() -> None:
    moment = dt.datetime(2026, 11, 23, 9, 5, tzinfo=dt.UTC)
    assert write_moment(moment, "en") == "23 November 2026, 9:05"
    assert write_moment(moment, "fa") == "۲ آذر ۱۴۰۵، ۹:۰۵"
    assert near_moment(moment, moment, "en") == "today 9:05"


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23",
        "2026/11/23",
        "23.11.2026",
        " 23. 11. 2026 ",
        "23/11/2026",
        "23 11 2026",
        "23 November 2026",
        "23. nov 2026",
        "1405/9/2",
        "1405-09-02",
        "۱۴۰۵/۰۹/۰۲",
        "١٤٠٥/٠٩/٠٢",
        "\u200f۱۴۰۵/۰۹/۰۲\u200e",
        "۲ آذر ۱۴۰۵",
        "2/9/1405",
    ],
)
@pytest.mark.parametrize("language", ["en", "fa"])
def test_a_day_is_read_in_any_of_its_spellings(text: str, language: str) -> None:
    assert read_day(text, language) == TODAY


def test_a_month_is_read_with_arabic_letters_for_persian_ones() -> None:
    assert read_day("5 دي 1405", "fa") == read_day("1405/10/05", "fa")


def test_a_month_is_read_in_the_pages_own_language() -> None:
    assert read_day("23. März 2026", "de") == dt.date(2026, 3, 23)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "23.11.26",
        "31.02.2026",
        "2026-13-01",
        "1405/12/30",  # not a leap year
        "1404/07/31",
        "11/23/2026",  # month first would be a guess
        "0000-01-01",
        "23 آذر 2026",
        "2 November 1405",
        "1600-01-01",
        "۲ کذر ۱۴۰۵",
        "2026-11-23; drop",
        "9" * 300,
    ],
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(NotADay):
        read_day(text, "en")


@given(ANY_DAY, LANGUAGES)
def test_what_is_written_is_read_back(day: dt.date, language: str) -> None:
    assert read_day(write_day(day, language), language) == day
    assert read_day(write_short(day, language), language) == day
    assert read_day(day.isoformat(), language) == day


@given(st.text(max_size=40), LANGUAGES)
def test_any_text_is_a_day_or_refused(text: str, language: str) -> None:
    with contextlib.suppress(NotADay):
        assert isinstance(read_day(text, language), dt.date)


@given(st.integers(min_value=0))
def test_digits_go_there_and_back(number: int) -> None:
    for language in ("en", "fa", "ar"):
        assert plain_digits(localise_digits(number, language)) == str(number)
