"""Units of work: kept together, answered after the commit, undone alone."""

import asyncio
import logging
import os
import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert
from sqlmodel import SQLModel, select

from storage.engine import MEMORY, connect, place, version
from storage.errors import Busy, Conflict, Full, StorageError, Unavailable
from storage.store import Arrival, Store, Tx
from storage.tables import Hand
from storage.vault import Vault

PATIENCE = 20


def raises_hand(member: str, *, core: bool = False) -> Callable[[Tx], str]:
    """Give a unit in which a member raises a hand."""

    def unit(tx: Tx) -> str:
        row = {"workspace": "slack:T1", "suggestion": "s1", "member": member}
        if core:
            tx.connection.execute(insert(Hand), row)
        else:
            tx.session.add(Hand(**row))
        return member

    return unit


def hands(tx: Tx) -> list[str]:
    """Give who raised a hand."""
    return sorted(hand.member for hand in tx.session.exec(select(Hand)))


def row(now: datetime, key: str, workspace: str = "slack:T1") -> Arrival:
    """Give something received."""
    return Arrival(workspace, key, b"sealed", now)


class Held:
    """Keeps the writer busy, so that what is queued meanwhile goes into one transaction."""

    def __init__(self, store: Store) -> None:
        self.go = threading.Event()
        entered = threading.Event()

        def wait(_: Tx) -> None:
            entered.set()
            self.go.wait(PATIENCE)

        self.first = store.write(wait)
        assert entered.wait(PATIENCE)

    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        self.go.set()
        self.first.result(PATIENCE)


def outcome(future: Future[Any]) -> object:
    """Give a result or the kind of error."""
    error = future.exception(PATIENCE)
    return type(error) if error else future.result()


def test_what_anna_did_can_be_read_after_her_answer(store: Store) -> None:
    """A unit's future is done only after its commit, so a reader sees it at once."""
    assert store.write(raises_hand("anna")).result(PATIENCE) == "anna"
    assert store.read(hands).result(PATIENCE) == ["anna"]


@pytest.mark.parametrize("core", [True, False])
def test_a_unit_that_fails_in_the_middle_is_undone_alone(store: Store, *, core: bool) -> None:
    """Units queued together are kept, all but the one that failed, whether in a statement or in a flush."""

    def stumbles(tx: Tx) -> None:
        raises_hand("bas")(tx)
        tx.session.flush()
        raise KeyError

    def flushes_twice(tx: Tx) -> None:
        raises_hand("anna", core=core)(tx)

    with Held(store):
        units = [raises_hand("anna"), stumbles, flushes_twice, raises_hand("noor"), raises_hand("piet", core=True)]
        futures = [store.write(unit) for unit in units[:1]]
        futures += [store.write(unit) for unit in units[1:]]
    endings = [outcome(future) for future in futures]
    assert endings[0] in {"anna", Conflict}  # beside one another on PostgreSQL, either may be first
    assert endings[2] in {None, Conflict}
    assert endings[1] is KeyError
    assert endings[3:] == ["noor", "piet"]
    assert store.read(hands).result(PATIENCE) == ["anna", "noor", "piet"]


def test_people_on_many_threads_all_get_their_own_answer(store: Store) -> None:
    """Units and arrivals from several threads at once are each kept once and answered with their own result."""
    got: list[str] = []

    def works(name: int) -> None:
        futures = [store.write(raises_hand(f"m{name}-{n}", core=bool(n % 2))) for n in range(40)]
        got.extend(future.result(PATIENCE) for future in futures)

    threads = [threading.Thread(target=works, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == store.read(hands).result(PATIENCE)
    assert len(set(got)) == 160


def test_after_a_commit_comes_what_was_asked_for_and_only_then(store: Store) -> None:
    """`after` runs once the unit is kept, and not when it failed; one that fails changes nothing."""
    called: list[str] = []

    def unit(tx: Tx) -> None:
        raises_hand("anna")(tx)
        tx.after(lambda: called.append("kept"))

    def fails(tx: Tx) -> None:
        tx.after(lambda: called.append("never"))
        raise ValueError

    logging.disable()
    assert outcome(store.write(unit)) is None
    assert outcome(store.write(fails)) is ValueError
    assert outcome(store.write(lambda tx: tx.after(lambda: 1 / 0))) is None
    logging.disable(logging.NOTSET)
    assert called == ["kept"]


def test_when_the_commit_fails_nobody_is_told_that_it_was_kept(sqlite_url: str, vault: Vault, now: datetime) -> None:
    """A transaction that cannot be committed fails everybody in it, and the next one works."""
    store = Store(connect(sqlite_url), vault)

    def tables(tx: Tx) -> None:
        tx.connection.exec_driver_sql("CREATE TABLE parent (id INTEGER PRIMARY KEY)")
        reference = "REFERENCES parent(id) DEFERRABLE INITIALLY DEFERRED"
        tx.connection.exec_driver_sql(f"CREATE TABLE child (id INTEGER {reference})")

    store.write(tables).result(PATIENCE)
    with Held(store):
        futures: list[Future[Any]] = [store.write(raises_hand("anna")), store.receive(row(now, "k1"))]
        futures += [store.write(lambda tx: tx.connection.exec_driver_sql("INSERT INTO child VALUES (7)").rowcount)]
    assert all(isinstance(future.exception(PATIENCE), StorageError) for future in futures)
    assert store.read(hands).result(PATIENCE) == []
    assert store.receive(row(now, "k1")).result(PATIENCE) is True
    store.close()


def test_a_full_disk_refuses_and_works_again_once_there_is_room(sqlite_url: str, vault: Vault, now: datetime) -> None:
    """A full disk fails with Full, whole transactions only; with room again the same store goes on."""
    store = Store(connect(sqlite_url), vault)

    def room(pages: int) -> Callable[[Tx], object]:
        return lambda tx: tx.connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}").scalar()

    store.write(room(1)).result(PATIENCE)  # as many pages as there are, and not one more
    long = Arrival("slack:T1", "long", b"x" * 100_000, now)
    with Held(store):
        futures: list[Future[Any]] = [store.receive(long), store.write(raises_hand("anna"))]
    assert [outcome(future) for future in futures] == [Full, Full]
    store.write(room(1_000_000)).result(PATIENCE)
    assert store.receive(long).result(PATIENCE) is True
    store.close()


def test_a_locked_database_refuses_and_works_again(sqlite_url: str, vault: Vault, now: datetime) -> None:
    """While another process writes for too long the answer is Busy, and afterwards all is well."""
    store = Store(connect(sqlite_url), vault)
    other = sqlite3.connect(place(store.engine) or MEMORY, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert outcome(store.receive(row(now, "k1"))) is Busy
    assert outcome(store.write(raises_hand("anna"))) is Busy
    other.execute("ROLLBACK")
    other.close()
    assert outcome(store.receive(row(now, "k1"))) is True
    assert outcome(store.write(raises_hand("anna"))) == "anna"
    store.close()


@pytest.mark.postgres
def test_a_server_that_refuses_is_told_in_the_same_words(postgres_url: str, vault: Vault) -> None:
    """PostgreSQL's lock time-out is Busy, read-only Full, a lost session Unavailable; the store works on."""
    store = Store(connect(postgres_url), vault)

    def locked(tx: Tx) -> None:
        with store.engine.begin() as other:
            other.exec_driver_sql("LOCK TABLE hand IN ACCESS EXCLUSIVE MODE")
            tx.connection.exec_driver_sql("SET LOCAL lock_timeout = '50ms'")
            raises_hand("anna", core=True)(tx)

    def read_only(tx: Tx) -> None:
        tx.connection.exec_driver_sql("SET TRANSACTION READ ONLY")
        raises_hand("anna", core=True)(tx)

    def lost(tx: Tx) -> None:
        tx.connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")

    assert [outcome(store.write(unit)) for unit in (locked, read_only, lost)] == [Busy, Full, Unavailable]
    assert outcome(store.write(lambda tx: tx.connection.exec_driver_sql("SELECT 1").scalar())) == 1
    store.close()


@pytest.mark.postgres
def test_events_are_kept_again_after_a_server_has_cut_every_session(
    empty_postgres: str, vault: Vault, now: datetime
) -> None:
    """As a restart does it, twice: what came just then is refused, everything after it is kept."""
    store = Store(connect(empty_postgres), vault)
    cut = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    cut += " AND backend_type = 'client backend'"
    assert outcome(store.receive(row(now, "k0"))) is True
    for once in ("k1", "k2"):
        outcome(store.write(lambda tx: tx.connection.exec_driver_sql(cut)))
        refused, kept = outcome(store.receive(row(now, once))), outcome(store.receive(row(now, once)))
        assert (refused, kept) == (Unavailable, True)
    store.close()


@pytest.mark.postgres
def test_a_connection_that_died_without_a_word_is_replaced(empty_postgres: str, vault: Vault) -> None:
    """As when a server crashes or a wire is cut: a look-up is refused once, and right the next time."""
    store = Store(connect(empty_postgres), vault)

    driver: Any = store.fast(lambda tx: tx.connection.connection.driver_connection)
    with socket.socket(fileno=os.dup(driver.fileno())) as wire:
        wire.shutdown(socket.SHUT_RDWR)
    with pytest.raises(Unavailable):
        store.fast(lambda tx: tx.row("SELECT 1"))
    assert store.fast(lambda tx: tx.row("SELECT 1")) == (1,)
    store.close()


@pytest.mark.postgres
def test_two_who_wait_for_each_other_both_get_there(postgres_url: str, vault: Vault) -> None:
    """A transaction that PostgreSQL undid because of a deadlock is run again."""
    store = Store(connect(postgres_url), vault)
    meet = threading.Barrier(2)
    tries: list[int] = []

    def cross(first: int, second: int) -> Callable[[Tx], int]:
        def unit(tx: Tx) -> int:
            tx.connection.exec_driver_sql("SET LOCAL deadlock_timeout = '50ms'")
            tx.connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (first,))
            tries.append(first)
            if len(tries) <= 2:
                meet.wait(PATIENCE)
            tx.connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (second,))
            return first

        return unit

    futures = [store.write(cross(901, 902)), store.write(cross(902, 901))]
    assert [outcome(future) for future in futures] == [901, 902]
    assert len(tries) == 3
    store.close()


def test_the_same_message_twice_at_once_is_new_only_once(store: Store, now: datetime) -> None:
    """However two deliveries of one key meet, in one transaction or one after the other, one is new."""
    with Held(store):
        futures = [store.receive(row(now, key)) for key in ("k1", "k2", "k1", "k1", "k3")]
        futures += [store.receive(row(now, "k1", "slack:T2"))]
    assert sum(future.result(PATIENCE) for future in futures) == 4
    assert futures[1].result() is True
    assert futures[4].result() is True
    assert futures[5].result() is True
    assert store.receive(row(now, "k2")).result(PATIENCE) is False


def test_an_event_loop_gets_its_answers(store: Store, now: datetime) -> None:
    """From asyncio: arrivals, units and reads, errors as well, and one who gave up disturbs nobody."""

    async def day() -> None:
        new = await asyncio.gather(*(store.areceive(row(now, f"k{n % 50}")) for n in range(100)))
        assert sum(new) == 50
        assert await store.awrite(raises_hand("anna")) == "anna"
        with pytest.raises(Conflict):
            await store.awrite(raises_hand("anna"))
        assert await store.aread(hands) == ["anna"]
        impatient = asyncio.ensure_future(store.areceive(row(now, "late")))
        await asyncio.sleep(0)
        impatient.cancel()
        assert await store.areceive(row(now, "last")) is True

    asyncio.run(day())


def test_a_look_up_on_the_spot_sees_the_newest_commit(store: Store) -> None:
    """`fast` reads on the calling thread, sees what was just kept, and survives a mistake in between."""

    def look(tx: Tx) -> object:
        return tx.row("SELECT member FROM hand WHERE workspace = ? AND member = ?", "slack:T1", "anna")

    assert store.fast(look) is None
    store.write(raises_hand("anna")).result(PATIENCE)
    assert store.fast(look) == ("anna",)
    with pytest.raises(StorageError):
        store.fast(lambda tx: tx.row("SELECT nothing FROM nowhere"))
    assert store.fast(look) == ("anna",)
    assert store.fast(hands) == ["anna"]


def test_who_only_reads_cannot_write(store: Store) -> None:
    """A unit given to `read` or `fast` that writes is refused."""
    writes = raises_hand("anna", core=True)
    assert isinstance(store.read(writes).exception(PATIENCE), StorageError)
    with pytest.raises(StorageError):
        store.fast(writes)
    assert store.read(hands).result(PATIENCE) == []


def test_what_was_written_in_the_session_is_seen_by_statements(store: Store) -> None:
    """Within a unit, a Core statement or row sees what the session was given before."""

    def unit(tx: Tx) -> object:
        raises_hand("anna")(tx)
        return tx.row("SELECT count(*) FROM hand")

    assert store.write(unit).result(PATIENCE) == (1,)


def test_an_error_tells_nothing_of_what_people_wrote(store: Store) -> None:
    """A database's error carries no parameter, neither in its text nor in what caused it."""
    store.write(raises_hand("a-secret-name")).result(PATIENCE)
    error = store.write(raises_hand("a-secret-name")).exception(PATIENCE)
    assert isinstance(error, Conflict)
    assert "secret" not in f"{error} {error.code} {error.__cause__}"
    assert str(error) == "Something of that name is there already."


def test_closing_finishes_what_was_begun(url: str, vault: Vault, now: datetime) -> None:
    """`close` keeps all that was queued; afterwards the door is shut."""
    store = Store(connect(url), vault)
    futures = [store.receive(row(now, f"k{n}")) for n in range(200)]
    store.close()
    assert all(future.result(0) for future in futures)
    for late in (lambda: store.receive(row(now, "late")), lambda: store.write(hands), lambda: store.read(hands)):
        with pytest.raises(Unavailable):
            late()


@pytest.fixture
def memory(vault: Vault) -> Iterator[Store]:
    """Give a store in memory."""
    engine = connect("sqlite://")
    store = Store(engine, vault)
    store.write(lambda tx: SQLModel.metadata.create_all(tx.connection)).result(PATIENCE)
    yield store
    store.close()


def test_a_database_in_memory_is_one_for_all(memory: Store) -> None:
    """In memory too, readers see what the writer kept."""
    memory.write(raises_hand("anna")).result(PATIENCE)
    assert memory.read(hands).result(PATIENCE) == ["anna"]
    assert place(memory.engine) == MEMORY


def test_the_database_says_what_it_is(engine: Engine) -> None:
    """The version can be logged at the start."""
    assert version(engine).split()[0] in {"SQLite", "PostgreSQL"}
    assert (place(engine) is None) == (engine.dialect.name == "postgresql")


def test_sqlite_is_set_to_lose_nothing(sqlite_url: str) -> None:
    """Write-ahead log, full synchronisation, foreign keys, and erased means erased."""
    engine = connect(sqlite_url)
    with engine.connect() as connection:
        got = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
        ]
    engine.dispose()
    assert got == ["wal", 2, 1, 1, 200]


def test_another_database_is_refused(tmp_path: Path) -> None:
    """A URL of an unknown database is a clear error."""
    with pytest.raises(ValueError, match="mysql"):
        connect(f"mysql://{tmp_path}")
