"""The team: loads that are true, days from one's own cases alone, and the bar that shows them."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Member
from cases import people
from cases.actions.summarising import ready
from cases.identity import Safety
from cases.models import Case, CaseGrant, Event
from cases.people import Load
from tests.cases.folders import a_case
from tests.world import World


def page(world: World) -> str:
    answer = world.rana.client.get("/cases/team/", secure=True)
    assert answer.status_code == 200
    return answer.content.decode()


def loads(world: World) -> dict[str, Load]:
    held = ready(by=world.rana.actor).cases
    found = people.loads(people.able_members(), held, timezone.localdate())
    return {load.member.username: load for load in found}


@pytest.mark.parametrize("name", ["mina", "vida", "edit", "adam", "aida"])
def test_it_is_for_coordinators(world: World, name: str) -> None:
    assert world.people[name].client.get("/cases/team/", secure=True).status_code == 404


def test_each_member_has_a_row_with_what_is_due(world: World) -> None:
    today = timezone.localdate()
    for days in (-1, 0, 0, 3, 30):
        a_case(world, safety=Safety(review_on=today + dt.timedelta(days)))
    mina = loads(world)["mina"]
    assert (mina.open_cases, mina.overdue, mina.today, mina.week) == (5, 1, 2, 1)
    assert loads(world)["omid"].open_cases == 0
    assert set(loads(world)) == {"mina", "omid", "sara", "rana", "dara"}


def test_days_come_from_ones_own_cases_alone(world: World) -> None:
    case = a_case(world, safety=Safety(review_on=timezone.localdate())).record
    CaseGrant.sets.filter(content_object=case, user=world.rana.member).delete()
    mina = loads(world)["mina"]
    assert (mina.open_cases, mina.today) == (1, 0)
    assert case.code not in page(world)


def test_closed_and_staged_cases_are_no_load(world: World) -> None:
    first, second = a_case(world).record, a_case(world).record
    Case.objects.filter(pk=first.pk).update(state=Case.State.CLOSED)
    Case.objects.filter(pk=second.pk).update(epoch=0)
    assert loads(world)["mina"].open_cases == 0


def test_what_nobody_has_and_what_is_due_stand_on_top(world: World) -> None:
    nobodys, due, other = (a_case(world).record for _ in range(3))
    Case.objects.filter(pk=nobodys.pk).update(assignee=None)
    Case.objects.filter(pk=due.pk).update(rotation_due=True)
    text = page(world)
    assert text.index(nobodys.code) < text.index(due.code) < text.index("Who has how much")
    assert other.code not in text
    for opened in Case.objects.all():
        Case.objects.filter(pk=opened.pk).update(state=Case.State.DECLINED, rotation_due=False)
    assert "Nobody is responsible" not in page(world)


def test_a_case_of_somebody_who_left_is_nobodys(world: World) -> None:
    case = a_case(world).record
    Member.objects.filter(pk=world.mina.member.pk).update(state=Member.State.REMOVED)
    CaseGrant.sets.filter(user=world.mina.member).delete()
    assert "was with Mina Karimi" in page(world)
    listed = world.rana.client.get("/cases/?state=open&assignee=nobody", secure=True)
    assert case.code in listed.content.decode()
    answer = world.rana.client.post(
        f"/cases/{case.code}/people/", {"to": world.omid.member.pk}, secure=True
    )
    assert answer.status_code == 302
    case.refresh_from_db()
    assert case.assignee == world.omid.member
    assert Event.objects.filter(case=case).latest("number").kind == Event.Kind.GIVEN
    assert "was with" not in page(world)


def test_members_who_cannot_hold_a_case_are_not_offered(world: World) -> None:
    a_case(world)
    Case.objects.update(assignee=None)
    Member.objects.filter(pk=world.sara.member.pk).update(state=Member.State.REMOVED)
    text = page(world)
    assert f'value="{world.omid.member.pk}"' in text
    for person in (world.sara, world.vida, world.adam):
        assert f'value="{person.member.pk}"' not in text


def test_the_same_number_of_queries_for_1_and_for_30(world: World) -> None:
    def queries() -> int:
        page(world)
        with CaptureQueriesContext(connection) as caught:
            page(world)
        return len(caught)

    a_case(world)
    Case.objects.update(assignee=None)
    one = queries()
    for _ in range(29):
        a_case(world)
    Case.objects.update(assignee=None)
    assert queries() == one


@given(
    st.integers(0, 500), st.integers(0, 50), st.integers(0, 50), st.integers(0, 50),
    st.integers(0, 500),
)  # fmt: skip
def test_the_bar_never_leaves_its_way(
    cases: int, overdue: int, today: int, week: int, most: int
) -> None:
    total = max(cases, overdue + today + week)
    load = Load(Member(), total, overdue, today, week, max(most, total))
    end = 0.0
    for _kind, x, width in load.parts:
        assert x == pytest.approx(end, abs=0.2)
        end = x + width
    assert end <= 100.3
