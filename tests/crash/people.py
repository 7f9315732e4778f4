"""What people do during the hour, and how Slack brings it: signed, and events again until they are taken."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Literal

import aiohttp

from bot.clock import wall
from tests.crash.chance import drawn
from tests.crash.town import Town
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_data import Json
from tests.fakes.slack_hosts import Person
from tests.fakes.slack_state import Channel, Message, View
from tests.fakes.slack_transport import FIRST, Answer, HttpTransport, Kind, Retry

MOST_TRIES = 200
PATIENCE = 30  # taps until somebody lets a form be
SIGNS = ("heart", "tada", "sunflower", "clap", "star")
LATELY = 40
FORM = "answer.save"
FORM_WORDS = "Form {} says that we laughed a lot."
KUDOS_WORDS = "helped with the rota of week {} when half of us were ill"


@dataclass(slots=True, kw_only=True)
class Deed:
    """One thing that somebody did, and what must have become of it.

    `told` means that it was acknowledged; what was not may have happened, but once only. `words` are no one else's,
    `unsaid` are those that edits took away. `on` is false for what was deleted or taken away.
    """

    kind: Literal["reply", "private", "kudos", "form", "reaction"]
    member: str
    channel: str = ""
    ref: str = ""
    words: str = ""
    unsaid: list[str] = field(default_factory=list)
    sign: str = ""
    on: bool = True
    told: bool = True

    @property
    def name(self) -> str:
        """Say what it is."""
        return f"{self.kind} {self.words or self.sign} by {self.member} at {self.ref or self.channel}"


@dataclass(slots=True, kw_only=True)
class Postman(HttpTransport):
    """Brings an event until it is taken, and a form as often as somebody taps; every tenth thing twice."""

    seed: str
    brought: int = 0
    retried: int = 0

    async def send(self, kind: Kind, payload: Json, retry: Retry = FIRST) -> Answer:
        """Bring it, and again where there was no answer; AssertionError after very many tries."""
        self.brought += 1
        number, again = self.brought, kind == "events_api" or payload.get("type") == "view_submission"
        answer = await HttpTransport.send(self, kind, payload, retry)
        tries = 1
        while again and not answer.ok:
            assert tries < MOST_TRIES, f"nobody takes {kind}: {answer}"
            await asyncio.sleep(drawn(self.seed, "again", number, tries, most=400) / 1000)
            answer = await HttpTransport.send(self, kind, payload, (min(tries, 3), answer.reason or "http_error"))
            tries += 1
        self.retried += tries > 1
        if kind != "interactive" and drawn(self.seed, "twice", number, most=10) == 0:
            await HttpTransport.send(self, kind, payload, (1, "http_timeout"))
        return answer


def postman(slack: FakeSlack, session: aiohttp.ClientSession, url: str, seed: str) -> Postman:
    """Give the way to a bot; signatures are by the machine's own clock, as the bot checks them."""
    return Postman(url=url, secret=slack.signing_secret, clock=wall, session=session, seed=seed)


@dataclass(slots=True, kw_only=True)
class People:
    """Everybody in town; `deeds` is what they did so far."""

    town: Town
    slack: FakeSlack
    deeds: list[Deed] = field(default_factory=list)
    _said: list[Message] = field(default_factory=list)
    _filled: set[tuple[str, str]] = field(default_factory=set)  # who filled in the form of which question
    _number: int = 0

    async def act(self, over: asyncio.Event) -> None:
        """Let everybody do one thing after the other, until it is over."""
        async with asyncio.TaskGroup() as group:
            for person in self.town.people:
                group.create_task(self._live(person, over))

    async def _live(self, person: Person, over: asyncio.Event) -> None:
        habits: list[Callable[[Person, int], Awaitable[None]]] = [
            *(self._reply, self._reply, self._reply, self._react, self._react, self._react),
            *(self._kudos, self._form, self._form, self._whisper),
        ]
        while not over.is_set():
            self._number += 1
            number = self._number
            await habits[self._drawn("habit", number, len(habits))](person, number)
            await asyncio.sleep(self._drawn("pause", number, 400) / 1000)

    def _drawn(self, what: str, number: int, most: int) -> int:
        return drawn(self.town.seed, what, number, most=most)

    def _somewhere(self, number: int) -> Channel:
        return self.town.channels[self._drawn("channel", number, len(self.town.channels))]

    def _question(self, channel: Channel) -> Message:
        """Give the newest question that one sees there, whether the bot knows already that it is there or not."""
        asked = [post for post in self.slack.posts(channel) if "Write" in post.buttons]
        return asked[-1] if asked else self.town.questions[channel.id]

    # ------------------------------------------------------------ events

    async def _reply(self, person: Person, number: int) -> None:
        """Answer in the thread; sometimes in other words a moment later, or not at all."""
        channel, words = self._somewhere(number), f"Story {number} went well with everybody."
        said = await person.says(channel, words, thread=self._question(channel))
        deed = Deed(kind="reply", member=person.id, channel=channel.id, ref=said.ts, words=words)
        self.deeds.append(deed)
        for edit in range(max(0, self._drawn("edits", number, 8) - 5)):
            deed.unsaid.append(deed.words)
            deed.words = f"Story {number} went well, in {edit} other words."
            await person.edits(said, deed.words)
        if self._drawn("delete", number, 8) == 0:
            deed.on = False
            await person.deletes(said)
        else:
            self._said.append(said)

    async def _react(self, person: Person, number: int) -> None:
        """Put an emoji to what somebody said just now; sometimes take it away again."""
        lately = [said for said in self._said[-LATELY:] if said.user != person.id]
        if not lately:
            return
        said, sign = lately[self._drawn("which", number, len(lately))], SIGNS[number % len(SIGNS)]
        if person.id in said.reactions.get(sign, []):
            return
        deed = Deed(kind="reaction", member=person.id, channel=said.channel.id, ref=said.ts, sign=sign)
        if any((d.member, d.ref, d.sign) == (deed.member, deed.ref, deed.sign) for d in self.deeds):
            return
        self.deeds.append(deed)
        await person.reacts(said, sign)
        if self._drawn("unreact", number, 3) == 0:
            await person.unreacts(said, sign)
            deed.on = False

    async def _whisper(self, person: Person, number: int) -> None:
        """Write the bot something that nobody else may read."""
        words = f"Thought {number} is for me alone."
        self.deeds.append(Deed(kind="private", member=person.id, words=words))
        await person.says(person.dm, words)

    # ------------------------------------------------------------ what one waits for

    async def _kudos(self, person: Person, number: int) -> None:
        """Thank somebody by command; where no answer comes, nobody types it again."""
        other = self.town.people[(self.town.people.index(person) + 1 + number % 3) % len(self.town.people)]
        words, channel = KUDOS_WORDS.format(number), self._somewhere(number)
        deed = Deed(kind="kudos", member=person.id, channel=channel.id, words=words, told=False)
        self.deeds.append(deed)
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
        deed = Deed(kind="form", member=person.id, channel=channel.id, words=words, told=False)
        self.deeds.append(deed)
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
