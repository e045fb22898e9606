"""Read the cells of each field: text in, a clean value out, or a sentence about what is wrong."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from cases.spreadsheets.columns.choices import CHOICES, examples, is_nothing
from cases.spreadsheets.days import Birth, DayRefused, Order, parse_birth, parse_day
from cases.spreadsheets.words import folded, latin_digits

SHORT, LONGEST_NOTE, MOST_PARTS = 200, 200_000, 20
BETWEEN = re.compile(r"[;؛،\n|]+")
BETWEEN_LISTS = re.compile(r"[;؛،,\n|/]+")
PHONE = re.compile(r"(?:\+|00)?[\d\s().\-\u2010-\u2013/]+")
# RFC 5321 in the shape people use: one local part, one domain with a dot, 254 octets in all.
EMAIL = re.compile(r"[^\s@,;<>\"()\[\]]{1,64}@[^\s@,;<>\"()\[\].]+(?:\.[^\s@,;<>\"()\[\].]+)+")


class CellRefused(ValueError):
    """A cell that cannot be taken; as text, the sentence for the person."""


@dataclass(frozen=True)
class Circumstances:
    """What a cell's meaning depends on besides its text."""

    order: Order | None
    today: date
    assignees: Mapping[str, str]


def one_text(text: str, _about: Circumstances) -> str:
    """A short text on one line."""
    text = " ".join(text.split())
    if len(text) > SHORT:
        raise CellRefused(_("This is longer than %(limit)s characters.") % {"limit": SHORT})
    return text


def several(text: str, between: re.Pattern[str] = BETWEEN) -> tuple[str, ...]:
    """The texts between the signs, each once, in their order."""
    parts = tuple(dict.fromkeys(part.strip() for part in between.split(text) if part.strip()))
    if len(parts) > MOST_PARTS:
        raise CellRefused(_("These are more than %(limit)s entries.") % {"limit": MOST_PARTS})
    return parts


def several_names(text: str, about: Circumstances) -> tuple[str, ...]:
    """Names with ; or ، between them: a comma may be part of a Latin name."""
    return tuple(one_text(part, about) for part in several(text))


def several_words(text: str, about: Circumstances) -> tuple[str, ...]:
    """Languages or countries, also with a comma or a slash between them."""
    if is_nothing(text):
        return ()
    return tuple(one_text(part, about) for part in several(text, BETWEEN_LISTS))


def phones(text: str, _about: Circumstances) -> tuple[str, ...]:
    """Phone numbers with Latin digits, as they are otherwise written."""
    return () if is_nothing(text) else tuple(map(phone, several(latin_digits(text))))


def phone(text: str) -> str:
    """One number of 5 to 15 digits (E.164 allows no more) and nothing else."""
    digits = re.sub(r"\D", "", text)
    if re.fullmatch(r"[\d.,]+[eE]\+?\d+", text):
        raise CellRefused(_("The spreadsheet program has shortened this number. Store it as text."))
    if not PHONE.fullmatch(text) or not 5 <= len(digits.removeprefix("00")) <= 15:
        raise CellRefused(
            _("This is not a phone number. Put only the number here, and remarks into a note.")
        )
    return " ".join(text.split())


def emails(text: str, _about: Circumstances) -> tuple[str, ...]:
    """E-mail addresses, with a comma or a space between them too."""
    if is_nothing(text):
        return ()
    return tuple(map(email, several(text, re.compile(r"[;؛،,\s|]+"))))


def email(text: str) -> str:
    """One address."""
    if not EMAIL.fullmatch(text) or len(text.encode()) > 254:
        raise CellRefused(_("This is not an e-mail address."))
    return text


def choice(name: str) -> Callable[[str, Circumstances], str | None]:
    """The reader for a field that takes one of a few words."""

    def read(text: str, _about: Circumstances) -> str | None:
        value = CHOICES[name].get(folded(text))
        if value is None and not is_nothing(text):
            raise CellRefused(
                _("This word is not known here. Use one of: %(words)s.") % {"words": examples(name)}
            )
        return value

    return read


def any_day(text: str, about: Circumstances) -> date | None:
    """A day, before or after today."""
    if is_nothing(text):
        return None
    if text.startswith("="):
        raise CellRefused(_("This is a formula. Put its result here instead."))
    return parse_day(text, order=about.order)


def past_day(text: str, about: Circumstances) -> date | None:
    """A day that is not to come."""
    day = any_day(text, about)
    if day and day > about.today:
        raise CellRefused(_("This day is in the future."))
    return day


def birth(text: str, about: Circumstances) -> Birth | None:
    """A day or year of birth."""
    if is_nothing(text):
        return None
    return parse_birth(text, order=about.order, today=about.today)


def assignee(text: str, about: Circumstances) -> str:
    """The caseworker a name stands for, whatever its case and spaces."""
    if is_nothing(text):
        return ""
    known = about.assignees.get(folded(text))
    if known is None:
        raise CellRefused(_("No caseworker has this user name."))
    return known


READERS: Mapping[str, Callable[[str, Circumstances], object]] = {
    "full_name": one_text,
    "given": one_text,
    "family": one_text,
    "aliases": several_names,
    "reference": one_text,
    "kind": choice("kind"),
    "state": choice("state"),
    "risk": choice("risk"),
    "birth": birth,
    "sex": one_text,
    "languages": several_words,
    "countries": several_words,
    "phones": phones,
    "emails": emails,
    "contact_safety": choice("contact_safety"),
    "contact_hours": one_text,
    "note": lambda text, _about: text,
    "opened_on": past_day,
    "due_on": any_day,
    "assignee": assignee,
    "consent_until": any_day,
}
REFUSALS = (CellRefused, DayRefused)


def joined_notes(parts: Sequence[tuple[str, str]]) -> str:
    """One note from several columns, each under its heading; a single column stands alone."""
    if len(parts) == 1:
        return parts[0][1]
    return "\n\n".join(f"{heading}: {text}" if heading else text for heading, text in parts)
