"""The portal's script, in a browser, against a server that answers as the portal does."""

from collections.abc import Iterator

import pytest
from selenium.webdriver import Chrome, ChromeOptions, ChromeService
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from tests.look import pages

pytestmark = pytest.mark.journey

HALF_WRITTEN = "The hearing was moved. جلسه به پنج‌شنبه افتاد."


@pytest.fixture(scope="module")
def browser() -> Iterator[Chrome]:
    options = ChromeOptions()
    for option in ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1280,800"):
        options.add_argument(option)
    driver = Chrome(options=options, service=ChromeService("/usr/bin/chromedriver"))
    yield driver
    driver.quit()


@pytest.fixture
def portal() -> Iterator[pages.Portal]:
    server = pages.Portal(pages.page())
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def opened(browser: Chrome, portal: pages.Portal) -> Chrome:
    """The browser on a case page, a note half written."""
    browser.get(portal.url)
    browser.find_element(By.ID, "text").send_keys(HALF_WRITTEN)
    return browser


def until(browser: Chrome, script: str) -> None:
    """Takes a condition in the page's language; waits until it holds."""
    WebDriverWait(browser, 10).until(lambda driver: driver.execute_script(f"return {script}"))


def shown(browser: Chrome, name: str) -> bool:
    return browser.find_element(By.ID, name).is_displayed()


def lock_by_keyboard(browser: Chrome) -> None:
    ActionChains(browser).key_down(Keys.CONTROL).send_keys("l").key_up(Keys.CONTROL).perform()
    until(browser, "document.getElementById('page').hidden")


def answer(browser: Chrome, passphrase: str) -> None:
    field = browser.find_element(By.ID, "lock-passphrase")
    field.clear()
    field.send_keys(passphrase + Keys.ENTER)


def test_ctrl_l_hides_what_was_written_and_the_passphrase_brings_it_back(
    opened: Chrome, portal: pages.Portal
) -> None:
    lock_by_keyboard(opened)
    until(opened, "document.activeElement.id === 'lock-passphrase'")
    assert not shown(opened, "text")
    assert opened.execute_script("return document.body.innerText").find("hearing") == -1
    answer(opened, "wrong")
    until(opened, "document.getElementById('lock-message').textContent !== ''")
    assert not shown(opened, "text")
    answer(opened, pages.PASSPHRASE)
    until(opened, "!document.getElementById('page').hidden")
    assert opened.find_element(By.ID, "text").get_property("value") == HALF_WRITTEN
    assert opened.execute_script("return document.activeElement.id") == "text"
    assert opened.find_element(By.ID, "lock-passphrase").get_property("value") == ""
    assert portal.paths() == ["/lock/", "/unlock/", "/unlock/"]


def test_a_form_written_before_the_lock_is_sent_with_the_new_token(
    opened: Chrome, portal: pages.Portal
) -> None:
    lock_by_keyboard(opened)
    answer(opened, pages.PASSPHRASE)
    until(opened, "!document.getElementById('page').hidden")
    note = opened.find_element(By.ID, "text")
    note.send_keys(Keys.CONTROL, Keys.ENTER)
    until(opened, "document.title === 'Saved'")
    assert portal.heard[-1] == ("/written/", {"csrfmiddlewaretoken": "new", "text": HALF_WRITTEN})


def test_the_button_locks_too(opened: Chrome, portal: pages.Portal) -> None:
    opened.find_element(By.CSS_SELECTOR, "form[data-lock] button").click()
    until(opened, "document.getElementById('page').hidden")
    assert opened.current_url == portal.url
    until(opened, "document.getElementById('lock-unreached').textContent === ''")
    assert portal.paths() == ["/lock/"]


def test_a_persian_keyboard_locks(opened: Chrome) -> None:
    opened.execute_script(
        "document.dispatchEvent(new KeyboardEvent('keydown',"
        "{key: 'م', code: 'KeyL', ctrlKey: true, bubbles: true}))"
    )
    until(opened, "document.getElementById('page').hidden")


def test_a_vault_whose_time_is_over_hides_the_page(opened: Chrome, portal: pages.Portal) -> None:
    opened.execute_script("vault.until = Date.now() - 1")
    until(opened, "document.getElementById('page').hidden")
    assert not shown(opened, "text")
    assert portal.paths() == []


def test_the_last_minute_is_said_aloud(opened: Chrome) -> None:
    opened.execute_script("vault.until = Date.now() + 50_000; tick()")
    warning = opened.find_element(By.CSS_SELECTOR, "[data-vault-warning]")
    assert "one minute" in str(warning.get_property("textContent"))


def test_typing_keeps_the_vault_open_once_a_minute(opened: Chrome, portal: pages.Portal) -> None:
    assert portal.paths() == []
    opened.execute_script("vault.told = Date.now() - 61_000; vault.until = Date.now() + 30_000")
    opened.find_element(By.ID, "text").send_keys("more of it")
    until(opened, "vault.until > Date.now() + 800_000")
    assert portal.paths() == ["/keepalive/"]


def test_typing_into_a_vault_that_the_server_closed_hides_the_page(
    opened: Chrome, portal: pages.Portal
) -> None:
    portal.open = False
    opened.execute_script("vault.told = Date.now() - 61_000")
    opened.find_element(By.ID, "text").send_keys("x")
    until(opened, "document.getElementById('page').hidden")
    assert opened.find_element(By.ID, "text").get_property("value") == HALF_WRITTEN + "x"


def test_a_session_that_is_over_offers_to_sign_in_beside_the_page(opened: Chrome) -> None:
    lock_by_keyboard(opened)
    answer(opened, "expired")
    until(opened, "!document.getElementById('lock-sign-in').hidden")
    link = opened.find_element(By.ID, "lock-sign-in")
    assert link.get_attribute("target") == "_blank"
    assert str(link.get_property("href")).endswith("/sign_in/")


def test_a_lock_the_server_did_not_hear_of_says_so(opened: Chrome, portal: pages.Portal) -> None:
    portal.shutdown()
    portal.server_close()
    lock_by_keyboard(opened)
    until(opened, "document.getElementById('lock-unreached').textContent.includes('stays open')")


def test_another_tab_opens_this_one_only_with_the_servers_word(
    opened: Chrome, portal: pages.Portal
) -> None:
    lock_by_keyboard(opened)
    for member, opens in (("mina", False), ("reza", True), ("mina", True)):
        portal.open = opens
        before = len(portal.heard)
        opened.execute_async_script(
            "heard({data: {kind: 'open', member: arguments[0], seconds: 900, csrf: 'new'}})"
            ".then(arguments[1])",
            member,
        )
        assert shown(opened, "text") == (opens and member == "mina")
        assert (len(portal.heard) > before) == (member == "mina")


def test_long_work_goes_on_by_itself(browser: Chrome) -> None:
    portal = pages.Portal(pages.page(done=120, total=500))
    browser.get(portal.url)
    until(browser, "document.title === 'Saved'")
    assert portal.paths() == ["/written/"]
    portal.shutdown()
    portal.server_close()


def test_a_second_press_is_the_same_press(opened: Chrome, portal: pages.Portal) -> None:
    opened.execute_script(
        "const form = document.getElementById('note'); form.target = 'elsewhere';"
        "form.requestSubmit(); form.requestSubmit();"
        "window.cancelled = 0;"
        "form.addEventListener('submit',"
        " (e) => setTimeout(() => window.cancelled += e.defaultPrevented));"
        "form.requestSubmit();"
    )
    until(opened, "window.cancelled === 1")
