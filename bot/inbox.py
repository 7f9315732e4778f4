"""What was received and waits to be handled: from memory at once, from the database whatever was left lying.

Platform-neutral. Doors keep a row, answer, and `offer` what they kept; a handler that raises loses nothing, since the
row stays and comes back later. People who wait for an answer go first.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import orjson

from bot import log, metrics, traces
from bot.clock import Clock, stopwatch
from bot.domain.errors import NotYet as NotYet  # given on: handlers raise it
from storage import received
from storage.errors import Conflict, WrongKey
from storage.store import Store
from storage.vault import Vault

LOG = log.logger("inbox")
Payload = Mapping[str, Any]
Handler = Callable[[str, str, Payload], Awaitable[None]]

AT_ONCE = 32  # enough that one commit holds many,
CROWD = 40  # but while more than that stand at the doors, whose platforms wait for an answer,
SELDOM = 0.05  # one at a time, and none before so many seconds have passed
MOST_WAITING = 2000
MOST_URGENT = 4
MOST_ATTEMPTS = 24
MOST_WAITS = 60
LONGEST = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Letter:
    """One thing received."""

    workspace: str
    key: str
    payload: Payload
    attempts: int = 0
    waits: int = 0

    @property
    def place(self) -> tuple[str, str]:
        """Its row."""
        return self.workspace, self.key


@dataclass(slots=True)
class Inbox:
    """Hands letters to the handler of their platform, many at once; `handlers` is by the first part of a workspace."""

    store: Store
    vault: Vault
    clock: Clock
    handlers: MutableMapping[str, Handler]
    soon: float = 1.0
    _waiting: deque[Letter] = field(default_factory=deque)
    _held: set[tuple[str, str]] = field(default_factory=set)
    _running: set[asyncio.Task[None]] = field(default_factory=set)
    _urgent: int = 0
    _giving_way: int = 0
    _next: float = 0.0
    _timer: asyncio.TimerHandle | None = None

    def offer(self, workspace: str, key: str, payload: Payload) -> None:
        """Take something that was just kept; where there is no room it stays a row and is read later."""
        if len(self._waiting) < MOST_WAITING:
            self._take(Letter(workspace, key, payload))

    @contextlib.contextmanager
    def urgent(self) -> Iterator[None]:
        """Let somebody who waits for an answer go first."""
        self._urgent += 1
        try:
            yield
        finally:
            self._urgent -= 1
            self._start()

    @contextlib.contextmanager
    def giving_way(self) -> Iterator[None]:
        """Let what has its hour go first: what was kept can wait, and is handled one at a time meanwhile."""
        self._giving_way += 1
        try:
            yield
        finally:
            self._giving_way -= 1
            self._start()

    async def tick(self) -> int:
        """Take up rows that were left lying and are due, at start and every second; gives how many."""
        room = min(500, MOST_WAITING - len(self._waiting))
        if room <= 0:
            return 0
        now = self.clock.now()
        rows = await self.store.awrite(lambda tx: received.claim(tx, now, room))
        for row in rows:
            await self._reopen(row)
        return len(rows)

    async def drain(self, seconds: float = 8.0) -> None:
        """Finish what is here, for so many seconds at most; the rest stays rows."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._running or self._waiting:
                    self._start()
                    await asyncio.sleep(0.01)
        self._waiting.clear()
        self._held.clear()

    # ------------------------------------------------------------ inside

    def _take(self, letter: Letter) -> None:
        if letter.place not in self._held:
            self._held.add(letter.place)
            self._waiting.append(letter)
            self._start()

    async def _reopen(self, row: received.Left) -> None:
        try:
            payload = orjson.loads(self.vault.open(row.payload))
        except (WrongKey, orjson.JSONDecodeError) as problem:
            await self._note(Letter(row.workspace, row.key, {}), type(problem).__name__, None)
        else:
            self._take(Letter(row.workspace, row.key, payload, row.attempts))

    def _start(self) -> None:
        while self._waiting and self._urgent <= MOST_URGENT and self._may_begin():
            letter = self._waiting.popleft()
            task = asyncio.create_task(self._handle(letter))
            self._running.add(task)
            task.add_done_callback(self._ended)

    def _may_begin(self) -> bool:
        if self.store.arriving <= CROWD and not self._giving_way:
            return len(self._running) < AT_ONCE
        if self._running:
            return False
        if stopwatch() < self._next:
            self._start_at(self._next)
            return False
        self._next = stopwatch() + SELDOM
        return True

    def _start_at(self, moment: float) -> None:
        """Go on by itself: it may be long until somebody brings something more."""
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(moment - stopwatch(), self._time_is_over)

    def _time_is_over(self) -> None:
        self._timer = None
        self._start()

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._start()

    async def _handle(self, letter: Letter) -> None:
        platform = letter.workspace.partition(":")[0]
        try:
            with traces.span("handle", key=letter.key, platform=platform, attempt=str(letter.attempts + 1)):
                await self.handlers[platform](letter.workspace, letter.key, letter.payload)
        except Conflict as problem:
            # Somebody else handled it meanwhile, and this attempt was undone; or it is at odds with what is kept.
            await self._failed(letter, type(problem).__name__)
        except NotYet as problem:
            if letter.waits < MOST_WAITS:
                again = replace(letter, waits=letter.waits + 1)
                asyncio.get_running_loop().call_later(self.soon, self._again, again)
                return
            await self._failed(letter, type(problem).__name__)
        except Exception as problem:  # noqa: BLE001 - a bug must lose nothing, whatever it is
            await self._failed(letter, type(problem).__name__)
        self._held.discard(letter.place)

    def _again(self, letter: Letter) -> None:
        if letter.place in self._held:  # not since the inbox was drained
            self._waiting.append(letter)
            self._start()

    async def _failed(self, letter: Letter, kind: str) -> None:
        wait = min(timedelta(seconds=5) * 2 ** min(letter.attempts, 12), LONGEST)
        last = letter.attempts + 1 >= MOST_ATTEMPTS
        if await self._note(letter, kind, None if last else self.clock.now() + wait):
            metrics.FAILED.labels(kind=kind).inc()
            LOG.error("handling_failed", error=kind, attempts=letter.attempts + 1, reference=log.short(letter.key))

    async def _note(self, letter: Letter, error: str, again: datetime | None) -> bool:
        """Keep why it could not be handled; whether it still waits to be."""
        try:
            return await self.store.awrite(
                lambda tx: received.failed(tx, letter.workspace, letter.key, error=error, not_before=again)
            )
        except Exception as problem:  # noqa: BLE001 - the row is still pending, and comes back by itself
            LOG.error("failure_not_noted", error=type(problem).__name__)
            return True
