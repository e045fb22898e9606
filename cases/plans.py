"""The plan of a case as it is read: goals with their steps, assessments, the safety plan."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import get_language_bidi

from cases.actions.assessments import FIELD as ANSWERS
from cases.actions.goals import FIELD as GOAL
from cases.actions.questionnaires import questionnaire_of
from cases.actions.safety_plans import FIELD as SAFETY_PLAN
from cases.answering import Asked, asked_by_area, said
from cases.documents import UnknownFormat
from cases.models import Assessment, Case, FormDefinition, Goal, Task
from cases.planning import CLIENT, Answers, GoalWords, SafetyPlan, Step
from cases.reading import CasePage
from cases.trends import Trend, trends
from vault.compartments import Opened, Place

MOST = 24  # assessments that a page opens
DRAWN = 12  # of them that a picture shows


@dataclass(frozen=True)
class PlanRows:
    """What the plan is made of, not yet opened."""

    case: Case
    assessments: list[Assessment]
    goals: list[Goal]

    @property
    def places(self) -> list[Place]:
        """What the case's key opens of it."""
        places: list[Place] = [(ANSWERS, one.pk, one.version) for one in self.assessments]
        places += [(GOAL, one.pk, one.version) for one in self.goals]
        return [*places, *safety_plan_places(self.case)]

    @property
    def shown(self) -> dict[str, Any]:
        """What a page shows of it, for the audit row of the look."""
        shown = {
            "assessments": [str(one.pk) for one in self.assessments],
            "goals": [str(one.pk) for one in self.goals],
            "safety_plan": self.case.safety_plan_version,
        }
        return {name: value for name, value in shown.items() if value}


def safety_plan_places(case: Case) -> list[Place]:
    """Where the safety plan of a case is kept now."""
    version = case.safety_plan_version
    return [(SAFETY_PLAN, case.pk, version)] if version else []


def plan_rows(case: Case) -> PlanRows:
    """The newest assessments and all goals of a case, in two queries."""
    assessments = list(case.assessments.select_related("author").order_by("-number")[:MOST])
    return PlanRows(case, assessments, list(case.goals.order_by("number")))


@dataclass(frozen=True, repr=False)
class ReadAssessment:
    """An assessment; ``answers`` is None when its stored form does not open any more."""

    row: Assessment
    answers: Answers | None

    def __repr__(self) -> str:
        return "[sealed]"

    @property
    def title(self) -> str:
        """The name of its form, as it was then."""
        return said(self.answers.asked.title) if self.answers else ""

    @property
    def at(self) -> datetime | None:
        """The moment this version was written."""
        with suppress(ValueError):
            return datetime.fromisoformat(self.answers.at) if self.answers else None
        return None

    @property
    def areas(self) -> list[tuple[str, list[Asked]]]:
        """What was asked and answered, by area."""
        return asked_by_area(self.answers) if self.answers else []


def read_assessments(
    rows: Iterable[Assessment], found: Mapping[Place, bytes]
) -> list[ReadAssessment]:
    """Assessments from opened values."""
    return [
        ReadAssessment(one, opened_as(Answers, found, (ANSWERS, one.pk, one.version)))
        for one in rows
    ]


def opened_as(kind: Any, found: Mapping[Place, bytes], place: Place) -> Any:
    """A document from opened values, or None when it did not open or is of an unknown format."""
    try:
        return kind.load(found[place])
    except (KeyError, UnknownFormat):
        return None


@dataclass(frozen=True, repr=False)
class Latest:
    """The latest assessment with one form, and pictures: what moved last, and what did not."""

    now: ReadAssessment
    earlier: int
    moved: list[Trend]
    steady: list[Trend]

    def __repr__(self) -> str:
        return "[sealed]"


def latest_by_form(read: Sequence[ReadAssessment]) -> list[Latest]:
    """The latest assessment with each form.

    :param read: newest first, as they are listed
    """
    forms: dict[str, list[ReadAssessment]] = {}
    for one in read:
        if one.answers:
            forms.setdefault(one.answers.form, []).append(one)
    return [_latest(each) for each in forms.values()]


def _latest(each: list[ReadAssessment]) -> Latest:
    told = [(one.row.on, one.answers) for one in reversed(each[:DRAWN]) if one.answers]
    drawn = trends(told, rtl=get_language_bidi())
    steady = [one for one in drawn if one.direction == "same"]
    return Latest(each[0], len(each) - 1, [one for one in drawn if one not in steady], steady)


@dataclass(frozen=True, repr=False)
class ReadStep:
    """A step with who does it, by when, and whether it is done: as its task says, if it is one."""

    step: Step
    who: str
    due: date | None
    is_done: bool
    is_late: bool
    is_cancelled: bool = False
    is_task: bool = False

    def __repr__(self) -> str:
        return "[sealed]"


@dataclass(frozen=True, repr=False)
class ReadGoal:
    """A goal with its steps; ``words`` is None when its stored form does not open any more."""

    row: Goal
    words: GoalWords | None
    steps: list[ReadStep]

    def __repr__(self) -> str:
        return "[sealed]"

    @property
    def done(self) -> int:
        """How many of its steps are done."""
        return sum(one.is_done for one in self.steps)


def read_goals(rows: Iterable[Goal], page: CasePage) -> list[ReadGoal]:
    """Goals from the values that a case page opened, and the tasks that steps became."""
    words = {one.pk: opened_as(GoalWords, page.found, (GOAL, one.pk, one.version)) for one in rows}
    steps = [step for one in words.values() if one for step in one.steps]
    asked = Task.objects.filter(case=page.case, pk__in=[one.task for one in steps if one.task])
    tasks = {str(one.pk): one for one in asked.select_related("assignee")}
    names = page.names({one.who for one in steps} - {CLIENT})
    return [
        ReadGoal(one, words[one.pk], _read_steps(words[one.pk], tasks, names, page.today))
        for one in rows
    ]


def _read_steps(
    words: GoalWords | None, tasks: Mapping[str, Task], names: Mapping[str, str], today: date
) -> list[ReadStep]:
    return (
        [_read_step(one, tasks.get(one.task), names, today) for one in words.steps] if words else []
    )


def _read_step(step: Step, task: Task | None, names: Mapping[str, str], today: date) -> ReadStep:
    if task is None:
        late = bool(step.due and step.due < today and not step.done)
        return ReadStep(step, names.get(step.who, ""), step.due, step.done, late)
    late = task.is_open and task.due < today
    done, cancelled = (task.state == state for state in (Task.State.DONE, Task.State.CANCELLED))
    return ReadStep(step, task.assignee.display_name, task.due, done, late, cancelled, is_task=True)


@dataclass(frozen=True, repr=False)
class PlanPage:
    """Everything the plan's page shows."""

    open_goals: list[ReadGoal]
    ended_goals: list[ReadGoal]
    latest: list[Latest]
    broken: list[ReadAssessment]
    safety_plan: SafetyPlan | None
    safety_plan_is_older: bool
    forms: list[FormDefinition]

    def __repr__(self) -> str:
        return "[sealed]"


def read_plan(rows: PlanRows, page: CasePage) -> PlanPage:
    """The plan from the values that a case page opened."""
    read, goals = read_assessments(rows.assessments, page.found), read_goals(rows.goals, page)
    safety = safety_plan_of(page.case, page.found)
    return PlanPage(
        open_goals=[one for one in goals if one.words is None or one.words.is_open],
        ended_goals=[one for one in goals if one.words and not one.words.is_open],
        latest=latest_by_form(read),
        broken=[one for one in read if one.answers is None],
        safety_plan=safety,
        safety_plan_is_older=is_older(safety, page),
        forms=offered_forms(),
    )


def safety_plan_of(case: Case, found: Mapping[Place, bytes]) -> SafetyPlan | None:
    """The newest safety plan, or None where there is none."""
    for place in safety_plan_places(case):
        return SafetyPlan.load(found[place])
    return None


def is_older(plan: SafetyPlan | None, page: CasePage) -> bool:
    """Whether a safety decision was taken since the plan was written."""
    decided = page.safety.decided_on
    return bool(plan and plan.on and decided and decided > plan.on)


def offered_forms() -> list[FormDefinition]:
    """The forms that may be asked now, each in its newest version."""
    newest = FormDefinition.objects.newest()
    return [row for row in newest if (body := questionnaire_of(row)).offered and body.questions]


def latest_with(opened: Opened[Case], form: UUID) -> Answers | None:
    """The latest answers to a form in this case."""
    rows = list(opened.record.assessments.order_by("-number")[:MOST])
    found = opened.read_many((ANSWERS, one.pk, one.version) for one in rows)
    read = (one.answers for one in read_assessments(rows, found))
    return next((one for one in read if one and one.form == str(form)), None)
