"""Everything that the bot says on Teams, drawn by Microsoft's own renderer in Teams' colours, light and dark."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from bot.messages import Form, Message, Reply
from bot.platforms.teams import render
from bot.views import gallery
from prompts import catalog
from tests.fakes import teams_show as show
from tests.journeys import browser as browsers, node

Json = dict[str, Any]
pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

THEMES: Mapping[str, Mapping[str, str]] = {
    "light": {"page": "#ffffff", "box": "#f0f0f0", "text": "#242424", "subtle": "#616161", "accent": "#5b5fc7"},
    "dark": {"page": "#292929", "box": "#1f1f1f", "text": "#ffffff", "subtle": "#adadad", "accent": "#7f85f5"},
}
SEARCHED = "An Input.ChoiceSet must have at least one choice defined."  # Teams searches for people, this does not
LEAST_CONTRAST = 4.5  # as WCAG asks of text
PICTURES = ("questions.post", "digest.post, in full", "kudos.form", "answers.form", "setup.open_proposal")
DRAW = """
([card, config]) => {
    const problems = [];
    const made = new AdaptiveCards.AdaptiveCard();
    made.hostConfig = new AdaptiveCards.HostConfig(config);
    const context = new AdaptiveCards.SerializationContext();
    made.parse(card, context);
    for (let i = 0; i < context.eventCount; i++) problems.push(context.getEventAt(i).message);
    const drawn = made.render();
    document.body.replaceChildren(drawn);
    for (const one of made.validateProperties().validationEvents) problems.push(one.message);
    return [problems, drawn.innerText, [...drawn.querySelectorAll("button")].map(b => b.innerText)];
}
"""
SHADES = """
() => {
    const light = c => c.map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    const weight = c => { const [r, g, b] = light(c); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
    const parts = text => text.match(/[\\d.]+/g).map(Number);
    const behind = node => {
        for (let n = node; n; n = n.parentElement) {
            const colour = parts(getComputedStyle(n).backgroundColor);
            if (colour.length < 4 || colour[3] > 0) return colour.slice(0, 3);
        }
        return parts(getComputedStyle(document.body).backgroundColor).slice(0, 3);
    };
    const poor = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const node = texts.currentNode.parentElement;
        if (!texts.currentNode.data.trim() || !node.offsetParent || node.closest("button,option,script")) continue;
        const [a, b] = [weight(parts(getComputedStyle(node).color).slice(0, 3)), weight(behind(node))];
        poor.push([(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), texts.currentNode.data.trim().slice(0, 30)]);
    }
    return poor;
}
"""


def config(theme: Mapping[str, str]) -> Json:
    """Give what the renderer wants to know of Teams."""
    shade = {"default": theme["text"], "subtle": theme["subtle"]}
    accent = {"default": theme["accent"], "subtle": theme["accent"]}
    kinds = ("default", "accent", "good", "warning", "attention")
    colours = {kind: accent if kind == "accent" else shade for kind in kinds}
    return {
        "fontFamily": "Segoe UI, system-ui, sans-serif",
        "supportsInteractivity": True,
        "containerStyles": {
            "default": {"backgroundColor": theme["page"], "foregroundColors": colours},
            "emphasis": {"backgroundColor": theme["box"], "foregroundColors": colours},
        },
    }


def cards() -> Mapping[str, Json]:
    """Give everything that the bot says, as cards."""
    made: dict[str, Json] = {}
    for name, said in gallery.examples(catalog.load(), "en").items():
        parts = (said.say, said.replace, said.form, said.home) if isinstance(said, Reply) else (said,)
        for part in parts:
            if isinstance(part, Message | Form):
                made[name] = render.form(part) if isinstance(part, Form) else render.card(part)
    return made


@pytest.fixture
def page(browser: Browser) -> Page:
    """Give a page with the renderer in it, and nothing from the network."""
    found = browser.new_context(viewport={"width": 640, "height": 900}, offline=True).new_page()
    found.add_script_tag(content=node.renderer())
    return found


@pytest.mark.parametrize("theme", THEMES)
def test_every_card_is_drawn_whole_and_readable(page: Page, theme: str) -> None:
    """The renderer knows every part, every word and visible button is there, and each text stands out."""
    colours = THEMES[theme]
    page.add_style_tag(content=f"body {{ background: {colours['page']}; color: {colours['text']}; padding: 16px }}")
    browsers.OUTPUT.mkdir(exist_ok=True)
    for name, card in cards().items():
        problems, text, buttons = page.evaluate(DRAW, [card, config(colours)])
        assert (name, []) == (name, [problem for problem in problems if problem != SEARCHED])
        seen = [str(a["title"]) for a in show.actions(card, unfold=False) if a.get("title")]
        assert (name, [t for t in seen if t not in buttons]) == (name, [])
        first = show.shown(card).splitlines()[0].split()[0].strip("*_\\")
        assert first in text, name
        assert [(name, shade) for shade in page.evaluate(SHADES) if shade[0] < LEAST_CONTRAST] == []
        if name in PICTURES:
            file = f"teams-card-{theme}-{re.sub(r'[^a-z]+', '-', name)}.png"
            page.screenshot(path=browsers.OUTPUT / file, full_page=True)
