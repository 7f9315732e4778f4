"""The first run and the settings of a circle, as its host sees them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.messages import Block, DateField, Form, Message, OneOf, Option, TextField, TimeField, Where
from bot.views.common import button, para, paragraph, row
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


def proposal(voice: Voice, circle: Circle, question: str, circles_voice: Voice) -> Message:
    """Give what the inviter is proposed, and their one decision."""
    more: list[Block] = []
    if circle.external:
        more.append(para(voice, "setup-proposal-external", channel=here(circle)))
    return paragraph(
        voice,
        "setup-proposal",
        *more,
        _decision(voice, circle),
        channel=here(circle),
        question=question,
        digestday=voice.day(circle.digest_day),
        rhythm=f"{voice.day(circle.ask_day)} {voice.time(circle.ask_at)} ({circle.zone})",
        digest=f"{voice.day(circle.digest_day)} {voice.time(circle.digest_at)}",
        language=voice(f"setup-language-{circles_voice.locale}"),
    )


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
