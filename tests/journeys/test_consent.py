"""Consent in a browser: the screen turned to the client, a yes, and both clicks of taking it back."""

import pytest
from django.urls import reverse
from selenium.webdriver.support.ui import Select, WebDriverWait

from cases.models import Case, Consent, Withdrawal
from cases.texts import latest_text, sheet_words
from tests.cases.folders import a_case
from tests.journeys.visitor import PHONE, Visitor
from tests.world import World

pytestmark = pytest.mark.journey

PARTNER = "Refugee Law Clinic"


def ask(visitor: Visitor, case: Case) -> None:
    """Say who would be told what, in the client's language, and turn the screen."""
    visitor.go(reverse("cases:take_sharing", kwargs={"code": case.code}))
    visitor.type("recipient_name", PARTNER)
    for category in ("identity", "legal"):
        visitor.one(f"input[name='categories'][value='{category}']").click()
    visitor.one("input[name='how'][value='own_page']").click()
    Select(visitor.one("#next-language")).select_by_value("fa")
    visitor.press("Show the text")
    assert visitor.sees(latest_text("sharing", "fa").refuse)
    visitor.press("Turn the screen to the client")


def test_a_yes_is_given_on_the_turned_screen_and_taken_back_in_two_clicks(
    visitor: Visitor, shared_world: World
) -> None:
    case = a_case(shared_world).record
    visitor.sign_in(shared_world.mina)
    ask(visitor, case)
    text = latest_text("sharing", "fa")
    yes, no = visitor.one("button[value='yes']"), visitor.one("button[value='no']")
    assert (yes.text, no.text) == (text.yes, text.no)
    assert yes.size == no.size
    assert text.categories["legal"] in visitor.text
    assert "Canaryname" not in visitor.text
    yes.click()
    assert visitor.sees(PARTNER)
    assert Consent.objects.get().given
    assert visitor.has("svg.circles[role='img'] .circles__one--live")
    visitor.size(PHONE)
    visitor.press("Withdraw consent")
    visitor.press(f"Withdraw for {PARTNER}")
    assert visitor.sees(sheet_words("receipt", "fa")["title"])
    wait = WebDriverWait(visitor.browser, 10)
    wait.until(lambda _: Withdrawal.objects.count() == 1)
    assert not Consent.objects.latest("number").given
    assert visitor.scan() == []
