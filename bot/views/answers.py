"""How answers look: the form, what the circle sees, and the private line after it."""

from dataclasses import dataclass

from bot.domain.answers import Audience
from bot.messages import (
    Block,
    Button,
    Form,
    ManyOf,
    Message,
    OneOf,
    Option,
    Para,
    Quote,
    Reply,
    Small,
    Span,
    TextField,
    Who,
    Words,
)
from bot.views.common import button, para, paragraph, plain, row, short, small
from prompts.catalog import Catalog
from prompts.phrases import Voice

SUGGESTED = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What the form shows when it opens; what is told is kept for so many months, 0 for without an end."""

    round: str
    question: str
    channel: str
    answer: str = ""
    example: str = ""
    text: str = ""
    follow_up: str = ""
    more: str = ""
    audience: str = ""
    themes: tuple[str, ...] = ()
    tough: bool = False
    quote: bool = False
    kept_months: int = 0


def form(voice: Voice, catalog: Catalog, draft: Draft) -> Form:
    """Give the form for an answer, with nothing preselected that its teller never chose."""
    locale = voice.locale
    chips = tuple(Option(t.id, f"{t.emoji} {t.label[locale]}") for t in catalog.chips(draft.text, locale))
    marks = (
        Option("tough", voice("answer-mark-tough", emoji=catalog.tough.emoji)),
        Option("quote", voice("answer-mark-quote")),
    )
    chosen = tuple(m for m, on in (("tough", draft.tough), ("quote", draft.quote)) if on)
    example = (Small(voice.spans("answer-form-example", example=Words(draft.example))),) if draft.example else ()
    blocks: tuple[Block, ...] = (
        Para((Span(draft.question, "bold"),)),
        *example,
        TextField(
            "text",
            voice("answer-form-text"),
            draft.text,
            placeholder=voice("answer-form-placeholder"),
            lines=True,
            most=3000,
        ),
        *_more(voice, draft.follow_up, draft.more),
        OneOf(
            "audience", voice("answer-form-audience"), audiences(voice, draft.channel), draft.audience, required=True
        ),
        small(voice, "answer-form-literal"),
        *((small(voice, "answer-form-kept", months=draft.kept_months),) if draft.kept_months else ()),
        small(voice, "answer-form-nameless"),
        ManyOf("themes", voice("answer-form-themes"), chips, draft.themes, voice("answer-form-themes-hint"), 3),
        ManyOf("marks", voice("answer-form-marks"), marks, chosen, most=2),
    )
    args = {"round": draft.round, "answer": draft.answer}
    return Form("answer.save", voice("answer-form-title"), voice("answer-form-save"), blocks, args)


def _more(voice: Voice, question: str, more: str) -> tuple[Block, ...]:
    """What was answered to the follow-up question is read by the same people, so it is seen where they are chosen."""
    return (Small(voice.spans("answer-form-more", question=question, text=Words(more))),) if more else ()


def audiences(voice: Voice, channel: str) -> tuple[Option, ...]:
    """Give the three audiences, each with one literal sentence on who can read it."""
    hint = {a: voice(f"answer-audience-{a.value}-hint", channel=short(channel)) for a in Audience}
    return tuple(Option(a.value, voice(f"answer-audience-{a.value}"), hint[a]) for a in Audience)


def shared(voice: Voice, who: Who, text: str, themes: tuple[str, ...], question: str = "", more: str = "") -> Message:
    """Give an answer as the circle sees it in the thread: with its teller's name, in their words."""
    labels = voice.listing(themes)
    fallback = voice("answer-shared-fallback", who=who.name or who.member)
    if not text:
        spans = voice.spans("answer-shared-tap", who=who, themes=Span(labels, "bold"))
        return Message(plain(spans), (Para(spans), *_follow_up(voice, question, more)))
    blocks: list[Block] = [Para((who,)), Quote((Words(text),)), *_follow_up(voice, question, more)]
    if themes:
        blocks.append(Small((Span(labels, "italic"),)))
    return Message(fallback, tuple(blocks))


def _follow_up(voice: Voice, question: str, more: str) -> tuple[Block, ...]:
    return (Para(voice.spans("answer-shared-followup", question=question, text=Words(more))),) if more else ()


def saved(voice: Voice, key: str, answer: str, *, follow_up: str = "", shared: bool = False, **args: object) -> Reply:
    """Give the private line after an answer: thanks, the follow-up question, change and delete."""
    blocks: list[Block] = []
    buttons: list[Button] = []
    if follow_up:
        blocks.append(para(voice, "answer-followup-ask", question=follow_up))
        buttons.append(button(voice, "answer-followup", "answer.followup", style="primary", answer=answer))
    buttons.append(button(voice, "answer-change", "answer.open", answer=answer))
    if shared:
        buttons.append(button(voice, "answer-withdraw", "answer.withdraw", answer=answer))
    buttons.append(
        button(voice, "answer-delete", "answer.delete", style="danger", confirm="answer-delete-sure", answer=answer)
    )
    return Reply(say=paragraph(voice, key, *blocks, row(*buttons), **args))


def follow_up_form(voice: Voice, answer: str, question: str, text: str) -> Form:
    """Give the form with the follow-up question and one field."""
    field = TextField("text", question, text, lines=True, required=True, most=1500)
    return Form(
        "answer.followup", voice("answer-followup-title"), voice("answer-form-save"), (field,), {"answer": answer}
    )


def heard(voice: Voice, answer: str) -> Message:
    """Give the line that tells somebody, the first time, what becomes of a reply in the thread."""
    add = button(voice, "answer-add-chips", "answer.open", answer=answer)
    return paragraph(voice, "answer-heard-thread", row(add))


def kept(voice: Voice, answer: str) -> Message:
    """Give the line after a private message to the bot."""
    return paragraph(
        voice,
        "answer-kept-private",
        row(
            button(voice, "answer-share", "answer.open", answer=answer),
            button(
                voice, "answer-delete", "answer.delete", style="danger", confirm="answer-delete-sure", answer=answer
            ),
        ),
    )
