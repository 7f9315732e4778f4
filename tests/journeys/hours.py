"""The whole bot on a clock that is moved: a real file, a real server on loopback."""

import asyncio
import base64
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlmodel import select

from bot import launch, ports, settings
from bot.app import App
from bot.clock import MovableClock
from bot.delivery import Patience
from bot.server import Listener, opened
from storage import occurrences
from storage.store import Tx
from storage.tables import Outbox, Received

HERE = ZoneInfo("Europe/Amsterdam")
WEDNESDAY = datetime(2026, 3, 4, 9, tzinfo=HERE)  # four weeks from here end after the clocks went forward
A_MOMENT = timedelta(minutes=1)
STILL = 20  # looks without a change, after which only time can help
KEY = base64.b64encode(b"j" * 32).decode()


@dataclass(slots=True, kw_only=True)
class Hours:
    """One installation of the bot, and its time."""

    app: App
    clock: MovableClock
    url: str

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
        self.clock.set(max(moment, self.clock.now()), ticking=False)
        await self.settled()

    async def settled(self) -> None:
        """Wait until everything that was heard is handled, and everything to be said is said.

        What waits for its turn, or for its next attempt within the minute, gets the seconds that it waits for.
        """
        before, still = frozenset[str](), 0
        async with asyncio.timeout(15):
            while True:
                await self.app.settle_all()
                now, soon = await self.app.desk.store.aread(self._under_way)
                # What was asked by a message is told after the row is done.
                telling = bool(self.app.inbox._running)
                if not now and not soon and not telling:
                    return
                still = still + 1 if now == before else 0
                before = now
                if (not now and not telling) or still > STILL:
                    self.clock.set(self.clock.now() + timedelta(seconds=2), ticking=False)
                await asyncio.sleep(0.002)

    def _under_way(self, tx: Tx) -> tuple[frozenset[str], bool]:
        """Give what should be handled or sent now, and whether something waits for the next minute."""
        now = self.clock.now()
        heard = [row for row in tx.session.exec(select(Received)) if row.state == "pending"]
        said = [row for row in tx.session.exec(select(Outbox)) if row.state in {"pending", "sending", "uncertain"}]
        names = {row.key for row in heard if not row.error or row.not_before <= now}
        names |= {f"{row.parcel} {row.state}" for row in said if row.state != "uncertain" and row.not_before <= now}
        return frozenset(names), any(row.not_before <= now + A_MOMENT for row in (*heard, *said))


def a_clock() -> MovableClock:
    """Give a clock that stands on a Wednesday morning."""
    clock = MovableClock()
    clock.set(WEDNESDAY, ticking=False)
    return clock


@contextlib.asynccontextmanager
async def running(
    folder: Path, clock: MovableClock, platform: Callable[[str], Mapping[str, str]]
) -> AsyncIterator[tuple[App, str]]:
    """Run the bot as `run` does, and give it with its address; `platform` gives the settings for that address."""
    door = opened("127.0.0.1", 0)
    url = f"http://127.0.0.1:{door.getsockname()[1]}"
    chosen = settings.load(environment={**_own(folder, url), **platform(url)})
    app = launch.build(chosen, clock=clock, patience=Patience(rest=60))
    app.inbox.soon = 0.05
    for each in app.platforms.values():
        each.pace = ports.Pace()  # type: ignore[misc] # a clock that stands opens no gate
    listener = Listener(app.front(), door)
    serving = asyncio.create_task(listener.serve())
    await app.start()
    try:
        yield app, url
    finally:
        listener.stop()
        await serving
        await app.stop()


def _own(folder: Path, url: str) -> Mapping[str, str]:
    return {
        "FIRESIDE_APP_YAML": "none",
        "FIRESIDE_DATABASE_URL": f"sqlite:///{folder / 'fireside.db'}",
        "FIRESIDE_SECRET_KEY": KEY,
        "FIRESIDE_PUBLIC_URL": url,
        "FIRESIDE_TICK_SECONDS": "0.05",
    }
