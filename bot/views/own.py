"""Settings, help, reasons and what is known: the private lines about oneself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.messages import Block, DateField, Form, Message, OneOf, Option, Para, Words
from bot.views.common import button, para, paragraph, plain, row
from prompts.phrases import PhraseError, Voice


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """How much is kept about somebody, by kind, and for how many months, 0 for without an end."""

    named: int
    nameless: int
    private: int
    given: int
    received: int
    joined: int
    echoes: int
    questions: int
    hands: int
    kept_months: int = 0


def words(text: str) -> Words:
    """Give somebody's own text as it may stand in a sentence."""
    return Words(text)


def line(voice: Voice, key: str, **args: object) -> Para:
    """Give one sentence."""
    return para(voice, key, **args)


def lines(blocks: Sequence[Block]) -> Message:
    """Give several sentences as one message."""
    text = "\n".join(plain(block.spans) for block in blocks if isinstance(block, Para))
    return Message(text, tuple(blocks))


def settings(voice: Voice, *, language: str, thanks_in: str, until: str) -> Form:
    """Give the form with one's own choices."""
    languages = tuple(Option(x, voice(f"own-language-{x}")) for x in ("auto", "en", "nl"))
    where = tuple(Option(x, voice(f"own-thanks-{x}"), voice(f"own-thanks-{x}-hint")) for x in ("circle", "private"))
    blocks: tuple[Block, ...] = (
        OneOf("language", voice("own-language"), languages, language or "auto", voice("own-language-hint"), menu=True),
        OneOf("thanks_in", voice("own-thanks"), where, thanks_in, required=True),
        DateField("until", voice("own-until"), until),
    )
    return Form("settings.save", voice("own-settings-title"), voice("save"), blocks)


def paused(voice: Voice, day: date) -> Message:
    """Say that a pause began, and how it ends."""
    return paragraph(voice, "own-paused", row(button(voice, "own-resume", "settings.resume")), day=voice.date(day))


def help_(voice: Voice, unknown: str, nearest: str) -> Message:
    """Say what can be asked, the nearest command first where one was mistyped."""
    first: list[Block] = []
    if unknown and nearest:
        first.append(para(voice, "refusal-nearest", word=Words(unknown), nearest=f"/fireside {nearest}"))
    elif unknown:
        first.append(para(voice, "refusal-unknown", word=Words(unknown)))
    names = ("kudos", "me", "settings", "pause", "digest", "suggest", "status", "know", "mine", "host", "languages")
    body = [para(voice, "own-help"), *(para(voice, f"own-help-{name}") for name in names)]
    buttons = row(
        button(voice, "digest-mine", "home.open"),
        button(voice, "digest-thank", "kudos.open"),
        button(voice, "story-settings", "settings.open"),
        button(voice, "own-help-how", "circle.explain"),
    )
    return lines((*first, *body, buttons))


def why(voice: Voice, kind: str, pack: str, ago: str) -> str:
    """Say why a question was chosen."""
    try:
        return voice(f"question-why-{kind}", pack=pack, ago=ago)
    except PhraseError:
        return voice(f"question-why-{kind}", pack=pack)


def known(voice: Voice, facts: Known) -> Message:
    """Say how much is kept about the reader, where to read it, and how to delete it."""
    blocks: list[Block] = [
        para(voice, "own-know"),
        para(voice, "own-know-answers", named=facts.named, nameless=facts.nameless, private=facts.private),
        para(voice, "own-know-thanks", given=facts.given, received=facts.received, joined=facts.joined),
        para(voice, "own-know-echoes", n=facts.echoes),
        para(voice, "own-know-questions", own=facts.questions, hands=facts.hands),
        para(voice, "own-know-profile"),
        para(voice, "own-know-none"),
        *((para(voice, "own-know-kept", months=facts.kept_months),) if facts.kept_months else ()),
        para(voice, "own-know-where"),
        row(
            button(voice, "digest-mine", "home.open"),
            button(voice, "story-export", "export.me"),
            button(voice, "story-erase", "erase.me", style="danger"),
        ),
    ]
    return lines(blocks)


def erase_ask(voice: Voice) -> Message:
    """Ask once more before everything is deleted."""
    yes = button(voice, "erase-yes", "erase.me", style="danger", confirm="erase-yes-sure", sure="yes")
    return paragraph(voice, "erase-ask", row(yes, button(voice, "story-export", "export.me")))


def erased(voice: Voice, counts: Mapping[str, int]) -> Message:
    """Say what is gone, and what stays."""
    names = ("answers", "given", "received", "echoes")
    done = para(voice, "erase-done", **{name: counts.get(name, 0) for name in names})
    blocks: list[Block] = [done, para(voice, "erase-remains")]
    if counts.get("hosted"):
        blocks.append(para(voice, "erase-hosting"))
    return lines(blocks)
