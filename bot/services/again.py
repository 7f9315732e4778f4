"""What stands in one of the bot's messages now, made anew for one who looked at something else in its place."""

from collections.abc import Callable, Mapping

from bot import commands as c
from bot.domain.answers import Audience
from bot.domain.edition import Edition
from bot.messages import NOTHING, Message, Reply
from bot.services import digest, openly, rounds, telling, thanks
from bot.services.unit import Unit
from storage import answers, circles, editions, kudos, posts, rounds as rows
from storage.tables import Circle


def look(unit: Unit, cmd: c.LookAgain) -> Reply:
    """Give what stands in a message of the bot's; nothing where it is gone, or was said to one person."""
    post = posts.at(unit.tx, cmd.by.workspace, cmd.by.channel, cmd.ref)
    circle = circles.get(unit.tx, cmd.by.workspace, post.circle) if post and post.own and post.circle else None
    made = MADE.get(post.kind, _none)(unit, circle, post.subject) if post and circle else None
    return Reply(replace=made) if made is not None else NOTHING


def _none(_unit: Unit, _circle: Circle, _subject: str) -> Message | None:
    return None


def _question(unit: Unit, circle: Circle, subject: str) -> Message | None:
    asked = rows.get(unit.tx, circle.workspace, subject)
    return rounds.posted(unit, circle, asked) if asked else None


def _answer(unit: Unit, circle: Circle, subject: str) -> Message | None:
    given = answers.get(unit.tx, circle.workspace, subject)
    asked = rows.get(unit.tx, circle.workspace, given.round) if given else None
    return telling.shared(unit, given, circle, asked) if given and asked and given.audience == Audience.NAMED else None


def _kudos(unit: Unit, circle: Circle, subject: str) -> Message | None:
    row = kudos.get(unit.tx, circle.workspace, subject)
    return thanks.as_posted(unit, row, circle) if row and row.audience == "circle" else None


def _digest(unit: Unit, circle: Circle, subject: str) -> Message | None:
    row = editions.get(unit.tx, circle.workspace, subject)
    return digest.render(unit, circle, Edition.from_dict(row.facts), subject, row.day, row.locale) if row else None


def _proposal(unit: Unit, circle: Circle, _subject: str) -> Message | None:
    return openly.message(unit, circle) if circle.state == "proposed" else None


MADE: Mapping[str, Callable[[Unit, Circle, str], Message | None]] = {
    "question": _question,
    "answer": _answer,
    "kudos": _kudos,
    "digest": _digest,
    "proposal": _proposal,
}
