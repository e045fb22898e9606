"""Pages of briefs: who sees what, what is written down, and what is kept when it goes wrong."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditRow
from cases.models import Brief, Case, Note, Task
from tests.cases.consenting import agree_to_case
from tests.cases.folders import a_case
from tests.cases.test_briefs import a_brief, a_task, held
from tests.world import World
from vault.compartments import Opened

TOLD = {"title": "Canaryerrand", "text": "Canarytold", "reach": "Canaryreach"}


@pytest.fixture
def opened(world: World) -> Opened[Case]:
    made = a_case(world)
    agree_to_case(world.mina, made)
    return made


@pytest.fixture
def task(world: World, opened: Opened[Case]) -> Task:
    return a_task(world, opened)


def at(task: Task) -> str:
    return f"/cases/{task.case.code}/tasks/{task.pk}/"


def within(brief: Brief) -> str:
    return f"/cases/{brief.case.code}/briefs/{brief.pk}/"


def text(response: Any) -> str:
    return str(response.content.decode())


def test_a_day_with_a_brief(world: World, opened: Opened[Case], task: Task) -> None:
    """Given from the task, read and reported on by the volunteer, filed by the caseworker."""
    mina, vida = world.mina.client, world.vida.client
    assert f"{at(task)}brief/" in text(mina.get(at(task)))
    page = text(mina.get(f"{at(task)}brief/"))
    assert "Canarytask" in page  # what the task says stands beside the form
    form = {"to": str(world.vida.member.pk), **TOLD}
    assert mina.post(f"{at(task)}brief/", form).status_code == 302
    brief = Brief.objects.get()
    assert vida.get("/staff/").headers["Location"] == "/briefs/"
    listed = text(vida.get("/briefs/"))
    assert "Canaryerrand" in listed
    shown = text(vida.get(f"/briefs/{brief.pk}/"))
    assert "Canarytold" in shown
    assert "Canaryreach" in shown
    for leak in (opened.record.code, "Canaryname", "Canarytask", "Shirin", str(task.pk)):
        assert leak not in listed + shown
    done = vida.post(f"/briefs/{brief.pk}/report/", {"done": "yes", "text": "Canaryreport"})
    assert done.headers["Location"] == "/briefs/?sent"
    assert "Canaryerrand" not in text(vida.get("/briefs/?sent"))
    assert vida.get(f"/briefs/{brief.pk}/").status_code == 404
    assert "reported back" in text(mina.get(at(task)))
    looks = AuditRow.objects.filter(actor=world.vida.member.pk, kind="cases.case")
    assert not looks.exists()  # the bar of the case says who looked at it: never the volunteer
    found = text(mina.get(within(brief)))
    assert "Canaryreport" in found
    assert mina.post(f"{within(brief)}do/", {"act": "file"}).status_code == 302
    assert Note.objects.filter(case=opened.record).count() == 1


def test_a_brief_is_looked_at_and_it_is_written_down(
    world: World, opened: Opened[Case], task: Task
) -> None:
    brief = a_brief(world, opened, task)
    world.vida.client.get("/briefs/")
    world.vida.client.get(f"/briefs/{brief.pk}/")
    rows = AuditRow.objects.filter(actor=world.vida.member.pk).order_by("sequence")
    listed, read = rows.filter(act="brief.read")
    assert listed.details == {"briefs": [str(brief.pk)]}
    assert (read.kind, read.object) == ("cases.brief", str(brief.pk))
    world.rana.client.get(within(brief))
    look = AuditRow.objects.filter(actor=world.rana.member.pk, act="case.read").latest("sequence")
    assert look.details["briefs"] == [str(brief.pk)]


@pytest.mark.parametrize("name", ["vida", "omid", "edit", "adam", "aida"])
def test_the_side_of_the_case_is_for_who_holds_it(
    world: World, opened: Opened[Case], task: Task, name: str
) -> None:
    brief, client = a_brief(world, opened, task), world.people[name].client
    assert client.get(within(brief)).status_code == 404
    assert client.post(f"{within(brief)}do/", {"act": "recall"}).status_code == 404
    assert client.get(f"{at(task)}brief/").status_code == 404
    assert held(world.vida, brief) is not None


@pytest.mark.parametrize("name", ["mina", "rana", "omid", "edit", "adam", "aida"])
def test_the_volunteers_side_is_theirs_alone(
    world: World, opened: Opened[Case], task: Task, name: str
) -> None:
    """Also for who holds the case: they read it there. The same bytes as for no brief at all."""
    brief, client = a_brief(world, opened, task), world.people[name].client
    theirs, nobodys = client.get(f"/briefs/{brief.pk}/"), client.get(f"/briefs/{uuid4()}/")
    assert theirs.status_code == nobodys.status_code == 404
    assert theirs.content == nobodys.content
    report = {"done": "yes", "text": "forged"}
    assert client.post(f"/briefs/{brief.pk}/report/", report).status_code == 404
    assert Brief.objects.get().state == Brief.State.GIVEN


def test_another_volunteers_brief_does_not_exist(
    world: World, opened: Opened[Case], task: Task
) -> None:
    brief = a_brief(world, opened, task)
    world.edit.member.is_volunteer = True
    world.edit.member.save(update_fields=["is_volunteer"])
    theirs, nobodys = (
        world.edit.client.get(f"/briefs/{pk}/").content for pk in (brief.pk, uuid4())
    )
    assert theirs == nobodys
    assert "Canaryerrand" not in text(world.edit.client.get("/briefs/"))


def test_a_brief_of_another_case_is_not_reached_through_mine(
    world: World, opened: Opened[Case], task: Task
) -> None:
    brief, other = a_brief(world, opened, task), a_case(world)
    forged = f"/cases/{other.record.code}/briefs/{brief.pk}/"
    assert world.mina.client.get(forged).status_code == 404
    assert world.mina.client.post(f"{forged}do/", {"act": "recall"}).status_code == 404
    assert held(world.vida, brief) is not None


def test_called_back_by_a_button_its_key_is_changed_at_once(
    world: World, opened: Opened[Case], task: Task
) -> None:
    brief = a_brief(world, opened, task)
    assert world.mina.client.post(f"{within(brief)}do/", {"act": "recall"}).status_code == 302
    now = Brief.objects.get()
    assert (now.state, now.epoch, now.rotation_due) == (Brief.State.RECALLED, 2, False)
    assert world.vida.client.get(f"/briefs/{brief.pk}/").status_code == 404
    assert "Canarytold" in text(world.mina.client.get(within(brief)))


def test_giving_asks_for_a_second_factor(world: World, opened: Opened[Case], task: Task) -> None:
    client = world.mina.sign_in(stepped_up=False)
    form = {"to": str(world.vida.member.pk), **TOLD}
    client.post(f"{at(task)}brief/", form)
    assert not Brief.objects.exists()


def test_what_was_typed_stays(world: World, task: Task) -> None:
    """Without a volunteer, to somebody who is none, and after the client said no."""
    for wrong in ("", str(world.omid.member.pk), "x"):
        page = text(world.mina.client.post(f"{at(task)}brief/", {"to": wrong, **TOLD}))
        assert "Canarytold" in page
        assert "Canaryreach" in page
    form = {"to": str(world.vida.member.pk), **TOLD}
    agree_to_case(world.mina, a_case(world))  # another case's yes changes nothing
    Case.objects.filter(pk=task.case_id).update(frozen_on="2026-11-01")
    page = text(world.mina.client.post(f"{at(task)}brief/", form))
    assert "nothing leaves this case" in page
    assert "Canarytold" in page
    assert not Brief.objects.exists()


def test_a_report_that_cannot_be_sent_now_keeps_its_words(
    world: World, opened: Opened[Case], task: Task
) -> None:
    brief = a_brief(world, opened, task)
    page = text(world.vida.client.post(f"/briefs/{brief.pk}/report/", {"text": "Canaryreport"}))
    assert "Canaryreport" in page
    Case.objects.filter(pk=brief.case_id).update(rotation_due=True)
    report = {"done": "yes", "text": "Canaryreport"}
    page = text(world.vida.client.post(f"/briefs/{brief.pk}/report/", report))
    assert "Canaryreport" in page
    assert Brief.objects.get().state == Brief.State.GIVEN


def test_the_list_asks_no_more_for_many(world: World, opened: Opened[Case]) -> None:
    def asked(page: Callable[[], Any]) -> int:
        page()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page()
        return len(queries)

    first = a_task(world, opened)
    a_brief(world, opened, first)
    pages = (
        lambda: world.vida.client.get("/briefs/"),
        lambda: world.mina.client.get(at(first)),
    )
    one = [asked(page) for page in pages]
    for _number in range(4):
        a_brief(world, opened, a_task(world, opened))
    assert [asked(page) for page in pages] == one
    assert text(world.vida.client.get("/briefs/")).count("Canaryerrand") == 5


def test_empty_places_say_what_appears(world: World, task: Task) -> None:
    assert "You have no brief now" in text(world.vida.client.get("/briefs/"))
    assert "Briefs for volunteers" in text(world.mina.client.get(at(task)))
    world.vida.member.is_volunteer = False
    world.vida.member.save(update_fields=["is_volunteer"])
    assert "Nobody is a volunteer yet" in text(world.mina.client.get(f"{at(task)}brief/"))
