"""The fence between teams turns red where it should, and nowhere else."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import select

from storage import answers, circles, occurrences
from storage.engine import connect
from storage.store import Store
from storage.tables import Answer
from storage.vault import Vault
from tests.fence import ROOT, Fence, unscoped

WRONG = {
    "driver": "def every_one(tx): return tx.rows('SELECT text FROM answer WHERE circle = ?', 'c1')",
    "core": "def every_one(tx): return tx.connection.execute(T.select().where(T.c.circle == 'c1')).all()",
    "orm": "def every_one(tx): return tx.session.exec(select(Answer).where(Answer.circle == 'c1')).all()",
    "change": "def every_one(tx): return tx.run('UPDATE answer SET text = ?', 'workspace = mine')",
    "removal": "def every_one(tx): return tx.run('DELETE FROM answer')",
}


@pytest.fixture
def store(sqlite_url: str) -> Any:
    """Give a store on SQLite, where the fence stands."""
    made = Store(connect(sqlite_url), Vault([b"k" * 32]))
    yield made
    made.close()


def planted(code: str) -> Callable[[Any], Any]:
    """Give a function as if it stood in the storage."""
    names: dict[str, Any] = {"select": select, "Answer": Answer, "T": Answer.metadata.tables["answer"]}
    exec(compile(code, f"{ROOT}/storage/odd.py", "exec"), names)  # noqa: S102 - our own words, above
    found: Callable[[Any], Any] = names["every_one"]
    return found


@pytest.mark.parametrize("how", WRONG)
def test_a_query_that_names_no_team_is_found(store: Store, fence: Fence, how: str) -> None:
    """However it is written: by the driver, as a Core statement, through the ORM, as a change or a removal."""
    store.write(planted(WRONG[how])).result(20)
    found, fence.climbed[:] = [line.partition(":")[0] for line in fence.climbed], []
    assert found == ["odd.every_one"]


def test_queries_that_name_a_team_or_serve_all_pass(store: Store, fence: Fence, now: Any) -> None:
    """Those of one team, those that are named with their reason, and whatever a test itself looks at."""
    store.write(lambda tx: answers.ungathered(tx, "slack:T1", "c1")).result(20)
    store.write(lambda tx: circles.look_in(tx, "slack:T1", "C1")).result(20)
    store.write(lambda tx: occurrences.due(tx, now, 9)).result(20)
    store.write(lambda tx: tx.rows("SELECT * FROM answer")).result(20)
    assert fence.climbed == []


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ("SELECT a FROM answer WHERE answer.workspace = ?", []),
        ("SELECT a FROM answer WHERE (answer.workspace, answer.answer) IN ((?, ?))", []),
        ("SELECT a FROM answer JOIN round ON round.workspace = answer.workspace WHERE round.workspace = ?", []),
        ("SELECT workspace FROM answer", ["answer"]),
        ("SELECT a FROM answer, circle WHERE answer.workspace = ?", ["circle"]),
        ("SELECT a FROM answer AS other WHERE answer.workspace = ?", ["answer"]),
        ("UPDATE answer SET a = 1 WHERE answer.workspace = ? RETURNING workspace, circle, member", []),
        ("SELECT a FROM (SELECT b FROM answer) WHERE b = ?", ["answer"]),
        ("INSERT INTO answer (workspace) VALUES (?)", []),
        ("SELECT value FROM keeping", []),
    ],
)
def test_what_a_statement_compares_is_read_from_it(sql: str, tables: list[str]) -> None:
    """Each table of teams needs its own comparison; what holds no team's rows needs none."""
    assert unscoped(sql) == tables
