"""An identity in lines a person reads, and two of them side by side."""

from dataclasses import dataclass
from datetime import date

import jdatetime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.days import localise_digits, uses_jalali, write_day
from cases.identity import Birth, ContactPoint, Identity, Safety


@dataclass(frozen=True, repr=False)
class Line:
    """A name and its value."""

    label: str
    value: str

    @property
    def parts(self) -> list[str]:
        """The value's own lines."""
        return self.value.splitlines()


@dataclass(frozen=True, repr=False)
class Compared:
    """One line as it is stored now, and as it was typed."""

    label: str
    now: str
    yours: str

    @property
    def differs(self) -> bool:
        """Whether they are not the same."""
        return self.now != self.yours


def birth_words(birth: Birth) -> str:
    """A birth in the reader's own calendar, with the other one in brackets; empty if unknown."""
    if not birth:
        return ""
    language = get_language() or "en"
    words = _day(birth.day, language) if birth.day else _year(birth.year or 0, language)
    return _("about %(day)s") % {"day": words} if birth.estimated else words


def _day(day: date, language: str) -> str:
    jalali = jdatetime.date.fromgregorian(date=day)
    other = (
        day.isoformat() if uses_jalali(language) else f"{jalali.year}/{jalali.month}/{jalali.day}"
    )
    return f"{write_day(day, language)} (\u2066{localise_digits(other, language)}\u2069)"


def _year(year: int, language: str) -> str:
    jalali = f"{year - 622}/{(year - 621) % 100:02}"
    first, other = (jalali, str(year)) if uses_jalali(language) else (str(year), jalali)
    return localise_digits(f"\u2066{first}\u2069 (\u2066{other}\u2069)", language)


def identity_lines(identity: Identity) -> list[Line]:
    """Everything an identity says, a line each, always in the same order."""
    names = [name.shown for name in identity.names]
    return [
        Line(_("Whose case"), identity.kind_label),
        Line(_("Names"), "\n".join(names)),
        Line(_("Other names"), "\n".join(identity.aliases)),
        Line(_("Born"), birth_words(identity.birth)),
        Line(_("Sex, as stated"), identity.sex),
        Line(_("Languages"), ", ".join(identity.languages)),
        Line(_("Countries"), ", ".join(identity.countries)),
        Line(_("Time zone"), identity.zone),
        Line(_("Your own reference"), identity.reference),
        Line(_("Contact points"), "\n".join(map(contact_words, identity.contacts))),
    ]


def contact_words(contact: ContactPoint) -> str:
    """A contact point in one line."""
    parts = [
        f"{contact.channel_label}: {contact.value}",
        contact.safety_label,
        contact.hours,
        _("others use this device") if contact.shared_device else "",
        _("pass-phrase: %(words)s") % {"words": contact.pass_phrase} if contact.pass_phrase else "",
        _("we say we are: %(words)s") % {"words": contact.cover_identity}
        if contact.cover_identity
        else "",
    ]
    return " · ".join(filter(None, parts))


def safety_lines(safety: Safety) -> list[Line]:
    """Everything a safety decision says."""
    language = get_language() or "en"
    return [
        Line(_("Danger"), safety.risk_label),
        Line(_("Decision"), safety.decision_label),
        Line(_("Conditions"), safety.conditions),
        Line(_("Rule for contact"), safety.contact_rule),
        Line(
            _("Look at it again"), write_day(safety.review_on, language) if safety.review_on else ""
        ),
    ]


def compare(now: list[Line], yours: list[Line]) -> list[Compared]:
    """The same lines of two documents, side by side."""
    return [
        Compared(left.label, left.value, right.value)
        for left, right in zip(now, yours, strict=True)
    ]
