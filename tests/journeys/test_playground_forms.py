"""The playground's forms: what was begun in one, and one that is enlarged."""

import pytest
from playwright.sync_api import expect

from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

ENLARGED = {"width": 320, "height": 256}  # 1280 x 1024 at 400 %


def test_what_was_begun_in_a_form_is_kept(visitor: Visitor) -> None:
    """Escape and a reload throw nothing away, as with the box to write in; cancelling and sending do."""
    visitor.press("Write")
    visitor.dialog.get_by_role("textbox").fill("A heron by the pond.")
    visitor.choose("Only me", "calm")
    visitor.page.keyboard.press("Escape")
    expect(visitor.dialog).to_have_count(0)
    visitor.page.reload()
    visitor.press("Write")
    expect(visitor.dialog.get_by_role("textbox")).to_have_value("A heron by the pond.")
    expect(visitor.dialog.get_by_role("radio", name="Only me")).to_be_checked()
    expect(visitor.dialog.get_by_role("checkbox", name="calm")).to_be_checked()

    visitor.press("Cancel", visitor.dialog)
    visitor.press("Write")
    expect(visitor.dialog.get_by_role("textbox")).to_have_value("")
    visitor.press("Close", visitor.dialog)

    visitor.press("Give thanks")
    visitor.dialog.get_by_role("checkbox", name="Mo Okafor").check()
    visitor.page.keyboard.press("Escape")
    visitor.press("Give thanks")
    visitor.sees("Chosen: Mo Okafor", visitor.dialog)
    visitor.dialog.get_by_role("textbox").first.fill("made the archive findable")
    visitor.send()
    visitor.press("Give thanks")
    expect(visitor.dialog.get_by_role("checkbox", name="Mo Okafor")).not_to_be_checked()


def test_an_enlarged_page_can_be_read_and_written_in(visitor: Visitor) -> None:
    """At 400 % the bar above goes out of the way, and of a form no head and foot take the room."""
    visitor.page.set_viewport_size(ENLARGED)
    messages = visitor.channel.get_by_role("group", name="Messages in #team-south")
    assert messages.evaluate("node => node.clientHeight") >= ENLARGED["height"] / 2
    assert visitor.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    clock = visitor.page.locator(".clock-time")
    assert clock.evaluate("node => node.scrollWidth <= node.clientWidth")
    visitor.say("Is anybody there?")
    visitor.press("Write")
    form = visitor.dialog.locator("form")
    assert form.evaluate("node => node.scrollHeight > node.clientHeight && getComputedStyle(node).overflowY === 'auto'")
    assert form.evaluate("node => node.clientHeight") >= ENLARGED["height"] * 0.9
    visitor.dialog.get_by_role("textbox").fill("A heron by the pond.")
    visitor.choose("Only me")
    visitor.picture("enlarged-form")
    visitor.send()
