"""Answers in words: what a stored answer says, and whether it is better than another."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from accounts.days import localise_digits, write_day
from cases.describing import Line
from cases.planning import Answers
from cases.questionnaires import Better, Kind, Question, Texts, Words, in_language


def _language() -> str:
    return get_language() or "en"


def said(found: Texts) -> str:
    """A text of a form in the reader's language."""
    return in_language(found, _language()).text


def spoken(found: Texts) -> Words:
    """A text of a form with the language it stands in."""
    return in_language(found, _language())


def answer_words(question: Question, value: str) -> str:
    """A stored answer in the reader's words; nothing where nothing was answered."""
    if not value:
        return ""
    if question.kind == Kind.CHOICE:
        return next((said(one.words) for one in question.choices if one.id == value), value)
    if question.kind == Kind.YES_NO:
        return pgettext("answer", "yes") if value == "yes" else pgettext("answer", "no")
    if question.kind == Kind.DAY and question.takes(value):
        return write_day(date.fromisoformat(value), _language())
    if question.kind == Kind.SCALE:
        return _scale_words(question, value)
    return localise_digits(value, _language()) if question.kind == Kind.NUMBER else value


def _scale_words(question: Question, value: str) -> str:
    shown = _("%(n)s of 5") % {"n": localise_digits(value, _language())}
    end = {"1": said(question.low), "5": said(question.high)}.get(value, "")
    return f"{shown} ({end})" if end else shown


@dataclass(frozen=True, repr=False)
class Asked:
    """A question as it was asked, and its answer in words."""

    question: Question
    words: Words
    answer: str
    is_text: bool

    def __repr__(self) -> str:
        return "[sealed]"


def asked_by_area(answers: Answers) -> list[tuple[str, list[Asked]]]:
    """Everything that was asked, by area, with the answers; unanswered ones say so."""
    return [
        (area, [_asked(one, answers.value(one.id)) for one in questions])
        for area, questions in answers.asked.areas()
    ]


def _asked(question: Question, value: str) -> Asked:
    answer = answer_words(question, value)
    return Asked(question, spoken(question.words), answer, question.kind == Kind.TEXT)


def answer_lines(answers: Answers) -> list[Line]:
    """An assessment as lines, always in the order of its questions."""
    lines = [
        Line(said(one.words), answer_words(one, answers.value(one.id)))
        for one in answers.asked.questions
    ]
    again = write_day(answers.reassess_on, _language()) if answers.reassess_on else ""
    return [
        *lines,
        Line(_("What stands out"), answers.stands_out),
        Line(_("Who took part"), answers.present),
        Line(_("Ask again"), again),
    ]


def direction_of(question: Question, moved: Decimal) -> str:
    """Whether an answer became better, worse, stayed the same, or moved without meaning either."""
    if not moved:
        return "same"
    if not question.better:
        return "other"
    return "better" if (moved > 0) == (question.better == Better.HIGH) else "worse"


def counted(questions: Iterable[Question]) -> list[Question]:
    """The questions whose answers can be drawn."""
    return [one for one in questions if one.kind in {Kind.SCALE, Kind.NUMBER}]
