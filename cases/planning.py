"""The sealed documents of the plan: answers with what was asked, the safety plan, goals."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.documents import Document
from cases.questionnaires import Area, Questionnaire

CLIENT = "client"  # stands for the person the case is about, where somebody is to do a step


class Carried(TextChoices):
    """Whether the person carries the safety plan, and how."""

    NOTHING = "nothing", _("they carry nothing: it would be dangerous")
    SHEET = "sheet", _("a neutral sheet of paper")
    MEMORY = "memory", _("by heart; we repeat it each time")
    ELSEWHERE = "elsewhere", _("somebody they trust keeps it")


class GoalState(TextChoices):
    """Where a goal stands."""

    OPEN = "open", pgettext_lazy("goal", "open")
    REACHED = "reached", pgettext_lazy("goal", "reached")
    DROPPED = "dropped", pgettext_lazy("goal", "given up")


@dataclass(frozen=True, repr=False)
class Answer:
    """The answer to one question, as it is stored: a choice's id, 1 to 5, a text, a day ..."""

    question: str = ""
    value: str = ""

    def __repr__(self) -> str:
        return "[sealed]"


@dataclass(frozen=True, repr=False)
class Answers(Document):
    """``assessment.answers``: one version of an assessment, with the form as it was asked.

    ``language`` is the one the questions stood in on the page.
    """

    form: str = ""
    form_version: int = 0
    asked: Questionnaire = field(default_factory=Questionnaire)
    answers: tuple[Answer, ...] = ()
    language: str = ""
    present: str = ""
    stands_out: str = ""
    reassess_on: date | None = None
    by: str = ""
    at: str = ""

    def value(self, question: str) -> str:
        """The stored answer to a question, or nothing."""
        return next((one.value for one in self.answers if one.question == question), "")


@dataclass(frozen=True, repr=False)
class SafetyPlan(Document):
    """``case.safety_plan``: what a person does when it becomes dangerous, in their own words."""

    signs: str = ""
    first: str = ""
    people: str = ""
    places: str = ""
    take: str = ""
    papers: str = ""
    phone: str = ""
    children: str = ""
    word: str = ""
    other: str = ""
    agreed: bool = False
    carried: str = Carried.NOTHING.value
    by: str = ""
    on: date | None = None

    @property
    def carried_label(self) -> str:
        """How the person keeps it, in words."""
        return str(Carried(self.carried).label) if self.carried in Carried.values else self.carried

    @property
    def may_be_printed(self) -> bool:
        """Whether a sheet of paper was agreed upon."""
        return self.carried in {Carried.SHEET, Carried.ELSEWHERE}


@dataclass(frozen=True, repr=False)
class Step:
    """Something to do for a goal: what, who (a member's id, or the client), by when.

    ``task`` is the id of the task that it became; from then on the task says who, when and whether
    it is done.
    """

    id: str = ""
    text: str = ""
    who: str = CLIENT
    due: date | None = None
    done: bool = False
    task: str = ""

    def __repr__(self) -> str:
        return "[sealed]"

    @property
    def is_clients(self) -> bool:
        """Whether the person themselves does it."""
        return self.who == CLIENT


@dataclass(frozen=True, repr=False)
class GoalWords(Document):
    """``goal.words``: one version of a goal, with its steps."""

    area: str = Area.NEEDS.value
    text: str = ""
    sign: str = ""
    steps: tuple[Step, ...] = ()
    state: str = GoalState.OPEN.value
    outcome: str = ""
    by: str = ""
    at: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it is still worked for."""
        return self.state == GoalState.OPEN

    @property
    def state_label(self) -> str:
        """Where it stands, in words."""
        return str(GoalState(self.state).label) if self.state in GoalState.values else self.state

    @property
    def area_label(self) -> str:
        """Its area in words."""
        return str(Area(self.area).label) if self.area in Area.values else self.area
