"""The sender: claims due outbox rows, paces, sends, records. The only retry loop.

The order is what makes it safe: commit `sending` with an attempt number, then send, then commit what became of it,
and only if that attempt still holds the row. What nobody can tell rests, is looked up, and is never blindly repeated.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from bot import log, metrics, parcels, ports, traces
from bot.clock import Clock
from bot.commands import RestCircle
from bot.dispatch import Desk, handle
from bot.together import Together
from storage import claims, gates, outbox, rotating
from storage.errors import StorageError, WrongKey
from storage.liveness import Owner
from storage.outbox import Claimed
from storage.store import Store, Tx

LOG = log.logger("delivery")
T = TypeVar("T")
AT_ONCE = 64
BREATH = 0.02  # seconds between two looks: to claim one row costs as much as to claim twenty
YOUNG = 1.0  # seconds
MOST_ATTEMPTS = 12
MOST_CLOSED = 60.0  # seconds that one refusal keeps the others of its channel back
SETTLES, LONGEST_SETTLE = 16, 330.0  # at once, and seconds: a look-up may have to wait, but no posts for it
UNREAD, AWAY = 300.0, 5.0  # seconds until a message that this version cannot read, or a team, is looked at again


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long things rest, in seconds: `rest` is a platform's timeout, its slowest delivery and its history's lag."""

    rest: float = 60.0
    database: float = 1.0


@dataclass(slots=True)
class Sender:
    """Sends what is due until it is stopped; `wake` makes it look at once."""

    desk: Desk
    owner: Owner
    platforms: Mapping[str, ports.Platform]
    patience: Patience = field(default_factory=Patience)
    _awake: asyncio.Event = field(default_factory=asyncio.Event)
    _stopping: bool = False
    _settles: int = 0
    _noted: int = 0  # the owner of whom it is written down which keys it has
    _flying: set[asyncio.Task[None]] = field(default_factory=set)
    _running: set[asyncio.Task[object]] = field(default_factory=set)
    _busy: set[tuple[str, str]] = field(default_factory=set)
    _closed: dict[tuple[str, str], float] = field(default_factory=dict)
    _together: Together = field(init=False)

    def __post_init__(self) -> None:
        """Keep what became of several posts of a workspace at once: they are claimed together, and land together."""
        self._together = Together(self.desk.store)

    @property
    def store(self) -> Store:
        """Where the outbox is."""
        return self.desk.store

    @property
    def clock(self) -> Clock:
        """What tells the time."""
        return self.desk.clock

    def wake(self) -> None:
        """Look for work at once."""
        self._awake.set()

    async def run(self, seconds: float = 1.0) -> None:
        """Send until stopped, looking at least every so many seconds."""
        self._running = {task for task in (asyncio.current_task(),) if task}
        while not self._stopping:
            self._awake.clear()
            try:
                busy = await self.once()
            except Exception as problem:  # noqa: BLE001 - the only loop that sends must outlive a database that is away
                LOG.error("sender_failed", error=type(problem).__name__)
                busy = False
            await asyncio.sleep(BREATH)
            if not busy:
                await self._wait(seconds)

    async def _wait(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(max(0.01, min(seconds, self._next_opening()))):
                await self._awake.wait()

    def _next_opening(self) -> float:
        """Seconds until the first channel that this process has closed takes a post again."""
        now = self.clock.now().timestamp()
        self._closed = {place: at for place, at in self._closed.items() if now < at}
        return min((at - now for at in self._closed.values()), default=60.0)

    async def once(self) -> bool:
        """Claim what is due and start to send it; tells whether there was anything."""
        room = AT_ONCE - len(self._flying)
        if room <= 0:
            await asyncio.wait(self._flying, return_when=asyncio.FIRST_COMPLETED)
            return True
        me, now, busy = self.owner.id, self.clock.now(), set(self._busy)
        settles = max(0, min(room, SETTLES - self._settles))

        def look(tx: Tx) -> tuple[list[Claimed], list[Claimed]]:
            mine = claims.claim(tx, me, now, room, pace=self._pace, resting=busy)
            return mine, outbox.uncertain(tx, me, now, settles)

        rows, unsure = await self.store.awrite(look)
        for row in rows:
            self._closed[row.workspace, row.channel] = row.opens_at
            self._start(row, self._send(row))
        for row in unsure:
            self._start(row, self._settle(row))
        # A claim leaves rows behind that wait for their turn in a channel: look again as soon as something lands.
        return bool(rows or unsure)

    def _platform(self, workspace: str) -> ports.Platform | None:
        return self.platforms.get(workspace.partition(":")[0])

    def _pace(self, workspace: str) -> ports.Pace:
        platform = self._platform(workspace)
        return platform.pace if platform else ports.Pace()

    def _start(self, row: Claimed, work: Coroutine[object, object, None]) -> None:
        place = (row.workspace, row.channel)
        self._busy.add(place)  # one at a time in a channel, so that posts stand in the order in which they were made
        task = asyncio.create_task(work)
        self._flying.add(task)
        task.add_done_callback(lambda done: self._landed(done, place))

    def _landed(self, task: asyncio.Task[None], place: tuple[str, str]) -> None:
        self._flying.discard(task)
        self._busy.discard(place)
        self._awake.set()
        if not task.cancelled() and task.exception() is not None:
            LOG.error("delivery_failed", error=type(task.exception()).__name__)

    async def _send(self, row: Claimed) -> None:
        wait = row.leaves_at - self.clock.now().timestamp()
        if wait > 0:
            await asyncio.sleep(wait)
        platform = self._platform(row.workspace)
        if platform is None:
            await self._record(row, ports.Later(60.0, "platform is off"))
            return
        if (wait > 0 or not self._is_young(row)) and not await self._holds(row):
            return  # somebody else settled it while this attempt waited
        try:
            parcel, trace = parcels.opened(self.store.vault, row)
        except (ValueError, WrongKey) as problem:  # another version may be able to read it
            LOG.error("delivery_failed", error=type(problem).__name__)
            await self._record(row, ports.Later(UNREAD, "cannot read"))
            return
        about = {"platform": platform.name, "kind": row.kind, "how": row.how, "attempt": str(row.attempts)}
        with traces.span("deliver", parent=trace, **about) as told:
            outcome = await self._tried(platform, parcel)
            told["outcome"] = type(outcome).__name__.lower()
        metrics.DELIVERED.labels(outcome=type(outcome).__name__.lower()).inc()
        await self._record(row, outcome)

    async def _tried(self, platform: ports.Platform, parcel: ports.Parcel) -> ports.Outcome:
        """A row of which this process lives and nobody knows would stay so, and its channel be silent, for ever."""
        try:
            return await platform.deliver(parcel)
        except StorageError as problem:  # a platform looks its team up before it sends, and nothing afterwards
            return ports.Later(AWAY, f"database {type(problem).__name__}")
        except Exception as problem:  # noqa: BLE001 - a bug, wherever it is
            LOG.error("delivery_failed", error=type(problem).__name__)
            return ports.Unsure(type(problem).__name__)

    def _is_young(self, row: Claimed) -> bool:
        """Whether a claim was made so short a time ago that nobody else can have rested since, let alone sent."""
        age = (self.clock.now() - row.attempted_at).total_seconds()
        return 0 <= age < min(YOUNG, self.patience.rest / 2)

    async def _holds(self, row: Claimed) -> bool:
        return await self._patiently(lambda: self.store.aglance(lambda tx: outbox.holds(tx, row)))

    async def _settle(self, row: Claimed) -> None:
        platform = self._platform(row.workspace)
        outcome: ports.Outcome = ports.Unsure("platform is off")
        self._settles += 1
        try:
            async with asyncio.timeout(LONGEST_SETTLE):
                if platform is not None:
                    outcome = await platform.settle(parcels.opened(self.store.vault, row)[0])
        finally:
            self._settles -= 1
        await self._record(row, outcome, settling=True)

    async def _record(self, row: Claimed, outcome: ports.Outcome, *, settling: bool = False) -> None:
        if isinstance(outcome, ports.Later):  # not in the unit: it runs in another thread
            closed = self.clock.now().timestamp() + min(outcome.seconds, MOST_CLOSED)
            self._closed[row.workspace, row.channel] = closed
        keep = partial(self._keep, row=row, outcome=outcome, settling=settling)
        await self._patiently(lambda: self._together.write(row.workspace, keep))

    async def _patiently(self, work: Callable[[], Awaitable[T]]) -> T:
        """Until the database is back: a row that is ours and of which nobody knows would stay so for ever."""
        while True:
            try:
                return await work()
            except StorageError as problem:
                if self._stopping:
                    raise
                LOG.warning("database_away", error=problem.code or type(problem).__name__)
            await asyncio.sleep(self.patience.database)

    def _keep(self, tx: Tx, *, row: Claimed, outcome: ports.Outcome, settling: bool) -> None:
        now = self.clock.now()
        match outcome:
            case ports.Sent(ref=ref, channel=channel):
                if outbox.finish(tx, row, "sent", ref=ref, channel=channel):
                    parcels.stands(tx, row, ref, channel or row.channel)
            case ports.Later(seconds=seconds, reason=reason):
                self._later(tx, row, reason, now, seconds)
            case ports.Refused(reason=reason):
                outbox.finish(tx, row, "failed", error=reason)
                LOG.warning("delivery_refused", reason=reason, kind=row.kind)
            case ports.Gone(reason=reason, everywhere=everywhere):
                self._gone(tx, row, reason, everywhere=everywhere)
            case ports.Unsure(reason=reason):
                self._unsure(tx, row, reason, now, settling=settling)

    def _later(self, tx: Tx, row: Claimed, reason: str, now: datetime, seconds: float) -> None:
        # While its channel is closed it keeps its place before what was made after it, unless it is always refused.
        keeps = row.state == "sending" and seconds <= MOST_CLOSED and row.attempts < MOST_ATTEMPTS
        again = None if keeps else now + timedelta(seconds=seconds)
        outbox.finish(tx, row, "pending", error=reason, not_before=again)
        opens = now + timedelta(seconds=min(seconds, MOST_CLOSED))
        gates.close(tx, row.workspace, row.channel, self._pace(row.workspace).channel, opens)

    def _gone(self, tx: Tx, row: Claimed, reason: str, *, everywhere: bool) -> None:
        if outbox.finish(tx, row, "failed", error=reason) and (everywhere or row.circle):
            handle(
                self.desk.unit(tx),
                RestCircle(workspace=row.workspace, channel=row.channel, reason=reason, everywhere=everywhere),
            )

    def _unsure(self, tx: Tx, row: Claimed, reason: str, now: datetime, *, settling: bool) -> None:
        rest = timedelta(seconds=self.patience.rest)
        if not settling:
            outbox.finish(tx, row, "uncertain", error=reason, not_before=now + rest)
        elif row.attempts >= MOST_ATTEMPTS:
            outbox.finish(tx, row, "unknown", error=reason)
        else:
            outbox.give_up(tx, row, now, error=reason)

    async def sweep(self) -> int:
        """Make uncertain what dead processes were sending, and what this one lost sight of; gives how many."""
        await self._stay_alive()
        me, now, busy = self.owner.id, self.clock.now(), set(self._busy)
        rest = timedelta(seconds=self.patience.rest)
        if me != self._noted:
            await self.store.awrite(lambda tx: rotating.note(tx, me))
            self._noted = me

        def look(tx: Tx) -> int:
            return outbox.sweep(tx, now, rest, lambda o: not self.owner.alive(o)) + outbox.lost(tx, me, now, rest, busy)

        return await self.store.awrite(look)

    async def _stay_alive(self) -> None:
        """A process whose session was cut counts as dead for the others: it goes on under another number."""
        if await asyncio.to_thread(self.owner.holds):
            return
        LOG.warning("owner_lost")
        lost, self.owner = self.owner, await asyncio.to_thread(Owner, self.store.engine)
        lost.close()

    async def idle(self) -> None:
        """Wait until nothing is on its way."""
        while self._flying:
            await asyncio.wait(self._flying)

    async def stop(self, seconds: float = 8.0) -> None:
        """Take up nothing new, and wait a little for what is on its way, or just being claimed."""
        self._stopping = True
        self._awake.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while under_way := {*self._flying, *(task for task in self._running if not task.done())}:
                    await asyncio.wait(under_way)
