"""Promise: what lies within a record, or is slipped in beside it, is behind the gate too."""

from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.models import AuditRow
from accounts.rekeying import rekeyed
from cases.actions.assigning import give_access, take_access
from cases.actions.notes import write_note, write_restricted_note
from cases.models import BulkAssignment, Case, CaseGrant
from tests.cases.folders import a_case, opened_by
from tests.world import World


def last_row() -> AuditRow:
    return AuditRow.objects.latest("sequence")


def test_a_note_of_another_case_is_refused_and_written_down(world: World) -> None:
    mine, other = a_case(world), a_case(world)
    note = write_note(by=world.mina.actor, opened=other, type="call", text="Canarytext")
    asked = {"code": mine.record.code, "note": note.pk}
    for name in ("cases:note", "cases:amend_note"):
        answer = world.mina.client.get(reverse(name, kwargs=asked), secure=True)
        assert answer.status_code == 404
        row = last_row()
        assert row.refused
        assert (row.actor, row.object) == (world.mina.member.pk, mine.record.code)
        assert row.details == {"named": [str(note.pk)]}


def test_anothers_bulk_work_and_one_that_is_not_are_refused_alike(world: World) -> None:
    work = BulkAssignment.objects.create(
        by=world.rana.member, to=world.mina.member, on="2026-01-01", sealed_reason=b"x"
    )
    answers = []
    for pk in (work.pk, uuid4()):
        address = reverse("cases:bulk_work", args=[pk])
        answer = world.dara.client.get(address, secure=True)
        answers.append(answer.content.replace(str(pk).encode(), b""))
        row = last_row()
        assert row.refused
        assert row.details == {"named": [str(pk)]}
    assert answers[0] == answers[1]


def test_a_record_that_is_refused_is_written_down_once(world: World) -> None:
    case = a_case(world).record
    before = AuditRow.objects.count()
    answer = world.sara.client.get(reverse("cases:case", args=[case.code]), secure=True)
    assert answer.status_code == 404
    assert AuditRow.objects.count() == before + 1


def test_a_look_at_a_restricted_note_names_the_case_around_it(world: World) -> None:
    opened = a_case(world)
    note = write_restricted_note(
        by=world.mina.actor,
        opened=opened,
        reader=world.rana.member,
        type="call",
        text="Canarytext",
    )
    world.rana.client.get(reverse("cases:restricted_note", args=[note.pk]), secure=True)
    assert last_row().details["case"] == str(opened.record.pk)


def test_a_renewed_key_goes_to_nobody_whose_row_is_of_another_epoch(world: World) -> None:
    case = a_case(world).record
    give_access(by=world.rana.actor, opened=opened_by(world.rana, case), to=world.omid.member)
    old = CaseGrant.objects.get(content_object=case, user=world.omid.member)
    now = opened_by(world.rana, case)
    take_access(by=world.rana.actor, opened=now, member=world.omid.member)
    first = rekeyed(opened_by(world.rana, case), by=world.rana.actor.pk, ring=world.rana.keyring)
    old.pk = None
    old.save(force_insert=True)  # as a writer to the database would
    Case.objects.filter(pk=case.pk).update(rotation_due=True)
    again = rekeyed(opened_by(world.rana, case), by=world.rana.actor.pk, ring=world.rana.keyring)
    assert again.key.epoch > first.key.epoch
    assert not CaseGrant.objects.filter(content_object=case, user=world.omid.member).exists()


def test_a_renewed_key_says_to_whom_it_went(world: World) -> None:
    case = a_case(world).record
    Case.objects.filter(pk=case.pk).update(rotation_due=True)
    rekeyed(opened_by(world.rana, case), by=world.rana.actor.pk, ring=world.rana.keyring)
    holders = [world.mina.member.pk, world.rana.member.pk, world.dara.member.pk]
    row = last_row()
    assert row.act == "key.rotate"
    assert row.details["holders"] == sorted(map(str, holders))


@pytest.mark.parametrize(
    ("who", "name"),
    [("adam", "accounts:invite"), ("aida", "accounts:audit")],
)
def test_a_locked_computer_shows_and_changes_nothing(world: World, who: str, name: str) -> None:
    client = getattr(world, who).sign_in(unlocked=False)
    answer = client.get(reverse(name), secure=True)
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("accounts:unlock"))
