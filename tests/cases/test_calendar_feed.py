"""The calendar feed: off by default, secret, revocable, and silent about everything but days."""

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import AuditRow, CalendarFeed, Member
from cases.actions.tasks import add_task, finish_task
from cases.models import Case, CaseGrant
from cases.tasks.feed import written
from tests.cases.folders import a_case
from tests.cases.test_tasks import a_task, new
from tests.world import Person, World

PAGE = "/staff/account/calendar/"
TODAY = dt.date(2026, 11, 23)


def switch_on(person: Person) -> str:
    """The path of the new feed."""
    answer = person.client.post(PAGE, {"act": "on"}, secure=True)
    [address] = re.findall(
        r"<code>https?://[^/]+(/calendar/[\w-]+\.ics)</code>", answer.content.decode()
    )
    return str(address)


def asked(path: str) -> Any:
    """What a calendar program gets, which has no cookie of ours."""
    return Client().get(path, secure=True)


def days(path: str) -> list[dt.date]:
    text = asked(path).content.decode()
    found = re.findall(r"DTSTART;VALUE=DATE:(\d{4})(\d\d)(\d\d)\r\n", text)
    return [dt.date(*map(int, one)) for one in found]


def test_it_is_off_until_it_is_switched_on(world: World) -> None:
    assert not CalendarFeed.objects.exists()
    text = world.mina.client.get(PAGE, secure=True).content.decode()
    assert "It is switched off" in text
    assert "/calendar/" not in text.replace("/staff/account/calendar/", "")


def test_its_address_is_shown_once_and_stored_nowhere(world: World) -> None:
    path = switch_on(world.mina)
    secret = path.removeprefix("/calendar/").removesuffix(".ics")
    assert len(secret) == 43
    assert secret not in world.mina.client.get(PAGE, secure=True).content.decode()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  our own tables
            assert secret not in repr(cursor.fetchall()), table
    assert AuditRow.objects.filter(act="account.calendar_on").get().details == {}


def test_it_says_only_on_which_days(world: World) -> None:
    opened = a_case(world)
    for due in (0, 0, 0, 5, 40):
        a_task(world, opened, due=due)
    path, today = switch_on(world.mina), timezone.localdate()
    assert days(path) == [today + dt.timedelta(ahead) for ahead in (0, 5, 40)]
    answer = asked(path)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies
    text = answer.content.decode()
    assert set(re.findall(r"SUMMARY:(.*)\r\n", text)) == {"Reminder"}
    known = (
        opened.record.code,
        str(opened.record.pk),
        "Canary",
        "Mina",
        "Homeward",
        "Safe Harbour",
    )
    for word in (*known, "task", "case", "testserver", str(world.mina.member.pk)):
        assert word.casefold() not in text.casefold(), word
    assert "T0" not in re.sub(r"DTSTAMP:\d{8}T000000Z", "", text)  # no hour of anything


def test_what_is_overdue_counts_today(world: World) -> None:
    opened, today = a_case(world), timezone.localdate()
    late = a_task(world, opened, due=-3)
    a_task(world, opened, due=-90)
    path = switch_on(world.mina)
    assert days(path) == [today - dt.timedelta(3), today]
    finish_task(by=world.mina.actor, opened=opened, task=late)
    assert days(path) == [today]


def test_it_tells_of_ones_own_tasks_in_cases_one_can_open(world: World) -> None:
    opened = a_case(world)
    add_task(by=world.mina.actor, opened=opened, new=new(due=1), assignee=world.rana.member)
    a_task(world, opened, due=2)
    mina, rana = switch_on(world.mina), switch_on(world.rana)
    assert days(mina) == [timezone.localdate() + dt.timedelta(2)]
    assert days(rana) == [timezone.localdate() + dt.timedelta(1)]
    Case.objects.update(state=Case.State.CLOSED)
    assert days(mina) == []
    Case.objects.update(state=Case.State.ACTIVE)
    CaseGrant.sets.filter(user=world.mina.member).update(epoch=9)
    assert days(mina) == []


def nowhere() -> bytes:
    return bytes(asked("/calendar/no/such/thing").content)


@pytest.mark.parametrize("secret", ["x" * 43, "", ".", "%00", "a" * 5000, "ــ"])
def test_an_unknown_address_is_as_any_other(world: World, secret: str) -> None:
    answer = asked(f"/calendar/{secret}.ics")
    assert answer.status_code == 404
    assert answer.content == nowhere()


def test_switched_off_it_is_gone_and_a_new_address_voids_the_old(world: World) -> None:
    first = switch_on(world.mina)
    second = switch_on(world.mina)
    assert asked(first).content == nowhere()
    assert asked(second).status_code == 200
    assert CalendarFeed.objects.count() == 1
    world.mina.client.post(PAGE, {"act": "off"}, secure=True)
    assert asked(second).content == nowhere()
    assert AuditRow.objects.filter(act="account.calendar_off").exists()


@pytest.mark.parametrize(
    "change", [{"state": Member.State.REMOVED}, {"is_caseworker": False, "is_editor": True}]
)
def test_who_opens_no_case_any_more_has_no_feed(world: World, change: dict[str, Any]) -> None:
    path = switch_on(world.mina)
    Member.objects.filter(pk=world.mina.member.pk).update(**change)
    assert asked(path).content == nowhere()


@pytest.mark.parametrize("name", ["vida", "edit", "adam", "aida"])
def test_others_cannot_have_one(world: World, name: str) -> None:
    assert world.people[name].client.post(PAGE, {"act": "on"}, secure=True).status_code == 404
    assert not CalendarFeed.objects.exists()


def test_it_asks_for_a_fresh_second_factor(world: World) -> None:
    world.mina.sign_in(stepped_up=False)
    world.mina.client.post(PAGE, {"act": "on"}, secure=True)
    assert not CalendarFeed.objects.exists()


def test_its_member_sees_whether_a_calendar_asked(world: World) -> None:
    path = switch_on(world.mina)
    assert "No calendar has asked yet" in world.mina.client.get(PAGE, secure=True).content.decode()
    asked(path)
    assert "A calendar asked last: today" in (
        world.mina.client.get(PAGE, secure=True).content.decode()
    )
    before = AuditRow.objects.count()
    asked(path)
    assert AuditRow.objects.count() == before


def test_only_reading_is_answered(world: World) -> None:
    path = switch_on(world.mina)
    assert Client().post(path, secure=True).status_code == 405


@given(
    st.lists(st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 30)), max_size=30), st.text(max_size=200)
)
def test_any_days_and_title_make_a_calendar(found: list[dt.date], title: str) -> None:
    text = written(found, title=title, salt=b"salt", today=TODAY)
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert text.endswith("END:VCALENDAR\r\n")
    lines = text.removesuffix("\r\n").split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert text.replace("\r\n", "").count("\n") == 0
    assert text.count("BEGIN:VEVENT\r\n") == text.count("END:VEVENT\r\n") == len(set(found))
    uids = re.findall(r"UID:(\w{32})\r\n", text)
    assert len(set(uids)) == len(set(found))


def test_ids_stay_and_differ_between_feeds() -> None:
    one = written([TODAY], title="x", salt=b"one", today=TODAY)
    assert one == written([TODAY], title="x", salt=b"one", today=TODAY)
    assert one != written([TODAY], title="x", salt=b"two", today=TODAY)


def test_a_title_cannot_add_a_line() -> None:
    text = written([TODAY], title="x\r\nATTENDEE:mailto:a@b;c,d\\", salt=b"", today=TODAY)
    assert "\r\nATTENDEE" not in text
    assert "SUMMARY:x ATTENDEE:mailto:a@b\\;c\\,d\\\\\r\n" in text
