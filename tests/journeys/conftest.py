"""A real server, a real browser."""

from collections.abc import Iterator

import pytest
from selenium.webdriver import Chrome

from tests.journeys.visitor import DESKTOP, Visitor, new_browser
from tests.server import Server
from tests.world import World


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chrome]:
    """One browser for all journeys."""
    browser = new_browser()
    yield browser
    browser.quit()


@pytest.fixture
def server(shared_world: World) -> Iterator[Server]:
    """The portal over this test's world."""
    with Server() as running:
        yield running


@pytest.fixture
def visitor(chromium: Chrome, server: Server) -> Visitor:
    """Somebody at a clean browser."""
    chromium.execute_cdp_cmd("Network.clearBrowserCookies", {})
    somebody = Visitor(chromium, server.address)
    somebody.size(DESKTOP)
    return somebody
