"""What was received is handled: at once, again after a failure, and never at the cost of somebody who waits."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from bot.clock import MovableClock
from bot.inbox import SELDOM, Handler, Inbox, NotYet
from storage import migrate, received
from storage.engine import connect
from storage.errors import Conflict
from storage.store import Arrival, Store
from storage.vault import Vault

pytestmark = pytest.mark.asyncio
NOON = datetime(2026, 3, 11, 12, tzinfo=UTC)
W = "slack:T1"


@pytest.fixture(scope="module")
def inbox_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make one SQLite file with all tables."""
    path = tmp_path_factory.mktemp("inbox") / "fireside.db"
    engine = connect(f"sqlite:///{path}")
    migrate.upgrade(engine)
    engine.dispose()
    return path


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    """Give a store of the test's own."""
    made = Store(connect(database), Vault([b"k" * 32]))
    yield made
    made.close()


@pytest.fixture
def clock() -> MovableClock:
    """Give a clock that stands at noon."""
    return MovableClock(stands_at=NOON)


def inbox(store: Store, clock: MovableClock, hear: Handler) -> Inbox:
    """Give an inbox with this handler for Slack."""
    return Inbox(store, store.vault, clock, {"slack": hear})


async def arrive(store: Store, *keys: str, at: datetime = NOON) -> None:
    """Keep letters as a door does."""
    for key in keys:
        await store.areceive(Arrival(W, key, store.vault.seal(orjson.dumps({"key": key})), at))


async def states(store: Store) -> dict[str, tuple[str, str, int]]:
    """Give state, error and attempts of each row."""
    asked = "SELECT key, state, error, attempts FROM received"
    rows = await store.aread(lambda tx: tx.connection.exec_driver_sql(asked).fetchall())
    return {key: (state, error, attempts) for key, state, error, attempts in rows}


class Hearing:
    """A handler that notes what it heard, and fails as often as it is told."""

    def __init__(self, store: Store, *failures: Exception) -> None:
        self.store, self.failures, self.heard = store, list(failures), list[str]()

    async def __call__(self, workspace: str, key: str, payload: Any) -> None:
        """Hear one letter."""
        if self.failures:
            raise self.failures.pop(0)
        await self.store.awrite(lambda tx: received.done(tx, workspace, key))
        self.heard.append(payload["key"])


async def test_what_is_offered_is_handled_at_once(store: Store, clock: MovableClock) -> None:
    """A letter in memory needs no second look at the database."""
    hear = Hearing(store)
    box = inbox(store, clock, hear)
    await arrive(store, "a")
    box.offer(W, "a", {"key": "a"})
    await box.drain()
    assert hear.heard == ["a"]
    assert await states(store) == {"a": ("done", "", 0)}


async def test_what_another_process_left_lying_is_taken_up(store: Store, clock: MovableClock) -> None:
    """Rows that are due when the bot starts are handled as if they had just come."""
    hear = Hearing(store)
    box = inbox(store, clock, hear)
    await arrive(store, "a", "b")
    await arrive(store, "later", at=NOON + timedelta(seconds=30))
    assert await box.tick() == 2
    await box.drain()
    assert sorted(hear.heard) == ["a", "b"]
    clock.stands_at = NOON + timedelta(seconds=31)
    assert await box.tick() == 1
    await box.drain()
    assert sorted(hear.heard) == ["a", "b", "later"]


async def test_a_bug_loses_nothing(store: Store, clock: MovableClock) -> None:
    """A letter whose handling fails keeps its row and the kind of error, and is tried again, less and less often."""
    hear = Hearing(store, KeyError("somebody's words"), ValueError())
    box = inbox(store, clock, hear)
    await arrive(store, "a")
    await box.tick()
    await box.drain()
    assert await states(store) == {"a": ("pending", "KeyError", 1)}
    for seconds, found in ((4, 0), (6, 1), (15, 0), (17, 1)):
        clock.stands_at = NOON + timedelta(seconds=seconds)
        assert await box.tick() == found
        await box.drain()
    assert hear.heard == ["a"]
    assert await states(store) == {"a": ("done", "", 2)}


async def test_what_is_at_odds_with_what_is_kept_is_told(store: Store, clock: MovableClock) -> None:
    """A letter that breaks a rule of the database fails like any other, and is not tried for ever without a word."""
    box = inbox(store, clock, Hearing(store, Conflict()))
    await arrive(store, "a")
    await box.tick()
    await box.drain()
    assert await states(store) == {"a": ("pending", "Conflict", 1)}


async def test_something_that_is_not_there_yet_comes_back_in_a_second(store: Store, clock: MovableClock) -> None:
    """While the bot still starts, letters wait in memory, and that is no failure."""
    hear = Hearing(store, NotYet(), NotYet(), NotYet())
    box = inbox(store, clock, hear)
    box.soon = 0.01
    await arrive(store, "a")
    assert await box.tick() == 1
    async with asyncio.timeout(2):
        while not hear.heard:
            await asyncio.sleep(0.01)
    await box.drain()
    assert await states(store) == {"a": ("done", "", 0)}


async def test_people_who_wait_go_first(store: Store, clock: MovableClock) -> None:
    """While several people wait for an answer nothing new is begun, and afterwards it goes on by itself."""
    hear = Hearing(store)
    box = inbox(store, clock, hear)
    await arrive(store, "a")
    with box.urgent(), box.urgent(), box.urgent(), box.urgent(), box.urgent():
        box.offer(W, "a", {"key": "a"})
        await asyncio.sleep(0.05)
        assert hear.heard == []
    await box.drain()
    assert hear.heard == ["a"]


async def test_while_a_crowd_stands_at_the_door_little_is_handled_beside(store: Store, clock: MovableClock) -> None:
    """Platforms wait for their answers, so work waits; a little goes on all the same, so that no crowd stops it."""
    most, now, heard = 0, 0, 0

    async def slow(workspace: str, key: str, _payload: Any) -> None:
        nonlocal most, now, heard
        now += 1
        most = max(most, now)
        await store.awrite(lambda tx: received.done(tx, workspace, key))
        now, heard = now - 1, heard + 1

    box = inbox(store, clock, slow)
    keys = [f"k{n}" for n in range(60)]
    await asyncio.gather(*(arrive(store, key) for key in keys))
    store.arriving = 100
    for key in keys[:30]:
        box.offer(W, key, {"key": key})
    while not heard:
        await asyncio.sleep(SELDOM / 10)
    assert most == 1
    assert heard < 5
    await box.drain()
    assert (most, heard) == (1, 30)
    store.arriving = 0
    for key in keys[30:]:
        box.offer(W, key, {"key": key})
    await box.drain()
    assert (most, heard) == (30, 60)


async def test_what_was_kept_gives_way_to_what_has_its_hour(store: Store, clock: MovableClock) -> None:
    """While questions are put into line little is handled beside; afterwards all of it, without anybody's asking."""
    heard, all_heard = list[str](), asyncio.Event()

    async def hear(workspace: str, key: str, _payload: Any) -> None:
        await store.awrite(lambda tx: received.done(tx, workspace, key))
        heard.append(key)
        if len(heard) == len(keys):
            all_heard.set()

    box = inbox(store, clock, hear)
    keys = [f"k{n}" for n in range(30)]
    await asyncio.gather(*(arrive(store, key) for key in keys))
    with box.giving_way():
        for key in keys:
            box.offer(W, key, {"key": key})
        while not heard:
            await asyncio.sleep(SELDOM / 10)
        assert len(heard) < 5
    async with asyncio.timeout(5):
        await all_heard.wait()


async def test_what_gives_way_goes_on_by_itself(store: Store, clock: MovableClock) -> None:
    """However long questions are put into line, one letter after the other is handled, though nobody brings another."""
    hear = Hearing(store)
    box = inbox(store, clock, hear)
    await arrive(store, "a", "b", "c", "d")
    with box.giving_way():
        for key in ("a", "b", "c", "d"):
            box.offer(W, key, {"key": key})
        await asyncio.sleep(SELDOM * 12)
        assert hear.heard == ["a", "b", "c", "d"]


async def test_the_same_letter_offered_and_read_again_is_handled_once(store: Store, clock: MovableClock) -> None:
    """A row that is in hand is not taken up a second time."""
    begun, go = list[str](), asyncio.Event()

    async def slow(workspace: str, key: str, _payload: Any) -> None:
        begun.append(key)
        await go.wait()
        await store.awrite(lambda tx: received.done(tx, workspace, key))

    box = inbox(store, clock, slow)
    await arrive(store, "a")
    box.offer(W, "a", {"key": "a"})
    await box.tick()
    await asyncio.sleep(0.01)
    go.set()
    await box.drain()
    assert begun == ["a"]


async def test_a_letter_that_nobody_can_open_waits_for_a_person(store: Store, clock: MovableClock) -> None:
    """What was sealed with a key that is gone is set aside, with the reason, and stops nothing else."""
    hear = Hearing(store)
    box = inbox(store, clock, hear)
    await store.areceive(Arrival(W, "lost", Vault([b"x" * 32]).seal(b"{}"), NOON))
    await arrive(store, "a")
    await box.tick()
    await box.drain()
    assert await states(store) == {"a": ("done", "", 0), "lost": ("failed", "WrongKey", 1)}


async def test_a_storm_that_does_not_fit_stays_in_the_database(store: Store, clock: MovableClock) -> None:
    """What is beyond the room in memory is read later, and nothing of it is lost."""
    hear = Hearing(store)
    box = inbox(store, clock, hear)
    keys = [f"k{n}" for n in range(2100)]
    await asyncio.gather(*(arrive(store, key) for key in keys))
    for key in keys:
        box.offer(W, key, {"key": key})
    await box.drain(30)
    while await box.tick():
        await box.drain(30)
    assert sorted(hear.heard) == sorted(keys)
