"""Admission: a coordinator signs what was compared aloud, and nothing else."""

from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from accounts.actions import admission, invitations
from accounts.actions import members as members_actions
from accounts.actions.admission import admit, fingerprint_of, give_organisation_key, waiting_keys
from accounts.actions.errors import NotNow
from accounts.gate import open_for
from accounts.models import AuditRow, Member, MemberKey, Notice, Organisation, Role
from accounts.recipients import recipient, recipients
from tests.accounts.joining import Newcomer, words_on
from tests.world import World
from vault.certificates import Recipient
from vault.hybrid import KeyPair
from vault.suites import SealError
from vault.symmetric import new_key


def join(world: World, *roles: Role) -> Newcomer:
    """Nora, who has finished and waits."""
    token = invitations.invite(
        by=world.adam.actor, username="nora", display_name="Nora", roles=roles or [Role.CASEWORKER]
    )
    newcomer = Newcomer(token)
    newcomer.finish()
    return newcomer


def nora() -> Member:
    return Member.objects.get(username="nora")


def key() -> MemberKey:
    return waiting_keys().get()


def test_after_the_spoken_words_the_member_is_in(world: World) -> None:
    newcomer = join(world)
    with pytest.raises(SealError):
        recipient(nora().pk)
    admit(by=world.rana.actor, key=key(), said=fingerprint_of(key())[0])
    member = nora()
    assert member.state == Member.State.ADMITTED
    assert member.joined_on is not None
    made = MemberKey.objects.get(member=member)
    assert made.certified_by == world.rana.member
    Recipient.verified(
        member.pk, made.serial, bytes(made.public), bytes(made.certificate or b""),
        settings.KEYS.public("registrar.pub"),
    )  # fmt: skip
    assert member.notices.filter(kind=Notice.Kind.ADMITTED).exists()
    row = AuditRow.objects.filter(act="member.admit").first()
    assert row is not None
    assert (row.actor, row.object) == (world.rana.member.pk, str(member.pk))
    home = newcomer.client.get(reverse("accounts:waiting"), secure=True)
    assert home.headers["Location"] == reverse("accounts:home")


def test_the_screen_shows_words_and_digits_and_signs_only_what_was_ticked(world: World) -> None:
    join(world)
    waits = key()
    words, digits = fingerprint_of(waits)
    client, url = world.dara.client, reverse("accounts:admit", args=[waits.pk])
    page = client.get(url, secure=True).content.decode()
    assert words == words_on(page)
    assert digits in page
    assert client.post(url, {"said": words}, secure=True).status_code == 200
    assert nora().state == Member.State.WAITING
    assert client.post(url, {"said": words, "compared": "on"}, secure=True).status_code == 302
    assert nora().state == Member.State.ADMITTED


def test_a_key_swapped_in_the_database_is_not_signed_and_sounds_different(world: World) -> None:
    newcomer = join(world)
    waits = key()
    heard = newcomer.client.get(reverse("accounts:waiting"), secure=True).content.decode()
    shown_before = fingerprint_of(waits)[0]
    assert shown_before == words_on(heard)
    MemberKey.objects.filter(pk=waits.pk).update(public=KeyPair(new_key()).public)
    with pytest.raises(NotNow):
        admit(by=world.rana.actor, key=waits, said=shown_before)
    still_heard = newcomer.client.get(reverse("accounts:waiting"), secure=True).content.decode()
    assert shown_before == words_on(still_heard) != fingerprint_of(key())[0]
    assert nora().state == Member.State.WAITING


def test_a_key_of_another_member_sounds_different(world: World) -> None:
    join(world)
    waits = key()
    words = fingerprint_of(waits)[0]
    waits.serial += 1
    assert fingerprint_of(waits)[0] != words
    waits.serial -= 1
    waits.member_id = world.mina.member.pk
    assert fingerprint_of(waits)[0] != words


@pytest.mark.parametrize("name", ["adam", "mina", "vida", "edit", "aida"])
def test_nobody_else_admits(world: World, name: str) -> None:
    join(world)
    person = getattr(world, name)
    for url in (reverse("accounts:waiting_list"), reverse("accounts:admit", args=[key().pk])):
        assert person.client.get(url, secure=True).status_code == 404
        assert (
            person.client.post(url, {"said": "x", "compared": "on"}, secure=True).status_code == 404
        )
    with pytest.raises(NotNow):
        admit(by=person.actor, key=key(), said=fingerprint_of(key())[0])
    assert nora().state == Member.State.WAITING


def test_a_coordinator_without_the_organisations_key_admits_nobody(world: World) -> None:
    join(world)
    members_actions.change_roles(
        by=world.adam.actor, member=world.sara.member, roles=[Role.COORDINATOR]
    )
    with pytest.raises(NotNow, match="organisation's key"):
        admit(by=world.sara.actor, key=key(), said=fingerprint_of(key())[0])
    assert list(admission.without_organisation_key()) == [Member.objects.get(username="sara")]
    page = world.rana.client.get(reverse("accounts:waiting_list"), secure=True).content.decode()
    assert "Sara Lindqvist" in page
    give = reverse("accounts:give_key", args=[world.sara.member.pk])
    assert world.rana.client.post(give, secure=True).status_code == 302
    admit(by=world.sara.actor, key=key(), said=fingerprint_of(key())[0])
    assert nora().state == Member.State.ADMITTED


def test_the_organisations_key_goes_to_coordinators_alone(world: World) -> None:
    for name in ("mina", "adam", "aida"):
        with pytest.raises(NotNow):
            give_organisation_key(by=world.rana.actor, member=getattr(world, name).member)
        page = world.rana.client.post(
            reverse("accounts:give_key", args=[getattr(world, name).member.pk]), secure=True
        )
        assert page.status_code == 200
        assert open_for(getattr(world, name).actor, Organisation, only=1) is None


def test_a_new_coordinator_gets_the_organisations_key_with_the_certificate(world: World) -> None:
    join(world, Role.COORDINATOR)
    admit(by=world.rana.actor, key=key(), said=fingerprint_of(key())[0])
    assert Organisation.objects.get().grants.filter(user=nora()).exists()
    assert not admission.without_organisation_key().exists()


def test_nobody_certifies_themselves(world: World) -> None:
    MemberKey.objects.filter(member=world.rana.member).update(certificate=None)
    mine = waiting_keys().get()
    with pytest.raises(NotNow, match="Another coordinator"):
        admit(by=world.rana.actor, key=mine, said=fingerprint_of(mine)[0])
    admit(by=world.dara.actor, key=mine, said=fingerprint_of(mine)[0])
    assert len(recipients([world.rana.member.pk])) == 1


def test_a_certificate_that_was_not_signed_by_the_registrar_opens_nothing(world: World) -> None:
    join(world)
    other = MemberKey.objects.get(member=world.mina.member)
    MemberKey.objects.filter(pk=key().pk).update(certificate=other.certificate)
    Member.objects.filter(username="nora").update(state=Member.State.ADMITTED)
    assert recipients([nora().pk]) == []


def test_admission_goes_on_after_the_organisations_key_was_rotated(world: World) -> None:
    Organisation.objects.update(rotation_due=True)
    join(world)
    admit(by=world.rana.actor, key=key(), said=fingerprint_of(key())[0])
    organisation = Organisation.objects.get()
    assert (organisation.epoch, organisation.rotation_due) == (2, False)
    assert open_for(world.dara.actor, Organisation, only=1) is not None


def test_admitting_asks_for_a_fresh_second_factor(world: World) -> None:
    join(world)
    client = world.rana.sign_in(stepped_up=False)
    words: dict[str, Any] = {"said": fingerprint_of(key())[0], "compared": "on"}
    client.post(reverse("accounts:admit", args=[key().pk]), words, secure=True)
    assert nora().state == Member.State.WAITING
