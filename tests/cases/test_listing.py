"""The list: one's own cases and no other, latest change first, the same work for 1 and for 50."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import AuditRow
from cases.actions.notes import write_note
from cases.actions.summarising import ready, ready_page
from cases.identity import Identity, Name, Safety
from cases.listing import EVERYTHING, PAGE, Wanted, kept
from cases.models import Case, CaseGrant
from tests.cases.folders import WHO, a_case, opened_by
from tests.world import Person, World
from vault.compartments import touch

TODAY = dt.date(2026, 11, 23)


def page(person: Person, address: str = "/cases/") -> str:
    answer = person.client.get(address, secure=True)
    assert answer.status_code == 200
    return answer.content.decode()


def codes(person: Person, wanted: Wanted = EVERYTHING, number: int = 1) -> list[str]:
    found = ready_page(by=person.actor, wanted=wanted, number=number)
    return [line.code for line in found.lines]


def queries(person: Person, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        page(person, address)
    return len(caught)


def test_a_member_sees_their_own_cases_alone(world: World) -> None:
    case = a_case(world).record
    for address in ("/cases/", "/cases/?risk=high", "/cases/?state=open", "/cases/day/"):
        assert "Canaryname" not in page(world.omid, address)
        assert case.code not in page(world.omid, address)
    assert "Canaryname" in page(world.mina)
    assert case.code in page(world.rana)


def test_a_grant_of_an_earlier_epoch_lists_nothing(world: World) -> None:
    case = a_case(world, safety=Safety(risk="high")).record
    ready(by=world.mina.actor)
    Case.objects.filter(pk=case.pk).update(epoch=2, last_epoch=2)
    assert codes(world.mina) == []
    assert ready(by=world.mina.actor).cases == []
    for address in ("/cases/", "/cases/?risk=high", "/cases/day/"):
        assert case.code not in page(world.mina, address)


def test_a_staged_case_is_invisible(world: World) -> None:
    case = a_case(world).record
    Case.objects.filter(pk=case.pk).update(epoch=0)
    assert codes(world.mina) == []
    assert ready(by=world.mina.actor).total == 0
    assert case.code not in page(world.rana, "/cases/team/")


def test_pages_of_25(world: World) -> None:
    made = [a_case(world).record.code for _ in range(PAGE + 1)]
    first, second = codes(world.mina), codes(world.mina, number=2)
    assert (len(first), len(second)) == (PAGE, 1)
    assert sorted(first + second) == sorted(made)
    assert 'rel="next"' in page(world.mina)
    assert 'rel="prev"' in page(world.mina, "/cases/?page=2")
    assert "There is no such page" in page(world.mina, "/cases/?page=9")


@pytest.mark.parametrize("number", ["0", "-1", "x", "²", "99999999999999999999", ""])
def test_a_page_that_is_no_number_is_the_first(world: World, number: str) -> None:
    code = a_case(world).record.code
    assert code in page(world.mina, f"/cases/?page={number}")


def test_the_latest_change_stands_first(world: World) -> None:
    first, second, third = (a_case(world) for _ in range(3))
    for opened in (first, third, second):
        write_note(by=world.mina.actor, opened=opened, type="call", text="Called.")
    wanted = [one.record.code for one in (second, third, first)]
    assert codes(world.mina) == wanted
    assert codes(world.rana) == wanted


def test_a_new_case_stands_above_those_changed_before_it(world: World) -> None:
    old = a_case(world)
    write_note(by=world.mina.actor, opened=old, type="call", text="Called.")
    new = a_case(world)
    for person in (world.mina, world.rana, world.dara):
        assert codes(person) == [new.record.code, old.record.code]


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), max_size=12))
def test_rank_and_last_change_are_one_order(world: World, steps: list[tuple[int, int]]) -> None:
    """Whoever holds a case, and on whatever day it changes, the order is that of the changes."""
    if not Case.objects.exists():
        for number in range(4):
            opened = a_case(world)
            if number % 2:
                CaseGrant.sets.filter(content_object=opened.record, user=world.dara.member).delete()
    cases = list(Case.objects.order_by("pk"))
    for case in cases:
        touch(case, today=TODAY)
    order, day = list(cases), TODAY
    for which, days in steps:
        day += dt.timedelta(days)
        touch(cases[which], today=day)
        order.remove(cases[which])
        order.append(cases[which])
    for person in (world.mina, world.rana, world.dara):
        held = set(
            CaseGrant.sets.filter(user=person.member).values_list("content_object", flat=True)
        )
        expected = [case.code for case in reversed(order) if case.pk in held]
        assert codes(person) == expected
        assert [line.code for line in _through_summaries(person)] == expected
    CaseGrant.sets.update(rank=0)


def _through_summaries(person: Person) -> list[Case]:
    held = ready(by=person.actor)
    found = kept(held, EVERYTHING, TODAY)
    grants = CaseGrant.sets.in_bulk(found)
    return [grants[pk].content_object for pk in found]


def test_filters_by_what_is_clear_and_what_is_sealed(world: World) -> None:
    review = dt.date.today() - dt.timedelta(1)  # noqa: DTZ011  the tests run in UTC
    risky = a_case(world, safety=Safety(risk="high", review_on=review)).record
    calm = a_case(world, who=Identity(names=(Name("Calm"),), languages=("Kurdish",))).record
    closed = a_case(world).record
    Case.objects.filter(pk=closed.pk).update(state=Case.State.DECLINED)
    Case.objects.filter(pk=calm.pk).update(assignee=None)
    shown = {
        "?risk=high": {risky},
        "?due=overdue": {risky},
        "?due=week": set(),
        "?language=kurd": {calm},
        "?state=open": {risky, calm},
        "?state=declined": {closed},
        "?risk=high&state=declined": set(),
        "?assignee=nobody": {calm},
        f"?assignee={world.mina.member.pk}": {risky, closed},
        "?risk=nonsense&state=nonsense&assignee=nonsense": {risky, calm, closed},
    }
    for address, cases in shown.items():
        text = page(world.rana, f"/cases/{address}")
        found = {case for case in (risky, calm, closed) if f">{case.code}</a>" in text}
        assert found == cases, address


def test_what_was_shown_is_written_down(world: World) -> None:
    case = a_case(world).record
    page(world.mina)
    row = AuditRow.objects.filter(act="case.list", actor=world.mina.member.pk).latest("sequence")
    assert row.details["cases"] == [str(case.pk)]


@pytest.mark.parametrize(
    "address", ["/cases/", "/cases/?risk=high", "/cases/?page=1&state=open", "/cases/day/"]
)
def test_the_same_number_of_queries_for_1_and_for_50(world: World, address: str) -> None:
    safety = Safety(risk="high", review_on=TODAY)
    a_case(world, safety=safety)
    page(world.mina, address), page(world.mina, address)
    one = queries(world.mina, address)
    for _ in range(49):
        a_case(world, safety=safety)
    while ready(by=world.mina.actor).stale:
        pass
    assert queries(world.mina, address) == one


def test_a_long_list_gets_ready_step_by_step(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.actions.summarising.PIECE", 1)
    for _ in range(3):
        a_case(world, safety=Safety(risk="high"))
    address = "/cases/?risk=high"
    monkeypatch.setattr("time.monotonic", iter(range(10**6)).__next__)
    text = page(world.mina, address)
    assert "data-continue" in text
    assert "1 of 3" in text
    for _ in range(2):
        answer = world.mina.client.post("/cases/prepare/", {"back": address}, secure=True)
        assert (answer.status_code, answer.headers["Location"]) == (302, address)
    assert "data-continue" not in page(world.mina, address)


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example", "", "x"])
def test_getting_ready_leads_nowhere_else(world: World, back: str) -> None:
    answer = world.mina.client.post("/cases/prepare/", {"back": back}, secure=True)
    assert answer.headers["Location"] == "/cases/"


def test_an_empty_list_says_how_to_begin(world: World) -> None:
    assert "You have no case yet" in page(world.mina)
    a_case(world)
    assert "No case of yours is like that" in page(world.mina, "/cases/?state=closed")


def test_only_coordinators_choose_many(world: World) -> None:
    a_case(world, who=WHO)
    assert 'name="case"' in page(world.rana)
    assert 'name="case"' not in page(world.mina)
    assert opened_by(world.mina, Case.objects.get()).record
