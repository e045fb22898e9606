"""A form as its administrator reads it: every question with its words in each language."""

from dataclasses import dataclass

from django.conf import settings

from cases.actions.questionnaires import questionnaire_of
from cases.answering import said
from cases.models import FormDefinition
from cases.questionnaires import Question, Questionnaire, Words, lacking


@dataclass(frozen=True)
class Shown:
    """A question with all its words, and the languages it lacks."""

    question: Question
    is_first: bool
    is_last: bool
    lacks: list[str]

    @property
    def others(self) -> list[Words]:
        """Its words in the languages that are not the reader's."""
        return [one for one in self.question.words if one.text != said(self.question.words)]

    @property
    def words(self) -> str:
        """Its words in the reader's language."""
        return said(self.question.words)

    @property
    def choices(self) -> list[str]:
        """The answers it offers, in the reader's language."""
        return [said(one.words) for one in self.question.choices]


@dataclass(frozen=True)
class Written:
    """A form with its newest version."""

    row: FormDefinition
    body: Questionnaire

    @property
    def title(self) -> str:
        """Its name in the reader's language."""
        return said(self.body.title)

    @property
    def questions(self) -> list[Shown]:
        """Its questions in order."""
        last = len(self.body.questions) - 1
        return [
            Shown(one, place == 0, place == last, _lacks(one))
            for place, one in enumerate(self.body.questions)
        ]

    @property
    def lacks(self) -> list[str]:
        """The languages in which something of it is missing."""
        found = {name for one in self.questions for name in one.lacks}
        return sorted(found)


def written(row: FormDefinition) -> Written:
    """A version of a form, to be read."""
    return Written(row, questionnaire_of(row))


def _lacks(question: Question) -> list[str]:
    names = dict(settings.LANGUAGES)
    parts = [question.words, question.help, question.low, question.high]
    parts += [one.words for one in question.choices]
    return [names[code] for code in lacking(parts, names)]
