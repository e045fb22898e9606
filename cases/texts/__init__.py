"""The texts that are read to a client before a consent, versioned, one file a language.

A text that was used is never changed: a better one is a new version, a file beside the old one.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

_FOLDER = Path(__file__).parent
_RIGHT_TO_LEFT = frozenset({"fa", "ar", "ckb", "ur", "he"})
_NAMES = MappingProxyType({"en": "English", "fa": "فارسی"})


@dataclass(frozen=True)
class Text:
    """What is read aloud or shown: the question, and what a person must know to answer it."""

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

    @property
    def direction(self) -> str:
        """How the text runs."""
        return "rtl" if self.language in _RIGHT_TO_LEFT else "ltr"

    @property
    def name(self) -> str:
        """What the record calls it."""
        return f"{self.purpose}-{self.version}-{self.language}"


@cache
def all_texts() -> dict[tuple[str, int, str], Text]:
    """Every text by purpose, version and language."""
    found = {}
    for path in sorted(_FOLDER.glob("*.json")):
        purpose, version, language = path.stem.split("-", 2)
        parts = json.loads(path.read_text("utf-8"))
        found[purpose, int(version), language] = Text(purpose, int(version), language, **parts)
    return found


def latest_text(purpose: str, language: str) -> Text:
    """The newest version of a text in a language, or in English where there is none.

    :raises KeyError: for an unknown purpose
    """
    versions = [key for key in all_texts() if key[0] == purpose and key[2] == language]
    return all_texts()[max(versions)] if versions else latest_text(purpose, "en")


def languages_of(purpose: str) -> list[tuple[str, str]]:
    """The languages a purpose's text exists in, with their own names."""
    codes = sorted({language for found, _version, language in all_texts() if found == purpose})
    return [(code, _NAMES.get(code, code)) for code in codes]
