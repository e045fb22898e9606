"""Many cases given at once: planned, continued, interrupted, raced; each given exactly once."""

import threading

import pytest
from django.db import connection

from accounts.actions.errors import NotNow
from accounts.models import AuditRow, Member, Notice
from accounts.rekeying import rekeyed
from cases.actions.assigning import take_access
from cases.actions.bulk import STEP, advance, plan, start_bulk
from cases.actions.summarising import ready_page
from cases.listing import EVERYTHING, Line
from cases.models import BulkAssignment, BulkItem, Case, CaseGrant, Event
from tests.cases.folders import a_case, opened_by
from tests.world import World
from vault.compartments import Opened
from vault.keyring import Keyring

PLAN = "/cases/team/give/plan/"


def cases(world: World, number: int, *, given: bool = False) -> list[Line]:
    """The coordinator's lines of new cases that nobody has, or mina."""
    for _ in range(number):
        a_case(world)
    if not given:
        Case.objects.update(assignee=None)
    return ready_page(by=world.rana.actor, wanted=EVERYTHING, number=1).lines


def begun(world: World, number: int, reason: str = "") -> BulkAssignment:
    lines = cases(world, number)
    return start_bulk(by=world.rana.actor, to=world.omid.member, lines=lines, reason=reason)


def outcomes(bulk: BulkAssignment) -> dict[str, int]:
    found: dict[str, int] = {}
    for item in bulk.items.all():
        found[item.outcome] = found.get(item.outcome, 0) + 1
    return found


def test_what_it_will_do_is_shown_before_it_does(world: World) -> None:
    lines = cases(world, 4)
    mina, omid = world.mina.member, world.omid.member
    Case.objects.filter(pk=lines[0].case).update(assignee=mina)
    Case.objects.filter(pk=lines[1].case).update(assignee=omid)
    Case.objects.filter(pk=lines[2].case).update(state=Case.State.DECLINED)
    chosen = {"case": [line.code for line in lines], "to": omid.pk}
    page = world.rana.client.post(PLAN, chosen, secure=True).content.decode()
    for words in ("1 case nobody has", "1 case is handed over", "1 case stays", "1 case cannot"):
        assert words in page
    assert not BulkAssignment.objects.exists()
    assert Case.objects.filter(assignee=omid).count() == 1
    page = world.rana.client.post(PLAN, chosen | {"confirmed": "yes"}, secure=True).content.decode()
    assert "Say why the cases are handed over." in page
    answer = world.rana.client.post(PLAN, chosen | {"confirmed": "yes", "reason": "x"}, secure=True)
    assert answer.status_code == 302
    assert BulkItem.objects.count() == 2


def test_it_goes_on_step_by_step_with_progress(world: World) -> None:
    bulk = begun(world, STEP + 3)
    address = f"/cases/team/give/{bulk.pk}/"
    assert f"0 of {STEP + 3}" in world.rana.client.get(address, secure=True).content.decode()
    assert world.rana.client.post(address, secure=True).headers["Location"] == address
    page = world.rana.client.get(address, secure=True).content.decode()
    assert f"{STEP} of {STEP + 3}" in page
    assert "data-continue" in page
    assert "3 wait" in world.rana.client.get("/cases/team/give/", secure=True).content.decode()
    world.rana.client.post(address, secure=True)
    page = world.rana.client.get(address, secure=True).content.decode()
    assert "Done" in page
    assert "data-continue" not in page
    assert Case.objects.filter(assignee=world.omid.member).count() == STEP + 3
    assert CaseGrant.sets.filter(user=world.omid.member).count() == STEP + 3
    assert AuditRow.objects.filter(act="case.assign", kind="cases.case").exclude(details={}).count()


def test_more_posts_than_needed_give_nothing_twice(world: World) -> None:
    bulk = begun(world, 2)
    for _ in range(3):
        advance(by=world.rana.actor, bulk=bulk)
    assert outcomes(bulk) == {"given": 2}
    assert Event.objects.filter(kind=Event.Kind.GIVEN).count() == 2
    assert Notice.objects.filter(member=world.omid.member).count() == 2


def test_an_interrupted_step_is_taken_up_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    bulk = begun(world, 3)
    real, calls = advance.__globals__["assign"], []

    def stops(**given: object) -> object:
        calls.append(given)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(**given)

    monkeypatch.setattr("cases.actions.bulk.assign", stops)
    with pytest.raises(KeyboardInterrupt):
        advance(by=world.rana.actor, bulk=bulk)
    assert outcomes(bulk) == {"given": 1, "waiting": 2}
    assert Case.objects.filter(assignee=world.omid.member).count() == 1
    assert advance(by=world.rana.actor, bulk=bulk) == 0
    assert outcomes(bulk) == {"given": 3}
    assert Event.objects.filter(kind=Event.Kind.GIVEN).count() == 3


def test_what_cannot_be_given_says_why_and_the_rest_goes_on(world: World) -> None:
    bulk = begun(world, 5)
    items = list(bulk.items.order_by("pk"))
    Case.objects.filter(pk=items[0].case_id).update(state=Case.State.DECLINED)
    CaseGrant.sets.filter(content_object=items[1].case_id, user=world.rana.member).delete()
    Case.objects.filter(pk=items[2].case_id).update(assignee=world.omid.member)
    Case.objects.filter(pk=items[3].case_id).update(assignee=world.sara.member)
    assert advance(by=world.rana.actor, bulk=bulk) == 0
    found = [(item.outcome, item.why) for item in bulk.items.order_by("pk")]
    assert found == [
        ("refused", "ended"), ("refused", "no_key"), ("held", ""), ("refused", "changed"), ("given", "")
    ]  # fmt: skip
    page = world.rana.client.get(f"/cases/team/give/{bulk.pk}/", secure=True).content.decode()
    assert "The case is closed or declined." in page
    assert "You hold no key of this case any more." in page


def test_a_key_that_does_not_open_is_told(world: World) -> None:
    bulk = begun(world, 1)
    other = CaseGrant.sets.get(user=world.dara.member).sealed_key
    CaseGrant.sets.filter(user=world.rana.member).update(sealed_key=other, cached_key=None)
    advance(by=world.rana.actor, bulk=bulk)
    assert bulk.items.get().why == BulkItem.Why.UNREADABLE


def test_a_member_removed_meanwhile_gets_nothing(world: World) -> None:
    bulk = begun(world, 2)
    Member.objects.filter(pk=world.omid.member.pk).update(state=Member.State.REMOVED)
    advance(by=world.rana.actor, bulk=BulkAssignment.objects.get())
    assert {item.why for item in bulk.items.all()} == {BulkItem.Why.NO_HOLDER}
    assert not CaseGrant.sets.filter(user=world.omid.member).exists()


def test_a_key_that_is_due_is_renewed_first(world: World) -> None:
    lines = cases(world, 1)
    bulk = start_bulk(by=world.rana.actor, to=world.omid.member, lines=lines)
    case = Case.objects.get()
    take_access(by=world.dara.actor, opened=opened_by(world.dara, case), member=world.mina.member)
    assert advance(by=world.rana.actor, bulk=bulk) == 0
    assert outcomes(bulk) == {"given": 1}
    case.refresh_from_db()
    assert (case.epoch, case.rotation_due, case.assignee) == (2, False, world.omid.member)


def test_a_key_renewed_by_another_at_that_moment_waits_for_the_next_round(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    bulk, case = begun(world, 1), Case.objects.get()

    def overtaken(opened: Opened[Case], *, by: object, ring: object) -> Opened[Case]:
        monkeypatch.undo()
        take_access(
            by=world.dara.actor, opened=opened_by(world.dara, case), member=world.mina.member
        )
        rekeyed(opened_by(world.dara, case), by=world.dara.member.pk)
        return opened

    monkeypatch.setattr("cases.actions.bulk.rekeyed", overtaken)
    assert advance(by=world.rana.actor, bulk=bulk) == 1
    assert outcomes(bulk) == {"waiting": 1}
    assert advance(by=world.rana.actor, bulk=bulk) == 0
    assert outcomes(bulk) == {"given": 1}


def test_the_reason_lies_sealed_and_reaches_every_case(world: World) -> None:
    lines = cases(world, 2, given=True)
    reason = "Canary: Mina is away."
    bulk = start_bulk(by=world.rana.actor, to=world.omid.member, lines=lines, reason=reason)
    assert b"Canary" not in bytes(BulkAssignment.objects.get().sealed_reason)
    advance(by=world.rana.actor, bulk=bulk)
    for event in Event.objects.filter(kind=Event.Kind.HANDED_OVER):
        opened = opened_by(world.omid, event.case)
        assert reason.encode() in opened.read("event.words", event.pk, 1)


def test_keys_renewed_meanwhile_still_open_the_reason(world: World) -> None:
    bulk = begun(world, 1)
    former = world.rana.keyring
    world.rana.actor.keyring = Keyring(former.member, former.serial + 1, bytes(32), former)
    actor = world.rana.actor
    actor.keyring = Keyring(former.member, former.serial + 1, bytes(32), former)
    assert advance(by=actor, bulk=bulk) == 0
    actor.keyring = Keyring(former.member, former.serial + 1, bytes(32))
    with pytest.raises(NotNow):
        advance(by=actor, bulk=bulk)


def test_nobody_looks_at_anothers_or_continues_it(world: World) -> None:
    bulk = begun(world, 1)
    address = f"/cases/team/give/{bulk.pk}/"
    for person in (world.dara, world.mina, world.aida):
        assert person.client.get(address, secure=True).status_code == 404
        assert person.client.post(address, secure=True).status_code == 404
    assert outcomes(bulk) == {"waiting": 1}
    assert (
        str(bulk.pk) not in world.dara.client.get("/cases/team/give/", secure=True).content.decode()
    )


def test_only_ones_own_cases_can_be_chosen(world: World) -> None:
    lines = cases(world, 2)
    CaseGrant.sets.filter(content_object=lines[0].case, user=world.dara.member).delete()
    chosen = {"case": [line.code for line in lines], "to": world.omid.member.pk, "confirmed": "yes"}
    assert world.dara.client.post(PLAN, chosen, secure=True).status_code == 302
    assert [item.case_id for item in BulkItem.objects.all()] == [lines[1].case]
    assert world.mina.client.post(PLAN, chosen, secure=True).status_code == 404


def test_all_that_a_filter_shows_are_chosen(world: World) -> None:
    lines = cases(world, 3)
    Case.objects.filter(pk=lines[0].case).update(state=Case.State.INTAKE)
    chosen = {"all": "on", "filter": "state=enquiry", "to": world.omid.member.pk}
    page = world.rana.client.post(PLAN, chosen, secure=True).content.decode()
    assert "2 cases nobody has" in page
    assert lines[0].code not in page


def test_nothing_chosen_and_nothing_to_give(world: World) -> None:
    page = world.rana.client.post(PLAN, {"to": world.omid.member.pk}, secure=True).content.decode()
    assert "No case is chosen" in page
    lines = cases(world, 1, given=True)
    with pytest.raises(NotNow):
        start_bulk(by=world.rana.actor, to=world.mina.member, lines=lines)
    assert not plan(lines, world.mina.member).doable
    chosen = {"case": [lines[0].code]}
    assert "Choose a member" in world.rana.client.post(PLAN, chosen, secure=True).content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_windows_at_once_give_each_case_once(shared_world: World) -> None:
    world = shared_world
    bulk, errors = begun(world, 8), []

    def goes_on() -> None:
        try:
            advance(by=world.rana.actor, bulk=bulk)
        except BaseException as error:  # noqa: BLE001  what a thread raised is shown below
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=goes_on) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    advance(by=world.rana.actor, bulk=bulk)
    assert errors == []
    assert outcomes(bulk) == {"given": 8}
    assert Event.objects.filter(kind=Event.Kind.GIVEN).count() == 8
    assert Notice.objects.filter(member=world.omid.member).count() == 8
    assert CaseGrant.sets.filter(user=world.omid.member).count() == 8
