"""The fence between teams, around every test: a query of the bot's own that names no workspace is found where it runs.

It stands in the tests and not in the running bot: looked at by its text, each statement would cost as much as a look-up
by key does, and all statements that the bot knows are run here. What serves all teams is named with its reason in
`tests/shape/house.py`. A test's own look into the database is nobody's business.
"""

import re
import sqlite3
import sys
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import FrameType
from typing import Any

from sqlalchemy import event
from sqlalchemy.pool import Pool
from sqlmodel import SQLModel

import storage.tables  # noqa: F401 - makes the tables known
from tests.shape.house import PLUMBING, WITHOUT_WORKSPACE

ROOT = Path(__file__).parents[1]
STORAGE, TESTS = f"{ROOT}/storage/", (f"{ROOT}/tests/", f"{ROOT}/bench/")
LITERAL = re.compile(r"'(?:[^']|'')*'")
ENDS = "WHERE ORDER GROUP LIMIT RETURNING".replace(" ", r"\b|\b")
READ = re.compile(rf"(?=\bFROM\s+(.*?)(?:\b{ENDS}\b|\)|$))", re.IGNORECASE | re.DOTALL)
NAMED = re.compile(r'(?:^|\bJOIN\s|,)\s*"?(\w+)"?(?:\s+AS\s+"?(\w+)"?)?', re.IGNORECASE)
CHANGED = re.compile(r'^\s*UPDATE\s+"?(\w+)"?()', re.IGNORECASE)
INSERT = re.compile(r"\s*INSERT\b(?!.*\bSELECT\b)", re.IGNORECASE | re.DOTALL)
# What reads the whole database by its nature, besides the functions that are named with their reasons.
WHOLE = frozenset({"moving", "migrate", "backup"})


@dataclass(slots=True)
class Fence:
    """What climbed over it so far, as `module.function: statement`."""

    climbed: list[str] = field(default_factory=list)

    def look(self, sql: str) -> None:
        """Look at a statement, on the thread and in the call that runs it."""
        if not unscoped(LITERAL.sub("?", sql)):
            return
        ours = _storage(sys._getframe(1))
        if ours and not any(name in WITHOUT_WORKSPACE or name.partition(".")[0] in WHOLE for name in ours):
            self.climbed.append(f"{ours[0]}: {LITERAL.sub('?', sql)[:300]}")


@lru_cache(4096)
def unscoped(sql: str) -> list[str]:
    """Give the tables of teams that a statement reads or changes without comparing their workspace."""
    if INSERT.match(sql):
        return []  # a row names its own
    tables = {name for name, table in SQLModel.metadata.tables.items() if "workspace" in table.c}
    found = [*CHANGED.findall(sql), *(pair for part in READ.findall(sql) for pair in NAMED.findall(part))]
    named = [(name, alias or name) for name, alias in found if name.lower() in tables]
    return [name for name, known_as in named if not _compared(sql, known_as, alone=len(named) == 1)]


def _compared(sql: str, name: str, *, alone: bool) -> bool:
    """Whether this table's workspace is compared with something, on its own or as the first of a key."""
    bare = r'|(?<![.\w"])"?workspace"?' if alone else ""
    column = rf'(?:\b{name}"?\."?workspace"?{bare})'
    left = rf"{column}(?:\s*\|\|\s*\?)?\s*(?:=|IN\b)"
    key = rf"\(\s*{column}\s*,[^()]*\)\s*IN\b"
    right = rf"=\s*{column}"
    where = re.split(r"\bWHERE\b|\bON\b", sql, maxsplit=1, flags=re.IGNORECASE)
    return len(where) > 1 and bool(re.search(f"{left}|{key}|{right}", where[1], re.IGNORECASE))


def _storage(frame: FrameType | None) -> list[str]:
    """Give the functions of the storage on the way to the statement, the nearest first, none where a test asked."""
    found: list[str] = []
    while frame is not None:
        file = frame.f_code.co_filename
        if file.startswith(TESTS) and not file.endswith("/fence.py"):
            break
        module = Path(file).stem
        if file.startswith(STORAGE) and module not in PLUMBING:
            found.append(f"{module}.{frame.f_code.co_name}")
        frame = frame.f_back
    return found


def put_up() -> Fence:
    """Put it up around every connection that is opened from now on."""
    fence = Fence()

    @event.listens_for(Pool, "connect")
    def watch(raw: Any, _record: object) -> None:
        if isinstance(raw, sqlite3.Connection):
            raw.set_trace_callback(fence.look)

    return fence
