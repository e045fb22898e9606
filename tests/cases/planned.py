"""A plan with a canary in every field, for the tests that look for what leaks."""

from dataclasses import fields

from cases.actions.assessments import assess
from cases.actions.goals import set_goal
from cases.actions.questionnaires import begin_form
from cases.actions.safety_plans import write_safety_plan
from cases.models import Case
from cases.planning import Answer, Answers, GoalWords, SafetyPlan, Step
from cases.starters import starter
from tests.world import World
from vault.compartments import Opened

PLAN_CANARIES = (
    "canaryneed",
    "canarystands",
    "canarypresent",
    "canarygoal",
    "canarysign",
    "canarystep",
    "canaryoutcome",
    "canarysafety",
)


def plan_told(world: World, opened: Opened[Case]) -> None:
    """An assessment, a goal and a safety plan, and a look at each."""
    form = begin_form(by=world.adam.actor, body=starter())
    answers = Answers(
        answers=(Answer("q01", "canaryneed"), Answer("q02", "3")),
        stands_out="canarystands",
        present="canarypresent",
    )
    row = assess(by=world.mina.actor, opened=opened, form=form, answers=answers)
    steps = (Step(text="canarystep"),)
    goal = GoalWords("housing", "canarygoal", "canarysign", steps, outcome="canaryoutcome")
    set_goal(by=world.mina.actor, opened=opened, words=goal)
    parts = {one.name: "canarysafety" for one in fields(SafetyPlan) if one.type is str}
    plan = SafetyPlan(**{**parts, "carried": "sheet"})  # type: ignore[arg-type]
    write_safety_plan(by=world.mina.actor, opened=opened, plan=plan, version=0)
    base = f"/cases/{opened.record.code}/plan/"
    for where in ("", f"assessments/{row.pk}/", "safety/"):
        shown = world.mina.client.get(base + where, secure=True).content.decode()
        assert "canary" in shown
