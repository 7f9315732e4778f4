"""Slack for an hour: what people do there, how it is brought to the bot, and the weather."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import aiohttp
from sqlalchemy import Engine
from sqlmodel import SQLModel

from bot.clock import wall
from bot.settings import Settings
from tests.crash import weather
from tests.crash.chance import drawn
from tests.crash.clock import SPEED, Fast
from tests.crash.people import (
    EDITED_WORDS,
    FORM_WORDS,
    KUDOS_WORDS,
    LATELY,
    PATIENCE,
    PRIVATE_WORDS,
    REPLY_WORDS,
    Deed,
    Habit,
    People,
    again_and_again,
)
from tests.crash.scene import Seen, looks_like
from tests.crash.town import ASKED, PEOPLE, Town
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_client import SlackClient
from tests.fakes.slack_data import Json
from tests.fakes.slack_hosts import Person
from tests.fakes.slack_state import Channel, Message, View
from tests.fakes.slack_transport import FIRST, Answer, HttpTransport, Kind, Retry

SIGNS = ("heart", "tada", "sunflower", "clap", "star")
FORM = "answer.save"
LOOKS = ("conversations.history", "conversations.replies")
FORECAST: weather.Forecast = {  # whoever posts has it worst
    ("chat.postMessage", "ratelimited:1"): 50,
    ("chat.postMessage", "http_500"): 20,
    ("chat.postMessage", "drop"): 20,
    ("chat.postMessage", "accept_then_500"): 30,
    ("chat.postMessage", "accept_then_drop"): 30,
    ("chat.postMessage", "slow:0.1"): 300,
    ("*", "ratelimited:1"): 10,
    ("*", "http_500"): 10,
    ("*", "drop"): 10,
    ("*", "accept_then_drop"): 10,
    ("*", "slow:0.03"): 200,
}


@dataclass(slots=True, kw_only=True)
class Postman(HttpTransport):
    """Brings an event until it is taken, and a form as often as somebody taps; every tenth thing twice."""

    seed: str
    doors: Sequence[str] = ()
    brought: int = 0
    retried: int = 0

    async def send(self, kind: Kind, payload: Json, retry: Retry = FIRST) -> Answer:
        """Bring it, and again where there was no answer."""
        self.brought += 1
        number, again = self.brought, kind == "events_api" or payload.get("type") == "view_submission"
        answer, told = Answer(status=0), retry

        async def bring() -> bool:
            nonlocal answer, told
            answer = await self._to_somebody(kind, payload, told)
            told = (min(told[0] + 1, 3), answer.reason or "http_error")
            return answer.ok or not again

        self.retried += await again_and_again(bring, self.seed, number) > 1
        if kind != "interactive" and drawn(self.seed, "twice", number, most=10) == 0:
            await self._to_somebody(kind, payload, (1, "http_timeout"))
        return answer

    async def _to_somebody(self, kind: Kind, payload: Json, retry: Retry) -> Answer:
        """Any process may take any request."""
        self.url = self.doors[drawn(self.seed, "door", self.brought, retry, most=len(self.doors))]
        return await HttpTransport.send(self, kind, payload, retry)


@dataclass(slots=True, kw_only=True)
class SlackPeople(People[Person]):
    """Everybody in a workspace."""

    slack: FakeSlack
    channels: Sequence[Channel]
    questions: Mapping[str, Message]  # last week's, by channel
    _said: list[Message] = field(default_factory=list)
    _filled: set[tuple[str, str]] = field(default_factory=set)  # who filled in the form of which question

    def habits(self) -> Sequence[Habit[Person]]:
        """Answering and reacting most of all."""
        return [
            *(self._reply, self._reply, self._reply, self._react, self._react, self._react),
            *(self._kudos, self._form, self._form, self._whisper),
        ]

    def _somewhere(self, number: int) -> Channel:
        return self.channels[self.drawn("channel", number, len(self.channels))]

    def _question(self, channel: Channel) -> Message:
        """Give the newest question that one sees there, whether the bot knows already that it is there or not."""
        asked = [post for post in self.slack.posts(channel) if "Write" in post.buttons]
        return asked[-1] if asked else self.questions[channel.id]

    # ------------------------------------------------------------ events

    async def _reply(self, person: Person, number: int) -> None:
        """Answer in the thread; sometimes in other words a moment later, or not at all."""
        channel, words = self._somewhere(number), REPLY_WORDS.format(number)
        said = await person.says(channel, words, thread=self._question(channel))
        deed = self.did(Deed(kind="reply", member=person.id, channel=channel.id, ref=said.ts, words=words))
        for edit in range(max(0, self.drawn("edits", number, 8) - 5)):
            deed.unsaid.append(deed.words)
            deed.words = EDITED_WORDS.format(number, edit)
            await person.edits(said, deed.words)
        if self.drawn("delete", number, 8) == 0:
            deed.on = False
            await person.deletes(said)
        else:
            self._said.append(said)

    async def _react(self, person: Person, number: int) -> None:
        """Put an emoji to what somebody said just now; sometimes take it away again."""
        lately = [said for said in self._said[-LATELY:] if said.user != person.id]
        if not lately:
            return
        said, sign = lately[self.drawn("which", number, len(lately))], SIGNS[number % len(SIGNS)]
        deed = Deed(kind="reaction", member=person.id, channel=said.channel.id, ref=said.ts, sign=sign)
        if person.id in said.reactions.get(sign, []) or self.reacted_before(deed):
            return
        self.did(deed)
        await person.reacts(said, sign)
        if self.drawn("unreact", number, 3) == 0:
            await person.unreacts(said, sign)
            deed.on = False

    async def _whisper(self, person: Person, number: int) -> None:
        """Write the bot something that nobody else may read."""
        words = PRIVATE_WORDS.format(number)
        self.did(Deed(kind="private", member=person.id, words=words))
        await person.says(person.dm, words)

    # ------------------------------------------------------------ what one waits for

    async def _kudos(self, person: Person, number: int) -> None:
        """Thank somebody by command; where no answer comes, nobody types it again."""
        if self.thanked_enough(person.id):
            return
        other, words, channel = self.other_than(person, number), KUDOS_WORDS.format(number), self._somewhere(number)
        deed = self.did(Deed(kind="kudos", member=person.id, channel=channel.id, words=words, told=False))
        reply = await person.types_command("/kudos", f"@{other.user.name} {words}", channel=channel)
        deed.told = reply.ok and reply.message is not None and "Reference" not in reply.message.shown

    async def _form(self, person: Person, number: int) -> None:
        """Answer by the form, which is tapped until it opens and sent until it closes."""
        channel = self._somewhere(number)
        question = self._question(channel)
        if "Write" not in question.buttons or (person.id, question.ts) in self._filled:
            return
        self._filled.add((person.id, question.ts))
        words = FORM_WORDS.format(number)
        form = await self._opened(person, question)
        if form is None:
            return
        person.fills({"text": words, "audience": "The circle, with my name"}, form)
        deed = self.did(Deed(kind="form", member=person.id, channel=channel.id, words=words, told=False))
        for _ in range(PATIENCE):
            await person.submits(form)
            if not form.open:
                deed.told = True
                return
            await asyncio.sleep(0.3)
        form.open = False

    async def _opened(self, person: Person, question: Message) -> View | None:
        for _ in range(PATIENCE):
            form = person.modal
            if form is not None and form.body["callback_id"] == FORM:
                return form
            if form is not None:
                form.open = False  # who thanks very often is shown a form, and lets it be
            await person.taps(question, "Write")
            await asyncio.sleep(0.1)
        return None


@dataclass(slots=True, kw_only=True)
class SlackScene:
    """One workspace of the fake Slack."""

    slack: FakeSlack
    client: SlackClient
    town: Town
    people: SlackPeople
    postman: Postman
    own_rows: ClassVar[Sequence[SQLModel]] = ()
    says_again: bool = False

    @property
    def environment(self) -> Mapping[str, str]:
        """The settings of a bot for this workspace."""
        return {
            "SLACK_SIGNING_SECRET": self.slack.signing_secret,
            "SLACK_BOT_TOKEN": self.slack.workspace.bot_token,
            "SLACK_API_URL": self.slack.api_url,
        }

    def reach(self, *urls: str) -> None:
        """Bring people's acts to any of the bot's processes, at these addresses, from now on."""
        self.postman.doors = [f"{url}/slack/events" for url in urls]
        self.client.transport = self.postman

    def posts(self) -> Sequence[Seen]:
        """What stands there of the bot's."""
        return [_seen(post) for post in self.slack.posts()]

    def refused(self) -> Sequence[str]:
        """What Slack refused as wrong."""
        return [f"{v.method}: {v.error} {' '.join(v.messages)}" for v in self.slack.violations]

    @property
    def retried(self) -> int:
        """How much Slack had to bring again."""
        return self.postman.retried

    @property
    def looks(self) -> int:
        """How often the bot looked in a channel for a post of which it could not know."""
        return sum(call.method in LOOKS for call in self.slack.calls)

    async def settle(self, _database: Engine, _chosen: Settings) -> None:
        """The bot finds out everything by itself."""


def _seen(post: Message) -> Seen:
    return Seen(
        channel=post.channel.id,
        ref=post.ts,
        shown=post.shown,
        kind=looks_like(post.buttons),
        parcel=str(((post.metadata or {}).get("event_payload") or {}).get("d", "")),
        private=bool(post.channel.partner),
    )


@contextlib.asynccontextmanager
async def opened(since: float, seed: str, circles: int, minutes: int) -> AsyncIterator[SlackScene]:
    """Give Slack on the bot's clock; it takes no notice of client_msg_id, so that only looking helps."""
    async with (
        FakeSlack(clock=Fast(since).seconds) as slack,
        SlackClient(slack) as client,
        aiohttp.ClientSession() as session,
    ):
        slack.office.client_msg_id = "ignore"
        slack.office.trigger_seconds *= SPEED
        people = [client.person(f"person{number}") for number in range(PEOPLE)]
        channels = [client.channel(f"circle-{number}", people, with_bot=True) for number in range(circles)]
        asked = {c.id: slack.office.post(slack.workspace, c, ASKED, []) for c in channels}
        slack.office.posts.clear()  # those were not of this hour
        weather.bring(slack.faults, FORECAST, seed)
        yield SlackScene(
            slack=slack,
            client=client,
            town=Town(
                seed=seed,
                minutes=minutes,
                workspace=f"slack:{slack.workspace.id}",
                members=[person.id for person in people],
                channels={channel.id: channel.name for channel in channels},
                asked={channel: post.ts for channel, post in asked.items()},
            ),
            people=SlackPeople(seed=seed, everybody=people, slack=slack, channels=channels, questions=asked),
            # signatures are by the machine's own clock, as the bot checks them
            postman=Postman(url="", secret=slack.signing_secret, clock=wall, session=session, seed=seed),
        )
