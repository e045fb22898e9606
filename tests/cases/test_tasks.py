"""Tasks: always somebody's, sealed words, blocked and repeated, done once, and taken up again."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts import audit
from accounts.actions.errors import NotNow
from accounts.models import AuditRow, Notice
from cases.actions.assigning import assign, give_access, take_access
from cases.actions.conflicts import Overtaken
from cases.actions.tasks import (
    NewTask,
    TaskEnded,
    add_task,
    cancel_task,
    change_task,
    finish_task,
    give_task,
    hand_back_task,
    take_task,
    undo_task,
)
from cases.models import Case, CaseContent, Task
from cases.tasks.repeating import MOST, next_due
from cases.tasks.words import TaskKind, TaskWords, words_place
from tests.cases.folders import a_case, opened_by
from tests.cases.together import at_once
from tests.world import Person, World
from vault.compartments import Opened, StaleKey

TODAY = dt.date(2026, 11, 23)


def new(title: str = "Canarytask", *, due: int = 3, **more: Any) -> NewTask:
    words = TaskWords(kind=TaskKind.CALL.value, title=title, details="Canarydetails")
    return NewTask(words, timezone.localdate() + dt.timedelta(due), **more)


def a_task(world: World, opened: Opened[Case], **more: Any) -> Task:
    return add_task(by=world.mina.actor, opened=opened, new=new(**more))


def words(opened: Opened[Case], task: Task) -> TaskWords:
    return TaskWords.load(opened.read(*words_place(task)))


def now(task: Task) -> Task:
    return Task.objects.get(pk=task.pk)


@pytest.fixture
def opened(world: World) -> Opened[Case]:
    return a_case(world)


# repeating


DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1))


@given(DAYS, DAYS, DAYS, st.integers(1, 24))
def test_months_come_on_their_day_after_both(
    first: dt.date, due: dt.date, today: dt.date, every: int
) -> None:
    due = max(first, due)
    found = next_due(first, due, today, every=every, unit="months")
    months = (found.year - first.year) * 12 + found.month - first.month
    assert found > max(due, today)
    assert months % every == 0
    assert found.day == first.day or (found + dt.timedelta(1)).day == 1 < first.day
    if months > every:  # it is the first such day: one step before is not after both
        before = next_due(
            first, first, found - dt.timedelta(days=32 * every), every=every, unit="months"
        )
        assert before <= found


@given(DAYS, DAYS, DAYS, st.integers(1, 366))
def test_days_come_in_equal_steps_and_soonest(
    first: dt.date, due: dt.date, today: dt.date, every: int
) -> None:
    due = max(first, due)
    found = next_due(first, due, today, every=every, unit="days")
    after = max(due, today)
    assert (found - first).days % every == 0
    assert after < found
    assert found - dt.timedelta(every) <= after or found - dt.timedelta(every) == first


@pytest.mark.parametrize(
    ("first", "due", "today", "every", "unit", "found"),
    [
        ("2027-01-31", "2027-01-31", "2027-01-31", 1, "months", "2027-02-28"),
        ("2027-01-31", "2027-02-28", "2027-02-28", 1, "months", "2027-03-31"),
        ("2028-01-31", "2028-01-31", "2028-01-31", 1, "months", "2028-02-29"),
        ("2026-01-15", "2026-01-15", "2026-04-20", 1, "months", "2026-05-15"),
        ("2026-11-30", "2026-11-30", "2026-11-20", 7, "days", "2026-12-07"),
        ("2026-11-01", "2026-11-01", "2026-11-23", 7, "days", "2026-11-29"),
    ],
)  # fmt: skip
def test_the_next_day(first: str, due: str, today: str, every: int, unit: str, found: str) -> None:
    day = dt.date.fromisoformat
    assert next_due(day(first), day(due), day(today), every=every, unit=unit) == day(found)


# adding


def test_its_words_are_sealed_and_its_days_are_clear(world: World, opened: Opened[Case]) -> None:
    task = a_task(world, opened)
    found = words(opened, task)
    assert (found.title, found.details, found.kind) == ("Canarytask", "Canarydetails", "call")
    assert (found.by, repr(found)) == (str(world.mina.member.pk), "[sealed]")
    stored = [bytes(one) for one in CaseContent.objects.values_list("sealed", flat=True)]
    assert not any(b"Canary" in one for one in stored)
    assert "Canary" not in str(list(Task.objects.values()))
    assert "Canary" not in str(list(AuditRow.objects.values_list("details", flat=True)))
    assert repr(new()) == "[sealed]"


def test_it_is_ones_own_unless_given(world: World, opened: Opened[Case]) -> None:
    own = a_task(world, opened)
    given_one = add_task(by=world.mina.actor, opened=opened, new=new(), assignee=world.rana.member)
    assert (own.assignee, given_one.assignee) == (world.mina.member, world.rana.member)
    told = Notice.objects.filter(kind=Notice.Kind.TASK_GIVEN)
    assert [one.member for one in told] == [world.rana.member]
    row = AuditRow.objects.filter(act="task.add").latest("sequence")
    assert row.details == {"task": str(given_one.pk), "to": str(world.rana.member.pk)}


@pytest.mark.parametrize("name", ["omid", "vida", "adam"])
def test_who_cannot_open_the_case_gets_no_task(
    world: World, opened: Opened[Case], name: str
) -> None:
    task = a_task(world, opened)
    other = world.people[name].member
    with pytest.raises(NotNow, match="cannot open this case"):
        add_task(by=world.mina.actor, opened=opened, new=new(), assignee=other)
    with pytest.raises(NotNow, match="cannot open this case"):
        give_task(by=world.mina.actor, opened=opened, task=task, to=other)
    assert Task.objects.get().assignee == world.mina.member


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"words": TaskWords(title=" ")}, "few words"),
        ({"words": TaskWords(title="x" * 201)}, "200"),
        ({"words": TaskWords(title="x", details="x" * 20_001)}, "20,000"),
        ({"words": TaskWords(title="x", kind="nonsense")}, "kind"),
        ({"priority": 5}, "pressing"),
        ({"repeat_every": 367, "repeat_unit": "days"}, "repeats"),
        ({"repeat_every": 25, "repeat_unit": "months"}, "repeats"),
        ({"repeat_every": 3, "repeat_unit": ""}, "repeats"),
        ({"repeat_every": -1, "repeat_unit": "days"}, "repeats"),
    ],
)
def test_what_makes_no_sense_is_refused(
    world: World, opened: Opened[Case], wrong: dict[str, Any], said: str
) -> None:
    asked = {"words": TaskWords(title="x"), "due": TODAY} | wrong
    with pytest.raises(NotNow, match=said):
        add_task(by=world.mina.actor, opened=opened, new=NewTask(**asked))
    assert not Task.objects.exists()


def test_the_database_refuses_what_cannot_be(world: World, opened: Opened[Case]) -> None:
    task = a_task(world, opened)
    for wrong in (
        {"state": "done"},
        {"ended_on": TODAY},
        {"blocked_by": task},
        {"repeat_every": 3},
        {"repeat_unit": "days"},
        {"priority": 0},
        {"assignee": None},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Task.objects.filter(pk=task.pk).update(**wrong)


@pytest.mark.parametrize("state", ["closed", "declined"])
def test_an_ended_case_takes_no_task_and_changes_none(
    world: World, opened: Opened[Case], state: str
) -> None:
    task, by = a_task(world, opened), world.mina.actor
    Case.objects.update(state=state)
    for act in (
        lambda: add_task(by=by, opened=opened, new=new()),
        lambda: change_task(by=by, opened=opened, task=task, new=new(), version=1),
        lambda: give_task(by=by, opened=opened, task=task, to=world.rana.member),
        lambda: hand_back_task(by=by, opened=opened, task=task),
        lambda: finish_task(by=by, opened=opened, task=task),
        lambda: cancel_task(by=by, opened=opened, task=task, reason="x"),
        lambda: undo_task(by=by, opened=opened, task=task),
    ):
        with pytest.raises(NotNow, match="closed case"):
            act()
    assert now(task).is_open


def test_a_failed_audit_changes_nothing(
    world: World, opened: Opened[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    task = a_task(world, opened)

    def fails(*_: object, **__: object) -> None:
        raise OSError("full")

    monkeypatch.setattr(audit, "record", fails)
    by = world.mina.actor
    for act in (
        lambda: add_task(by=by, opened=opened, new=new()),
        lambda: finish_task(by=by, opened=opened, task=task),
        lambda: give_task(by=by, opened=opened, task=task, to=world.rana.member),
        lambda: cancel_task(by=by, opened=opened, task=task, reason="x"),
    ):
        with pytest.raises(OSError, match="full"):
            act()
    assert Task.objects.get() == now(task)
    assert (now(task).state, now(task).assignee, now(task).version) == (
        "open", world.mina.member, 1
    )  # fmt: skip


# changing


def test_changing_keeps_earlier_words_and_counts_from_the_new_day(
    world: World, opened: Opened[Case]
) -> None:
    task = a_task(world, opened)
    changed = change_task(
        by=world.rana.actor, opened=opened, task=task, new=new("other", due=9), version=1
    )
    assert (changed.version, changed.first_due) == (2, changed.due)
    assert words(opened, changed).title == "other"
    assert words(opened, task).title == "Canarytask"
    with pytest.raises(Overtaken):
        change_task(by=world.mina.actor, opened=opened, task=task, new=new("late"), version=1)
    assert words(opened, now(task)).title == "other"


# whose it is


def test_taken_handed_back_and_never_nobodys(world: World, opened: Opened[Case]) -> None:
    task = add_task(by=world.rana.actor, opened=opened, new=new(), assignee=world.mina.member)
    with pytest.raises(NotNow, match="Only whose task"):
        hand_back_task(by=world.dara.actor, opened=opened, task=task)
    back = hand_back_task(by=world.mina.actor, opened=opened, task=task)
    assert back.assignee == world.rana.member  # who gave it
    taken = take_task(by=world.dara.actor, opened=opened, task=task)
    assert taken.assignee == world.dara.member
    with pytest.raises(NotNow, match="already"):
        take_task(by=world.dara.actor, opened=opened, task=task)


def test_ones_own_goes_back_to_who_is_responsible(world: World, opened: Opened[Case]) -> None:
    task = add_task(by=world.rana.actor, opened=opened, new=new())
    assert hand_back_task(by=world.rana.actor, opened=opened, task=task).assignee == (
        world.mina.member
    )
    own = a_task(world, opened)
    assert hand_back_task(by=world.mina.actor, opened=opened, task=own).assignee == (
        world.rana.member
    )


def test_handed_back_to_nobody_it_stays(world: World, opened: Opened[Case]) -> None:
    Case.objects.update(assignee=world.rana.member)
    task = add_task(by=world.rana.actor, opened=opened, new=new())
    with pytest.raises(NotNow, match="Nobody else"):
        hand_back_task(by=world.rana.actor, opened=opened, task=task)
    assert now(task).assignee == world.rana.member


def test_who_loses_the_case_loses_its_tasks_to_who_stays(
    world: World, opened: Opened[Case]
) -> None:
    by = world.rana.actor
    give_access(by=by, opened=opened, to=world.omid.member)
    task = add_task(by=by, opened=opened, new=new(), assignee=world.omid.member)
    done = add_task(by=by, opened=opened, new=new(), assignee=world.omid.member)
    finish_task(by=by, opened=opened, task=done)
    take_access(by=by, opened=opened, member=world.omid.member)
    assert now(task).assignee == world.mina.member
    assert now(done).assignee == world.omid.member
    assert not Task.objects.stranded().exists()


def test_a_case_handed_over_without_access_hands_its_tasks_over(
    world: World, opened: Opened[Case]
) -> None:
    task = a_task(world, opened)
    assign(
        by=world.rana.actor, opened=opened, to=world.sara.member, reason="leave",
        take_from=world.mina.member,
    )  # fmt: skip
    assert now(task).assignee == world.sara.member
    assert Notice.objects.filter(member=world.sara.member, kind="task_given").count() == 1


def test_what_nobody_can_do_is_found(world: World, opened: Opened[Case]) -> None:
    task = a_task(world, opened)
    assert not Task.objects.stranded().exists()
    Case.objects.update(epoch=7)  # as after a rotation that left everybody's key behind
    assert list(Task.objects.stranded()) == [task]
    assert not Task.objects.held_by(world.mina.member).exists()


# waiting for another


def test_what_waits_is_not_done_before_the_other(world: World, opened: Opened[Case]) -> None:
    first = a_task(world, opened)
    then = a_task(world, opened, blocked_by=first)
    by = world.mina.actor
    assert list(Task.objects.waiting()) == [then]
    with pytest.raises(NotNow, match="waits for another"):
        finish_task(by=by, opened=opened, task=then)
    finish_task(by=by, opened=opened, task=first)
    assert not Task.objects.waiting().exists()
    finish_task(by=by, opened=opened, task=then)
    assert now(then).state == "done"


def test_a_cancelled_one_holds_nothing_up(world: World, opened: Opened[Case]) -> None:
    first = a_task(world, opened)
    then = a_task(world, opened, blocked_by=first)
    cancel_task(by=world.mina.actor, opened=opened, task=first, reason="no need")
    finish_task(by=world.mina.actor, opened=opened, task=then)
    assert now(then).state == "done"


def test_tasks_never_wait_in_a_circle(world: World, opened: Opened[Case]) -> None:
    by = world.mina.actor
    first = a_task(world, opened)
    second = a_task(world, opened, blocked_by=first)
    third = a_task(world, opened, blocked_by=second)
    for blocker in (first, second, third):
        with pytest.raises(NotNow, match="wait for each other"):
            change_task(by=by, opened=opened, task=first, new=new(blocked_by=blocker), version=1)
    assert now(first).blocked_by is None


def test_no_task_waits_for_another_case_or_for_one_that_ended(
    world: World, opened: Opened[Case]
) -> None:
    other = a_task(world, a_case(world))
    done = finish_task(by=world.mina.actor, opened=opened, task=a_task(world, opened))
    for blocker in (other, done):
        with pytest.raises(NotNow, match="open task of the same case"):
            a_task(world, opened, blocked_by=blocker)


def test_a_task_of_another_case_is_not_found_here(world: World, opened: Opened[Case]) -> None:
    other = a_task(world, a_case(world))
    with pytest.raises(Task.DoesNotExist):
        finish_task(by=world.mina.actor, opened=opened, task=other)


# done, cancelled, taken up again


def test_done_once(world: World, opened: Opened[Case]) -> None:
    task = a_task(world, opened)
    finish_task(by=world.rana.actor, opened=opened, task=task)
    assert (now(task).ended_by, now(task).ended_on) == (world.rana.member, timezone.localdate())
    for act in (
        lambda: finish_task(by=world.mina.actor, opened=opened, task=task),
        lambda: cancel_task(by=world.mina.actor, opened=opened, task=task, reason="x"),
        lambda: take_task(by=world.rana.actor, opened=opened, task=task),
        lambda: change_task(by=world.mina.actor, opened=opened, task=task, new=new(), version=1),
    ):
        with pytest.raises(TaskEnded):
            act()


def test_cancelled_with_a_reason_that_is_sealed(world: World, opened: Opened[Case]) -> None:
    task = a_task(world, opened)
    with pytest.raises(NotNow, match="why"):
        cancel_task(by=world.mina.actor, opened=opened, task=task, reason=" ")
    cancel_task(by=world.mina.actor, opened=opened, task=task, reason="Canaryreason")
    found = words(opened, now(task))
    assert (found.reason, found.title) == ("Canaryreason", "Canarytask")
    assert "Canary" not in str(list(Task.objects.values()))


def test_taken_up_again(world: World, opened: Opened[Case]) -> None:
    by = world.mina.actor
    task = a_task(world, opened)
    with pytest.raises(NotNow, match="is open"):
        undo_task(by=by, opened=opened, task=task)
    for end in (
        lambda: finish_task(by=by, opened=opened, task=task),
        lambda: cancel_task(by=by, opened=opened, task=task, reason="x"),
    ):
        end()
        undo_task(by=by, opened=opened, task=task)
        assert (now(task).state, now(task).ended_on, now(task).ended_by) == ("open", None, None)


def test_taken_up_by_who_can_when_the_other_lost_the_case(
    world: World, opened: Opened[Case]
) -> None:
    by = world.rana.actor
    give_access(by=by, opened=opened, to=world.omid.member)
    task = add_task(by=by, opened=opened, new=new(), assignee=world.omid.member)
    finish_task(by=by, opened=opened, task=task)
    take_access(by=by, opened=opened, member=world.omid.member)
    with pytest.raises(StaleKey):
        undo_task(by=by, opened=opened, task=task)  # the gate renews the key before any change
    Case.objects.update(rotation_due=False)
    assert undo_task(by=by, opened=opened, task=task).assignee == world.rana.member


def weekly(world: World, opened: Opened[Case]) -> Task:
    return a_task(world, opened, due=0, repeat_every=7, repeat_unit="days")


def test_a_repeated_one_comes_again_with_its_words(world: World, opened: Opened[Case]) -> None:
    task = weekly(world, opened)
    finish_task(by=world.rana.actor, opened=opened, task=task)
    follower = Task.objects.get(follows=task)
    assert (follower.due, follower.first_due) == (task.due + dt.timedelta(7), task.due)
    assert (follower.assignee, follower.repeat_every) == (world.mina.member, 7)
    assert words(opened, follower).title == "Canarytask"
    assert follower.number == Case.objects.get(pk=opened.record.pk).last_number


def test_undoing_and_doing_again_makes_no_second_follower(
    world: World, opened: Opened[Case]
) -> None:
    by, task = world.mina.actor, weekly(world, opened)
    for _ in range(3):
        finish_task(by=by, opened=opened, task=task)
        assert Task.objects.open().count() == 1
        undo_task(by=by, opened=opened, task=task)
        assert list(Task.objects.open()) == [task]
    assert Task.objects.count() == 2


def test_a_follower_that_somebody_worked_on_stays(world: World, opened: Opened[Case]) -> None:
    by, task = world.mina.actor, weekly(world, opened)
    finish_task(by=by, opened=opened, task=task)
    follower = Task.objects.get(follows=task)
    change_task(by=by, opened=opened, task=follower, new=new("prepared", due=9), version=1)
    undo_task(by=by, opened=opened, task=task)
    assert Task.objects.open().count() == 2
    finish_task(by=by, opened=opened, task=task)
    assert list(Task.objects.open()) == [follower]


def test_most_is_what_the_series_can_bear() -> None:
    assert MOST == {"days": 366, "months": 24}


# at once, on PostgreSQL


@pytest.fixture
def shared_case(shared_world: World) -> Opened[Case]:
    return a_case(shared_world)


def doing(person: Person, case: Case, task: Task, act: Any, **more: Any) -> None:
    act(by=person.actor, opened=opened_by(person, case), task=task, **more)


def test_done_twice_at_once_comes_again_once(
    shared_world: World, shared_case: Opened[Case]
) -> None:
    world, case = shared_world, shared_case.record
    task = weekly(world, shared_case)
    errors = at_once(
        *(
            lambda one=one: doing(one, case, task, finish_task)
            for one in (world.mina, world.rana, world.dara)
        )
    )
    assert sorted(type(one).__name__ for one in errors) == ["NoneType", "TaskEnded", "TaskEnded"]
    assert Task.objects.open().count() == 1
    assert audit.verify() is None


def test_taken_at_once_by_two_it_is_one_persons(
    shared_world: World, shared_case: Opened[Case]
) -> None:
    world, case = shared_world, shared_case.record
    task = a_task(world, shared_case)
    errors = at_once(
        *(lambda one=one: doing(one, case, task, take_task) for one in (world.rana, world.dara))
    )
    assert errors == [None, None]
    assert AuditRow.objects.filter(act="task.give").count() == 2
    last = AuditRow.objects.filter(act="task.give").latest("sequence")
    assert now(task).assignee_id == last.actor


def test_two_that_wait_for_each_other_at_once(
    shared_world: World, shared_case: Opened[Case]
) -> None:
    world, case = shared_world, shared_case.record
    one, two = a_task(world, shared_case), a_task(world, shared_case)
    errors = at_once(
        lambda: doing(world.mina, case, one, change_task, new=new(blocked_by=two), version=1),
        lambda: doing(world.rana, case, two, change_task, new=new(blocked_by=one), version=1),
    )
    assert [type(error) for error in errors if error] == [NotNow]
    assert Task.objects.waiting().count() == 1


def test_given_to_somebody_whose_access_is_taken_at_once(
    shared_world: World, shared_case: Opened[Case]
) -> None:
    """Whichever comes first, the task is never with somebody who cannot open the case."""
    world, case = shared_world, shared_case.record
    give_access(by=world.rana.actor, opened=shared_case, to=world.omid.member)
    task = a_task(world, shared_case)
    at_once(
        lambda: doing(world.mina, case, task, give_task, to=world.omid.member),
        lambda: take_access(
            by=world.rana.actor, opened=opened_by(world.rana, case), member=world.omid.member
        ),
    )
    assert now(task).assignee == world.mina.member
    assert not Task.objects.stranded().exists()
