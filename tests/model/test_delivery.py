"""The delivery protocol holds against everything that a model thinks of; each planted fault turns it red."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from bot import parcels, ports
from bot.delivery import Sender
from storage import outbox
from storage.outbox import ROW, TABLE, Claimed
from storage.store import Tx
from tests.model import deaths
from tests.model.delivery import Delivery

pytestmark = pytest.mark.timeout(240)
RUNS = 8
CAUGHT_WITHIN = 200
HARM = "posted more than once|something was lost"  # and no fault of the mutant's own
FOUND = [Phase.generate]  # no need to make a fault's story short


def lived(machine: type[Delivery], runs: int) -> None:
    """Let a model live so many times, always in the same ways."""
    chosen = settings(
        max_examples=runs,
        stateful_step_count=40,
        derandomize=True,
        database=None,
        deadline=None,
        phases=FOUND,
        report_multiple_bugs=False,  # one is enough: the search ends with it
        print_blob=False,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=chosen)


def test_nothing_is_lost_and_nothing_is_doubled() -> None:
    """Whatever two processes, their deaths, the clock and the platform do."""
    lived(Delivery, RUNS)


def test_whoever_dies_at_any_moment_loses_and_doubles_nothing() -> None:
    """Sixty deaths at drawn moments: while it claims, while it sends, or before it has written down what it heard."""
    deaths.lived("any moment", 60)


class BlindRetry(Sender):
    """Sends again whatever did not end well."""

    def _unsure(self, tx: Tx, row: Claimed, reason: str, now: Any, *, settling: bool) -> None:  # noqa: ARG002
        outbox.finish(tx, row, "pending", error=reason, not_before=now)


class OwnerByProcess(Sender):
    """Knows its rows by the process alone: an attempt of long ago ends the one that has begun since."""

    async def once(self) -> bool:
        self.numbers = {*getattr(self, "numbers", ()), self.owner.id}
        return await Sender.once(self)

    async def _record(self, row: Claimed, outcome: ports.Outcome, *, settling: bool = False) -> None:
        here = TABLE.select().where(ROW.workspace == row.workspace, ROW.parcel == row.parcel, ROW.state == row.state)
        for found in await self.store.aread(lambda tx: tx.connection.execute(here).all()):
            if found.owner in self.numbers:
                row = replace(row, owner=found.owner, attempts=found.attempts)
        await Sender._record(self, row, outcome, settling=settling)


class NoFence(Sender):
    """Writes how an attempt ended, whoever has the row by now."""

    async def _record(self, row: Claimed, outcome: ports.Outcome, *, settling: bool = False) -> None:
        here = TABLE.select().where(ROW.workspace == row.workspace, ROW.parcel == row.parcel)
        found = (await self.store.aread(lambda tx: tx.connection.execute(here).all()))[0]
        row = replace(row, owner=found.owner, attempts=found.attempts, state=found.state)
        await Sender._record(self, row, outcome, settling=settling)


class CommitAfterSending(Sender):
    """Sends first, and takes the row only then."""

    async def once(self) -> bool:
        free = TABLE.select().where(ROW.state == "pending", ROW.not_before <= self.clock.now())
        rows = await self.store.aread(lambda tx: tx.connection.execute(free).all())
        for row in rows:
            parts = {name: getattr(row, name) for name in Claimed.__slots__ if hasattr(row, name)}
            claimed = Claimed(**{**parts, "attempted_at": self.clock.now()})
            task = asyncio.ensure_future(self._sent_first(claimed))
            self._flying.add(task)
            task.add_done_callback(self._flying.discard)
        return bool(rows)

    async def _sent_first(self, row: Claimed) -> None:
        outcome = await self.platforms["model"].deliver(parcels.opened(self.store.vault, row)[0])
        if isinstance(outcome, ports.Sent):
            await self.store.awrite(lambda tx: outbox.finish(tx, row, "sent"))


@pytest.mark.parametrize("mutant", [BlindRetry, CommitAfterSending])
def test_a_planted_fault_is_found(mutant: type[Sender]) -> None:
    """A protocol without one of its parts doubles or loses something, and the model says so."""
    with pytest.raises(AssertionError, match=HARM):
        lived(type(f"With{mutant.__name__}", (Delivery,), {"sender": mutant}), CAUGHT_WITHIN)


@pytest.mark.parametrize(
    "fault",
    [{"rest": 0.0}, {"sender": BlindRetry}, {"sender": CommitAfterSending}],
    ids=["no rest", "blind retry", "commit after sending"],
)
def test_deaths_alone_find_a_planted_fault(fault: dict[str, Any]) -> None:
    """Looking before a late post has landed doubles it, as sending blindly again or before the row is taken does."""
    with pytest.raises(AssertionError, match=HARM):
        deaths.lived("any moment", 60, type("Dying", (Delivery,), fault))


def overtaken(sender: type[Sender], by: int) -> int:
    """Tell a story that chance tells too seldom, and give how often the post stands there in the end."""
    town = type("Story", (Delivery,), {"sender": sender})()
    try:
        town.an_attempt_is_overtaken(0, by)
        for which in (0, 1):
            town.time_goes_by(1, lands=False, late=0.0)
            town.a_process_looks_for_work(which)
        while town.server.open:
            town.the_platform_answers(0, "taken", 0.0)
        return max(town.server.counts().values())
    finally:
        town._clean()


@pytest.mark.parametrize(
    ("sender", "by", "times"), [(Sender, 0, 1), (Sender, 1, 1), (NoFence, 1, 2), (OwnerByProcess, 0, 2)]
)
def test_an_attempt_that_was_overtaken_ends_without_effect(sender: type[Sender], by: int, times: int) -> None:
    """Refused in its sleep and heard of late, it must not free what another attempt sends; without a fence it does.

    A fence by the process alone is none where the process overtakes itself.
    """
    assert overtaken(sender, by) == times
