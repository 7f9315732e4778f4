"""The sender: every way a delivery may end, and nothing posted twice."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from bot import ports
from bot.clock import MovableClock
from bot.delivery import Patience, Sender
from bot.dispatch import Desk
from bot.messages import Message
from bot.ports import How
from bot.services.unit import House, Unit
from prompts import catalog
from storage import circles, claims, engine, members
from storage.errors import Busy
from storage.liveness import Owner
from storage.store import Store
from storage.tables import Circle, Member, Outbox, Post
from storage.vault import Vault
from tests.fakes.quiet import Quiet

TEAM = "moody:T1"
START = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


@dataclass
class Moody(Quiet):
    """A chat platform that ends each delivery as it is told to, and keeps what really arrived."""

    name: str = "moody"
    pace: ports.Pace = field(default_factory=ports.Pace)
    endings: list[ports.Outcome] = field(default_factory=list)
    lookups: list[ports.Outcome] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    arrived: list[ports.Parcel] = field(default_factory=list)
    asked: list[ports.Parcel] = field(default_factory=list)
    before: Callable[[], object] = lambda: None

    async def deliver(self, parcel: ports.Parcel) -> ports.Outcome:
        """Deliver, or not."""
        self.asked.append(parcel)
        self.before()
        if parcel.channel in self.lost:
            return ports.Gone("is_archived")
        ending = self.endings.pop(0) if self.endings else ports.Sent(f"{len(self.arrived) + 1}.0")
        if isinstance(ending, ports.Sent):
            self.arrived.append(parcel)
        return ending

    async def settle(self, _parcel: ports.Parcel) -> ports.Outcome:
        """Tell what became of an unsure delivery."""
        return self.lookups.pop(0)


@dataclass
class Post_:  # noqa: N801 - a post office
    """A sender on a real database, with a clock that stands still."""

    sender: Sender
    platform: Moody
    clock: MovableClock

    async def put(self, text: str, channel: str = "C1", *, policy: str = "wait", **more: str) -> None:
        """Put something into the outbox."""
        wish = {"kind": "note", "subject": text, "how": How.POST, **more}
        desk = self.sender.desk
        await desk.store.awrite(
            lambda tx: desk.unit(tx).post(TEAM, Message(text), channel=channel, policy=policy, **wish)  # type: ignore[arg-type]
        )

    async def send(self) -> None:
        """Send until nothing is left to do now."""
        while await self.sender.once():
            await self.sender.idle()

    async def later(self, seconds: float) -> None:
        """Let time go by, and send."""
        self.clock.set(self.clock.now() + timedelta(seconds=seconds), ticking=False)
        await self.send()

    async def states(self) -> list[str]:
        """Give the states of all rows, oldest first."""
        rows = await self.sender.store.aread(lambda tx: list(tx.session.exec(select(Outbox)).all()))
        return [row.state for row in sorted(rows, key=lambda row: row.parcel)]


@pytest.fixture
async def post(database: str) -> AsyncIterator[Post_]:
    """Give a post office with one running circle, C1, hosted by Anna."""
    quick = f"{database}?timeout=0.05" if database.startswith("sqlite") else database
    store = Store(engine.connect(quick), Vault([b"a secret of the tests, 32 bytes."]))
    clock = MovableClock()
    clock.set(START, ticking=False)
    desk = Desk(store, catalog.load(), clock, House())
    owner = Owner(store.engine)
    platform = Moody()
    circle = Circle(workspace=TEAM, circle="K1", channel="C1", name="south", host="U1", state="running")
    await store.awrite(lambda tx: circles.add(tx, TEAM, circle))
    anna = Member(workspace=TEAM, member="U1", name="Anna", language="en")
    await store.awrite(lambda tx: members.keep(tx, TEAM, [anna]))
    yield Post_(Sender(desk, owner, {"moody": platform}, Patience(rest=60)), platform, clock)
    owner.close()
    store.close()


async def test_what_is_sent_stands_and_is_forgotten(post: Post_) -> None:
    """A delivered row keeps no words, and where it stands is known."""
    await post.put("hello")
    await post.send()
    [row] = await post.sender.store.aread(lambda tx: list(tx.session.exec(select(Outbox)).all()))
    [stands] = await post.sender.store.aread(lambda tx: list(tx.session.exec(select(Post)).all()))

    assert ("sent", None) == (row.state, row.body)
    assert ("note", "hello", "1.0") == (stands.kind, stands.subject, stands.ref)


async def test_what_was_refused_for_now_comes_later_once(post: Post_) -> None:
    """A 429 is kept, and sent after its time."""
    post.platform.endings = [ports.Later(30, "rate limited")]
    await post.put("hello")
    await post.send()
    assert ["pending"] == await post.states()

    await post.later(31)

    assert ["sent"] == await post.states()
    assert 1 == len(post.platform.arrived)


async def test_what_is_refused_for_good_is_not_tried_again(post: Post_) -> None:
    """A definite no ends the row."""
    post.platform.endings = [ports.Refused("invalid_blocks")]
    await post.put("hello")
    await post.later(600)

    assert ["failed"] == await post.states()
    assert 1 == len(post.platform.asked)


async def test_an_unsure_post_is_looked_up_and_not_repeated(post: Post_) -> None:
    """Found at its place, it counts as sent and is never sent again."""
    post.platform.endings = [ports.Unsure("timeout")]
    post.platform.lookups = [ports.Sent("7.0")]
    await post.put("hello")
    await post.send()
    assert ["uncertain"] == await post.states()

    await post.later(61)

    assert ["sent"] == await post.states()
    assert 1 == len(post.platform.asked)


async def test_an_unsure_post_that_is_certainly_not_there_is_sent(post: Post_) -> None:
    """Looked for and not found, it is sent again."""
    post.platform.endings = [ports.Unsure("reset")]
    post.platform.lookups = [ports.Later(0, "not there")]
    await post.put("hello")
    await post.send()
    await post.later(61)
    await post.later(1)

    assert ["sent"] == await post.states()
    assert 1 == len(post.platform.arrived)


async def test_a_question_nobody_can_look_up_waits_for_a_person(post: Post_) -> None:
    """Where nothing can tell, a question or digest is not repeated."""
    post.platform.endings = [ports.Unsure("timeout")]
    post.platform.lookups = [ports.Unsure("no history")]
    await post.put("hello")
    await post.send()
    await post.later(61)
    await post.later(3600)

    assert ["unknown"] == await post.states()
    assert 1 == len(post.platform.asked)


async def test_a_private_confirmation_is_sent_again(post: Post_) -> None:
    """Where nothing can tell, a private line is resent: twice is better than never."""
    post.platform.endings = [ports.Unsure("timeout")]
    post.platform.lookups = [ports.Unsure("no history")]
    await post.put("hello", "U1", how=How.PRIVATE, policy="resend")
    await post.send()
    await post.later(61)
    await post.later(1)

    assert ["sent"] == await post.states()


async def test_a_lost_channel_lets_its_circle_rest_and_tells_the_host_once(post: Post_) -> None:
    """Archived in the middle of the week: the circle rests, the host hears it once, the rest goes on."""
    post.platform.lost = {"C1"}
    await post.put("one", circle="K1")
    await post.put("two", circle="K1")
    await post.send()
    circle = await post.sender.store.aread(lambda tx: circles.get(tx, TEAM, "K1"))

    assert circle
    assert ("resting", "is_archived") == (circle.state, circle.rest_reason)
    assert ["U1"] == [p.channel for p in post.platform.arrived]


async def test_posts_of_a_channel_keep_their_order(post: Post_) -> None:
    """Ten messages for one channel arrive in the order in which they were made."""
    for number in range(10):
        await post.put(str(number))
    await post.send()

    assert [str(n) for n in range(10)] == [p.message.text for p in post.platform.arrived]


async def test_the_key_is_the_same_at_every_attempt(post: Post_) -> None:
    """A platform that can tell copies apart is given the means."""
    post.platform.endings = [ports.Later(1, "busy"), ports.Later(1, "busy")]
    await post.put("hello")
    await post.send()
    await post.later(2)
    await post.later(2)

    assert 3 == len(post.platform.asked)
    assert 1 == len({p.key for p in post.platform.asked})


async def test_what_a_dead_process_was_sending_is_looked_up(post: Post_) -> None:
    """A row claimed by an owner that is gone becomes uncertain, rests, and is settled."""
    await post.put("hello")
    await post.sender.store.awrite(lambda tx: claims.claim(tx, 12345, post.clock.now(), 10))
    assert 1 == await post.sender.sweep()
    post.platform.lookups = [ports.Sent("9.0")]
    await post.later(61)

    assert ["sent"] == await post.states()
    assert [] == post.platform.asked


async def test_a_unit_is_a_unit(post: Post_) -> None:
    """A failing unit leaves nothing in the outbox."""

    def half(unit: Unit) -> None:
        unit.post(TEAM, Message("never"), kind="note", subject="x", channel="C1")
        raise LookupError

    with pytest.raises(LookupError):
        await post.sender.store.awrite(lambda tx: half(post.sender.desk.unit(tx)))

    assert [] == await post.states()


@pytest.mark.postgres
async def test_a_process_whose_session_was_cut_goes_on_under_another_number(postgres_url: str) -> None:
    """For the others its lock is gone: it takes a new one before it claims anything more."""
    made = engine.connect(postgres_url)
    store, owner = Store(made, Vault([b"a secret of the tests, 32 bytes."])), Owner(made)
    sender = Sender(Desk(store, catalog.load(), MovableClock(), House()), owner, {}, Patience())
    before = owner.id
    await sender.sweep()
    assert before == sender.owner.id

    cut = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
    await store.awrite(lambda tx: tx.connection.exec_driver_sql(cut))
    while before == sender.owner.id:  # the server ends it a moment later
        await sender.sweep()
    assert sender.owner.holds()
    sender.owner.close()
    store.close()


async def test_what_became_of_a_post_is_kept_once_the_database_is_back(post: Post_) -> None:
    """A database that is locked while a post arrives costs time only: it is noted later, and not posted again."""
    file = engine.place(post.sender.store.engine)
    if file is None:
        pytest.skip("a server has no file to lock")
    post.sender.patience = Patience(database=0.01)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        post.platform.before = lambda: other.execute("BEGIN IMMEDIATE")
        await post.put("hello")
        with suppress(Busy):  # it may have begun to look for more when the lock was taken
            await post.sender.once()
        await asyncio.sleep(0.3)
        assert ["sending"] == await post.states()
        other.execute("ROLLBACK")
        await post.sender.idle()

    assert ["sent"] == await post.states()
    assert 1 == len(post.platform.asked)
