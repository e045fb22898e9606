"""Countries and languages by their names, in the languages of the interface."""

from collections.abc import Callable, Iterable
from functools import cache

from babel import Locale
from django.conf import settings
from django.utils.translation import get_language

# What an organisation may offer help in; a name of any other is found by its code.
_LANGUAGES = (
    "am ar az bal bg bn bs ckb cs da de el en es et fa fi fr he hi hr hu hy id it ja ka kmr ko ku "
    "lt lv mk ms ne nl no pa pl ps pt ro ru sk sl so sq sr sv sw ta ti tk tr uk ur uz vi yi zh"
)

# What people say besides.
_ALSO_COUNTRIES = {
    "turkey": "TR",
    "usa": "US",
    "america": "US",
    "uk": "GB",
    "england": "GB",
    "britain": "GB",
    "holland": "NL",
    "آمریکا": "US",
    "انگلیس": "GB",
}
_ALSO_LANGUAGES = {"farsi": "fa", "dari": "fa", "kurdish": "ku", "sorani": "ckb", "کردی": "ku"}


def _locale(language: str | None = None) -> Locale:
    return Locale.parse((language or get_language() or "en").replace("-", "_"))


@cache
def _countries(language: str) -> dict[str, str]:
    """Codes of two letters (ISO 3166-1) with their names."""
    found = _locale(language).territories
    return {code: name for code, name in found.items() if len(code) == 2 and code.isalpha()}


@cache
def _languages(language: str) -> dict[str, str]:
    """Codes (ISO 639) with their names."""
    found = _locale(language).languages
    return {code: found[code] for code in _LANGUAGES.split() if code in found}


def country_name(code: str) -> str:
    """A country's name in the page's language."""
    return _countries(get_language() or "en").get(code, code)


def language_names(codes: Iterable[str]) -> list[str]:
    """Names of languages in the page's language."""
    known = _languages(get_language() or "en")
    return [known.get(code, code) for code in codes]


def country_choices() -> list[tuple[str, str]]:
    """Countries by name, in the page's language."""
    return sorted(_countries(get_language() or "en").items(), key=lambda one: one[1])


def language_choices() -> list[tuple[str, str]]:
    """Languages by name, in the page's language."""
    return sorted(_languages(get_language() or "en").items(), key=lambda one: one[1])


def plain(text: str) -> str:
    """A name as it is compared: small letters, and one form of what Persian writes two ways."""
    folded = text.casefold().replace("ي", "ی").replace("ك", "ک").replace("\u200c", " ")
    return " ".join(folded.split())


@cache
def countries_by_name() -> dict[str, str]:
    """Codes by name, in every language of the interface, and by the code itself."""
    return _by_name(_countries) | _ALSO_COUNTRIES


@cache
def languages_by_name() -> dict[str, str]:
    """The same of languages."""
    return _by_name(_languages) | _ALSO_LANGUAGES


def _by_name(names: Callable[[str], dict[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        known = names(language)
        found |= {plain(name): code for code, name in known.items()}
        found |= {plain(code): code for code in known}
    return found
