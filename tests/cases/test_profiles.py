"""What members can do, as they write it down, and who is suggested for a brief by it."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from accounts.actions.errors import NotNow
from accounts.models import AuditRow
from cases.actions.profiles import write_profile
from cases.briefs.suggesting import Suggested, suggested, wanted
from cases.directory.names import language_choices
from cases.models import MemberProfile, Skill
from cases.tasks.words import TaskKind
from tests.cases.consenting import agree_to_case
from tests.cases.folders import a_case
from tests.cases.test_briefs import a_brief, a_task
from tests.world import Person, World

MONDAY = dt.date(2026, 11, 23)


def profile(person: Person, **more: Any) -> MemberProfile:
    written: dict[str, Any] = {"languages": (), "skills": (), "weekdays": (), "away_until": None}
    return write_profile(by=person.actor, **{**written, **more})


def volunteer(person: Person) -> Person:
    person.member.is_volunteer = True
    person.member.save(update_fields=["is_volunteer"])
    return person


def names(found: list[Suggested]) -> list[str]:
    return [one.member.username for one in found]


def test_it_is_written_down_and_changed(world: World) -> None:
    one = profile(world.vida, languages=("fa", "de"), skills=(Skill.ALONG,), weekdays=(0, 6))
    assert (one.language_codes, one.skill_codes, one.days) == (("de", "fa"), ("along",), [0, 6])
    assert one.has_time_on(MONDAY)
    assert not one.has_time_on(MONDAY + dt.timedelta(1))
    profile(world.vida)
    assert MemberProfile.objects.get().language_codes == ()
    assert AuditRow.objects.filter(act="account.profile").count() == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"languages": ("Shirin",)},
        {"skills": ("knows Shirin",)},
        {"weekdays": (7,)},
        {"weekdays": (-1,)},
        {"languages": tuple(code for code, _name in language_choices()[:13])},
    ],
)
def test_nothing_else_ends_up_there(world: World, wrong: dict[str, Any]) -> None:
    """The columns are clear: only codes from a list and numbers fit in."""
    with pytest.raises(NotNow):
        profile(world.vida, **wrong)
    assert not MemberProfile.objects.exists()


@given(st.sets(st.integers(0, 6)))
def test_days_of_the_week_come_back(days: set[int]) -> None:
    bits = sum(1 << day for day in days)
    assert set(MemberProfile(weekdays=bits).days) == days


def test_what_is_written_of_a_person_is_understood() -> None:
    assert wanted(("some German", "Persian", "no English?"), "call", None).languages == {
        "de",
        "fa",
        "en",
    }
    assert wanted(("فارسی",), "", None).languages == {"fa"}
    assert wanted(("it", "no"), "", None).languages == set()
    assert repr(wanted(("Persian",), "", None)) == "[sealed]"


def test_who_fits_best_comes_first_and_who_is_away_last(world: World) -> None:
    for name in ("edit", "sara", "omid"):
        volunteer(world.people[name])
    profile(world.vida, languages=("fa",), skills=(Skill.DRIVE,))
    profile(world.sara, languages=("fa",), skills=(Skill.DRIVE, Skill.ALONG), weekdays=(0,))
    everything = {"languages": ("fa",), "skills": (Skill.ALONG, Skill.DRIVE, Skill.INTERPRET)}
    profile(world.omid, **everything, away_until=MONDAY + dt.timedelta(7))
    what = wanted(("Persian",), TaskKind.APPOINTMENT.value, MONDAY)
    found = suggested(what, MONDAY - dt.timedelta(2))
    assert names(found) == ["sara", "vida", "edit", "omid"]
    assert found[0].why == [
        "Persian",
        "going along to appointments, driving",
        "has time on that day of the week",
    ]
    assert found[2].why == []
    assert found[3].why[-1].startswith("away until")
    back = wanted(("Persian",), TaskKind.APPOINTMENT.value, MONDAY + dt.timedelta(8))
    assert names(suggested(back, MONDAY))[0] == "omid"


def test_who_has_much_to_do_comes_after_who_has_not(world: World) -> None:
    volunteer(world.edit)
    opened = a_case(world)
    agree_to_case(world.mina, opened)
    a_brief(world, opened)
    found = suggested(wanted((), "", None), MONDAY)
    assert names(found) == ["edit", "vida"]
    assert found[1].why == ["1 brief now"]


def test_suggesting_asks_once(world: World) -> None:
    for name in ("edit", "sara", "omid"):
        profile(volunteer(world.people[name]), weekdays=(1,))
    with CaptureQueriesContext(connection) as asked:
        suggested(wanted(("Persian",), "call", MONDAY), MONDAY)
    assert len(asked) == 1


def test_suggested_beside_the_form(world: World) -> None:
    opened = a_case(world)  # who speaks Persian and some German
    task = a_task(world, opened)
    profile(world.vida, languages=("de",), skills=(Skill.COMPANY,))
    page = world.mina.client.get(f"/cases/{opened.record.code}/tasks/{task.pk}/brief/")
    shown = page.content.decode()
    assert "German" in shown
    assert "keeping company" in shown


@pytest.mark.parametrize("name", ["vida", "mina", "adam"])
def test_everybody_has_a_page_for_their_own(world: World, name: str) -> None:
    client = world.people[name].client
    assert "/briefs/me/" in client.get("/staff/account/").content.decode()
    form = {"languages": "Persian, german", "skills": ["along"], "weekdays": ["0", "4"]}
    done = client.post("/briefs/me/", form)
    assert done.headers["Location"] == "/briefs/me/?saved"
    one = MemberProfile.objects.get()
    assert one.member == world.people[name].member
    assert (one.language_codes, one.days) == (("de", "fa"), [0, 4])
    page = client.get("/briefs/me/?saved").content.decode()
    assert "It is written down." in page
    assert "German, Persian" in page


def test_what_was_typed_wrongly_stays(world: World) -> None:
    page = world.vida.client.post("/briefs/me/", {"languages": "Klingonish"}).content.decode()
    assert "Klingonish" in page
    assert not MemberProfile.objects.exists()
