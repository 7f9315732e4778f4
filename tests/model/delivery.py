"""The sender against a model: two processes, a clock, a platform that does its worst; nothing is lost or doubled."""

import asyncio
import shutil
import tempfile
from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlmodel import select

from bot import ports
from bot.clock import MovableClock
from bot.delivery import Patience, Sender
from bot.dispatch import Desk
from bot.messages import Message
from bot.ports import How
from bot.services.unit import House
from prompts import catalog as catalogs
from prompts.catalog import Catalog
from storage import migrate
from storage.engine import connect
from storage.liveness import Owner
from storage.store import Store
from storage.tables import Outbox
from storage.vault import Vault
from tests.model.server import LAG, LATE, TIMEOUT, Line, Request, Server

TEAM = "model:T1"
START = datetime(2026, 3, 12, 9, tzinfo=UTC)
KEY = b"m" * 32
REST = (TIMEOUT + LATE + LAG).total_seconds() + 1
PROCESSES = (0, 1)
SECONDS = st.floats(0, LATE.total_seconds())
ANSWERS = ["taken", "refused", "lost", "dropped", "late"]


class Delivery(RuleBasedStateMachine):
    """Everything that two senders, their deaths, their sleep, the clock and the platform can do to posts."""

    sender: type[Sender] = Sender
    rest = REST

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = Path(tempfile.mkdtemp(prefix="fsm"))
        shutil.copyfile(_template(), self.folder / "fireside.db")
        self.clock = MovableClock(stands_at=START)
        self.server = Server(self.clock)
        self.store = Store(connect(f"sqlite:///{self.folder / 'fireside.db'}"), Vault([KEY]))
        self.desk = Desk(self.store, _catalog(), self.clock, House())
        self.senders = [self._born() for _ in PROCESSES]
        self.asleep: set[int] = set()
        self.number = 0

    # ------------------------------------------------------------ what happens

    @rule(channel=st.sampled_from(["C1", "C2"]))
    def something_is_to_be_said(self, channel: str) -> None:
        """A question or digest is put in line."""
        self.number += 1
        say, subject = Message(f"{self.number}"), str(self.number)
        unit = {"kind": "question", "subject": subject, "channel": channel, "how": How.POST, "policy": "wait"}
        self.store.write(lambda tx: self.desk.unit(tx).post(TEAM, say, **unit)).result(20)

    @rule(which=st.sampled_from(PROCESSES))
    def a_process_looks_for_work(self, which: int) -> None:
        """It claims, and begins to send or to settle."""
        if which not in self.asleep:
            self._run(self.senders[which].once())

    @rule(which=st.sampled_from(PROCESSES))
    def a_process_sweeps(self, which: int) -> None:
        """It looks whether others have died."""
        if which not in self.asleep:
            self._run(self.senders[which].sweep())

    @rule(which=st.sampled_from(PROCESSES), lands=st.booleans(), late=SECONDS)
    def a_process_dies(self, which: int, *, lands: bool, late: float) -> None:
        """Killed, wherever it stands: what it had just sent lands, now or in a while, or never does."""
        self._die(self.senders[which], late if lands else None)
        self.senders[which] = self._born()
        self.asleep.discard(which)

    @rule(which=st.sampled_from(PROCESSES))
    def a_process_counts_as_dead(self, which: int) -> None:
        """Its lock is lost although it lives, as when a server cuts its session; it goes on under a new number."""
        sender = self.senders[which]
        sender.owner.close()
        sender.owner = Owner(self.store.engine)

    @rule(which=st.sampled_from(PROCESSES), cut=st.booleans())
    def a_process_falls_asleep(self, which: int, *, cut: bool) -> None:
        """Stopped where it stands, as a machine whose lid is closed; its session may end without its knowing."""
        self.asleep.add(which)
        self._line(which).held = True
        if cut:
            self.a_process_counts_as_dead(which)

    @rule(which=st.sampled_from(PROCESSES))
    def a_process_wakes(self, which: int) -> None:
        """It goes on with its work before it hears what it was told in its sleep."""
        self.asleep.discard(which)

    @rule(which=st.sampled_from(PROCESSES))
    def a_process_hears_what_it_was_told(self, which: int) -> None:
        """Old answers get through at last."""
        if which not in self.asleep:
            self._line(which).release()
            self._run(asyncio.sleep(0))

    @rule(which=st.sampled_from(PROCESSES))
    def a_process_takes_over(self, which: int) -> None:
        """It finds what others have left, lets it rest, looks, and sends it."""
        self.a_process_sweeps(which)
        self.time_goes_by(61, lands=False, late=0.0)
        self.a_process_looks_for_work(which)
        self.a_process_looks_for_work(which)

    @rule(which=st.sampled_from(PROCESSES), other=st.sampled_from(PROCESSES))
    def an_attempt_is_overtaken(self, which: int, other: int) -> None:
        """What meets seldom is made to meet: refused in its sleep, taken over by another or itself, heard of late."""
        self.something_is_to_be_said("C1")
        self.a_process_looks_for_work(which)
        self.a_process_falls_asleep(which, cut=True)
        for request in self._open():
            request.end(ports.Later(1.0, "ratelimited"))
        self.a_process_sweeps(1 - which)
        self.a_process_wakes(which)
        self.a_process_takes_over(other)
        self.a_process_hears_what_it_was_told(which)

    @rule(seconds=st.sampled_from([1, 9, 30, 61, 300]), lands=st.booleans(), late=SECONDS)
    def time_goes_by(self, seconds: int, *, lands: bool, late: float) -> None:
        """The clock moves on; who waits too long for an answer gives up, and the post may land in a while."""
        for request in self._open():
            if request.since + TIMEOUT < self.clock.now() + timedelta(seconds=seconds):
                self._break_off(request, "timeout", late if lands else None)
        self.clock.set(self.clock.now() + timedelta(seconds=seconds), ticking=False)
        self.server.arrive()
        self._run(asyncio.sleep(0))

    @precondition(lambda self: self.server.open)
    @rule(which=st.integers(0, 9), how=st.sampled_from(ANSWERS), late=SECONDS)
    def the_platform_answers(self, which: int, how: str, late: float) -> None:
        """Taken, refused, or broken off with the post there, coming, or nowhere."""
        request = self._open()[which % len(self.server.open)]
        if how == "taken":
            self.server.land(request.parcel)
            request.end(ports.Sent(request.parcel.key))
        elif how == "refused":
            request.end(ports.Later(1.0, "ratelimited"))
        else:
            self._break_off(request, how, {"dropped": 0.0, "late": late}.get(how))
        self._run(asyncio.sleep(0))

    # ------------------------------------------------------------ what always holds

    @invariant()
    def nothing_stands_there_twice(self) -> None:
        """However it came about."""
        twice = {key: count for key, count in self.server.counts().items() if count > 1}
        assert not twice, f"posted more than once: {twice}"

    def teardown(self) -> None:
        """When the weather clears, everything arrives, once."""
        try:
            for which in PROCESSES:
                self.a_process_wakes(which)
                self.a_process_hears_what_it_was_told(which)
            for _ in range(40):
                for which in PROCESSES:
                    self.a_process_sweeps(which)
                    self.a_process_looks_for_work(which)
                while self.server.open:
                    self.the_platform_answers(0, "taken", 0.0)
                self.time_goes_by(61, lands=False, late=0.0)
            self.nothing_stands_there_twice()
            assert set(self._states()) <= {"sent"}
            assert len(self.server.counts()) == self.number, "something was lost"
        finally:
            self._clean()

    # ------------------------------------------------------------ how

    def _born(self) -> Sender:
        line = Line(self.server)
        return self.sender(self.desk, Owner(self.store.engine), {line.name: line}, Patience(rest=self.rest))

    def _line(self, which: int) -> Line:
        line = self.senders[which].platforms["model"]
        assert isinstance(line, Line)
        return line

    def _open(self) -> list[Request]:
        """Give what nobody has answered yet, always in the same order."""
        return sorted(self.server.open, key=lambda request: int(request.parcel.message.text))

    def _break_off(self, request: Request, why: str, lands: float | None) -> None:
        if lands is not None:
            self.server.land(request.parcel, lands)
        request.end(ports.Unsure(why))

    def _die(self, sender: Sender, lands: float | None) -> None:
        for request in self._open():
            if request.line in sender.platforms.values():
                self.server.open.remove(request)
                if lands is not None:
                    self.server.land(request.parcel, lands)
        for task in sender._flying:
            task.cancel()
        self.loop.run_until_complete(asyncio.sleep(0))
        sender.owner.close()

    def _run(self, work: Awaitable[object]) -> None:
        """Run until all that flies waits for the platform."""
        self.loop.run_until_complete(self._until_still(work))

    async def _until_still(self, work: Awaitable[object]) -> None:
        await work
        while any(len(self.senders[which]._flying) > self._line(which).inside for which in PROCESSES):
            await asyncio.sleep(0.0002)

    def _states(self) -> list[str]:
        return self.store.read(lambda tx: [row.state for row in tx.session.exec(select(Outbox)).all()]).result(20)

    def _clean(self) -> None:
        for sender in self.senders:
            self._die(sender, None)
        self.store.close()
        self.loop.close()
        shutil.rmtree(self.folder, ignore_errors=True)


@cache
def _catalog() -> Catalog:
    return catalogs.load()


@cache
def _template() -> Path:
    path = Path(tempfile.mkdtemp(prefix="fsm")) / "fireside.db"
    engine = connect(f"sqlite:///{path}")
    migrate.upgrade(engine)
    engine.dispose()
    return path
