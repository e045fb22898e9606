"""Counting days as the law does: calendar and working days, weeks, months, and a stopped clock.

The day of the event is never counted. A month ends on the same number, or on the month's last day
where it has no such number. Public holidays come from a kept library, by country.
"""

import calendar
import datetime as dt
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import holidays

UNITS = ("days", "working_days", "weeks", "months", "years")
_DAY = dt.timedelta(days=1)
_LONGEST = 20 * 366  # days; no rule and no pause is longer


class Pause(NamedTuple):
    """A stopped clock: from a day on, up to the day it runs again (not stopped itself)."""

    since: dt.date
    until: dt.date | None


class Stopped(Exception):
    """The clock stands still, so the day cannot be told yet."""


@cache
def _holidays(place: str) -> Any:
    country, _, part = place.partition("-")
    return holidays.country_holidays(country, subdiv=part or None)


def is_working(day: dt.date, place: str) -> bool:
    """Whether people work on this day there: no Saturday, Sunday or public holiday.

    :param place: a country, or a part of one, as in ISO 3166: ``DE``, ``GB-SCT``; or nothing
    """
    return day.weekday() < 5 and not (place and day in _holidays(place))


def next_working(day: dt.date, place: str) -> dt.date:
    """The day itself if people work on it, else the next on which they do."""
    while not is_working(day, place):
        day += _DAY
    return day


def last_working(day: dt.date, place: str) -> dt.date:
    """The day itself if people work on it, else the last before on which they do."""
    while not is_working(day, place):
        day -= _DAY
    return day


def after(
    start: dt.date, amount: int, unit: str, *, place: str = "", pauses: Sequence[Pause] = ()
) -> dt.date:
    """The last day of a period that begins with an event.

    :param start: the day of the event, which does not count
    :param pauses: days on which the clock stood still
    :raises Stopped: when it stands still before the period is over
    :raises ValueError: for an unknown unit
    """
    if unit == "working_days":
        return _counted(start, amount, pauses, place)
    if unit in {"days", "weeks"}:
        return _counted(start, amount * (7 if unit == "weeks" else 1), pauses, None)
    end = _months_after(start, amount * {"months": 1, "years": 12}[_known(unit)])
    return _counted(start, (end - start).days, pauses, None) if pauses else end


def _known(unit: str) -> str:
    if unit not in UNITS:
        raise ValueError(unit)
    return unit


def _counted(start: dt.date, amount: int, pauses: Sequence[Pause], place: str | None) -> dt.date:
    """Day by day, over those on which the clock runs; with a place, over working days alone."""
    if place is None and not pauses:
        return start + dt.timedelta(days=amount)
    day, left = start, amount
    for _ in range(_LONGEST):
        if not left:
            return day
        day += _DAY
        stopped = any(_stops(one, day) for one in pauses)
        left -= not stopped and (place is None or is_working(day, place))
    raise Stopped


def _stops(pause: Pause, day: dt.date) -> bool:
    if pause.until is None and day >= pause.since:
        raise Stopped
    return pause.until is not None and pause.since <= day < pause.until


def _months_after(start: dt.date, months: int) -> dt.date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(start.day, last))
