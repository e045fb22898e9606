"""Briefs: one volunteer, one task, these words alone; gone from them the moment it ends."""

import datetime as dt
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from accounts import reminding
from accounts.actions import rotation
from accounts.actions.errors import NotNow
from accounts.actions.members import change_roles, remove
from accounts.gate import open_for
from accounts.models import AuditRow, Notice, Organisation, Role
from accounts.rekeying import rekeyed
from cases.actions.assigning import take_access
from cases.actions.briefs.giving import give_brief
from cases.actions.briefs.recalling import recall_brief
from cases.actions.briefs.reporting import file_report, report_back
from cases.actions.states import decline
from cases.actions.tasks import NewTask, add_task, cancel_task, finish_task
from cases.actions.withdrawing import withdraw
from cases.briefs.papers import BriefReport, BriefWords, report_place, words_place
from cases.briefs.reading import own_briefs, read_within
from cases.closing import left_open
from cases.models import (
    Brief,
    BriefContent,
    BriefGrant,
    BriefParent,
    BriefRecovery,
    Case,
    CaseGrant,
    Event,
    Task,
)
from cases.papers import NoteBody
from cases.tasks.words import TaskKind, TaskWords
from tests.cases.consenting import agree_to_case
from tests.cases.folders import a_case, opened_by
from tests.cases.together import at_once
from tests.world import Person, World
from vault.compartments import Opened, StaleKey, erase, open_within
from vault.suites import SealError

WORDS = BriefWords("Canaryerrand", "Canarytold: bring the papers", "Canaryreach 14-16")


@pytest.fixture
def opened(world: World) -> Opened[Case]:
    """Mina's case, agreed to."""
    made = a_case(world)
    agree_to_case(world.mina, made)
    return made


def a_task(world: World, opened: Opened[Case], title: str = "Canarytask") -> Task:
    new = NewTask(TaskWords(TaskKind.VISIT.value, title), timezone.localdate() + dt.timedelta(3))
    return add_task(by=world.mina.actor, opened=opened, new=new)


def a_brief(world: World, opened: Opened[Case], task: Task | None = None, **more: Any) -> Brief:
    given: dict[str, Any] = {"to": world.vida.member, "words": WORDS, **more}
    task = task or a_task(world, opened)
    return give_brief(by=world.mina.actor, opened=opened, task=task, **given)


def test_a_no_to_the_case_file_calls_a_brief_back(world: World, opened: Opened[Case]) -> None:
    """Said on the screen that is turned to the client, and not through the page of withdrawing."""
    brief = a_brief(world, opened)
    assert held(world.vida, brief) is not None
    agree_to_case(world.mina, opened, given=False)
    assert Case.objects.get().is_frozen
    assert held(world.vida, brief) is None
    assert Brief.objects.get().state == Brief.State.RECALLED


def held(person: Person, brief: Brief) -> Opened[Brief] | None:
    """The brief as this person's own grant opens it now."""
    return open_for(person.actor, Brief, pk=brief.pk)


def words(opened: Opened[Brief]) -> BriefWords:
    return BriefWords.load(opened.read(*words_place(opened.record)))


def now(brief: Brief) -> Brief:
    return Brief.objects.get(pk=brief.pk)


# one brief, and nothing else


def test_the_volunteer_opens_the_brief_and_nothing_of_the_case(
    world: World, opened: Opened[Case]
) -> None:
    brief = a_brief(world, opened)
    theirs = held(world.vida, brief)
    assert theirs is not None
    assert words(theirs) == WORDS
    assert open_for(world.vida.actor, Case, pk=opened.record.pk) is None
    with pytest.raises(SealError):  # the brief's key is not the case's
        theirs.key.open_field(
            "task.words",
            brief.task_id,
            1,
            opened.record.contents.get(field="task.words").sealed,  # type: ignore[attr-defined]
        )
    assert not CaseGrant.objects.filter(user=world.vida.member).exists()


def test_who_holds_the_case_reads_it_without_a_key_of_their_own(
    world: World, opened: Opened[Case]
) -> None:
    brief = a_brief(world, opened)
    for person in (world.mina, world.rana, world.dara):
        found = read_within(opened_by(person, opened.record), now(brief))
        assert found.words == WORDS
        assert held(person, brief) is None
    assert BriefGrant.objects.count() == 1


def test_a_brief_does_not_open_by_another_case(world: World, opened: Opened[Case]) -> None:
    brief = a_brief(world, opened)
    other = a_case(world)
    with pytest.raises(SealError):
        open_within(other, now(brief))
    wrap = BriefParent.objects.get(compartment=brief)
    Brief.objects.filter(pk=brief.pk).update(case=other.record)
    with pytest.raises(SealError):
        open_within(other, now(brief))
    assert bytes(wrap.sealed_key) == bytes(BriefParent.objects.get().sealed_key)


def test_a_wrap_moved_to_another_brief_does_not_open(world: World, opened: Opened[Case]) -> None:
    one, other = a_brief(world, opened), a_brief(world, opened)
    sealed = BriefParent.objects.get(compartment=one).sealed_key
    BriefParent.objects.filter(compartment=other).update(sealed_key=sealed)
    with pytest.raises(SealError):
        open_within(opened, now(other))
    assert read_within(opened, now(other)).words is None


def test_it_is_told_of(world: World, opened: Opened[Case]) -> None:
    brief = a_brief(world, opened)
    assert Notice.objects.filter(member=world.vida.member, kind="brief_given").count() == 1
    event = Event.objects.get(kind=Event.Kind.BRIEF_GIVEN)
    assert (event.case_id, event.member, event.author) == (
        opened.record.pk,
        world.vida.member,
        world.mina.member,
    )
    row = AuditRow.objects.get(act="brief.give")
    assert row.details == {"brief": str(brief.pk), "to": str(world.vida.member.pk)}


# who and when


@pytest.mark.parametrize("name", ["omid", "rana", "adam", "edit", "aida"])
def test_only_a_volunteer_gets_one(world: World, opened: Opened[Case], name: str) -> None:
    with pytest.raises(NotNow, match="cannot get a brief"):
        a_brief(world, opened, to=world.people[name].member)
    assert not Brief.objects.exists()


def test_without_a_consent_nothing_leaves(world: World) -> None:
    with pytest.raises(NotNow, match="consent"):
        a_brief(world, a_case(world))


def test_after_a_no_nothing_leaves(world: World, opened: Opened[Case]) -> None:
    agree_to_case(world.mina, opened, given=False)
    with pytest.raises(NotNow):
        a_brief(world, opened_by(world.mina, opened.record))


def test_not_twice_for_one_task_and_not_for_an_ended_one(
    world: World, opened: Opened[Case]
) -> None:
    task = a_task(world, opened)
    a_brief(world, opened, task)
    with pytest.raises(NotNow, match="already"):
        a_brief(world, opened, task)
    finish_task(by=world.mina.actor, opened=opened, task=task)
    with pytest.raises(NotNow, match="done or cancelled"):
        a_brief(world, opened, task)
    assert Brief.objects.count() == 1


def test_not_for_a_task_of_another_case(world: World, opened: Opened[Case]) -> None:
    other = a_case(world)
    with pytest.raises(Task.DoesNotExist):
        a_brief(world, opened, a_task(world, other))


@pytest.mark.parametrize(
    "wrong", [BriefWords(" "), BriefWords("x" * 201), BriefWords("x", "y" * 15_000, "z" * 5001)]
)
def test_words_are_asked_for_and_bounded(
    world: World, opened: Opened[Case], wrong: BriefWords
) -> None:
    with pytest.raises(NotNow):
        a_brief(world, opened, words=wrong)


# its ends


def gone(world: World, brief: Brief, state: Brief.State) -> None:
    """It is gone from the volunteer, and its key is due to be changed."""
    assert held(world.vida, brief) is None
    assert not BriefGrant.objects.filter(content_object=brief).exists()
    assert own_briefs(world.vida.actor) == []
    assert (now(brief).state, now(brief).ended_on) == (state, timezone.localdate())
    assert now(brief).rotation_due


def test_called_back_it_is_gone(world: World, opened: Opened[Case]) -> None:
    brief = a_brief(world, opened)
    recall_brief(by=world.rana.actor, opened=opened_by(world.rana, opened.record), brief=brief)
    gone(world, brief, Brief.State.RECALLED)
    assert read_within(opened, now(brief)).words == WORDS
    with pytest.raises(NotNow):
        recall_brief(by=world.mina.actor, opened=opened, brief=brief)


@pytest.mark.parametrize("how", ["finish", "cancel", "withdraw", "decline"])
def test_it_ends_with_what_it_was_for(world: World, opened: Opened[Case], how: str) -> None:
    task = a_task(world, opened)
    brief, by = a_brief(world, opened, task), world.mina.actor
    kept = a_brief(world, opened) if how in {"finish", "cancel"} else None
    if how == "finish":
        finish_task(by=by, opened=opened, task=task)
    elif how == "cancel":
        cancel_task(by=by, opened=opened, task=task, reason="not needed")
    elif how == "withdraw":
        withdraw(by=by, opened=opened)
    else:
        decline(by=by, opened=opened, reason="another place")
    assert held(world.vida, brief) is None
    assert now(brief).state == Brief.State.RECALLED
    if kept is not None:
        assert held(world.vida, kept) is not None


def test_a_live_brief_keeps_a_case_from_closing(world: World, opened: Opened[Case]) -> None:
    brief = a_brief(world, opened)
    assert any("volunteer" in one.told for one in left_open(opened.record))
    recall_brief(by=world.mina.actor, opened=opened, brief=brief)
    assert not any("volunteer" in one.told for one in left_open(opened.record))


def test_the_report_lands_in_the_case_and_the_brief_is_gone(
    world: World, opened: Opened[Case]
) -> None:
    brief = a_brief(world, opened)
    theirs = held(world.vida, brief)
    assert theirs is not None
    report_back(by=world.vida.actor, opened=theirs, done=False, text=" Canaryreport ")
    gone(world, brief, Brief.State.REPORTED)
    found = read_within(opened_by(world.rana, opened.record), now(brief)).report
    assert found is not None
    assert (found.done, found.text) == (False, "Canaryreport")
    told = Notice.objects.filter(kind="brief_back").values_list("member", flat=True)
    assert set(told) == {world.mina.member.pk}
    assert Event.objects.filter(kind=Event.Kind.BRIEF_BACK, author=world.vida.member).exists()
    with pytest.raises(StaleKey):  # what they had open writes nothing any more
        report_back(by=world.vida.actor, opened=theirs, done=True, text="again")


def test_a_report_is_filed_once(world: World, opened: Opened[Case]) -> None:
    brief = a_brief(world, opened)
    with pytest.raises(NotNow):
        file_report(by=world.mina.actor, opened=opened, brief=brief)
    theirs = held(world.vida, brief)
    assert theirs is not None
    report_back(by=world.vida.actor, opened=theirs, done=True, text="Canaryreport")
    note = file_report(by=world.mina.actor, opened=opened, brief=brief)
    body = NoteBody.load(opened.read("note.body", note.pk, 1))
    assert "Vida Moradi" in body.text
    assert "Canaryreport" in body.text
    with pytest.raises(NotNow):
        file_report(by=world.mina.actor, opened=opened, brief=brief)
    assert opened.record.notes.count() == 1  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", ["", " \n", "x" * 20_001])
def test_an_empty_or_endless_report_changes_nothing(
    world: World, opened: Opened[Case], text: str
) -> None:
    brief = a_brief(world, opened)
    theirs = held(world.vida, brief)
    assert theirs is not None
    with pytest.raises(NotNow):
        report_back(by=world.vida.actor, opened=theirs, done=True, text=text)
    assert held(world.vida, brief) is not None


def test_while_the_cases_key_is_due_nothing_is_sealed(world: World, opened: Opened[Case]) -> None:
    """Who lost the case could open the brief's present key: the report waits for a new one."""
    brief = a_brief(world, opened)
    theirs = held(world.vida, brief)
    assert theirs is not None
    take_access(by=world.rana.actor, opened=opened, member=world.mina.member)
    with pytest.raises(StaleKey):
        report_back(by=world.vida.actor, opened=theirs, done=True, text="Canaryreport")
    assert not BriefContent.objects.filter(field="brief.report").exists()


# keys change


def test_a_new_key_of_the_case_is_a_new_key_of_its_briefs(
    world: World, opened: Opened[Case]
) -> None:
    """Who held the case could open them: the old keys open nothing, and everybody else still."""
    brief, ended = a_brief(world, opened), a_brief(world, opened)
    recall_brief(by=world.mina.actor, opened=opened, brief=ended)
    known = [open_within(opened, now(one)).key for one in (brief, ended)]
    take_access(by=world.rana.actor, opened=opened, member=world.mina.member)
    rana = opened_by(world.rana, opened.record)
    fresh = rekeyed(rana, by=world.rana.member.pk, ring=world.rana.keyring)
    for one, old in zip((brief, ended), known, strict=True):
        row = now(one)
        assert (row.rotation_due, row.epoch) == (False, old.epoch + 1)
        assert read_within(fresh, row).words == WORDS
        [content] = BriefContent.objects.filter(compartment=row)
        with pytest.raises(SealError):
            old.open_field("brief.words", row.pk, 1, content.sealed)
        with pytest.raises(SealError):  # the case's old key unwraps nothing
            open_within(opened, row)
        assert BriefRecovery.objects.get(compartment=row).epoch == row.epoch
    theirs = held(world.vida, brief)
    assert theirs is not None
    assert words(theirs) == WORDS
    assert held(world.vida, ended) is None
    report_back(by=world.vida.actor, opened=theirs, done=True, text="Canaryreport")
    found = read_within(opened_by(world.rana, opened.record), now(brief)).report
    assert found is not None


def test_a_crash_between_the_two_keys_is_made_good(
    world: World, opened: Opened[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The case has its new key, the brief not yet: it opens, waits, and is done the next time."""
    brief = a_brief(world, opened)
    take_access(by=world.rana.actor, opened=opened, member=world.mina.member)
    with monkeypatch.context() as cut:
        cut.setattr("accounts.rekeying.due_within", lambda record: [])
        rana = opened_by(world.rana, opened.record)
        fresh = rekeyed(rana, by=world.rana.member.pk, ring=world.rana.keyring)
    assert now(brief).rotation_due
    assert read_within(fresh, now(brief)).words == WORDS
    theirs = held(world.vida, brief)
    assert theirs is not None
    with pytest.raises(StaleKey):  # the volunteer cannot wrap a new key under the case's
        rekeyed(theirs, by=world.vida.member.pk, ring=world.vida.keyring)
    with pytest.raises(StaleKey):
        report_back(by=world.vida.actor, opened=theirs, done=True, text="Canaryreport")
    again = rekeyed(fresh, by=world.rana.member.pk, ring=world.rana.keyring)
    assert again.record.epoch == fresh.record.epoch
    assert not now(brief).rotation_due
    theirs = held(world.vida, brief)
    assert theirs is not None
    report_back(by=world.vida.actor, opened=theirs, done=True, text="Canaryreport")


def test_a_brief_that_was_tampered_with_does_not_hold_up_the_case(
    world: World, opened: Opened[Case]
) -> None:
    brief = a_brief(world, opened)
    BriefParent.objects.filter(compartment=brief).update(sealed_key=b"\x01" + bytes(60))
    take_access(by=world.rana.actor, opened=opened, member=world.mina.member)
    rana = opened_by(world.rana, opened.record)
    fresh = rekeyed(rana, by=world.rana.member.pk, ring=world.rana.keyring)
    assert fresh.record.epoch == 2
    assert read_within(fresh, now(brief)).words is None
    assert now(brief).rotation_due


def test_a_coordinator_changes_the_keys_of_briefs_that_wait(
    world: World, opened: Opened[Case]
) -> None:
    """They hold no key of the brief, so they do it through the case; nobody else is told."""
    brief = a_brief(world, opened)
    theirs = held(world.vida, brief)
    assert theirs is not None
    report_back(by=world.vida.actor, opened=theirs, done=True, text="Canaryreport")
    [due] = [one for one in rotation.due(by=world.rana.actor) if one.total]
    assert (due.total, due.mine) == (1, 1)
    assert {one.to for one in reminding.keys(timezone.localdate())} == {
        world.rana.member.pk,
        world.dara.member.pk,
    }
    assert rotation.rotate_some(by=world.omid.actor) == 0
    assert rotation.rotate_some(by=world.rana.actor) == 1
    assert (now(brief).rotation_due, now(brief).epoch) == (False, 2)
    assert read_within(opened, now(brief)).report is not None
    assert list(reminding.keys(timezone.localdate())) == []


def test_erased_it_has_no_key_left(world: World, opened: Opened[Case]) -> None:
    brief = a_brief(world, opened)
    with transaction.atomic():
        erase(brief)
    for kind in (BriefGrant, BriefParent, BriefRecovery, BriefContent):
        assert not kind._default_manager.exists()


# roles


def test_who_is_no_volunteer_any_more_opens_no_brief(world: World, opened: Opened[Case]) -> None:
    brief = a_brief(world, opened)
    change_roles(by=world.adam.actor, member=world.vida.member, roles={Role.EDITOR})
    assert held(world.vida, brief) is None
    assert [one.is_held for one in Brief.objects.with_key()] == [False]
    recall_brief(by=world.mina.actor, opened=opened, brief=brief)


def test_who_becomes_a_volunteer_keeps_no_case(world: World, opened: Opened[Case]) -> None:
    change_roles(by=world.adam.actor, member=world.mina.member, roles={Role.VOLUNTEER})
    assert not CaseGrant.objects.filter(user=world.mina.member).exists()
    assert Case.objects.get(pk=opened.record.pk).rotation_due


def test_a_coordinator_who_becomes_a_caseworker_keeps_cases_alone(
    world: World, opened: Opened[Case]
) -> None:
    change_roles(by=world.adam.actor, member=world.rana.member, roles={Role.CASEWORKER})
    assert CaseGrant.objects.filter(user=world.rana.member).exists()
    assert not Organisation.grant_model.objects.filter(user=world.rana.member).exists()


def test_who_leaves_opens_nothing(world: World, opened: Opened[Case]) -> None:
    brief = a_brief(world, opened)
    remove(by=world.adam.actor, member=world.vida.member)
    assert not BriefGrant.objects.filter(content_object=brief).exists()


# races


def test_a_report_and_a_recall_at_once_end_it_once(shared_world: World) -> None:
    world = shared_world
    opened = a_case(world)
    agree_to_case(world.mina, opened)
    brief = a_brief(world, opened)
    theirs = held(world.vida, brief)
    assert theirs is not None

    def report() -> object:
        return report_back(by=world.vida.actor, opened=theirs, done=True, text="Canaryreport")

    def recall() -> object:
        return recall_brief(by=world.mina.actor, opened=opened, brief=brief)

    done = at_once(report, recall)
    assert [one is None for one in done].count(True) == 1
    ends = Event.objects.filter(kind__in=[Event.Kind.BRIEF_BACK, Event.Kind.BRIEF_RECALLED])
    assert ends.count() == 1
    reported = now(brief).state == Brief.State.REPORTED
    assert reported is BriefContent.objects.filter(field="brief.report").exists()
    assert held(world.vida, brief) is None


def test_withdrawing_and_giving_at_once_leaves_no_brief_behind(shared_world: World) -> None:
    world = shared_world
    opened = a_case(world)
    agree_to_case(world.mina, opened)
    task = a_task(world, opened)
    rana = opened_by(world.rana, opened.record)
    at_once(
        lambda: a_brief(world, opened, task), lambda: withdraw(by=world.rana.actor, opened=rana)
    )
    assert not Brief.objects.live().exists()
    assert not BriefGrant.objects.exists()


def test_a_new_key_of_the_case_and_a_report_at_once(shared_world: World) -> None:
    """Whoever is first: the report is readable in the case, or it was refused and nothing is."""
    world = shared_world
    opened = a_case(world)
    agree_to_case(world.mina, opened)
    brief = a_brief(world, opened)
    theirs = held(world.vida, brief)
    assert theirs is not None
    take_access(by=world.dara.actor, opened=opened, member=world.mina.member)
    rana = opened_by(world.rana, opened.record)
    ring = world.rana.keyring
    errors = at_once(
        lambda: rekeyed(rana, by=world.rana.member.pk, ring=ring),
        lambda: report_back(by=world.vida.actor, opened=theirs, done=True, text="Canaryreport"),
    )
    assert errors[0] is None
    again = opened_by(world.rana, opened.record)
    rekeyed(again, by=world.rana.member.pk, ring=ring)
    found = read_within(again, now(brief))
    assert found.words == WORDS
    assert (found.report is not None) is (errors[1] is None)
    if errors[1] is not None:
        assert isinstance(errors[1], StaleKey)
        assert held(world.vida, brief) is not None


def test_what_was_sealed_today_is_read_for_ever() -> None:
    old = '{"f": 1, "title": "t", "text": "x", "reach": "r", "due": "2026-11-23"}'
    assert BriefWords.load(old.encode()) == BriefWords("t", "x", "r", dt.date(2026, 11, 23))
    told = '{"f": 1, "done": false, "text": "x", "at": "2026-11-23T09:00:00+00:00"}'
    report = BriefReport.load(told.encode())
    assert report == BriefReport(False, "x", "2026-11-23T09:00:00+00:00")
    assert report.moment is not None
    assert BriefReport(at="?").moment is None
    assert report_place(Brief())[0] == "brief.report"
