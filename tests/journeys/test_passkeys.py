"""A passkey, in a browser: added, shown at sign-in, shown for a step-up; the passphrase stays."""

from collections.abc import Iterator

import pytest
from selenium.webdriver.common.virtual_authenticator import VirtualAuthenticatorOptions

from accounts.sessions import SessionStore
from tests.journeys.visitor import PHONE, Visitor
from tests.world import World

pytestmark = pytest.mark.journey


@pytest.fixture
def key(visitor: Visitor) -> Iterator[None]:
    """A security key in the person's computer, which knows its owner."""
    visitor.browser.add_virtual_authenticator(
        VirtualAuthenticatorOptions(
            protocol=VirtualAuthenticatorOptions.Protocol.CTAP2,
            transport=VirtualAuthenticatorOptions.Transport.INTERNAL,
            has_resident_key=True,
            has_user_verification=True,
            is_user_verified=True,
        )
    )
    yield
    visitor.browser.remove_virtual_authenticator()


@pytest.mark.usefixtures("key")
def test_added_then_shown_at_sign_in_and_for_a_step_up(
    visitor: Visitor, shared_world: World
) -> None:
    visitor.sign_in(shared_world.mina)
    visitor.go("/staff/account/passkeys/")
    assert visitor.scan() == []
    visitor.type("name", "my laptop")
    visitor.press("Add a passkey")
    assert visitor.sees("my laptop")

    visitor.browser.execute_cdp_cmd("Network.clearBrowserCookies", {})
    visitor.go("/staff/sign-in/")
    assert visitor.scan() == []
    visitor.press("Use a passkey or security key")
    visitor.type("passphrase", shared_world.mina.passphrase)
    visitor.one("main form button").click()
    visitor.one("body[data-vault-seconds]")

    forget_step_up(visitor)
    visitor.go("/staff/account/backup-codes/")
    visitor.press("Use a passkey or security key")
    assert visitor.sees("Make ten new codes")


def forget_step_up(visitor: Visitor) -> None:
    """As if ten minutes had passed since the last factor."""
    cookie = visitor.browser.get_cookie("__Host-session")
    assert cookie is not None
    session = SessionStore(cookie["value"])
    session["stepped_up"] = 0
    session.save()


def test_the_pages_of_ones_own_account_are_open_to_everybody(
    visitor: Visitor, shared_world: World
) -> None:
    """axe-core finds nothing, on a desk and on a phone."""
    visitor.sign_in(shared_world.mina)
    wrong = []
    for name in (
        "",
        "sessions/",
        "notices/",
        "passphrase/",
        "backup-codes/",
        "recovery-code/",
        "phone/",
    ):
        visitor.go(f"/staff/account/{name}")
        visitor.picture(f"account-{name.strip('/') or 'own'}")
        wrong += [(name, found) for found in visitor.scan()]
    visitor.size(PHONE)
    visitor.go("/staff/account/sessions/")
    visitor.picture("account-sessions-phone")
    wrong += [("phone", found) for found in visitor.scan()]
    visitor.go("/staff/account/passkeys/")
    visitor.press("Lock")
    visitor.one("#lock-passphrase")
    visitor.go("/staff/unlock/")
    visitor.picture("unlock-phone")
    wrong += [("unlock", found) for found in visitor.scan()]
    assert wrong == []
