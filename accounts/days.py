"""Days as people write and read them: Jalali for Persian, day first elsewhere. Free of Django.

Month names and the phrases around today follow the Unicode CLDR; the Jalali calendar is the
Iranian civil one.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import babel
import jdatetime
from babel.dates import format_date, get_month_names

# fmt: off
JALALI_MONTHS = (
    "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور",
    "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
)
JALALI_WEEKDAYS = (
    "دوشنبه", "سه\N{ZERO WIDTH NON-JOINER}شنبه", "چهارشنبه",
    "پنج\N{ZERO WIDTH NON-JOINER}شنبه", "جمعه", "شنبه", "یکشنبه",
)
ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)
ENGLISH_WEEKDAYS = (
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
)
# fmt: on

# Years apart enough that a number alone says which calendar is meant.
JALALI_YEARS = range(1200, 1500)
GREGORIAN_YEARS = range(1800, 2200)

_PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_PLAIN_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")
# Arabic letters that look like the Persian ones, and marks of direction that nobody typed.
_FOLD = str.maketrans({"ي": "ی", "ك": "ک", **dict.fromkeys("\u200e\u200f\u061c\u200c\u2066\u2069")})

_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4})")
_IN_WORDS = re.compile(r"(\d{1,2})\.?\s+([^\W\d]+)\.?,?\s+(\d{4})")


class NotADay(ValueError):
    """The text names no day that exists in either calendar."""


@dataclass(frozen=True)
class _Near:
    """The phrases of one language for days close to today."""

    today: str
    yesterday: str
    tomorrow: str
    ahead: str
    ago: str


_NEAR = {
    "en": _Near("today", "yesterday", "tomorrow", "in {} days", "{} days ago"),
    "fa": _Near("امروز", "دیروز", "فردا", "{} روز دیگر", "{} روز پیش"),
}
_NEAR_DAYS = 14


def _base(language: str) -> str:
    return language.lower().replace("_", "-").split("-")[0]


def uses_jalali(language: str) -> bool:
    """Takes a language code; tells whether its readers count days in the Jalali calendar."""
    return _base(language) == "fa"


def localise_digits(value: object, language: str) -> str:
    """Takes a number or text and a language code; gives the text in that language's digits."""
    tables = {"fa": _PERSIAN_DIGITS, "ar": _ARABIC_DIGITS}
    return str(value).translate(tables.get(_base(language), {}))


def plain_digits(text: str) -> str:
    """Takes text with Persian or Arabic digits; gives it with the digits 0 to 9."""
    return text.translate(_PLAIN_DIGITS)


def _jalali(day: dt.date) -> tuple[int, int, int]:
    converted = jdatetime.date.fromgregorian(date=day)
    return converted.year, converted.month, converted.day


def _locale(language: str) -> babel.Locale:
    try:
        return babel.Locale.parse(language.replace("-", "_"))
    except (ValueError, babel.UnknownLocaleError):
        return babel.Locale("en")


def write_day(day: dt.date, language: str) -> str:
    """Takes a day and a language code; gives it as people write it: 23 November 2026."""
    if uses_jalali(language):
        year, month, number = _jalali(day)
        return localise_digits(f"{number} {JALALI_MONTHS[month - 1]} {year}", language)
    if _base(language) == "en":
        return f"{day.day} {ENGLISH_MONTHS[day.month - 1]} {day.year}"
    return localise_digits(format_date(day, "long", locale=_locale(language)), language)


def write_weekday(day: dt.date, language: str) -> str:
    """Takes a day and a language code; gives it with its weekday, no year: Monday 23 November."""
    if uses_jalali(language):
        _, month, number = _jalali(day)
        name = JALALI_WEEKDAYS[day.weekday()]
        return localise_digits(f"{name} {number} {JALALI_MONTHS[month - 1]}", language)
    if _base(language) == "en":
        return f"{ENGLISH_WEEKDAYS[day.weekday()]} {day.day} {ENGLISH_MONTHS[day.month - 1]}"
    return localise_digits(format_date(day, "EEEE d MMMM", locale=_locale(language)), language)


def write_short(day: dt.date, language: str) -> str:
    """Takes a day and a language code; gives it in numbers for a form field, as read_day reads."""
    if uses_jalali(language):
        year, month, number = _jalali(day)
        return localise_digits(f"{year}/{month:02}/{number:02}", language)
    return f"{day.day:02}.{day.month:02}.{day.year}"


def near_day(day: dt.date, today: dt.date, language: str) -> str:
    """Takes a day, today and a language code; gives "in 3 days", or the day where it is far."""
    words = _NEAR.get(_base(language))
    distance = (day - today).days
    if words is None or abs(distance) > _NEAR_DAYS:
        return write_day(day, language)
    if close := {0: words.today, -1: words.yesterday, 1: words.tomorrow}.get(distance):
        return close
    phrase = words.ahead if distance > 0 else words.ago
    return phrase.format(localise_digits(abs(distance), language))


def write_moment(moment: dt.datetime, language: str) -> str:
    """Takes a moment in the reader's time zone; gives its day and time: 23 November 2026, 9:12."""
    comma = "،" if _base(language) in {"fa", "ar"} else ","
    return f"{write_day(moment.date(), language)}{comma} {write_time(moment, language)}"


def near_moment(moment: dt.datetime, now: dt.datetime, language: str) -> str:
    """Takes a moment and now, both in the reader's time zone; gives "today 9:12" or the like."""
    day = near_day(moment.date(), now.date(), language)
    return f"{day} {write_time(moment, language)}"


def write_time(moment: dt.datetime, language: str) -> str:
    """Takes a moment in the reader's time zone; gives its hour and minute: 9:12."""
    return localise_digits(f"{moment.hour}:{moment.minute:02}", language)


def _make(year: int, month: int, number: int) -> dt.date:
    """Takes three numbers; gives the day they name in the calendar the year belongs to."""
    if year in JALALI_YEARS:
        converted: dt.date = jdatetime.date(year, month, number).togregorian()
        return converted
    if year in GREGORIAN_YEARS:
        return dt.date(year, month, number)
    raise NotADay


def _month_names(language: str) -> Iterator[tuple[str, int, bool]]:
    """Takes a language code; gives each month's name, number and whether it is a Jalali one."""
    for number, name in enumerate(JALALI_MONTHS, 1):
        yield name, number, True
    for number, name in enumerate(ENGLISH_MONTHS, 1):
        yield name.casefold(), number, False
        yield name[:3].casefold(), number, False
    for number, name in get_month_names("wide", locale=_locale(language)).items():
        yield name.casefold().translate(_FOLD), number, False


def _from_words(number: str, name: str, year: str, language: str) -> dt.date:
    for known, month, jalali in _month_names(language):
        if known == name.casefold() and jalali == (int(year) in JALALI_YEARS):
            return _make(int(year), month, int(number))
    raise NotADay


def read_day(text: str, language: str) -> dt.date:
    """Takes what a person typed and their language code; gives the day.

    Reads 2026-11-23, 23.11.2026, 23/11/2026, 1405/09/02 and 23 November 2026, in any digits; the
    year tells the calendar. Raises NotADay where no such day exists.
    """
    plain = plain_digits(unicodedata.normalize("NFC", text).translate(_FOLD)).strip()
    try:
        if found := _YEAR_FIRST.fullmatch(plain):
            return _make(*map(int, found.groups()))
        if found := _DAY_FIRST.fullmatch(plain):
            return _make(*map(int, reversed(found.groups())))
        if found := _IN_WORDS.fullmatch(plain):
            return _from_words(found[1], found[2], found[3], language)
    except ValueError as error:
        raise NotADay(text) from error
    raise NotADay(text)
