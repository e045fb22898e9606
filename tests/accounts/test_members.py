"""Roles, and leaving: what is taken away, at once, and what cannot be lost."""

import pytest
from django.urls import reverse

from accounts.actions import invitations, rotation
from accounts.actions.errors import NotNow
from accounts.actions.members import change_roles, remove, restore_login
from accounts.gate import open_for
from accounts.models import (
    AuditRow,
    BackupCode,
    Invitation,
    KeySlot,
    KnownDevice,
    Member,
    MemberKey,
    OneTimeCode,
    Organisation,
    Passkey,
    Role,
    Session,
)
from accounts.recipients import recipients
from cases.models import Case
from tests.accounts.joining import Newcomer
from tests.cases.folders import a_case
from tests.world import Person, World
from vault.compartments import kinds


def keys_of(person: Person) -> int:
    """How many keys of any kind a member holds."""
    managers = [kind.grant_model._default_manager for kind in kinds()]
    return sum(grants.filter(user=person.member).count() for grants in managers)


def state_of(person: Person) -> str:
    return Member.objects.get(pk=person.member.pk).state


def test_every_kind_of_compartment_is_found() -> None:
    names = {kind._meta.label_lower for kind in kinds()}
    assert {"accounts.organisation", "cases.case", "cases.restrictednote"} <= names


def test_a_removed_member_loses_every_way_in_at_once(world: World) -> None:
    case = a_case(world).record
    client = world.mina.client
    assert client.get(reverse("cases:list"), secure=True).status_code == 200
    remove(by=world.adam.actor, member=world.mina.member)
    mina = world.mina.member
    assert state_of(world.mina) == Member.State.REMOVED
    assert keys_of(world.mina) == 0
    assert recipients([mina.pk]) == []
    assert not MemberKey.objects.filter(member=mina, revoked_on=None).exists()
    assert not KeySlot.objects.filter(key__member=mina).exists()
    for kind in (Session, KnownDevice, OneTimeCode, BackupCode, Passkey, Invitation):
        assert not kind.objects.filter(member=mina).exists(), kind
    assert client.get(reverse("cases:list"), secure=True).status_code in {302, 404}
    assert Case.objects.get(pk=case.pk).rotation_due
    row = AuditRow.objects.get(act="member.remove")
    assert (row.actor, row.object, row.details) == (
        world.adam.member.pk, str(mina.pk), {"keys": 1},
    )  # fmt: skip


def test_the_next_holder_rotates_and_the_old_key_opens_nothing_new(world: World) -> None:
    opened = a_case(world)
    remove(by=world.adam.actor, member=world.mina.member)
    counts = {one.name: (one.total, one.mine) for one in rotation.due(by=world.rana.actor)}
    assert counts["case"] == (1, 1)
    assert rotation.rotate_some(by=world.rana.actor) == 1
    now = Case.objects.get(pk=opened.record.pk)
    assert (now.epoch, now.rotation_due) == (2, False)
    assert sum(one.total for one in rotation.due(by=world.rana.actor)) == 0
    assert open_for(world.dara.actor, Case, code=now.code) is not None
    assert open_for(world.mina.actor, Case, code=now.code) is None


def test_the_case_keeps_the_name_of_who_left(world: World) -> None:
    case = a_case(world).record
    remove(by=world.adam.actor, member=world.mina.member)
    assert Case.objects.get(pk=case.pk).assignee == world.mina.member


def test_the_last_of_a_kind_stays(world: World) -> None:
    with pytest.raises(NotNow, match="Another administrator"):
        remove(by=world.adam.actor, member=world.adam.member)
    remove(by=world.adam.actor, member=world.dara.member)
    for act in (remove, restore_login):
        with pytest.raises(NotNow, match="last coordinator"):
            act(by=world.adam.actor, member=world.rana.member)
    with pytest.raises(NotNow, match="last coordinator"):
        change_roles(by=world.adam.actor, member=world.rana.member, roles=[Role.CASEWORKER])
    assert state_of(world.rana) == Member.State.ADMITTED
    assert keys_of(world.rana) == 1


def test_the_last_administrator_stays(world: World) -> None:
    change_roles(by=world.adam.actor, member=world.edit.member, roles=[Role.ADMINISTRATOR])
    world.edit.member.refresh_from_db()
    remove(by=world.edit.actor, member=world.adam.member)
    change_roles(by=world.adam.actor, member=world.aida.member, roles=[Role.AUDITOR])
    with pytest.raises(NotNow, match="last administrator"):
        change_roles(by=world.adam.actor, member=world.edit.member, roles=[Role.EDITOR])


def test_an_administrator_never_opens_a_case(world: World) -> None:
    for role in (Role.CASEWORKER, Role.COORDINATOR, Role.VOLUNTEER, Role.TRACING_OFFICER):
        with pytest.raises(NotNow):
            change_roles(
                by=world.adam.actor, member=world.mina.member, roles=[Role.ADMINISTRATOR, role]
            )
    a_case(world)
    change_roles(by=world.adam.actor, member=world.mina.member, roles=[Role.ADMINISTRATOR])
    assert keys_of(world.mina) == 0
    assert Case.objects.get().rotation_due


def test_losing_the_role_of_caseworker_takes_the_keys(world: World) -> None:
    a_case(world)
    change_roles(by=world.adam.actor, member=world.mina.member, roles=[Role.EDITOR])
    assert keys_of(world.mina) == 0
    assert world.mina.client.get(reverse("cases:list"), secure=True).status_code == 404


def test_losing_the_role_of_coordinator_takes_the_organisations_key(world: World) -> None:
    a_case(world)
    change_roles(by=world.adam.actor, member=world.dara.member, roles=[Role.CASEWORKER])
    organisation = Organisation.objects.get()
    assert organisation.rotation_due
    assert not organisation.grants.filter(user=world.dara.member).exists()
    assert keys_of(world.dara) == 1


def test_another_role_beside_takes_nothing(world: World) -> None:
    a_case(world)
    change_roles(
        by=world.adam.actor, member=world.mina.member, roles=[Role.CASEWORKER, Role.EDITOR]
    )
    assert keys_of(world.mina) == 1
    assert not Case.objects.get().rotation_due
    row = AuditRow.objects.get(act="member.roles")
    assert row.details == {"given": ["editor"], "taken": [], "keys": 0}


def test_a_restored_login_brings_no_key_back(world: World) -> None:
    case = a_case(world).record
    old = world.mina.actor
    token = restore_login(by=world.adam.actor, member=world.mina.member)
    assert state_of(world.mina) == Member.State.INVITED
    assert keys_of(world.mina) == 0
    assert not Session.objects.filter(member=world.mina.member).exists()
    newcomer = Newcomer(token)
    newcomer.finish()
    assert state_of(world.mina) == Member.State.WAITING
    serials = dict(
        MemberKey.objects.filter(member=world.mina.member).values_list("serial", "revoked_on")
    )
    assert set(serials) == {1, 2}
    assert serials[1] is not None
    assert recipients([world.mina.member.pk]) == []
    assert open_for(old, Case, code=case.code) is None


def test_a_removed_member_is_not_removed_or_restored_again(world: World) -> None:
    remove(by=world.adam.actor, member=world.mina.member)
    for act in (remove, restore_login):
        with pytest.raises(NotNow, match="removed"):
            act(by=world.adam.actor, member=world.mina.member)
    with pytest.raises(NotNow, match="removed"):
        change_roles(by=world.adam.actor, member=world.mina.member, roles=[Role.EDITOR])


def test_a_link_of_a_member_who_is_removed_meanwhile_is_dead(world: World) -> None:
    token = invitations.invite(
        by=world.adam.actor, username="nora", display_name="Nora", roles=[Role.EDITOR]
    )
    newcomer = Newcomer(token)
    newcomer.begin()
    remove(by=world.adam.actor, member=Member.objects.get(username="nora"))
    assert newcomer.look().status_code == 404


def test_a_removed_member_signs_in_nowhere(world: World) -> None:
    remove(by=world.adam.actor, member=world.mina.member)
    client = world.mina.sign_in()
    assert client.get(reverse("cases:list"), secure=True).status_code in {302, 404}


@pytest.mark.parametrize("name", ["change_roles", "remove_member", "restore_login", "invite_again"])
def test_only_administrators_change_members(world: World, name: str) -> None:
    url = reverse(f"accounts:{name}", args=[world.mina.member.pk])
    typed = {"roles": ["editor"], "remove-sure": "on", "restore-sure": "on"}
    for who, person in world.people.items():
        if who == "adam":
            continue
        assert person.client.post(url, typed, secure=True).status_code == 404, who
    assert Member.objects.get(pk=world.mina.member.pk).roles == {Role.CASEWORKER}
    assert state_of(world.mina) == Member.State.ADMITTED


def test_the_screens_do_what_they_say(world: World) -> None:
    a_case(world)
    client, pk = world.adam.client, [world.mina.member.pk]
    page = client.get(reverse("accounts:member", args=pk), secure=True)
    assert "Mina Karimi" in page.content.decode()
    roles = reverse("accounts:change_roles", args=pk)
    assert client.post(roles, {"roles": []}, secure=True).status_code == 200
    assert client.post(roles, {"roles": ["caseworker", "editor"]}, secure=True).status_code == 302
    leave = reverse("accounts:remove_member", args=pk)
    assert client.post(leave, {}, secure=True).status_code == 200
    assert state_of(world.mina) == Member.State.ADMITTED
    assert client.post(leave, {"remove-sure": "on"}, secure=True).status_code == 302
    assert state_of(world.mina) == Member.State.REMOVED
    restore = reverse("accounts:restore_login", args=[world.omid.member.pk])
    page = client.post(restore, {"restore-sure": "on"}, secure=True)
    assert "/staff/join/" in page.content.decode()
    own = reverse("accounts:remove_member", args=[world.adam.member.pk])
    page = client.post(own, {"remove-sure": "on"}, secure=True)
    assert "Another administrator" in page.content.decode()
    again = reverse("accounts:invite_again", args=[world.omid.member.pk])
    assert "/staff/join/" in client.post(again, secure=True).content.decode()
    not_invited = reverse("accounts:invite_again", args=[world.sara.member.pk])
    assert client.post(not_invited, secure=True).status_code == 302


def test_the_list_asks_the_database_the_same_for_one_and_for_fifty(
    world: World, django_assert_max_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            world.adam.client.get(reverse("accounts:members"), secure=True)
        return len(seen)

    before = asked()
    for number in range(50):
        invitations.invite(
            by=None, username=f"n{number}", display_name="N", roles=[Role.CASEWORKER]
        )
    assert asked() == before


def test_the_overview_counts_for_all_and_rotates_for_coordinators(world: World) -> None:
    for _ in range(3):
        a_case(world)
    remove(by=world.adam.actor, member=world.mina.member)
    overview, run = reverse("accounts:rotation"), reverse("accounts:run_rotation")
    page = world.adam.client.get(overview, secure=True).content.decode()
    assert run not in page
    assert world.adam.client.post(run, secure=True).status_code == 404
    assert run in world.rana.client.get(overview, secure=True).content.decode()
    assert world.rana.client.post(run, secure=True).status_code == 200
    assert not Case.objects.filter(rotation_due=True).exists()
    assert AuditRow.objects.filter(act="key.rotate", actor=world.rana.member.pk).count() == 3


def test_a_rotation_that_cannot_be_done_says_so_and_does_not_go_round(world: World) -> None:
    case = a_case(world).record
    remove(by=world.adam.actor, member=world.mina.member)
    Case.objects.filter(pk=case.pk).update(key_check=bytes(32))
    page = world.rana.client.post(reverse("accounts:run_rotation"), secure=True).content.decode()
    assert "could not be changed" in page
    assert "data-continue" not in page


def test_rotating_answers_after_a_while_and_goes_on(world: World) -> None:
    for _ in range(3):
        a_case(world)
    remove(by=world.adam.actor, member=world.mina.member)
    assert rotation.rotate_some(by=world.rana.actor, seconds=0) <= 1
    run = reverse("accounts:run_rotation")
    page = world.rana.client.post(run, {"total": "3"}, secure=True).content.decode()
    assert "3 records have new keys" in page


def test_a_record_whose_key_is_of_an_earlier_epoch_is_passed_over(world: World) -> None:
    case = a_case(world).record
    Case.objects.filter(pk=case.pk).update(epoch=2, last_epoch=2, rotation_due=True)
    assert rotation.rotate_some(by=world.rana.actor) == 0


def test_wrong_answers_to_the_screens_keep_the_page(world: World) -> None:
    client, pk = world.adam.client, [world.rana.member.pk]
    remove(by=world.adam.actor, member=world.dara.member)
    typed = {"roles": ["caseworker"], "restore-sure": "on"}
    for name in ("change_roles", "restore_login"):
        page = client.post(reverse(f"accounts:{name}", args=pk), typed, secure=True)
        assert "last coordinator" in page.content.decode(), name
