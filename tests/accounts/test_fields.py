"""A day's form field speaks the calendar of whoever reads the page."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from accounts.fields import DayField, DayInput

TODAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize(("language", "shown"), [("en", "23.11.2026"), ("fa", "۱۴۰۵/۰۹/۰۲")])
def test_the_field_shows_what_it_would_read(language: str, shown: str) -> None:
    with translation.override(language):
        assert DayInput().format_value(TODAY) == shown
        assert DayField().clean(shown) == TODAY
        assert shown in str(DayField().help_text)


def test_what_was_typed_is_kept() -> None:
    assert DayInput().format_value("31.02.2026") == "31.02.2026"


def test_an_error_says_how_to_write_a_day() -> None:
    with (
        translation.override("en"),
        pytest.raises(ValidationError, match=r"for example 23\.11\.2026"),
    ):
        DayField().clean("soon")


@pytest.mark.parametrize("nothing", ["", None, "   "])
def test_nothing_is_no_day(nothing: str | None) -> None:
    assert DayField(required=False).clean(nothing) is None
    with pytest.raises(ValidationError):
        DayField().clean(nothing)


def test_a_day_is_a_day_already() -> None:
    assert DayField().clean(TODAY) == TODAY
    assert DayField().clean(dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)) == TODAY


@pytest.mark.parametrize(
    ("typed", "changed"), [("2026-11-23", False), ("1405/09/02", False), ("", True), ("soon", True)]
)
def test_another_spelling_is_no_change(typed: str, changed: bool) -> None:
    assert DayField().has_changed(TODAY, typed) is changed
