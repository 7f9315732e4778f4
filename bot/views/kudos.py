"""How thanks look: the form, the post, the private line to the receiver, and what the giver is told."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.kudos import Gone, Guest, Outsider, Refusal, ToABot
from bot.messages import (
    Block,
    Button,
    Field,
    Form,
    Inline,
    Menu,
    Message,
    OneOf,
    Option,
    Para,
    People,
    Quote,
    Small,
    Span,
    TextField,
    Where,
    Who,
    Words,
)
from bot.views.common import button, lacking, para, paragraph, plain, row, short, small
from prompts.phrases import Voice

TEXT_MOST = 3000
POSSIBLE_MOST = 900
_REFUSED = {ToABot: "kudos-refused-bot", Gone: "kudos-refused-gone", Guest: "kudos-refused-guest"} | {
    Outsider: "kudos-refused-outsider"
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What the form shows when it opens; with `kudos` its receivers are settled, with `channel` it is in a circle."""

    people: tuple[Who, ...] = ()
    text: str = ""
    value: str = ""
    values: tuple[str, ...] = ()
    channel: str = ""
    place: str = ""
    about: str = ""
    kudos: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the giver is told: where it went, to whom, and what could not go."""

    kudos: str
    where: str  # circle, receivers or outside: the phrase that says it
    people: tuple[Who, ...]
    privately: tuple[Who, ...] = ()
    value: str = ""
    values: tuple[str, ...] = ()
    notes: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a receiver reads; `channel` is the circle that reads it too, `first` whether they meet the bot in this."""

    kudos: str
    giver: Who
    reason: str
    others: tuple[Who, ...] = ()
    value: str = ""
    channel: str = ""
    place: str = ""
    first: bool = False


# ---------------------------------------------------------------- the form


def form(voice: Voice, draft: Draft, *notes: Block) -> Form:
    """Give the form for a thank-you, under what there is to say about it first."""
    settled = bool(draft.kudos)
    who = para(voice, "kudos-form-to", people=voice.joined(draft.people)) if settled else _people(voice, draft)
    blocks: list[Block] = [
        *notes,
        who,
        TextField(
            "text",
            voice("kudos-form-text", count=max(len(draft.people), 1)),
            draft.text,
            placeholder=voice("kudos-form-text-placeholder"),
            lines=True,
            required=True,
            most=TEXT_MOST,
        ),
        TextField("possible", voice("kudos-form-possible"), lines=True, most=POSSIBLE_MOST),
    ]
    if draft.values:
        blocks.append(_values(voice, draft))
    blocks.append(_audience(voice, draft) if draft.place else small(voice, "kudos-form-outside"))
    args = {"channel": draft.channel, "about": draft.about, "kudos": draft.kudos}
    if settled:
        args["members"] = ",".join(p.member for p in draft.people)
    return Form("kudos.save", voice("kudos-form-title"), voice("kudos-form-send"), tuple(blocks), args)


def _people(voice: Voice, draft: Draft) -> Field:
    chosen, names = tuple(p.member for p in draft.people), tuple(p.name for p in draft.people)
    return People("members", voice("kudos-form-people"), chosen, names)


def _values(voice: Voice, draft: Draft) -> Field:
    return OneOf("value", voice("kudos-form-value"), _options(draft.values), draft.value, menu=True)


def _options(values: Sequence[str]) -> tuple[Option, ...]:
    return tuple(Option(value, value) for value in values)


def _audience(voice: Voice, draft: Draft) -> Field:
    options = (
        Option(
            "circle", voice("kudos-audience-circle"), voice("kudos-audience-circle-hint", channel=short(draft.place))
        ),
        Option("receivers", voice("kudos-audience-receivers"), voice("kudos-audience-receivers-hint")),
    )
    return OneOf("audience", voice("kudos-form-audience"), options, "circle", required=True)


def reply_form(voice: Voice, kudos: str, giver: Who) -> Form:
    """Give the form in which a receiver answers."""
    field = TextField(
        "text", voice("kudos-reply-text", giver=giver.name or giver.member), lines=True, required=True, most=TEXT_MOST
    )
    return Form("kudos.reply", voice("kudos-reply-title"), voice("kudos-form-send"), (field,), {"kudos": kudos})


# ---------------------------------------------------------------- what the circle sees


def posted(
    voice: Voice,
    kudos: str,
    giver: Who,
    receivers: Sequence[Who],
    reason: str,
    *,
    value: str = "",
    joiners: Sequence[Who] = (),
) -> Message:
    """Give a thank-you as the circle sees it, with who joined in under it, named and never numbered."""
    head = voice.spans("kudos-posted", giver=giver, receivers=voice.joined(receivers))
    blocks: list[Block] = [Para(head), Quote((Words(reason),))]
    if value:
        blocks.append(small(voice, "kudos-value", value=Words(value, "italic")))
    if joiners:
        blocks.append(small(voice, "kudos-joined", people=voice.joined(joiners)))
    blocks.append(row(button(voice, "kudos-join", "kudos.join", kudos=kudos)))
    return Message(plain(head), tuple(blocks))


# ---------------------------------------------------------------- what a receiver sees


def told(voice: Voice, it: Told) -> Message:
    """Give a thank-you as its receiver gets it: the thanks first, and the first time who brings it."""
    others = {"others": voice.joined(it.others)} if it.others else {}
    head = voice.spans("kudos-told-together" if it.others else "kudos-told", giver=it.giver, **others)
    blocks: list[Block] = [Para(head), Quote((Words(it.reason),))]
    if it.value:
        blocks.append(small(voice, "kudos-value", value=Words(it.value, "italic")))
    blocks.append(_read_by(voice, it))
    if it.first:
        blocks += [small(voice, "kudos-told-first"), small(voice, "kudos-told-first-promise")]
    return Message(plain(head), (*blocks, row(*_told_buttons(voice, it))))


def _read_by(voice: Voice, it: Told) -> Small:
    if it.channel:
        return small(voice, "kudos-told-circle", channel=Where(it.channel, it.place))
    return small(voice, "kudos-told-private-together" if it.others else "kudos-told-private")


def _told_buttons(voice: Voice, it: Told) -> tuple[Button, ...]:
    answer = button(voice, "kudos-reply", "kudos.reply", style="primary", kudos=it.kudos)
    if it.first:
        return (
            answer,
            button(voice, "kudos-thank-someone", "kudos.open", channel=it.channel),
            button(voice, "kudos-rather-private", "kudos.private"),
        )
    if not it.channel:
        return (answer,)
    return (answer, button(voice, "kudos-keep-out", "kudos.keepout", kudos=it.kudos))


def thanks_in(voice: Voice, where: str) -> Message:
    """Give the line that confirms how thanks reach somebody, with the way back."""
    if where == "private":
        return paragraph(voice, "kudos-thanks-private", row(button(voice, "kudos-in-circle", "kudos.circle")))
    return paragraph(voice, "kudos-thanks-circle", row(button(voice, "kudos-rather-private", "kudos.private")))


# ---------------------------------------------------------------- what the giver sees


def given(voice: Voice, it: Given) -> Message:
    """Give the giver's private line: where it went, what could not go, undo, and a value if none was named."""
    head = voice.spans(f"kudos-given-{it.where}", people=voice.joined(it.people))
    blocks: list[Block] = [Para(head)]
    if it.privately:
        blocks.append(small(voice, "kudos-given-some-privately", people=voice.joined(it.privately)))
    if it.value:
        blocks.append(small(voice, "kudos-value", value=Words(it.value, "italic")))
    items: list[Button | Menu] = [button(voice, "kudos-undo", "kudos.undo", kudos=it.kudos)]
    if it.values and not it.value:
        items.append(Menu("kudos.value", voice("kudos-name-value"), _options(it.values), {"kudos": it.kudos}))
    return Message(plain(head), (*blocks, *it.notes, row(*items)))


def valued(voice: Voice, kudos: str, value: str) -> Message:
    """Give the line after a value was named, with undo still there."""
    return paragraph(
        voice,
        "kudos-valued",
        row(button(voice, "kudos-undo", "kudos.undo", kudos=kudos)),
        value=Words(value),
    )


def refused(voice: Voice, why: Refusal, who: Who) -> Para:
    """Give the line on why somebody cannot be thanked, and what to do instead."""
    return para(voice, _REFUSED[type(why)], who=who)


def unread_group(voice: Voice, permission: str) -> Para:
    """Give the line on why the people of a group are not in the form; `permission` is the one that lacks, if any."""
    return lacking(voice, permission, "groups") if permission else para(voice, "kudos-group-unread")


def moment(voice: Voice, answer: str) -> tuple[Block, ...]:
    """Give the lines about thanks to oneself, which became a moment of one's own."""
    sure = "kudos-moment-delete-sure"
    return (
        para(voice, "kudos-moment"),
        row(
            button(voice, "kudos-moment-open", "answer.open", answer=answer),
            button(voice, "kudos-moment-delete", "answer.delete", style="danger", confirm=sure, answer=answer),
        ),
    )


def lines(*blocks: Block) -> Message:
    """Give some blocks as one message, with their words as the fallback."""
    texts = [plain(b.spans) for b in blocks if isinstance(b, Para | Small)]
    return Message(" ".join(texts), blocks)


def offer(voice: Voice, kudos: str, channel: str, who: Who, emoji: Inline) -> Message:
    """Give the line that asks whoever thanked by emoji what they saw."""
    words = button(voice, "kudos-offer-words", "kudos.open", style="primary", kudos=kudos, channel=channel)
    undo = button(voice, "kudos-undo", "kudos.undo", kudos=kudos)
    return paragraph(voice, "kudos-offer", row(words, undo), who=who, emoji=emoji)


def replied(voice: Voice, who: Who, text: str) -> Message:
    """Give what the giver reads when a receiver answers."""
    head = voice.spans("kudos-reply-told", who=who)
    return Message(plain(head), (Para(head), Quote((Words(text),))))


def emoji_name(emoji: str) -> Span:
    """Give an emoji as the platforms write it in text."""
    return Span(f":{emoji}:" if emoji.isascii() else emoji)
