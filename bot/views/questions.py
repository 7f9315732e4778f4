"""How a question looks in its channel."""

from bot.messages import Block, Button, Header, Menu, Message, Option, Small, Span, Words
from bot.views.common import button, para, row, small
from prompts.catalog import Catalog
from prompts.phrases import Voice
from storage.tables import Round


def post(voice: Voice, catalog: Catalog, round_: Round) -> Message:
    """Give the week's question with its example, [Write] and [Just tap]."""
    blocks: list[Block] = [Header(round_.text)]
    if round_.example:
        blocks.append(Small(voice.spans("question-example", example=Words(round_.example))))
    blocks.append(row(write(voice, round_.round), tap(voice, catalog, round_.round)))
    blocks.append(small(voice, "question-skip"))
    return Message(round_.text, tuple(blocks))


def write(voice: Voice, round_: str, key: str = "question-write") -> Button:
    """Give the button that opens the form."""
    return button(voice, key, "answer.open", style="primary", round=round_)


def tap(voice: Voice, catalog: Catalog, round_: str) -> Menu:
    """Give the menu of chips, where one tap is a full answer."""
    chips = [Option(t.id, f"{t.emoji} {t.label[voice.locale]}") for t in catalog.themes]
    tough = Option("tough", voice("question-tough", emoji=catalog.tough.emoji))
    return Menu("answer.tap", voice("question-tap"), (*chips, tough), {"round": round_})


def promise(voice: Voice, round_: Round, circle: str) -> Message:
    """Give the one post of a set-up: what the bot does and refuses, and the first question to try."""
    lines = [para(voice, f"promise-{n}") for n in range(1, 5)]
    first = para(voice, "promise-first", question=Span(round_.text))
    buttons = row(
        write(voice, round_.round, "promise-try"),
        button(voice, "promise-how", "circle.explain", circle=circle),
        button(voice, "promise-not-for-me", "circle.notforme", circle=circle),
    )
    return Message(voice("promise-fallback"), (*lines, first, buttons))
