"""Several stores on one database: nobody works on a workspace beside somebody else, and all hear of new work."""

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from storage import claims, gates, keeping, outbox
from storage.engine import connect
from storage.store import Store, Tx
from storage.tables import Suggestion
from storage.vault import Vault

Do = Callable[[Callable[..., Any]], Any]
HOUR = timedelta(hours=1)
MANY = 12
CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE starts_with(query, 'LISTEN')"


@pytest.fixture
def url(url: str) -> str:
    """Give a database for whose lock one waits as long as in earnest."""
    return url.partition("?timeout")[0]


@pytest.fixture
def other(url: str, vault: Vault) -> Iterator[Store]:
    """Give the store of another process."""
    made = Store(connect(url), vault)
    yield made
    made.close()


def longer(workspace: str) -> Callable[[Tx], None]:
    """Give a unit that reads a text and writes it back one letter longer."""

    def unit(tx: Tx) -> None:
        tx.alone(workspace)
        row = tx.session.get(Suggestion, (workspace, "s1"))
        assert row is not None
        row.text += "x"
        tx.session.add(row)

    return unit


def test_no_change_in_a_workspace_overwrites_another(store: Store, other: Store, do: Do, now: datetime) -> None:
    """What is read and written back by many at once, from two processes, loses nothing; two workspaces do not mix."""
    for workspace in ("slack:T1", "slack:T2"):
        row = Suggestion(
            workspace=workspace, suggestion="s1", circle="c", member="m", text="", state="open", made_at=now
        )
        do(lambda tx, row=row: tx.session.add(row))
    work = [s.write(longer(w)) for _ in range(MANY) for s in (store, other) for w in ("slack:T1", "slack:T2")]
    for future in work:
        future.result(20)
    for workspace in ("slack:T1", "slack:T2"):
        kept = do(lambda tx, w=workspace: tx.session.get(Suggestion, (w, "s1")))
        assert len(kept.text) == 2 * MANY


@pytest.mark.postgres
def test_a_workspace_does_not_wait_for_another(postgres_url: str, vault: Vault) -> None:
    """While one workspace is worked on, another goes on, and the same one waits."""
    store, inside, leave = Store(connect(postgres_url), vault), threading.Event(), threading.Event()

    def slow(tx: Tx) -> None:
        tx.alone("slack:T1")
        inside.set()
        leave.wait(20)

    first = store.write(slow)
    assert inside.wait(20)
    store.write(lambda tx: tx.alone("slack:T2")).result(20)
    second = store.write(lambda tx: tx.alone("slack:T1"))
    with pytest.raises(TimeoutError):
        second.result(0.2)
    leave.set()
    first.result(20)
    second.result(20)
    store.close()


@pytest.mark.postgres
def test_who_claims_steps_past_what_another_is_at(empty_postgres: str, vault: Vault, now: datetime) -> None:
    """While one process claims of a workspace, another does not wait for it, and claims of others."""
    stores = [Store(connect(empty_postgres), vault) for _ in range(2)]
    inside, leave = threading.Event(), threading.Event()

    def claim(tx: Tx) -> list[str]:
        return [row.workspace for row in claims.claim(tx, 1, now, 1)]

    def slowly(tx: Tx) -> list[str]:
        found = claim(tx)
        inside.set()
        assert leave.wait(20)
        return found

    row = {"how": "post", "kind": "round", "subject": "r1", "body": b"sealed"}
    for workspace, channel in (("slack:T1", "C1"), ("slack:T1", "C2"), ("slack:T2", "C1")):
        stores[0].write(lambda tx, w=workspace, c=channel: outbox.put(tx, w, now=now, channel=c, **row)).result(20)
    first = stores[0].write(slowly)
    assert inside.wait(20)
    assert stores[1].write(claim).result(20) == ["slack:T2"]
    assert stores[1].write(claim).result(20) == []
    leave.set()
    assert first.result(20) == ["slack:T1"]
    assert stores[1].write(claim).result(20) == ["slack:T1"]
    for store in stores:
        store.close()


@pytest.mark.postgres
def test_who_claims_steps_past_what_somebody_is_changing(empty_postgres: str, vault: Vault, now: datetime) -> None:
    """A process that stands still in the middle of its work holds up its own workspace, and nobody else's posts."""
    stores = [Store(connect(empty_postgres), vault) for _ in range(2)]
    inside, leave = threading.Event(), threading.Event()

    def changing(tx: Tx) -> None:
        outbox.put(
            tx, "slack:T1", now=now, how="update", kind="round", subject="r1", channel="C1", ref="1.0", body=b"b"
        )
        gates.held(tx, [("slack:T3", "C1")])
        inside.set()
        assert leave.wait(20)

    row = {"kind": "round", "subject": "r1", "channel": "C1", "body": b"a"}
    for workspace, more in (
        ("slack:T1", {"how": "update", "ref": "1.0"}),
        ("slack:T2", {"how": "post"}),
        ("slack:T3", {"how": "post"}),
    ):
        stores[0].write(lambda tx, w=workspace, m=more: outbox.put(tx, w, now=now, **row, **m)).result(20)
    stores[0].write(lambda tx: gates.held(tx, [("slack:T3", "C1")])).result(20)
    first = stores[0].write(changing)
    assert inside.wait(20)
    claim = lambda tx: [row.workspace for row in claims.claim(tx, 1, now, 10)]  # noqa: E731
    assert stores[1].write(claim).result(20) == ["slack:T2"]
    leave.set()
    first.result(20)
    assert stores[1].write(claim).result(20) == ["slack:T1", "slack:T3"]
    for store in stores:
        store.close()


def test_new_work_is_heard_of(store: Store, now: datetime) -> None:
    """Whoever waits in the same process is called after the commit, once per transaction, and not for one undone."""
    heard: list[int] = []
    store.bell.hang(lambda: heard.append(1))

    def undone(tx: Tx) -> None:
        _put(tx, now, "r0")
        raise LookupError

    with pytest.raises(LookupError):
        store.write(undone).result(20)
    store.write(lambda tx: [_put(tx, now, subject) for subject in ("r1", "r2")]).result(20)
    assert heard == [1]


def test_what_many_did_in_one_commit_is_heard_of_once(sqlite_url: str, vault: Vault, now: datetime) -> None:
    """Where a commit keeps what many did, whoever waits is called once and not for each of them."""
    store, held, go = Store(connect(sqlite_url), vault), threading.Event(), threading.Event()
    heard: list[int] = []
    store.bell.hang(lambda: heard.append(1))

    def hold(_tx: Tx) -> None:
        held.set()
        go.wait(20)

    first = store.write(hold)
    assert held.wait(20)
    many = [store.write(lambda tx, n=n: _put(tx, now, f"r{n}")) for n in range(8)]
    go.set()
    for each in (first, *many):
        each.result(20)
    store.close()
    assert heard == [1]


@pytest.mark.postgres
def test_another_process_hears_of_new_work(postgres_url: str, vault: Vault, now: datetime) -> None:
    """The server's NOTIFY wakes a process that waits, also after its connection was cut."""
    here, there, heard = Store(connect(postgres_url), vault), Store(connect(postgres_url), vault), threading.Event()
    there.bell.hang(heard.set)
    number = 0
    for _ in range(2):
        heard.clear()
        while not heard.wait(0.3):  # it may just be about to listen
            number += 1
            here.write(lambda tx, n=number: _put(tx, now, f"r{n}")).result(20)
        here.write(lambda tx: tx.connection.exec_driver_sql(CUT)).result(20)
    here.close()
    there.close()


def test_what_is_done_once_in_a_while_is_done_by_one(store: Store, other: Store, now: datetime) -> None:
    """Of two processes one gets the turn, the next turn comes when its time is over, or the clock was set back."""

    def turns(at: datetime) -> list[bool]:
        return sorted(s.write(lambda tx: keeping.take_turn(tx, "tidy", at, HOUR)).result(20) for s in (store, other))

    assert turns(now) == [False, True]
    assert turns(now + HOUR / 2) == [False, False]
    assert turns(now + HOUR) == [False, True]
    assert turns(now - 9 * HOUR) == [False, True]


def _put(tx: Tx, now: datetime, subject: str) -> str:
    row = {"how": "post", "kind": "round", "subject": subject, "channel": "C1", "body": b"sealed"}
    return outbox.put(tx, "slack:T1", now=now, **row)
