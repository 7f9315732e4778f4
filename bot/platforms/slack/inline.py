"""The pieces inside a block: rich text nodes, plain text, footnotes; where people's words lose every power to act."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from bot import messages as m

Json = dict[str, Any]

NAMELESS = "a colleague"
CONTEXT_ELEMENTS, CONTEXT_TEXT = 10, 2000
_MEMBER = re.compile(r"[UW][A-Z0-9]{2,}")
_CHANNEL = re.compile(r"[CGD][A-Z0-9]{2,}")
# Slack writes the emoji that people type as names between colons; a rich text node shows a name as it stands.
_EMOJI = re.compile(r":([a-z_+\-][a-z0-9_+\-]{0,99}):(?::skin-tone-([2-6]):)?")


def clean(text: str) -> str:
    """Give a text without what JSON cannot carry: halves of surrogate pairs, and zero bytes."""
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text.replace("\x00", "")


def clip(text: str, most: int) -> str:
    """Give a text of at most so many characters, with an ellipsis where something is missing."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def escape(text: str) -> str:
    """Give a text that means itself in mrkdwn and in fallbacks: no mention, no link."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain(text: str, most: int) -> Json:
    """Give a plain text object, never empty."""
    return {"type": "plain_text", "text": clip(clean(text).strip() or "…", most), "emoji": False}


def is_member(identity: str) -> bool:
    """Tell whether this can be the id of a person on Slack."""
    return _MEMBER.fullmatch(identity) is not None


# ---------------------------------------------------------------- rich text


def section(spans: Sequence[m.Inline]) -> Json:
    """Give a paragraph."""
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(_nodes(spans))}]}


def rich(spans: Sequence[m.Inline], kind: str) -> list[Json]:
    """Give a rich text block of one kind of element, or nothing where there is nothing to say."""
    nodes = list(_nodes(spans))
    return [{"type": "rich_text", "elements": [{"type": kind, "elements": nodes}]}] if nodes else []


def _nodes(spans: Iterable[m.Inline]) -> Iterator[Json]:
    for piece in spans:
        match piece:
            case m.Words(text=text, style=style):
                yield from _typed(clean(text), style)
            case m.Who(member=member, ping=True) if is_member(member):
                yield {"type": "user", "user_id": member}
            case m.Where(channel=channel) if _CHANNEL.fullmatch(channel):
                yield {"type": "channel", "channel_id": channel}
            case m.Link(url=url, label=label) if url.startswith(("https://", "http://")):
                yield {"type": "link", "url": url, **({"text": clean(label)} if label else {})}
            case _:
                yield from _text(clean(as_plain(piece)), piece.style if isinstance(piece, m.Span) else "")


def _text(text: str, style: str) -> Iterator[Json]:
    if text:
        yield {"type": "text", "text": text, **({"style": {style: True}} if style else {})}


def _typed(text: str, style: str) -> Iterator[Json]:
    """Words as typed: the names of emoji become the emoji that their writer saw."""
    at = 0
    for found in _EMOJI.finditer(text):
        yield from _text(text[at : found.start()], style)
        tone = {"skin_tone": int(found[2])} if found[2] else {}
        yield {"type": "emoji", "name": found[1], **tone}
        at = found.end()
    yield from _text(text[at:], style)


def shorten(block: Json, room: int) -> Json | None:
    """Give a rich text block cut to so many characters, None where nothing of use would be left."""
    if block["type"] != "rich_text" or room < 2:  # noqa: PLR2004 - a character and the ellipsis
        return None
    (part,) = block["elements"]
    nodes: list[Json] = []
    for node in part["elements"]:
        length = len(node.get("text", ""))
        if length >= room:
            nodes += [{**node, "text": clip(node["text"], room - 1)}]
            break
        nodes.append(node)
        room -= length
    return {"type": "rich_text", "elements": [{**part, "elements": nodes}]}


# ---------------------------------------------------------------- footnotes


def as_plain(piece: m.Inline) -> str:
    """Give a piece as a plain word."""
    match piece:
        case m.Span(text=text) | m.Words(text=text):
            return text
        case m.Who(name=name):
            return name or NAMELESS
        case m.Where(name=name):
            return f"#{name}" if name else "#…"
        case m.Link(label=label, url=url):
            return label or url


def context(spans: Sequence[m.Inline]) -> list[Json]:
    """Give a footnote; what people wrote stands in plain text, what links or styles in mrkdwn that the bot wrote."""
    pieces = [p for p in spans if clean(as_plain(p))]
    if not any(_acts(p) for p in pieces):
        runs: list[tuple[bool, list[m.Inline]]] = [(False, pieces)] if pieces else []
    elif not any(isinstance(p, m.Words | m.Who) and not _acts(p) for p in pieces):
        runs = [(True, pieces)]
    else:
        runs = [(acts, list(group)) for acts, group in groupby(pieces, _acts)]
    elements = [_element(acts, group) for acts, group in _few(runs)]
    return [{"type": "context", "elements": elements}] if elements else []


def _acts(piece: m.Inline) -> bool:
    match piece:
        case m.Span(style=style):
            return style != ""
        case m.Who(member=member, ping=ping):
            return ping and is_member(member)
        case m.Words():
            return False
        case _:
            return True


def _few(runs: list[tuple[bool, list[m.Inline]]]) -> list[tuple[bool, list[m.Inline]]]:
    if len(runs) <= CONTEXT_ELEMENTS:
        return runs
    rest = [piece for _, group in runs[CONTEXT_ELEMENTS - 1 :] for piece in group]
    return [*runs[: CONTEXT_ELEMENTS - 1], (False, rest)]


def _element(acts: bool, pieces: Sequence[m.Inline]) -> Json:  # noqa: FBT001 - which of two kinds of text it is
    if not acts:
        return plain("".join(as_plain(p) for p in pieces), CONTEXT_TEXT) | {"emoji": True}
    return {"type": "mrkdwn", "text": _marked_up(pieces), "verbatim": True}


def _marked_up(pieces: Sequence[m.Inline]) -> str:
    """Whole pieces only: a cut through a link would show its insides."""
    made = ""
    for text in map(_marked, pieces):
        if len(made) + len(text) > CONTEXT_TEXT:
            return (made or "") + "…"
        made += text
    return made.strip() or "…"


def _marked(piece: m.Inline) -> str:
    match piece:
        case m.Who(member=member, ping=True) if is_member(member):
            return f"<@{member}>"
        case m.Where(channel=channel) if _CHANNEL.fullmatch(channel):
            return f"<#{channel}>"
        case m.Link(url=url, label=label) if url.startswith(("https://", "http://")):
            return f"<{escape(url).replace('|', '%7C')}|{escape(clean(label)).replace('|', '¦') or url}>"
        case m.Span(text=text, style=style) if style and text == text.strip():
            mark = "*" if style == "bold" else "_"
            return f"{mark}{escape(clean(text))}{mark}"
        case _:
            return escape(clean(as_plain(piece)))
