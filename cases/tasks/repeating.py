"""The next day of a task that repeats. Free of Django."""

import datetime as dt
from calendar import monthrange

MOST = {"days": 366, "months": 24}


def next_due(first: dt.date, due: dt.date, today: dt.date, *, every: int, unit: str) -> dt.date:
    """The first day of the series that is after both the day it was due and today.

    A month that has no such day takes its last one, and the next month has it again.

    :param first: the day the series is counted from
    :param every: after how many of the unit it comes again
    :param unit: ``days`` or ``months``
    :raises OverflowError: beyond the last day there is
    """
    after = max(due, today)
    step = _guess(first, after, every, unit)
    while (day := _at(first, step * every, unit)) <= after:
        step += 1
    return day


def _guess(first: dt.date, after: dt.date, every: int, unit: str) -> int:
    """A step that is not past the one looked for."""
    if unit == "days":
        return max(1, (after - first).days // every)
    months = (after.year - first.year) * 12 + after.month - first.month
    return max(1, months // every)


def _at(first: dt.date, count: int, unit: str) -> dt.date:
    """The day so many units after the first."""
    if unit == "days":
        return first + dt.timedelta(days=count)
    years, month = divmod(first.month - 1 + count, 12)
    year = first.year + years
    if year > dt.MAXYEAR:
        raise OverflowError("beyond the last day there is")
    return dt.date(year, month + 1, min(first.day, monthrange(year, month + 1)[1]))
