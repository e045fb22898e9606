"""The pages of tasks: one's day, a case's, the team's; who may, what is shown, what is written."""

import datetime as dt
import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AuditRow, Member
from cases.actions.assigning import give_access
from cases.actions.tasks import add_task, finish_task, give_task
from cases.actions.tasks.bulk import give_tasks
from cases.identity import Safety
from cases.models import Case, CaseContent, CaseGrant, Task
from tests.cases.folders import RISKY, a_case, opened_by
from tests.cases.test_tasks import a_task, new, now, weekly, words
from tests.promises.thief import spellings
from tests.world import Person, World
from vault.compartments import Opened


@pytest.fixture
def opened(world: World) -> Opened[Case]:
    return a_case(world, safety=RISKY)


def get(person: Person, path: str, status: int = 200, **data: str) -> str:
    answer = person.client.get(path, data, secure=True)
    assert answer.status_code == status
    return answer.content.decode()


def post(person: Person, path: str, **data: Any) -> Any:
    return person.client.post(path, data, secure=True)


def of(opened: Opened[Case], where: str = "") -> str:
    return f"/cases/{opened.record.code}/tasks/{where}"


def do(person: Person, opened: Opened[Case], task: Task, act: str, **data: Any) -> Any:
    return post(person, of(opened, f"{task.pk}/do/"), act=act, **data)


def section(text: str, title: str) -> str:
    found = re.search(rf"<section><h2>{title}</h2>.*?</section>", text, re.DOTALL)
    return found[0] if found else ""


TYPED = {
    "title": "Canarytyped",
    "kind": "visit",
    "due": "24.12.2026",
    "priority": "3",
    "details": "Canarymore",
    "repeat_every": "",
    "repeat_unit": "days",
    "blocked_by": "",
}


# a case's tasks


def test_adding_one(world: World, opened: Opened[Case]) -> None:
    get(world.mina, of(opened, "add/"))
    answer = post(world.mina, of(opened, "add/"), **TYPED, to=world.rana.member.pk)
    assert (answer.status_code, answer["Location"]) == (302, of(opened))
    task = Task.objects.get()
    assert (task.due, task.priority) == (dt.date(2026, 12, 24), 3)
    assert task.assignee == world.rana.member
    assert words(opened, task).details == "Canarymore"
    text = get(world.rana, of(opened))
    assert "Canarytyped" in text
    assert "call 14-16 only" in text  # the safety rule stands beside what is to be done


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"due": "32.12.2026"}, "due"),
        ({"due": ""}, "due"),
        ({"priority": "9"}, "priority"),
        ({"kind": "nonsense"}, "kind"),
        ({"repeat_every": "400"}, "repeat_every"),
        ({"repeat_every": "25", "repeat_unit": "months"}, "repeat_every"),
        ({"repeat_every": "-1"}, "repeat_every"),
        ({"to": str(uuid4())}, "to"),
        ({"blocked_by": str(uuid4())}, "blocked_by"),
    ],
)
def test_what_was_typed_wrongly_stays_in_the_form(
    world: World, opened: Opened[Case], wrong: dict[str, str], field: str
) -> None:
    a_task(world, opened)
    data = {**TYPED, "to": str(world.mina.member.pk), **wrong}
    answer = post(world.mina, of(opened, "add/"), **data)
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert "Canarymore</textarea>" in answer.content.decode()
    assert Task.objects.count() == 1


def test_a_task_of_another_case_cannot_be_waited_for(world: World, opened: Opened[Case]) -> None:
    other = a_task(world, a_case(world))
    a_task(world, opened)
    data = {**TYPED, "to": str(world.mina.member.pk), "blocked_by": str(other.pk)}
    answer = post(world.mina, of(opened, "add/"), **data)
    assert "blocked_by" in answer.context["form"].errors


def test_who_cannot_open_the_case_is_not_offered(world: World, opened: Opened[Case]) -> None:
    text = get(world.mina, of(opened, "add/"))
    assert str(world.rana.member.pk) in text
    assert str(world.omid.member.pk) not in text


def test_one_task_says_everything_and_its_look_is_written_down(
    world: World, opened: Opened[Case]
) -> None:
    first = a_task(world, opened, title="Canaryfirst")
    task = a_task(world, opened, blocked_by=first, repeat_every=2, repeat_unit="months")
    text = get(world.mina, of(opened, f"{task.pk}/"))
    for said in ("Canarytask", "Canarydetails", "Canaryfirst", "every 2 months", "phone call"):
        assert said in text
    row = AuditRow.objects.filter(act="case.read").latest("sequence")
    assert row.details["tasks"] == [str(task.pk)]
    back = get(world.mina, of(opened, f"{first.pk}/"))
    assert "Wait for it" in back


def test_changing_one_keeps_what_the_second_typed(world: World, opened: Opened[Case]) -> None:
    task = a_task(world, opened)
    path = of(opened, f"{task.pk}/change/")
    assert 'value="Canarytask"' in get(world.mina, path)
    answer = post(world.rana, path, **TYPED, version="1")
    assert answer["Location"] == of(opened, f"{task.pk}/")
    late = post(world.mina, path, **{**TYPED, "title": "Mine", "version": "1"})
    assert late.status_code == 200
    text = late.content.decode()
    assert "Somebody else changed this task" in text
    assert 'value="Mine"' in text
    assert "Canarytyped" in text
    assert post(world.mina, path, **{**TYPED, "title": "Mine", "version": "2"}).status_code == 302
    assert words(opened, now(task)).title == "Mine"
    assert "Earlier words" in get(world.mina, of(opened, f"{task.pk}/"))


def test_a_forged_version_changes_nothing(world: World, opened: Opened[Case]) -> None:
    task = a_task(world, opened)
    for version in ("", "0", "99", "x"):
        post(world.mina, of(opened, f"{task.pk}/change/"), **TYPED, version=version)
    assert now(task).version == 1


def test_every_step_and_its_way_back(world: World, opened: Opened[Case]) -> None:
    task = a_task(world, opened)
    assert do(world.rana, opened, task, "take").status_code == 302
    assert now(task).assignee == world.rana.member
    assert do(world.rana, opened, task, "hand_back").status_code == 302
    assert now(task).assignee == world.mina.member
    do(world.mina, opened, task, "give", to=str(world.dara.member.pk))
    assert now(task).assignee == world.dara.member
    done = do(world.mina, opened, task, "finish", back="tasks")
    assert done["Location"] == f"{of(opened)}#task-{task.pk}"
    assert "Take up again" in get(world.mina, of(opened))
    assert do(world.mina, opened, task, "undo", back="day")["Location"] == "/cases/day/"
    assert now(task).is_open


@pytest.mark.parametrize(
    ("act", "more", "said"),
    [
        ("hand_back", {}, "Only whose task"),
        ("give", {}, "Choose who does it"),
        ("undo", {}, "This task is open"),
    ],
)
def test_a_step_that_is_not_possible_says_why(
    world: World, opened: Opened[Case], act: str, more: dict[str, str], said: str
) -> None:
    task = a_task(world, opened)
    answer = do(world.rana, opened, task, act, **more)
    assert answer.status_code == 200
    assert said in answer.content.decode()


def test_forged_steps_do_nothing(world: World, opened: Opened[Case]) -> None:
    task = a_task(world, opened)
    for act in ("", "delete", "finish_task", "__class__"):
        assert do(world.mina, opened, task, act).status_code == 200
    assert do(world.mina, opened, task, "finish", back="//evil.example").status_code == 200
    assert do(world.mina, opened, task, "give", to=str(uuid4())).status_code == 404
    assert do(world.mina, opened, task, "give", to=str(world.omid.member.pk)).status_code == 200
    assert now(task).is_open
    assert now(task).assignee == world.mina.member
    assert get(world.mina, of(opened, f"{task.pk}/do/"), 405) == ""


def test_a_task_is_reached_through_its_own_case_alone(world: World, opened: Opened[Case]) -> None:
    other = a_case(world)
    task = a_task(world, opened)
    for where in ("", "change/", "cancel/"):
        get(world.mina, of(other, f"{task.pk}/{where}"), 404)
    assert do(world.mina, other, task, "finish").status_code == 404
    assert now(task).is_open


@pytest.mark.parametrize("name", ["omid", "vida", "edit", "adam", "aida"])
def test_to_others_no_task_exists(world: World, opened: Opened[Case], name: str) -> None:
    task, person = a_task(world, opened), world.people[name]
    nowhere = get(person, "/nowhere/at/all/", 404)
    for where in ("", "add/", f"{task.pk}/", f"{task.pk}/change/", f"{task.pk}/cancel/"):
        assert get(person, of(opened, where), 404) == nowhere
    assert do(person, opened, task, "finish").content.decode() == nowhere
    assert now(task).is_open


def test_cancelling_asks_why(world: World, opened: Opened[Case]) -> None:
    task = a_task(world, opened)
    path = of(opened, f"{task.pk}/cancel/")
    assert "can be taken up again" in get(world.mina, path)
    assert post(world.mina, path, reason=" ").status_code == 200
    assert post(world.mina, path, reason="Canarywhy").status_code == 302
    assert "Canarywhy" in get(world.mina, of(opened, f"{task.pk}/"))
    again = post(world.mina, path, reason="again")
    assert "done or cancelled already" in again.content.decode()


def test_an_ended_case_shows_its_tasks_and_offers_nothing(
    world: World, opened: Opened[Case]
) -> None:
    task = a_task(world, opened)
    Case.objects.update(state=Case.State.CLOSED)
    text = get(world.mina, of(opened))
    assert "Canarytask" in text
    assert "Add a task" not in text
    assert ">Done<" not in text
    answer = post(world.mina, of(opened, "add/"), **TYPED, to=world.mina.member.pk)
    assert "A closed case takes no task" in answer.content.decode()
    assert do(world.mina, opened, task, "finish").status_code == 200
    assert now(task).is_open


def test_the_plan_shows_what_is_to_be_done(world: World, opened: Opened[Case]) -> None:
    task = a_task(world, opened)
    path = f"/cases/{opened.record.code}/plan/"
    assert "Canarytask" in get(world.mina, path)
    row = AuditRow.objects.filter(act="case.read").latest("sequence")
    assert row.details["tasks"] == [str(task.pk)]
    done = do(world.mina, opened, task, "finish", back="plan")
    assert done["Location"] == f"{path}#task-{task.pk}"
    assert "Canarytask" not in get(world.mina, path)


def test_the_next_day_of_a_case_may_be_a_tasks(world: World, opened: Opened[Case]) -> None:
    a_task(world, opened, due=5)
    task = a_task(world, opened, due=2)
    assert "next day: in 2 days" in get(world.mina, f"/cases/{opened.record.code}/")
    finish_task(by=world.mina.actor, opened=opened, task=task)
    assert "next day: in 5 days" in get(world.mina, f"/cases/{opened.record.code}/")


def test_the_list_of_what_was_done_goes_on(world: World, opened: Opened[Case]) -> None:
    for number in range(53):
        task = a_task(world, opened, title=f"Canary{number:03}")
        finish_task(by=world.mina.actor, opened=opened, task=task)
    seen: list[str] = []
    path = of(opened)
    while path:
        text = get(world.mina, path)
        seen += re.findall(r"<bdi>(Canary\d+)</bdi>", text)
        more = re.search(r"rel=\"next\" href=\"([^\"]+)\"", text)
        path = more[1] if more else ""
    assert sorted(seen) == [f"Canary{number:03}" for number in range(53)]


def test_an_altered_task_says_so_and_the_others_are_read(
    world: World, opened: Opened[Case]
) -> None:
    task, _ = a_task(world, opened), a_task(world, opened, title="Canaryother")
    row = CaseContent.objects.get(field="task.words", row=task.pk)
    row.sealed = bytes(row.sealed)[:-1] + bytes([bytes(row.sealed)[-1] ^ 1])
    row.save()
    for path in (of(opened), "/cases/day/", "/cases/day/tasks/"):
        text = get(world.mina, path)
        assert "does not open" in text
        assert "Canaryother" in text
    assert "does not open" in get(world.mina, of(opened, f"{task.pk}/"))
    cancelled = post(world.mina, of(opened, f"{task.pk}/cancel/"), reason="x")
    assert "Write them anew first" in cancelled.content.decode()
    post(world.mina, of(opened, f"{task.pk}/change/"), **TYPED, version="1")
    assert words(opened, now(task)).title == "Canarytyped"
    assert post(world.mina, of(opened, f"{task.pk}/cancel/"), reason="x").status_code == 302


def test_words_moved_to_another_task_do_not_open(world: World, opened: Opened[Case]) -> None:
    one, two = a_task(world, opened, title="Canaryone"), a_task(world, opened, title="Canarytwo")
    first = CaseContent.objects.get(field="task.words", row=one.pk)
    second = CaseContent.objects.get(field="task.words", row=two.pk)
    first.sealed, second.sealed = second.sealed, first.sealed
    first.save()
    second.save()
    text = get(world.mina, of(opened))
    assert "Canaryone" not in text
    assert "Canarytwo" not in text
    assert text.count("does not open") >= 2


# one's day


def test_tasks_stand_under_their_days_the_most_pressing_first(
    world: World, opened: Opened[Case]
) -> None:
    for title, due, priority in (
        ("Canarylate", -2, 2),
        ("Canarycalm", 0, 1),
        ("Canarypress", 0, 4),
        ("Canarysoon", 6, 2),
        ("Canaryfar", 7, 2),
    ):
        a_task(world, opened, title=title, due=due, priority=priority)
    text = get(world.mina, "/cases/day/")
    assert "Canarylate" in section(text, "Overdue")
    today = section(text, "Today")
    assert today.index("Canarypress") < today.index("Canarycalm")
    assert "Canarysoon" in section(text, "This week")
    assert "Canaryfar" not in text
    assert "1 overdue" in text
    assert "2 today" in text
    assert "call 14-16 only" in today
    row = AuditRow.objects.filter(act="case.list").latest("sequence")
    assert len(row.details["tasks"]) == 4
    assert row.details["cases"] == [str(opened.record.pk)]
    assert "Canary" not in str(row.details)


def test_done_with_one_button_and_undone_where_it_was_done(
    world: World, opened: Opened[Case]
) -> None:
    task = a_task(world, opened, due=0)
    text = get(world.mina, "/cases/day/")
    path = re.search(r'formaction="([^"]+)" name="act" value="finish"', text)
    assert path
    answer = post(world.mina, path[1], act="finish", back="day")
    assert answer["Location"] == "/cases/day/"
    text = get(world.mina, "/cases/day/")
    assert "Canarytask" not in section(text, "Today")
    assert "Canarytask" in section(text, "Done today")
    again = re.search(r'formaction="([^"]+)" name="act" value="undo"', text)
    assert again
    post(world.mina, again[1], act="undo", back="day")
    assert now(task).is_open


def test_what_waits_for_others_stands_apart(world: World, opened: Opened[Case]) -> None:
    first = add_task(
        by=world.mina.actor, opened=opened, new=new("Canarytheirs", due=-1),
        assignee=world.rana.member,
    )  # fmt: skip
    a_task(world, opened, title="Canaryblocked", due=0, blocked_by=first)
    text = get(world.mina, "/cases/day/")
    waiting = section(text, "Waiting for others")
    assert "Canarytheirs" in waiting
    assert "Rana Amini" in waiting
    assert "Canaryblocked" in waiting
    assert 'value="finish" aria-label="Done: Canaryblocked"' not in waiting
    assert section(text, "Today") == ""


def test_ones_day_shows_nobody_elses_task(world: World, opened: Opened[Case]) -> None:
    a_task(world, opened, due=0)
    for person in (world.rana, world.omid, world.sara):
        assert "Canarytask" not in get(person, "/cases/day/")
        assert "Canarytask" not in get(person, "/cases/day/tasks/")


def test_who_lost_the_key_reads_no_task_of_the_case(world: World, opened: Opened[Case]) -> None:
    a_task(world, opened, due=0)
    CaseGrant.sets.filter(user=world.mina.member).update(epoch=9)
    for path in ("/cases/day/", "/cases/day/tasks/"):
        text = get(world.mina, path)
        assert "Canary" not in text
        assert opened.record.code not in text


def test_tasks_in_cases_of_others_have_their_names_too(world: World, opened: Opened[Case]) -> None:
    give_access(by=world.rana.actor, opened=opened, to=world.omid.member)
    add_task(by=world.rana.actor, opened=opened, new=new(due=0), assignee=world.omid.member)
    today = section(get(world.omid, "/cases/day/"), "Today")
    assert "Canarytask" in today
    assert "Canaryname" in today


def test_ended_cases_ask_for_nothing(world: World, opened: Opened[Case]) -> None:
    a_task(world, opened, due=0)
    Case.objects.update(state=Case.State.DECLINED)
    assert "Canarytask" not in get(world.mina, "/cases/day/")
    assert "You have no open task" in get(world.mina, "/cases/day/tasks/")


def test_a_full_day_says_that_there_is_more(world: World, opened: Opened[Case]) -> None:
    for number in range(52):
        a_task(world, opened, title=f"Canary{number}", due=-1)
    text = get(world.mina, "/cases/day/")
    assert "52 overdue" in text
    assert "There is more than fits here" in text
    assert section(text, "Overdue").count("<li>") == 50
    first = get(world.mina, "/cases/day/tasks/")
    second = get(world.mina, "/cases/day/tasks/", page="2")
    assert (first.count('class="code"'), second.count('class="code"')) == (50, 2)
    assert "There is no such page" in get(world.mina, "/cases/day/tasks/", page="9")


def test_others_new_and_done_tasks_are_told(world: World, opened: Opened[Case]) -> None:
    by_rana = add_task(by=world.rana.actor, opened=opened, new=new(), assignee=world.mina.member)
    finish_task(by=world.dara.actor, opened=opened, task=by_rana)
    text = get(world.mina, "/cases/day/")
    assert "1 new task" in text
    assert "1 task ended" in text


@pytest.mark.parametrize(
    "path", ["/cases/day/", "/cases/day/tasks/", "/cases/team/", "/cases/team/tasks/"]
)
def test_the_same_number_of_queries_for_1_and_for_50(world: World, path: str) -> None:
    def queries() -> int:
        get(world.rana, path)
        with CaptureQueriesContext(connection) as caught:
            get(world.rana, path)
        return len(caught)

    def some(count: int) -> None:
        for number in range(count):
            opened = a_case(world, safety=Safety(review_on=timezone.localdate()))
            mine = opened_by(world.rana, opened.record)
            for due in (-1, 0, 3):
                task = add_task(by=world.rana.actor, opened=mine, new=new(due=due))
            add_task(by=world.rana.actor, opened=mine, new=new(due=0, blocked_by=task))
            if number % 2:
                finish_task(by=world.rana.actor, opened=mine, task=task)

    some(1)
    one = queries()
    some(16)
    assert queries() == one


def test_a_cases_list_asks_the_same_for_1_and_for_50(world: World, opened: Opened[Case]) -> None:
    def queries() -> int:
        get(world.mina, of(opened))
        with CaptureQueriesContext(connection) as caught:
            get(world.mina, of(opened))
        return len(caught)

    first = a_task(world, opened)
    a_task(world, opened, blocked_by=first)
    one = queries()
    for _ in range(48):
        a_task(world, opened, blocked_by=first)
    assert queries() == one


# the team


def test_loads_count_everybodys_tasks(world: World, opened: Opened[Case]) -> None:
    for due in (-1, 0, 2, 40):
        a_task(world, opened, due=due)
    text = get(world.rana, "/cases/team/")
    assert "Mina Karimi: 1 overdue, 1 today, 1 this week, 2 later" in text
    assert "1 task overdue" in text
    assert "Canarytask" in section_of(text, "What slips")


def section_of(text: str, title: str) -> str:
    found = re.search(rf"<h2>{title}</h2>.*?</section>", text, re.DOTALL)
    return found[0] if found else ""


def test_titles_come_from_ones_own_cases_alone(world: World, opened: Opened[Case]) -> None:
    a_task(world, opened, due=-1)
    CaseGrant.sets.filter(user=world.rana.member).update(epoch=9)
    for path in ("/cases/team/", "/cases/team/tasks/"):
        assert "Canarytask" not in get(world.rana, path)
    assert "1 task overdue" in get(world.rana, "/cases/team/")


def test_what_nobody_can_do_stands_on_top(world: World, opened: Opened[Case]) -> None:
    a_task(world, opened, title="Canaryleft")
    Member.objects.filter(pk=world.mina.member.pk).update(state=Member.State.REMOVED)
    CaseGrant.sets.filter(user=world.mina.member).delete()
    text = get(world.rana, "/cases/team/")
    assert "1 task nobody can do" in text
    assert "Canaryleft" in section_of(text, "Nobody can do these")
    task = Task.objects.get()
    do(world.rana, opened, task, "give", to=str(world.dara.member.pk))
    assert "nobody can do" not in get(world.rana, "/cases/team/")


def test_the_list_is_narrowed(world: World, opened: Opened[Case]) -> None:
    a_task(world, opened, title="Canarymina", due=-1)
    add_task(
        by=world.mina.actor, opened=opened, new=new("Canarydara", due=0),
        assignee=world.dara.member,
    )  # fmt: skip
    path = "/cases/team/tasks/"
    assert "Canarydara" in get(world.rana, path)
    theirs = get(world.rana, path, assignee=str(world.dara.member.pk))
    assert "Canarydara" in theirs
    assert "Canarymina" not in theirs
    assert "Canarydara" not in get(world.rana, path, due="overdue")
    assert "Canarymina" not in get(world.rana, path, due="today")
    assert "Canarydara" in get(world.rana, path, due="week")
    assert "Canarymina" in get(world.rana, path, assignee="x", due="'; --")


@pytest.mark.parametrize("name", ["mina", "vida", "edit", "adam", "aida"])
def test_the_teams_tasks_are_for_coordinators(world: World, name: str) -> None:
    get(world.people[name], "/cases/team/tasks/", 404)
    assert post(world.people[name], "/cases/team/tasks/give/").status_code == 404


def give_many(person: Person, tasks: list[Task], to: Member, **more: str) -> Any:
    data = {"task": [str(one.pk) for one in tasks], "to": str(to.pk), **more}
    return post(person, "/cases/team/tasks/give/", **data)


def test_many_are_given_after_it_was_said_what_it_does(world: World, opened: Opened[Case]) -> None:
    hers, other = a_task(world, opened), a_task(world, a_case(world))
    give_access(by=world.rana.actor, opened=opened, to=world.omid.member)
    has = add_task(by=world.rana.actor, opened=opened, new=new(), assignee=world.omid.member)
    every = [hers, other, has]
    answer = give_many(world.rana, every, world.omid.member)
    plan = answer.context["plan"]
    assert [one.task for one in plan.give] == [hers]
    assert [one.task for one in plan.has] == [has]
    assert [one.task for one in plan.cannot] == [other]
    assert now(hers).assignee == world.mina.member
    done = give_many(world.rana, every, world.omid.member, confirmed="yes")
    assert done["Location"] == f"/cases/team/tasks/?assignee={world.omid.member.pk}"
    assert [now(one).assignee.username for one in every] == ["omid", "mina", "omid"]
    row = AuditRow.objects.filter(act="task.give").latest("sequence")
    assert row.details["to"] == str(world.omid.member.pk)
    again = give_many(world.rana, every, world.omid.member, confirmed="yes")
    assert "Nothing is left to give" in again.content.decode()


def test_tasks_of_cases_one_does_not_hold_are_passed_over(
    world: World, opened: Opened[Case]
) -> None:
    task = a_task(world, opened, title="Canaryhidden")
    CaseGrant.sets.filter(user=world.rana.member).update(epoch=9)
    answer = give_many(world.rana, [task], world.dara.member, confirmed="yes")
    assert "Canaryhidden" not in answer.content.decode()
    assert now(task).assignee == world.mina.member


@pytest.mark.parametrize("data", [{}, {"task": "x"}, {"task": str(UUID(int=1)), "to": "x"}])
def test_a_forged_choice_gives_nothing(world: World, data: dict[str, str]) -> None:
    answer = post(world.rana, "/cases/team/tasks/give/", **data, confirmed="yes")
    assert answer.status_code == 200
    assert "No task is chosen" in answer.content.decode()


def test_what_changed_meanwhile_is_told(world: World, opened: Opened[Case]) -> None:
    one, two = a_task(world, opened), a_task(world, opened)
    finish_task(by=world.mina.actor, opened=opened, task=two)
    left = give_tasks(by=world.rana.actor, tasks=[one, two], to=world.dara.member)
    assert left == [two]
    assert now(one).assignee == world.dara.member
    assert give_tasks(by=world.rana.actor, tasks=[one], to=world.dara.member) == []
    assert give_tasks(by=world.omid.actor, tasks=[one], to=world.mina.member) == [one]


def test_giving_renews_a_key_that_is_due_first(world: World, opened: Opened[Case]) -> None:
    task = a_task(world, opened)
    Case.objects.update(rotation_due=True)
    assert give_tasks(by=world.rana.actor, tasks=[task], to=world.dara.member) == []
    case = Case.objects.get()
    assert not case.rotation_due
    assert words(opened_by(world.dara, case), now(task)).title == "Canarytask"
    assert "Canarytask" in get(world.dara, "/cases/day/")


def test_the_follower_of_a_repeated_one_stands_on_the_day(
    world: World, opened: Opened[Case]
) -> None:
    task = weekly(world, opened)
    post(world.mina, of(opened, f"{task.pk}/do/"), act="finish", back="day")
    text = get(world.mina, "/cases/day/")
    assert "Canarytask" in section(text, "Done today")
    assert Task.objects.open().get().due == task.due + dt.timedelta(7)


def test_nothing_of_a_task_is_stored_in_the_clear(world: World, opened: Opened[Case]) -> None:
    """Everything the database holds, after a task went all its ways."""
    task = a_task(world, opened, title="Canarytitle")
    post(world.mina, of(opened, f"{task.pk}/change/"), **TYPED, version="1")
    post(world.mina, of(opened, f"{task.pk}/cancel/"), reason="Canarywhy")
    get(world.mina, "/cases/day/")
    give_task_back = a_task(world, opened, title="Canarygiven")
    give_task(by=world.mina.actor, opened=opened, task=give_task_back, to=world.rana.member)
    with connection.cursor() as cursor:
        stored = b""
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  our own tables
            stored += repr([[_raw(cell) for cell in row] for row in cursor.fetchall()]).encode()
    for canary in ("Canarytitle", "Canarytyped", "Canarywhy", "Canarydetails", "Canarymore"):
        assert not any(one in stored for one in spellings(canary)), canary
    assert b"Mina Karimi" in stored


def _raw(cell: Any) -> Any:
    return bytes(cell) if isinstance(cell, memoryview | bytes) else cell
