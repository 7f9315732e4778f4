"""Teams for an hour: what people do there, how it is brought to the bot, and the weather."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from sqlalchemy import Engine
from sqlmodel import SQLModel

from bot import operator
from bot.app import open_desk
from bot.dispatch import Desk
from bot.platforms.teams.installed import SERVICE, TEAM
from bot.settings import Settings
from storage.errors import Busy
from storage.tables import Workspace
from tests.crash import weather
from tests.crash.chance import drawn
from tests.crash.clock import Fast
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
from tests.fakes.teams import FakeTeams
from tests.fakes.teams_client import Person, TeamsClient
from tests.fakes.teams_forms import Card
from tests.fakes.teams_limits import Limits
from tests.fakes.teams_state import Json, Message, Place, Team
from tests.fakes.teams_tapping import Reply
from tests.fakes.teams_transport import Answer, HttpTransport

SIGNS = {
    "heart": "heart",
    "1f389_partypopper": "tada",
    "sunflower_0125de505": "sunflower_0125de505",
    "like": "thumbsup",
}
SORRY = "Reference"  # in what somebody reads where something failed
UNKNOWN = """
SELECT o.parcel, o.channel, o.kind, o.thread, coalesce(a.text, k.reason, '') AS words FROM outbox o
LEFT JOIN answer a ON a.workspace = o.workspace AND a.answer = o.subject
LEFT JOIN kudos k ON k.workspace = o.workspace AND k.kudos = o.subject
WHERE o.state = 'unknown' ORDER BY o.attempted_at
"""
KNOWN = "SELECT channel, ref FROM post WHERE own"
STILL_SAID = "SELECT text FROM answer WHERE text IS NOT NULL UNION SELECT reason FROM kudos"
NUMBERED = re.compile(r"(?:Story|Form|week) \d+ ")
FORECAST: weather.Forecast = {  # whoever posts has it worst
    **{(method, "throttled:1"): 50 for method in ("post", "create")},
    **{(method, "status:412:PreconditionFailed"): 10 for method in ("post", "create")},
    **{(method, "status:503"): 10 for method in ("post", "create")},
    **{(method, "reset"): 10 for method in ("post", "create")},
    **{(method, "accept_then_status:502"): 10 for method in ("post", "create")},
    **{(method, "accept_then_reset"): 10 for method in ("post", "create")},
    **{(method, "slow:0.1"): 300 for method in ("post", "create")},
    ("*", "throttled:1"): 10,
    ("*", "status:503"): 10,
    ("*", "reset"): 10,
    ("*", "slow:0.03"): 200,
}


@dataclass(slots=True, kw_only=True)
class Postman(HttpTransport):
    """Brings an activity until it is taken, and what somebody waits for twice at most; every tenth thing twice."""

    seed: str
    doors: Sequence[str] = ()
    brought: int = 0
    retried: int = 0

    async def send(self, activity: Json) -> Answer:
        """Bring it, and again where there was no answer; a tap only once more, under the same id."""
        self.brought += 1
        number, waits = self.brought, activity["type"] == "invoke"
        answer, tries = Answer(status=0), 0

        async def bring() -> bool:
            nonlocal answer, tries
            tries += 1
            self.url = self.doors[(number + tries) % len(self.doors)]
            answer = await HttpTransport.send(self, activity)
            return answer.ok or (waits and tries > 1)

        self.retried += await again_and_again(bring, self.seed, number) > 1
        if drawn(self.seed, "twice", number, most=10) == 0:
            await HttpTransport.send(self, activity)
        return answer


@dataclass(slots=True, kw_only=True)
class TeamsPeople(People[Person]):
    """Everybody in a tenant."""

    teams: FakeTeams
    channels: Sequence[Place]
    questions: Mapping[str, Message]  # last week's, by channel
    _filled: set[tuple[str, str]] = field(default_factory=set)  # who filled in the form of which question

    def habits(self) -> Sequence[Habit[Person]]:
        """Answering and reacting most of all."""
        return [
            *(self._reply, self._reply, self._reply, self._react, self._react, self._react),
            *(self._kudos, self._extension, self._form, self._form, self._whisper),
        ]

    def _somewhere(self, number: int) -> Place:
        return self.channels[self.drawn("channel", number, len(self.channels))]

    def _question(self, channel: Place) -> Message:
        """Give the newest question that one sees there, whether the bot knows already that it is there or not."""
        asked = [post for post in self.teams.posts(channel) if "Write" in post.buttons]
        return asked[-1] if asked else self.questions[channel.id]

    # ------------------------------------------------------------ what the bot hears

    async def _reply(self, person: Person, number: int) -> None:
        """Answer the bot in the thread; sometimes in other words a moment later, or not at all."""
        channel, words = self._somewhere(number), REPLY_WORDS.format(number)
        said = await person.says(channel, f"@Fireside {words}", thread=self._question(channel))
        deed = self.did(Deed(kind="reply", member=person.id, channel=channel.id, ref=said.id, words=words))
        for edit in range(max(0, self.drawn("edits", number, 8) - 5)):
            deed.unsaid.append(deed.words)
            deed.words = EDITED_WORDS.format(number, edit)
            await person.edits(said, f"@Fireside {deed.words}")
        if self.drawn("delete", number, 8) == 0:
            deed.on = False
            await person.deletes(said)

    async def _react(self, person: Person, number: int) -> None:
        """Put an emoji to what the bot said again just now; sometimes take it away again."""
        said_again = [m for m in self.teams.posts() if m.place.kind == "channel" and "Story" in m.shown]
        lately = [m for m in said_again[-LATELY:] if person.user.name not in m.shown]
        if not lately:
            return
        said, kind = lately[self.drawn("which", number, len(lately))], [*SIGNS][number % len(SIGNS)]
        deed = Deed(kind="reaction", member=person.id, channel=said.place.id, ref=said.id, sign=SIGNS[kind])
        if person.id in said.reactions.get(kind, []) or self.reacted_before(deed):
            return
        self.did(deed)
        await person.reacts(said, kind)
        if self.drawn("unreact", number, 3) == 0:
            await person.unreacts(said, kind)
            deed.on = False

    async def _kudos(self, person: Person, number: int) -> None:
        """Thank somebody by telling the bot."""
        if self.thanked_enough(person.id):
            return
        other, words, channel = self.other_than(person, number), KUDOS_WORDS.format(number), self._somewhere(number)
        self.did(Deed(kind="kudos", member=person.id, channel=channel.id, words=words))
        await person.says(channel, f"@Fireside kudos {other.at} {words}")

    async def _whisper(self, person: Person, number: int) -> None:
        """Write the bot something that nobody else may read."""
        words = PRIVATE_WORDS.format(number)
        self.did(Deed(kind="private", member=person.id, words=words))
        await person.writes(words)

    # ------------------------------------------------------------ what one waits for

    async def _extension(self, person: Person, number: int) -> None:
        """Thank somebody by the message extension; where no answer comes, nobody fills it in again."""
        if self.thanked_enough(person.id):
            return
        other, words, channel = self.other_than(person, number), KUDOS_WORDS.format(number), self._somewhere(number)
        opened = await person.extends("giveKudos", where=channel)
        if opened.dialog is None or SORRY in opened.dialog.shown:
            return
        deed = self.did(Deed(kind="kudos", member=person.id, channel=channel.id, words=words, told=False))
        fields = {"members": [other], "text": words}
        deed.told = _was_taken(await person.taps(opened.dialog, opened.dialog.sends, values=fields))

    async def _form(self, person: Person, number: int) -> None:
        """Answer by the form, which is tapped until it opens and sent until it is taken."""
        channel = self._somewhere(number)
        question = self._question(channel)
        if "Write" not in question.buttons or (person.id, question.id) in self._filled:
            return
        self._filled.add((person.id, question.id))
        words = FORM_WORDS.format(number)
        form = await self._opened(person, question)
        if form is None:
            return
        deed = self.did(Deed(kind="form", member=person.id, channel=channel.id, words=words, told=False))
        fields = {"text": words, "audience": "The circle, with my name"}
        for _ in range(PATIENCE):
            if _was_taken(await person.taps(form, form.sends, values=fields)):
                deed.told = True
                return
            await asyncio.sleep(0.3)

    async def _opened(self, person: Person, question: Message) -> Card | None:
        for _ in range(PATIENCE):
            reply = await person.taps(question, "Write" if "Write" in person.card(question).buttons else "look")
            if reply.card is not None and reply.card.labels:
                return reply.card
            await asyncio.sleep(0.1)
        return None


def _was_taken(reply: Reply) -> bool:
    shown = reply.card or reply.dialog
    return reply.ok and SORRY not in (shown.shown if shown else reply.words)


@dataclass(slots=True, kw_only=True)
class TeamsScene:
    """One tenant of the fake Teams."""

    teams: FakeTeams
    client: TeamsClient
    team: Team
    town: Town
    people: TeamsPeople
    postman: Postman
    clock: Fast
    says_again: bool = True
    looks: int = 0  # Teams lets the bot not look, so that its operator must

    @property
    def own_rows(self) -> Sequence[SQLModel]:
        """The tenant as the bot knows it."""
        about = {SERVICE: self.teams.service_url(self.teams.tenant.id)}
        about |= {f"{TEAM}{place.id}": self.team.id for place in self.team.channels}
        return [Workspace(workspace=self.town.workspace, bot=self.teams.world.bot, token=b"", about=about)]

    @property
    def environment(self) -> Mapping[str, str]:
        """The settings of a bot for this tenant."""
        return self.teams.settings()

    def reach(self, *urls: str) -> None:
        """Bring people's acts to any of the bot's processes, at these addresses, from now on."""
        self.postman.doors = [f"{url}/api/messages" for url in urls]
        self.client.transport = self.postman

    def posts(self) -> Sequence[Seen]:
        """What stands there of the bot's."""
        return [_seen(post) for post in self.teams.posts()]

    def refused(self) -> Sequence[str]:
        """What Teams refused as wrong; that somebody who waits was not answered is what the hour is about."""
        return [f"{v.method}: {v.code} {v.why}" for v in self.teams.violations if v.code != "NoAnswer"]

    @property
    def retried(self) -> int:
        """How much Teams had to bring again."""
        return self.postman.retried

    async def settle(self, database: Engine, chosen: Settings) -> None:
        """Look in the channel for each post of which the bot does not know, and say what is there."""
        with database.connect() as reading:
            unknown = reading.exec_driver_sql(UNKNOWN).all()
            known = {(row.channel, row.ref) for row in reading.exec_driver_sql(KNOWN)}
            said = {found for (words,) in reading.exec_driver_sql(STILL_SAID) for found in NUMBERED.findall(words)}
        free = [m for m in self.teams.posts() if (m.place.id, m.id) not in known and m.place.kind == "channel"]
        if unknown:
            with contextlib.suppress(Busy):  # then once more
                await asyncio.to_thread(self._tell, chosen, unknown, free, said)

    def _tell(self, chosen: Settings, unknown: Sequence[Any], free: Sequence[Message], said: set[str]) -> None:
        """Do what `bot.operator.settle` does, on the test's clock."""
        desk = open_desk(chosen, self.clock)
        with contextlib.closing(desk.store):
            self._settle(desk, unknown, free, said)

    def _settle(self, desk: Desk, unknown: Sequence[Any], free: Sequence[Message], said: set[str]) -> None:
        for row in unknown:
            there = next((m for m in free if m.place.id == row.channel and _is_meant(row, m, said)), None)
            found = operator.Found(there is not None, there.id if there else "")
            assert (
                desk.store.write(lambda tx, r=row, f=found: operator._settled(desk, tx, r.parcel, f)).result()
                is not None
            )
            self.looks += 1
            free = [m for m in free if m is not there]


def _is_meant(row: Any, post: Message, said: set[str]) -> bool:
    """It looks like it; what was taken back since is none of the posts whose words are somebody's still."""
    kind = looks_like(post.buttons)
    if row.kind in {"question", "digest"}:
        return kind == row.kind
    number = NUMBERED.search(row.words)
    anothers = any(found in said for found in NUMBERED.findall(post.shown))
    return not kind and (number[0] in post.shown if number else post.root == row.thread and not anothers)


def _seen(post: Message) -> Seen:
    private = post.place.kind == "personal"
    return Seen(channel=post.place.id, ref=post.id, shown=post.shown, kind=looks_like(post.buttons), private=private)


@contextlib.asynccontextmanager
async def opened(since: float, seed: str, circles: int, minutes: int) -> AsyncIterator[TeamsScene]:
    """Give Teams on the bot's clock."""
    clock = Fast(since)
    async with (
        FakeTeams(clock=clock.seconds) as teams,
        TeamsClient(teams) as client,
        aiohttp.ClientSession() as session,
    ):
        teams.limits = Limits(clock=clock.seconds)
        people = [client.person(f"Person{number} Jansen") for number in range(PEOPLE)]
        team = client.team("Town", people, installed=True)
        channels = [teams.tenant.add_channel(team, f"circle-{number}") for number in range(circles)]
        asked = {c.id: teams.office.post(teams.tenant, c, {"text": ASKED}) for c in channels}
        teams.office.posts.clear()  # those were not of this hour
        weather.bring(teams.faults, FORECAST, seed)
        yield TeamsScene(
            teams=teams,
            client=client,
            clock=clock,
            team=team,
            town=Town(
                seed=seed,
                minutes=minutes,
                workspace=f"teams:{teams.tenant.id}",
                members=[person.id for person in people],
                channels={channel.id: channel.name for channel in channels},
                asked={channel: post.id for channel, post in asked.items()},
            ),
            people=TeamsPeople(seed=seed, everybody=people, teams=teams, channels=channels, questions=asked),
            postman=Postman(url="", app_id=teams.world.app_id, keys=teams.keys, session=session, speed=5.0, seed=seed),
        )
