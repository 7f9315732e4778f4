"""What the page on growing claims has a command or a test behind it."""

import re
from pathlib import Path

from tests.shape.test_security_page import NAMED, dead

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/scale.md").read_text("utf-8")
COMMAND = re.compile(r"`python -m bench (\w+)[^`]*`")
CLAIM = re.compile(r"^- |^\| (?!---|what )", re.MULTILINE)


def measures() -> set[str]:
    """Give what `python -m bench` knows by name."""
    return set(re.findall(r'^    "(\w+)": \w+\.measure', (ROOT / "bench/__main__.py").read_text("utf-8"), re.MULTILINE))


def unproven(page: str) -> list[str]:
    """Give the claims of a page, its list items and rows, that name neither a command nor a test."""
    claims = CLAIM.split(page.replace("\n  ", " "))[1:]
    lines = [claim.splitlines()[0] for claim in claims]
    return [line[:60] for line in lines if not (COMMAND.search(line) or NAMED.search(line))]


def test_every_named_command_and_test_is_there() -> None:
    """A measure or a test that was renamed or dropped is missed."""
    assert set(COMMAND.findall(PAGE)) <= measures()
    assert dead(PAGE) == []


def test_every_claim_names_what_shows_it() -> None:
    """No item and no row stands there on its word alone."""
    assert len(COMMAND.findall(PAGE)) > 10
    assert unproven(PAGE) == []


def test_a_claim_on_its_word_alone_is_seen() -> None:
    """An item and a row of a table both."""
    good = "`python -m bench storm`"
    assert unproven(f"- One: {good}\n- Two.\n\n| what | shown by |\n|---|---|\n| three | {good} |\n| four | |\n") == [
        "Two.",
        "four | |",
    ]
    assert "nothing" not in measures()
    assert "storm" in measures()
