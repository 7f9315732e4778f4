"""A team of two languages in one workspace of the fake Slack, as the journeys live with it."""

from dataclasses import dataclass
from typing import Self

from tests.fakes.slack_hosts import Person
from tests.fakes.slack_state import Channel, Message, View
from tests.journeys.slack_life import Life

STORY = ("My story", "Mijn verhaal")


@dataclass(slots=True, kw_only=True)
class Team:
    """Ellen hosts and speaks Dutch, as Noor does; Bas, Mo and Yara speak English; `circle` is where they all are."""

    life: Life
    ellen: Person
    bas: Person
    noor: Person
    mo: Person
    yara: Person
    circle: Channel

    @classmethod
    def gather(cls, life: Life, name: str = "team-south", **traits: object) -> Self:
        """Bring them together in a channel without the bot."""
        client = life.client
        ellen = client.person("ellen", real_name="Ellen Bakker", locale="nl-NL")
        bas, noor = client.person("bas", real_name="Bas Jansen"), client.person("noor", locale="nl-NL")
        mo, yara = client.person("mo", tz="Europe/London"), client.person("yara")
        circle = client.channel(name, [ellen, bas, noor, mo, yara], **traits)
        return cls(life=life, ellen=ellen, bas=bas, noor=noor, mo=mo, yara=yara, circle=circle)

    @classmethod
    async def started(cls, life: Life, name: str = "team-south", **traits: object) -> Self:
        """Let their circle run."""
        team = cls.gather(life, name, **traits)
        await team.ellen.invites_bot(team.circle)
        assert (await team.ellen.taps(await life.sees(team.ellen, "Mijn voorstel"), "Zo beginnen")).ok
        await life.settled()
        return team

    @property
    def question(self) -> Message:
        """The newest question in the circle: the promise, or one with a menu of chips."""
        asked = [m for m in self.life.top(self.circle) if {"Schrijven", "Probeer het nu"} & set(m.buttons)]
        return asked[-1]

    @property
    def digests(self) -> list[Message]:
        """The digests that stand in the circle."""
        return [m for m in self.life.top(self.circle) if "De week in verhalen" in m.shown]

    @property
    def thread(self) -> list[str]:
        """What stands under the newest question."""
        return [m.shown for m in self.life.slack.thread(self.question)]

    async def writes(self, who: Person, text: str, audience: str, **more: object) -> Message:
        """Answer the question by its form; gives the private line that follows."""
        return await self.fills(who, self.question, self.question.buttons[0], text=text, audience=audience, **more)

    async def taps(self, who: Person, chip: str) -> Message:
        """Answer the question with one chip, which needs a choice of audience made before; gives the private line."""
        assert (await who.taps(self.question, "Alleen tikken", chip)).ok
        return await self.life.sees(who)

    async def thanks(self, who: Person, line: str, *, where: Channel | None = None) -> Message:
        """Give kudos by command, in the circle unless told otherwise; gives the answer that only the giver sees."""
        reply = await who.types_command("/kudos", line, channel=where or self.circle)
        assert reply.message, reply.answer
        assert reply.message.seen_by == who.id
        await self.life.settled()
        return reply.message

    async def asks(self, who: Person, line: str, *, where: Channel | None = None) -> str:
        """Type `/fireside` and something in the circle; gives the answer, or the window, that only they see."""
        reply = await who.types_command("/fireside", line, channel=where or self.circle)
        assert reply.ok, reply.answer
        await self.life.settled()
        if reply.message is None and who.modal is not None and who.modal.title in STORY:
            return who.modal.shown
        return reply.message.shown if reply.message else ""

    async def fills(self, who: Person, on: Message | View, button: str, **values: object) -> Message:
        """Open a form by a button, fill it in and send it; gives the private line that follows."""
        assert (await who.taps(on, button)).ok
        reply = await who.submits(values=values)
        assert reply.ok, reply.answer
        assert not reply.errors, reply.errors
        return await self.life.sees(who)
