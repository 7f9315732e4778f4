"""News that come to the playground's page while somebody is busy with it."""

import pytest
from playwright.sync_api import expect

from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

NEWS = """async () => {
  const {now, setState} = await import("/local/page/store.js");
  const news = structuredClone(now());
  Object.values(news.messages).flat().forEach((message) => (message.text += " Really."));
  setState(news);
}"""


def test_a_click_is_not_lost_where_news_would_draw_its_button_anew(visitor: Visitor) -> None:
    """What comes between pressing and letting go is shown right after; who never lets go sees it all the same."""
    visitor.say("Is anybody there?")
    question = visitor.message("Is anybody there?")
    question.hover()
    question.get_by_role("button", name="React", exact=True).hover()

    visitor.page.mouse.down()
    visitor.page.evaluate(NEWS)
    visitor.page.mouse.up()
    expect(visitor.page.get_by_role("menu", name="Choose a reaction")).to_be_visible()
    visitor.sees("Is anybody there? Really.")

    visitor.page.mouse.down()
    visitor.page.evaluate(NEWS)
    visitor.sees("Is anybody there? Really. Really.")


def test_what_was_read_is_read_after_a_reload_too(visitor: Visitor) -> None:
    """The badge of a channel goes where it is opened, and comes back with the next message only."""
    badge = visitor.page.get_by_test_id("channel-wijkteam-noord").locator(".badge")
    expect(badge).to_have_text("1 unread")
    visitor.go("wijkteam-noord")
    visitor.go("team-south")
    visitor.page.reload()
    expect(visitor.page.locator(".is-ready")).to_be_visible()
    expect(badge).to_have_count(0)

    visitor.be_in("Noor", "wijkteam-noord")
    visitor.say("Is anybody there?")
    visitor.go("team-south")
    visitor.become("Bas")
    expect(badge).to_have_text("1 unread")
