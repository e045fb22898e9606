"""The texts that are read to a client before a consent, versioned, one file a language.

A text that was used is never changed: a better one is a new version, a file beside the old one.
``sheets/`` holds what is printed for the client, and the page that tells them of a disclosure.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

_FOLDER = Path(__file__).parent
_RIGHT_TO_LEFT = frozenset({"fa", "ar", "ckb", "ur", "he"})
_NAMES = MappingProxyType({"en": "English", "fa": "فارسی"})
_FILLED = ("title", "what", "why", "who", "until", "refuse")
# Isolates: a name in another script does not turn the sentence around it.
_FIRST_STRONG, _POP = "\u2068", "\u2069"


def direction_of(language: str) -> str:
    """How a language is written."""
    return "rtl" if language in _RIGHT_TO_LEFT else "ltr"


@dataclass(frozen=True)
class Text:
    """What is read aloud or shown: the question, and what a person must know to answer it.

    ``{recipient}``, ``{categories}`` and ``{until}`` stand for what is asked each time.
    """

    purpose: str
    version: int
    language: str
    title: str
    what: str
    why: str
    who: str
    until: str
    refuse: str
    yes: str
    no: str
    categories: Mapping[str, str] = field(default_factory=dict)
    between: str = ", "

    @property
    def direction(self) -> str:
        """How the text runs."""
        return direction_of(self.language)

    @property
    def name(self) -> str:
        """What the record calls it."""
        return f"{self.purpose}-{self.version}-{self.language}"

    def filled(self, *, recipient: str, categories: Collection[str], until: str) -> "Text":
        """The text with who is told, what, and until when; what is not known yet is a gap."""
        told = self.between.join(word for key, word in self.categories.items() if key in categories)
        gaps = {"{recipient}": isolated(recipient), "{categories}": told, "{until}": until}
        parts: dict[str, Any] = {name: _put_in(getattr(self, name), gaps) for name in _FILLED}
        return replace(self, **parts)


def _put_in(sentence: str, gaps: Mapping[str, str]) -> str:
    """Fill each gap once: what is put in is not looked at again."""
    found = [(at, gap) for gap in gaps if (at := sentence.find(gap)) >= 0]
    if not found:
        return sentence
    at, gap = min(found)
    rest = _put_in(sentence[at + len(gap) :], gaps)
    return f"{sentence[:at]}{gaps[gap] or '…'}{rest}"


def isolated(name: str) -> str:
    """A name that keeps its own direction inside a sentence."""
    return f"{_FIRST_STRONG}{name}{_POP}" if name else ""


@cache
def all_texts() -> dict[tuple[str, int, str], Text]:
    """Every text by purpose, version and language."""
    found = {}
    for (purpose, version, language), parts in _files(_FOLDER):
        found[purpose, version, language] = Text(purpose, version, language, **parts)
    return found


@cache
def all_texts_by_name() -> dict[str, Text]:
    """Every text by the name that a record calls it."""
    return {text.name: text for text in all_texts().values()}


def _files(folder: Path) -> list[tuple[tuple[str, int, str], Any]]:
    found = []
    for path in sorted(folder.glob("*.json")):
        purpose, version, language = path.stem.split("-", 2)
        found.append(((purpose, int(version), language), json.loads(path.read_text("utf-8"))))
    return found


def latest_text(purpose: str, language: str) -> Text:
    """The newest version of a text in a language, or in English where there is none.

    :raises KeyError: for an unknown purpose
    """
    return all_texts()[_latest(all_texts(), purpose, language)]


def _latest(
    known: Collection[tuple[str, int, str]], purpose: str, language: str
) -> tuple[str, int, str]:
    versions = [key for key in known if key[0] == purpose and key[2] == language]
    if not versions and language == "en":
        raise KeyError(purpose)
    return max(versions) if versions else _latest(known, purpose, "en")


def languages_of(purpose: str) -> list[tuple[str, str]]:
    """The languages a purpose's text exists in, with their own names."""
    codes = sorted({language for found, _version, language in all_texts() if found == purpose})
    return [(code, _NAMES.get(code, code)) for code in codes]


@cache
def _sheets() -> dict[tuple[str, int, str], dict[str, str]]:
    return dict(_files(_FOLDER / "sheets"))


def sheet_words(name: str, language: str) -> dict[str, str]:
    """The words of a printed page (``agreed``, ``told``), with its ``language`` and ``direction``.

    :raises KeyError: for an unknown page
    """
    found = _latest(_sheets(), name, language)
    return {**_sheets()[found], "language": found[2], "direction": direction_of(found[2])}
