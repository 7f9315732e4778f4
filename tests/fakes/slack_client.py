"""Slack's side towards our app: signs and delivers what people do in the fake world.

    async with FakeSlack() as slack, SlackClient(slack, url=app_url) as client:    # or transport="socket"
        ellen, bas = client.person("ellen", locale="nl-NL"), client.person("bas", real_name="Bas Jansen")
        south = client.channel("team-south", [ellen, bas])
        await ellen.invites_bot(south)
        proposal = await slack.next_post(ellen.user)                # the bot's direct message
        await ellen.taps(proposal, "Start like this")               # label, placeholder, action_id or block_id; nth=
        question = await slack.next_post(south, holding="energy")
        await bas.taps(question, "Write")
        await bas.taps(question, "Just tap", "together")            # a menu: what it is called, then the choice
        form = await slack.until(lambda: bas.modal)
        reply = await bas.submits(form, {"Your story": "Rota with Noor.", "Who may read it?": "The circle"})
        assert reply.ok and not reply.errors                        # errors: {block_id: why}; the form then stays open
        told = await bas.says(south, "@Ellen helped me", thread=question)
        await ellen.reacts(told, "raised_hands")                    # unreacts, edits(message, text), deletes(message)
        reply = await bas.types_command("/kudos", "@Ellen walked along #customerfirst", channel=south)
        assert "Thanks" in reply.message.shown                      # what the command's own answer showed, or None
        await bas.says(bas.dm, "for me only")
        await bas.opens_home()
        home = await slack.until(lambda: bas.home)
        await bas.taps(home, "Settings")
        assert not slack.violations and not client.failed

People also: shortcut(callback_id), message_shortcut(callback_id, message), fills(values), closes(view), joins, leaves,
removes_bot, archives, unarchives, renames(channel, name), deletes_channel, changes(tz=..., deleted=True), joins_team,
uninstalls, revokes_token. They see: dm, inbox, whispers (ephemeral), modal, home. `person.user` is the member in the
world, `person.id` the user id, `person.team` the workspace; `client.person(name, team=other)` is somebody elsewhere.
Values of a form: text; a choice by its label or value, or a list of them; a Person or a list of them; None to empty it.
A form that lacks a required field, breaks a length or has no such option raises FormRefused, as Slack's window would.

`client.deliveries` holds all that was delivered with the app's answer, `client.failed` what was not answered with 2xx.
`await client.redeliver(delivery, num=1)` sends it again as Slack's retry, `await client.repeat(delivery)` as the same
event under another event id, `await client.echoes()` delivers the bot's own posts as message events,
`await client.verify_url()` is Slack's url_verification, `await client.installs(app_url + "/slack/install")` walks the
OAuth pages with a browser's cookies. Events reach the app only where the workspace granted the scope, the bot is in
the channel, and `client.subscriptions` (a set of names such as "message.im") has the event.
"""

from dataclasses import dataclass
from typing import Literal, Self
from urllib.parse import urljoin

import aiohttp

from . import slack_payloads as payloads
from .slack import FakeSlack
from .slack_data import Json
from .slack_hosts import Person
from .slack_install import walk
from .slack_people import Reply
from .slack_state import Channel, Message
from .slack_transport import FIRST, Answer, HttpTransport, Kind, SocketTransport, Transport
from .slack_world import Workspace

__all__ = ["SUBSCRIPTIONS", "Delivery", "Person", "Reply", "SlackClient"]

SUBSCRIPTIONS: dict[str, str] = {
    "message.im": "im:history", "message.channels": "channels:history", "message.groups": "groups:history",
    "reaction_added": "reactions:read", "reaction_removed": "reactions:read", "app_mention": "app_mentions:read",
    "app_home_opened": "", "app_uninstalled": "", "tokens_revoked": "",
    "member_joined_channel": "channels:read groups:read", "member_left_channel": "channels:read groups:read",
    "channel_left": "channels:read", "channel_archive": "channels:read", "channel_unarchive": "channels:read",
    "channel_deleted": "channels:read", "channel_rename": "channels:read", "channel_id_changed": "channels:read",
    "group_left": "groups:read", "group_archive": "groups:read", "group_unarchive": "groups:read",
    "group_deleted": "groups:read", "group_rename": "groups:read",
    "channel_shared": "channels:read groups:read", "channel_unshared": "channels:read groups:read",
    "team_join": "users:read", "user_change": "users:read",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One thing that was delivered to the app, and its answer."""

    kind: Kind
    payload: Json
    answer: Answer
    retry: int = 0

    @property
    def name(self) -> str:
        """The event's type, the command, or the kind of interaction."""
        event = self.payload.get("event")
        return str(event["type"] if event else self.payload.get("command", self.payload.get("type")))


class SlackClient:
    """Delivers over HTTP to `url` + `path`, or over Socket Mode; use as an async context manager."""

    def __init__(
        self,
        slack: FakeSlack,
        *,
        url: str = "",
        path: str = "/slack/events",
        transport: Literal["http", "socket"] = "http",
        subscriptions: set[str] | None = None,
        should_escape: bool = True,
    ) -> None:
        """Slack's servers, before the app at `url` (its root)."""
        self.slack = slack
        self.url, self.path, self._way = url, path, transport
        self.subscriptions = set(SUBSCRIPTIONS) if subscriptions is None else subscriptions
        self.should_escape = should_escape
        self.deliveries: list[Delivery] = []
        self.people: dict[tuple[str, str], Person] = {}
        self._echoed = 0
        self._session: aiohttp.ClientSession | None = None
        self.transport: Transport = SocketTransport(hub=slack.socket)

    async def __aenter__(self) -> Self:
        """Ready to deliver."""
        self._session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        if self._way == "http":
            address, clock = urljoin(self.url, self.path), self.slack.world.clock
            secret = self.slack.signing_secret
            self.transport = HttpTransport(url=address, secret=secret, clock=clock, session=self._session)
        return self

    async def __aexit__(self, *_exc: object) -> None:
        """Hang up."""
        if self._session is not None:
            await self._session.close()

    @property
    def failed(self) -> list[Delivery]:
        """What the app has not answered with 2xx up to now, retries counted: an error for the user, or a loss."""
        taken = {id(delivery.payload) for delivery in self.deliveries if delivery.answer.ok}
        return [d for d in self.deliveries if not d.answer.ok and id(d.payload) not in taken]

    def person(self, name: str, *, team: Workspace | None = None, **traits: object) -> Person:
        """The member with that name, made if need be (traits: real_name, tz, locale, is_restricted, ...)."""
        where = team or self.slack.workspace
        if (where.id, name) not in self.people:
            known = next((user for user in where.users.values() if user.name == name), None)
            user = known or where.add_user(name, **traits)  # type: ignore[arg-type]
            self.people[where.id, name] = Person(self, where, user)
        return self.people[where.id, name]

    def channel(self, name: str, members: list[Person], *, with_bot: bool = False, **traits: object) -> Channel:
        """A new channel of these people (traits: private, ext_shared, read_only, archived)."""
        team = members[0].team if members else self.slack.workspace
        return team.add_channel(name, [person.user for person in members], with_bot=with_bot, **traits)

    async def event(self, team: Workspace, event: Json, channel: Channel | None = None) -> Delivery | None:
        """Deliver an event, where it is subscribed to, allowed, and within the bot's sight; else None."""
        if not self._wanted(team, event, channel):
            return None
        shared = channel is not None and channel.ext_shared
        made = self.slack.world.new_id("Ev")
        return await self._deliver("events_api", payloads.event_callback(team, event, made, shared=shared))

    def _wanted(self, team: Workspace, event: Json, channel: Channel | None) -> bool:
        name = event["type"]
        if name == "message":
            name = f"message.{'im' if event['channel_type'] == 'im' else event['channel_type'] + 's'}"
        scopes = set(SUBSCRIPTIONS.get(name, "").split())
        seen = channel is None or team.bot_user in channel.members
        return name in self.subscriptions and seen and (not scopes or bool(scopes & team.scopes))

    async def send(self, kind: Kind, payload: Json) -> Answer:
        """Deliver anything else; the answer of the app."""
        return (await self._deliver(kind, payload)).answer

    async def _deliver(self, kind: Kind, payload: Json, retry: tuple[int, str] = FIRST) -> Delivery:
        answer = await self.transport.send(kind, payload, retry)
        delivery = Delivery(kind=kind, payload=payload, answer=answer, retry=retry[0])
        self.deliveries.append(delivery)
        self.slack.ring()
        return delivery

    async def redeliver(self, delivery: Delivery, *, num: int = 1, reason: str = "http_timeout") -> Delivery:
        """The same once more, as Slack's retry number `num`."""
        return await self._deliver(delivery.kind, delivery.payload, (num, reason))

    async def repeat(self, delivery: Delivery) -> Delivery:
        """The same event under another event id, as has been seen to happen."""
        again = {**delivery.payload, "event_id": self.slack.world.new_id("Ev")}
        return await self._deliver(delivery.kind, again)

    async def echoes(self) -> list[Delivery]:
        """Deliver the message events of the bot's own posts since the last time, as far as subscriptions go."""
        fresh: list[Message] = [m for m in self.slack.office.posts[self._echoed :] if m.seen_by is None]
        self._echoed = len(self.slack.office.posts)
        workspaces = self.slack.world.workspaces
        told = [
            await self.event(workspaces[m.channel.team_id], payloads.message(m, **_meta(m)), m.channel) for m in fresh
        ]
        return [delivery for delivery in told if delivery is not None]

    async def verify_url(self) -> bool:
        """Whether the app answers Slack's challenge at its address."""
        asked = {"token": payloads.VERIFICATION, "challenge": "fake-challenge", "type": "url_verification"}
        answer = await self.send("events_api", asked)
        told = answer.body.get("challenge") if isinstance(answer.body, dict) else answer.body
        return answer.ok and told == "fake-challenge"

    async def installs(self, install_url: str) -> tuple[int, str]:
        """Walk from the app's install page through OAuth and back; status and text of the last page."""
        assert self._session is not None
        return await walk(self._session, self.slack.url, install_url)


def _meta(message: Message) -> Json:
    return {"metadata": message.metadata} if message.metadata else {}
