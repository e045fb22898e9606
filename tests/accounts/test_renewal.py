"""My passphrase or sheet was seen: what the old secrets still open, and what the member keeps."""

import re
from itertools import pairwise
from typing import Any

import pytest
from django.urls import reverse

from accounts.actions import admission, factors, members, renewal
from accounts.actions.errors import NotNow
from accounts.gate import Actor, open_for
from accounts.models import (
    AuditRow,
    KeySlot,
    KnownDevice,
    Member,
    MemberKey,
    Notice,
    Organisation,
    Session,
)
from accounts.recipients import recipients
from accounts.rekeying import rekeyed
from accounts.sessions import SessionStore
from cases.models import Case
from tests.cases.folders import a_case
from tests.world import World
from vault.compartments import StaleKey
from vault.keyring import Keyring
from vault.suites import SealError

NEW = "nine boats under a grey sky"


def renew(world: World) -> Actor:
    """Mina renews; gives her at her session, with the re-sealing still to do."""
    ring, _ = renewal.renew(by=world.mina.actor, passphrase=NEW, session="")
    return Actor(Member.objects.get(username="mina"), ring)


def finish(actor: Actor) -> Actor:
    """Re-seal everything; gives her as she is after the next sign-in."""
    while not renewal.go_on(by=actor).finished:
        pass
    ring = factors.open_seed(actor.member, NEW)
    assert ring is not None
    return Actor(Member.objects.get(pk=actor.pk), ring)


def some_cases(world: World, count: int = 3) -> list[Case]:
    return [a_case(world).record for _ in range(count)]


def opens(actor: Actor, case: Case) -> bool:
    try:
        return open_for(actor, Case, code=case.code) is not None
    except SealError:
        return False


def test_the_old_passphrase_and_sheet_open_nothing_from_the_first_moment(world: World) -> None:
    renew(world)
    mina = Member.objects.get(username="mina")
    assert factors.open_seed(mina, world.mina.passphrase) is None
    assert factors.open_seed_with_recovery(mina, world.mina.recovery_code) is None
    assert factors.open_seed(mina, NEW) is not None


def test_every_other_session_and_device_ends(world: World) -> None:
    renew(world)
    assert not Session.objects.filter(member=world.mina.member).exists()
    assert not KnownDevice.objects.filter(member=world.mina.member).exists()
    assert Session.objects.filter(member=world.rana.member).exists()


def test_the_new_keys_open_everything_and_the_old_seed_nothing(world: World) -> None:
    cases = some_cases(world)
    old = Actor(world.mina.member, Keyring(world.mina.member.pk, 1, world.mina.keyring.seed))
    actor = finish(renew(world))
    assert actor.keys().former is None
    assert all(opens(actor, case) for case in cases)
    assert not any(opens(old, case) for case in cases)
    assert not KeySlot.objects.filter(kind=KeySlot.Kind.FORMER).exists()
    serials = dict(MemberKey.objects.filter(member=actor.pk).values_list("serial", "revoked_on"))
    assert serials[1] is not None
    assert serials[2] is None


def test_in_between_everything_opens_also_after_signing_in_again(world: World) -> None:
    cases = some_cases(world, 5)
    actor = renew(world)
    assert all(opens(actor, case) for case in cases)
    so_far = renewal.go_on(by=actor, most=2)
    assert (so_far.done, so_far.total, so_far.finished) == (2, 5, False)
    ring = factors.open_seed(actor.member, NEW)
    assert ring is not None
    again = Actor(actor.member, ring)
    assert all(opens(again, case) for case in cases)
    assert all(opens(finish(again), case) for case in cases)


def test_a_case_given_or_rotated_meanwhile_is_not_lost(world: World) -> None:
    [first, second] = some_cases(world, 2)
    actor = renew(world)
    Case.objects.filter(pk=second.pk).update(rotation_due=True)
    held = open_for(world.rana.actor, Case, code=second.code)
    assert held is not None
    rekeyed(held, by=world.rana.member.pk, ring=world.rana.keyring)
    late = a_case(world).record
    done = finish(actor)
    assert all(opens(done, case) for case in (first, second, late))


def test_an_uncertified_member_keeps_what_they_have_and_gets_nothing(world: World) -> None:
    [case] = some_cases(world, 1)
    actor = finish(renew(world))
    assert recipients([actor.pk]) == []
    Case.objects.filter(pk=case.pk).update(rotation_due=True)
    opened = open_for(actor, Case, code=case.code)
    assert opened is not None
    with pytest.raises(StaleKey):
        opened.lock()
    rekeyed(opened, by=actor.pk, ring=actor.keyring)
    assert opens(actor, Case.objects.get(pk=case.pk))


def test_a_coordinator_certifies_the_new_key(world: World) -> None:
    actor = finish(renew(world))
    told = Notice.objects.filter(kind=Notice.Kind.KEYS_RENEWED).values_list("member", flat=True)
    assert set(told) == {world.rana.member.pk, world.dara.member.pk}
    [key] = admission.waiting_keys()
    assert (key.member_id, key.serial) == (actor.pk, 2)
    said = admission.fingerprint_of(key)[0]
    admission.admit(by=world.rana.actor, key=key, said=said)
    [found] = recipients([actor.pk])
    assert (found.serial, found.public) == (2, actor.keys().pair.public)


def test_a_coordinator_needs_another_coordinator(world: World) -> None:
    ring, _ = renewal.renew(by=world.rana.actor, passphrase=NEW, session="")
    rana = Actor(world.rana.member, ring)
    while not renewal.go_on(by=rana).finished:
        pass
    assert open_for(rana, Organisation, only=1) is not None
    [key] = admission.waiting_keys()
    said = admission.fingerprint_of(key)[0]
    with pytest.raises(NotNow, match="Another coordinator"):
        admission.admit(by=rana, key=key, said=said)
    admission.admit(by=world.dara.actor, key=key, said=said)
    assert recipients([rana.pk])[0].serial == 2


def test_a_second_renewal_waits_for_the_first(world: World) -> None:
    some_cases(world, 1)
    actor = renew(world)
    with pytest.raises(NotNow, match="already"):
        renewal.renew(by=actor, passphrase=NEW, session="")
    with pytest.raises(NotNow, match="already"):
        renewal.renew(by=world.mina.actor, passphrase=NEW, session="")
    done = finish(actor)
    ring, _ = renewal.renew(by=done, passphrase=NEW, session="")
    assert ring.serial == 3


def test_a_grant_that_its_owner_cannot_open_does_not_stop_the_rest(world: World) -> None:
    [broken, sound] = some_cases(world, 2)
    broken.grants.filter(user=world.mina.member).update(sealed_key=b"\x02damaged")
    done = finish(renew(world))
    assert opens(done, sound)
    assert not broken.grants.filter(user=done.pk).exists()
    row = AuditRow.objects.filter(act="account.reseal").first()
    assert row is not None
    assert row.details == {"moved": 1, "lost": 1, "finished": True}


def test_a_member_removed_in_between_keeps_nothing(world: World) -> None:
    some_cases(world, 2)
    actor = renew(world)
    members.remove(by=world.adam.actor, member=actor.member)
    renewal.go_on(by=actor)
    assert not Case.objects.filter(grants__user=actor.member).exists()
    assert factors.open_seed(actor.member, NEW) is None


def sheet_words(page: str) -> list[str]:
    return re.findall(r'<li><span class="code">([a-z-]+)</span></li>', page)


def test_the_pages_lead_through_it(world: World) -> None:
    cases = some_cases(world, 2)
    client = world.mina.client
    url = reverse("accounts:renew")
    assert client.get(url, secure=True).status_code == 200
    present = {"passphrase": world.mina.passphrase}
    wrong = client.post(
        url, present | {"new_passphrase": "x", "new_passphrase_again": "x"}, secure=True
    )
    assert wrong.status_code == 200
    assert not KeySlot.objects.filter(kind=KeySlot.Kind.FORMER).exists()
    typed = {"new_passphrase": NEW, "new_passphrase_again": NEW}
    for other in ({}, {"passphrase": "somebody at an open screen"}):
        assert client.post(url, typed | other, secure=True).status_code == 200
    assert not KeySlot.objects.filter(kind=KeySlot.Kind.FORMER).exists()
    typed |= present
    sheet = reverse("accounts:renew_sheet")
    assert client.post(url, typed, secure=True).headers["Location"] == sheet
    words = sheet_words(client.get(sheet, secure=True).content.decode())
    assert len(words) == 7
    assert client.get(url, secure=True).headers["Location"] == sheet
    check = client.post(sheet, {"printed": "1"}, secure=True).content.decode()
    asked = {n: words[int(at)] for n, at in re.findall(r'name="(word(\d)-recovery_code)"', check)}
    bad = dict.fromkeys(asked, "lamp") | {"check": "1"}
    assert client.post(sheet, bad, secure=True).status_code == 200
    keys = reverse("accounts:renew_keys")
    done = client.post(sheet, asked | {"check": "1"}, secure=True)
    assert done.headers["Location"] == keys
    assert client.get(sheet, secure=True).headers["Location"] == keys
    assert "data-continue" in client.get(keys, secure=True).content.decode()
    more = client.post(reverse("accounts:renew_more"), secure=True)
    assert more.headers["Location"] == reverse("accounts:waiting")
    assert client.get(keys, secure=True).headers["Location"] == reverse("accounts:waiting")
    assert "needs a certificate" in client.get(more.url, secure=True).content.decode()
    for case in cases:
        page = client.get(reverse("cases:case", args=[case.code]), secure=True)
        assert page.status_code == 200
    mina = Member.objects.get(username="mina")
    assert factors.open_seed_with_recovery(mina, " ".join(words)) is not None


def test_the_new_code_lies_sealed_in_the_session_until_it_is_confirmed(world: World) -> None:
    typed: dict[str, Any] = {"new_passphrase": NEW, "new_passphrase_again": NEW}
    typed["passphrase"] = world.mina.passphrase
    world.mina.client.post(reverse("accounts:renew"), typed, secure=True)
    page = world.mina.client.get(reverse("accounts:renew_sheet"), secure=True).content.decode()
    words = sheet_words(page)
    row = Session.objects.get(member=world.mina.member)
    kept = repr(SessionStore().decode(row.session_data))
    assert "once_recovery" in kept
    assert not any(f"{a} {b}" in kept for a, b in pairwise(words))


def test_renewing_asks_for_a_fresh_second_factor(world: World) -> None:
    client = world.mina.sign_in(stepped_up=False)
    typed = {"new_passphrase": NEW, "new_passphrase_again": NEW}
    typed["passphrase"] = world.mina.passphrase
    client.post(reverse("accounts:renew"), typed, secure=True)
    assert MemberKey.objects.filter(member=world.mina.member).count() == 1
