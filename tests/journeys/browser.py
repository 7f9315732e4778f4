"""Chromium as it is installed here, and its pictures in `test-output/`, which git ignores."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

OUTPUT = Path(__file__).parents[2] / "test-output"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
QUIET = (
    "--no-sandbox",  # the tests may run as root, and open nothing but their own pages
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WANTED = "no Chromium here: install chromium (or Google Chrome), and this test runs"


def installed() -> str | None:
    """Give where the browser is, None where there is none."""
    return next(filter(None, map(shutil.which, (*NAMES, MAC))), None)


@contextmanager
def opened(path: str) -> Iterator[Browser]:
    """Give a browser without a window, gone afterwards."""
    with sync_playwright() as kit:
        browser = kit.chromium.launch(executable_path=path, args=list(QUIET))
        try:
            yield browser
        finally:
            browser.close()
