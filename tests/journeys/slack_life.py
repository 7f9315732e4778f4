"""The whole bot beside the strict fake Slack."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.clock import wall
from bot.platforms.slack.install import Slack
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_client import SlackClient
from tests.fakes.slack_hosts import Person
from tests.fakes.slack_state import Channel, Message
from tests.fakes.slack_transport import HttpTransport
from tests.journeys.hours import HERE as HERE, Hours, a_clock, running

Way = Literal["http", "socket"]


@dataclass(slots=True, kw_only=True)
class Life(Hours):
    """One installation of the bot, and the people who use it."""

    slack: FakeSlack
    client: SlackClient

    async def impatient(self) -> None:
        """Let the bot wait a fifth of a second for Slack's answers, rather than ten."""
        slack = self.app.platforms["slack"]
        assert isinstance(slack, Slack)
        await slack._api.close()
        slack._api.seconds = 0.2

    # ------------------------------------------------------------ what is seen

    def top(self, channel: Channel) -> list[Message]:
        """Give the bot's posts that stand in a channel itself, oldest first."""
        return [m for m in self.slack.posts(channel) if m.thread_ts in (None, m.ts)]

    def written_to(self) -> set[str]:
        """Give the names of everybody who got a private line or message so far."""
        users = {user.id: user.name for team in self.slack.world.workspaces.values() for user in team.users.values()}
        direct = {m.channel.partner for m in self.slack.office.posts if m.channel.partner}
        return {users[found] for found in direct | {m.seen_by for m in self.slack.ephemerals()} if found}

    async def sees(self, person: Person, holding: str = "") -> Message:
        """Give the newest line that only this person reads, in a channel or from the bot, once it is there."""
        await self.settled()
        found = [m for m in (*person.inbox, *person.whispers) if holding in m.shown]
        assert found, f"{person.user.name} sees no {holding!r}, but: {[m.shown for m in person.inbox]}"
        return max(found, key=lambda m: m.ts)


@contextlib.asynccontextmanager
async def life(
    folder: Path, way: Way = "http", *, before: Callable[[FakeSlack], object] = bool, **environment: str
) -> AsyncIterator[Life]:
    """Live in one workspace by its token, or with these settings; nothing was wrong on the wire when it is over.

    `before` is what happens to Slack before the bot starts.
    """
    clock = a_clock()
    slack = FakeSlack(clock=lambda: clock.now().timestamp())
    before(slack)
    async with (
        slack,
        running(folder, clock, lambda _url: {**secrets(slack, way), **environment}) as (app, url),
        SlackClient(slack, url=url, transport=way) as client,
    ):
        while way == "socket" and not slack.socket.open:
            await asyncio.sleep(0.005)
        if isinstance(client.transport, HttpTransport):
            client.transport.clock = wall  # signatures are about the machine's own time
        yield Life(slack=slack, client=client, app=app, clock=clock, url=url)
        assert not client.failed
        assert slack.violations == []


def secrets(slack: FakeSlack, way: Way) -> Mapping[str, str]:
    """Give the settings for the fake's first workspace."""
    token = {"SLACK_BOT_TOKEN": slack.workspace.bot_token, "SLACK_API_URL": slack.api_url}
    if way == "socket":
        return token | {"SLACK_APP_TOKEN": slack.oauth.app_token}
    return token | {"SLACK_SIGNING_SECRET": slack.signing_secret}
