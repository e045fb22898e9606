"""Goals: in the person's words, with steps; a colleague's step becomes a task, once."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import audit
from accounts.actions.errors import NotNow
from accounts.models import AuditRow, Notice
from cases.actions import goals
from cases.actions.conflicts import Overtaken
from cases.actions.goals import FIELD, MOST_STEPS, change_goal, set_goal
from cases.actions.tasks import finish_task
from cases.models import Case, CaseContent, Goal, Task
from cases.planning import CLIENT, GoalWords, Step
from tests.cases.folders import a_case, opened_by
from tests.cases.together import at_once
from tests.world import Person, World
from vault.compartments import Opened, revoke

FLAT = GoalWords(area="housing", text="Canaryflat of my own", sign="I have the key")


def soon(days: int = 7) -> date:
    return timezone.localdate() + timedelta(days=days)


def hers(**more: Any) -> Step:
    return Step(text="Canarystep alone", **more)


def of(person: Person, text: str = "Write to the office", **more: Any) -> Step:
    return Step(text=text, who=str(person.member.pk), **{"due": soon(), **more})


def a_goal(world: World, opened: Opened[Case], *steps: Step) -> Goal:
    return set_goal(by=world.mina.actor, opened=opened, words=replace(FLAT, steps=steps))


def words(opened: Opened[Case], goal: Goal) -> GoalWords:
    now = Goal.objects.get(pk=goal.pk)
    return GoalWords.load(opened.read(FIELD, now.pk, now.version))


def page(person: Person, case: Case, where: str = "") -> Any:
    return person.client.get(f"/cases/{case.code}/plan/{where}", secure=True)


def send(person: Person, case: Case, where: str, data: dict[str, Any]) -> Any:
    return person.client.post(f"/cases/{case.code}/plan/{where}", data, secure=True)


def typed(*steps: dict[str, str], **more: str) -> dict[str, str]:
    rows = {
        f"steps-{n}-{name}": value for n, one in enumerate(steps) for name, value in one.items()
    }
    counts = {"steps-TOTAL_FORMS": str(len(steps)), "steps-INITIAL_FORMS": "0"}
    start = {"version": "0", "text": "Canaryflat", "area": "housing", "state": "open"}
    return {**start, **counts, **rows, **more}


def test_a_colleagues_step_becomes_their_task(world: World) -> None:
    opened = a_case(world)
    goal = a_goal(world, opened, hers(), of(world.rana))
    task = Task.objects.get()
    assert (task.assignee, task.due, task.creator) == (
        world.rana.member,
        soon(),
        world.mina.member,
    )
    first, second = words(opened, goal).steps
    assert (first.task, second.task) == ("", str(task.pk))
    assert first.id
    assert first.id != second.id
    assert Notice.objects.filter(member=world.rana.member, kind=Notice.Kind.TASK_GIVEN).exists()
    acts = list(AuditRow.objects.order_by("-sequence").values_list("act", flat=True)[:2])
    assert acts == ["goal.write", "task.add"]
    numbers = [goal.number, task.number, *opened.record.events.values_list("number", flat=True)]
    assert len(set(numbers)) == len(numbers)
    assert Case.objects.get().last_number == max(numbers)


def test_changing_the_goal_makes_no_second_task_and_takes_none_away(world: World) -> None:
    opened = a_case(world)
    goal = a_goal(world, opened, of(world.rana))
    [step] = words(opened, goal).steps
    forged = replace(step, who=str(world.mina.member.pk), due=soon(1), done=True, task="")
    change_goal(
        by=world.mina.actor,
        opened=opened,
        goal=goal,
        version=1,
        words=replace(FLAT, text="Other words", steps=(replace(forged, text="Reworded"), hers())),
    )
    [kept, _new] = words(opened, goal).steps
    assert kept == replace(step, text="Reworded")
    assert Task.objects.count() == 1
    change_goal(by=world.mina.actor, opened=opened, goal=goal, version=2, words=FLAT)
    assert words(opened, goal).steps == ()
    assert Task.objects.open().count() == 1
    earlier = GoalWords.load(opened.read(FIELD, goal.pk, 1))
    assert (earlier.text, earlier.steps) == (FLAT.text, (step,))


def test_a_task_that_is_named_in_a_forged_step_is_not_believed(world: World) -> None:
    """A step cannot be pointed at a task of another case to read it."""
    other = a_case(world)
    a_goal(world, other, of(world.rana))
    theirs = str(Task.objects.get().pk)
    opened = a_case(world)
    goal = a_goal(world, opened, hers(task=theirs, id="guess"))
    [step] = words(opened, goal).steps
    assert (step.task, step.id == "guess") == ("", False)
    planted = replace(FLAT, steps=(replace(step, task=theirs),))
    opened.write(FIELD, goal.pk, 2, planted.dump())
    Goal.objects.filter(pk=goal.pk).update(version=2)
    [shown] = page(world.mina, opened.record).context["plan"].open_goals
    assert shown.steps[0].who == ""


@pytest.mark.parametrize("who", ["omid", "vida", "adam", "nobody", "not an id"])
def test_a_step_is_for_the_client_or_for_a_holder(world: World, who: str) -> None:
    opened = a_case(world)
    people = world.people
    pk = str(people[who].member.pk) if who in people else who
    with pytest.raises(NotNow):
        a_goal(world, opened, Step(text="x", who=pk, due=soon()))
    assert not Goal.objects.exists()
    assert not Task.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        replace(FLAT, text="  "),
        replace(FLAT, steps=(hers(),) * (MOST_STEPS + 1)),
        replace(FLAT, steps=(Step(text=" "),)),
        replace(FLAT, steps=(Step(text="x" * 201),)),
    ],
)
def test_what_is_no_goal_is_refused(world: World, wrong: GoalWords) -> None:
    with pytest.raises(NotNow):
        set_goal(by=world.mina.actor, opened=a_case(world), words=wrong)
    assert not Goal.objects.exists()


def test_a_colleague_is_told_by_when(world: World) -> None:
    with pytest.raises(NotNow):
        a_goal(world, a_case(world), of(world.rana, due=None))


def test_a_failed_step_leaves_nothing_behind(world: World) -> None:
    """The first step's task is not there either: all or nothing."""
    opened = a_case(world)
    before = AuditRow.objects.count()
    with pytest.raises(NotNow):
        a_goal(world, opened, of(world.rana), of(world.omid))
    assert not Task.objects.exists()
    assert not CaseContent.objects.filter(field__in=[FIELD, "task.words"]).exists()
    assert AuditRow.objects.count() == before


def test_a_goal_that_ended_makes_no_task(world: World) -> None:
    opened = a_case(world)
    ended = replace(FLAT, state="dropped", outcome="moved away", steps=(of(world.rana),))
    set_goal(by=world.mina.actor, opened=opened, words=ended)
    assert not Task.objects.exists()


def test_the_page_says_how_far_each_step_is(world: World) -> None:
    opened = a_case(world)
    a_goal(world, opened, hers(due=soon(-2)), of(world.mina), hers(done=True))
    shown = page(world.mina, opened.record)
    [goal] = shown.context["plan"].open_goals
    assert [(one.is_done, one.is_late) for one in goal.steps] == [
        (False, True),
        (False, False),
        (True, False),
    ]
    task = Task.objects.get()
    finish_task(by=world.mina.actor, opened=opened, task=task)
    [goal] = page(world.mina, opened.record).context["plan"].open_goals
    assert goal.done == 2
    shown_tasks = shown.context["open_tasks"]
    assert [one.task for one in shown_tasks] == [task]
    assert f"/tasks/{task.pk}/" in shown.content.decode()
    body = shown.content.decode()
    for word in ("Canaryflat", "Canarystep", "Mina Karimi", "late:", "1 of 3 steps done"):
        assert word in body


def test_nothing_of_it_lies_open(world: World) -> None:
    opened = a_case(world)
    goal = a_goal(world, opened, hers())
    page(world.mina, opened.record, f"goals/{goal.pk}/")
    kept = str([list(model.objects.values()) for model in (Goal, AuditRow, CaseContent)])
    assert "Canary" not in kept.replace(opened.record.code, "")
    assert {field.name for field in Goal._meta.fields} == {
        "id", "case", "number", "author", "on", "version",
    }  # fmt: skip


def test_looks_are_written_down(world: World) -> None:
    opened = a_case(world)
    goal = a_goal(world, opened, hers())
    for where in ("", f"goals/{goal.pk}/", f"goals/{goal.pk}/change/"):
        assert page(world.rana, opened.record, where).status_code == 200
        assert AuditRow.objects.latest("sequence").details["goals"] == [str(goal.pk)]


def test_the_form_sets_a_goal_with_its_steps(world: World) -> None:
    case = a_case(world).record
    rana = str(world.rana.member.pk)
    steps = (
        {"text": "Look at three flats", "who": CLIENT},
        {"text": "Write to the office", "who": rana, "due": soon().isoformat()},
        {"text": " ", "who": CLIENT},
    )
    assert page(world.mina, case, "goals/new/").status_code == 200
    assert send(world.mina, case, "goals/new/", typed(*steps)).status_code == 302
    goal = Goal.objects.get()
    found = words(opened_by(world.mina, case), goal)
    assert [one.text for one in found.steps] == ["Look at three flats", "Write to the office"]
    assert Task.objects.get().assignee == world.rana.member
    form = page(world.mina, case, f"goals/{goal.pk}/change/").content.decode()
    assert "It is a task: the rest is changed there." in form


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text": ""}, "text"),
        ({"area": "moon"}, "area"),
    ],
)
def test_bad_input_is_named_and_kept(world: World, wrong: dict[str, str], field: str) -> None:
    case = a_case(world).record
    sent = typed({"text": "kept step", "who": CLIENT}, sign="kept sign") | wrong
    shown = send(world.mina, case, "goals/new/", sent)
    assert list(shown.context["forms"].errors) == [field]
    assert "kept step" in shown.content.decode()
    assert "kept sign" in shown.content.decode()


@pytest.mark.parametrize("who", ["omid", "rana"])
def test_a_bad_step_is_named_and_kept(world: World, who: str) -> None:
    """Somebody without the key, and somebody without a day."""
    case = a_case(world).record
    step = {"text": "kept step", "who": str(world.people[who].member.pk)}
    shown = send(world.mina, case, "goals/new/", typed(step))
    assert shown.context["forms"].steps.total_error_count() == 1
    assert "kept step" in shown.content.decode()
    assert not Goal.objects.exists()


def test_giving_up_a_goal_says_why(world: World) -> None:
    opened = a_case(world)
    goal = a_goal(world, opened)
    where = f"goals/{goal.pk}/change/"
    without = send(world.mina, opened.record, where, typed(version="1", state="dropped"))
    assert "outcome" in without.context["forms"].errors
    why = typed(version="1", state="dropped", outcome="She wants to stay")
    assert send(world.mina, opened.record, where, why).status_code == 302
    plan = page(world.mina, opened.record).context["plan"]
    assert (plan.open_goals, len(plan.ended_goals)) == ([], 1)


def test_a_colleague_who_lost_the_case_keeps_their_name_on_the_step(world: World) -> None:
    opened = a_case(world)
    goal = a_goal(world, opened, of(world.mina, done=True))
    revoke(opened.record, world.mina.member.pk)
    Case.objects.update(rotation_due=False)
    form = page(world.rana, opened.record, f"goals/{goal.pk}/change/")
    assert form.status_code == 200
    [step] = words(opened, goal).steps
    data = typed({"id": step.id, "text": step.text, "who": step.who, "done": "on"}, version="1")
    assert send(world.rana, opened.record, f"goals/{goal.pk}/change/", data).status_code == 302
    assert words(opened, goal).steps[0].who == str(world.mina.member.pk)


def test_who_comes_second_sees_both_and_keeps_their_own(world: World) -> None:
    opened = a_case(world)
    goal = a_goal(world, opened)
    theirs = replace(FLAT, text="theirs", steps=(of(world.rana),))
    change_goal(by=world.rana.actor, opened=opened, goal=goal, version=1, words=theirs)
    where = f"goals/{goal.pk}/change/"
    sent = typed({"text": "my step", "who": CLIENT}, version="1", text="mine")
    second = send(world.mina, opened.record, where, sent)
    differing = {
        one.label: (one.now, one.yours) for one in second.context["compared"] if one.differs
    }
    assert differing["Goal"] == ("theirs", "mine")
    body = second.content.decode()
    assert "my step" in body
    assert 'name="version" value="2"' in body
    assert send(world.mina, opened.record, where, sent | {"version": "2"}).status_code == 302


def test_two_at_once_make_one_task_each_or_none(shared_world: World) -> None:
    world = shared_world
    opened = a_case(world)
    goal = a_goal(world, opened)

    def change(person: Person) -> None:
        mine = opened_by(person, opened.record)
        steps = (of(world.dara, person.member.username),)
        change_goal(
            by=person.actor, opened=mine, goal=goal, version=1, words=replace(FLAT, steps=steps)
        )

    errors = at_once(lambda: change(world.mina), lambda: change(world.rana))
    assert [type(error) for error in errors if error] == [Overtaken]
    assert Task.objects.count() == 1
    assert words(opened, goal).steps[0].task == str(Task.objects.get().pk)
    assert audit.verify() is None


@pytest.mark.parametrize("state", ["closed", "declined"])
def test_an_ended_case_takes_none(world: World, state: str) -> None:
    opened = a_case(world)
    goal = a_goal(world, opened)
    Case.objects.update(state=state)
    with pytest.raises(NotNow):
        a_goal(world, opened)
    shown = send(world.mina, opened.record, f"goals/{goal.pk}/change/", typed(version="1"))
    assert "A closed case takes no goal." in shown.content.decode()
    assert "Canaryflat" in shown.content.decode()
    assert "goals/new/" not in page(world.mina, opened.record).content.decode()


def test_one_of_another_case_does_not_exist(world: World) -> None:
    mine, other = a_case(world), a_case(world)
    goal = a_goal(world, other)
    for where in ("", "change/"):
        assert page(world.mina, mine.record, f"goals/{goal.pk}/{where}").status_code == 404
    other_path = f"goals/{goal.pk}/change/"
    assert send(world.mina, mine.record, other_path, typed(version="1")).status_code == 404


def test_one_that_was_altered_says_so(world: World) -> None:
    opened = a_case(world)
    goal = a_goal(world, opened)
    CaseContent.objects.filter(row=goal.pk).update(sealed=b"\x01" + bytes(300))
    assert "This goal does not open" in page(world.mina, opened.record).content.decode()


def test_a_page_costs_the_same_for_one_and_for_many(world: World) -> None:
    opened = a_case(world)
    a_goal(world, opened, hers(), of(world.rana))
    counts = []
    for more in (0, 49):
        for _ in range(more):
            a_goal(world, opened, hers(), of(world.rana))
        page(world.mina, opened.record)
        with CaptureQueriesContext(connection) as asked:
            assert page(world.mina, opened.record).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_case_has_a_hundred_goals_and_no_more(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(goals, "MOST_GOALS", 1)
    opened = a_case(world)
    a_goal(world, opened)
    with pytest.raises(NotNow):
        a_goal(world, opened)
    assert Goal.objects.count() == 1


def test_opened_words_do_not_print_themselves(world: World) -> None:
    opened = a_case(world)
    a_goal(world, opened, hers())
    plan = page(world.mina, opened.record).context["plan"]
    [goal] = plan.open_goals
    for one in (plan, goal, goal.words, goal.steps[0], goal.steps[0].step):
        assert repr(one) == "[sealed]"


def test_a_step_of_the_clients_is_done_by_a_button_and_undone_by_another(world: World) -> None:
    opened = a_case(world)
    goal = a_goal(world, opened, hers(), of(world.rana))
    theirs, ours = words(opened, goal).steps
    where = f"goals/{goal.pk}/step/"
    for done, version in (("on", 2), ("", 3)):
        sent = send(world.mina, opened.record, where, {"step": theirs.id, "done": done})
        assert sent.url.endswith(f"#goal-{goal.pk}")
        goal.refresh_from_db()
        assert goal.version == version
        assert words(opened, goal).steps == (replace(theirs, done=bool(done)), ours)
    assert words(opened, goal).by == str(world.mina.member.pk)
    assert Task.objects.count() == 1


def test_what_cannot_be_marked_is_left_as_it_is(world: World) -> None:
    """A colleague's step, one that is gone, one that is done already, a goal of another case."""
    opened, other = a_case(world), a_case(world)
    goal, theirs = a_goal(world, opened, hers(done=True), of(world.rana)), a_goal(world, other)
    done, ours = words(opened, goal).steps
    for step in (done.id, ours.id, "gone", "", "x" * 99):
        sent = {"step": step, "done": "on"}
        assert send(world.mina, opened.record, f"goals/{goal.pk}/step/", sent).status_code == 302
    goal.refresh_from_db()
    assert goal.version == 1
    answer = send(world.mina, opened.record, f"goals/{theirs.pk}/step/", {"step": done.id})
    assert answer.status_code == 404
    Case.objects.update(state="closed")
    send(world.mina, opened.record, f"goals/{goal.pk}/step/", {"step": done.id})
    goal.refresh_from_db()
    assert goal.version == 1
    assert "/step/" not in page(world.mina, opened.record).content.decode()


def test_two_who_mark_at_once_lose_no_step(shared_world: World) -> None:
    world = shared_world
    opened = a_case(world)
    goal = a_goal(world, opened, hers(), hers())
    first, second = (one.id for one in words(opened, goal).steps)

    def mark(person: Person, step: str) -> None:
        mine = opened_by(person, opened.record)
        goals.mark_step(by=person.actor, opened=mine, goal=goal, step=step, done=True)

    assert at_once(lambda: mark(world.mina, first), lambda: mark(world.rana, second)) == [None] * 2
    assert [one.done for one in words(opened, goal).steps] == [True, True]
    assert Goal.objects.get().version == 3
