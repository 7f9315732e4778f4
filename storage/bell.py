"""Rings when something was put into the outbox: in this process at once, in the others by the server's own NOTIFY."""

import logging
import threading
from collections.abc import Callable

from sqlalchemy import Connection, Engine

from storage import engine as engines

LOG = logging.getLogger(__name__)
CHANNEL = "fireside"
PATIENCE = 1.0  # seconds


class Bell:
    """Whoever waits for work hangs a call here; it comes from a thread of the storage and must be quick."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._calls: list[Callable[[], object]] = []
        self._under_way = False
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    def hang(self, call: Callable[[], object]) -> None:
        """Have something called whenever there is work; the first one begins to listen to other processes."""
        self._calls.append(call)
        if self._thread is None and not engines.one_writer(self._engine):
            self._thread = threading.Thread(target=self._listen, name="storage-bell", daemon=True)
            self._thread.start()

    def announce(self, connection: Connection) -> None:
        """Tell the other processes once this transaction is kept.

        A server takes the NOTIFYs of all commits one after the other, so that there is one of ours under way at a time:
        whoever hears it looks at everything.
        """
        if engines.one_writer(self._engine) or self._under_way:
            return
        self._under_way = self._thread is not None
        connection.exec_driver_sql(f"NOTIFY {CHANNEL}")

    def sound(self) -> None:
        """Call all who wait in this process."""
        for call in self._calls:
            call()

    def close(self) -> None:
        """Listen no longer."""
        self._closed.set()
        if self._thread is not None:
            self._thread.join()

    def _listen(self) -> None:
        while not self._closed.is_set():
            try:
                self._hear()
            except Exception as problem:  # noqa: BLE001 - whatever it is, the next look by the clock finds the work too
                LOG.warning("bell_lost", extra={"error": type(problem).__name__})
                self._closed.wait(PATIENCE)

    def _hear(self) -> None:
        connection = engines.steady(self._engine)
        try:
            connection.exec_driver_sql(f"LISTEN {CHANNEL}")
            while not self._closed.is_set():
                heard = engines.heard(connection, PATIENCE)
                self._under_way = False  # it was ours, or of a transaction that came to nothing
                if heard:
                    self.sound()
        finally:
            connection.invalidate()
            connection.close()
