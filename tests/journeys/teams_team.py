"""A team of two languages in one tenant of the fake Teams, as the journeys live with it."""

from dataclasses import dataclass
from typing import Self, TypeVar

from sqlmodel import SQLModel, select

from tests.fakes.teams_client import Person, Reply
from tests.fakes.teams_forms import Card
from tests.fakes.teams_state import Message, Place
from tests.fakes.teams_world import Tenant
from tests.journeys.teams_life import Life

Row = TypeVar("Row", bound=SQLModel)


@dataclass(slots=True, kw_only=True)
class Team:
    """Ellen hosts and speaks Dutch, as Noor does; Bas, Mo and Yara speak English; `circle` is where they all are."""

    life: Life
    ellen: Person
    bas: Person
    noor: Person
    mo: Person
    yara: Person
    circle: Place

    @classmethod
    def gather(cls, life: Life, *, tenant: Tenant | None = None) -> Self:
        """Bring them together in a team without the bot."""
        client = life.client
        ellen = client.person("Ellen Bakker", locale="nl-NL", tenant=tenant)
        bas, noor = (
            client.person("Bas Jansen", tenant=tenant),
            client.person("Noor de Wit", locale="nl-NL", tenant=tenant),
        )
        mo, yara = (
            client.person("Mo Ali", tz="Europe/London", tenant=tenant),
            client.person("Yara Demir", tenant=tenant),
        )
        circle = client.team("Team Zuid", [ellen, bas, noor, mo, yara]).general
        return cls(life=life, ellen=ellen, bas=bas, noor=noor, mo=mo, yara=yara, circle=circle)

    @classmethod
    async def started(cls, life: Life, *, tenant: Tenant | None = None) -> Self:
        """Let their circle run."""
        team = cls.gather(life, tenant=tenant)
        await team.ellen.installs(team.circle)
        await life.settled()
        assert (await team.ellen.taps(life.top(team.circle)[0], "Zo beginnen")).ok
        await life.settled()
        return team

    @property
    def question(self) -> Message:
        """The newest question in the circle: the promise, or one with chips."""
        asked = [m for m in self.life.top(self.circle) if {"Schrijven", "Probeer het nu"} & set(m.buttons)]
        return asked[-1]

    @property
    def digests(self) -> list[Message]:
        """The digests that stand in the circle."""
        return [m for m in self.life.top(self.circle) if "De week in verhalen" in m.shown]

    @property
    def thread(self) -> list[str]:
        """What the bot shows under the newest question."""
        return [m.shown for m in self.posts]

    @property
    def posts(self) -> list[Message]:
        """The bot's posts under the newest question."""
        bot = self.life.teams.world.bot
        return [m for m in self.life.teams.thread(self.question) if m.author == bot]

    async def taps(self, who: Person, on: Message | Card, button: str, then: str | None = None) -> Reply:
        """Tap a button; who looks at something else in the place of a message goes back first."""
        card = on if isinstance(on, Card) else who.card(on)
        if isinstance(on, Message) and button not in card.buttons:
            assert (await who.taps(on, "look")).ok
        reply = await who.taps(on, button, then)
        assert reply.ok, (reply.answer, reply.error)
        await self.life.settled()
        return reply

    async def opens(self, who: Person, on: Message | Card, button: str, then: str | None = None) -> Card:
        """Open a form by a button; gives it, in the place of the card or as a dialog."""
        reply = await self.taps(who, on, button, then)
        form = reply.dialog or reply.card
        assert form, reply.words
        return form

    async def fills(self, who: Person, on: Message | Card, button: str, **values: object) -> Reply:
        """Open a form by a button, fill it in and send it by its last button but the way back."""
        return await self.sends(who, await self.opens(who, on, button), **values)

    async def sends(self, who: Person, form: Card, **values: object) -> Reply:
        """Fill in a form and send it."""
        reply = await who.taps(form, form.sends, values=values)
        assert reply.ok, (reply.answer, reply.error)
        await self.life.settled()
        return reply

    async def writes(self, who: Person, text: str, audience: str, **more: object) -> Reply:
        """Answer the question by its form."""
        return await self.fills(who, self.question, self.question.buttons[0], text=text, audience=audience, **more)

    async def asks(self, who: Person, line: str) -> str:
        """Type something to the bot in the circle; gives what only they read next."""
        before = len(who.inbox)
        await who.says(self.circle, f"@Fireside {line}")
        await self.life.settled()
        return "\n".join(m.shown for m in who.inbox[before:])

    async def rows(self, table: type[Row]) -> list[Row]:
        """Give every row of a table of the bot's."""
        return await self.life.app.desk.store.aread(lambda tx: list(tx.session.exec(select(table)).all()))

    async def story(self, who: Person) -> Message:
        """Give somebody's own page, as the bot writes it in their chat when they ask for it."""
        await who.writes("ik" if who.user.locale == "nl-NL" else "me")
        return await self.life.sees(who)
