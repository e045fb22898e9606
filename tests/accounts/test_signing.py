"""Signing in, attacked: guessed, raced, slowed, replayed; and nobody learns which was wrong."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.actions import devices, factors, pace
from accounts.models import (
    AuditRow,
    KeySlot,
    KnownDevice,
    Member,
    MemberKey,
    Notice,
    Session,
    SlowDown,
)
from accounts.sessions import hashed
from accounts.stretching import Budget, Busy, budget
from tests.accounts.browsing import code_of, press, sign_in
from tests.world import World
from vault.certificates import spoken
from vault.keyring import Keyring

SIGN_IN, PASSPHRASE = "/staff/sign-in/", "/staff/sign-in/passphrase/"
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')


def bare(response: Any) -> bytes:
    """A page without what is random in it."""
    return TOKEN.sub(b"", response.content)


def first_page(client: Client, username: str, code: str) -> Any:
    return client.post(SIGN_IN, {"username": username, "code": code})


def half(world: World, client: Client) -> Client:
    """A browser between the two pages."""
    assert first_page(client, "mina", code_of(world.mina)).status_code == 302
    return client


def test_two_pages_open_a_session_and_its_vault(world: World) -> None:
    client = Client()
    answer = sign_in(client, world.mina)
    assert answer.status_code == 302
    assert answer.url == reverse("accounts:home")
    page = client.get(reverse("accounts:sessions"))
    assert page.status_code == 200
    assert page.context["vault_seconds"] > 0
    row = AuditRow.objects.filter(act="session.open", refused=False).latest("sequence")
    assert row.actor == world.mina.member.pk


def test_a_name_may_be_typed_with_capitals_and_a_code_with_blanks(world: World) -> None:
    code = code_of(world.mina)
    assert first_page(Client(), " Mina ", f"{code[:3]} {code[3:]}").status_code == 302


def test_a_backup_code_stands_in_for_the_phone(world: World) -> None:
    codes = factors.new_backup_codes(by=world.mina.member)
    assert first_page(Client(), "mina", codes[0]).status_code == 302
    assert first_page(Client(), "mina", codes[0]).status_code == 200


def test_wrong_code_and_unknown_name_look_the_same(world: World) -> None:
    typed = "same-length"
    Member.objects.filter(username="sara").update(username=typed)
    known = first_page(Client(), typed, "123456")
    other = "gnihton-hsl"
    unknown = first_page(Client(), other, "123456")
    assert known.status_code == unknown.status_code == 200
    assert bare(known).replace(typed.encode(), b"") == bare(unknown).replace(other.encode(), b"")
    assert known.headers.keys() == unknown.headers.keys()


def test_wrong_code_and_unknown_name_ask_the_database_the_same(world: World) -> None:
    asked = []
    first_page(Client(), "anybody", "123456")  # so that the audit log has its first row
    for name in ("mina", "nobody"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            first_page(Client(), name, "123456")
        asked.append([re.sub(r"'[^']*'|x'[^']*'|\d+", "", q["sql"])[:40] for q in queries])
    assert asked[0] == asked[1]


@pytest.mark.parametrize("state", [Member.State.REMOVED, Member.State.INVITED])
def test_a_removed_or_invited_member_is_as_unknown(world: World, state: str) -> None:
    Member.objects.filter(pk=world.mina.member.pk).update(state=state)
    assert first_page(Client(), "mina", code_of(world.mina)).status_code == 200


def test_a_member_removed_between_the_pages_does_not_come_in(world: World) -> None:
    client = half(world, Client())
    Member.objects.filter(pk=world.mina.member.pk).update(state=Member.State.REMOVED)
    before = budget.taken
    answer = client.post(PASSPHRASE, {"passphrase": world.mina.passphrase})
    assert answer.status_code == 200
    assert budget.taken == before + 1
    assert client.get("/staff/").status_code == 302


def test_one_derivation_a_sign_in_and_none_at_the_first_page(world: World) -> None:
    client, before = Client(), budget.taken
    half(world, client)
    assert budget.taken == before
    client.post(PASSPHRASE, {"passphrase": world.mina.passphrase})
    assert budget.taken == before + 1


def test_a_wrong_passphrase_costs_one_derivation_and_says_nothing_more(world: World) -> None:
    client, before = half(world, Client()), budget.taken
    answer = client.post(PASSPHRASE, {"passphrase": "not the passphrase at all"})
    assert answer.status_code == 200
    assert budget.taken == before + 1
    assert b"not the passphrase at all" not in answer.content
    refused = AuditRow.objects.filter(refused=True).latest("sequence")
    assert refused.details == {"step": "passphrase"}
    assert refused.actor is None


def test_a_half_session_opens_no_page(world: World) -> None:
    client = half(world, Client())
    for name in ("home", "account", "sessions", "notices", "unlock", "step_up", "waiting"):
        answer = client.get(reverse(f"accounts:{name}"))
        assert answer.status_code == 302
        assert answer.url.startswith(SIGN_IN)
    assert "member" not in client.session
    assert Session.objects.filter(member=world.mina.member).count() == 1  # the world's own


def test_a_half_session_allows_five_tries(world: World) -> None:
    client = half(world, Client())
    for _ in range(5):
        assert b'name="passphrase"' in client.post(PASSPHRASE, {"passphrase": "wrong"}).content
    before = budget.taken
    answer = client.post(PASSPHRASE, {"passphrase": world.mina.passphrase})
    assert b'name="username"' in answer.content
    assert budget.taken == before
    assert client.get(PASSPHRASE).url == SIGN_IN


def test_tries_are_counted_on_the_server_and_not_in_a_copied_session(world: World) -> None:
    client = half(world, Client())
    data = Session.objects.get(session_key=hashed(client.session.session_key)).session_data
    for _ in range(5):
        client.post(PASSPHRASE, {"passphrase": "wrong"})
        Session.objects.filter(session_key=hashed(client.session.session_key)).update(
            session_data=data
        )
    answer = client.post(PASSPHRASE, {"passphrase": world.mina.passphrase})
    assert b'name="username"' in answer.content


def test_a_half_session_ends_after_five_minutes(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = half(world, Client())
    row = Session.objects.get(session_key=hashed(client.session.session_key))
    left = row.expire_date - timezone.now()
    assert timedelta(minutes=4) < left <= timedelta(minutes=5)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    answer = client.post(PASSPHRASE, {"passphrase": world.mina.passphrase})
    assert b'name="username"' in answer.content


def test_the_session_id_changes_at_every_step(world: World) -> None:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = "planted"
    half(world, client)
    between = client.session.session_key
    assert between != "planted"
    client.post(PASSPHRASE, {"passphrase": world.mina.passphrase})
    assert client.session.session_key not in {between, "planted"}
    assert not Session.objects.filter(session_key=hashed(between)).exists()


def test_a_code_in_use_is_not_right_a_second_time(world: World) -> None:
    code = code_of(world.mina)
    assert first_page(Client(), "mina", code).status_code == 302
    assert first_page(Client(), "mina", code).status_code == 200


def test_cookies_are_the_hosts_own_and_shut(world: World) -> None:
    client = Client()
    sign_in(client, world.mina)
    for name in (
        settings.SESSION_COOKIE_NAME,
        settings.VAULT_COOKIE_NAME,
        settings.DEVICE_COOKIE_NAME,
    ):
        cookie = client.cookies[name]
        assert name.startswith("__Host-")
        assert cookie["secure"]
        assert cookie["httponly"]
        assert cookie["path"] == "/"
        assert not cookie["domain"]
        assert cookie["samesite"]


def test_no_page_on_the_way_is_kept_by_anybody(world: World) -> None:
    client = Client()
    pages = [client.get(SIGN_IN), first_page(client, "mina", "000000")]
    half(world, client)
    pages += [client.get(PASSPHRASE), client.get(reverse("accounts:recover"))]
    assert all("no-store" in page.headers["Cache-Control"] for page in pages)


# ---- slowing ---------------------------------------------------------------------------------


def test_the_fifth_failure_brings_a_wait_that_doubles_up_to_a_quarter_hour() -> None:
    waits = [pace.wait_after(failures).total_seconds() for failures in range(1, 30)]
    assert waits[:4] == [0, 0, 0, 0]
    assert waits[4:12] == [2, 4, 8, 16, 32, 64, 128, 256]
    assert max(waits) == 900


def test_failures_slow_strangers_also_for_the_right_code(world: World) -> None:
    for _ in range(5):
        first_page(Client(), "mina", "000000")
    answer = first_page(Client(), "mina", code_of(world.mina))
    assert b"Wait a little" in answer.content
    SlowDown.objects.update(wait_until=timezone.now())
    assert first_page(Client(), "mina", code_of(world.mina)).status_code == 302


def test_unknown_names_are_slowed_the_same(world: World) -> None:
    answers = []
    for name in ("mina", "nope"):
        for _ in range(6):
            answer = first_page(Client(), name, "000000")
        answers.append(bare(answer).replace(name.encode(), b""))
    assert answers[0] == answers[1]
    assert b"Wait a little" in answers[0]


def test_no_stranger_locks_a_member_out_of_a_known_device(world: World) -> None:
    client = Client()
    sign_in(client, world.mina)
    client.post(reverse("accounts:sign_out"))
    for _ in range(40):
        first_page(Client(), "mina", "000000")
    assert sign_in(client, world.mina).status_code == 302


def test_a_known_device_has_twenty_tries_an_hour(world: World) -> None:
    client = Client()
    sign_in(client, world.mina)
    client.post(reverse("accounts:sign_out"))
    for _ in range(20):
        assert b"Wait a little" not in first_page(client, "mina", "000000").content
    assert b"Wait a little" in first_page(client, "mina", code_of(world.mina)).content
    SlowDown.objects.update(wait_until=timezone.now())
    assert first_page(client, "mina", code_of(world.mina)).status_code == 302


def test_a_device_known_to_one_member_is_a_strangers_to_another(world: World) -> None:
    client = Client()
    sign_in(client, world.mina)
    client.post(reverse("accounts:sign_out"))
    for _ in range(5):
        first_page(client, "omid", "000000")
    assert b"Wait a little" in first_page(client, "omid", code_of(world.omid)).content


def test_a_wait_is_not_made_longer_by_those_who_do_not_wait(world: World) -> None:
    for _ in range(5):
        first_page(Client(), "mina", "000000")
    until = SlowDown.objects.get().wait_until
    for _ in range(5):
        first_page(Client(), "mina", "000000")
    assert SlowDown.objects.get().wait_until == until


def test_the_table_of_the_slowed_names_nobody(world: World) -> None:
    first_page(Client(), "mina", "000000")
    row = SlowDown.objects.get()
    assert bytes(row.bucket) == pace.bucket("name", "mina")
    assert len(bytes(row.bucket)) == 32
    assert b"mina" not in bytes(row.bucket)


def test_what_was_typed_as_a_name_is_not_written_down(world: World) -> None:
    first_page(Client(), "my-secret-passphrase", "000000")
    row = AuditRow.objects.latest("sequence")
    assert row.refused
    assert "secret" not in f"{row.object}{row.details}"


# ---- devices ---------------------------------------------------------------------------------


def test_a_new_browser_is_told_about_but_not_the_first(world: World) -> None:
    sign_in(Client(), world.mina)
    assert not Notice.objects.filter(member=world.mina.member).exists()
    client = Client()
    sign_in(client, world.mina)
    notices = Notice.objects.filter(member=world.mina.member, kind=Notice.Kind.NEW_DEVICE)
    assert notices.count() == 1
    client.post(reverse("accounts:sign_out"))
    sign_in(client, world.mina)
    assert notices.count() == 1


def test_the_table_of_devices_makes_nobody_known(world: World) -> None:
    client = Client()
    sign_in(client, world.mina)
    token = client.cookies[settings.DEVICE_COOKIE_NAME].value
    stored = bytes(KnownDevice.objects.get(member=world.mina.member).token_hash)
    assert token.encode() not in stored
    thief = Client()
    thief.cookies[settings.DEVICE_COOKIE_NAME] = stored.hex()
    for _ in range(5):
        first_page(thief, "mina", "000000")
    assert b"Wait a little" in first_page(thief, "mina", "000000").content


def test_two_members_share_a_browser(world: World) -> None:
    client = Client()
    for _ in range(2):
        for person in (world.mina, world.omid):
            assert sign_in(client, person).status_code == 302
            client.post(reverse("accounts:sign_out"))
    assert KnownDevice.objects.count() == 2
    assert not Notice.objects.filter(kind=Notice.Kind.NEW_DEVICE).exists()


# ---- a lost passphrase -------------------------------------------------------------------------

NEW = "velvet orchard pickle harbour seven"


def recover(client: Client, code: str, new: str = NEW, again: str | None = None) -> Any:
    typed = {
        "recovery_code": code,
        "new_passphrase": new,
        "new_passphrase_again": new if again is None else again,
    }
    return client.post(reverse("accounts:recover"), typed)


def test_the_recovery_code_sets_a_new_passphrase_and_a_new_code(world: World) -> None:
    client = half(world, Client())
    answer = recover(client, world.mina.recovery_code)
    assert answer.status_code == 200
    words = re.findall(r"<li>([a-z-]+)</li>", answer.content.decode())
    assert len(words) == 7
    mina = world.mina.member
    assert factors.open_seed(mina, world.mina.passphrase) is None
    assert factors.open_seed_with_recovery(mina, world.mina.recovery_code) is None
    opened = factors.open_seed(mina, NEW)
    assert opened is not None
    assert opened.seed == world.mina.keyring.seed
    again = factors.open_seed_with_recovery(mina, " ".join(words))
    assert again is not None
    assert again.seed == opened.seed
    assert client.get(reverse("accounts:account")).status_code == 200


def test_a_recovery_is_told_to_the_coordinators_and_ends_other_sessions(world: World) -> None:
    recover(half(world, Client()), world.mina.recovery_code)
    told = Notice.objects.filter(kind=Notice.Kind.RECOVERY_USED)
    assert {one.member_id for one in told} == {world.rana.member.pk, world.dara.member.pk}
    assert world.mina.client.get(reverse("accounts:account")).status_code == 302


def test_a_recovery_code_alone_opens_nothing(world: World) -> None:
    answer = recover(Client(), world.mina.recovery_code)
    assert b'name="username"' in answer.content
    assert factors.open_seed(world.mina.member, world.mina.passphrase) is not None


def test_anothers_recovery_code_opens_nothing_and_five_tries_are_all(world: World) -> None:
    client = half(world, Client())
    for _ in range(5):
        answer = recover(client, world.omid.recovery_code)
        assert answer.status_code == 200
        assert b"recovery_code" in answer.content
    answer = recover(client, world.mina.recovery_code)
    assert b'name="username"' in answer.content
    assert factors.open_seed(world.mina.member, world.mina.passphrase) is not None


@pytest.mark.parametrize(
    "weak", ["short", "aaaaaaaaaaaaaaaaaa", "passwordpassword", "mina karimi 1"]
)
def test_a_weak_new_passphrase_is_refused_before_the_code_is_used(world: World, weak: str) -> None:
    answer = recover(half(world, Client()), world.mina.recovery_code, weak)
    assert b"field__error" in answer.content
    assert world.mina.passphrase.encode() not in answer.content
    assert factors.open_seed_with_recovery(world.mina.member, world.mina.recovery_code)


def test_the_two_new_passphrases_must_be_the_same(world: World) -> None:
    answer = recover(half(world, Client()), world.mina.recovery_code, NEW, NEW + " eight")
    assert b"not the same" in answer.content
    assert factors.open_seed(world.mina.member, NEW) is None


# ---- waiting members, slots, the budget --------------------------------------------------------


def test_a_waiting_member_sees_the_waiting_page(world: World) -> None:
    Member.objects.filter(pk=world.vida.member.pk).update(state=Member.State.WAITING)
    client = Client()
    sign_in(client, world.vida)
    assert client.get("/staff/").url == reverse("accounts:waiting")
    page = client.get(reverse("accounts:waiting"))
    assert page.status_code == 200
    words = spoken(world.vida.member.pk, 1, world.vida.keyring.pair.public)[0].split()
    shown = page.content.decode()
    assert len(words) == 6
    assert [word for word in words if f">{word}<" not in shown] == []
    assert page.context["nav"] == []


def test_a_slot_moved_to_another_member_opens_nothing(world: World) -> None:
    mina = world.mina.member.keys.get().slots.get(kind="passphrase")
    omid = world.omid.member.keys.get().slots.get(kind="passphrase")
    for name in ("salt", "verifier_hash", "sealed_seed"):
        setattr(omid, name, getattr(mina, name))
    omid.save()
    assert factors.open_seed(world.omid.member, world.mina.passphrase) is None


def renewed(world: World, serial: int, before: Keyring) -> Keyring:
    """The member's next pair, which keeps the seed of the one before for a while."""
    mina = world.mina.member
    seed = bytes([serial]) * 32
    ring = Keyring(mina.pk, serial, seed)
    key = MemberKey.objects.create(
        member=mina, serial=serial, public=ring.pair.public, made_on=timezone.localdate()
    )
    factors.make_slots(key, seed, f"passphrase of pair number {serial}", "seven words")
    factors.former_slot(key, ring, before).save()
    return ring


def test_the_pairs_before_open_with_the_new_one(world: World) -> None:
    second = renewed(world, 2, world.mina.keyring)
    renewed(world, 3, second)
    mina = world.mina.member
    opened = factors.open_seed(mina, "passphrase of pair number 3")
    assert opened is not None
    assert opened.serial == 3
    assert opened.with_serial(2).seed == second.seed
    assert opened.with_serial(1).seed == world.mina.keyring.seed
    assert factors.open_seed(mina, "passphrase of pair number 2") is None
    assert factors.open_seed(mina, world.mina.passphrase) is None


def test_a_former_slot_altered_or_moved_opens_nothing(world: World) -> None:
    renewed(world, 2, world.mina.keyring)
    slot = KeySlot.objects.get(kind=KeySlot.Kind.FORMER)
    for wrong in (bytes(61), b"", bytes(slot.sealed_seed)[:-1] + b"x"):
        KeySlot.objects.filter(pk=slot.pk).update(sealed_seed=wrong)
        assert factors.open_seed(world.mina.member, "passphrase of pair number 2") is None


def test_failures_are_forgotten_after_a_day(world: World) -> None:
    for _ in range(5):
        first_page(Client(), "mina", "000000")
    SlowDown.objects.update(wait_until=timezone.now() - timedelta(days=1, seconds=1))
    first_page(Client(), "mina", "000000")
    assert SlowDown.objects.get().failures == 1


def test_twenty_devices_are_known_and_the_oldest_gives_way(world: World) -> None:
    for number in range(25):
        devices.remember(by=world.mina.member, token=f"token {number}", browser="")
    assert KnownDevice.objects.filter(member=world.mina.member).count() == 20
    assert not devices.is_known(world.mina.member, "token 0")
    assert devices.is_known(world.mina.member, "token 24")


@pytest.mark.parametrize("planted", ["", "short", "é" * 43, "x" * 5000])
def test_a_planted_device_cookie_is_replaced(planted: str) -> None:
    assert len(devices.new_token(planted)) == 43
    assert devices.new_token(planted) != planted


def test_a_busy_recovery_can_be_sent_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    client, full = half(world, Client()), Budget(1, 0.01)
    monkeypatch.setattr("accounts.stretching.budget", full)
    with full.turn():
        answer = recover(client, world.mina.recovery_code)
    assert b"Many people sign in" in answer.content
    assert factors.open_seed(world.mina.member, world.mina.passphrase) is not None
    assert b"print-sheet" in recover(client, world.mina.recovery_code).content


def test_a_revoked_pair_does_not_open(world: World) -> None:
    world.mina.member.keys.update(revoked_on=timezone.localdate())
    assert factors.open_seed(world.mina.member, world.mina.passphrase) is None


def test_opening_costs_one_derivation_for_anybody_and_nobody(world: World) -> None:
    for member, typed in (
        (world.mina.member, world.mina.passphrase),
        (world.mina.member, "wrong"),
        (None, "anything"),
        (Member(), "anything"),
    ):
        before = budget.taken
        factors.open_seed(member, typed)
        assert budget.taken == before + 1


def test_a_full_budget_answers_busy_and_counts_no_try(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = half(world, Client())
    full = Budget(1, 0.01)
    monkeypatch.setattr("accounts.stretching.budget", full)
    with full.turn():
        for _ in range(7):
            answer = client.post(PASSPHRASE, {"passphrase": world.mina.passphrase})
            assert b"Many people sign in" in answer.content
        with pytest.raises(Busy):
            factors.open_seed(world.mina.member, "anything")
    assert client.post(PASSPHRASE, {"passphrase": world.mina.passphrase}).status_code == 302


def test_a_sign_in_page_for_one_who_is_signed_in_leads_home(world: World) -> None:
    assert world.mina.client.get(SIGN_IN).url == reverse("accounts:home")


def test_a_foreign_or_missing_token_signs_nobody_in(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    assert first_page(client, "mina", code_of(world.mina)).status_code == 403
    page = client.get(SIGN_IN)
    assert (
        press(client, page, "sign_in", username="mina", code=code_of(world.mina)).status_code == 302
    )


@pytest.mark.parametrize("path", ["sign_out", "sign_out_everywhere", "lock", "keepalive"])
def test_what_changes_something_is_posted(world: World, path: str) -> None:
    assert world.mina.client.get(reverse(f"accounts:{path}")).status_code == 405
