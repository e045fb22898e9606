"""Forms as data: what an organisation asks, in its own words and in each of its languages.

A definition is a value. A changed one is a new version beside the old, and whoever answers keeps
the questions with the answers (see :mod:`cases.planning`), so old answers read as they were asked.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.documents import Document

MOST_QUESTIONS = 100
MOST_CHOICES = 30
SCALE = ("1", "2", "3", "4", "5")
TEXT_LIMIT = 5000  # characters of an answer
_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,4})?")


class Kind(TextChoices):
    """How a question is answered."""

    SCALE = "scale", _("scale from 1 to 5")
    CHOICE = "choice", _("one of several answers")
    YES_NO = "yes_no", _("yes or no")
    TEXT = "text", pgettext_lazy("question", "text")
    DAY = "day", pgettext_lazy("question", "day")
    NUMBER = "number", pgettext_lazy("question", "number")


class Area(TextChoices):
    """What part of a life a question asks about."""

    NEEDS = "needs", _("needs")
    RISKS = "risks", _("risks")
    STRENGTHS = "strengths", _("strengths")
    HOUSING = "housing", _("housing")
    HEALTH = "health", _("health")
    INCOME = "income", _("income")
    LEGAL = "legal", _("legal state")
    LANGUAGE = "language", pgettext_lazy("area", "language")
    NETWORKS = "networks", _("networks")
    OTHER = "other", pgettext_lazy("area", "other")


class Better(TextChoices):
    """Which end of a scale, or of a number, is the good one."""

    HIGH = "high", _("a higher number is better")
    LOW = "low", _("a lower number is better")
    NEITHER = "", _("neither is better")


@dataclass(frozen=True)
class Words:
    """A text in one language."""

    language: str = ""
    text: str = ""


Texts = tuple[Words, ...]


def texts(by_language: Mapping[str, str]) -> Texts:
    """Texts from a mapping of language to text; empty ones are left out."""
    return tuple(Words(code, text) for code, text in by_language.items() if text)


def in_language(found: Texts, language: str) -> Words:
    """The text in a language, else in English, else in whatever there is."""
    known = {one.language: one for one in found}
    first = found[0] if found else Words()
    return (
        known.get(language)
        or known.get(language.split("-", maxsplit=1)[0])
        or known.get("en")
        or first
    )


@dataclass(frozen=True)
class Choice:
    """One of the answers a question offers."""

    id: str = ""
    words: Texts = ()


@dataclass(frozen=True)
class Question:
    """One question. ``low`` and ``high`` say what 1 and 5 of a scale mean."""

    id: str = ""
    area: str = Area.NEEDS.value
    kind: str = Kind.TEXT.value
    words: Texts = ()
    help: Texts = ()
    choices: tuple[Choice, ...] = ()
    low: Texts = ()
    high: Texts = ()
    better: str = ""

    @property
    def kind_label(self) -> str:
        """How it is answered, in words."""
        return str(Kind(self.kind).label) if self.kind in Kind.values else self.kind

    @property
    def area_label(self) -> str:
        """Its area in words."""
        return str(Area(self.area).label) if self.area in Area.values else self.area

    def takes(self, value: str) -> bool:
        """Whether a value, as it is stored, answers this question."""
        if self.kind in {Kind.SCALE, Kind.YES_NO, Kind.CHOICE}:
            return value in self._offered()
        return _TAKES.get(self.kind, _is_text)(value)

    def _offered(self) -> tuple[str, ...]:
        if self.kind == Kind.SCALE:
            return SCALE
        return ("yes", "no") if self.kind == Kind.YES_NO else tuple(one.id for one in self.choices)


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_number(value: str) -> bool:
    return bool(_NUMBER.fullmatch(value))


def _is_text(value: str) -> bool:
    return 0 < len(value) <= TEXT_LIMIT


_TAKES = {Kind.DAY.value: _is_day, Kind.NUMBER.value: _is_number}


def number_of(value: str) -> Decimal | None:
    """A stored scale or number as a number."""
    try:
        return Decimal(value)
    except InvalidOperation:
        return None


@dataclass(frozen=True, repr=False)
class Questionnaire(Document):
    """A form: its name, its questions in order, and after how many days it is asked again."""

    title: Texts = ()
    questions: tuple[Question, ...] = ()
    again_after: int = 90
    offered: bool = True

    def question(self, id: str) -> Question | None:
        """A question by its id."""
        return next((one for one in self.questions if one.id == id), None)

    @property
    def languages(self) -> list[str]:
        """The languages in which at least one question can be read aloud, by their codes."""
        return sorted({one.language for question in self.questions for one in question.words})

    def areas(self) -> list[tuple[str, list[Question]]]:
        """The questions by area, in the order in which the areas first appear."""
        found: dict[str, list[Question]] = {}
        for one in self.questions:
            found.setdefault(one.area, []).append(one)
        return [(each[0].area_label, each) for each in found.values()]

    def with_question(self, question: Question) -> "Questionnaire":
        """The same form with a question changed, or added at the end of its area."""
        if self.question(question.id):
            kept = (question if one.id == question.id else one for one in self.questions)
            return replace(self, questions=tuple(kept))
        places = [n for n, one in enumerate(self.questions) if one.area == question.area]
        at = places[-1] + 1 if places else len(self.questions)
        return replace(self, questions=(*self.questions[:at], question, *self.questions[at:]))

    def without_question(self, id: str) -> "Questionnaire":
        """The same form without a question."""
        return replace(self, questions=tuple(one for one in self.questions if one.id != id))

    def moved(self, id: str, by: int) -> "Questionnaire":
        """The same form with a question one place up (-1) or down (1)."""
        order = [one.id for one in self.questions]
        at = order.index(id)
        to = min(max(at + by, 0), len(order) - 1)
        order.insert(to, order.pop(at))
        known = {one.id: one for one in self.questions}
        return replace(self, questions=tuple(known[one] for one in order))


def lacking(found: Iterable[Texts], languages: Iterable[str]) -> list[str]:
    """The languages in which one of these texts is missing while another language has it."""
    spoken = [{one.language for one in each} for each in found if each]
    return [code for code in languages if any(code not in one for one in spoken)]
