"""What a reader gets of one utterance on Slack and on Teams, as far as one can be held against the other.

What the platforms force is in `FORCED`, by name and with its reason; whatever else differs is a difference.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.messages import Form, Message, Where
from bot.platforms.slack import render as slack
from bot.platforms.teams import render as teams
from tests.fakes import teams_show
from tests.fakes.slack_kit import objects, unescape

Json = dict[str, Any]

FORCED: Mapping[str, str] = {
    "commands": "slash commands are Slack's; in a channel of Teams one names the bot, so `/kudos` is `@Fireside kudos`",
    "choices": "a choice of Teams has no second line: what each means stands under them, led by its label once more",
    "pinged": "who is notified is known to Slack by an id alone, to Teams by name and id: the ids are compared",
    "chosen": "colleagues who are chosen already are shown by Slack itself, on Teams by the name that we send along",
    "places": "a channel is a link by its id on Slack, which shows its name; Teams has no such link and gets the name",
}
_COMMAND = re.compile(r"(?<![\w/:.])/(?:fireside\s+|(?=kudos\b))")
_MARKED = re.compile(r"(?<!\w)[*_](.+?)[*_](?!\w)", re.DOTALL)
_LINK, _LINKED = re.compile(r"<(https?://[^|>]+)\|[^>]+>"), re.compile(r"<https?://[^|>]+\|([^>]+)>")
_ADDRESS = re.compile(r"(?<!\\)\[[^\]]*\]\(([^)]*)\)")
_AT = re.compile(r"<at>.*?</at>")
_USER, _CHANNEL = re.compile(r"<@([A-Z0-9]+)>"), re.compile(r"<#([A-Z0-9]+)>")


@dataclass(slots=True)
class Seen:
    """Words in any order, labels of what can be tapped, sentences that ask once more, links, and who is notified.

    `places` are what channels are called, by their id: Slack knows. `spelled` gives commands as the other has them.
    """

    words: "Counter[str]" = field(default_factory=Counter)
    buttons: list[str] = field(default_factory=list)
    sure: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    pinged: list[str] = field(default_factory=list)
    places: Mapping[str, str] = field(default_factory=dict)
    spelled: Callable[[str], str] = str

    def say(self, text: str | None) -> None:
        """Note a text."""
        self.words.update(self.spelled(text or "").split())


def differences(one: Seen, other: Seen) -> list[str]:
    """Give in what Slack's and Teams' are not the same."""
    lost = (one.words - other.words, other.words - one.words)
    found = [
        f"only on {name}: {' '.join(words)}" for name, words in zip(("Slack", "Teams"), lost, strict=True) if words
    ]
    for name in ("buttons", "sure", "links", "pinged"):
        here, there = Counter(getattr(one, name)), Counter(getattr(other, name))
        if here != there:
            found.append(f"{name}: {sorted((here - there).elements())} / {sorted((there - here).elements())}")
    return found


# ---------------------------------------------------------------- Slack


def on_slack(said: Message | Form, *, home: bool = False) -> Seen:
    """Give what Slack shows; `home` if it is somebody's own page."""
    spans = [span for block in said.blocks for span in getattr(block, "spans", ())]
    seen = Seen(places={span.channel: span.name for span in spans if isinstance(span, Where)}, spelled=_as_on_teams)
    if isinstance(said, Form):
        made = slack.view(said, channel="C0123456789")
        seen.say(made["title"]["text"])
        _slack(made["blocks"], seen)
        seen.buttons.append(made["submit"]["text"])
    else:
        _slack(slack.home(said)["blocks"] if home else slack.message(said)["blocks"], seen)
    return seen


def _as_on_teams(text: str) -> str:
    return _COMMAND.sub("@Fireside ", text)


def _slack(blocks: list[Json], seen: Seen) -> None:
    for block in blocks:
        match block["type"]:
            case "actions":
                for element in block["elements"]:
                    _slack_tap(element, seen)
            case "input":
                seen.say(block["label"]["text"])
                seen.say(block.get("hint", {}).get("text"))
                _slack_field(block["element"], seen)
            case "rich_text":
                seen.say("".join(_node(node, seen) for part in block["elements"] for node in part["elements"]))
            case _:
                seen.say("".join(_node(node, seen) for node in objects(block)))


def _slack_tap(element: Json, seen: Seen) -> None:
    seen.buttons.append((element.get("text") or element["placeholder"])["text"])
    seen.buttons += [option["text"]["text"] for option in element.get("options", ())]
    if "confirm" in element:
        seen.sure.append(element["confirm"]["text"]["text"])
    if "url" in element:
        seen.links.append(element["url"])


def _slack_field(element: Json, seen: Seen) -> None:
    seen.say(element.get("placeholder", {}).get("text"))
    for name in ("initial_value", "initial_time", "initial_date"):
        seen.say(element.get(name))
    for option in element.get("options", ()):
        seen.say(option["text"]["text"])
        if "description" in option:  # FORCED: choices
            seen.say(f"{option['text']['text']}: {option['description']['text']}")


def _node(node: Json, seen: Seen) -> str:
    match node:
        case {"type": "user", "user_id": str(user)}:
            seen.pinged.append(user)
            return ""
        case {"type": "channel", "channel_id": str(channel)}:
            return f"#{seen.places[channel]}"
        case {"type": "emoji", "name": str(name)}:
            return f":{name}:"
        case {"type": "link", "url": str(url)}:
            seen.links.append(url)
            return str(node.get("text", url))
        case {"type": "mrkdwn", "text": str(text)}:
            return _bare(text, seen)
        case {"type": "text" | "plain_text", "text": str(text)}:
            return text
    return ""


def _bare(text: str, seen: Seen) -> str:
    """Give what a reader sees of marked up text."""
    seen.links += [unescape(url) for url in _LINK.findall(text)]
    seen.pinged += _USER.findall(text)
    return unescape(
        _MARKED.sub(
            r"\1", _CHANNEL.sub(lambda found: f"#{seen.places[found[1]]}", _USER.sub("", _LINKED.sub(r"\1", text)))
        )
    )


# ---------------------------------------------------------------- Teams


def on_teams(said: Message | Form) -> Seen:
    """Give what Teams shows."""
    seen = Seen()
    card = teams.form(said) if isinstance(said, Form) else teams.card(said)
    for part in teams_show.parts(card):
        _teams(part, seen)
    seen.pinged = teams_show.pings(card)
    return seen


def _teams(part: Json, seen: Seen) -> None:
    match part:
        case {"type": "TextBlock", "text": str(text)}:
            seen.say(teams_show.plain(_AT.sub("", text)))
            seen.links += _ADDRESS.findall(text)
        case {"type": "RichTextBlock", "inlines": inlines}:
            seen.say("".join(run["text"] for run in inlines))
        case {"type": "TextRun", "selectAction": {"url": str(url)}}:
            seen.links.append(url)
        case {"type": str(kind), "title": str(title)} if kind.startswith("Action."):
            seen.buttons.append(title)
            seen.sure += [sure] if (sure := part.get("data", {}).get(teams.SURE)) else []
            seen.links += [part["url"]] if "url" in part else []
        case {"type": str(kind)} if kind in teams_show.INPUTS:
            _teams_field(part, seen)


def _teams_field(part: Json, seen: Seen) -> None:
    seen.say(part["label"])
    seen.say(part.get("placeholder"))
    if "choices" not in part:
        seen.say(part.get("value"))
    elif "choices.data" not in part:
        for choice in part["choices"]:
            seen.say(choice["title"])
