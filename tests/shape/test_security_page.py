"""What the security page claims has a test or a command behind it."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/security.md").read_text("utf-8")
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
PROOF = re.compile(r"`tests/[\w/]+\.py::\w+`")


def dead(page: str) -> list[str]:
    """Give the tests that a page names and that are not there."""
    return [f"{file}::{name}" for file, name in NAMED.findall(page) if name not in _tests(ROOT / file)]


def _tests(file: Path) -> set[str]:
    if not file.exists():
        return set()
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    return {node.name for node in ast.parse(file.read_text("utf-8")).body if isinstance(node, kinds)}


def bare(page: str) -> list[str]:
    """Give the claims of a page, its list items, that name no test."""
    items = re.split(r"^- ", page.replace("\n  ", " "), flags=re.MULTILINE)[1:]
    return [item.splitlines()[0][:60] for item in items if not PROOF.search(item.splitlines()[0])]


def test_every_named_test_is_there() -> None:
    """A test that was renamed or dropped is missed."""
    assert dead(PAGE) == []


def test_every_claim_names_its_test() -> None:
    """No item stands there on its word alone."""
    assert len(NAMED.findall(PAGE)) > 30
    assert bare(PAGE) == []


@pytest.mark.parametrize("name", ["tests/shape/test_gone.py::test_x", "tests/shape/test_security_page.py::test_gone"])
def test_a_test_that_is_gone_is_seen(name: str) -> None:
    """A missing file and a missing test both."""
    assert dead(f"- It is so: `{name}`.") == [name]


def test_a_claim_without_a_test_is_seen() -> None:
    """Also between others."""
    good = "`tests/shape/test_house.py::test_nothing_is_left_unfinished`"
    assert bare(f"- One: {good}\n- Two.\n- Three:\n  {good}\n") == ["Two."]
