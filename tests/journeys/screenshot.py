"""The README's picture, taken of the real page: `python -m tests.journeys.screenshot docs/images/playground.png`."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import expect

from tests.journeys import browser as browsers
from tests.journeys.playground import Playground
from tests.journeys.visitor import Visitor

SHARP = 1.5  # points of the picture for each of the page
HERON = "A heron stood by the pond again this Monday, as if it keeps office hours."
PAGE_OF_1962 = "Who wrote so neatly in 1962. I read a whole page aloud to Ellen."


def a_day_in_the_team(visitor: Visitor) -> None:
    """Let the team answer this week's question, respond and give thanks, and look at the thread as Bas does."""
    visitor.become("Yara")
    visitor.answer(HERON, "The circle, with my name", "calm", "ideas")
    visitor.sees("It stands in the thread, with your name.")
    for somebody, sign in (("Noor", "sunflower"), ("Mo", "heart")):
        visitor.become(somebody)
        visitor.channel.get_by_test_id("replies").last.click()
        visitor.react(HERON, sign, visitor.thread)
        expect(visitor.message(HERON, visitor.thread).get_by_role("button", name=f"{sign}: you")).to_be_visible()
    visitor.say(PAGE_OF_1962, visitor.thread)
    visitor.become("Ellen")
    visitor.say("/kudos @Yara explained the new form until everybody had it #clear agreements")
    visitor.become("Bas")
    visitor.channel.get_by_test_id("replies").last.click()
    visitor.sees("until everybody had it", visitor.thread)
    visitor.react(HERON, "heart", visitor.thread)
    expect(visitor.message(HERON, visitor.thread).get_by_role("button", name="heart: Mo Okafor, you")).to_be_visible()
    visitor.page.mouse.move(640, 5)
    visitor.page.evaluate("document.activeElement.blur()")


def main(target: Path) -> str | None:
    """Take the picture; gives what went wrong, None if nothing did."""
    found = browsers.installed()
    if found is None:
        return browsers.WANTED
    with tempfile.TemporaryDirectory() as folder, browsers.opened(found) as browser:
        place = Playground(Path(folder) / "demo")
        place.start()
        try:
            page = browser.new_page(viewport={"width": 1280, "height": 800}, device_scale_factor=SHARP)
            visitor = Visitor(page, place.url, target.parent)
            visitor.open()
            a_day_in_the_team(visitor)
            visitor.picture(target.stem)
        finally:
            place.end()
    return None


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
