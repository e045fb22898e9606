"""A caseworker hands their own case over, says why, and reads it no more."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actions.errors import NotNow
from accounts.gate import open_for
from cases.actions.assigning import hand_over
from cases.actions.files import NewCase, open_case
from cases.actions.notes import write_restricted_note
from cases.identity import Identity, Name
from cases.models import Case, Event, RestrictedNote, RestrictedNoteGrant
from tests.world import World


@pytest.fixture
def case(world: World) -> Case:
    """A case that Mina is responsible for."""
    return open_case(
        by=world.mina.actor,
        new=NewCase(identity=Identity(names=(Name("Shirin"),))),
        owner=world.rana.member,
        second=world.dara.member,
        assignee=world.mina.member,
    ).record


def send(client: Client, case: Case, world: World, **more: str) -> int:
    """Fill in the page."""
    path = reverse("cases:hand_over", kwargs={"code": case.code})
    fields = {"to": str(world.omid.member.pk), "reason": "Omid speaks Kurdish.", **more}
    return client.post(path, fields).status_code


def test_the_colleague_has_it_and_the_giver_reads_it_no_more(world: World, case: Case) -> None:
    """The key goes with the case; the reason stays, sealed; the key is due to be renewed."""
    assert send(world.mina.client, case, world) == 302
    case.refresh_from_db()
    assert case.assignee_id == world.omid.member.pk
    assert case.rotation_due
    assert open_for(world.mina.actor, Case, code=case.code) is None
    opened = open_for(world.omid.actor, Case, code=case.code)
    assert opened is not None
    event = Event.objects.get(case=case, kind=Event.Kind.HANDED_OVER)
    assert b"Kurdish" in opened.read("event.words", event.pk, 1)


def test_the_giver_may_keep_access(world: World, case: Case) -> None:
    """When both should read it for a while."""
    assert send(world.mina.client, case, world, keeps_access="on") == 302
    assert open_for(world.mina.actor, Case, code=case.code) is not None


def test_it_says_why(world: World, case: Case) -> None:
    """Without a reason nothing happens, and the page comes back."""
    assert send(world.mina.client, case, world, reason="") == 200
    case.refresh_from_db()
    assert case.assignee_id == world.mina.member.pk


def test_only_by_who_is_responsible(world: World, case: Case) -> None:
    """Another holder cannot: giving is the coordinators' way, and a stranger sees a 404."""
    opened = open_for(world.dara.actor, Case, code=case.code)
    assert opened is not None
    with pytest.raises(NotNow):
        hand_over(by=world.dara.actor, opened=opened, to=world.omid.member, reason="why")
    assert send(world.sara.client, case, world) == 404
    case.refresh_from_db()
    assert case.assignee_id == world.mina.member.pk


def test_the_keys_of_restricted_notes_go_with_the_case(world: World, case: Case) -> None:
    """Who reads the case no more keeps no key to what they wrote for a coordinator's eyes."""
    opened = open_for(world.mina.actor, Case, code=case.code)
    assert opened is not None
    note = write_restricted_note(
        by=world.mina.actor,
        opened=opened,
        type="internal",
        text="Only us.",
        reader=world.rana.member,
    )
    assert RestrictedNoteGrant.objects.filter(user=world.mina.member).exists()
    assert send(world.mina.client, case, world) == 302
    assert not RestrictedNoteGrant.objects.filter(user=world.mina.member).exists()
    note.refresh_from_db()
    assert note.rotation_due
    assert open_for(world.rana.actor, RestrictedNote, pk=note.pk) is not None
