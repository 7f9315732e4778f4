"""The pieces inside a block: text runs, which Teams shows as they stand, and mentions, which it does not."""

import re
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from bot import messages as m

Json = dict[str, Any]

MOST_LINES = 60  # whoever presses Enter more often than that gets the rest in one
NAMELESS = "a colleague"
_COMMAND = re.compile(r"(?<![\w/:.])/(?:fireside\s+|(?=kudos\b))")
_OF_URLS = "%/:?#[]@!$&'*+,;=~"  # all that an address is made of, but the brackets that would end it here
_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|~<>&])")


def clean(text: str) -> str:
    """Give a text without what JSON cannot carry: halves of surrogate pairs, and zero bytes."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\x00", "")


def clip(text: str, most: int) -> str:
    """Give a text of at most so many characters, with an ellipsis where something is missing."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def as_plain(piece: m.Inline) -> str:
    """Give a piece as plain text."""
    match piece:
        case m.Span(text=text):
            return as_typed(text)
        case m.Words(text=text):
            return text
        case m.Who(name=name):
            return name or NAMELESS
        case m.Where(name=name):
            return f"#{name}" if name else "#…"
        case m.Link(url=url, label=label):
            return label or url


def as_typed(text: str) -> str:
    """Give a sentence of the bot's with the commands in it as people type them here: by naming the bot."""
    return _COMMAND.sub("@Fireside ", text)


def paragraph(spans: Sequence[m.Inline], *, size: str = "", subtle: bool = False) -> list[Json]:
    """Give a paragraph of text runs, one block for each line, or nothing where there is nothing to say."""
    look = {**({"size": size} if size else {}), **({"isSubtle": True} if subtle else {})}
    lines: list[list[Json]] = [[]]
    for piece in spans:
        for number, text in enumerate(clean(as_plain(piece)).split("\n", MOST_LINES)):
            if number:
                lines.append([])
            if text:
                lines[-1].append({**_run(piece, text.replace("\n", " ")), **look})
    made: list[Json] = []
    for before, line in zip([[], *lines], lines, strict=False):
        # Lines stand close together, paragraphs apart.
        if line:
            made.append({"type": "RichTextBlock", "inlines": line, **({"spacing": "None"} if before else {})})
    return made


def _run(piece: m.Inline, text: str) -> Json:
    made: Json = {"type": "TextRun", "text": text}
    style = piece.style if isinstance(piece, m.Span | m.Words) else "bold" if isinstance(piece, m.Who) else ""
    if style:
        made |= {"weight": "Bolder"} if style == "bold" else {"italic": True}
    if isinstance(piece, m.Link) and piece.url.startswith(("https://", "http://")):
        made["selectAction"] = {"type": "Action.OpenUrl", "url": piece.url}
    return made


def pinging(spans: Iterable[m.Inline], pings: list[Json]) -> list[Json]:
    """Give a paragraph that mentions people: only a text block can, so all else in it is escaped."""
    text = "".join(_marked(piece, pings) for piece in spans)
    return [{"type": "TextBlock", "text": text, "wrap": True}]


def _marked(piece: m.Inline, pings: list[Json]) -> str:
    if isinstance(piece, m.Who) and piece.ping and piece.member:
        name = re.sub(r"[<>&]", "", clean(piece.name)).strip() or NAMELESS
        tag = f"<at>{name}</at>"
        entity = {"type": "mention", "text": tag, "mentioned": {"id": piece.member, "name": name}}
        if entity not in pings:
            pings.append(entity)
        return tag
    text = escape(clean(as_plain(piece)))
    if isinstance(piece, m.Link) and piece.url.startswith(("https://", "http://")):
        return f"[{text}]({quote(clean(piece.url), safe=_OF_URLS)})"
    style = piece.style if isinstance(piece, m.Span | m.Words) else ""
    mark = {"bold": "**", "italic": "_", "": ""}[style] if text.strip() == text and text else ""
    return f"{mark}{text}{mark}"


def escape(text: str) -> str:
    """Give a text that means itself where Teams reads Markdown."""
    return _MARKS.sub(r"\\\1", text).replace("\n", "\n\n")
