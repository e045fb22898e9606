"""Rule packs, read from data files: each rule with its id, its source and its article.

A pack is a TOML file in ``packs/``. A better rule is the same id with other numbers; its
fingerprint changes, and with it the edition that every procedure's days were worked out under.
"""

import re
import tomllib
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from functools import cache, cached_property
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

from cases.procedures.counting import UNITS

_FOLDER = Path(__file__).parent / "packs"
T = TypeVar("T")

STAGES = (
    "advice", "preparation", "registered", "lodged", "admissibility", "interview", "decision",
    "appeal", "final", "permit", "family",
)  # fmt: skip


class Kind(StrEnum):
    """Who must act by a day: we, the authority; or from when something may be done."""

    ACT = "act"
    AUTHORITY = "authority"
    OPENS = "opens"


@dataclass(frozen=True)
class Said:
    """Words in the languages of the house."""

    en: str = ""
    fa: str = ""

    def in_language(self, language: str) -> str:
        """In a language, or in English where there is no other."""
        return (self.fa if language.split("-", maxsplit=1)[0] == "fa" else "") or self.en


@dataclass(frozen=True)
class Source:
    """A legal text, where it stands, and when and where it was read for these rules."""

    id: str
    title: str
    citation: str
    link: str
    read_on: date
    read_in: str


@dataclass(frozen=True)
class Happening:
    """Something that happens in a procedure, and the stage it takes it to, if it does."""

    id: str
    title: Said
    stage: str


@dataclass(frozen=True)
class Rule:
    """One deadline: so long after an event, by which source and article.

    ``amount`` is what surely may be used. Where national law sets the period, it is the shortest
    the source allows, and ``most`` the longest. ``rolls``: a last day on which nobody works moves
    to the next working day; only where the source says so. ``pauses``: why the clock may stop.
    It counts only after all of ``when`` happened, and none of ``unless``.
    """

    id: str
    title: Said
    kind: Kind
    trigger: str
    amount: int
    unit: str
    source: str
    article: str
    closes: tuple[str, ...] = ()
    when: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    most: int = 0
    most_unit: str = ""
    rolls: bool = False
    pauses: Said = Said()
    note: Said = Said()

    @property
    def id_parts(self) -> list[str]:
        """The id in parts, between which a line may break."""
        return re.findall(r"[^._]+[._]?", self.id)

    @cached_property
    def fingerprint(self) -> str:
        """What the rule computes with, in short; another rule has another."""
        told: list[Any] = [self.trigger, self.amount, self.unit, self.most, self.most_unit]
        told += [self.rolls, bool(self.pauses.en), self.source, self.article]
        told += [self.closes, self.when, self.unless]
        return sha256(repr(told).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class LeftOut:
    """A rule that is not here, because it could not be verified.

    ``after``: what happened before its period begins, so that people are warned then.
    """

    what: Said
    why: Said
    after: str = ""


@dataclass(frozen=True)
class Pack:
    """The rules of one jurisdiction."""

    id: str
    title: Said
    places: tuple[str, ...]
    sources: tuple[Source, ...]
    happenings: tuple[Happening, ...]
    rules: tuple[Rule, ...]
    left_out: tuple[LeftOut, ...]
    note: Said = Said()

    def source(self, wanted: str) -> Source:
        """A source by its id."""
        return next(one for one in self.sources if one.id == wanted)

    def happening(self, wanted: str) -> Happening | None:
        """A happening by its id, if the pack has it."""
        return next((one for one in self.happenings if one.id == wanted), None)

    def rule(self, wanted: str) -> Rule | None:
        """A rule by its id, if the pack has it."""
        return next((one for one in self.rules if one.id == wanted), None)


class BadPack(ValueError):
    """A pack that names what it does not have, or counts in a unit that does not exist."""


@cache
def packs() -> dict[str, Pack]:
    """Every pack by its id, in the order of their files."""
    found = [read_pack(path.read_text("utf-8")) for path in _files()]
    return {pack.id: pack for pack in found}


@cache
def edition() -> str:
    """The edition of all rules and holidays together; it says nothing about whose they are."""
    told = sha256(version("holidays").encode())
    for path in _files():
        told.update(path.read_bytes())
    return told.hexdigest()[:16]


def _files() -> list[Path]:
    return sorted(_FOLDER.glob("*.toml"))


def read_pack(text: str) -> Pack:
    """A pack from its text.

    :raises BadPack: when it is not whole
    """
    try:
        found = tomllib.loads(text)
        pack = Pack(
            id=found["id"],
            title=_said(found["title"]),
            places=tuple(found["places"]),
            sources=_many(Source, found["sources"]),
            happenings=_many(Happening, found["happenings"]),
            rules=_many(Rule, found["rules"]),
            left_out=_many(LeftOut, found["left_out"]),
            note=_said(found.get("note", {})),
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise BadPack(str(error)) from error
    if wrong := _wrong(pack):
        raise BadPack(f"{pack.id}: {', '.join(wrong)}")
    return pack


def _said(found: dict[str, str]) -> Said:
    return Said(**found)


def _many(kind: type[T], rows: list[dict[str, Any]]) -> tuple[T, ...]:
    return tuple(kind(**{name: _value(name, value) for name, value in row.items()}) for row in rows)


def _value(name: str, value: Any) -> Any:
    if isinstance(value, dict):
        return _said(value)
    if name == "kind":
        return Kind(value)
    return tuple(value) if isinstance(value, list) else value


def _wrong(pack: Pack) -> list[str]:
    """What a pack names and does not have."""
    sources = {one.id for one in pack.sources}
    happenings = {one.id for one in pack.happenings}
    wrong = [f"stage {one.stage}" for one in pack.happenings if one.stage not in ("", *STAGES)]
    for rule in pack.rules:
        wrong += [f"source of {rule.id}"] * (rule.source not in sources or not rule.article)
        wrong += [f"event of {rule.id}"] * (not _named(rule) <= happenings)
        wrong += [f"unit of {rule.id}"] * (not {rule.unit, rule.most_unit or "days"} <= set(UNITS))
        wrong += [f"length of {rule.id}"] * (rule.amount < 1)
    for rows in (pack.sources, pack.happenings, pack.rules):
        ids = [one.id for one in rows]
        wrong += [f"{one} twice" for one in set(ids) if ids.count(one) > 1]
    loose = {one.after for one in pack.left_out} - happenings - {""}
    wrong += [f"event {one}" for one in sorted(loose)]
    return [*wrong, *(f"words of {one}" for one in _unsaid(pack))]


def _named(rule: Rule) -> set[str]:
    return {rule.trigger, *rule.closes, *rule.when, *rule.unless}


def _unsaid(pack: Pack) -> list[str]:
    """What is not said in every language."""
    rows: list[Any] = [*pack.happenings, *pack.rules, *pack.left_out, pack]
    said = [
        (row, getattr(row, one.name)) for row in rows for one in fields(row) if one.type in _SAID
    ]
    return [type(row).__name__ for row, words in said if bool(words.en) != bool(words.fa)]


_SAID = (Said, "Said")
