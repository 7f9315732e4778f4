"""From the one file to a server: everything arrives, once, also when it was broken off."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlmodel import SQLModel

from storage import moving
from storage.engine import connect
from storage.liveness import Owner
from storage.moving import NotMoved, move

pytestmark = pytest.mark.postgres
MANY = 2500
DAY = date(2026, 3, 12)


@pytest.fixture
def source(sqlite_url: str, now: datetime) -> Iterator[Engine]:
    """Give a file with something in every table, and much in two of them."""
    engine = connect(sqlite_url)
    with engine.begin() as connection:
        for table in moving._tables():
            connection.execute(table.insert(), [plausible(table, n, now) for n in range(3)])
        for name in ("answer", "occurrence"):
            table = SQLModel.metadata.tables[name]
            connection.execute(table.insert(), [plausible(table, n, now) for n in range(10, 10 + MANY)])
    yield engine
    engine.dispose()


@pytest.fixture
def target(empty_postgres: str) -> Iterator[Engine]:
    """Give an empty database on a server."""
    engine = connect(empty_postgres)
    yield engine
    engine.dispose()


def plausible(table: Any, number: int, now: datetime) -> dict[str, Any]:
    """Give a row with a value of its own in every column."""
    day = date.fromordinal(DAY.toordinal() + number)
    made: dict[type, Any] = {
        str: f"ünï {number}",
        int: number,
        float: number / 2,
        bool: number % 2 == 0,
        bytes: b"\x00\xff%d" % number,
        datetime: now,
        date: day,
        time: time(10, 30),
        object: {"team": "ünï", "themes": ["calm"]},  # JSON
    }
    kinds = {c.name: getattr(c.type, "impl", c.type).python_type for c in table.columns}
    return {name: made[kind] for name, kind in kinds.items()}


def content(engine: Engine) -> dict[str, list[Any]]:
    """Give everything that is in a database."""
    with engine.connect() as connection:
        return {
            t.name: sorted((tuple(row) for row in connection.execute(select(t))), key=repr) for t in moving._tables()
        }


def test_everything_arrives_as_it_was(source: Engine, target: Engine) -> None:
    """Every row of every table, with its days, times, bytes and lists; the counts are told on the way."""
    heard: dict[str, int] = {}
    counts = move(source, target, lambda name, rows: heard.update({name: heard.get(name, 0) + rows}))
    assert heard == counts
    assert counts["answer"] == MANY + 3
    assert moving.total(source) == sum(counts.values())
    assert content(target) == content(source)


def test_what_was_broken_off_is_taken_up_again(source: Engine, target: Engine) -> None:
    """After a failure in the middle the same call goes on from there, and nothing is there twice."""

    def break_off(name: str, _rows: int) -> None:
        if name == "answer":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        move(source, target, break_off)
    heard: list[str] = []
    move(source, target, lambda name, rows: heard.append(f"{name} {rows}"))
    assert "answer 1000" in heard
    assert len([told for told in heard if told.startswith("answer ")]) == 2  # a thousand were there already
    assert content(target) == content(source)


def test_nothing_is_poured_into_a_database_in_use(source: Engine, target: Engine) -> None:
    """A server that holds something, and a file on which the bot runs, are refused with what to do."""
    move(source, target)
    with pytest.raises(NotMoved, match="Name an empty one"):
        move(source, target)
    with Owner(source), pytest.raises(NotMoved, match="Stop it first"):
        move(source, target)


def test_what_did_not_arrive_is_noticed(source: Engine, target: Engine) -> None:
    """A row that somebody takes out meanwhile makes the counts differ, and the table is named."""

    def take_out(name: str, _rows: int) -> None:
        table = SQLModel.metadata.tables["circle"]
        if name == "workspace":
            with target.begin() as other:
                other.execute(table.delete())
                assert other.execute(select(func.count()).select_from(table)).scalar_one() == 0

    with pytest.raises(NotMoved, match="in circle"):
        move(source, target, take_out)
