"""One team never meets another, even where all their ids are the same."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import select

from storage import claims, occurrences, outbox, received, settling
from storage.store import Arrival, Store, Tx
from storage.tables import Occurrence, Outbox, Post, Received

Do = Callable[[Callable[..., Any]], Any]
OURS, THEIRS = "slack:T1", "slack:T2"
DAY = date(2026, 3, 12)


def of_theirs(table: Any) -> Callable[[Tx], list[dict[str, Any]]]:
    """Give everything of the other team."""
    return lambda tx: [row.model_dump() for row in tx.session.exec(select(table).where(table.workspace == THEIRS))]


def test_occurrences_of_two_teams_never_meet(do: Do, now: datetime) -> None:
    """Plan, finish, replan and both look-ups touch one team only."""
    for team in (OURS, THEIRS):
        assert do(lambda tx, team=team: occurrences.plan(tx, team, "c1", "ask", DAY, now)) is True
    before = do(of_theirs(Occurrence))
    assert do(lambda tx: occurrences.finish(tx, OURS, "c1", "ask", DAY, "done")) is True
    do(lambda tx: occurrences.plan(tx, OURS, "c1", "ask", DAY + timedelta(7), now))
    assert do(lambda tx: occurrences.last_day(tx, THEIRS, "c1", "ask")) == DAY
    assert len(do(lambda tx: occurrences.upcoming(tx, THEIRS, "c1"))) == 1
    assert do(lambda tx: occurrences.replan(tx, OURS, "c1", "ask")) == 1
    assert do(of_theirs(Occurrence)) == before


def test_what_two_teams_delivered_never_meets(store: Store, do: Do, now: datetime) -> None:
    """Keys, endings and failures of one team leave the same key of the other alone."""
    for team in (OURS, THEIRS):
        assert store.receive(Arrival(team, "k1", b"sealed", now)).result(20) is True
        assert do(lambda tx, team=team: received.claim_key(tx, team, "press", now)) is True
    before = do(of_theirs(Received))
    assert do(lambda tx: received.failed(tx, OURS, "k1", error="KeyError", not_before=now)) is True
    do(lambda tx: received.done(tx, OURS, "k1"))
    assert do(of_theirs(Received)) == before


def test_what_two_teams_are_told_never_meets(do: Do, now: datetime) -> None:
    """Same `once`, subject, parcel and thread: each team has its own, and neither finds the other's post."""
    same: dict[str, Any] = {"how": "post", "kind": "round", "subject": "r1", "channel": "C1", "once": "ask"}
    for team in (OURS, THEIRS):
        do(lambda tx, team=team: outbox.put(tx, team, now=now, body=team.encode(), **same))
    claimed = do(lambda tx: claims.claim(tx, 1, now, 10))
    assert sorted((row.workspace, row.body) for row in claimed) == [(OURS, OURS.encode()), (THEIRS, THEIRS.encode())]
    ours = next(row for row in claimed if row.workspace == OURS)
    before = do(of_theirs(Outbox))
    do(lambda tx: outbox.finish(tx, ours, "unknown"))
    assert do(lambda tx: settling.decide(tx, THEIRS, ours.parcel, now, arrived=True)) is False
    assert do(lambda tx: settling.decide(tx, OURS, ours.parcel, now, arrived=False)) is True
    assert do(lambda tx: outbox.cancel(tx, OURS, "round", "r1")) == 1
    assert do(of_theirs(Outbox)) == before


def test_a_thread_of_another_team_is_no_target(do: Do, now: datetime) -> None:
    """`@round:r1` of one team does not find, or wait for, the same round of another."""
    do(lambda tx: tx.session.add(Post(workspace=THEIRS, channel="C1", ref="1.0", kind="round", subject="r1")))
    row: dict[str, Any] = {
        "how": "post",
        "kind": "answer",
        "subject": "a1",
        "channel": "C1",
        "thread": "@round:r1",
        "body": b"x",
    }
    do(lambda tx: outbox.put(tx, OURS, now=now, **row))
    assert do(lambda tx: claims.claim(tx, 1, now, 10)) == []
    assert do(lambda tx: tx.session.exec(select(Outbox)).one()).error == "no target"


def test_updates_of_two_teams_do_not_take_each_others_place(do: Do, now: datetime) -> None:
    """The same message id in two teams is two messages."""
    row: dict[str, Any] = {"how": "update", "kind": "round", "subject": "r1", "channel": "C1", "ref": "1.0"}
    parcels = {do(lambda tx, t=team: outbox.put(tx, t, now=now, body=b"x", **row)) for team in (OURS, THEIRS)}
    assert len(parcels) == 2
    assert len(do(lambda tx: claims.claim(tx, 1, now, 10))) == 2
