"""The timeline: where the case has been, where it is, what lies ahead."""

from datetime import date

import pytest
from django.utils.translation import override

from cases.actions import states
from cases.models import Case, Event
from cases.timeline import WIDTH, stops
from tests.cases.folders import a_case
from tests.world import World

DAY = date(2026, 3, 1)


def events(*states_: str) -> list[Event]:
    return [
        Event(state=state, on=date(2026, 3, place + 1), number=place)
        for place, state in enumerate(states_)
    ]


@pytest.mark.parametrize(
    ("been", "told"),
    [
        (["enquiry"], ["enquiry*", "intake", "active", "closed"]),
        (["enquiry", "intake"], ["enquiry", "intake*", "active", "closed"]),
        (["enquiry", "declined"], ["enquiry", "declined*"]),
        (
            ["enquiry", "intake", "active", "closed", "active"],
            ["enquiry", "intake", "active", "closed", "active*", "closed"],
        ),
        (["active", "active"], ["active*", "closed"]),
        (["closed"], ["closed*"]),
    ],
)
def test_the_way_is_told_in_order(been: list[str], told: list[str]) -> None:
    case = Case(state=been[-1], opened_on=DAY)
    found = stops(case, events(*been))
    assert [one.state + "*" * one.is_now for one in found] == told
    assert [one.is_past for one in found] == sorted((one.is_past for one in found), reverse=True)


def test_the_days_are_those_of_the_states() -> None:
    case = Case(state="intake", opened_on=date(2026, 2, 1))
    found = stops(case, events("enquiry", "intake"))
    assert [one.on for one in found] == [date(2026, 2, 1), date(2026, 3, 2), None, None]


def test_a_case_without_events_still_has_its_state() -> None:
    [first, *_] = stops(Case(state="active", opened_on=DAY), [])
    assert (first.state, first.on, first.is_now) == ("active", DAY, True)


def test_it_runs_from_the_reading_side() -> None:
    case = Case(state="enquiry", opened_on=DAY)
    here, there = stops(case, []), stops(case, [], rtl=True)
    assert [one.x for one in here] == sorted(one.x for one in here)
    assert [one.x + other.x for one, other in zip(here, there, strict=True)] == [WIDTH] * 4
    assert [one.end + other.end for one, other in zip(here, there, strict=True)] == [WIDTH] * 4


def test_the_picture_is_told_in_words_too(world: World) -> None:
    opened = a_case(world)
    states.begin_intake(by=world.mina.actor, opened=opened)
    page = world.mina.client.get(f"/cases/{opened.record.code}/", secure=True).content.decode()
    assert 'role="img" aria-labelledby="journey-title journey-words"' in page
    assert '<li aria-current="step">intake' in page


def test_a_persian_page_is_mirrored(world: World) -> None:
    opened = a_case(world)
    world.mina.client.cookies["language"] = "fa"
    with override("fa"):
        page = world.mina.client.get(f"/cases/{opened.record.code}/", secure=True).content.decode()
    assert f'cx="{WIDTH - 70}"' in page.split("journey__stop--now")[1][:30]
