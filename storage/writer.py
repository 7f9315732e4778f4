"""The one writer: a thread that runs what is queued, several units to a transaction, and answers after the commit."""

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from datetime import datetime
from itertools import groupby
from queue import Empty, SimpleQueue
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine

from storage.arrivals import Arrival, keep
from storage.bell import Bell
from storage.errors import Unavailable, again, translated
from storage.tables import Received
from storage.tx import Tx
from storage.vault import Vault

LOG = logging.getLogger(__name__)
AT_ONCE = 64
SEVERAL = 4  # so many at once are a crowd,
GATHERING = 0.004  # which waits so many seconds for more of its kind: a commit costs as much as twenty rows,
ENOUGH = 20  # so that where as many are there already nobody waits
TRIES = 3

_NOT_BEFORE = Received.metadata.tables["received"].c.not_before.type

Unit = Callable[[Tx], Any]
Waiter = Future[Any] | asyncio.Future[Any]


class Item(NamedTuple):
    """Something to do and who waits for it."""

    what: Unit | Arrival
    waiter: Waiter
    loop: asyncio.AbstractEventLoop | None


class Ending(NamedTuple):
    """How it ended."""

    item: Item
    value: Any = None
    error: BaseException | None = None


class _Undone(Exception):
    """The whole transaction is gone, not one unit of it."""


class Writer:
    """Takes units and arrivals from any thread; a failing unit is undone alone, a failing commit fails all of it."""

    def __init__(self, engine: Engine, vault: Vault, bell: Bell) -> None:
        self._engine = engine
        self._vault = vault
        self._bell = bell
        self._queue: SimpleQueue[Item | None] = SimpleQueue()
        self._connection: Connection | None = None
        self._closed = False
        self._closing = threading.Event()
        self._gate = threading.Lock()
        self._stored: Callable[[datetime], Any] = _stored(engine.dialect)
        self._mark = "?" if engine.dialect.paramstyle == "qmark" else "%s"
        self._thread = threading.Thread(target=self._run, name="storage-writer", daemon=True)
        self._thread.start()

    def put(self, item: Item) -> None:
        """Queue something; raises Unavailable once closed."""
        with self._gate:
            if self._closed:
                raise Unavailable
            self._queue.put(item)

    @property
    def queued(self) -> int:
        """How much waits, roughly."""
        return self._queue.qsize()

    def close(self) -> None:
        """Finish what is queued, then stop."""
        with self._gate:
            closed, self._closed = self._closed, True
        if not closed:
            self._closing.set()
            self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        batch: list[Item] | None = []
        while batch is not None:
            if len(batch) >= SEVERAL and self._queue.qsize() < ENOUGH:
                self._closing.wait(GATHERING)
            batch = self._next()
            if batch:
                _answer(self._kept([item for item in batch if _wanted(item.waiter)]))
        self._let_go()

    def _next(self) -> list[Item] | None:
        first = self._queue.get()
        if first is None:
            return None
        batch = [first]
        while len(batch) < AT_ONCE:
            try:
                item = self._queue.get_nowait()
            except Empty:
                break
            if item is None:
                self._queue.put(None)
                break
            batch.append(item)
        return batch

    def _kept(self, batch: list[Item]) -> list[Ending]:
        ours: BaseException = Unavailable()
        for _ in range(TRIES):
            afters: list[Callable[[], object]] = []
            try:
                endings = self._commit(batch, afters)
            except _Undone:
                self._let_go()
                return self._apart(batch)
            except BaseException as error:  # noqa: BLE001 - whatever it is, those who wait must hear of it
                self._let_go()
                ours = translated(error) if isinstance(error, Exception) else error
                if not again(ours):
                    break
            else:
                call(afters)
                return endings
        return [Ending(item, error=ours) for item in batch]

    def _apart(self, batch: list[Item]) -> list[Ending]:
        """One unit took the others' transaction with it: each gets its own."""
        arrivals = [item for item in batch if type(item.what) is Arrival]
        alone = [[item] for item in batch if type(item.what) is not Arrival]
        return [ending for part in ([arrivals] if arrivals else []) + alone for ending in self._kept(part)]

    def _commit(self, batch: list[Item], afters: list[Callable[[], object]]) -> list[Ending]:
        connection = self._open()
        transaction = connection.begin()
        arrivals = [item for item in batch if type(item.what) is Arrival]
        endings = self._receive(connection, arrivals) if arrivals else []
        units = [item for item in batch if type(item.what) is not Arrival]
        run = self._alone if len(batch) == 1 else self._among
        endings += [run(connection, unit, afters) for unit in units]
        transaction.commit()
        return endings

    def _receive(self, connection: Connection, items: list[Item]) -> list[Ending]:
        """All in one statement; the same key twice in one batch is new only once."""
        rows: dict[tuple[str, str], Item] = {}
        twice: list[Item] = []
        for item in items:
            arrival: Any = item.what
            key = arrival[:2]
            if rows.setdefault(key, item) is not item:
                twice.append(item)
        arrivals: Any = {key: item.what for key, item in rows.items()}
        fresh = keep(connection.connection.driver_connection, self._mark, self._stored, arrivals)
        return [Ending(item, fresh[key]) for key, item in rows.items()] + [Ending(item, value=False) for item in twice]

    def _alone(self, connection: Connection, item: Item, afters: list[Callable[[], object]]) -> Ending:
        tx = Tx(connection, self._vault, self._bell)
        try:
            value = item.what(tx)  # type: ignore[operator] # a unit, checked by the caller
            afters += tx.finish()
        finally:
            tx.drop()
        return Ending(item, value)

    def _among(self, connection: Connection, item: Item, afters: list[Callable[[], object]]) -> Ending:
        """A savepoint by the driver costs 2 µs, by SQLAlchemy 80; only the latter outlives a failed flush."""
        driver: Any = connection.connection.driver_connection
        driver.execute("SAVEPOINT unit")
        try:
            ending = self._alone(connection, item, afters)
        except Exception as error:  # noqa: BLE001 - the one who waits hears of it, the others go on
            if not connection.in_transaction() or not driver.in_transaction:
                raise _Undone from None
            driver.execute("ROLLBACK TO unit")
            ending = Ending(item, error=translated(error))
        driver.execute("RELEASE unit")
        return ending

    def _open(self) -> Connection:
        if self._connection is None or self._connection.closed or self._connection.invalidated:
            self._connection = self._engine.connect()
        return self._connection

    def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            connection.close()
        except Exception:  # noqa: BLE001 - it is being thrown away, and has already been where its session was cut
            with suppress(Exception):
                connection.invalidate()


def _stored(dialect: Any) -> Callable[[datetime], Any]:
    """How the driver wants a time, as the column's own type says."""
    return _NOT_BEFORE.dialect_impl(dialect).bind_processor(dialect) or (lambda at: at)


def _wanted(waiter: Waiter) -> bool:
    """One who gave up before the work began gets none done."""
    return waiter.set_running_or_notify_cancel() if isinstance(waiter, Future) else True


def call(afters: list[Callable[[], object]]) -> None:
    """Do what comes after a commit, once where several units want the same; what fails cannot undo what was kept."""
    for after in dict.fromkeys(afters):
        try:
            after()
        except Exception:
            LOG.exception("after_commit_failed")


def _answer(endings: list[Ending]) -> None:
    """One wake-up per event loop, however many wait there."""
    for loop, group in groupby(sorted(endings, key=lambda e: id(e.item.loop)), key=lambda e: e.item.loop):
        if loop is None:
            _settle(list(group))
            continue
        try:
            loop.call_soon_threadsafe(_settle, list(group))
        except RuntimeError:  # the loop is closed, nobody waits there any more
            continue


def _settle(endings: list[Ending]) -> None:
    for (_, waiter, _), value, error in endings:
        if waiter.done():
            continue
        if error is None:
            waiter.set_result(value)
        else:
            waiter.set_exception(error)
