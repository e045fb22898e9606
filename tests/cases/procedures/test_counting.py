"""Counting days: as somebody would with a finger on a calendar."""

import datetime as dt

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.procedures.counting import (
    UNITS,
    Pause,
    Stopped,
    after,
    is_working,
    last_working,
    next_working,
)

DAY = dt.timedelta(days=1)
days = st.dates(dt.date(2020, 1, 1), dt.date(2035, 12, 31))
places = st.sampled_from(["", "DE", "FR", "US", "GB-ENG", "GB-SCT"])
amounts = st.integers(1, 200)
pauses = st.lists(
    st.tuples(days, st.integers(1, 90)).map(lambda one: Pause(one[0], one[0] + one[1] * DAY)),
    max_size=3,
)


@pytest.mark.parametrize(
    ("start", "amount", "unit", "place", "end"),
    [
        # the day of the event does not count
        ("2026-11-23", 1, "days", "", "2026-11-24"),
        ("2026-11-23", 21, "days", "", "2026-12-14"),
        ("2026-11-23", 2, "weeks", "", "2026-12-07"),
        # the same number, or the last of the month
        ("2026-11-30", 3, "months", "", "2027-02-28"),
        ("2028-01-31", 1, "months", "", "2028-02-29"),
        ("2026-12-31", 6, "months", "", "2027-06-30"),
        ("2024-02-29", 1, "years", "", "2025-02-28"),
        ("2026-11-23", 9, "months", "", "2027-08-23"),
        # over Christmas: the 25th is a Friday, the 28th a holiday only in the United Kingdom
        ("2026-12-22", 3, "working_days", "", "2026-12-25"),
        ("2026-12-22", 3, "working_days", "DE", "2026-12-28"),
        ("2026-12-22", 3, "working_days", "GB-ENG", "2026-12-29"),
        # Scotland rests on the second day of the year
        ("2026-12-31", 1, "working_days", "GB-ENG", "2027-01-04"),
        ("2025-12-31", 1, "working_days", "GB-ENG", "2026-01-02"),
        ("2025-12-31", 1, "working_days", "GB-SCT", "2026-01-05"),
        # Thanksgiving
        ("2026-11-23", 5, "working_days", "US", "2026-12-01"),
    ],
)
def test_known_days(start: str, amount: int, unit: str, place: str, end: str) -> None:
    found = after(dt.date.fromisoformat(start), amount, unit, place=place)
    assert found == dt.date.fromisoformat(end)


@given(start=days, amount=amounts, place=places, stopped=pauses)
def test_working_days_are_counted_one_by_one(
    start: dt.date, amount: int, place: str, stopped: list[Pause]
) -> None:
    end = after(start, amount, "working_days", place=place, pauses=stopped)
    counted = 0
    day = start
    while day < end:
        day += DAY
        held = any(one.since <= day < one.until for one in stopped if one.until)
        counted += is_working(day, place) and not held
    assert counted == amount
    assert is_working(end, place)


@given(start=days, amount=amounts, unit=st.sampled_from(UNITS), place=places, stopped=pauses)
def test_a_stopped_clock_never_brings_a_day_nearer(
    start: dt.date, amount: int, unit: str, place: str, stopped: list[Pause]
) -> None:
    amount = min(amount, 9) if unit == "years" else amount
    amount = min(amount, 100) if unit == "months" else amount
    plain = after(start, amount, unit, place=place)
    held = after(start, amount, unit, place=place, pauses=stopped)
    assert start < plain <= held
    away = [one for one in stopped if one.until and (one.until <= start or one.since > held)]
    assert held == after(
        start, amount, unit, place=place, pauses=[one for one in stopped if one not in away]
    )


@given(start=days, amount=amounts, gap=st.integers(1, 60), length=st.integers(1, 60))
def test_each_stopped_day_moves_a_period_of_days_by_one(
    start: dt.date, amount: int, gap: int, length: int
) -> None:
    since = start + min(gap, amount) * DAY
    held = after(start, amount, "days", pauses=[Pause(since, since + length * DAY)])
    assert held == start + (amount + length) * DAY


def test_a_clock_that_stands_still_tells_no_day() -> None:
    start = dt.date(2026, 11, 23)
    with pytest.raises(Stopped):
        after(start, 10, "days", pauses=[Pause(start + DAY, None)])
    with pytest.raises(Stopped):
        after(start, 10, "months", pauses=[Pause(start + 30 * DAY, None)])
    assert after(start, 10, "days", pauses=[Pause(start + 11 * DAY, None)]) == start + 10 * DAY


def test_a_clock_that_stands_still_for_a_lifetime_tells_no_day() -> None:
    start = dt.date(2026, 11, 23)
    with pytest.raises(Stopped):
        after(start, 1, "days", pauses=[Pause(start, dt.date(2099, 1, 1))])


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(ValueError, match="fortnights"):
        after(dt.date(2026, 11, 23), 1, "fortnights")


@given(day=days, place=places)
def test_the_working_days_around(day: dt.date, place: str) -> None:
    before, later = last_working(day, place), next_working(day, place)
    assert before <= day <= later
    assert is_working(before, place)
    assert is_working(later, place)
    if is_working(day, place):
        assert before == day == later


def test_every_place_of_the_packs_has_its_holidays() -> None:
    from cases.procedures.rules import packs

    for pack in packs().values():
        for place in pack.places:
            country, _, part = place.partition("-")
            assert holidays.country_holidays(country, subdiv=part or None, years=2026), place
            assert not is_working(dt.date(2026, 1, 1), place), place
