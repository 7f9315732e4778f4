"""Microsoft's own client shows what the bot says: the Agents Playground, driven in a real browser.

It is Microsoft's and comes by npm, as `tests.journeys.node` says; where it is not installed this test is skipped.
Its window cannot open dialogs from cards nor delete messages; those are tested elsewhere.
"""

import contextlib
import re
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.edges.shell import begun, environment
from tests.journeys import browser as browsers, node

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


def free() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextlib.contextmanager
def going(process: subprocess.Popen[str], until: str) -> Iterator[None]:
    """Wait until a process says something, and end it afterwards."""
    try:
        assert process.stdout is not None
        assert any(until in line for line in process.stdout), f"it ended before it said {until!r}"
        yield
    finally:
        process.terminate()
        process.communicate(timeout=20)


@pytest.fixture
def window(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """Give Microsoft's client before the bot, both on this machine, in a team's channel."""
    client = node.playground()
    ours, theirs = free(), free()
    env = environment(tmp_path) | {"FIRESIDE_PORT": str(ours), "TEAMS_ANONYMOUS": "1"}
    there = [client, "-e", f"http://127.0.0.1:{ours}/api/messages", "-c", "msteams", "-p", str(theirs), "--dt"]
    quiet = env | {"TEAMSAPPTESTER_BROWSER": "none", "M365_AGENTS_PLAYGROUND_LOGFILE": str(tmp_path / "client.log")}
    shown = subprocess.Popen(
        there, cwd=tmp_path, env=quiet, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    with going(begun(env, tmp_path, "run"), "listening"), going(shown, "Listening on"):
        page = browser.new_context(viewport={"width": 1300, "height": 1600}).new_page()
        page.route(re.compile(r"^https?://(?!127\.0\.0\.1|localhost)"), lambda route: route.abort())
        page.goto(f"http://127.0.0.1:{theirs}/", wait_until="domcontentloaded", timeout=60_000)
        channel = page.get_by_label("My Team - General")
        expect(channel).to_be_visible(timeout=60_000)
        page.wait_for_timeout(5000)  # it installs the bot once it has connected, and shows that nowhere for certain
        channel.click()
        yield page


def button(page: Page, name: str) -> Locator:
    """Give a button of the newest card that has it."""
    return page.locator(".ac-adaptiveCard").get_by_role("button", name=name).first


def picture(page: Page, name: str) -> None:
    """Keep a picture for eyes."""
    browsers.OUTPUT.mkdir(exist_ok=True)
    page.screenshot(path=browsers.OUTPUT / f"teams-{name}.png")


def tell(page: Page, words: str) -> None:
    """Say something to the bot in a new post: Enter would send the name alone, so it is chosen by a click."""
    page.locator("[role=textbox][contenteditable=true]").first.click()
    page.keyboard.type("@Test")
    page.get_by_role("menuitem", name="Test Bot").click()
    page.keyboard.type(f" {words}")
    page.get_by_role("button", name="Post").click()


def test_microsofts_own_client_shows_the_week(window: Page) -> None:
    """Set-up, the form in the card, the answer in its thread, the question, one's own chat, the digest, and kudos."""
    expect(button(window, "Zo beginnen")).to_be_visible()
    picture(window, "setup")
    button(window, "Start like this").click()
    button(window, "Try it now").click()
    card = window.locator(".ac-adaptiveCard").first
    expect(card).to_contain_text("Who may read it?")
    picture(window, "form")

    button(window, "Save").click()  # nothing is sent as long as nobody said who may read it
    card.locator("textarea").first.fill("Sorting out the rota with Noor.\nWe *laughed*.")
    card.get_by_text("The circle, with my name", exact=True).click()
    button(window, "Save").click()
    expect(card).to_contain_text("It stands in the thread, with your name.")
    expect(window.locator(".ac-adaptiveCard").nth(1)).to_contain_text("We *laughed*.")
    picture(window, "answer")
    button(window, "Back").click()
    expect(card).to_contain_text("I give no points")

    tell(window, "ask now")
    asked = window.locator(".ac-adaptiveCard", has_text="feel free to skip").first
    expect(asked.get_by_role("button", name="Write")).to_be_visible()
    expect(asked.get_by_role("button", name="Just tap")).to_be_visible()
    picture(window, "question")

    window.get_by_text("Personal Chat").click()
    box = window.locator("[role=textbox][contenteditable=true]").first
    box.click()
    window.keyboard.type("me")
    window.keyboard.press("Enter")
    story = window.locator(".ac-adaptiveCard").last
    expect(story).to_contain_text("My story")
    expect(story).to_contain_text("Sorting out the rota with Noor.")
    picture(window, "story")

    button(window, "Preview the digest").click()
    digest = window.locator(".ac-adaptiveCard", has_text="Only you see this.").last
    expect(digest).to_contain_text("The week in stories")
    expect(digest).to_contain_text("A quiet week, and that is fine.")
    picture(window, "digest")

    window.get_by_label("My Team - General").click()
    window.get_by_label("Trigger Message Extension App").first.click()
    window.get_by_text("Action Command").click()
    dialog = window.get_by_role("dialog")
    dialog.get_by_placeholder("Input command id").fill("giveKudos")
    dialog.get_by_role("button", name="Create").click()
    expect(window.get_by_role("dialog")).to_contain_text("Who do you want to thank?")
    picture(window, "kudos")
