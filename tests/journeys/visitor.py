"""A visitor of the playground: does with the page what people do, and sees what people see.

Buttons are found by the words on them and fields by what they ask for, so that a page without good labels fails here.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

WAIT = 10_000


class Visitor:
    """Somebody at the page; `asked` are the hosts that it asked for anything, `broken` what went wrong in it."""

    def __init__(self, page: Page, url: str, pictures: Path) -> None:
        self.page = page
        self.url = url
        self.pictures = pictures
        self.asked: set[str] = set()
        self.broken: list[str] = []
        page.set_default_timeout(WAIT)
        page.on("request", lambda request: self.asked.add(urlsplit(request.url).netloc))
        page.on("pageerror", lambda error: self.broken.append(str(error)))
        page.on("console", lambda line: self.broken.append(line.text) if line.type == "error" else None)
        page.on("dialog", lambda dialog: self.broken.append(f"a dialog of the browser: {dialog.message}"))

    def open(self, *, introduced: bool = True) -> None:
        """Open the page; who was introduced before has closed the introduction."""
        if introduced:
            self.page.add_init_script("localStorage.setItem('fireside-intro', 'closed')")
        self.page.goto(self.url)
        expect(self.page.locator(".is-ready")).to_be_visible(timeout=WAIT)

    # ------------------------------------------------------------ where things are

    @property
    def channel(self) -> Locator:
        """The middle column."""
        return self.page.locator("#main")

    @property
    def thread(self) -> Locator:
        """The thread, on the right."""
        return self.page.get_by_test_id("thread")

    @property
    def dialog(self) -> Locator:
        """The open dialog."""
        return self.page.locator("dialog[open]")

    @property
    def notice(self) -> Locator:
        """The line that tells what just happened."""
        return self.page.get_by_test_id("status")

    def message(self, words: str, where: Locator | None = None) -> Locator:
        """The newest message with these words."""
        return (where or self.channel).get_by_test_id("message").filter(has_text=words).last

    # ------------------------------------------------------------ moving about

    def become(self, first_name: str) -> None:
        """Be somebody else of the team."""
        self.page.get_by_role("radio", name=re.compile(f"^{first_name} ")).check()
        expect(self.page.locator(".me strong")).to_contain_text(first_name)

    def go(self, place: str) -> None:
        """Open a channel, the private chat with the bot, or my story."""
        link = self.page.get_by_label("Channels and people").get_by_role("link", name=re.compile(f"^{place}"))
        link.click()
        expect(link).to_have_attribute("aria-current", "page")

    def be_in(self, first_name: str, place: str) -> None:
        """Be somebody, somewhere."""
        self.become(first_name)
        self.go(place)

    def open_thread(self, words: str) -> None:
        """Open the thread under the newest message with these words."""
        post = self.message(words)
        post.hover()
        post.get_by_role("button", name="Reply in thread").click()
        expect(self.thread).to_be_visible()

    def move(self, button: str) -> None:
        """Move the clock, and wait until it has moved."""
        before = self.page.locator(".clock-time").inner_text()
        self.page.get_by_role("button", name=button, exact=True).click()
        expect(self.page.locator(".clock-time")).not_to_have_text(before, timeout=WAIT)
        expect(self.notice).to_contain_text(re.compile("posted|:"))

    # ------------------------------------------------------------ doing

    def say(self, words: str, where: Locator | None = None) -> None:
        """Type a line and send it."""
        box = (where or self.channel).get_by_role("textbox")
        box.fill(words)
        box.press("Enter")
        expect(box).to_have_value("")

    def press(self, button: str, inside: Locator | None = None) -> None:
        """Press the newest button with these words."""
        (inside or self.channel).get_by_role("button", name=button, exact=True).last.click()

    def fill(self, fields: Mapping[str, str]) -> None:
        """Fill in text fields and menus of the open form, by their label."""
        for label, value in fields.items():
            field = self.dialog.get_by_label(label)
            if field.evaluate("node => node.tagName") == "SELECT":
                field.select_option(label=value)
            else:
                field.fill(value)

    def choose(self, *labels: str) -> None:
        """Choose radio buttons and chips of the open form, by their words."""
        for label in labels:
            one = self.dialog.get_by_role("radio", name=label)
            one.or_(self.dialog.get_by_role("checkbox", name=label)).check()

    def send(self) -> None:
        """Send the open form, and see it close."""
        self.dialog.get_by_test_id("dialog-submit").click()
        expect(self.dialog).to_have_count(0)

    def answer(self, words: str, *choices: str, button: str = "Write") -> None:
        """Answer the newest question, with who may read it and what it was about."""
        self.press(button)
        self.dialog.get_by_role("textbox").first.fill(words)
        self.choose(*choices)
        self.send()

    def react(self, words: str, sign: str, where: Locator | None = None) -> None:
        """Choose a reaction for the newest message with these words."""
        post = self.message(words, where)
        post.hover()
        post.get_by_role("button", name="React", exact=True).click()
        self.page.get_by_role("menuitem", name=sign, exact=True).click()

    # ------------------------------------------------------------ seeing

    def sees(self, words: str | re.Pattern[str], where: Locator | None = None) -> None:
        """Words are to be read there, at least soon."""
        expect(where or self.channel).to_contain_text(words, timeout=WAIT)

    def sees_no(self, words: str, where: Locator | None = None) -> None:
        """Words are not to be read there."""
        expect(where or self.channel).not_to_contain_text(words)

    def picture(self, name: str) -> None:
        """Keep a picture of what is seen now."""
        self.pictures.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=self.pictures / f"{name}.png", animations="disabled", caret="hide")
