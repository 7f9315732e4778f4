"""Units of one workspace that come at once are kept at once, and end each for itself."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import event

from bot.clock import stopwatch
from bot.together import Together
from storage.engine import connect
from storage.store import Store, Tx
from storage.vault import Vault

W = "slack:T1"
PATIENCE = 1.0
KEEP = "INSERT INTO keeping (name, value) VALUES (?, ?)"
KEPT = "SELECT name FROM keeping WHERE value = 'here' ORDER BY name"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """Give a store on a database of each kind."""
    made = Store(connect(str(request.getfixturevalue(f"empty_{request.param}"))), Vault([b"k" * 32]))
    yield made
    made.close()


def keeping(name: str, seen: set[int] | None = None) -> Callable[[Tx], None]:
    """Give a unit that keeps a row, and notes in which transaction."""

    def unit(tx: Tx) -> None:
        if seen is not None:
            seen.add(id(tx))
        tx.run(KEEP, name, "here")

    return unit


@pytest.mark.asyncio
async def test_what_comes_at_once_is_one_transaction_for_each_workspace(store: Store) -> None:
    """Eight units of one workspace share a commit; those of another have their own, and later ones too."""
    together, seen = Together(store), [set[int]() for _ in range(3)]
    first = [together.write(W, keeping(f"a{n}", seen[0])) for n in range(8)]
    other = [together.write("slack:T2", keeping(f"b{n}", seen[1])) for n in range(8)]
    await asyncio.gather(*first, *other)
    await together.write(W, keeping("c", seen[2]))
    assert [len(each) for each in seen] == [1, 1, 1]
    kept = await store.aread(lambda tx: tx.rows(KEPT))
    assert [name for (name,) in kept] == [*(f"a{n}" for n in range(8)), *(f"b{n}" for n in range(8)), "c"]


@pytest.mark.asyncio
async def test_one_that_fails_takes_no_other_with_it(store: Store) -> None:
    """Whoever's unit fails hears of it, by a bug or by the database; the others are kept."""
    together = Together(store)

    def bug(_tx: Tx) -> None:
        raise ZeroDivisionError

    await together.write(W, keeping("there already"))
    units = [keeping("a"), bug, keeping("there already"), keeping("b")]
    ends = await asyncio.gather(*(together.write(W, unit) for unit in units), return_exceptions=True)
    assert [type(end).__name__ for end in ends] == ["NoneType", "ZeroDivisionError", "Conflict", "NoneType"]
    kept = await store.aread(lambda tx: tx.rows(KEPT))
    assert [name for (name,) in kept] == ["a", "b", "there already"]


@pytest.mark.asyncio
@pytest.mark.postgres
async def test_who_waits_for_a_workspace_keeps_others_waiting_once(empty_postgres: str) -> None:
    """A workspace that somebody holds takes no more than one turn of the pool: others are not kept waiting by each."""
    engine, other = connect(empty_postgres), Store(connect(empty_postgres), Vault([b"k" * 32]))
    event.listen(engine, "connect", impatient)
    store, inside, leave = Store(engine, Vault([b"k" * 32])), threading.Event(), threading.Event()

    def hold(tx: Tx) -> None:
        tx.alone(W)
        inside.set()
        leave.wait(20)

    held = other.write(hold)
    await asyncio.to_thread(inside.wait, 20)
    together = Together(store)
    many = asyncio.gather(*(together.write(W, keeping(f"a{n}")) for n in range(32)), return_exceptions=True)
    began = stopwatch()
    assert {type(end).__name__ for end in await many} == {"Busy"}
    assert stopwatch() - began < 2 * PATIENCE
    leave.set()
    held.result(20)
    store.close()
    other.close()


def impatient(connection: Any, _record: object) -> None:
    """Wait for a lock for a second, and not for five."""
    connection.execute(f"SET lock_timeout = {int(PATIENCE * 1000)}")
    connection.commit()
