"""The first run and the settings of a circle, as its host sees them."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.messages import (
    Block,
    Button,
    DateField,
    Form,
    Message,
    OneOf,
    Option,
    Para,
    Rule,
    TextField,
    TimeField,
    Where,
    Who,
)
from bot.views.common import button, lacking, para, paragraph, plain, row, small
from prompts.phrases import Voice
from storage.tables import Circle

LANGUAGES = ("en", "nl")


def place(channel: str, name: str) -> Where:
    """Give a channel as messages name it."""
    return Where(channel, name)


def here(circle: Circle) -> Where:
    """Give a circle's channel as messages name it."""
    return place(circle.channel, circle.name)


def note(voice: Voice, key: str, **args: object) -> Message:
    """Give one sentence as a message."""
    return paragraph(voice, key, **args)


def proposal(
    voice: Voice, circle: Circle, question: str, circles_voice: Voice, missing: Sequence[tuple[str, str]] = ()
) -> Message:
    """Give what the inviter is proposed, which permissions lack for it, and their one decision."""
    lacks = [lacking(voice, permission, use) for permission, use in missing]
    proposed = _proposed(voice, circle, question, circles_voice.locale)
    more = (*lacks, *_external(voice, circle), _decision(voice, circle))
    return paragraph(voice, "setup-proposal", *more, **proposed)


def open_proposal(voices: Sequence[tuple[Voice, str]], circle: Circle, host: Who) -> Message:
    """Give the proposal as everybody in the channel reads it, in each voice with its question; one tap chooses one."""
    blocks: list[Block] = []
    for voice, question in voices:
        spans = voice.spans("setup-proposal", **_proposed(voice, circle, question, voice.locale))
        blocks += [*([Rule()] if blocks else []), Para(spans), *_external(voice, circle)]
        blocks.append(small(voice, "setup-proposal-open", host=host))
    begin = [
        button(voice, "setup-start", "circle.start", style="primary", circle=circle.circle, language=voice.locale)
        for voice, _ in voices
    ]
    both = {key: " · ".join(voice(key) for voice, _ in voices) for key in ("setup-change", "setup-not-now")}
    change = Button("circle.open", both["setup-change"], {"circle": circle.circle})
    decline = Button("circle.decline", both["setup-not-now"], {"circle": circle.circle})
    first, question = voices[0]
    text = plain(first.spans("setup-proposal", **_proposed(first, circle, question, first.locale)))
    return Message(text, (*blocks, row(*begin, change, decline)))


def _proposed(voice: Voice, circle: Circle, question: str, language: str) -> dict[str, object]:
    return {
        "channel": here(circle),
        "question": question,
        "digestday": voice.day(circle.digest_day),
        "rhythm": f"{voice.day(circle.ask_day)} {voice.time(circle.ask_at)} ({circle.zone})",
        "digest": f"{voice.day(circle.digest_day)} {voice.time(circle.digest_at)}",
        "language": voice(f"setup-language-{language}"),
    }


def _external(voice: Voice, circle: Circle) -> tuple[Block, ...]:
    return (para(voice, "setup-proposal-external", channel=here(circle)),) if circle.external else ()


def _decision(voice: Voice, circle: Circle) -> Block:
    return row(
        button(voice, "setup-start", "circle.start", style="primary", circle=circle.circle),
        button(voice, "setup-change", "circle.open", circle=circle.circle),
        button(voice, "setup-not-now", "circle.decline", circle=circle.circle),
    )


def reminder(voice: Voice, circle: Circle) -> Message:
    """Give the one reminder, a day later."""
    return paragraph(voice, "setup-reminder", _decision(voice, circle), channel=here(circle))


def confirm_external(voice: Voice, circle: Circle) -> Message:
    """Ask once more where another company reads along."""
    sure = row(
        button(voice, "setup-external-yes", "circle.start", style="primary", circle=circle.circle, sure="yes"),
        button(voice, "setup-not-now", "circle.decline", circle=circle.circle),
    )
    return paragraph(voice, "setup-external-sure", sure, channel=here(circle))


def all_set(voice: Voice, circle: Circle, when: str) -> Message:
    """Give the end of the set-up."""
    buttons = row(
        button(voice, "setup-preview", "digest.preview", channel=circle.channel),
        button(voice, "setup-settings", "circle.open", circle=circle.circle),
    )
    return paragraph(voice, "setup-all-set", buttons, when=when)


def thank_invitation(voice: Voice, channel: str) -> Message:
    """Invite the host to thank somebody first."""
    give = button(voice, "setup-give-thanks", "kudos.open", style="primary", channel=channel)
    return paragraph(voice, "setup-thank-invitation", row(give))


def moment(voice: Voice, when: datetime, circle: Circle) -> str:
    """Give a moment in the circle's own zone."""
    local = when.astimezone(ZoneInfo(circle.zone))
    return voice("setup-moment", day=voice.date(local.date()), time=voice.time(local.time()), zone=circle.zone)


def explanation(voice: Voice) -> Message:
    """Give how it works, in six lines."""
    lines = tuple(para(voice, f"how-{n}") for n in range(1, 7))
    return Message(voice("how-title"), (para(voice, "how-title"), *lines))


def form(voice: Voice, circle: Circle) -> Form:
    """Give the one form of a circle; a pause only once it runs."""
    days = tuple(Option(str(n), voice.day(n)) for n in range(1, 8))
    languages = tuple(Option(lang, voice(f"setup-language-{lang}")) for lang in LANGUAGES)
    blocks: list[Block] = [
        OneOf("day", voice("setup-form-day"), days, str(circle.ask_day), menu=True, required=True),
        TimeField("time", voice("setup-form-time"), f"{circle.ask_at:%H:%M}"),
        OneOf("digest_day", voice("setup-form-digest-day"), days, str(circle.digest_day), menu=True, required=True),
        TimeField("digest_time", voice("setup-form-digest-time"), f"{circle.digest_at:%H:%M}"),
        TextField("zone", voice("setup-form-zone"), circle.zone, voice("setup-form-zone-hint"), required=True, most=60),
        OneOf("language", voice("setup-form-language"), languages, circle.language, menu=True, required=True),
        TextField(
            "values", voice("setup-form-values"), ", ".join(circle.values), voice("setup-form-values-hint"), most=240
        ),
        TextField("emoji", voice("setup-form-emoji"), circle.kudos_emoji, voice("setup-form-emoji-hint"), most=60),
    ]
    if circle.state != "proposed":
        until = circle.paused_until.isoformat() if circle.paused_until else ""
        blocks.append(DateField("until", voice("setup-form-until"), until))
    return Form(
        "circle.save", voice("setup-form-title"), voice("setup-form-save"), tuple(blocks), {"circle": circle.circle}
    )
