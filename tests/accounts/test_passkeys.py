"""Passkeys, attacked: replayed, cloned, phished, unverified; and never a login by themselves."""

import json
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from accounts.actions import passkeys
from accounts.actions.passkeys import Place
from accounts.models import AuditRow, Member, Passkey
from accounts.stretching import budget
from tests.accounts.authenticator import Authenticator, b64
from tests.accounts.browsing import form_to, press
from tests.world import Person, World

PAGE, OPTIONS = "/staff/account/passkeys/", "/staff/sign-in/passkey/options/"
SIGN_IN, STEP = "/staff/sign-in/passkey/", "/staff/step-up/passkey/"


def add(person: Person, key: Authenticator, name: str = "blue key") -> Any:
    options = person.client.get(PAGE).context["options"]
    return person.client.post(PAGE, {"name": name, "answer": key.make(options)})


@pytest.fixture
def key(world: World) -> Authenticator:
    """Mina's security key."""
    made = Authenticator()
    assert add(world.mina, made).status_code == 302
    return made


def options_for(client: Client, purpose: str = "sign_in") -> dict[str, Any]:
    return dict(client.post(OPTIONS, {"purpose": purpose}).json())


def show(client: Client, key: Authenticator) -> Any:
    return client.post(SIGN_IN, {"answer": key.show(options_for(client))})


def opens(answer: Any) -> bool:
    return bool(answer.status_code == 302 and answer.url == reverse("accounts:passphrase"))


def test_the_browser_is_asked_for_a_discoverable_verified_credential(world: World) -> None:
    options = world.mina.client.get(PAGE).context["options"]
    wanted = options["authenticatorSelection"]
    assert wanted["residentKey"] == wanted["userVerification"] == "required"
    assert options["rp"]["id"] == "testserver"
    assert options["user"]["id"] == b64(world.mina.member.pk.bytes)
    asked = options_for(Client())
    assert asked["userVerification"] == "required"
    assert asked["allowCredentials"] == []


def test_a_passkey_opens_a_half_session_and_nothing_more(world: World, key: Authenticator) -> None:
    client, before = Client(), budget.taken
    assert opens(show(client, key))
    assert budget.taken == before
    assert client.get("/staff/").url.startswith(reverse("accounts:sign_in"))
    page = client.get(reverse("accounts:passphrase"))
    answer = press(client, page, "passphrase", passphrase=world.mina.passphrase)
    assert answer.url == reverse("accounts:home")
    row = AuditRow.objects.filter(act="session.open", refused=False).latest("sequence")
    assert row.details["how"] == "passkey"


def test_the_passphrase_is_that_of_the_passkeys_member(world: World, key: Authenticator) -> None:
    client = Client()
    show(client, key)
    answer = client.post(reverse("accounts:passphrase"), {"passphrase": world.omid.passphrase})
    assert answer.status_code == 200


def test_a_challenge_is_used_once(world: World, key: Authenticator) -> None:
    client = Client()
    answer = key.show(options_for(client))
    assert opens(client.post(SIGN_IN, {"answer": answer}))
    assert not opens(client.post(SIGN_IN, {"answer": answer}))
    other = Client()
    options_for(other)
    assert not opens(other.post(SIGN_IN, {"answer": answer}))


def test_a_challenge_is_good_for_one_purpose(world: World, key: Authenticator) -> None:
    client = world.mina.sign_in(stepped_up=False)
    answer = key.show(options_for(client, "step_up"))
    assert not opens(client.post(SIGN_IN, {"answer": answer}))
    answer = key.show(options_for(client, "sign_in"))
    assert client.post(STEP, {"answer": answer}).status_code == 200
    assert client.post(OPTIONS, {"purpose": "add"}).status_code == 404


def test_a_challenge_of_another_browser_is_refused(world: World, key: Authenticator) -> None:
    answer = key.show(options_for(Client()))
    client = Client()
    options_for(client)
    assert not opens(client.post(SIGN_IN, {"answer": answer}))


def test_an_old_challenge_is_refused(
    world: World, key: Authenticator, monkeypatch: pytest.MonkeyPatch
) -> None:
    import time

    client = Client()
    answer = key.show(options_for(client))
    real = time.time
    monkeypatch.setattr("time.time", lambda: real() + 5 * 60 + 1)
    assert not opens(client.post(SIGN_IN, {"answer": answer}))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("origin", "https://testserver.example"),
        ("origin", "http://testserver:8000"),
        ("host", "elsewhere.example"),
        ("verified", False),
        ("handle", b"0" * 16),
        ("handle", b""),
        ("credential_id", b"unknown"),
    ],
)
def test_what_a_phisher_or_thief_gets_is_refused(
    world: World, key: Authenticator, name: str, value: Any
) -> None:
    setattr(key, name, value)
    assert not opens(show(Client(), key))
    row = AuditRow.objects.latest("sequence")
    assert row.refused
    assert row.details == {"step": "passkey"}


def test_another_key_with_the_same_name_is_refused(world: World, key: Authenticator) -> None:
    forged = Authenticator(handle=key.handle, count=key.count)
    assert not opens(show(Client(), forged))


def test_a_clone_is_found_out_by_its_counter(world: World, key: Authenticator) -> None:
    clone = Authenticator(handle=key.handle, count=key.count, private=key.private)
    assert opens(show(Client(), key))
    assert opens(show(Client(), key))
    assert not opens(show(Client(), clone))


def test_a_key_that_never_counts_is_taken(world: World) -> None:
    key = Authenticator(counts=False)
    add(world.mina, key)
    assert opens(show(Client(), key))
    assert opens(show(Client(), key))


@pytest.mark.parametrize("state", [Member.State.REMOVED, Member.State.INVITED])
def test_a_removed_members_passkey_opens_nothing(
    world: World, key: Authenticator, state: str
) -> None:
    Member.objects.filter(pk=world.mina.member.pk).update(state=state)
    assert not opens(show(Client(), key))


def test_a_passkey_steps_up_its_own_member_alone(world: World, key: Authenticator) -> None:
    client = world.mina.sign_in(stepped_up=False)
    assert (
        client.post(STEP, {"answer": key.show(options_for(client, "step_up"))}).status_code == 302
    )
    assert client.get(PAGE).status_code == 200
    client = world.omid.sign_in(stepped_up=False)
    assert (
        client.post(STEP, {"answer": key.show(options_for(client, "step_up"))}).status_code == 200
    )
    assert client.get(PAGE).status_code == 302


def test_kept_text_passes_a_passkey(world: World, key: Authenticator) -> None:
    client = Client()
    page = client.post("/staff/account/", {"language": "half written", "lock_minutes": "x"})
    sent = form_to(page, SIGN_IN).sent(answer=key.show(options_for(client)))
    page = client.post(SIGN_IN, sent)
    page = press(client, page, "passphrase", passphrase=world.mina.passphrase)
    assert form_to(page, "/staff/account/").sent()["language"] == ["half written"]


@pytest.mark.parametrize("bad", ["verified", "origin", "host"])
def test_only_a_verified_key_of_this_place_is_added(world: World, bad: str) -> None:
    key = Authenticator(**{bad: False if bad == "verified" else "elsewhere.example"})  # type: ignore[arg-type]
    page = add(world.mina, key)
    assert b"did not confirm" in page.content
    assert not Passkey.objects.exists()


def test_a_key_is_added_with_the_challenge_just_asked(world: World) -> None:
    key = Authenticator()
    answer = key.make(world.mina.client.get(PAGE).context["options"])
    world.mina.client.get(PAGE)
    world.mina.client.post(PAGE, {"name": "late", "answer": answer})
    assert not Passkey.objects.exists()


def test_nobody_adds_anothers_credential(world: World, key: Authenticator) -> None:
    page = add(world.omid, key)
    assert b"known already" in page.content
    assert Passkey.objects.get().member == world.mina.member


def test_adding_asks_for_a_fresh_factor(world: World) -> None:
    client = world.mina.sign_in(stepped_up=False)
    assert client.get(PAGE).url.startswith(reverse("accounts:step_up"))


def test_a_passkey_is_removed_by_its_own_member(world: World, key: Authenticator) -> None:
    row = Passkey.objects.get()
    path = reverse("accounts:remove_passkey", args=[row.pk])
    world.omid.client.post(path)
    assert Passkey.objects.exists()
    assert row.name.encode() in world.mina.client.get(PAGE).content
    world.mina.client.post(path)
    assert not opens(show(Client(), key))


def test_ten_are_enough(world: World) -> None:
    for number in range(10):
        add(world.mina, Authenticator(credential_id=b"%d" % number))
    assert b"ten already" in add(world.mina, Authenticator()).content


PLACE = Place("testserver", "http://testserver", b"c" * 32)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@pytest.mark.django_db
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text() | JSON.map(json.dumps) | st.binary().map(lambda raw: json.dumps({"id": b64(raw)})))
def test_no_answer_breaks_anything(answer: str) -> None:
    assert passkeys.show_passkey(answer=answer, place=PLACE, token="") is None


PARTS = ["clientDataJSON", "authenticatorData", "signature", "userHandle"]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("planted", ["", "AA", "!!", None, 7, b64(b"\xff" * 200), []])
def test_a_broken_part_breaks_nothing(
    world: World, key: Authenticator, part: str, planted: Any
) -> None:
    client = Client()
    answer = json.loads(key.show(options_for(client)))
    answer["response"][part] = planted
    assert not opens(client.post(SIGN_IN, {"answer": json.dumps(answer)}))


@pytest.mark.parametrize("answer", ["", "{}", "null", "[]", '{"response": {}}', "\x00"])
def test_a_broken_registration_breaks_nothing(world: World, answer: str) -> None:
    world.mina.client.get(PAGE)
    page = world.mina.client.post(PAGE, {"name": "x", "answer": answer})
    assert page.status_code == 200
    assert not Passkey.objects.exists()


def test_the_script_is_our_own_and_nothing_is_inline(world: World) -> None:
    for page in (Client().get(reverse("accounts:sign_in")), world.mina.client.get(PAGE)):
        text = page.content.decode()
        assert "passkey.js" in text
        assert " onclick" not in text
        assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["default-src"] == ["'none'"]


def test_a_stolen_passkey_brings_only_so_many_tries_at_the_passphrase(
    world: World, key: Authenticator
) -> None:
    shown = [opens(show(Client(), key)) for _try in range(passkeys.MOST_SHOWN + 1)]
    assert shown == [True] * passkeys.MOST_SHOWN + [False]
    assert AuditRow.objects.latest("sequence").refused
