"""The composition root: settings -> store -> platforms -> scheduler -> server; start and stop in order."""

import asyncio
import signal
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from bot import housekeeping, log, metrics
from bot.clock import Clock, SystemClock, stopwatch
from bot.delivery import Patience, Sender
from bot.dispatch import Desk
from bot.inbox import Inbox
from bot.ports import Platform
from bot.scheduler import Alarm
from bot.server import Door, Front, Listener, opened
from bot.services import story
from bot.services.unit import House
from bot.settings import Settings, SettingsError
from bot.turns import Turns
from prompts import catalog as catalogs
from storage import keeping, migrate, outbox, received
from storage.engine import connect, version
from storage.errors import StorageError, WrongKey
from storage.liveness import Owner
from storage.store import Store
from storage.vault import Vault

if TYPE_CHECKING:
    from starlette.routing import Route

LOG = log.logger("app")
DAYS: Mapping[str, int] = {
    name: number
    for number, name in enumerate(
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), start=1
    )
}
HALF_MOVED = "A move into this database was broken off. First end it: the same `fireside migrate --from ... --to ...`."
AFTER_ANSWERS = 0.02  # seconds in which those who wait for an answer are served before posts are
SWEEP_SECONDS = 5.0
STOP_SECONDS = 5.0  # for what is under way when the door is shut


def house_of(settings: Settings) -> House:
    """Give the choices that services need."""
    rhythm_ = settings.rhythm
    return House(
        guests=settings.people.guests,
        outsiders=settings.people.outsiders,
        language=rhythm_.language,
        zone=rhythm_.zone,
        ask_day=DAYS[rhythm_.question_day],
        ask_at=rhythm_.question_time,
        digest_day=DAYS[rhythm_.digest_day],
        digest_at=rhythm_.digest_time,
        values=rhythm_.values,
        public_url=settings.public_url,
        keep_months=settings.keep_months,
    )


def open_desk(settings: Settings, clock: Clock | None = None) -> Desk:
    """Open the database, migrated if need be, and give the desk on it; raises SettingsError and StorageError."""
    vault = Vault(settings.keys)
    try:
        catalog = catalogs.load([Path(folder) for folder in settings.prompt_packs])
        engine = connect(settings.database_url, pool=settings.database_pool)
    except (catalogs.PackError, ValueError) as problem:
        raise SettingsError(str(problem)) from None
    if not migrate.head(engine):
        migrate.upgrade(engine)
    store = Store(engine, vault)
    try:
        half = store.write(keeping.half_moved).result()
        if not half:
            store.write(keeping.check_key).result()
    except WrongKey as problem:
        store.close()
        message = (
            "FIRESIDE_SECRET_KEY is not the key with which this database was sealed; use that one again. Where it is a "
            "new one, put the one before it into FIRESIDE_OLD_SECRET_KEYS."
        )
        raise SettingsError(message) from problem
    except StorageError:
        store.close()
        raise
    if half:
        store.close()
        raise SettingsError(HALF_MOVED)
    return Desk(store, catalog, clock or SystemClock(), house_of(settings))


@dataclass(slots=True, kw_only=True)
class App:
    """Everything that runs in one process; `platforms` are added before `run`."""

    settings: Settings
    desk: Desk
    platforms: dict[str, Platform] = field(default_factory=dict)
    doors: dict[str, Door] = field(default_factory=dict)
    pages: "list[Callable[[], Sequence[Route]]]" = field(default_factory=list)
    farewells: list[Callable[[], None]] = field(default_factory=list)  # what ends a request that would never end
    patience: Patience = field(default_factory=Patience)
    inbox: Inbox = field(init=False)
    sender: Sender = field(init=False)
    turns: Turns = field(init=False)
    alarm: Alarm = field(default_factory=Alarm)
    _tasks: list[asyncio.Task[object]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Make what is the same for every platform."""
        self.sender = Sender(self.desk, Owner(self.desk.store.engine), self.platforms, self.patience)
        self.turns = Turns(self.desk, self.sender.owner.id)
        self.inbox = Inbox(self.desk.store, self.desk.store.vault, self.desk.clock, {})

    # ------------------------------------------------------------ the week

    async def tick(self) -> int:
        """Do what is due in every circle; gives how many things were done."""
        with self.inbox.giving_way():
            done = await self.turns.tick()
        if done:
            self.sender.wake()
        return done

    async def settle_all(self) -> None:
        """Do everything that is due and send everything that can be sent now: for a clock that was moved."""
        while await self.tick() or await self._send_once():
            pass

    async def _send_once(self) -> bool:
        busy = await self.sender.once()
        await self.sender.idle()
        return busy

    async def back_up(self) -> None:
        """Write tonight's copy."""
        folder, kept = Path(self.settings.backup_folder), self.settings.backups_kept
        await asyncio.to_thread(housekeeping.back_up, self.desk, folder, kept)

    # ------------------------------------------------------------ start and stop

    async def start(self) -> None:
        """Begin to send, to handle and to look at the clock."""
        engine = self.desk.store.engine
        LOG.info("starting", database=version(engine), platform=",".join(sorted(self.platforms)))
        await self.sender.sweep()
        await self.desk.store.awrite(received.revive)
        loop = asyncio.get_running_loop()
        self.desk.store.bell.hang(lambda: loop.call_soon_threadsafe(loop.call_later, AFTER_ANSWERS, self.sender.wake))
        self._tasks.append(asyncio.create_task(self.sender.run(self.settings.tick_seconds)))
        self.alarm.every(self.settings.tick_seconds, "tick", self.tick, on_time=True)
        self.alarm.every(self.settings.tick_seconds, "inbox", self.inbox.tick)
        self.alarm.every(SWEEP_SECONDS, "sweep", self.sender.sweep)
        self.alarm.every(housekeeping.EVERY.total_seconds(), "housekeeping", lambda: housekeeping.tidy(self.desk))
        if self.settings.backup_folder:
            self.alarm.nightly(2, "backup", self.back_up)
        self.alarm.start()
        for platform in self.platforms.values():
            await platform.start()

    async def stop(self) -> None:
        """Take up nothing new, finish what is under way, let go of everything."""
        until = stopwatch() + STOP_SECONDS
        self.alarm.stop()
        for platform in self.platforms.values():
            await platform.stop()
        # Beside each other: what is on its way to a platform must not be cut off because much is still to be handled.
        left = max(0.0, until - stopwatch())
        await asyncio.gather(self.inbox.drain(left), self.sender.stop(left))
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for platform in self.platforms.values():
            await platform.close()
        self.sender.owner.close()
        self.desk.store.close()
        LOG.info("stopped")

    def front(self) -> Front:
        """Give the HTTP interface."""
        return Front(
            doors=self.doors,
            ready=self._ready,
            routes=lambda: [route for give in self.pages for route in give()],
            fetch=self._fetch,
            measure=self._measure,
        )

    async def _ready(self) -> bool:
        try:
            return await asyncio.to_thread(migrate.head, self.desk.store.engine)
        except StorageError:
            return False

    async def _measure(self) -> None:
        """Count what waits, where the database can be asked; else the last counts stay."""
        try:
            waiting = await self.desk.store.aread(lambda tx: (outbox.waiting(tx), received.waiting(tx)))
        except StorageError:
            return
        for gauge, counts in zip((metrics.OUTBOX, metrics.INBOX), waiting, strict=True):
            for state, count in counts.items():
                gauge.labels(state=state).set(count)

    async def _fetch(self, token: str) -> tuple[str, bytes] | None:
        return await self.desk.store.awrite(lambda tx: story.fetch_export(self.desk.unit(tx), token))

    async def run(
        self, *, host: str, port: int, door: socket.socket | None = None, listener: Listener | None = None
    ) -> None:
        """Serve until a signal, then close within ten seconds.

        `door` is the address where it is open already, `listener` who listens there where somebody does.
        """
        listener = listener or Listener(self.front(), door or opened(host, port))
        LOG.info("listening", url=f"http://{host}:{port}")
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._leave, listener)
        try:
            await listener.serve()
        finally:
            await self.stop()

    def _leave(self, listener: Listener) -> None:
        listener.stop()
        for farewell in self.farewells:
            farewell()
