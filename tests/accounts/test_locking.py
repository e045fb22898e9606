"""The session lock, attacked: stolen tables, stolen cookies, moved seeds, idle pages."""

import base64
import json
from hashlib import sha256
from typing import Any

import pytest
from django.conf import settings
from django.core import signing
from django.test import Client
from django.urls import reverse

from accounts.models import AuditRow, Member, Session
from accounts.sessions import SessionStore, hashed
from accounts.stretching import Budget, budget
from tests.accounts.browsing import form_to, press, sign_in
from tests.world import Person, World
from vault.keyring import Keyring

UNLOCK, SECRETS = "/staff/unlock/", "/staff/account/backup-codes/"
JSON = {"headers": {"accept": "application/json"}}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A clock that can be moved on."""
    import time

    moved = {"by": 0.0}
    real = time.time
    monkeypatch.setattr("time.time", lambda: real() + moved["by"])
    return moved


def is_open(client: Client) -> bool:
    """Whether a page that needs the vault is shown."""
    return bool(client.get(SECRETS).status_code == 200)


def unlock(client: Client, passphrase: str, **more: Any) -> Any:
    return client.post(UNLOCK, {"passphrase": passphrase, **more}, **JSON)


def test_lock_and_unlock(world: World) -> None:
    client = world.mina.client
    assert is_open(client)
    answer = client.post(reverse("accounts:lock"))
    assert answer.url == UNLOCK
    assert not is_open(client)
    assert client.get(SECRETS).url.startswith(UNLOCK)
    page = client.get(UNLOCK)
    answer = press(client, page, "unlock", passphrase=world.mina.passphrase)
    assert answer.status_code == 302
    assert is_open(client)


def test_after_unlocking_the_page_that_was_asked_for_follows(world: World) -> None:
    client = world.mina.sign_in(unlocked=False)
    page = client.get(client.get(SECRETS).url)
    answer = press(client, page, "unlock", passphrase=world.mina.passphrase)
    assert answer.url == SECRETS


def test_the_sheet_locks_and_unlocks_by_fetch(world: World) -> None:
    client = world.mina.client
    answer = client.post(reverse("accounts:lock"), **JSON).json()
    assert answer["ok"]
    assert answer["csrf"]
    wrong = unlock(client, "wrong", member="mina").json()
    assert not wrong["ok"]
    assert wrong["message"]
    right = unlock(client, world.mina.passphrase, member="mina").json()
    assert right["ok"]
    assert right["seconds"] == 15 * 60
    assert right["csrf"]
    assert is_open(client)


def test_the_token_that_unlocking_gives_is_good(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    sign_in(client, world.mina)
    page = client.get(reverse("accounts:account"))
    token = dict(form_to(page, reverse("accounts:lock")).fields)["csrfmiddlewaretoken"]
    locked = client.post(reverse("accounts:lock"), {"csrfmiddlewaretoken": token}, **JSON).json()
    opened = unlock(client, world.mina.passphrase, csrfmiddlewaretoken=locked["csrf"]).json()
    sent = {"csrfmiddlewaretoken": opened["csrf"]}
    assert client.post(reverse("accounts:keepalive"), sent, **JSON).json()["ok"]


def test_a_sheet_of_somebody_else_is_not_opened(world: World) -> None:
    client = world.omid.client
    client.post(reverse("accounts:lock"))
    answer = unlock(client, world.omid.passphrase, member="mina").json()
    assert not answer["ok"]
    assert not is_open(client)


def test_a_sheet_over_an_ended_session_says_so(world: World) -> None:
    Session.objects.all().delete()
    answer = unlock(world.mina.client, world.mina.passphrase, member="mina").json()
    assert not answer["ok"]
    assert answer["message"]
    assert answer["signin"] == reverse("accounts:sign_in")


def test_ten_wrong_passphrases_end_the_session(world: World) -> None:
    client = world.mina.client
    client.post(reverse("accounts:lock"))
    for _ in range(10):
        assert not unlock(client, "wrong").json()["ok"]
    before = budget.taken
    answer = unlock(client, world.mina.passphrase).json()
    assert not answer["ok"]
    assert answer["signin"]
    assert budget.taken == before
    assert client.get("/staff/").url.startswith(reverse("accounts:sign_in"))


def test_a_busy_server_says_so_and_counts_no_try(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, full = world.mina.client, Budget(1, 0.01)
    client.post(reverse("accounts:lock"))
    monkeypatch.setattr("accounts.stretching.budget", full)
    with full.turn():
        for _ in range(11):
            assert "Many people" in unlock(client, world.mina.passphrase).json()["message"]
    assert unlock(client, world.mina.passphrase).json()["ok"]


def test_unlocking_costs_one_derivation_and_leaves_its_trace(world: World) -> None:
    client = world.mina.client
    client.post(reverse("accounts:lock"))
    before = budget.taken
    unlock(client, "wrong")
    unlock(client, world.mina.passphrase)
    assert budget.taken == before + 2
    rows = AuditRow.objects.filter(act="session.unlock").order_by("sequence")
    assert [row.refused for row in rows] == [True, False]


@pytest.mark.parametrize("minutes", [5, 15, 60])
def test_an_idle_vault_locks_after_the_members_own_time(
    world: World, clock: Any, minutes: int
) -> None:
    Member.objects.filter(pk=world.mina.member.pk).update(lock_minutes=minutes)
    client = world.mina.sign_in()
    account = reverse("accounts:account")
    clock["by"] += minutes * 60 - 2
    assert client.get(account).context["vault_seconds"] is not None
    clock["by"] += minutes * 60 + 1
    assert client.get(account).context["vault_seconds"] is None
    assert "vault" not in client.session


def test_typing_keeps_it_open_and_says_for_how_long(world: World, clock: Any) -> None:
    client = world.mina.client
    for _ in range(4):
        clock["by"] += 10 * 60
        answer = client.post(reverse("accounts:keepalive"), **JSON).json()
        assert answer["ok"]
        assert answer["seconds"] == 15 * 60
    clock["by"] += 15 * 60 + 1
    assert client.post(reverse("accounts:keepalive"), **JSON).json() == {"ok": False}


def test_twelve_hours_end_the_session_whatever_happens_in_it(world: World) -> None:
    client = Client()
    sign_in(client, world.mina)
    client.get("/staff/")
    client.post(reverse("accounts:keepalive"))
    row = Session.objects.get(session_key=hashed(client.session.session_key))
    assert row.started_at is not None
    assert (row.expire_date - row.started_at).total_seconds() == 12 * 60 * 60
    assert client.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == ""


def test_lock_and_sign_out_clear_what_the_browser_kept(world: World) -> None:
    for name in ("lock", "sign_out", "sign_out_everywhere"):
        client = world.mina.sign_in()
        answer = client.post(reverse(f"accounts:{name}"))
        assert '"cache"' in answer.headers["Clear-Site-Data"]
        assert client.cookies[settings.VAULT_COOKIE_NAME].value == ""


def test_pages_of_the_portal_are_stored_nowhere(world: World) -> None:
    for name in ("account", "sessions", "notices", "backup_codes", "change_passphrase", "passkeys"):
        answer = world.mina.client.get(reverse(f"accounts:{name}"))
        assert answer.status_code == 200
        assert "no-store" in answer.headers["Cache-Control"]


def data_of(client: Client) -> dict[str, Any]:
    return dict(client.session.items())


def test_neither_the_table_nor_the_cookie_opens_the_seed_alone(world: World) -> None:
    client = world.mina.client
    seed = world.mina.keyring.seed
    data = json.dumps(data_of(client))
    for written in (seed.hex(), base64.b64encode(seed).decode(), repr(seed)):
        assert written not in data
    cookie = base64.urlsafe_b64decode(client.cookies[settings.VAULT_COOKIE_NAME].value)
    assert cookie != seed
    assert base64.b64encode(cookie).decode() not in data
    del client.cookies[settings.VAULT_COOKIE_NAME]
    assert not is_open(client)


def test_the_second_cookie_of_another_session_opens_nothing(world: World) -> None:
    other = Client()
    sign_in(other, world.mina)
    world.mina.client.cookies[settings.VAULT_COOKIE_NAME] = other.cookies[
        settings.VAULT_COOKIE_NAME
    ].value
    assert not is_open(world.mina.client)


@pytest.mark.parametrize("planted", ["", "x", "AAAA", "a" * 44, "é", "=" * 44])
def test_a_planted_second_cookie_opens_nothing(world: World, planted: str) -> None:
    world.mina.client.cookies[settings.VAULT_COOKIE_NAME] = planted
    assert not is_open(world.mina.client)


def moved(source: Client, target: Client, person: Person) -> None:
    """A writer to the database moves a sealed seed, and the thief its cookie, to another session."""
    session = SessionStore(target.session.session_key)
    session["vault"] = source.session["vault"]
    session.save()
    target.cookies[settings.VAULT_COOKIE_NAME] = source.cookies[settings.VAULT_COOKIE_NAME].value


def test_a_seed_moved_to_another_session_does_not_open(world: World) -> None:
    first, second = Client(), Client()
    sign_in(first, world.mina)
    sign_in(second, world.mina)
    moved(first, second, world.mina)
    assert not is_open(second)


def test_a_seed_moved_to_another_member_does_not_open(world: World) -> None:
    moved(world.mina.client, world.omid.client, world.omid)
    assert not is_open(world.omid.client)


def test_session_ids_are_stored_hashed(world: World) -> None:
    key = world.mina.client.session.session_key
    rows = Session.objects.values_list("session_key", "session_data")
    assert not any(key in value for row in rows for value in row)
    assert Session.objects.filter(session_key=sha256(key.encode()).hexdigest()).exists()
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = hashed(key)
    assert thief.get("/staff/").url.startswith(reverse("accounts:sign_in"))


def test_the_pair_before_stays_at_hand_while_grants_are_resealed(world: World) -> None:
    mina = world.mina
    ring = Keyring(mina.member.pk, 3, b"3" * 32)
    ring.former = Keyring(mina.member.pk, 2, b"2" * 32)
    ring.former.former = Keyring(mina.member.pk, 1, b"1" * 32)
    from django.http import HttpRequest

    from accounts import locking

    request = HttpRequest()
    request.session = SessionStore()
    request.session.create()
    locking.open_vault(request, ring, mina.member)
    request.COOKIES[settings.VAULT_COOKIE_NAME] = request.vault_cookie  # type: ignore[attr-defined]
    opened = locking.keyring_of(request, mina.member)
    assert opened is not None
    assert [opened.with_serial(n).seed[:1] for n in (1, 2, 3)] == [b"1", b"2", b"3"]


def test_session_data_cannot_be_forged_without_the_key(world: World) -> None:
    row = Session.objects.get(session_key=hashed(world.mina.client.session.session_key))
    row.session_data = signing.dumps({"member": str(world.rana.member.pk)}, key="guess" * 10)
    row.save()
    assert world.mina.client.get("/staff/").url.startswith(reverse("accounts:sign_in"))
