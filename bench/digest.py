"""A digest of a busy circle in a database with 1,000,000 answers, against the same digest where there are 1,000."""

import asyncio
import base64
import sqlite3
import statistics
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench import town as towns
from bench.figure import Figure, ratio, spread
from bench.processes import folder
from bot.app import App, open_desk
from bot.settings import Settings

REPEATS = 41
WARM = 3
FEW, MANY = 1_000, 1_000_000
PEOPLE, WEEKS = 40, 9  # each week in which somebody looks back has an answer of everybody

# Half of the history is the circle's own, half is of others; a fifth as many echoes, a tenth as many thanks.
_HISTORY = """
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :size)
INSERT INTO {table} ({columns}) SELECT {values} FROM n
"""
_OLD = "date('now', '-' || (70 + i % 1000) || ' days')"
_WHERE = "CASE WHEN i % 2 THEN 'circle-0' ELSE 'other-' || (i % 500) END"
_ANSWERS = {
    "workspace": ":workspace",
    "answer": "'old-' || i",
    "circle": _WHERE,
    "round": "'round-' || (i / 40)",
    "member": "'U' || (i % 40)",
    "audience": "'named'",
    "text": "'We sorted the rota together, week ' || i",
    "follow_up": "''",
    "themes": """'["together"]'""",
    "tough": "0",
    "quote": "1",
    "source": "'form'",
    "edition": "'edition-' || (i / 40)",
    "told_on": _OLD,
}
_ECHOES = {
    "workspace": ":workspace",
    "channel": "'C1'",
    "ref": "'old-' || i",
    "member": "'U' || (i % 40)",
    "sign": "'heart'",
    "kind": "'answer'",
    "subject": "'old-' || i",
    "circle": _WHERE,
    "order_key": "'1'",
    "present": "1",
    "edition": "'edition-' || (i / 40)",
    "on_day": _OLD,
}
_KUDOS = {
    "workspace": ":workspace",
    "kudos": "'old-' || i",
    "circle": _WHERE,
    "channel": "'C1'",
    "giver": "'U' || (i % 40)",
    "reason": "'walked along to the right desk'",
    "audience": "'circle'",
    "value": "'customer first'",
    "source": "'command'",
    "message": "''",
    "edition": "'edition-' || (i / 40)",
    "given_on": _OLD,
    "given_at": f"{_OLD} || ' 10:00:00.000000'",
}
_UNDO = """
DELETE FROM edition WHERE edition NOT LIKE 'edition-%';
DELETE FROM quoted;
DELETE FROM outbox;
DELETE FROM occurrence;
UPDATE answer SET edition = '' WHERE answer LIKE 'new-%';
UPDATE kudos SET edition = '' WHERE kudos LIKE 'new-%';
UPDATE echo SET edition = '' WHERE ref LIKE 'new-%';
"""


def measure() -> Iterator[Figure]:
    """Give the ratio of CPU, from the tick that finds the digest due to its commit."""
    with folder() as place:
        apps = [_app(_built(place / f"{size}.db", size)) for size in (FEW, MANY)]
        cpu: tuple[list[float], list[float]] = ([], [])
        wall: tuple[list[float], list[float]] = ([], [])
        with asyncio.Runner() as runner:
            for _ in range(REPEATS + WARM):
                for number, (app, file) in enumerate(apps):
                    _due(file)
                    before, began = time.process_time(), time.perf_counter()
                    done = runner.run(app.tick())
                    cpu[number].append(time.process_time() - before)
                    wall[number].append(time.perf_counter() - began)
                    assert done == 1, done
        for app, file in apps:
            app.sender.owner.close()
            app.desk.store.close()
            assert towns.count(file, "SELECT count(*) FROM outbox WHERE kind = 'digest'") == 1
    few, many = (one[WARM:] for one in cpu)
    slow = statistics.median(wall[1][WARM:]) / statistics.median(wall[0][WARM:])
    of = f"{REPEATS} in turn ({spread(many, few)}), {_ms(many)} / {_ms(few)} ms CPU; by the clock {slow:.2f}"
    yield Figure(name="digest at 1,000,000 answers / at 1,000", measured=ratio(many, few), bar=1.2, aim=1.2, of=of)


def _ms(costs: list[float]) -> str:
    return f"{statistics.median(costs) * 1000:.1f}"


def _app(file: Path) -> tuple[App, Path]:
    key = base64.b64encode(towns.KEY).decode()
    settings = Settings.model_validate({"database_url": f"sqlite:///{file}", "secret_key": key})
    return App(settings=settings, desk=open_desk(settings)), file


# ---------------------------------------------------------------- the databases


def _built(file: Path, size: int) -> Path:
    town = towns.made_up(circles=1, people=PEOPLE)
    town.build(file)
    with closing(sqlite3.connect(file)) as database:
        database.executescript("PRAGMA synchronous = OFF; PRAGMA cache_size = -200000; DELETE FROM answer;")
        with _unindexed(database):
            for table, columns, part in (("answer", _ANSWERS, 1), ("echo", _ECHOES, 5), ("kudos", _KUDOS, 10)):
                _fill(database, town, table, columns, size=(size - PEOPLE * WEEKS) // part)
                for week in range(WEEKS):
                    _fill(database, town, table, _recent(columns, week), size=PEOPLE // part)
    return file


def _fill(database: sqlite3.Connection, town: towns.Town, table: str, columns: dict[str, str], size: int) -> None:
    sql = _HISTORY.format(table=table, columns=", ".join(columns), values=", ".join(columns.values()))
    with database:
        database.execute(sql, {"size": size, "workspace": town.workspace})


def _recent(columns: dict[str, str], week: int) -> dict[str, str]:
    """The circle's own weeks, of which only the last waits for its digest."""
    named = {
        name: value.replace("old-", f"new-{week}-" if week == 0 else f"week-{week}-") for name, value in columns.items()
    }
    day = f"date('now', '-{week * 7} days')"
    named |= {name: day for name in ("told_on", "on_day", "given_on") if name in named}
    return named | {"circle": "'circle-0'", "edition": "''" if week == 0 else f"'edition-week-{week}'"}


class _unindexed:  # noqa: N801 - used as a word
    """Lets go of the secondary indexes meanwhile: a million rows are there sooner."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        found = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        self._made = database.execute(found).fetchall()

    def __enter__(self) -> None:
        for name, _ in self._made:
            self._database.execute(f"DROP INDEX {name}")

    def __exit__(self, *_exc: object) -> None:
        for _, sql in self._made:
            self._database.execute(sql)


def _due(file: Path) -> None:
    """Undo the digest that was, and have one due now."""
    now = datetime.now(UTC)
    due = f"{now - timedelta(seconds=1):%Y-%m-%d %H:%M:%S.%f}"
    with closing(sqlite3.connect(file)) as database:
        database.executescript(_UNDO)
        with database:
            new = "INSERT INTO occurrence SELECT workspace, circle, 'digest', ?, ?, 'due', '' FROM circle"
            database.execute(new, (f"{now:%Y-%m-%d}", due))
