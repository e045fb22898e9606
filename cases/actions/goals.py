"""Goals of a person, and the steps towards them. A colleague's step becomes a task."""

import secrets
from collections.abc import Mapping
from dataclasses import replace

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actions.errors import NotNow
from accounts.gate import Actor
from accounts.models import Member
from cases.actions.conflicts import Overtaken
from cases.actions.events import add_event, next_number, settle
from cases.actions.tasks import NewTask, add_task
from cases.models import Case, CaseGrant, Event, Goal
from cases.planning import GoalWords, Step
from cases.tasks.words import TaskWords
from vault.compartments import Opened

FIELD = "goal.words"
MOST_STEPS = 30
MOST_GOALS = 100
STEP_LIMIT = 200  # characters, as a task's title


@transaction.atomic
def set_goal(*, by: Actor, opened: Opened[Case], words: GoalWords) -> Goal:
    """Write down what the person wants to reach. Steps of colleagues become their tasks.

    :raises NotNow: when the case is ended, has too many goals, or a step cannot be taken so
    """
    case = _locked(opened)
    if case.goals.count() >= MOST_GOALS:
        raise NotNow(_("A case has at most 100 goals. Change one that is there."))
    sealed = _settled(by, opened, words, {})
    case = _locked(opened)  # as its tasks left it
    today = timezone.localdate()
    goal = Goal(case=case, number=next_number(case), author=by.member, on=today)
    goal.save(force_insert=True)
    _write(by, opened, case, goal, sealed)
    return goal


@transaction.atomic
def change_goal(
    *, by: Actor, opened: Opened[Case], goal: Goal, version: int, words: GoalWords
) -> Goal:
    """Write a newer version of a goal: its words, its steps, or where it stands.

    A step that became a task keeps its person and its day: the task has them now.

    :param version: the version it was made from
    :raises Overtaken: when somebody changed it meanwhile
    :raises NotNow: when the case is ended, or a step cannot be taken so
    """
    case = _locked(opened)
    now = Goal.objects.get(pk=goal.pk, case=case)
    if now.version != version:
        raise Overtaken(now.version)
    before = GoalWords.load(opened.read(FIELD, now.pk, version))
    sealed = _settled(by, opened, words, {step.id: step for step in before.steps})
    case = _locked(opened)
    now.version = version + 1
    now.save(update_fields=["version"])
    _write(by, opened, case, now, sealed)
    return now


@transaction.atomic
def mark_step(*, by: Actor, opened: Opened[Case], goal: Goal, step: str, done: bool) -> Goal:
    """Write down that the client did a step of theirs, or that it is not done after all.

    :param step: the id of the step; a colleague's is a task, which says itself whether it is done
    :raises NotNow: when the case is ended, or the step is gone, a colleague's, or marked so already
    """
    case = _locked(opened)
    now = Goal.objects.get(pk=goal.pk, case=case)
    words = GoalWords.load(opened.read(FIELD, now.pk, now.version))
    steps = tuple(
        replace(one, done=done) if one.id == step and one.is_clients and not one.task else one
        for one in words.steps
    )
    if steps == words.steps:
        raise NotNow(_("This step was changed meanwhile. Look at the goal again."))
    now.version += 1
    now.save(update_fields=["version"])
    _write(by, opened, case, now, _signed(by, replace(words, steps=steps)))
    return now


def _locked(opened: Opened[Case]) -> Case:
    case = opened.lock()
    if case.is_ended:
        raise NotNow(_("A closed case takes no goal. Take it up again first."))
    return case


def _write(by: Actor, opened: Opened[Case], case: Case, goal: Goal, words: GoalWords) -> None:
    opened.write(FIELD, goal.pk, goal.version, words.dump())
    today = timezone.localdate()
    add_event(by=by, opened=opened, case=case, kind=Event.Kind.GOAL, today=today)
    settle(case, today=today)
    audit.record("goal.write", actor=by.pk, about=case, goal=str(goal.pk), version=goal.version)


def _settled(
    by: Actor, opened: Opened[Case], words: GoalWords, before: Mapping[str, Step]
) -> GoalWords:
    """The words as they are sealed: signed, each step with its id, and with its task if it is one.

    :raises NotNow: when there is no goal, there are too many steps, or one cannot be taken so
    """
    if not words.text.strip():
        raise NotNow(_("Say what the goal is."))
    if len(words.steps) > MOST_STEPS:
        raise NotNow(_("A goal has at most 30 steps."))
    steps = [_kept(step, before) for step in words.steps]
    if words.is_open:
        steps = [_as_task(by, opened, step) for step in steps]
    return _signed(by, replace(words, steps=tuple(steps)))


def _signed(by: Actor, words: GoalWords) -> GoalWords:
    at = timezone.now().isoformat(timespec="seconds")
    return replace(words, by=str(by.pk), at=at)


def _kept(step: Step, before: Mapping[str, Step]) -> Step:
    """The step under its own id; one that was not there before gets one. A task stays a task."""
    if not step.text.strip() or len(step.text) > STEP_LIMIT:
        raise NotNow(_("Say in at most 200 characters what a step is."))
    earlier = before.get(step.id)
    if earlier is None:
        return replace(step, id=secrets.token_hex(8), task="")
    if earlier.task:
        return replace(earlier, text=step.text)
    return replace(step, task="")


def _as_task(by: Actor, opened: Opened[Case], step: Step) -> Step:
    """A colleague's step as a task of theirs."""
    if step.is_clients or step.task or step.done:
        return step
    if step.due is None:
        raise NotNow(_("Say by when a colleague takes a step: it becomes a task of theirs."))
    to = next((one for one in _holders(opened.record) if str(one.pk) == step.who), None)
    if to is None:
        raise NotNow(_("A step is for the client or for somebody who can open this case."))
    new = NewTask(TaskWords(title=step.text), step.due)
    task = add_task(by=by, opened=opened, new=new, assignee=to)
    return replace(step, task=str(task.pk))


def _holders(case: Case) -> QuerySet[Member]:
    """Who can open the case now."""
    keys = CaseGrant.sets.current().filter(content_object=case)
    found: QuerySet[Member] = Member.objects.filter(casegrants__in=keys)
    return found
