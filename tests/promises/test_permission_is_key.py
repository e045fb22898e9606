"""Promise: a permission row carries the record's key, sealed to one person. There is no other door."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from guardian.models import UserObjectPermission
from guardian.shortcuts import assign_perm, get_objects_for_user, get_users_with_perms, remove_perm

from accounts.gate import open_for
from accounts.models import Member, MemberKey, NoUserPermission, NoUserRight
from accounts.recipients import recipient, recipients, recovery_key
from accounts.rekeying import rekeyed
from cases.models import Case, CaseGrant
from tests.world import Person, World
from vault import compartments
from vault.hybrid import KeyPair
from vault.suites import SealError


@pytest.fixture
def case(world: World) -> Case:
    """A case that Rana, Dara and Mina hold."""
    holders = recipients(getattr(world, name).member.pk for name in ("rana", "dara", "mina"))
    with transaction.atomic():
        [opened] = compartments.create(
            [Case(opened_on=timezone.localdate(), owner=world.rana.member)],
            holders=holders,
            recovery=recovery_key(),
            today=timezone.localdate(),
        )
    return opened.record


def opens(person: Person, case: Case) -> bool:
    """Whether the person's session can open the case."""
    return open_for(person.actor, Case, code=case.code) is not None


def test_only_holders_open(world: World, case: Case) -> None:
    """The baseline of all that follows: it opens for holders and for nobody else."""
    can = {name for name, person in world.people.items() if opens(person, case)}
    assert can == {"rana", "dara", "mina"}


@pytest.mark.parametrize("door", ["one", "many_objects", "many_users"])
def test_guardian_assigns_nothing(world: World, case: Case, door: str) -> None:
    """assign_perm, in each of its forms, is walled up."""
    who: Any = [world.omid.member, world.sara.member] if door == "many_users" else world.omid.member
    what: Any = Case.objects.all() if door == "many_objects" else case
    with pytest.raises(PermissionError):
        assign_perm("open_case", who, what)
    assert not opens(world.omid, case)


def test_guardian_removes_nothing(world: World, case: Case) -> None:
    """remove_perm would take a key away without rotation."""
    with pytest.raises(PermissionError):
        remove_perm("open_case", world.mina.member, case)
    with pytest.raises(PermissionError):
        remove_perm("open_case", world.mina.member, Case.objects.all())
    assert opens(world.mina, case)


@pytest.mark.parametrize("key", [None, b""])
def test_no_row_without_a_key(world: World, case: Case, key: bytes | None) -> None:
    """The database itself refuses a grant without a key."""
    row = CaseGrant.objects.filter(user=world.mina.member).get()
    row.pk, row.user, row.sealed_key = None, world.omid.member, key
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseGrant.objects.filter(user=world.mina.member).update(sealed_key=key)


def test_a_copied_row_opens_nothing(world: World, case: Case) -> None:
    """Somebody else's row under one's own name is a permission to guardian, and no key."""
    row = CaseGrant.objects.filter(user=world.mina.member).get()
    row.pk, row.user = None, world.omid.member
    row.save(force_insert=True)
    assert world.omid.member.has_perm("cases.open_case", case)
    with pytest.raises(SealError):
        opens(world.omid, case)


def test_no_group_grant(world: World, case: Case) -> None:
    """A group can be given nothing, and a member joins no group."""
    group = Group.objects.create(name="everybody")
    with pytest.raises(IntegrityError), transaction.atomic():
        assign_perm("open_case", group, case)
    with pytest.raises(IntegrityError), transaction.atomic():
        world.omid.member.groups.add(group)
    assert not opens(world.omid, case)


def test_no_global_permission(world: World, case: Case) -> None:
    """A global permission cannot be written, so nobody lists every case."""
    with pytest.raises(IntegrityError), transaction.atomic():
        assign_perm("cases.open_case", world.omid.member)
    permission = Permission.objects.get(codename="open_case")
    with pytest.raises(IntegrityError), transaction.atomic():
        NoUserRight.objects.create(member=world.omid.member, permission=permission)
    assert not get_objects_for_user(world.omid.member, "cases.open_case").exists()


def test_no_generic_row(world: World, case: Case) -> None:
    """Guardian's generic table holds no row, and a row in its unused own table opens nothing."""
    kind = ContentType.objects.get_for_model(Case)
    row = {
        "permission": Permission.objects.get(codename="open_case"),
        "content_type": kind,
        "object_pk": str(case.pk),
        "user": world.omid.member,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        NoUserPermission.objects.create(**row)
    models.Model.save(UserObjectPermission(**row), force_insert=True)
    assert not world.omid.member.has_perm("cases.open_case", case)
    assert not opens(world.omid, case)


def test_no_superuser(world: World) -> None:
    """Neither by the model nor straight in the table."""
    for change in ({"is_superuser": True}, {"password": "pbkdf2_sha256$1$x$y"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Member.objects.filter(pk=world.omid.member.pk).update(**change)


def test_an_administrator_opens_no_case(world: World, case: Case) -> None:
    """The role excludes every role that opens cases, by constraint."""
    for role in ("caseworker", "coordinator", "tracing_officer", "volunteer"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Member.objects.filter(pk=world.adam.member.pk).update(**{f"is_{role}": True})


def test_a_stale_epoch_opens_nothing(world: World, case: Case) -> None:
    """Guardian still says yes to a row of an earlier epoch; the gate says no."""
    Case.objects.filter(pk=case.pk).update(epoch=2)
    assert world.mina.member.has_perm("cases.open_case", case)
    assert not opens(world.mina, case)


def test_a_member_with_keys_is_not_deleted(world: World, case: Case) -> None:
    """Deleting would remove rows without rotation."""
    with pytest.raises(models.ProtectedError):
        world.mina.member.delete()
    assert opens(world.mina, case)


def test_no_anonymous_member(db: None) -> None:
    """Migrations make no member of their own."""
    assert not Member.objects.exists()


def test_a_swapped_public_key_gains_nothing(world: World, case: Case) -> None:
    """A writer who puts their own public key into somebody's row is given no key."""
    thief = KeyPair(bytes(32))
    MemberKey.objects.filter(member=world.omid.member).update(public=thief.public)
    with pytest.raises(SealError):
        recipient(world.omid.member.pk)
    assert recipients([world.omid.member.pk]) == []


def test_a_certificate_of_another_member_gains_nothing(world: World) -> None:
    """A whole certified key, moved to another member, does not verify there."""
    sara = MemberKey.objects.get(member=world.sara.member)
    MemberKey.objects.filter(member=world.omid.member).update(
        public=sara.public, certificate=sara.certificate
    )
    assert recipients([world.omid.member.pk]) == []


def test_revoked_and_removed_members_are_no_recipients(world: World) -> None:
    """A revoked serial and a removed member get nothing any more."""
    MemberKey.objects.filter(member=world.omid.member).update(revoked_on=timezone.localdate())
    Member.objects.filter(pk=world.sara.member.pk).update(state=Member.State.REMOVED)
    assert recipients([world.omid.member.pk, world.sara.member.pk]) == []


def test_guardian_lists_holders_truly(world: World, case: Case) -> None:
    """Guardian's own readers see the grants: they are its permission rows."""
    names = set(get_users_with_perms(case).values_list("username", flat=True))
    assert names == {"rana", "dara", "mina"}


def test_two_holders_at_least(world: World, case: Case) -> None:
    """Revoking stops before the last two; recovery does not count as one."""
    compartments.revoke(case, world.mina.member.pk)
    with pytest.raises(compartments.TooFewHolders):
        compartments.revoke(case, world.dara.member.pk)


def test_a_row_put_there_by_a_writer_is_given_no_new_key(world: World, case: Case) -> None:
    """A certified member who writes to the database cannot have the next rotation seal to them."""
    row = CaseGrant.objects.filter(user=world.mina.member).get()
    row.pk, row.user, row.cached_key = None, world.omid.member, None
    row.save(force_insert=True)
    Case.objects.filter(pk=case.pk).update(rotation_due=True)
    opened = open_for(world.rana.actor, Case, code=case.code)
    assert opened is not None
    rekeyed(opened, by=world.rana.member.pk)
    assert not opens(world.omid, case)
    assert all(opens(world.people[name], case) for name in ("rana", "dara", "mina"))
    assert set(case.grants.values_list("user__username", flat=True)) == {"rana", "dara", "mina"}
