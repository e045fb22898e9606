"""A case file is opened: to whom it is sealed, and what it says."""

import pytest

from accounts import audit
from accounts.actions.errors import NotNow
from accounts.models import AuditRow, Notice
from cases.actions.files import NewCase, open_case, snapshot
from cases.actions.states import decline, propose_closing, withdraw_closing
from cases.identity import Safety
from cases.models import Case, Event
from cases.papers import Closing
from cases.reading import read_case
from tests.cases.folders import RISKY, WHO, a_case, opened_by
from tests.world import World
from vault.compartments import revoke
from vault.suites import SealError


def test_a_new_case_is_sealed_to_author_owner_second_and_recovery(world: World) -> None:
    case = a_case(world, safety=RISKY).record
    holders = {grant.user.username for grant in case.grants.all()}
    assert holders == {"mina", "rana", "dara"}
    assert case.recovery.epoch == 1
    for person in (world.mina, world.rana, world.dara):
        view = snapshot(opened_by(person, case))
        assert (view.identity, view.safety) == (WHO, RISKY)


def test_it_begins_with_an_event_a_note_and_an_audit_row(world: World) -> None:
    case = a_case(world, first_note="She rang.").record
    assert (case.state, case.last_number, case.safety_version) == (Case.State.ENQUIRY, 2, 0)
    assert case.events.get().kind == Event.Kind.OPENED
    assert case.notes.get().number == 2
    assert snapshot(opened_by(world.rana, case)).safety == Safety()
    row = AuditRow.objects.first()
    assert (row.act, row.object, row.actor) == ("case.create", str(case.pk), world.mina.member.pk)
    assert audit.verify() is None


@pytest.mark.parametrize(
    ("owner", "second"), [("rana", "rana"), ("rana", "omid"), ("omid", "rana")]
)
def test_two_different_coordinators_are_needed(world: World, owner: str, second: str) -> None:
    with pytest.raises(NotNow):
        open_case(
            by=world.mina.actor,
            new=NewCase(WHO),
            owner=world.people[owner].member,
            second=world.people[second].member,
        )
    assert not Case.objects.exists()


def test_nobody_without_a_certified_key_holds_a_case(world: World) -> None:
    world.dara.member.keys.update(certificate=None)
    with pytest.raises(NotNow, match="Dara Sohrabi"):
        a_case(world)
    assert not Case.objects.exists()


def opening(world: World, **more: str) -> dict[str, str]:
    """What a browser sends to open a case."""
    return {
        "kind": "leaver",
        "names-TOTAL_FORMS": "2",
        "names-INITIAL_FORMS": "0",
        "names-0-given": "Shirin",
        "names-0-family": "Canary",
        "names-1-full": "شیرین",
        "contacts-TOTAL_FORMS": "1",
        "contacts-INITIAL_FORMS": "0",
        "contacts-0-channel": "phone",
        "contacts-0-safety": "unsafe",
        "contacts-0-value": "+49 30 5550111",
        "risk": "high",
        "contact_rule": "message only",
        "note": "She rang.",
        "owner": str(world.rana.member.pk),
        "second": str(world.dara.member.pk),
        "mine": "on",
    } | more


def test_the_page_opens_a_case(world: World) -> None:
    assert world.mina.client.get("/cases/new/", secure=True).status_code == 200
    sent = world.mina.client.post("/cases/new/", opening(world), secure=True)
    case = Case.objects.get()
    assert sent.headers["Location"] == f"/cases/{case.code}/"
    view = snapshot(opened_by(world.dara, case))
    assert view.identity.all_names == ["Shirin Canary", "شیرین"]
    assert view.identity.contacts[0].is_unsafe
    assert (view.safety.risk, view.safety.contact_rule) == ("high", "message only")
    assert (case.owner, case.assignee) == (world.rana.member, world.mina.member)
    assert case.notes.count() == 1


def test_nothing_but_a_name_and_two_coordinators_is_needed(world: World) -> None:
    least = opening(world, risk="", contact_rule="", note="", mine="")
    assert world.mina.client.post("/cases/new/", least, secure=True).status_code == 302
    case = Case.objects.get()
    assert (case.assignee, case.safety_version, case.notes.count()) == (None, 0, 0)


def test_a_coordinator_opens_one_without_working_on_it(world: World) -> None:
    assert world.rana.client.post("/cases/new/", opening(world), secure=True).status_code == 302
    assert Case.objects.get().assignee is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"second": "owner"},
        {"owner": ""},
        {"owner": "x"},
        {"names-0-given": "", "names-0-family": "", "names-1-full": ""},
    ],
)
def test_bad_input_is_given_back_whole(world: World, wrong: dict[str, str]) -> None:
    if wrong == {"second": "owner"}:
        wrong = {"second": str(world.rana.member.pk)}
    page = world.mina.client.post("/cases/new/", opening(world, **wrong), secure=True)
    text = page.content.decode()
    assert "Please look at these again" in text
    assert "She rang.</textarea>" in text
    assert "+49 30 5550111" in text
    assert not Case.objects.exists()


def test_a_coordinator_without_a_key_is_named_on_the_form(world: World) -> None:
    world.dara.member.keys.update(certificate=None)
    page = world.mina.client.post("/cases/new/", opening(world), secure=True)
    assert "Dara Sohrabi has no certified key" in page.content.decode()
    assert "She rang.</textarea>" in page.content.decode()


def test_the_assignee_is_told(world: World) -> None:
    case = open_case(
        by=world.rana.actor,
        new=NewCase(WHO),
        owner=world.rana.member,
        second=world.dara.member,
        assignee=world.omid.member,
    ).record
    assert {grant.user.username for grant in case.grants.all()} == {"rana", "dara", "omid"}
    assert world.omid.member.notices.get().kind == Notice.Kind.CASE_GIVEN


def test_an_identity_that_was_altered_is_never_shown_in_part(world: World) -> None:
    opened = a_case(world)
    opened.record.contents.filter(field="case.identity").delete()
    with pytest.raises(SealError):
        snapshot(opened)


def test_nothing_of_a_case_prints_itself(world: World) -> None:
    opened = a_case(world)
    page = read_case(opened, world.mina.member)
    assert {repr(one) for one in (page, page.view, NewCase(WHO), WHO.names[0], WHO.birth)} == {
        "[sealed]"
    }
    assert repr(WHO.contacts) == "([sealed],)"


def test_who_looked_is_named_even_when_they_lost_the_case(world: World) -> None:
    opened = a_case(world)
    world.rana.client.get(f"/cases/{opened.record.code}/", secure=True)
    revoke(opened.record, world.rana.member.pk)
    page = read_case(opened, world.mina.member)
    assert page.last_look is not None
    assert (page.last_look.by, page.last_look.is_yours) == ("Rana Amini", False)
    refused = world.omid.client.get(f"/cases/{opened.record.code}/", secure=True)
    assert refused.status_code == 404
    looks = world.dara.client.get(f"/cases/{opened.record.code}/history/looks/", secure=True)
    assert "Omid Rahimi" in looks.content.decode()


def test_nobody_looked_yet_when_nobody_did(world: World) -> None:
    opened = a_case(world)
    AuditRow.objects.all().delete()
    assert read_case(opened, world.mina.member).last_look is None


def test_a_reason_that_was_altered_says_so(world: World) -> None:
    opened = a_case(world)
    decline(by=world.mina.actor, opened=opened, reason="Canaryreason")
    opened.record.contents.filter(field="event.words").delete()
    page = world.rana.client.get(f"/cases/{opened.record.code}/history/", secure=True)
    assert "does not open" in page.content.decode()


def test_a_proposal_taken_back_is_told_in_the_history(world: World) -> None:
    opened = a_case(world, state="active")
    propose_closing(by=world.mina.actor, opened=opened, closing=Closing())
    withdraw_closing(by=world.mina.actor, opened=opened)
    page = world.rana.client.get(f"/cases/{opened.record.code}/history/", secure=True)
    assert "closing not agreed, or taken back" in page.content.decode()
