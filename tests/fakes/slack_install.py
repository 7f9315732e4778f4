"""A browser with one purpose: from an app's install page through Slack's consent page and back."""

import html
import re

import aiohttp

STEPS = 6


async def walk(session: aiohttp.ClientSession, slack_url: str, start: str) -> tuple[int, str]:
    """Follow redirects, and the button "Add to Slack" where there is one; status and text of the last page."""
    address = start
    for _ in range(STEPS):
        async with session.get(address, allow_redirects=False) as page:
            text = await page.text()
            onward = page.headers.get("Location") or _button(text, slack_url)
            if not onward or not onward.startswith("http"):
                return page.status, text
            address = onward
    message = f"more than {STEPS} pages"
    raise AssertionError(message)


def _button(text: str, slack_url: str) -> str:
    found = re.search(rf'href="({re.escape(slack_url)}[^"]+)"', text)
    return html.unescape(found.group(1)) if found else ""
