"""What counts as a colleague's echo."""

import re
from collections.abc import Collection
from typing import Literal

_TONE = re.compile(r"(?<=.)::?skin-tone-\d(?:-\d)?:?$")
_MODIFIERS = re.compile("[\U0001f3fb-\U0001f3ff\ufe0e\ufe0f]")
# A circle's emoji may be set as a sign or by its name; a reaction comes by name.
_SAME = {
    "+1": "thumbsup",
    "-1": "thumbsdown",
    "🙌": "raised_hands",
    "👏": "clap",
    "🎉": "tada",
    "🙏": "pray",
    "👍": "thumbsup",
    "❤": "heart",
    "⭐": "star",
    "🌟": "star2",
    "🔥": "fire",
    "💪": "muscle",
    "✨": "sparkles",
    "🌻": "sunflower",
}

Reading = Literal["answer", "reply"]


def base(emoji: str) -> str:
    """Return the emoji that `emoji` is a variant of: without colons, skin tone or variation selector, one name each."""
    name = _TONE.sub("", emoji.strip()).strip(":")
    bare = _MODIFIERS.sub("", name) or name
    return _SAME.get(bare, bare)


def counts(reactor: str, author: str | None, is_bot: bool) -> bool:  # noqa: FBT001 - a fact about the reactor
    """Tell whether a reaction or reply is an echo; one's own and a bot's are not.

    `author` is None where nobody may know who it was, which is no reason to refuse a colleague's echo.
    """
    return bool(reactor) and not is_bot and reactor != author


def reading(
    *,
    first: bool,
    mentions: Collection[str],
    tellers: Collection[str],
    has_told: bool,
    others_before: bool,
) -> Reading:
    """Tell whether a message in a round's thread is an answer to the question or a reply to somebody's answer.

    `first`: the author's first message here. `mentions`: whom it begins by mentioning. `tellers`: who told in this
    thread. `has_told`: the author has a shared, named answer. `others_before`: somebody else's words stand above it.
    """
    if not set(mentions).isdisjoint(tellers):
        return "reply"
    # A second message under a colleague's words goes on talking; a second one under one's own goes on telling.
    if others_before and (has_told or not first):
        return "reply"
    return "answer"
