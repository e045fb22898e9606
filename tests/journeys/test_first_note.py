"""First run to first note: with the mouse on a phone, and with the keyboard alone."""

import pytest
from django.urls import reverse
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select
from selenium.webdriver.support.ui import WebDriverWait

from cases.actions.files import NewCase, open_case
from cases.identity import Identity, Name
from cases.models import Case, Note
from tests.journeys.visitor import PHONE, Visitor, code_of
from tests.world import World

pytestmark = pytest.mark.journey


def test_on_a_phone_from_signing_in_to_the_first_note(
    visitor: Visitor, shared_world: World
) -> None:
    """A caseworker signs in, opens a new case and writes its first note, 320 pixels wide."""
    visitor.size(PHONE)
    visitor.sign_in(shared_world.mina)
    visitor.go(reverse("cases:new"))
    visitor.one("input[name$='given']").send_keys("شیرین")
    visitor.one("input[name$='family']").send_keys("حسینی")
    for name, label in (("owner", "Rana"), ("second", "Dara")):
        found = Select(visitor.one(f"select[name='{name}']"))
        if label not in found.first_selected_option.text:
            found.select_by_visible_text(next(o.text for o in found.options if label in o.text))
    visitor.press("Open the case")
    assert visitor.sees("شیرین")
    visitor.type("text", "یادداشت اول، روی تلفن.")
    visitor.press("Save the note")
    assert visitor.sees("یادداشت اول")
    wide = visitor.browser.execute_script(
        "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert wide == 0
    assert Case.objects.published().count() == 1


def focused(visitor: Visitor) -> str:
    """Name, id or text of what has the focus."""
    return str(
        visitor.browser.execute_script(
            "const e = document.activeElement;"
            "return e.name || e.id || e.textContent.trim() || e.tagName"
        )
    )


def tab_to(visitor: Visitor, wanted: str) -> None:
    """Press Tab until something of that name has the focus, and can be seen to have it."""
    for _ in range(60):
        visitor.keys(Keys.TAB)
        if wanted in focused(visitor):
            outline = visitor.browser.execute_script(
                "const s = getComputedStyle(document.activeElement);"
                "return s.outlineStyle + s.boxShadow"
            )
            assert outline != "nonenone", f"no focus to be seen on {wanted}"
            return
    raise AssertionError(f"Tab does not reach {wanted}")


def test_with_the_keyboard_alone(visitor: Visitor, shared_world: World) -> None:
    """Sign in, skip to the content, find a case, write a note with Ctrl-Enter, lock with Ctrl-L."""
    mina = shared_world.mina
    case = open_case(
        by=mina.actor,
        new=NewCase(identity=Identity(names=(Name("Shirin", "Hosseini"),))),
        owner=shared_world.rana.member,
        second=shared_world.dara.member,
        assignee=mina.member,
    ).record
    visitor.go("/staff/sign-in/")
    tab_to(visitor, "username")
    visitor.keys("mina", Keys.TAB, code_of(mina), Keys.ENTER)
    visitor.one("[name='passphrase']")
    if focused(visitor) != "passphrase":
        tab_to(visitor, "passphrase")
    visitor.keys(mina.passphrase, Keys.ENTER)
    visitor.one("body[data-vault-seconds]")
    visitor.keys(Keys.TAB)
    assert "Skip" in focused(visitor)
    tab_to(visitor, "q")
    visitor.keys("hoseini", Keys.ENTER)
    assert visitor.sees(case.code)
    tab_to(visitor, case.code)
    visitor.keys(Keys.ENTER)
    visitor.one("textarea[name='text']")
    tab_to(visitor, "text")
    visitor.keys("Written without a mouse.")
    ActionChains(visitor.browser).key_down(Keys.CONTROL).send_keys(Keys.ENTER).key_up(
        Keys.CONTROL
    ).perform()
    WebDriverWait(visitor.browser, 10).until(lambda _: Note.objects.filter(case=case).exists())
    visitor.one("body[data-vault-seconds]")
    ActionChains(visitor.browser).key_down(Keys.CONTROL).send_keys("l").key_up(
        Keys.CONTROL
    ).perform()
    visitor.one("#lock-passphrase")
    assert "Written without a mouse." not in visitor.text
