"""A new secret key: everything is sealed anew while others work, and nothing that was known is forgotten."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlmodel import SQLModel

from storage import doorway, keeping, received, rotating, tickets
from storage.engine import connect
from storage.errors import WrongKey
from storage.liveness import Owner
from storage.store import Arrival, Store, Tx
from storage.tables import Answer, Kudos, Member, Outbox, Quoted, Workspace
from storage.vault import Hash, Vault

TEAM = "slack:T1"
OLD, NEW = b"o" * 32, b"n" * 32
BEFORE, AFTER, WITHIN = Vault([OLD]), Vault([NEW]), Vault([NEW, OLD])
DAY = date(2026, 3, 12)
ABOUT = ("message", "typed", "D1", "5.1")


@contextmanager
def store_of(url: str, vault: Vault) -> Iterator[Store]:
    """Give the store of a process with such keys."""
    made = Store(connect(url), vault)
    yield made
    made.close()


def do(store: Store, unit: Callable[[Tx], Any]) -> Any:
    """Run a unit of work."""
    return store.write(unit).result(20)


def everything(now: datetime) -> Callable[[Tx], None]:
    """Keep one sealed thing of every kind."""

    def unit(tx: Tx) -> None:
        keeping.check_key(tx)
        seal: dict[str, Any] = {"workspace": TEAM}
        given: dict[str, Any] = {"given_on": DAY, "given_at": now}
        post: dict[str, Any] = {"how": "post", "kind": "k", "once": "1", "channel": "C1", "not_before": now}
        tx.session.add(Workspace(**seal, token=tx.vault.seal("xoxb-1")))
        private = {"audience": "private", "told_on": DAY, "sealed": tx.vault.seal("mine")}
        tx.session.add(Answer(**seal, answer="a1", member="U1", **private))
        tx.session.add(Kudos(**seal, kudos="k1", giver="U1", sealed=tx.vault.seal("thanks"), **given))
        tx.session.add(Outbox(**seal, parcel="p1", body=tx.vault.seal("{}"), **post))
        tickets.give(tx, TEAM, "export", "secret", until=now + timedelta(hours=1), body=b"U1")

    return unit


def sealed(tx: Tx) -> list[bytes]:
    """Give everything that is sealed."""
    found = [row[0] for c in rotating.columns() for row in tx.connection.execute(select(c).where(c.is_not(None)))]
    proof = select(rotating.KEEPING.c.value).where(rotating.KEEPING.c.name == keeping.PROOF)
    return [*found, *(value.encode() for value in tx.connection.execute(proof).scalars())]


def clear(tx: Tx) -> list[tuple[Any, ...]]:
    """Give everything that is not sealed."""
    plain = [[c for c in t.c if c not in rotating.columns()] for t in SQLModel.metadata.sorted_tables]
    wanted = [columns for columns in plain if columns[0].table is not rotating.KEEPING]
    return [tuple(row) for columns in wanted for row in tx.connection.execute(select(*columns))]


def seal_anew(store: Store, limit: int = 1) -> int:
    """Do all of it, in the smallest of parts; gives how much was sealed."""
    count = 0
    for column in rotating.columns():
        part = rotating.Part(last=())
        while part.last is not None:
            after = part.last or None
            part = do(store, lambda tx, c=column, a=after: rotating.part(tx, c, a, limit=limit))
            count += part.sealed
    do(store, rotating.prove)
    return count


def test_the_new_key_alone_opens_everything_afterwards(url: str, now: datetime) -> None:
    """Every kind of thing that is sealed, and the proof of the key; nothing else changes, the old key opens none."""
    with store_of(url, BEFORE) as store:
        store.receive(Arrival(TEAM, "k1", BEFORE.seal("{}"), now)).result(20)
        do(store, everything(now))
        before = do(store, clear)
    with store_of(url, WITHIN) as store:
        assert seal_anew(store) == len(rotating.columns()) == 6
        assert seal_anew(store) == 0
        assert do(store, clear) == before
    with store_of(url, AFTER) as store:
        do(store, keeping.check_key)
        found = do(store, sealed)
    assert sorted(map(AFTER.open, found)) == sorted([b"{}", b"xoxb-1", b"mine", b"thanks", b"{}", b"U1", b"fireside"])
    for token in found:
        with pytest.raises(WrongKey):
            BEFORE.open(token)


def test_what_no_key_opens_is_counted_and_left(url: str, now: datetime) -> None:
    """A thing sealed with a key that nobody has any more is told of, and the others go on."""
    with store_of(url, WITHIN) as store:
        do(store, everything(now))
        do(store, lambda tx: setattr(tx.session.get(Answer, (TEAM, "a1")), "sealed", Vault([b"x" * 32]).seal("lost")))
        column = next(c for c in rotating.columns() if c.table.name == "answer")
        assert do(store, lambda tx: rotating.part(tx, column, None)) == (1, 0, 1, (TEAM, "a1"))


def test_what_is_changed_meanwhile_stays_as_it_was_left(url: str, now: datetime) -> None:
    """Between reading and sealing anew its owner wrote something else: that stands."""
    column = next(c for c in rotating.columns() if c.table.name == "answer")
    with store_of(url, BEFORE) as store:
        do(store, everything(now))
        key = tuple(column.table.primary_key)
        row = do(store, lambda tx: tx.connection.execute(select(*key, column.label("sealed"))).one())
        fresh = WITHIN.seal("other words")
        do(store, lambda tx: setattr(tx.session.get(Answer, (TEAM, "a1")), "sealed", fresh))
    with store_of(url, WITHIN) as store:
        assert do(store, lambda tx: rotating._anew(tx, column, row)) == "current"
        assert do(store, lambda tx: tx.session.get(Answer, (TEAM, "a1"))).sealed == fresh


def test_a_new_column_is_sealed_anew_without_being_named() -> None:
    """Whatever is bytes in a table counts as sealed."""
    assert {str(column) for column in rotating.columns()} == {
        "workspace.token",
        "answer.sealed",
        "kudos.sealed",
        "outbox.body",
        "received.payload",
        "ticket.body",
    }


# ---------------------------------------------------------------- what platforms bring again


def arrival(vault: Vault, now: datetime) -> Arrival:
    """Give the same event as a process with such keys keeps it."""
    return Arrival(TEAM, vault.hash(*ABOUT), vault.seal("{}"), now)


@pytest.mark.parametrize(
    ("first", "then"),
    [(BEFORE, WITHIN), (Vault([OLD, NEW]), WITHIN), (WITHIN, Vault([OLD, NEW])), (WITHIN, BEFORE), (WITHIN, AFTER)],
    ids=["rotated between", "order changed", "order changed back", "not restarted yet", "old key removed"],
)
def test_an_event_brought_again_after_a_new_key_is_known(url: str, now: datetime, first: Vault, then: Vault) -> None:
    """Whichever process gets it, with whichever of the two keys in front: it waits once, and is handled once."""
    with store_of(url, first) as store:
        assert store.receive(arrival(first, now)).result(20) is True
    with store_of(url, then) as store:
        assert store.receive(arrival(then, now)).result(20) is False
        assert [left.key for left in do(store, lambda tx: received.pending(tx, now, 9))] == [first.hash(*ABOUT)]
        key = then.hash(*ABOUT)
        if then is not AFTER:
            assert store.fast(lambda tx: doorway.waits(tx, TEAM, key)) is (then is not BEFORE or first is BEFORE)


def test_two_copies_at_once_under_two_keys_are_one(url: str, now: datetime) -> None:
    """Two processes, another key in front in each, take the same events at the same moment: each is new once."""
    turned = Vault([OLD, NEW])
    with store_of(url, WITHIN) as ours, store_of(url, turned) as theirs:
        futures = []
        for number in range(200):
            for store, vault in ((ours, WITHIN), (theirs, turned)):
                row = Arrival(TEAM, vault.hash(*ABOUT, str(number)), b"x", now)
                futures.append(store.receive(row))
        assert [future.result(20) for future in futures].count(True) == 200
        assert len(do(ours, lambda tx: received.pending(tx, now, 999))) == 200


def test_a_tap_brought_again_after_a_new_key_has_one_effect(url: str, now: datetime) -> None:
    """Commands, taps and forms too; one that was let go may come again."""
    with store_of(url, BEFORE) as store:
        assert do(store, lambda tx: received.claim_key(tx, TEAM, BEFORE.hash("trigger", "1"), now)) is True
    with store_of(url, WITHIN) as store:
        assert do(store, lambda tx: received.claim_key(tx, TEAM, WITHIN.hash("trigger", "1"), now)) is False
        other = WITHIN.hash("trigger", "2")
        assert do(store, lambda tx: received.claim_key(tx, TEAM, other, now)) is True
        do(store, lambda tx: received.release_key(tx, TEAM, other))
        assert do(store, lambda tx: received.claim_key(tx, TEAM, other, now)) is True
    with store_of(url, AFTER) as store:
        assert do(store, lambda tx: received.claim_key(tx, TEAM, AFTER.hash("trigger", "2"), now)) is False


def test_a_link_given_before_still_leads_somewhere(url: str, now: datetime) -> None:
    """An export's address or an installation under way outlives the change of keys."""
    with store_of(url, BEFORE) as store:
        do(store, everything(now))
    with store_of(url, WITHIN) as store:
        assert do(store, lambda tx: tickets.workspace_of(tx, "export", "secret")) == TEAM
        assert do(store, lambda tx: tickets.take(tx, TEAM, "export", "secret", now)) == b"U1"


def test_a_key_of_one_secret_has_one_name() -> None:
    """Without a change of keys nothing is looked up twice."""
    assert isinstance(BEFORE.hash("a"), Hash)
    assert BEFORE.hash("a").names == (BEFORE.hash("a"),)
    assert WITHIN.hash("a").names == (AFTER.hash("a"), BEFORE.hash("a"))


# ---------------------------------------------------------------- tellers, and who runs


def nameless(vault: Vault, member: str, answer: str) -> Answer:
    """Give a nameless answer of somebody's to one round."""
    author = vault.author(TEAM, member, "r1")
    return Answer(workspace=TEAM, answer=answer, round="r1", author=author, audience="nameless", told_on=DAY)


def test_tellers_get_their_new_hash(url: str) -> None:
    """Those whose member is known are found again by the new key alone, also where they are quoted."""
    with store_of(url, WITHIN) as store:
        for row in (nameless(BEFORE, "U1", "a1"), nameless(AFTER, "U2", "a2"), nameless(BEFORE, "U3", "a3")):
            do(store, lambda tx, row=row: tx.session.add(row))
        for member in ("U1", "U2"):
            do(store, lambda tx, m=member: tx.session.add(Member(workspace=TEAM, member=m)))
        line = Quoted(workspace=TEAM, edition="e1", kind="answer", subject="a1", teller=BEFORE.author(TEAM, "U1", "r1"))
        do(store, lambda tx: tx.session.add(line))
        assert do(store, rotating.rounds) == [(TEAM, "r1")]
        assert do(store, lambda tx: rotating.rename(tx, TEAM, "r1")) == (1, 1)
        assert do(store, lambda tx: rotating.rename(tx, TEAM, "r1")) == (0, 1)
        new = AFTER.author(TEAM, "U1", "r1")
        assert do(store, lambda tx: tx.session.get(Answer, (TEAM, "a1"))).author == new
        assert do(store, lambda tx: tx.session.get(Quoted, (TEAM, "e1", "answer", "a1"))).teller == new
        assert do(store, lambda tx: tx.session.get(Answer, (TEAM, "a3"))).author == BEFORE.author(TEAM, "U3", "r1")


def patiently() -> Iterator[int]:
    """Give a little time between one look and the next, five seconds at most."""
    for look in range(100):
        yield look
        time.sleep(0.05)


def test_a_process_without_the_new_key_is_known(url: str, engine: Engine) -> None:
    """Who runs with the old key alone is counted for as long as it runs; who has both is not."""
    with store_of(url, BEFORE) as old, store_of(url, WITHIN) as new, Owner(engine) as me, Owner(engine) as aware:
        with Owner(engine) as unaware:
            do(old, lambda tx: rotating.note(tx, unaware.id))
            do(new, lambda tx: rotating.note(tx, aware.id))
            assert do(new, lambda tx: rotating.without(tx, me.alive)) == 1
        # A server learns of a session's end a moment later.
        assert any(do(new, lambda tx: rotating.without(tx, me.alive)) == 0 for _ in patiently())


def test_a_process_that_still_seals_with_the_earlier_key_is_known(url: str, engine: Engine) -> None:
    """Who has the new key only to read by is not done: what it wrote would be lost with the earlier key."""
    turned = Vault([OLD, NEW])
    with store_of(url, turned) as old, store_of(url, WITHIN) as new, Owner(engine) as me, Owner(engine) as halfway:
        do(old, lambda tx: rotating.note(tx, halfway.id))
        assert do(new, lambda tx: rotating.without(tx, me.alive)) == 1
