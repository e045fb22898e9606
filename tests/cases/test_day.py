"""My day: what one's own cases ask for, and nothing of anybody else's."""

import datetime as dt
import re
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import AuditRow
from cases.actions.assigning import assign
from cases.actions.notes import write_note
from cases.actions.summarising import ready
from cases.day import Day, day_of
from cases.identity import Safety
from cases.models import Case, Consent, Event, Note
from tests.cases.folders import RISKY, a_case, opened_by
from tests.world import Person, World


def day(person: Person, today: dt.date | None = None) -> Day:
    return day_of(person.member, ready(by=person.actor).cases, today or timezone.localdate())


def page(person: Person) -> str:
    return person.client.get("/cases/day/", secure=True).content.decode()


def reviewed(world: World, days: int) -> Case:
    on = timezone.localdate() + dt.timedelta(days)
    return a_case(world, safety=Safety(risk="high", review_on=on)).record


def consent(case: Case, until: int, number: int = 90, **more: Any) -> None:
    today = timezone.localdate()
    Consent.objects.create(
        case=case,
        purpose=Consent.Purpose.CASE_MANAGEMENT,
        since=today - dt.timedelta(100),
        until=today + dt.timedelta(until),
        recorded_by=case.owner,
        number=number,
        mac=bytes(32),
        **{"given": True} | more,
    )
    Case.objects.filter(pk=case.pk).update(state=Case.State.ACTIVE)


def test_reviews_stand_under_their_days(world: World) -> None:
    late, now, soon, _later = (reviewed(world, days) for days in (-3, 0, 6, 7))
    found = day(world.mina)
    assert [[due.summary.code for due in dues] for dues in (found.overdue, found.today, found.week)] == [
        [late.code], [now.code], [soon.code]
    ]  # fmt: skip
    text = page(world.mina)
    assert "1 overdue" in text
    assert "1 today" in text
    assert text.index(late.code) < text.index(now.code) < text.index(soon.code)


def test_the_safety_rule_stands_beside_each_line(world: World) -> None:
    a_case(world, safety=Safety(contact_rule=RISKY.contact_rule, review_on=timezone.localdate()))
    line = re.search(r"task-list.*?</li>", page(world.mina), re.DOTALL)
    assert line
    assert "call 14-16 only" in line[0]
    assert 'class="safety"' in line[0]


def test_what_is_a_strangers_stays_theirs(world: World) -> None:
    case = reviewed(world, 0)
    for person in (world.omid, world.rana):
        assert case.code not in page(person)
        assert "Canaryname" not in page(person)


def test_closed_cases_ask_for_nothing(world: World) -> None:
    case = reviewed(world, 0)
    Case.objects.filter(pk=case.pk).update(
        state=Case.State.DECLINED, consent_by=timezone.localdate()
    )
    assert case.code not in page(world.mina)


@pytest.mark.parametrize(("days", "told"), [(-1, True), (14, True), (15, False)])
def test_a_consent_to_be_confirmed_is_told_early(world: World, days: int, told: bool) -> None:
    case = a_case(world).record
    Case.objects.filter(pk=case.pk).update(consent_by=timezone.localdate() + dt.timedelta(days))
    assert [due.what for due in day(world.mina).consents] == ["consent to be confirmed"] * told


@pytest.mark.parametrize(
    ("days", "what"), [(-1, ["consent has ended"]), (0, ["consent ends"]), (15, [])]
)
def test_a_consent_that_ends_is_told_early(world: World, days: int, what: list[str]) -> None:
    consent(a_case(world).record, days)
    assert [due.what for due in day(world.mina).consents] == what


def test_a_consent_that_was_renewed_or_refused_is_not_told(world: World) -> None:
    renewed, refused = a_case(world).record, a_case(world).record
    consent(renewed, 3)
    consent(renewed, 200, number=91)
    consent(refused, 3, given=False)
    assert day(world.mina).consents == []


def test_a_case_given_lately_says_by_whom(world: World) -> None:
    case = a_case(world).record
    assign(
        by=world.rana.actor, opened=opened_by(world.rana, case), to=world.omid.member, reason="x"
    )
    [due] = day(world.omid).given
    assert (due.summary.code, due.what) == (case.code, "given to you by Rana Amini")
    assert "Given to you lately" in page(world.omid)
    Event.objects.update(on=timezone.localdate() - dt.timedelta(8))
    assert day(world.omid).given == []


def test_what_others_changed_since_the_last_visit(world: World) -> None:
    opened = a_case(world)
    for person, text in ((world.mina, "mine"), (world.rana, "one"), (world.rana, "two")):
        write_note(by=person.actor, opened=opened_by(person, opened.record), type="call", text=text)
    [change] = day(world.mina).changes
    assert change.words == ["2 notes"]
    assert "2 notes" in page(world.mina)
    today = timezone.localdate()
    Note.objects.update(on=today - dt.timedelta(4))
    assert [one.words for one in day(world.mina).changes] == [["2 notes"]]
    seen = AuditRow.objects.filter(actor=world.mina.member.pk)
    seen.update(at=timezone.now() - dt.timedelta(3))
    found = day(world.mina)
    assert (found.changes, found.since) == ([], today - dt.timedelta(3))


def test_nothing_due_says_so_and_where_to_go(world: World) -> None:
    assert "No case is yours to look after" in page(world.mina)
    a_case(world)
    assert "Nothing is due this week" in page(world.mina)


def test_what_it_showed_is_written_down(world: World) -> None:
    case = reviewed(world, 0)
    page(world.mina)
    row = AuditRow.objects.filter(act="case.list", actor=world.mina.member.pk).latest("sequence")
    assert row.details["cases"] == [str(case.pk)]
