"""The whole bot beside the strict fake Slack, on a clock that is moved: a real file, a real server on loopback."""

import asyncio
import base64
import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from sqlmodel import select

from bot import launch, ports, settings
from bot.app import App
from bot.clock import MovableClock, wall
from bot.delivery import Patience
from bot.server import Listener, opened
from storage import occurrences
from storage.store import Tx
from storage.tables import Outbox, Received
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_client import SlackClient
from tests.fakes.slack_hosts import Person
from tests.fakes.slack_state import Channel, Message
from tests.fakes.slack_transport import HttpTransport

Way = Literal["http", "socket"]
HERE = ZoneInfo("Europe/Amsterdam")
WEDNESDAY = datetime(2026, 3, 4, 9, tzinfo=HERE)  # four weeks from here end after the clocks went forward
A_MOMENT = timedelta(minutes=1)
KEY = base64.b64encode(b"j" * 32).decode()


@dataclass(slots=True, kw_only=True)
class Life:
    """One installation of the bot, and the people who use it."""

    slack: FakeSlack
    client: SlackClient
    app: App
    clock: MovableClock
    url: str

    # ------------------------------------------------------------ time

    def now(self) -> datetime:
        """Give the time where the team is."""
        return self.clock.now().astimezone(HERE)

    async def wait(self, **span: float) -> None:
        """Let time go by, as `timedelta` takes it; whatever is due meanwhile happens in its own moment."""
        await self.to(self.now() + timedelta(**span))

    async def to(self, moment: datetime) -> None:
        """Let time go by until a moment."""
        await self.settled()
        while (due := await self.app.desk.store.aread(occurrences.next_due)) is not None and due <= moment:
            self.clock.set(max(due, self.clock.now()), ticking=False)
            await self.settled()
        self.clock.set(moment, ticking=False)
        await self.settled()

    async def settled(self) -> None:
        """Wait until everything that was heard is handled, and everything to be said is said."""
        async with asyncio.timeout(10):
            while True:
                await self.app.settle_all()
                busy, soon = await self.app.desk.store.aread(self._under_way)
                if not busy:
                    if not soon:
                        return
                    self.clock.set(self.clock.now() + timedelta(seconds=5), ticking=False)
                await asyncio.sleep(0.002)

    def _under_way(self, tx: Tx) -> tuple[bool, bool]:
        """Tell whether something is done or said now, and whether something waits for the next moment."""
        heard = tx.session.exec(select(Received).where(Received.state == "pending", Received.error == "")).first()
        open_ = [row for row in tx.session.exec(select(Outbox)) if row.state in {"pending", "sending", "uncertain"}]
        now = self.clock.now()
        busy = [row for row in open_ if row.state != "uncertain" and row.not_before <= now]
        return bool(heard or busy), any(row.not_before <= now + A_MOMENT for row in open_)

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
async def life(folder: Path, way: Way = "http", **environment: str) -> AsyncIterator[Life]:
    """Live in one workspace by its token, or with these settings; nothing was wrong on the wire when it is over."""
    clock = MovableClock()
    clock.set(WEDNESDAY, ticking=False)
    async with (
        FakeSlack(clock=lambda: clock.now().timestamp()) as slack,
        running(folder, slack, clock, way, environment) as (app, url),
        SlackClient(slack, url=url, transport=way) as client,
    ):
        if isinstance(client.transport, HttpTransport):
            client.transport.clock = wall  # signatures are about the machine's own time
        yield Life(slack=slack, client=client, app=app, clock=clock, url=url)
        assert not client.failed
        assert slack.violations == []


@contextlib.asynccontextmanager
async def running(
    folder: Path, slack: FakeSlack, clock: MovableClock, way: Way, environment: Mapping[str, str]
) -> AsyncIterator[tuple[App, str]]:
    """Run the bot as `run` does, and give it with its address."""
    door = opened("127.0.0.1", 0)
    url = f"http://127.0.0.1:{door.getsockname()[1]}"
    app = launch.build(chosen(folder, slack, url, way, environment), clock=clock, patience=Patience(rest=60))
    app.inbox.soon = 0.02
    for platform in app.platforms.values():
        platform.pace = ports.Pace()  # type: ignore[misc] # a clock that stands opens no gate
    listener = Listener(app.front(), door)
    serving = asyncio.create_task(listener.serve())
    await app.start()
    try:
        while way == "socket" and not slack.socket.open:
            await asyncio.sleep(0.005)
        yield app, url
    finally:
        listener.stop()
        await serving
        await app.stop()


def chosen(folder: Path, slack: FakeSlack, url: str, way: Way, more: Mapping[str, str]) -> settings.Settings:
    """Give the settings as `run` would read them from the environment."""
    team = slack.workspace
    secrets = {"SLACK_SIGNING_SECRET": slack.signing_secret, "SLACK_BOT_TOKEN": team.bot_token}
    if way == "socket":
        secrets |= {"SLACK_SIGNING_SECRET": "", "SLACK_APP_TOKEN": slack.oauth.app_token}
    own = {
        "FIRESIDE_APP_YAML": str(folder / "app.yaml"),
        "FIRESIDE_DATABASE_URL": f"sqlite:///{folder / 'fireside.db'}",
        "FIRESIDE_SECRET_KEY": KEY,
        "FIRESIDE_PUBLIC_URL": url,
        "FIRESIDE_TICK_SECONDS": "0.05",
        "SLACK_API_URL": slack.api_url,
    }
    return settings.load(environment={**own, **secrets, **more})
