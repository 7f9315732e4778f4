"""What platforms delivered: handled once, lost never."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from storage import received
from storage.errors import Conflict
from storage.store import Arrival, Store, Tx
from storage.tables import Received

Do = Callable[[Callable[..., Any]], Any]
TEAM = "slack:T1"
HOUR = timedelta(hours=1)


def kept(store: Store, now: datetime, *keys: str) -> None:
    """Receive something under each key."""
    for key in keys:
        store.receive(Arrival(TEAM, key, b"sealed", now)).result(20)


def test_what_was_handled_is_erased_and_never_handled_twice(store: Store, do: Do, now: datetime) -> None:
    """`done` erases the payload; a second one undoes whatever was done with it."""
    kept(store, now, "k1")
    [left] = do(lambda tx: received.pending(tx, now, 10))
    assert (left.workspace, left.key, left.payload, left.attempts) == (TEAM, "k1", b"sealed", 0)
    do(lambda tx: received.done(tx, TEAM, "k1"))
    assert do(lambda tx: received.pending(tx, now, 10)) == []
    assert do(lambda tx: tx.session.exec(select(Received)).one()).payload is None
    with pytest.raises(Conflict):
        do(lambda tx: received.done(tx, TEAM, "k1"))
    do(lambda tx: received.done(tx, TEAM, "unknown"))  # erased meanwhile: nothing to undo


def test_a_claim_keeps_others_away_for_a_while(store: Store, do: Do, now: datetime) -> None:
    """What one took is not given to another until its time is over."""
    kept(store, now, "k1", "k2", "k3")
    first = do(lambda tx: received.claim(tx, now, 2))
    second = do(lambda tx: received.claim(tx, now, 2))
    assert sorted(left.key for left in first + second) == ["k1", "k2", "k3"]
    assert do(lambda tx: received.claim(tx, now, 9)) == []
    assert len(do(lambda tx: received.claim(tx, now + HOUR, 9))) == 3


def test_what_failed_is_tried_again_and_seen(store: Store, do: Do, now: datetime) -> None:
    """A failure is kept with its error, tried again later, and in the end left to a person with its payload."""
    kept(store, now, "k1", "k2")
    assert do(lambda tx: received.failed(tx, TEAM, "k1", error="KeyError", not_before=now + HOUR)) is True
    assert [left.key for left in do(lambda tx: received.pending(tx, now, 10))] == ["k2"]
    assert do(received.waiting) == {"pending": 1, "retried": 1, "failed": 0}
    assert [left.attempts for left in do(lambda tx: received.pending(tx, now + HOUR, 10))] == [0, 1]
    assert do(lambda tx: received.failed(tx, TEAM, "k1", error="KeyError", not_before=None)) is True
    assert do(received.waiting) == {"pending": 1, "retried": 0, "failed": 1}
    assert do(lambda tx: tx.session.get(Received, (TEAM, "k1"))).payload == b"sealed"
    assert do(lambda tx: received.failed(tx, TEAM, "k1", error="late", not_before=now)) is False


def test_a_button_pressed_once_counts_once(do: Do, now: datetime) -> None:
    """The key of an interactive request is new only the first time, and free again if its unit failed."""

    def fails(tx: Tx) -> None:
        assert received.claim_key(tx, TEAM, "press", now)
        raise KeyError

    with pytest.raises(KeyError):
        do(fails)
    assert do(lambda tx: received.claim_key(tx, TEAM, "press", now)) is True
    assert do(lambda tx: received.claim_key(tx, TEAM, "press", now)) is False


def test_old_keys_are_forgotten(store: Store, do: Do, now: datetime) -> None:
    """Keys of handled requests go after their time, what waits stays."""
    kept(store, now, "k1", "k2", "k3")
    for key in ("k1", "k2"):
        do(lambda tx, key=key: received.done(tx, TEAM, key))
    assert do(lambda tx: received.purge(tx, now)) == 0
    assert do(lambda tx: received.purge(tx, now + HOUR, limit=1)) == 1
    assert do(lambda tx: received.purge(tx, now + HOUR)) == 1
    assert do(lambda tx: [row.key for row in tx.session.exec(select(Received))]) == ["k3"]


def test_what_failed_is_tried_again_after_a_start_and_not_kept_for_ever(store: Store, do: Do, now: datetime) -> None:
    """A bug that is mended loses nothing; what nobody can handle is forgotten in the end, words and all."""
    kept(store, now, "k1")
    fail = lambda tx: received.failed(tx, TEAM, "k1", error="KeyError", not_before=None)  # noqa: E731
    do(fail)
    assert do(lambda tx: received.pending(tx, now, 10)) == []
    assert do(received.revive) == 1
    assert [(left.key, left.attempts) for left in do(lambda tx: received.pending(tx, now, 10))] == [("k1", 0)]
    do(fail)
    assert do(lambda tx: received.purge(tx, now + HOUR)) == 0
    assert do(lambda tx: received.purge_failed(tx, now)) == 0
    assert do(lambda tx: received.purge_failed(tx, now + HOUR)) == 1
    assert do(lambda tx: tx.session.exec(select(Received)).all()) == []


def test_a_request_that_was_only_complained_about_may_come_again(store: Store, do: Do, now: datetime) -> None:
    """A key that was let go counts as new; one that an event waits under is left alone."""
    kept(store, now, "k1")
    do(lambda tx: received.release_key(tx, TEAM, "k1"))
    assert [left.key for left in do(lambda tx: received.pending(tx, now, 10))] == ["k1"]
    assert do(lambda tx: received.claim_key(tx, TEAM, "press", now)) is True
    do(lambda tx: received.release_key(tx, TEAM, "press"))
    assert do(lambda tx: received.claim_key(tx, TEAM, "press", now)) is True
