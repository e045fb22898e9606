"""A half-written note survives a lock, an expired session and a stale form; signing out shows nothing."""

import time

import pytest
from django.conf import settings
from django.urls import reverse
from selenium.webdriver.common.by import By

from accounts.gate import open_for
from accounts.models import Session
from accounts.sessions import SessionStore
from cases.actions.files import NewCase, open_case
from cases.identity import Identity, Name
from cases.models import Case, Note
from cases.papers import NoteBody
from tests.journeys.visitor import Visitor, code_of
from tests.world import World

pytestmark = pytest.mark.journey

HALF = "The hearing was moved. جلسه به پنج‌شنبه افتاد."


@pytest.fixture
def case(shared_world: World) -> Case:
    """Mina's case."""
    new = NewCase(identity=Identity(names=(Name("Shirin", "Hosseini"),)))
    return open_case(
        by=shared_world.mina.actor,
        new=new,
        owner=shared_world.rana.member,
        second=shared_world.dara.member,
    ).record


@pytest.fixture
def writing(visitor: Visitor, shared_world: World, case: Case) -> Visitor:
    """Mina at the case, a note half written."""
    visitor.sign_in(shared_world.mina)
    visitor.go(reverse("cases:case", kwargs={"code": case.code}))
    visitor.type("text", HALF)
    return visitor


def notes(world: World, case: Case) -> list[str]:
    """The notes' texts as Mina reads them."""
    opened = open_for(world.mina.actor, Case, code=case.code)
    assert opened is not None
    rows = Note.objects.filter(case=case).values_list("pk", flat=True)
    return [NoteBody.load(text).text for text in opened.read_rows("note.body", rows).values()]


def without_script(visitor: Visitor) -> None:
    """Send the form as a browser without scripts would."""
    visitor.browser.execute_script("document.querySelector('textarea[name=text]').form.submit()")


def store(visitor: Visitor) -> SessionStore:
    """The browser's session, from the server's side."""
    cookie = visitor.browser.get_cookie(settings.SESSION_COOKIE_NAME)
    assert cookie is not None
    return SessionStore(cookie["value"])


def test_the_idle_lock_hides_and_gives_back(
    writing: Visitor, shared_world: World, case: Case
) -> None:
    """The sheet covers the page; the passphrase brings the half-written note back, and it saves."""
    writing.browser.find_element(By.CSS_SELECTOR, "[data-lock] button").click()
    writing.one("#lock-passphrase")
    assert HALF not in writing.text
    writing.one("#lock-passphrase").send_keys(shared_world.mina.passphrase)
    writing.one("#lock-sheet button").click()
    assert writing.one("textarea[name='text']").get_property("value") == HALF
    writing.press("Save the note")
    assert writing.sees("The hearing was moved")
    assert notes(shared_world, case) == [HALF]


def test_an_idle_vault_asks_for_the_passphrase_and_keeps_the_text(
    writing: Visitor, shared_world: World, case: Case
) -> None:
    """The server locked while the person was away; the form that comes late is kept."""
    session = store(writing)
    session["active"] = int(time.time()) - 3600
    session.save()
    without_script(writing)
    writing.one("[name='passphrase']").send_keys(shared_world.mina.passphrase)
    writing.one("main form button").click()
    assert writing.sees("Your text is kept")
    assert notes(shared_world, case) == []
    writing.one("main form button").click()
    assert writing.sees("The hearing was moved")
    assert notes(shared_world, case) == [HALF]


def test_an_expired_session_keeps_the_text_through_signing_in(
    writing: Visitor, shared_world: World, case: Case
) -> None:
    """The session is gone; two factors later the note is still there."""
    Session.objects.all().delete()
    without_script(writing)
    writing.one("[name='username']")
    sign_in_here(writing, shared_world)
    assert writing.sees("Your text is kept")
    writing.one("main form button").click()
    assert writing.sees("The hearing was moved")
    assert notes(shared_world, case) == [HALF]


def sign_in_here(visitor: Visitor, world: World) -> None:
    """The two pages of signing in, from where one is."""
    visitor.type("username", "mina")
    visitor.type("code", code_of(world.mina))
    visitor.one("main form button").click()
    visitor.type("passphrase", world.mina.passphrase)
    visitor.one("main form button").click()


def test_a_stale_form_gives_the_text_back(
    writing: Visitor, shared_world: World, case: Case
) -> None:
    """The form's token is of another time; the text comes back with a fresh one."""
    writing.browser.execute_script(
        "for (const t of document.querySelectorAll('[name=csrfmiddlewaretoken]'))"
        " t.value = 'x'.repeat(64)"
    )
    without_script(writing)
    assert notes(shared_world, case) == []
    writing.one("main form button").click()
    assert writing.sees("The hearing was moved")
    assert notes(shared_world, case) == [HALF]


def test_back_after_sign_out_shows_nothing(
    visitor: Visitor, shared_world: World, case: Case
) -> None:
    """Whoever sits down next and presses Back sees no case."""
    visitor.sign_in(shared_world.mina)
    visitor.go(reverse("cases:case", kwargs={"code": case.code}))
    assert visitor.sees("Hosseini")
    visitor.sign_out()
    for _ in range(3):
        visitor.browser.back()
        time.sleep(0.5)
        assert "Hosseini" not in visitor.browser.page_source
