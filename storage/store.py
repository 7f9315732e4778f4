"""Units of work: written by one writer on SQLite, by a pool of them on PostgreSQL; read beside them."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Connection, Engine

from storage import engine as engines
from storage.arrivals import Arrival
from storage.bell import Bell
from storage.errors import StorageError, Unavailable, again, door, translated
from storage.tx import Tx
from storage.vault import Vault
from storage.writer import TRIES, Item, Writer, call

__all__ = ["Arrival", "Store", "Tx"]  # whoever writes units needs no more than these

T = TypeVar("T")
READERS = 4
WRITERS = 8


class Store:
    """Everything kept; a result is there only after the commit. Errors are those of `storage.errors` or the unit's own.

    The engine becomes the store's: `close` disposes of it.
    """

    def __init__(self, engine: Engine, vault: Vault) -> None:
        self.engine = engine
        self.vault = vault
        self._readers = engines.readers(engine, pool=READERS)
        self.bell = Bell(engine)
        self._writer = Writer(engine, vault, self.bell)
        self._reading = ThreadPoolExecutor(READERS, "storage-reader")
        self._writing = None if engines.one_writer(engine) else ThreadPoolExecutor(WRITERS, "storage-unit")
        self._own = threading.local()
        self._owned: list[Connection] = []
        self._gate = threading.Lock()
        self.arriving = 0  # how much is being kept just now for whoever waits for it on an event loop

    def write(self, fn: Callable[[Tx], T]) -> Future[T]:
        """Run a unit of work in a transaction; the future is done after its commit."""
        if self._writing is not None:
            return _submitted(self._writing, self._transact, fn)
        waiter: Future[T] = Future()
        self._writer.put(Item(fn, waiter, None))
        return waiter

    def read(self, fn: Callable[[Tx], T]) -> Future[T]:
        """Run a unit that only reads, beside all others; it sees one moment of the database."""
        return _submitted(self._reading, self._look, fn)

    def receive(self, row: Arrival) -> Future[bool]:
        """Keep what a platform delivered; whether it was new is known after the commit."""
        waiter: Future[bool] = Future()
        self._writer.put(Item(row, waiter, None))
        return waiter

    async def awrite(self, fn: Callable[[Tx], T]) -> T:
        """Do `write` from an event loop."""
        if self._writing is not None:
            return await asyncio.wrap_future(self.write(fn))
        loop = asyncio.get_running_loop()
        waiter: asyncio.Future[T] = loop.create_future()
        self._writer.put(Item(fn, waiter, loop))
        return await waiter

    async def aread(self, fn: Callable[[Tx], T]) -> T:
        """Do `read` from an event loop."""
        return await asyncio.wrap_future(self.read(fn))

    async def aglance(self, fn: Callable[[Tx], T]) -> T:
        """Read one statement from an event loop, at a third of what `aread` costs on PostgreSQL."""
        return await asyncio.wrap_future(_submitted(self._reading, self._glance, fn))

    async def areceive(self, row: Arrival) -> bool:
        """Do `receive` from an event loop, which is woken once for all that were kept together."""
        loop = asyncio.get_running_loop()
        waiter: asyncio.Future[bool] = loop.create_future()
        self.arriving += 1
        try:
            self._writer.put(Item(row, waiter, loop))
            return await waiter
        finally:
            self.arriving -= 1

    def fast(self, fn: Callable[[Tx], T]) -> T:
        """Read at once on the calling thread, each statement for itself: for a few look-ups by key, with `tx.row`."""
        try:
            connection, tx = self._mine()
            try:
                return fn(tx)
            finally:
                tx.seen.clear()
                tx.drop()
                if connection.in_transaction():
                    connection.rollback()
        except Exception as error:
            ours = translated(error)
            if ours is error:
                raise
            self._forget()
            raise ours from None

    @property
    def queued(self) -> int:
        """How much waits to be written, roughly."""
        return self._writer.queued

    def close(self) -> None:
        """Finish what is queued, then let go of everything."""
        self.bell.close()
        self._writer.close()
        for executor in (self._writing, self._reading):
            if executor is not None:
                executor.shutdown()
        with self._gate:
            for connection in self._owned:
                connection.close()
            self._owned.clear()
        self._readers.dispose()
        self.engine.dispose()

    def _transact(self, fn: Callable[[Tx], T]) -> T:
        for left in reversed(range(TRIES)):
            try:
                with door():
                    value, afters = self._once(fn)
            except StorageError as error:
                if again(error) and left:
                    continue
                raise
            call(afters)
            return value
        raise Unavailable

    def _once(self, fn: Callable[[Tx], T]) -> tuple[T, list[Callable[[], object]]]:
        with self.engine.begin() as connection:
            tx = Tx(connection, self.vault, self.bell)
            try:
                value = fn(tx)
                return value, tx.finish()
            finally:
                tx.drop()

    def _look(self, fn: Callable[[Tx], T]) -> T:
        with door(), self._readers.begin() as connection:
            tx = Tx(connection, self.vault)
            try:
                return fn(tx)
            finally:
                tx.drop()

    def _glance(self, fn: Callable[[Tx], T]) -> T:
        with door(), engines.glance(self._readers) as connection:
            return fn(Tx(connection, self.vault))

    def _mine(self) -> tuple[Connection, Tx]:
        """Give this thread's own connection, and the one transaction that is every look-up's on it."""
        mine: tuple[Connection, Tx] | None = getattr(self._own, "mine", None)
        if mine is None or mine[0].closed or mine[0].invalidated:
            connection = engines.steady(self._readers)
            mine = self._own.mine = connection, Tx(connection, self.vault)
            with self._gate:
                self._owned.append(connection)
        return mine

    def _forget(self) -> None:
        mine: tuple[Connection, Tx] | None = getattr(self._own, "mine", None)
        if mine is None:
            return
        self._own.mine = None
        with self._gate:
            self._owned.remove(mine[0])
        mine[0].invalidate()
        mine[0].close()


def _submitted(executor: ThreadPoolExecutor, run: Callable[[Callable[[Tx], T]], T], fn: Callable[[Tx], T]) -> Future[T]:
    try:
        return executor.submit(run, fn)
    except RuntimeError:
        raise Unavailable from None
