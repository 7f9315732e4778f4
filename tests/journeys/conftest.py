"""A playground, a browser, and somebody at it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys import browser as browsers
from tests.journeys.playground import Playground
from tests.journeys.visitor import Visitor


@pytest.fixture
def browser() -> Iterator[Browser]:
    """Give Chromium; where there is none the test is skipped."""
    path = browsers.installed()
    if path is None:
        pytest.skip(browsers.WANTED)
    with browsers.opened(path) as running:
        yield running


@pytest.fixture
def visitor(browser: Browser, playground: Playground) -> Iterator[Visitor]:
    """Give somebody who opened the page; nothing may break in it, nor ask for anything beyond this machine."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    someone = Visitor(page, playground.url, browsers.OUTPUT)
    someone.open()
    yield someone
    assert [] == someone.broken
    assert someone.asked <= {playground.url.split("/")[2]}
