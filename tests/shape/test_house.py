"""The house keeps its own rules."""

from pathlib import Path

import pytest
from sqlmodel import SQLModel

import storage.tables  # noqa: F401 - makes the tables known
from tests.shape import house

ROOT = Path(__file__).parents[2]
GLOBAL = {"keeping", "workspace"}  # the installation itself, and the list of teams


def test_modules_and_functions_stay_short() -> None:
    """No module is over 300 lines, no function over 40."""
    assert [] == house.too_long(ROOT)


def test_only_the_edges_are_async() -> None:
    """Domain, services, views, prompts and storage are plain functions."""
    assert [] == house.async_below_the_edges(ROOT)


def test_every_platform_has_the_same_five_files() -> None:
    """A sixth file has a reason."""
    assert [] == house.odd_platforms(ROOT)


def test_nothing_is_left_unfinished() -> None:
    """There is no mark of unfinished work."""
    assert [] == house.unfinished(ROOT)


def test_every_query_stays_inside_one_workspace() -> None:
    """A storage function takes a workspace, or is named with the reason why not."""
    assert [] == house.unscoped_queries(ROOT)


def test_there_is_no_column_that_must_never_be() -> None:
    """Nobody's mood, score, rank, silence or origin has a column."""
    tables = {t.name: list(t.c.keys()) for t in SQLModel.metadata.sorted_tables}
    assert [] == house.forbidden_columns(tables)


def test_every_key_is_led_by_the_workspace() -> None:
    """One team's rows cannot be reached with another team's ids."""
    led = {t.name: t.primary_key.columns.keys()[0] for t in SQLModel.metadata.sorted_tables if t.name not in GLOBAL}
    assert dict.fromkeys(led, "workspace") == led


PLANTED = {
    "a long module": ("bot/domain/long.py", "x = 1\n" * 301, house.too_long),
    "a long function": ("bot/domain/deep.py", "def f():\n" + "    x = 1\n" * 41, house.too_long),
    "async in a service": ("bot/services/odd.py", "async def f(): ...\n", house.async_below_the_edges),
    "a file without a reason": ("bot/platforms/slack/helpers.py", "", house.odd_platforms),
    "an unfinished mark": ("bot/domain/odd.py", "# TO" + "DO: later\n", house.unfinished),
    "a query without a workspace": ("storage/odd.py", "def all_of_them(tx): ...\n", house.unscoped_queries),
}


@pytest.mark.parametrize("what", PLANTED)
def test_a_broken_rule_is_seen(what: str, tmp_path: Path) -> None:
    """Each rule turns red when it is broken."""
    file, text, rule = PLANTED[what]
    for folder in ("bot/platforms/slack", "bot/domain", "bot/services", "storage", "prompts"):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
    for name in house.FIVE:
        (tmp_path / "bot/platforms/slack" / name).write_text("")
    assert [] == rule(tmp_path)
    (tmp_path / file).write_text(text)

    assert rule(tmp_path)


@pytest.mark.parametrize("column", ["mood", "points", "last_seen_at", "rank", "gender", "age", "silent_weeks"])
def test_a_forbidden_column_is_seen(column: str) -> None:
    """A planted column of each kind is found."""
    assert [f"member.{column}"] == house.forbidden_columns({"member": ["name", column]})
