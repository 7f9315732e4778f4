"""How an edition reads: a good minute, silent sections gone, people named but never pinged."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain import calendar
from bot.domain.edition import Carry, Edition, Fuel, Grown, Opening, Quote, Thanks
from bot.messages import Actions, Block, Header, Inline, Message, Para, Small, Span, Who, Words
from bot.views.common import button, para, row, small
from prompts.catalog import Catalog
from prompts.phrases import Voice

MOST_NAMES = 5


@dataclass(frozen=True, slots=True)
class Look:
    """What a view needs beside the edition: sentences, labels of themes, and the names of members."""

    voice: Voice
    catalog: Catalog
    who: Callable[[str], Who]

    def theme(self, theme: str) -> str:
        """Give a theme as people call it."""
        return self.catalog.theme_label(theme, self.voice.locale)


def post(look: Look, edition: Edition, *, edition_id: str, circle: str, day: date, next_ask: str = "") -> Message:
    """Give an edition as the message that is posted, previewed and, after a withdrawal, updated."""
    voice = look.voice
    _, week = calendar.iso_week(day)
    place = Small(voice.spans("digest-place", circle=Words(circle), week=week))
    body = _quiet(look, edition, next_ask) if edition.quiet else _sections(look, edition)
    blocks = (Header(voice("digest-title")), place, *body, small(voice, "digest-footer"), _buttons(voice, edition_id))
    return Message(voice("digest-fallback", week=week), blocks)


def preview(voice: Voice, posted: Message) -> Message:
    """Give the same to one person before anything is posted: it says so, and there is no line to take out yet."""
    return Message(posted.text, (para(voice, "digest-preview"), *posted.blocks[:-1]))


def _buttons(voice: Voice, edition: str) -> Actions:
    return row(
        button(voice, "digest-how", "circle.explain"),
        button(voice, "digest-mine", "home.open"),
        button(voice, "digest-takeout", "edition.takeout", edition=edition),
    )


def _quiet(look: Look, edition: Edition, next_ask: str) -> list[Block]:
    blocks: list[Block] = [para(look.voice, "digest-quiet", n=edition.people)]
    blocks += _quotes(look, edition.quotes)
    if edition.thanks:
        blocks += _thanks(look, edition.thanks, title=False)
    if next_ask:
        blocks.append(para(look.voice, "digest-quiet-next", day=next_ask))
    return blocks


def _sections(look: Look, edition: Edition) -> list[Block]:
    blocks: list[Block] = []
    if edition.opening:
        blocks.append(_opening(look.voice, edition.opening))
    if edition.fuel:
        blocks.append(_fuel(look, edition.fuel))
    blocks += _quotes(look, edition.quotes)
    if edition.honest:
        blocks.append(para(look.voice, "digest-honest"))
    if edition.thanks:
        blocks += _thanks(look, edition.thanks)
    if edition.grown:
        blocks.append(_grown(look, edition.grown))
    if edition.carry:
        blocks.append(_carry(look, edition.carry))
        if edition.carry.suggestion:
            hand = button(look.voice, "suggest-hand", "suggestion.hand", suggestion=edition.carry.suggestion)
            blocks.append(row(hand))
    return blocks


def _opening(voice: Voice, opening: Opening) -> Para:
    counts = (("wrote", opening.wrote), ("tapped", opening.tapped), ("thanked", opening.thanked))
    parts = [voice(f"digest-{what}", n=n, word=voice.number(n)) for what, n in counts if n]
    echo = voice("digest-echoed", n=opening.echoed, word=_capital(voice, opening.echoed)) if opening.echoed else ""
    listed = voice.listing(parts) if parts else ""
    word = _capital(voice, opening.took)
    return para(
        voice, "digest-opening", took=opening.took, tookword=word, parts=listed, echo=f" {echo}" if echo else ""
    )


def _capital(voice: Voice, n: int) -> str:
    return voice.capital(voice.number(n))


def _fuel(look: Look, fuel: Fuel) -> Para:
    voice = look.voice
    key = "digest-fuel-first"
    lines: list[Inline] = []
    for count in fuel.themes:
        word = _capital(voice, count.people) if key == "digest-fuel-first" else voice.number(count.people)
        lines += [Span(", ")] if lines else []
        lines += voice.spans(key, word=word, theme=look.theme(count.theme))
        key = "digest-fuel-next"
    return para(voice, "digest-fuel" if fuel.weeks == 1 else "digest-fuel-month", lines=tuple(lines))


def _quotes(look: Look, quotes: tuple[Quote, ...]) -> list[Block]:
    spans: list[Inline] = []
    for quote in quotes:
        who: Inline = look.who(quote.member) if quote.member else Span(look.voice("digest-no-name"))
        spans += [Span(" · ")] if spans else []
        spans += look.voice.spans("digest-quote", text=Words(quote.text), who=who)
    return [Para(tuple(spans))] if spans else []


def _thanks(look: Look, thanks: Thanks, *, title: bool = True) -> list[Block]:
    voice = look.voice
    blocks: list[Block] = []
    if thanks.total is not None:
        most = look.voice.joined([Words(v, "italic") for v in thanks.values])
        values: tuple[Inline, ...] = voice.spans("digest-thanks-values", values=most) if thanks.values else ()
        word = _capital(voice, thanks.total)
        blocks.append(para(voice, "digest-thanks", n=thanks.total, word=word, values=values))
    elif title:
        blocks.append(para(voice, "digest-thanks-only"))
    if thanks.snippet:
        said = thanks.snippet
        receivers = voice.joined(_named(look, said.receivers))
        key = "digest-snippet-value" if said.value else "digest-snippet"
        more = {"value": Words(said.value)} if said.value else {}
        blocks.append(
            para(voice, key, giver=look.who(said.giver), receivers=receivers, reason=Words(said.reason), **more)
        )
    if thanks.unnamed:
        blocks.append(para(voice, "digest-unnamed", value=Words(thanks.unnamed)))
        blocks.append(row(button(voice, "digest-thank", "kudos.open")))
    return blocks


def _named(look: Look, members: Sequence[str]) -> list[Inline]:
    """Give people by name; of many the first few, since a digest is read in a minute."""
    if len(members) <= MOST_NAMES + 1:
        return [look.who(m) for m in members]
    rest = Span(look.voice("digest-others", n=len(members) - MOST_NAMES))
    return [*(look.who(m) for m in members[:MOST_NAMES]), rest]


def _grown(look: Look, grown: Grown) -> Para:
    label = look.theme(grown.theme)
    if grown.before is None:
        return para(look.voice, "digest-grown-few", theme=label, now=grown.now)
    return para(look.voice, "digest-grown", theme=label, now=grown.now, before=grown.before)


def _carry(look: Look, carry: Carry) -> Para:
    question = Words(carry.text)
    if carry.member:
        return para(look.voice, "digest-carry-from", who=look.who(carry.member), question=question)
    return para(look.voice, "digest-carry", question=question)
