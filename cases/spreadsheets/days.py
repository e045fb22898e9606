"""Read days as people write them: ISO 8601, European, American, and Jalali (Solar Hijri).

A year from 1200 to 1500 is Jalali. What can be read in two ways is refused, never guessed.
"""

import contextlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

import jdatetime
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.spreadsheets.words import cleaned, folded, latin_digits

Order = Literal["dmy", "mdy", "ymd"]
ORDERS: Final[tuple[Order, ...]] = ("dmy", "mdy", "ymd")
JALALI, GREGORIAN = range(1200, 1501), range(1800, 2201)
OLDEST, FORESIGHT = 120, 20  # years
# 621 is the whole-year distance of the two calendars before a Jalali year's end.
JALALI_DISTANCE = 621

TIME = re.compile(r"(?:T|\s+)\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$")
NUMBERS = re.compile(r"(\d{1,4})\s*([./\-\u2013،\s])\s*(\d{1,2})\s*[./\-\u2013،\s]\s*(\d{1,4})\.?")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
NAMED = re.compile(r"(\d{1,4})[\s.,،\-]*(?:of\s+)?([^\W\d]+(?: [^\W\d]+)?)[\s.,،\-]*(\d{1,4})")
MONTH_FIRST = re.compile(r"([^\W\d]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
MONTHS = (
    "january jan janvier ژانویه|february feb فوریه|march mar مارس|april apr آوریل|may مه می"
    "|june jun ژوئن|july jul ژوئیه جولای|august aug اوت آگوست|september sep sept سپتامبر"
    "|october oct اکتبر|november nov نوامبر|december dec دسامبر"
)
JALALI_MONTHS = (
    "فروردین farvardin|اردیبهشت ordibehesht|خرداد khordad|تیر tir|مرداد امرداد mordad"
    "|شهریور shahrivar|مهر mehr|آبان aban|آذر azar|دی dey|بهمن bahman|اسفند esfand"
)


def _month_numbers(table: str) -> dict[str, int]:
    """The number of each month name, the names folded."""
    rows = enumerate(table.split("|"), 1)
    return {folded(name): number for number, names in rows for name in names.split()}


MONTH_NUMBERS, JALALI_NUMBERS = _month_numbers(MONTHS), _month_numbers(JALALI_MONTHS)


class DayRefused(ValueError):
    """A day that cannot be read; as text, the sentence for the person."""


@dataclass(frozen=True)
class Birth:
    """When a person was born: a day, or only a year, and whether it is an estimate."""

    day: date | None = None
    year: int | None = None
    estimated: bool = False

    @property
    def in_year(self) -> int:
        """The Gregorian year, 0 if nothing is known."""
        return self.day.year if self.day else self.year or 0


def parse_day(text: str, *, order: Order | None, latest: int | None = None) -> date:
    """Give the day a text means; `order` says how the file writes days with the year last.

    A year of two digits is the last such year up to `latest` (20 years from now).
    Raises DayRefused for what is no day, an impossible day, or one of several.
    """
    days = readings(text, order, latest or timezone.localdate().year + FORESIGHT)
    if len(days) > 1:
        raise DayRefused(
            _("This can be %(first)s or %(second)s. Choose how days are written in this file.")
            % {"first": days[0], "second": days[1]}
        )
    if not days:
        raise DayRefused(_("There is no such day in the calendar."))
    return days[0]


def readings(text: str, order: Order | None, latest: int) -> list[date]:
    """Every day that a text can mean, in order; none if it is impossible.

    Raises DayRefused for a text that is not built like a day.
    """
    plain = TIME.sub("", latin_digits(cleaned(text)))
    if match := COMPACT.fullmatch(plain):
        year, month, day = (int(part) for part in match.groups())
        return existing(year, month, day)
    if match := NUMBERS.fullmatch(plain):
        first, sign, second, third = match.groups()
        return ordered(first, second, third, order or ("dmy" if sign == "." else None), latest)
    return with_month_name(plain)


def ordered(first: str, second: str, third: str, order: Order | None, latest: int) -> list[date]:
    """The days that three numbers can mean in the given order, or in any."""
    if len(first) > 2:
        return existing(int(first), int(second), int(third))
    if len(third) > 2:
        order = None if order == "ymd" else order
        orders: Iterable[Order] = (order,) if order else ("dmy", "mdy")
    else:
        orders = (order,) if order else ORDERS
    found = {
        day
        for each in orders
        for day in short_or_long(dict(zip(each, (first, second, third), strict=True)), each, latest)
    }
    return sorted(found)


def short_or_long(parts: dict[str, str], order: Order, latest: int) -> list[date]:
    """The days for one order; with a short year first it can be Jalali too, so both are given."""
    year, month, day = parts["y"], int(parts["m"]), int(parts["d"])
    if len(year) > 2:
        return existing(int(year), month, day)
    if len(year) < 2:
        return []
    days = existing(latest - (latest - int(year)) % 100, month, day)
    return days + (existing(1300 + int(year), month, day) if order == "ymd" else [])


def existing(year: int, month: int, day: int) -> list[date]:
    """The one day of a year, month and day in the calendar the year belongs to, or none."""
    try:
        if year in JALALI:
            found: date = jdatetime.date(year, month, day).togregorian()
            return [found]
        return [date(year, month, day)] if year in GREGORIAN else []
    except ValueError:
        return []


def with_month_name(plain: str) -> list[date]:
    """Read "31 December 1990", "December 31, 1990" or "10 دی 1369"."""
    if match := MONTH_FIRST.fullmatch(plain):
        month, first, last = match.groups()
    elif match := NAMED.fullmatch(plain):
        first, month, last = match.groups()
    else:
        raise DayRefused(_("This is not a day. Write it like 1990-12-31."))
    year, day = (int(first), int(last)) if len(first) > 2 else (int(last), int(first))
    name = folded(month).removesuffix(folded("ماه"))
    number = (JALALI_NUMBERS if year in JALALI else MONTH_NUMBERS).get(name)
    if number is None:
        raise DayRefused(_("This is not a day. Write it like 1990-12-31."))
    return existing(year, number, day)


def guess_order(texts: Iterable[str]) -> Order | None:
    """Say whether the day or the month comes first, if the days of a file leave no doubt."""
    possible: set[Order] = {"dmy", "mdy"}
    latest = timezone.localdate().year + FORESIGHT
    for text in texts:
        with contextlib.suppress(DayRefused):
            # A text that no order can read says nothing.
            known: set[Order] = {o for o in ("dmy", "mdy") if readings(text, o, latest)}
            possible &= known or possible
    return possible.pop() if len(possible) == 1 else None


ABOUT = re.compile(
    r"^(?:c\.|ca?\.?(?=[\s\d])|circa|about|approx(?:imately|\.)?|around|est(?:imated|\.)?|~|≈"
    r"|حدودا?ً?|تقریبا?ً?|تخمینی|احتمالا?ً?)\s*:?\s*",
    re.IGNORECASE,
)
MAYBE = re.compile(
    r"\s*(?:\?|؟|\(?est(?:imated|\.)?\)?|\(?approx\.?\)?|\(?تخمینی\)?|\(?حدودی\)?)$",
    re.IGNORECASE,
)
AGE = re.compile(
    r"(?:(?:aged?|سن)\s*:?\s*)(\d{1,3})|(\d{1,3})\s*(?:years? old|years?|yrs?|y/?o|ساله|سال)"
)


def parse_birth(text: str, *, order: Order | None = None, today: date | None = None) -> Birth:
    """Give the birth a text means: a day, a year, or an age; "about" and "?" make it an estimate.

    A Jalali year alone begins in one Gregorian year and ends in the next, and an age leaves a
    year open too, so both are estimates. Raises DayRefused, also for a birth that cannot be.
    """
    today = today or timezone.localdate()
    plain = latin_digits(cleaned(text))
    bare = MAYBE.sub("", ABOUT.sub("", plain)).strip()
    birth = birth_of(bare, order, today, estimated=bare != plain)
    if (birth.day and birth.day > today) or birth.in_year > today.year:
        raise DayRefused(_("This birth is in the future."))
    if birth.in_year < today.year - OLDEST:
        raise DayRefused(_("This birth is more than %(years)s years ago.") % {"years": OLDEST})
    return birth


def birth_of(bare: str, order: Order | None, today: date, *, estimated: bool) -> Birth:
    """Read a year, an age or a day."""
    if re.fullmatch(r"\d{4}", bare) and (int(bare) in GREGORIAN or int(bare) in JALALI):
        year, jalali = int(bare), int(bare) in JALALI
        return Birth(year=year + JALALI_DISTANCE * jalali, estimated=estimated or jalali)
    if match := AGE.fullmatch(bare.lower()):
        return Birth(year=today.year - int(match[1] or match[2]), estimated=True)
    if re.fullmatch(r"\d{1,3}", bare):
        raise DayRefused(_("Write the year with four digits, or an age as “34 years”."))
    return Birth(day=birth_day(bare, order, today), estimated=estimated)


def birth_day(bare: str, order: Order | None, today: date) -> date:
    """Read a day of birth; a year of two digits is the last such year that is not to come."""
    day = parse_day(bare, order=order, latest=today.year)
    if day > today and not re.search(r"\d{4}", bare):
        return parse_day(bare, order=order, latest=today.year - 1)
    return day
