"""From an invitation to the first page: an administrator, a newcomer, a coordinator."""

import re

import pytest
from django.urls import reverse

from accounts.models import Member
from accounts.onetime import code_at, from_base32, step_now
from tests.journeys.visitor import PHONE, Visitor
from tests.world import World

pytestmark = pytest.mark.journey

PASSPHRASE = "seven lamps by the old wall"


def settled(visitor: Visitor, name: str) -> None:
    """The page is fit for everybody; a picture of it is kept."""
    assert visitor.scan() == [], name
    visitor.picture(f"join-{name}")


def someone_else(visitor: Visitor) -> None:
    """Another person's browser."""
    visitor.browser.execute_cdp_cmd("Network.clearBrowserCookies", {})


def invited_link(visitor: Visitor, world: World) -> str:
    """Adam invites Nora; gives the link's path."""
    visitor.sign_in(world.adam)
    visitor.go(reverse("accounts:invite"))
    visitor.sees("Invite somebody")
    visitor.type("display_name", "Nora Haddad")
    visitor.type("username", "nora")
    visitor.one("[name='roles'][value='caseworker']").click()
    visitor.press("Make the link")
    visitor.sees("A link for Nora Haddad")
    settled(visitor, "link")
    return str(re.search(r"(/staff/join/[\w-]+/)", visitor.text)[1])  # type: ignore[index]


def follow(visitor: Visitor, link: str) -> str:
    """Nora sets up her account on a phone; gives the words she reads aloud."""
    visitor.size(PHONE)
    visitor.go(link)
    visitor.sees("Welcome")
    settled(visitor, "begin")
    visitor.press("Begin")
    visitor.sees("One-time codes on your phone")
    visitor.press("Your phone cannot read it?")
    secret = visitor.one("details code").text.replace(" ", "")
    settled(visitor, "code")
    visitor.type("code", code_at(from_base32(secret), step_now()))
    visitor.press("Go on")
    visitor.sees("Six words made for you")
    settled(visitor, "passphrase")
    for name in ("new_passphrase", "new_passphrase_again"):
        visitor.type(name, PASSPHRASE)
    visitor.press("Make my keys")
    sheets(visitor)
    return visitor.one(".wordlist").text.lower()


def sheets(visitor: Visitor) -> None:
    """Both printed sheets."""
    visitor.sees("Print this sheet")
    settled(visitor, "sheet")
    words = visitor.one("ol.wordlist").text.split()
    visitor.press("I have it on paper")
    visitor.sees("Read from your sheet")
    settled(visitor, "check")
    for field in visitor.browser.find_elements("css selector", "[name$='-recovery_code']"):
        at = int(re.findall(r"\d", field.get_attribute("name") or "")[0])
        field.send_keys(words[at])
    visitor.press("Check")
    visitor.sees("Another sheet")
    settled(visitor, "codes")
    visitor.press("I have them on paper")
    visitor.sees("You are nearly there")
    settled(visitor, "waiting")


def test_from_invitation_to_admission(visitor: Visitor, shared_world: World) -> None:
    link = invited_link(visitor, shared_world)
    someone_else(visitor)
    spoken = follow(visitor, link)
    someone_else(visitor)
    visitor.size((1280, 900))
    visitor.sign_in(shared_world.rana)
    visitor.go(reverse("accounts:waiting_list"))
    settled(visitor, "who-waits")
    visitor.press("Compare the fingerprint")
    visitor.sees("You should hear")
    assert visitor.one(".wordlist").text.lower() == spoken
    settled(visitor, "compare")
    visitor.one("[name='compared']").click()
    visitor.press("Admit")
    visitor.sees("Nobody waits")
    assert Member.objects.get(username="nora").state == Member.State.ADMITTED
    someone_else(visitor)
    visitor.go(link)
    visitor.sees("This link does not work")
    settled(visitor, "gone")
