"""Teams' side towards our app: signs and delivers what people do in the fake world.

    async with FakeTeams() as teams, TeamsClient(teams, url=app_url) as client:
        ellen, bas = client.person("Ellen Visser", locale="nl-NL"), client.person("Bas Jansen")
        south = client.team("Team South", [ellen, bas]).general
        await ellen.installs(south)                                 # the app, in the team; `installs()` for oneself
        proposal = await teams.next_post(south)
        await ellen.taps(proposal, "Start like this")               # a button: its title, verb or id
        question = await teams.next_post(south, holding="energy")
        await bas.taps(question, "Just tap", "together")            # one that unfolds, and one inside it
        form = (await bas.taps(question, "Write")).card             # what he alone now sees there; or .dialog
        reply = await bas.taps(form, "Save", values={"Your story": "Rota with Noor.", "Who may read it?": "The circle"})
        assert reply.ok and "Thank you" in reply.card.shown         # .words, .card, .dialog, .inserted, .error
        told = await bas.says(south, "@Fireside we laughed", thread=question)    # without the mention nobody hears it
        await ellen.reacts(posted, "heart")                         # unreacts; edits, deletes, undeletes(message)
        await bas.says(south, "@Fireside kudos @Ellen walked along")
        reply = await bas.extends("giveKudos", on=told)             # the message extension; or where=south, or nowhere
        await bas.taps(reply.dialog, "Send", values={...})
        await bas.writes("for me only")                             # in his own chat
        assert not teams.violations and not client.failed

People also: slashes(where, "/kudos ..."), uninstalls, upgrades, blocks, joins, leaves, adds_channel, renames(channel or
team, name), deletes_channel, restores_channel, archives, unarchives, deletes_team, restores_team. They see: chat,
inbox, whispers, card(message), dialog. `person.at` in a text mentions exactly them. `person.user` is the member in the
world, `person.id` the bot's id of them; `client.person(name, tenant=other)` is somebody elsewhere. With
`person.old_client = True` buttons are submitted as messages, as clients without Action.Execute do.
Values of a form: text; a choice by its title or value, or a list of them; a Person or a list of them; None to empty it.
FormRefused where Teams' own window would not let it through.

`client.deliveries` holds all that was delivered with the app's answer, `client.failed` what was not answered with 2xx.
`await client.redeliver(delivery)` brings the same again. Between `client.hold()` and `await client.release()` things
wait, and then come in the order that `release` is given. With `TeamsClient(speed=60, tries=3)` what is not answered
within 15 s of a clock that runs so fast is brought again. Everything is signed by the key that `teams.keys` uses.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self
from urllib.parse import urljoin

import aiohttp

from .teams import FakeTeams
from .teams_hosts import Person
from .teams_state import Json, Place, Team
from .teams_tapping import Reply
from .teams_transport import Answer, HttpTransport, Transport
from .teams_world import Tenant

__all__ = ["Delivery", "Person", "Reply", "TeamsClient"]


@dataclass(slots=True, kw_only=True, eq=False)
class Delivery:
    """One thing that was delivered to the app, and its answer."""

    activity: Json
    answer: Answer

    @property
    def name(self) -> str:
        """The activity's type, or the name of the invoke."""
        return str(self.activity.get("name") or self.activity["type"])


class TeamsClient:
    """Delivers over HTTP to `url` + `path`; use as an async context manager."""

    def __init__(
        self,
        teams: FakeTeams,
        *,
        url: str = "",
        path: str = "/api/messages",
        speed: float = 1.0,
        tries: int = 1,
        anonymous: bool = False,
    ) -> None:
        """Teams' servers, before the app at `url` (its root)."""
        self.teams = teams
        self.url = urljoin(url, path)
        self.deliveries: list[Delivery] = []
        self.people: dict[tuple[str, str], Person] = {}
        self._how = {"speed": speed, "tries": tries, "anonymous": anonymous}
        self._held: list[Delivery] | None = None
        self._session: aiohttp.ClientSession | None = None
        self._transport: Transport | None = None

    async def __aenter__(self) -> Self:
        """Ready to deliver."""
        self._session = aiohttp.ClientSession()
        app_id, keys = self.teams.world.app_id, self.teams.keys
        made = HttpTransport(url=self.url, app_id=app_id, keys=keys, session=self._session, **self._how)  # type: ignore[arg-type]
        self._transport = self._transport or made
        return self

    async def __aexit__(self, *_exc: object) -> None:
        """Hang up."""
        if self._session is not None:
            await self._session.close()

    @property
    def transport(self) -> Transport:
        """How things reach the app."""
        assert self._transport is not None, "the client is not open"
        return self._transport

    @transport.setter
    def transport(self, transport: Transport) -> None:
        self._transport = transport

    @property
    def failed(self) -> list[Delivery]:
        """What the app has not answered with 2xx up to now, repeated deliveries counted."""
        taken = {id(delivery.activity) for delivery in self.deliveries if delivery.answer.ok}
        return [d for d in self.deliveries if not d.answer.ok and id(d.activity) not in taken]

    def person(self, name: str, *, tenant: Tenant | None = None, **traits: object) -> Person:
        """Whoever has that name, made if need be (traits: tz, locale, is_guest, ...)."""
        where = tenant or self.teams.tenant
        if (where.id, name) not in self.people:
            known = next((user for user in where.users.values() if user.name == name), None)
            self.people[where.id, name] = Person(self, where, known or where.add_user(name, **traits))
        return self.people[where.id, name]

    def team(self, name: str, members: Sequence[Person], *, installed: bool = False) -> Team:
        """A new team of these people."""
        tenant = members[0].tenant if members else self.teams.tenant
        return tenant.add_team(name, [person.user for person in members], installed=installed)

    def group(self, name: str, members: Sequence[Person]) -> Place:
        """A new group chat of these people."""
        return members[0].tenant.add_group(name, [person.user for person in members])

    async def deliver(self, activity: Json) -> Delivery:
        """Bring an activity to the app; what is held is not answered yet."""
        if self._held is not None:
            held = Delivery(activity=activity, answer=Answer(status=0, reason="held"))
            self._held.append(held)
            return held
        delivery = Delivery(activity=activity, answer=await self.transport.send(activity))
        self.deliveries.append(delivery)
        self.teams.ring()
        return delivery

    async def redeliver(self, delivery: Delivery) -> Delivery:
        """The same once more."""
        return await self.deliver(delivery.activity)

    def hold(self) -> None:
        """Let what people do wait."""
        self._held = []

    async def release(self, order: Callable[[list[Delivery]], Sequence[Delivery]] = list) -> list[Delivery]:
        """Bring what waits, in that order, by default the right one."""
        held, self._held = self._held or [], None
        return [await self.deliver(one.activity) for one in order(held)]
