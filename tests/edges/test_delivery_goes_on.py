"""The sender goes on: no failure silences a channel, no ending that somebody knows is forgotten, no order is lost."""

import asyncio
import threading
from datetime import timedelta

import orjson

from bot import ports
from bot.delivery import Patience
from storage import claims, outbox
from storage.errors import Unavailable
from storage.store import Tx
from tests.edges.test_delivery import TEAM, Post_, post  # noqa: F401 - a fixture

REST = timedelta(seconds=60)


async def test_a_platform_that_cannot_look_up_its_team_costs_time_only(post: Post_) -> None:  # noqa: F811
    """Platforms read a team's row before they send; a database that is away just then silences no channel for ever."""

    def away() -> None:
        raise Unavailable

    post.platform.before = away
    await post.put("one")
    await post.send()
    post.platform.before = lambda: None
    await post.put("two")
    await post.later(61)
    await post.later(61)

    assert ["sent", "sent"] == await post.states()


async def test_a_bug_in_a_platform_silences_no_channel(post: Post_) -> None:  # noqa: F811
    """What became of it nobody knows: it is looked up like any other unsure post, and the next ones leave."""

    def bug() -> None:
        raise LookupError

    post.platform.before = bug
    post.platform.lookups = [ports.Sent("7.0")]
    await post.put("one")
    await post.send()
    post.platform.before = lambda: None
    await post.put("two")
    await post.later(61)

    assert ["sent", "sent"] == await post.states()


async def test_what_another_version_wrote_silences_no_channel(post: Post_) -> None:  # noqa: F811
    """After a step back to an earlier version a message that it cannot read waits, and the others leave."""
    seal = post.sender.store.vault.seal
    unread = {"how": "post", "kind": "note", "subject": "new", "channel": "C1", "body": seal(orjson.dumps({"v": 99}))}

    def new(tx: Tx) -> None:
        outbox.put(tx, TEAM, now=post.clock.now(), **unread)  # type: ignore[arg-type]

    await post.sender.store.awrite(new)
    await post.send()
    await post.put("two")
    await post.later(61)

    assert ["pending", "sent"] == await post.states()


async def test_a_claim_that_nobody_heard_of_is_found(post: Post_) -> None:  # noqa: F811
    """A server that is cut off while it keeps a claim leaves rows of a process that lives and knows nothing of them."""
    await post.put("hello")
    me, now = post.sender.owner.id, post.clock.now()
    await post.sender.store.awrite(lambda tx: claims.claim(tx, me, now, 10))
    post.clock.set(now + REST, ticking=False)
    await post.sender.sweep()
    post.platform.lookups = [ports.Later(0, "not there")]
    await post.later(61)
    await post.later(1)

    assert ["sent"] == await post.states()


async def test_what_is_on_its_way_is_not_lost_sight_of(post: Post_) -> None:  # noqa: F811
    """However long a platform takes, a row that this process sends stays its own."""
    await post.put("hello")
    go, deliver = asyncio.Event(), post.platform.deliver

    async def slow(parcel: ports.Parcel) -> ports.Outcome:
        await go.wait()
        return await deliver(parcel)

    post.platform.deliver = slow  # type: ignore[method-assign]
    await post.sender.once()
    post.clock.set(post.clock.now() + 2 * REST, ticking=False)
    assert 0 == await post.sender.sweep()
    go.set()
    await post.sender.idle()

    assert ["sent"] == await post.states()


async def test_what_is_known_of_a_post_counts_though_its_process_was_taken_for_dead(post: Post_) -> None:  # noqa: F811
    """A server that starts anew drops all locks: whoever looks first calls everybody dead, and all of them live."""
    store, now = post.sender.store, post.clock.now()
    post.platform.before = lambda: store.write(lambda tx: outbox.sweep(tx, now, REST, lambda _: True)).result(5)
    post.platform.lookups = [ports.Unsure("nothing can tell")]
    await post.put("hello")
    await post.send()
    await post.later(61)

    assert ["sent"] == await post.states()


async def test_what_is_being_claimed_when_it_stops_is_sent_before(post: Post_) -> None:  # noqa: F811
    """A stop in an orderly way leaves nothing that somebody would have to look for."""
    await post.put("hello")
    free = threading.Event()
    busy = post.sender.store.write(lambda _: free.wait(5))  # on SQLite the claim comes after this
    run = asyncio.create_task(post.sender.run())
    await asyncio.sleep(0.05)
    asyncio.get_running_loop().call_later(0.2, free.set)
    await post.sender.stop(5)
    run.cancel()
    await asyncio.gather(run, return_exceptions=True)
    busy.result(5)

    assert ["sent"] == await post.states()


async def test_posts_of_a_channel_keep_their_order_when_one_is_refused_for_now(post: Post_) -> None:  # noqa: F811
    """A 429 holds the channel back, and not only the post that met it: the digest stays before the question."""
    post.platform.endings = [ports.Sent("1.0"), ports.Later(5, "rate limited")]
    for number in range(5):
        await post.put(str(number))
    await post.send()
    await post.later(6)
    await post.later(6)

    assert [str(n) for n in range(5)] == [p.message.text for p in post.platform.arrived]


async def test_one_that_is_always_refused_stands_in_nobodys_way_for_ever(post: Post_) -> None:  # noqa: F811
    """After a dozen attempts it lets the others go first."""
    post.platform.endings = [ports.Later(5, "busy") for _ in range(12)]
    await post.put("one")
    await post.put("two")
    for _ in range(14):
        await post.later(6)

    assert ["two", "one"] == [p.message.text for p in post.platform.arrived]


async def test_only_the_sender_s_own_thread_notes_which_channels_are_closed(post: Post_) -> None:  # noqa: F811
    """It looks through them while units run in other threads: had they grown meanwhile, the only loop would end."""
    threads = set[int]()

    class Noting(dict[tuple[str, str], float]):
        def __setitem__(self, place: tuple[str, str], at: float) -> None:
            threads.add(threading.get_ident())
            super().__setitem__(place, at)

    post.sender._closed = Noting()
    post.sender.patience = Patience(rest=60)
    post.platform.endings = [ports.Later(30, "rate limited")]
    await post.put("hello")
    await post.send()

    assert {threading.get_ident()} == threads


async def test_a_look_up_that_takes_long_is_not_overtaken_by_another(post: Post_) -> None:  # noqa: F811
    """A platform may let us wait a minute before it tells: what it tells then counts."""
    go, looks = asyncio.Event(), list[str]()

    async def slow(parcel: ports.Parcel) -> ports.Outcome:
        looks.append(parcel.key)
        await go.wait()
        return ports.Sent("7.0")

    post.platform.settle = slow  # type: ignore[method-assign]
    post.platform.endings = [ports.Unsure("timeout")]
    await post.put("hello")
    await post.send()
    for _ in range(3):
        post.clock.set(post.clock.now() + REST, ticking=False)
        await post.sender.once()
        await asyncio.sleep(0)
    go.set()
    await post.sender.idle()

    assert ["sent"] == await post.states()
    assert 1 == len(looks)


async def test_look_ups_that_take_long_keep_no_post_waiting(post: Post_) -> None:  # noqa: F811
    """After a crash in a crowd as much as there is room for may have to be looked for: others' posts leave beside."""
    go = asyncio.Event()

    async def slow(_parcel: ports.Parcel) -> ports.Outcome:
        await go.wait()
        return ports.Sent("7.0")

    post.platform.settle = slow  # type: ignore[method-assign]
    post.platform.endings = [ports.Unsure("timeout") for _ in range(100)]
    for number in range(100):
        await post.put(str(number), f"C{number}")
    await post.send()
    post.clock.set(post.clock.now() + REST, ticking=False)
    await post.sender.once()
    await post.put("fresh", "D1")
    async with asyncio.timeout(2):
        while not post.platform.arrived:
            await post.sender.once()
            await asyncio.sleep(0.01)
    go.set()
    await post.sender.idle()
    await post.send()

    assert ["fresh"] == [parcel.message.text for parcel in post.platform.arrived]
    assert {"sent"} == set(await post.states())
