"""docs/privacy.md tells of everything that is kept."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from sqlmodel import SQLModel

import storage.tables

PAGE = (Path(__file__).parents[2] / "docs/privacy.md").read_text("utf-8")
KEPT = PAGE.partition("## What is kept")[2].partition("\n## ")[0]
SECTIONS = [part.partition("\n")[::2] for part in KEPT.split("\n### ")[1:]]


def section(table: str) -> str:
    """Give the section of a table: its own, or that of the table it belongs to."""
    named = [text for heading, text in SECTIONS if f"`{table}`" in heading]
    return "".join(named or [text for _, text in SECTIONS if f"`{table}`:" in text])


def untold(table: str, columns: Iterable[str]) -> set[str]:
    """Give the columns of which the page says nothing; the workspace leads all of them."""
    return set(columns) - set(re.findall(r"`(\w+)`", section(table))) - {"workspace"}


@pytest.mark.parametrize("table", SQLModel.metadata.sorted_tables, ids=lambda table: table.name)
def test_every_column_is_told_of(table: storage.tables.SQLModel) -> None:
    """A column that is added is explained to people, or this turns red."""
    assert untold(table.name, [column.name for column in table.c]) == set()


def test_a_column_that_nobody_explains_is_seen() -> None:
    """One that is planted is found, and so is a whole table."""
    assert untold("member", ["workspace", "name", "shoe_size"]) == {"shoe_size"}
    assert untold("shoes", ["workspace", "size"]) == {"size"}


@pytest.mark.parametrize("name", ["works-council", "ondernemingsraad"])
def test_the_works_councils_sheet_is_one_page(name: str) -> None:
    """Six hundred words at most."""
    text = (Path(__file__).parents[2] / f"docs/{name}.md").read_text("utf-8")

    assert len(re.findall(r"\w[\w'-]*", text)) <= 600
