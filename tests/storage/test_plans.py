"""No question that people or the clock ask costs more as years go by."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from storage import (
    answers,
    circles,
    claims,
    doorway,
    echoes,
    editions,
    kudos,
    members,
    occurrences,
    outbox,
    places,
    posts,
    received,
    rounds,
    settling,
    story,
    tickets,
)
from storage.engine import connect
from storage.store import Arrival, Store, Tx
from storage.vault import Vault

NOW = datetime(2026, 3, 11, 12, tzinfo=UTC)
DAY = NOW.date()
W, C = "slack:T1", "C1"
ASKED: dict[str, Callable[[Tx], object]] = {
    "a reply in a thread": lambda tx: (
        posts.at(tx, W, C, "1.2"),
        posts.in_thread(tx, W, C, "1.1"),
        settling.open_in(tx, W, C),
        circles.look(tx, W, "c"),
        rounds.look(tx, W, "r"),
        answers.was_heard(tx, W, "U1"),
        members.kinds(tx, W, ["U1", "U2"]),
    ),
    "a reaction": lambda tx: (
        doorway.is_post(tx, W, C, "1.2"),
        doorway.under_way(tx, W, C),
        doorway.waits(tx, W, "k"),
        doorway.came(tx, W, "k"),
        doorway.kudos_emoji(tx, W, C),
        kudos.on_message(tx, W, C, "1.2", "U1"),
    ),
    "an answer in a form": lambda tx: (
        answers.of_teller(tx, W, "r", "U1", ["hash"]),
        rounds.open_of(tx, W, "c"),
        posts.of(tx, W, "answer", "a"),
        places.has_thread(tx, W, "question", "r"),
    ),
    "an answer taken back": lambda tx: (
        editions.with_subject(tx, W, "answer", "a"),
        echoes.drop_about(tx, W, "answer", "a"),
        echoes.drop(tx, W, C, "1.2"),
        posts.drop(tx, W, "answer", "a"),
        outbox.cancel(tx, W, "answer", "a"),
    ),
    "thanks": lambda tx: (
        kudos.lately(tx, W, "U1", NOW, by_reaction=False),
        kudos.receivers_of(tx, W, ["k"]),
        kudos.keep_rest_out(tx, W, "U1"),
        kudos.remove(tx, W, "k"),
    ),
    "my story": lambda tx: (
        answers.of_member(tx, W, "U1"),
        story.nameless(tx, W, [("r", "hash")]),
        echoes.by_member(tx, W, "U1"),
        kudos.given_by(tx, W, "U1"),
        kudos.received_by(tx, W, "U1"),
    ),
    "a digest": lambda tx: (
        answers.ungathered(tx, W, "c"),
        answers.since(tx, W, "c", DAY),
        answers.gathered(tx, W, "c", "e", [f"a{number}" for number in range(200)]),
        editions.latest(tx, W, "c", 3),
        editions.lines(tx, W, ["e"]),
        editions.thanked(tx, W, "c", DAY),
        editions.new_echoes(tx, W, "c"),
        editions.take_up(tx, W, "c", "e"),
    ),
    "a tap": lambda tx: (
        rounds.newest(tx, W, "c", 26),
        answers.chosen(tx, W, ["r"], "U1", ["hash"]),
    ),
    "a question": lambda tx: (
        rounds.history(tx, W, "c"),
        rounds.takers(tx, W, "c", ["r"]),
        rounds.close(tx, W, "c", NOW),
        occurrences.last_day(tx, W, "c", "ask"),
        occurrences.upcoming(tx, W, "c"),
    ),
    "the clock": lambda tx: (occurrences.due(tx, NOW, 10), occurrences.next_due(tx)),
    "the inbox": lambda tx: (
        received.claim(tx, NOW, 10),
        received.failed(tx, W, "k", error="e", not_before=NOW),
        received.done(tx, W, "k"),
        received.release_key(tx, W, "k"),
    ),
    "the sender": lambda tx: (
        claims.claim(tx, 1, NOW, 10),
        outbox.uncertain(tx, 1, NOW, 10),
        outbox.sweep(tx, NOW, timedelta(seconds=60), lambda _: True),
        outbox.lost(tx, 1, NOW, timedelta(seconds=60), ()),
    ),
    "a link": lambda tx: (tickets.take(tx, W, "export", "s", NOW),),
}
LARGE = "answer|echo|kudos|receiver|joiner|post|outbox|received|round|edition|quoted|member|occurrence"
# A whole table, or all that a workspace or a circle ever had; an index of only what waits stays small.
COSTLY = re.compile(
    rf"SCAN ({LARGE})\b(?! USING INDEX (received_pending|occurrence_due))"
    r"|SEARCH .*\(workspace=\?\)|SEARCH (answer|echo|kudos) .*\(workspace=\? AND circle=\?\)"
)


@pytest.fixture
def file(template: Path, tmp_path: Path) -> Path:
    """Give a database with one row in line each way."""
    made = tmp_path / "fireside.db"
    made.write_bytes(template.read_bytes())
    return made


def asked(file: Path, unit: Callable[[Tx], object]) -> set[str]:
    """Give the statements that a unit runs, with their values."""
    said: set[str] = set()
    engine = connect(f"sqlite:///{file}")

    @event.listens_for(Engine, "connect")
    def listen(raw: sqlite3.Connection, _record: object) -> None:
        raw.set_trace_callback(said.add)

    store = Store(engine, Vault([b"k" * 32]))
    try:
        store.receive(Arrival(W, "k", b"sealed", NOW)).result()
        line = {"now": NOW, "how": "post", "kind": "question", "channel": C, "body": b""}
        store.write(lambda tx: outbox.put(tx, W, subject="r", **line)).result()
        said.clear()
        store.write(unit).result()
    finally:
        event.remove(Engine, "connect", listen)
        store.close()
    return {sql for sql in said if sql.split(maxsplit=1)[0] in {"SELECT", "UPDATE", "DELETE", "WITH"}}


@pytest.mark.parametrize("what", ASKED)
def test_what_is_asked_every_day_reads_its_own_rows_only(file: Path, what: str) -> None:
    """No statement reads a table, or a workspace's part of it, from end to end."""
    statements = asked(file, ASKED[what])
    assert statements
    with closing(sqlite3.connect(file)) as database:
        plans = {sql: [row[3] for row in database.execute(f"EXPLAIN QUERY PLAN {sql}")] for sql in statements}
    assert {} == {
        sql: costly for sql, plan in plans.items() if (costly := [step for step in plan if COSTLY.match(step)])
    }


def test_without_expectations_a_plan_would_be_costly(file: Path) -> None:
    """The check sees what SQLite does when it is told nothing of its tables."""
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("DELETE FROM sqlite_stat1")
    with closing(sqlite3.connect(file)) as database:
        sql = "SELECT 1 FROM answer WHERE workspace = 'w' AND member = 'm' AND source = 'thread'"
        steps = [row[3] for row in database.execute(f"EXPLAIN QUERY PLAN {sql}")]
    assert any(COSTLY.match(step) for step in steps)


def test_sqlite_expects_something_of_every_index(file: Path) -> None:
    """An index that comes with a later migration is told of in it."""
    with closing(sqlite3.connect(file)) as database:
        made = "SELECT name FROM sqlite_master WHERE type = 'index' AND name NOT LIKE 'sqlite_%'"
        known = "SELECT idx FROM sqlite_stat1"
        assert set(database.execute(made)) <= set(database.execute(known))
