"""What is due, done by several processes at once."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.clock import MovableClock
from bot.dispatch import Desk
from bot.services.unit import House
from bot.turns import Turns
from prompts import catalog
from storage.engine import connect
from storage.store import Store, Tx
from storage.tables import Circle, Occurrence
from storage.vault import Vault
from tests.services.office import THURSDAY

CIRCLES = 100
ASKED = "SELECT count(*), count(DISTINCT workspace || circle) FROM round"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def processes(request: pytest.FixtureRequest) -> Iterator[list[Turns]]:
    """Give three processes on one database, with a hundred circles of ten workspaces that are due."""
    url = str(request.getfixturevalue(f"empty_{request.param}"))
    clock = MovableClock()
    clock.set(THURSDAY, ticking=False)
    stores = [Store(connect(url), Vault([b"k" * 32])) for _ in range(3)]
    stores[0].write(fill).result(20)
    yield [Turns(Desk(store, catalog.load(), clock, House()), number) for number, store in enumerate(stores)]
    for store in stores:
        store.close()


def fill(tx: Tx) -> None:
    """Let many circles be due."""
    for number in range(CIRCLES):
        here = {"workspace": f"slack:T{number % 10}", "circle": f"c{number}"}
        began = THURSDAY - timedelta(days=100)
        tx.session.add(Circle(**here, channel=f"C{number}", name="", state="running", host="U1", started_at=began))
        tx.session.add(Occurrence(**here, kind="ask", day=THURSDAY.date(), due_at=THURSDAY))


@pytest.mark.asyncio
async def test_what_is_due_is_done_once_however_many_are_at_it(processes: list[Turns]) -> None:
    """All processes together ask every circle, none of them twice, and afterwards nothing is left."""
    done = await asyncio.gather(*(turns.tick() for turns in processes))
    assert sum(done) == CIRCLES
    found = await processes[0].desk.store.aread(lambda tx: tx.row(ASKED))
    assert found == (CIRCLES, CIRCLES)
    assert await processes[1].tick() == 0


@pytest.mark.asyncio
async def test_one_alone_leaves_nothing(processes: list[Turns]) -> None:
    """A share is not all of it."""
    assert await processes[2].tick() == CIRCLES


@pytest.mark.asyncio
async def test_one_circle_s_trouble_is_not_the_others(processes: list[Turns]) -> None:
    """A circle that cannot be asked stays due; the others of its workspace are asked, and what was due in it before."""
    store = processes[0].desk.store

    def trouble(tx: Tx) -> None:
        tx.run("UPDATE circle SET zone = 'Nowhere/At_all' WHERE circle = 'c0'")

    await store.awrite(trouble)
    assert await processes[0].tick() == CIRCLES - 1
    done = await store.aread(lambda tx: tx.rows("SELECT circle FROM occurrence WHERE state = 'done'"))
    assert {circle for (circle,) in done} == {f"c{number}" for number in range(1, CIRCLES)}
