"""Nothing typed is lost: through a lock, an ended session, a missing factor and a stale form."""

import json
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts import keeping
from accounts.models import Session
from accounts.sessions import SessionStore
from accounts.stretching import Busy
from tests.accounts.browsing import code_of, form_to, press
from tests.world import Person, World
from vault.compartments import StaleKey

TARGET = "/staff/account/"  # any page of the portal that takes a form
NOTE = "یادداشت: \"quoted\" <b>& 'more'\r\nsecond line\r\n\r\n  blanks kept  "
TYPED = {"language": NOTE, "lock_minutes": "fifteen"}


def kept_in(response: Any, action: str) -> dict[str, list[str]]:
    """What a page would send on, if its form to an address were sent."""
    return form_to(response, action).sent()


def through_sign_in(client: Client, page: Any, person: Person) -> Any:
    """Both pages, from a page that asks for a sign-in."""
    second = press(client, page, "sign_in", username=person.member.username, code=code_of(person))
    return press(client, second, "passphrase", passphrase=person.passphrase)


def assert_comes_back(client: Client, page: Any, typed: dict[str, str] = TYPED) -> None:
    """The page offers all that was typed, and the button sends it to where it was going."""
    assert b"Your text is kept" in page.content
    sent = kept_in(page, TARGET)
    for name, value in typed.items():
        assert sent[name] == [value]
    answer = client.post(TARGET, sent)
    assert answer.status_code == 200
    assert answer.context["form"].data["lock_minutes"] == typed["lock_minutes"]


def lost_session(world: World) -> tuple[Client, Any]:
    """A form sent after the session was ended elsewhere."""
    client = world.mina.client
    page = client.get(TARGET)
    sent = form_to(page, TARGET).sent(**TYPED)
    Session.objects.all().delete()
    return client, client.post(TARGET, sent)


def test_an_ended_session_keeps_what_was_typed(world: World) -> None:
    client, page = lost_session(world)
    assert b"is kept in this page" in page.content
    assert_comes_back(client, through_sign_in(client, page, world.mina))


def test_it_is_kept_through_wrong_codes_and_passphrases(world: World) -> None:
    client, page = lost_session(world)
    page = press(client, page, "sign_in", username="mina", code="000000")
    page = press(client, page, "sign_in", username="mina", code=code_of(world.mina))
    for _ in range(6):  # one more than a half-session allows: begin again, text and all
        page = press(client, page, "passphrase", passphrase="wrong")
    assert_comes_back(client, through_sign_in(client, page, world.mina))


def test_it_is_kept_through_a_recovery(world: World) -> None:
    client, page = lost_session(world)
    page = press(client, page, "sign_in", username="mina", code=code_of(world.mina))
    page = press(client, page, "recover")
    new = "velvet orchard pickle harbour seven"
    page = press(
        client,
        page,
        "recover",
        recovery_code=world.mina.recovery_code,
        new_passphrase=new,
        new_passphrase_again=new,
    )
    assert_comes_back(client, page)


def test_somebody_else_who_signs_in_does_not_get_it(world: World) -> None:
    client, page = lost_session(world)
    answer = through_sign_in(client, page, world.omid)
    assert answer.status_code == 302
    assert answer.url == reverse("accounts:home")


def test_an_expired_session_still_says_whose_it_was(world: World) -> None:
    client = world.mina.client
    from django.utils import timezone

    Session.objects.update(expire_date=timezone.now())
    page = client.post(TARGET, TYPED)  # a form that says nothing of its owner
    assert kept_in(page, "/staff/sign-in/")["kept_owner"] == [str(world.mina.member.pk)]
    assert through_sign_in(client, page, world.omid).status_code == 302


def test_forms_of_the_portal_say_whose_they_are(world: World) -> None:
    page = world.mina.client.get(TARGET)
    assert form_to(page, TARGET).sent()["kept_for"] == [str(world.mina.member.pk)]
    assert b"kept_for" not in Client().get(reverse("accounts:sign_in")).content


SECRETS = "/staff/account/passphrase/"
WRITTEN = {"remark": NOTE, "passphrase": "secret one", "new_passphrase": "secret two"}


def test_a_locked_vault_keeps_what_was_typed_but_no_secret(world: World) -> None:
    client = world.mina.sign_in(unlocked=False)
    page = client.post(SECRETS, WRITTEN)
    assert b"secret" not in page.content
    answer = press(client, page, "unlock", passphrase=world.mina.passphrase)
    sent = kept_in(answer, SECRETS)
    assert sent["remark"] == [NOTE]
    assert not {"passphrase", "new_passphrase"} & sent.keys()


def test_a_locked_vault_keeps_it_through_wrong_passphrases_to_a_new_sign_in(world: World) -> None:
    client = world.mina.sign_in(unlocked=False)
    page = client.post(SECRETS, WRITTEN)
    for _ in range(11):  # the eleventh ends the session
        page = press(client, page, "unlock", passphrase="wrong")
    answer = through_sign_in(client, page, world.mina)
    assert kept_in(answer, SECRETS)["remark"] == [NOTE]


def test_a_missing_step_up_keeps_what_was_typed(world: World) -> None:
    client = world.mina.sign_in(stepped_up=False)
    page = client.post(SECRETS, WRITTEN)
    page = press(client, page, "step_up", code="000000")
    answer = press(client, page, "step_up", code=code_of(world.mina))
    assert kept_in(answer, SECRETS)["remark"] == [NOTE]


def test_lock_and_step_up_one_after_the_other(world: World) -> None:
    client = world.mina.sign_in(stepped_up=False, unlocked=False)
    page = client.post(SECRETS, WRITTEN)
    page = press(client, page, "unlock", passphrase=world.mina.passphrase)
    page = client.post(SECRETS, kept_in(page, SECRETS))
    page = press(client, page, "step_up", code=code_of(world.mina))
    assert kept_in(page, SECRETS)["remark"] == [NOTE]


def test_nothing_of_it_is_stored_on_the_server(world: World) -> None:
    client, page = lost_session(world)
    press(client, page, "sign_in", username="mina", code=code_of(world.mina))
    for session in Session.objects.all():
        data = json.dumps(SessionStore().decode(session.session_data), ensure_ascii=False)
        assert "second line" not in data


def test_a_note_of_200_000_persian_letters_comes_back_whole(world: World) -> None:
    long = "نوشتهٔ بلند\r\n" * 15_500
    assert len(long) > 200_000
    client = world.mina.sign_in(unlocked=False)
    page = client.post(SECRETS, {"remark": long})
    answer = press(client, page, "unlock", passphrase=world.mina.passphrase)
    assert kept_in(answer, SECRETS)["remark"] == [long]


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60)
NAMES = st.text("abcdefghijklmnopqrstuvwxyz_0123456789", min_size=1, max_size=12).filter(
    lambda name: not keeping._is_secret(name)
)


@given(st.dictionaries(NAMES, st.lists(TEXT, min_size=1, max_size=3), max_size=5))
def test_any_form_survives_the_way(typed: dict[str, list[str]]) -> None:
    """Captured, written into a page, read back from it: every value of every field, in order."""
    factory = RequestFactory()
    first = factory.post(TARGET, typed)
    first.session = SessionStore()
    kept = keeping.Kept(TARGET, "someone", keeping._fields(_captured(first).written))
    carried = {"kept_target": kept.target, "kept_owner": kept.owner, "kept": kept.written}
    second = keeping.kept_of(factory.post("/staff/sign-in/", carried))
    back: dict[str, list[str]] = {}
    for name, value in second.fields or ():
        back.setdefault(name, []).append(value)
    assert back == typed
    assert second.target == TARGET


def _captured(request: HttpRequest) -> keeping.Kept:
    request.session["member"] = "someone"
    return keeping.interrupted(request)


@pytest.mark.parametrize(
    "name",
    [
        "csrfmiddlewaretoken",
        "passphrase",
        "new_passphrase_again",
        "code",
        "recovery_code",
        "one-code",
        "kept",
        "kept_for",
        "0-passphrase",
    ],
)
def test_secrets_and_our_own_fields_are_never_carried(name: str) -> None:
    request = RequestFactory().post(TARGET, {name: "value", "note": "text"})
    request.session = SessionStore()
    assert _captured(request).fields == (("note", "text"),)
    planted = {"kept_target": TARGET, "kept": json.dumps([[name, "value"], ["note", "text"]])}
    read = keeping.kept_of(RequestFactory().post("/staff/unlock/", planted))
    assert read.fields == (("note", "text"),)


@pytest.mark.parametrize(
    "target",
    [
        "",
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example/",
        "\\\\elsewhere.example",
        "///elsewhere.example/staff/account/",
        "javascript:alert(1)",
        "staff/account/",
        "/nowhere/",
        "/",
        "/staff/sign-in/",
        "/staff/sign-out/",
        "/staff/lock/",
        "/language/",
        "/static/portal.js",
        "\t//elsewhere.example",
        " /staff/account/",
    ],
)
def test_only_pages_of_the_portal_are_taken_up_again(world: World, target: str) -> None:
    assert not keeping.is_target(target)
    client = world.mina.sign_in(unlocked=False)
    sent = {"passphrase": world.mina.passphrase, "kept_target": target, "kept": '[["a", "b"]]'}
    answer = client.post(reverse("accounts:unlock"), sent)
    assert answer.status_code == 302
    assert answer.url == reverse("accounts:home")
    assert client.get(f"/staff/unlock/?to={target}").url == reverse("accounts:home")


@pytest.mark.parametrize("kept", ["", "{", "7", '["a"]', "[[1]]", "null", '{"a": 1}', "[" * 5000])
def test_broken_kept_fields_break_nothing(world: World, kept: str) -> None:
    client = world.mina.sign_in(unlocked=False)
    sent = {"passphrase": world.mina.passphrase, "kept_target": TARGET, "kept": kept}
    assert client.post(reverse("accounts:unlock"), sent).status_code in {200, 302}


# ---- stale forms -------------------------------------------------------------------------------

OURS = {"headers": {"origin": "http://testserver"}}


def strict(person: Person) -> Client:
    """The person's browser, with the token checked."""
    client = Client(enforce_csrf_checks=True)
    client.cookies = person.client.cookies
    return client


def test_a_stale_form_of_ours_comes_back_with_a_fresh_token(world: World) -> None:
    client = strict(world.mina)
    page = client.post(TARGET, {**TYPED, "csrfmiddlewaretoken": "x" * 64}, **OURS)
    assert page.status_code == 403
    sent = kept_in(page, TARGET)
    assert sent["language"] == [NOTE]
    assert client.post(TARGET, sent, **OURS).status_code == 200


def test_a_stale_form_of_an_ended_session_waits_for_the_sign_in(world: World) -> None:
    client = strict(world.mina)
    Session.objects.all().delete()
    sent = {**TYPED, "kept_for": str(world.mina.member.pk)}
    page = client.post(TARGET, sent, **OURS)
    client.handler.enforce_csrf_checks = False
    assert_comes_back(client, through_sign_in(client, page, world.mina))


def test_a_stale_form_of_another_member_is_not_handed_over(world: World) -> None:
    client = strict(world.omid)
    answer = client.post(TARGET, {**TYPED, "kept_for": str(world.mina.member.pk)}, **OURS)
    assert answer.status_code == 302
    assert answer.url == reverse("accounts:home")


@pytest.mark.parametrize(
    "origin", [None, "null", "https://elsewhere.example", "http://testserver.evil"]
)
def test_a_foreign_form_is_plainly_refused(world: World, origin: str | None) -> None:
    headers = {} if origin is None else {"origin": origin}
    page = strict(world.mina).post(TARGET, TYPED, headers=headers)
    assert page.status_code == 403
    assert NOTE.split("\r\n")[1].encode() not in page.content
    assert b"kept_target" not in page.content


def test_a_stale_sign_in_page_can_be_opened_again(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.post("/staff/sign-in/", {"username": "mina", "code": "123456"}, **OURS)
    assert page.status_code == 403
    assert b'href="/staff/sign-in/"' in page.content
    assert b"123456" not in page.content


def test_the_script_gets_a_fresh_token(world: World) -> None:
    client = strict(world.mina)
    headers = {"origin": "http://testserver", "accept": "application/json"}
    answer = client.post(reverse("accounts:keepalive"), headers=headers)
    assert answer.status_code == 403
    token = answer.json()["csrf"]
    again = client.post(
        reverse("accounts:keepalive"), {"csrfmiddlewaretoken": token}, headers=headers
    )
    assert again.json()["ok"]


# ---- a busy server -----------------------------------------------------------------------------


@pytest.mark.parametrize("error", [StaleKey(), Busy(), OperationalError("locked")])
def test_a_busy_server_gives_the_text_back(world: World, error: Exception) -> None:
    from accounts.gate import GateMiddleware

    request = RequestFactory().post(TARGET, TYPED)
    request.session = world.mina.client.session
    request.COOKIES = {name: one.value for name, one in world.mina.client.cookies.items()}
    from django.urls import resolve

    request.resolver_match = resolve(TARGET)
    answer = GateMiddleware(lambda _: None).process_exception(request, error)  # type: ignore[arg-type, return-value]
    assert answer is not None
    assert answer.status_code == 503
    assert kept_in(answer, TARGET)["language"] == [NOTE]


def test_other_errors_are_not_covered_up(rf: RequestFactory) -> None:
    from accounts.gate import GateMiddleware

    middleware = GateMiddleware(lambda _: None)  # type: ignore[arg-type, return-value]
    assert middleware.process_exception(rf.get("/"), ValueError()) is None


def test_a_page_asked_for_follows_the_sign_in(world: World) -> None:
    client = Client()
    answer = client.get("/staff/account/sessions/?page=2")
    page = client.get(answer.url)
    done = through_sign_in(client, page, world.mina)
    assert done.url == "/staff/account/sessions/?page=2"


def test_signing_out_twice_is_no_text_to_keep(world: World) -> None:
    client = world.mina.client
    client.post(reverse("accounts:sign_out"))
    page = client.post(reverse("accounts:sign_out"))
    assert b"kept_target" not in page.content
    assert settings.SESSION_COOKIE_NAME not in client.session
