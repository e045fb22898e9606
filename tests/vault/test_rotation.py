"""Rotation, on the real tables of cases: nothing is lost, however it is raced or interrupted."""

import threading
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection, transaction

from accounts.models import Member
from accounts.rekeying import rekeyed
from cases.models import Case, CaseContent, CaseGrant
from tests.vault.cases import made, opens, renew
from tests.world import World
from vault import compartments, rotation
from vault.compartments import Opened, StaleKey
from vault.suites import SealError


@pytest.fixture
def opened(world: World) -> Opened[Case]:
    """A case of Rana, Dara and Mina."""
    return made(world, "rana", "dara", "mina")


def test_rotating_in_many_batches(
    world: World, opened: Opened[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By number of rows and by size; every value opens afterwards, and no old row is left."""
    monkeypatch.setattr(
        rotation, "PACES", dict.fromkeys(rotation.PACES, rotation.Pace(3, 2000, True))
    )
    rows = {uuid4(): bytes(size) for size in (0, 5, 900, 3000, 1, 2, 3, 4, 0, 0)}
    for row, text in rows.items():
        opened.write("note.body", row, 1, text)
    fresh = renew(opened)
    assert fresh.record.epoch == 2
    found = opens(world.mina, opened.record)
    assert found is not None
    assert found.read_rows("note.body", rows) == {(row, 1): text for row, text in rows.items()}
    assert set(CaseContent.objects.values_list("epoch", flat=True)) == {2}


def test_who_lost_their_certificate_is_left_out(world: World, opened: Opened[Case]) -> None:
    Member.objects.filter(pk=world.mina.member.pk).update(state=Member.State.REMOVED)
    renew(opened)
    assert not CaseGrant.objects.filter(user=world.mina.member).exists()
    assert opens(world.dara, opened.record)


def test_who_lost_their_key_while_rotating_is_refused(world: World, opened: Opened[Case]) -> None:
    """Their new key was made in their session: it must not become the case's."""
    compartments.revoke(opened.record, world.mina.member.pk)
    opened.record.refresh_from_db()
    with pytest.raises(StaleKey):
        rekeyed(opened, by=world.mina.member.pk, ring=world.mina.keyring)
    assert Case.objects.get().epoch == 1


def test_a_case_whose_content_was_tampered_with_is_not_rotated(opened: Opened[Case]) -> None:
    """A value that does not open would be lost: nothing changes, and the error is told."""
    opened.write("note.body", opened.record.pk, 1, b"text")
    CaseContent.objects.update(sealed=b"\x01" + bytes(300))
    with pytest.raises(SealError):
        renew(opened)
    assert Case.objects.get().epoch == 1


def test_a_rotation_overtaken_by_another_changes_nothing(
    opened: Opened[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one published between this one's batches: StaleKey, and all stays readable."""
    opened.write("note.body", opened.record.pk, 1, b"text")
    real, others = rotation.insert, [True]

    def insert(*given: object) -> None:
        if others.pop() if others else False:
            renew(opened)
        real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(rotation, "insert", insert)
    with pytest.raises(StaleKey):
        renew(opened)
    with pytest.raises(StaleKey):
        renew(opened)
    assert Case.objects.get().epoch == 3


def test_what_another_rotation_cleared_is_missed(
    opened: Opened[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Staged rows that vanished before they were published: StaleKey, never a lost note."""
    opened.write("note.body", opened.record.pk, 1, b"text")
    real = rotation.insert

    def insert(*given: object) -> None:
        real(*given)  # type: ignore[arg-type]
        CaseContent.objects.filter(epoch=2).delete()

    monkeypatch.setattr(rotation, "insert", insert)
    with pytest.raises(StaleKey):
        renew(opened)
    assert opened.read("note.body", opened.record.pk, 1) == b"text"


def together(acts: list[Callable[[], object]]) -> list[object]:
    """Run them in threads at the same time; gives what each gave or raised."""
    start, results = threading.Barrier(len(acts)), [None] * len(acts)

    def one(number: int) -> None:
        start.wait()
        try:
            results[number] = acts[number]()
        except StaleKey as stale:
            results[number] = stale
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=[number]) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_two_rotations_race(shared_world: World) -> None:
    """One wins or both follow each other; nothing is lost, and nobody is locked out."""
    opened = made(shared_world, "rana", "dara", "mina")
    rows = {uuid4(): bytes([number]) for number in range(40)}
    with transaction.atomic():
        for row, text in rows.items():
            opened.write("note.body", row, 1, text)
    people = [shared_world.rana, shared_world.dara, shared_world.mina]
    ways = [found for one in people if (found := opens(one, opened.record))]
    results = together([lambda way=way: renew(way) for way in ways])
    assert sum(isinstance(one, Opened) for one in results) == 1
    for person in people:
        found = opens(person, opened.record)
        assert found is not None
        assert found.read_rows("note.body", rows) == {(row, 1): text for row, text in rows.items()}
    again = opens(people[0], opened.record)
    assert again is not None
    renew(again)
    assert CaseContent.objects.filter(compartment=opened.record).count() == len(rows)


def test_writers_race_a_rotation(shared_world: World) -> None:
    """Every write that was acknowledged is there afterwards."""
    opened = made(shared_world, "rana", "dara", "mina")
    acknowledged = []

    def write() -> None:
        for number in range(10):
            row = uuid4()
            try:
                with transaction.atomic():
                    opened.lock()
                    opened.write("note.body", row, 1, bytes([number]))
            except StaleKey:
                return
            acknowledged.append(row)

    with transaction.atomic():
        opened.write("note.body", uuid4(), 1, b"first")
    together([write, lambda: renew(opened), write])
    found = opens(shared_world.rana, opened.record)
    assert found is not None
    assert {row for row, _ in found.read_rows("note.body", acknowledged)} == set(acknowledged)


def test_a_planted_grant_is_given_no_new_key(world: World, opened: Opened[Case]) -> None:
    """A writer to the database copies a row under another name: rotation throws it away."""
    row = CaseGrant.objects.get(user=world.mina.member)
    row.pk, row.user = None, world.omid.member
    row.save(force_insert=True)
    renew(opened)
    held = {one.user for one in CaseGrant.objects.filter(content_object=opened.record)}
    assert held == {world.rana.member, world.dara.member, world.mina.member}
