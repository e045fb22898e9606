"""Compartments at work, on the real tables of cases."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Organisation
from accounts.recipients import recipient, recipients, recovery_key
from cases.models import Case, CaseContent, CaseGrant, CaseRecovery
from tests.vault.cases import TODAY, made, opens, renew
from tests.world import World
from vault import compartments
from vault.compartments import Opened, StaleKey, TooFewHolders, open_grant
from vault.suites import SealError


@pytest.fixture
def opened(world: World) -> Opened[Case]:
    """A case of Rana, Dara and Mina."""
    return made(world, "rana", "dara", "mina")


# --- making ---------------------------------------------------------------------------------------


def test_nothing_is_made_for_one_person_alone(world: World) -> None:
    """Nor for the same person twice."""
    one = recipient(world.rana.member.pk)
    with pytest.raises(TooFewHolders):
        compartments.create(
            [Case(opened_on=TODAY, owner=world.rana.member)],
            holders=[one, one],
            recovery=recovery_key(),
            today=TODAY,
        )


def test_nothing_asked_nothing_made(world: World) -> None:
    holders = recipients([world.rana.member.pk, world.dara.member.pk])
    assert compartments.create([], holders=holders, recovery=recovery_key(), today=TODAY) == []


def test_every_record_has_its_own_key(world: World) -> None:
    one, other = made(world, "rana", "dara"), made(world, "rana", "dara")
    blob = one.key.seal_field("note.body", one.record.pk, 1, b"text")
    with pytest.raises(SealError):
        other.key.open_field("note.body", one.record.pk, 1, blob)


def test_staged_records_are_invisible_until_published(world: World) -> None:
    """Nobody opens one, its makers write to it, and publishing is one update."""
    opened = made(world, "rana", "dara", epoch=0)
    with transaction.atomic():
        opened.lock()
        opened.write("note.body", opened.record.pk, 1, b"text")
    assert opens(world.rana, opened.record) is None
    grant = CaseGrant.objects.get(user=world.rana.member)
    with pytest.raises(StaleKey):
        open_grant(grant, opened.record, world.rana.keyring)
    Case.objects.update(epoch=1)
    found = opens(world.rana, opened.record)
    assert found is not None
    assert found.read("note.body", opened.record.pk, 1) == b"text"


def test_staged_records_are_thrown_away_and_published_ones_are_not(world: World) -> None:
    staged, published = made(world, "rana", "dara", epoch=0), made(world, "rana", "dara")
    for one in (staged, published):
        one.write("note.body", one.record.pk, 1, b"text")
    compartments.discard_staged(Case, [staged.record.pk, published.record.pk])
    for kind in (CaseContent, CaseRecovery):
        assert [one.compartment_id for one in kind.objects.all()] == [published.record.pk]
    kept = set(CaseGrant.objects.values_list("content_object", flat=True))
    assert kept == {published.record.pk}


def test_kinds_are_found_in_every_app() -> None:
    assert {Case, Organisation} <= set(compartments.kinds())


# --- reading and writing --------------------------------------------------------------------------


def test_reading(opened: Opened[Case]) -> None:
    one, other = uuid4(), uuid4()
    for row, version in ((one, 1), (one, 2), (other, 1)):
        opened.write("note.body", row, version, f"{version}".encode())
    assert opened.read("note.body", one, 2) == b"2"
    assert opened.read_rows("note.body", [one]) == {(one, 1): b"1", (one, 2): b"2"}
    wanted = [("note.body", one, 1), ("note.body", other, 1), ("case.safety", one, 1)]
    assert opened.read_many(wanted) == {wanted[0]: b"1", wanted[1]: b"1"}
    across = [("note.body", one, 2), ("note.body", other, 1)]
    assert opened.read_many(across) == {across[0]: b"2", across[1]: b"1"}
    assert opened.read_many([]) == {}
    with pytest.raises(SealError):
        opened.read("note.body", other, 2)


def test_a_moved_row_is_refused_or_left_out(opened: Opened[Case]) -> None:
    """A writer to the database swaps two values: neither is shown in the other's place."""
    one, other = uuid4(), uuid4()
    opened.write("note.body", one, 1, b"one")
    sealed = CaseContent.objects.get().sealed
    opened.write("note.body", other, 1, b"other")
    CaseContent.objects.filter(row=other).update(sealed=sealed)
    assert opened.read_many([("note.body", other, 1)]) == {}
    for read in (opened.read, lambda *place: opened.read_rows(place[0], [place[1]])):
        with pytest.raises(SealError):
            read("note.body", other, 1)


def test_a_value_is_written_once(opened: Opened[Case]) -> None:
    opened.write("note.body", opened.record.pk, 1, b"one")
    with pytest.raises(IntegrityError), transaction.atomic():
        opened.write("note.body", opened.record.pk, 1, b"another")


def test_a_writer_with_a_stale_key_is_refused(opened: Opened[Case]) -> None:
    renew(opened)
    with pytest.raises(StaleKey), transaction.atomic():
        opened.lock()


def test_nothing_is_written_while_a_rotation_is_due(world: World, opened: Opened[Case]) -> None:
    compartments.revoke(opened.record, world.mina.member.pk)
    for act in (opened.lock, lambda: compartments.give(opened, opened_for(world), today=TODAY)):
        with pytest.raises(StaleKey), transaction.atomic():
            act()


def opened_for(world: World) -> object:
    return recipient(world.omid.member.pk)


# --- opening --------------------------------------------------------------------------------------


def test_the_first_opening_keeps_a_faster_copy(world: World, opened: Opened[Case]) -> None:
    """The copy is the reader's own, and opens without the slower sealed key."""
    assert opens(world.mina, opened.record)
    grant = CaseGrant.objects.get(user=world.mina.member)
    assert len(grant.cached_key) == 61
    grant.sealed_key = b"\x02damaged"
    assert open_grant(grant, opened.record, world.mina.keyring).key.check_value()
    with pytest.raises(SealError):
        open_grant(grant, opened.record, world.omid.keyring)


def test_a_key_that_fails_its_check_value_is_refused(world: World, opened: Opened[Case]) -> None:
    """Somebody sealed another key to a holder: the check value gives it away."""
    other = made(world, "rana", "dara")
    forged = compartments.grant(
        Opened(opened.record, type(other.key)(bytes(32), opened.record.pk, 1)),
        recipient(world.mina.member.pk),
        0,
    )
    CaseGrant.objects.filter(user=world.mina.member).update(sealed_key=forged.sealed_key)
    with pytest.raises(SealError):
        opens(world.mina, opened.record)


# --- giving and taking ----------------------------------------------------------------------------


def test_giving(world: World, opened: Opened[Case]) -> None:
    to = recipient(world.omid.member.pk)
    assert compartments.give(opened, to, today=TODAY)
    assert not compartments.give(opened, to, today=TODAY)
    assert opens(world.omid, opened.record)


def test_taking(world: World, opened: Opened[Case]) -> None:
    assert not compartments.revoke(opened.record, world.omid.member.pk)
    assert compartments.revoke(opened.record, world.mina.member.pk)
    assert opens(world.mina, opened.record) is None
    with pytest.raises(TooFewHolders):
        compartments.revoke(opened.record, world.dara.member.pk)
    assert compartments.revoke(opened.record, world.dara.member.pk, last_resort=True)
    assert Case.objects.rotation_due().get() == opened.record
    assert [one.user for one in CaseGrant.objects.all()] == [world.rana.member]


def test_taking_everything_from_somebody(world: World, opened: Opened[Case]) -> None:
    made(world, "rana", "dara")
    also = made(world, "mina", "dara")
    assert compartments.revoke_everywhere(Case, world.mina.member.pk) == 2
    assert compartments.revoke_everywhere(Case, world.mina.member.pk) == 0
    assert set(Case.objects.rotation_due()) == {opened.record, also.record}
    assert not CaseGrant.objects.filter(user=world.mina.member).exists()


def test_sets_of_compartments(world: World, opened: Opened[Case]) -> None:
    made(world, "rana", "dara", epoch=0)
    assert set(Case.objects.published()) == {opened.record}
    assert set(Case.objects.held_by(world.mina.member)) == {opened.record}
    CaseGrant.objects.filter(user=world.mina.member).update(epoch=9)
    assert set(Case.objects.held_by(world.mina.member)) == set()


def test_a_list_is_ordered_by_the_latest_change(world: World) -> None:
    """What was given or touched last comes first; a day and a counter say no time."""
    first, second, third = (made(world, "rana", "dara") for _ in range(3))
    compartments.touch(first.record, today=TODAY)
    compartments.touch(second.record, today=TODAY)
    compartments.touch(third.record, today=TODAY + timedelta(days=1))
    compartments.touch(first.record, today=TODAY)
    given = made(world, "dara", "mina")
    compartments.give(given, recipient(world.rana.member.pk), today=TODAY)
    mine = CaseGrant.sets.filter(user=world.rana.member).in_list_order()
    order = [one.content_object for one in mine]
    assert order == [given.record, first.record, third.record, second.record]
    assert mine[3].rank - compartments.new_rank(TODAY) < 10


@pytest.mark.parametrize("way", ["assign_perm", "bulk_assign_perm", "remove_perm"])
def test_guardian_gives_and_takes_nothing(world: World, opened: Opened[Case], way: str) -> None:
    with pytest.raises(PermissionError):
        getattr(CaseGrant.objects, way)("open_case", world.omid.member, opened.record)
