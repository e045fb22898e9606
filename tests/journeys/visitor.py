"""Somebody at a browser: signs in as people do, types, presses keys, looks."""

import base64
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_FILE_PATH
from django.conf import settings
from django_otp.oath import TOTP
from selenium.common.exceptions import JavascriptException, StaleElementReferenceException
from selenium.webdriver import Chrome, ChromeOptions, ChromeService
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from accounts.models import OneTimeCode
from tests.world import Person

PICTURES = Path(settings.BASE_DIR) / "var" / "pictures"
DESKTOP, PHONE = (1280, 900), (320, 640)


def new_browser() -> Chrome:
    """Debian's Chromium, headless, talking to nobody but us."""
    options = ChromeOptions()
    for option in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1280,900",
    ):
        options.add_argument(option)
    return Chrome(options=options, service=ChromeService("/usr/bin/chromedriver"))


class Visitor:
    """A person at a browser that shows the portal at ``address``."""

    def __init__(self, browser: Chrome, address: str) -> None:
        self.browser, self.address = browser, address
        # A page may leave while we look at it: what was found is gone, and we look again.
        self.waiting = WebDriverWait(
            browser,
            15,
            ignored_exceptions=(StaleElementReferenceException, JavascriptException),
        )

    def go(self, path: str) -> None:
        """Open a page."""
        self.browser.get(self.address + path)

    def one(self, css: str) -> WebElement:
        """The one visible element, waited for."""
        found: WebElement = self.waiting.until(lambda _: self._visible(css))
        return found

    def _visible(self, css: str) -> Any:
        found = self.browser.find_elements(By.CSS_SELECTOR, css)
        return next((one for one in found if one.is_displayed()), False)

    def has(self, css: str) -> bool:
        """Whether such an element is visible now."""
        return bool(self._visible(css))

    def type(self, name: str, text: str) -> None:
        """Fill a field by its name."""
        self.waiting.until(lambda _: self._typed(name, text))

    def _typed(self, name: str, text: str) -> bool:
        if not (field := self._visible(f"[name='{name}']")):
            return False
        field.clear()
        field.send_keys(text)
        return True

    def press(self, label: str) -> None:
        """Press the visible button or link with this label, as a person would."""
        self.waiting.until(lambda _: self._pressed(label))

    def _pressed(self, label: str) -> bool:
        if not (found := self._labelled(label)):
            return False
        self.browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", found)
        found.click()
        return True

    def _labelled(self, label: str) -> Any:
        found = self.browser.find_elements(By.CSS_SELECTOR, "button, a, summary")
        return next((one for one in found if one.is_displayed() and label in one.text), False)

    def keys(self, *keys: str) -> None:
        """Press keys, wherever the focus is."""
        ActionChains(self.browser).send_keys(*keys).perform()

    def sees(self, text: str) -> bool:
        """Wait until the page shows a text; whether it did."""
        self.waiting.until(lambda _: text in self.text)
        return True

    @property
    def text(self) -> str:
        """What the page shows."""
        return str(self.browser.execute_script("return document.body.innerText"))

    def sign_in(self, person: Person) -> None:
        """Name and one-time code first, passphrase last."""
        self.go("/staff/sign-in/")
        self.type("username", person.member.username)
        self.type("code", code_of(person))
        self.one("main form button").click()
        self.type("passphrase", person.passphrase)
        self.one("main form button").click()
        self.one("body[data-vault-seconds]")

    def happened(self, what: Callable[[], bool]) -> None:
        """Wait until it is so: whoever leaves a page earlier may take its request along."""
        self.waiting.until(lambda _: what())

    def sign_out(self) -> None:
        """Leave the portal."""
        self.one("header details summary").click()
        self.press("Sign out")
        self.happened(lambda: not self.has("body[data-vault-seconds]"))

    def size(self, size: tuple[int, int]) -> None:
        """Look through a window of this many CSS pixels, also narrower than Chromium allows."""
        width, height = size
        self.browser.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False},
        )

    def picture(self, name: str, *, dark: bool = False) -> None:
        """Take a picture of the whole page into var/pictures."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        scheme = [
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]
        self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": scheme})
        # A short page that runs right to left would be shifted by a look beyond the window.
        longer = self.browser.execute_script(
            "return document.documentElement.scrollHeight > window.innerHeight"
        )
        shot = self.browser.execute_cdp_cmd(
            "Page.captureScreenshot", {"captureBeyondViewport": bool(longer), "format": "png"}
        )
        (PICTURES / f"{name}.png").write_bytes(base64.b64decode(shot["data"]))

    def scan(self) -> list[str]:
        """What axe-core objects to on this page: rule and place; nothing is the goal."""
        self.browser.execute_cdp_cmd("Page.setBypassCSP", {"enabled": True})
        self.browser.execute_script(Path(AXE_FILE_PATH).read_text())
        found = self.browser.execute_async_script(
            "const done = arguments[arguments.length - 1];"
            "axe.run(document, {runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa']})"
            ".then(r => done(r.violations))"
        )
        return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]


def code_of(person: Person) -> str:
    """A one-time code the server has not taken yet: a used one waits for the next step."""
    row = OneTimeCode.objects.get(member=person.member)
    totp = TOTP(base64.b32decode(person.totp_secret))
    while int(time.time()) // 30 <= row.last_step:
        time.sleep(0.5)
    return f"{totp.token():06d}"
