"""Searching the directory: "housing, Germany, Persian-speaking", in any language of the interface.

What is understood narrows; what is not is looked for in the organisations' names.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.utils import translation

from cases.directory.names import (
    countries_by_name,
    country_name,
    language_names,
    languages_by_name,
    plain,
)
from cases.models import Agreement, Help, Partner, Service
from cases.papers import Category

_MOST_WORDS = 4  # in one name: "family reunification", "United Arab Emirates"
# What people write around a language, and is no part of a name.
_AROUND = frozenset(
    {"speaking", "in", "the", "and", "or", "for", "with", "زبان", "در", "به", "و", "برای", "با"}
)


@dataclass
class Wanted:
    """What was understood of a search."""

    kinds: list[str] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    @property
    def shown(self) -> list[str]:
        """What was understood, in words."""
        return [
            *(str(Help(kind).label) for kind in self.kinds),
            *map(country_name, self.countries),
            *language_names(self.languages),
            *(f"“{word}”" for word in self.words),
        ]


@cache
def kinds_by_name() -> dict[str, str]:
    """Kinds of help by what they are called, in every language of the interface."""
    found: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {plain(str(kind.label)): str(kind.value) for kind in Help}
    first = {name.split()[0]: kind for name, kind in found.items()}
    return {**{plain(kind): kind for kind in Help.values}, **first, **found}


def understood(text: str) -> Wanted:
    """What a search asks for."""
    wanted = Wanted()
    for part in re.split(r"[,،;؛/\n]+", text):
        words = [word for word in re.split(r"[\s\-]+", plain(part)) if word]
        at = 0
        while at < len(words):
            at += _take(words[at:], wanted)
    return wanted


def _take(words: Sequence[str], wanted: Wanted) -> int:
    """Understand the longest name these words begin with; gives how many it took."""
    for length in range(min(_MOST_WORDS, len(words)), 0, -1):
        name = " ".join(words[:length])
        for known, found in (
            (kinds_by_name(), wanted.kinds),
            (countries_by_name(), wanted.countries),
            (languages_by_name(), wanted.languages),
        ):
            # A code of two letters is too often a word: only names count.
            if name in known and len(name) > 2:
                found.append(known[name])
                return length
    if words[0] not in _AROUND:
        wanted.words.append(words[0])
    return 1


@dataclass(frozen=True)
class Entry:
    """An organisation with the services that fit, and what may be told it today."""

    partner: Partner
    services: list[Service]
    agreement: Agreement | None

    @property
    def country(self) -> str:
        """Its country, by name."""
        return country_name(self.partner.country)

    @property
    def may_be_told(self) -> list[str]:
        """The categories of data its agreement covers, in words."""
        codes = self.agreement.category_codes if self.agreement else ()
        return [str(one.label) for one in Category if one.value in codes]


def entries(wanted: Wanted, today: date, most: int = 100) -> list[Entry]:
    """The organisations that fit, by name, in three queries."""
    services = _fitting(wanted)
    partners = Partner.objects.in_use()
    if wanted.kinds or wanted.languages:
        partners = partners.filter(pk__in=services.values("partner"))
    elif wanted.countries:
        partners = partners.filter(country__in=wanted.countries) | partners.filter(
            pk__in=services.values("partner")
        )
    for word in wanted.words:
        partners = partners.filter(name__icontains=word)
    live = Agreement.objects.live(today).order_by("-until")
    found = partners.distinct().prefetch_related(
        Prefetch("services", queryset=services, to_attr="fitting"),
        Prefetch("agreements", queryset=live, to_attr="live"),
    )
    return [_entry(one) for one in found[:most]]


def _entry(partner: Partner) -> Entry:
    live = partner.live  # type: ignore[attr-defined]
    return Entry(partner, partner.fitting, live[0] if live else None)  # type: ignore[attr-defined]


def _fitting(wanted: Wanted) -> QuerySet[Service]:
    """The services that fit; those with free places first."""
    services = Service.objects.order_by("kind", "country")
    if wanted.kinds:
        services = services.filter(kind__in=wanted.kinds)
    if wanted.countries:
        services = services.filter(country__in=wanted.countries)
    for language in wanted.languages:
        services = services.filter(languages__contains=f",{language},")
    return services
