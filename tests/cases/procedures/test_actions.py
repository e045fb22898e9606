"""Procedures in a case: sealed, versioned, raced, recomputed, and told to the lists."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.actions.errors import NotNow
from accounts.models import AuditRow
from cases.actions import procedures as acts
from cases.actions.conflicts import Overtaken
from cases.actions.files import snapshot
from cases.actions.procedures.changing import FIELD, MOST, read_words
from cases.actions.recomputing import PIECE, recompute, recompute_opened
from cases.actions.safety import decide_safety
from cases.actions.summarising import ready
from cases.identity import Safety
from cases.lawful import waiting_elsewhere, waiting_lines
from cases.models import Case, CaseContent, Event, Procedure
from cases.procedures.rules import edition
from cases.procedures.words import OwnDay, ProcedureWords
from cases.procedures.working_out import WorkedOut
from tests.cases.folders import a_case, opened_by
from tests.cases.together import at_once
from tests.world import World
from vault.compartments import Opened, StaleKey, revoke
from vault.suites import SealError

TODAY = timezone.localdate


def begun(world: World, pack: str = "uk", place: str = "GB-ENG") -> tuple[Opened[Case], Procedure]:
    opened = a_case(world)
    row = acts.begin_procedure(by=world.mina.actor, opened=opened, pack=pack, place=place)
    return opened_by(world.mina, opened.record), row


def refused(world: World, opened: Opened[Case], row: Procedure, days: int = 2) -> Procedure:
    """A refusal some days ago, from which an appeal counts."""
    return acts.record_step(
        by=world.mina.actor,
        opened=opened,
        procedure=row,
        version=row.version,
        what="refused",
        on=TODAY() - timedelta(days),
        note="Canaryletter",
    )


def worked(opened: Opened[Case], row: Procedure) -> WorkedOut:
    return WorkedOut(read_words(opened, Procedure.objects.get(pk=row.pk)))


def outdate(*rows: Procedure) -> None:
    """As if the rules had been others when these were worked out."""
    Procedure.objects.filter(pk__in=[row.pk for row in rows]).update(edition="older")


def test_a_step_gives_its_days_and_tells_lists_and_page(world: World) -> None:
    opened, row = begun(world)
    refused(world, opened, row)
    due = TODAY() + timedelta(12)
    case = Case.objects.get(pk=opened.record.pk)
    first = snapshot(opened_by(world.mina, case)).days.first
    assert first is not None
    assert (first.on, first.rule, first.procedure) == (due, "uk.appeal", str(row.pk))
    for person in (world.mina, world.rana):
        [held] = ready(by=person.actor).cases
        assert (held.summary.due, held.summary.what) == (
            due,
            "The notice of appeal must be received (not yet confirmed by a lawyer)",
        )
    assert case.events.filter(kind=Event.Kind.PROCEDURE).count() == 2
    audit = AuditRow.objects.filter(act="case.procedure").order_by("sequence").last()
    assert audit is not None
    assert audit.details == {"procedure": str(row.pk), "version": 2}


def test_the_earlier_of_review_and_deadline_is_due(world: World) -> None:
    opened, row = begun(world)
    refused(world, opened, row)
    safety = Safety("low", "go_on", review_on=TODAY() + timedelta(3))
    decide_safety(
        by=world.mina.actor,
        opened=opened_by(world.mina, opened.record),
        safety=safety,
        version=opened.record.safety_version,
    )
    [held] = ready(by=world.mina.actor).cases
    assert (held.summary.due, held.summary.what) == (safety.review_on, "")


def test_words_of_ones_own_stand_in_lists(world: World) -> None:
    opened, row = begun(world)
    acts.add_own_day(
        by=world.mina.actor, opened=opened, procedure=row, version=1,
        title="Canaryhearing \x1f one", on=TODAY(), source="summons",
    )  # fmt: skip
    [held] = ready(by=world.mina.actor).cases
    assert (held.summary.due, held.summary.what) == (TODAY(), "Canaryhearing one")


def test_nothing_of_it_lies_in_clear(world: World) -> None:
    opened, row = begun(world, "eu_asylum", "DE")
    acts.record_step(
        by=world.mina.actor, opened=opened, procedure=row, version=1,
        what="rejected", on=TODAY(), note="Canaryletter",
    )  # fmt: skip
    kept = CaseContent.objects.filter(field__in=(FIELD, "case.days"))
    assert kept.count() == 4
    for content in kept:
        assert b"Canary" not in bytes(content.sealed)
        assert b"eu_asylum" not in bytes(content.sealed)
    clear = Procedure.objects.values().get()
    assert "eu_asylum" not in str(clear)
    assert "DE" not in str(clear.values())
    # the least and the most of a beginning take the same room
    other, _row = begun(world, "us", "US")
    first = CaseContent.objects.filter(field=FIELD, version=1)
    assert len({len(bytes(one.sealed)) for one in first}) == 1
    with pytest.raises(SealError):  # moved to another case
        other.key.open_field(FIELD, row.pk, 1, first.get(row=row.pk).sealed)


@pytest.mark.parametrize(
    ("pack", "place"),
    [("atlantis", "DE"), ("uk", "DE"), ("uk", ""), ("unhcr", "DE"), ("eu_asylum", "DK")],
)
def test_only_known_rules_in_their_countries(world: World, pack: str, place: str) -> None:
    opened = a_case(world)
    with pytest.raises(NotNow):
        acts.begin_procedure(by=world.mina.actor, opened=opened, pack=pack, place=place)
    assert not Procedure.objects.exists()


def test_a_step_is_known_and_past(world: World) -> None:
    opened, row = begun(world)
    made = {"by": world.mina.actor, "opened": opened, "procedure": row, "version": 1}
    with pytest.raises(NotNow):
        acts.record_step(**made, what="moon", on=TODAY())
    with pytest.raises(NotNow):
        acts.record_step(**made, what="refused", on=TODAY() + timedelta(1))
    row.refresh_from_db()
    assert row.version == 1


def test_a_step_taken_back_takes_its_days_along_and_stays_in_the_versions(world: World) -> None:
    opened, row = begun(world)
    row = refused(world, opened, row)
    [step] = worked(opened, row).steps
    acts.take_back_step(by=world.mina.actor, opened=opened, procedure=row, version=2, step=step.id)
    assert worked(opened, row).deadlines == []
    assert snapshot(opened_by(world.mina, opened.record)).days.first is None
    assert b"Canaryletter" in opened.read(FIELD, row.pk, 2)


def test_done_and_undone(world: World) -> None:
    opened, row = begun(world)
    row = refused(world, opened, row)
    [one] = worked(opened, row).deadlines
    made: dict[str, Any] = {"by": world.mina.actor, "opened": opened, "key": one.key}
    row = acts.finish_day(**made, procedure=row, version=2)
    assert snapshot(opened_by(world.mina, opened.record)).days.first is None
    row = acts.undo_day(**made, procedure=row, version=3)
    assert snapshot(opened_by(world.mina, opened.record)).days.first is not None
    with pytest.raises(NotNow):
        acts.finish_day(**(made | {"key": "uk.appeal@1999-01-01"}), procedure=row, version=4)


def test_confirmed_until_the_day_changes(world: World) -> None:
    opened, row = begun(world)
    row = refused(world, opened, row)
    [one] = worked(opened, row).deadlines
    row = acts.confirm_day(
        by=world.mina.actor, opened=opened, procedure=row, version=2, key=one.key, lawyer="A. Ley"
    )
    [one] = worked(opened, row).deadlines
    assert one.confirmed is not None
    assert (one.confirmed.who, one.confirmed.by) == ("A. Ley", str(world.mina.member.pk))
    [held] = ready(by=world.mina.actor).cases
    assert held.summary.what == "The notice of appeal must be received"
    row = refused(world, opened, row, days=1)
    [one] = worked(opened, row).deadlines
    assert one.confirmed is None


def test_a_clock_stops_and_starts(world: World) -> None:
    opened, row = begun(world, "us", "US")
    made: dict[str, Any] = {"by": world.mina.actor, "opened": opened, "procedure": row}
    on = TODAY() - timedelta(40)
    acts.record_step(**made, version=1, what="filed", on=on)
    since = TODAY() - timedelta(30)
    acts.stop_clock(**made, version=2, since=since, until=None, reason="Canaryreason")
    [one] = worked(opened, row).deadlines
    assert one.day is None
    with pytest.raises(NotNow):
        acts.confirm_day(**made, version=3, key=one.key, lawyer="A. Ley")
    with pytest.raises(NotNow):
        acts.stop_clock(**made, version=3, since=since, until=None, reason="again")
    with pytest.raises(NotNow):
        acts.start_clock(**made, version=3, on=since)
    acts.start_clock(**made, version=3, on=TODAY() - timedelta(20))
    [one] = worked(opened, row).deadlines
    assert one.day == on + timedelta(160)
    with pytest.raises(NotNow):
        acts.start_clock(**made, version=4, on=TODAY())
    with pytest.raises(NotNow):
        acts.stop_clock(**made, version=4, since=TODAY(), until=TODAY(), reason="none")


def test_an_ended_procedure_asks_for_nothing_until_it_runs_again(world: World) -> None:
    opened, row = begun(world)
    row = refused(world, opened, row)
    made: dict[str, Any] = {"by": world.mina.actor, "opened": opened, "procedure": row}
    acts.end_procedure(**made, version=2, how="granted")
    assert not Procedure.objects.running().exists()
    assert snapshot(opened_by(world.mina, opened.record)).days.first is None
    for act in (
        lambda: acts.end_procedure(**made, version=3, how="twice"),
        lambda: refused(world, opened, Procedure.objects.get()),
    ):
        with pytest.raises(NotNow):
            act()
    acts.resume_procedure(**made, version=3)
    assert snapshot(opened_by(world.mina, opened.record)).days.first is not None


def test_a_closed_case_takes_nothing_new(world: World) -> None:
    opened, row = begun(world)
    Case.objects.update(state=Case.State.CLOSED)
    with pytest.raises(NotNow):
        refused(world, opened, row)
    with pytest.raises(NotNow):
        acts.begin_procedure(by=world.mina.actor, opened=opened, pack="uk", place="GB-ENG")


def test_a_procedure_of_another_case_cannot_be_reached(world: World) -> None:
    _opened, row = begun(world)
    other = a_case(world)
    with pytest.raises(Procedure.DoesNotExist):
        refused(world, other, row)


def test_two_procedures_of_a_case_share_its_days(world: World) -> None:
    opened, first = begun(world)
    refused(world, opened, first)
    acts.begin_procedure(by=world.mina.actor, opened=opened, pack="unhcr", place="")
    second = Procedure.objects.latest("number")
    acts.record_step(
        by=world.mina.actor, opened=opened, procedure=second, version=1,
        what="submitted_emergency", on=TODAY(),
    )  # fmt: skip
    days = snapshot(opened_by(world.mina, opened.record)).days.days
    assert [one.rule for one in days] == ["unhcr.emergency", "uk.appeal"]


def test_days_of_a_procedure_that_does_not_open_stay_as_they_were(world: World) -> None:
    opened, first = begun(world)
    refused(world, opened, first)
    acts.begin_procedure(by=world.mina.actor, opened=opened, pack="unhcr", place="")
    second = Procedure.objects.latest("number")
    CaseContent.objects.filter(row=first.pk, version=2).update(version=77)
    acts.record_step(
        by=world.mina.actor, opened=opened, procedure=second, version=1,
        what="submitted_emergency", on=TODAY(),
    )  # fmt: skip
    days = snapshot(opened_by(world.mina, opened.record)).days.days
    assert [one.rule for one in days] == ["unhcr.emergency", "uk.appeal"]


def test_the_second_of_two_at_once_is_told(shared_world: World) -> None:
    world = shared_world
    opened, row = begun(world)

    def step(person: Any, days: int) -> None:
        acts.record_step(
            by=person.actor, opened=opened_by(person, opened.record), procedure=row, version=1,
            what="refused", on=TODAY() - timedelta(days),
        )  # fmt: skip

    errors = at_once(lambda: step(world.mina, 1), lambda: step(world.rana, 2))
    assert [type(error) for error in errors if error] == [Overtaken]
    assert len(worked(opened, row).steps) == 1


def test_a_changed_rule_waits_for_a_holder_and_is_then_told(world: World) -> None:
    opened, row = begun(world)
    row = refused(world, opened, row)
    words = read_words(opened, row)
    old = tuple(replace(one, day=TODAY(), rule="older") for one in words.kept)
    stored = CaseContent.objects.get(row=row.pk, version=2)
    stored.delete()
    opened.write(FIELD, row.pk, 2, replace(words, kept=old).dump())
    outdate(row)
    assert [line.code for line in waiting_lines(world.rana.actor)] == [opened.record.code]
    assert waiting_lines(world.omid.actor) == []
    assert waiting_elsewhere(world.omid.actor) == 1
    before = Case.objects.get()
    again = recompute_opened(by=world.rana.actor, opened=opened_by(world.rana, before))
    assert again.record.days_version == before.days_version + 1
    assert again.record.summary_version == before.summary_version + 1
    row.refresh_from_db()
    assert (row.edition, row.version) == (edition(), 3)
    [moved] = read_words(again, row).moved
    assert (moved.was, moved.now) == (TODAY(), TODAY() + timedelta(12))
    assert waiting_lines(world.rana.actor) == []
    audit = AuditRow.objects.get(act="case.recompute")
    assert audit.details == {"cases": [str(before.pk)]}
    assert audit.actor == world.rana.member.pk


def test_nobody_without_the_key_works_it_out(world: World) -> None:
    opened, row = begun(world)
    outdate(row)
    assert recompute(by=world.omid.actor, cases=[opened.record.pk], seconds=9) == 0
    row.refresh_from_db()
    assert row.edition == "older"


def test_a_case_whose_key_is_due_or_that_ended_waits_on(world: World) -> None:
    opened, row = begun(world)
    outdate(row)
    with transaction.atomic():
        revoke(opened.record, world.dara.member.pk)
    due = opened_by(world.mina, opened.record)
    assert recompute_opened(by=world.mina.actor, opened=due).record.days_version == 1
    assert recompute(by=world.mina.actor, cases=[due.record.pk], seconds=9) == 0
    Case.objects.update(rotation_due=False, state=Case.State.CLOSED)
    assert recompute(by=world.mina.actor, cases=[due.record.pk], seconds=9) == 0
    assert not Procedure.objects.waiting(edition()).exists()


def test_one_that_does_not_open_does_not_hold_up_the_others(world: World) -> None:
    first, broken = begun(world)
    second, whole = begun(world)
    outdate(broken, whole)
    CaseContent.objects.filter(row=broken.pk).update(version=77)
    cases = [first.record.pk, second.record.pk]
    assert recompute(by=world.mina.actor, cases=cases, seconds=9) == 1
    states = dict(Procedure.objects.values_list("pk", "edition"))
    assert states == {broken.pk: "older", whole.pk: edition()}


def test_two_who_work_it_out_at_once_do_it_once(shared_world: World) -> None:
    world = shared_world
    opened, row = begun(world)
    outdate(row)
    cases = [opened.record.pk]
    errors = at_once(
        lambda: recompute(by=world.mina.actor, cases=cases, seconds=9),
        lambda: recompute(by=world.rana.actor, cases=cases, seconds=9),
    )
    assert errors == [None, None]
    row.refresh_from_db()
    assert row.version == 2
    assert AuditRow.objects.filter(act="case.recompute").count() == 1


def test_many_cases_cost_no_more_queries_than_a_few(
    world: World, django_assert_max_num_queries: Any
) -> None:
    rows = [begun(world)[1] for _ in range(6)]
    outdate(*rows)
    assert PIECE >= 6
    with django_assert_max_num_queries(16):
        assert recompute(by=world.mina.actor, cases=[r.case_id for r in rows], seconds=9) == 6


def test_a_procedure_does_not_grow_for_ever(world: World) -> None:
    opened, row = begun(world)
    days = tuple(OwnDay(str(n), "d", TODAY()) for n in range(MOST))
    CaseContent.objects.get(row=row.pk, version=1).delete()
    opened.write(FIELD, row.pk, 1, ProcedureWords("uk", "GB-ENG", own=days).dump())
    with pytest.raises(NotNow):
        acts.add_own_day(
            by=world.mina.actor, opened=opened, procedure=row, version=1,
            title="one more", on=TODAY(), source="s",
        )  # fmt: skip


def test_a_stale_key_writes_nothing(world: World) -> None:
    opened, row = begun(world)
    Case.objects.update(epoch=7)
    with pytest.raises(StaleKey):
        refused(world, opened, row)


def test_an_older_procedure_is_worked_out_anew_when_it_changes(world: World) -> None:
    opened, row = begun(world)
    outdate(row)
    refused(world, opened, Procedure.objects.get(pk=row.pk))
    assert Procedure.objects.get(pk=row.pk).edition == edition()
