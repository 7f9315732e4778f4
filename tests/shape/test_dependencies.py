"""What is installed is what is written down, is needed, and may be used; all of it without a network."""

import ast
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.shape import house

ROOT = Path(__file__).parents[2]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
DIRECT = [Requirement(line) for line in PROJECT["dependencies"]]
EXTRAS = [Requirement(line) for lines in PROJECT["optional-dependencies"].values() for line in lines]
# Used without an import of ours.
UNSEEN = {
    "httptools": "named to uvicorn as its parser",
    "tzdata": "read by zoneinfo",
}
# Licences under which a product may be run and passed on; LGPL for a driver that is loaded and not changed.
ALLOWED = (
    *("MIT", "MIT-0", "Apache", "APL 2", "BSD", "ISC", "PSF", "Python Software Foundation", "MPL", "Mozilla", "LGPL"),
    *("Unlicense", "CC0"),
)
NEVER = ("AGPL", "GPL-2", "GPL-3", "SSPL", "BUSL", "Commons Clause", "Proprietary")
# No licence in what is installed; looked up where it is made.
TOLD_ELSEWHERE = {"axe-playwright-python": "MIT", "pathspec": "MPL-2.0"}


def pins() -> dict[str, str]:
    """Give every exact version that is written down."""
    lines = (ROOT / "constraints.txt").read_text("utf-8").split()
    return {canonicalize_name(name): version for name, _, version in (line.partition("==") for line in lines)}


@lru_cache(1)
def needed() -> dict[str, metadata.Distribution]:
    """Give everything that is installed because we, or what we use, asked for it."""
    found: dict[str, metadata.Distribution] = {}
    waiting = [(requirement, "") for requirement in (*DIRECT, *EXTRAS)]
    while waiting:
        requirement, extra = waiting.pop()
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        try:
            there = metadata.distribution(requirement.name)
        except metadata.PackageNotFoundError:
            continue  # an extra that is not installed here
        found[name] = there
        asked = [Requirement(line) for line in there.requires or ()]
        fresh = [(each, wanted) for each in asked for wanted in (requirement.extras or {""})]
        waiting += [pair for pair in fresh if canonicalize_name(pair[0].name) not in found]
    return found


def licences(there: metadata.Distribution) -> str:
    """Give what a package says of its licence, in whichever of three places it says so."""
    told = there.metadata.get("License-Expression") or ""
    classes = [line for line in there.metadata.get_all("Classifier") or () if line.startswith("License ::")]
    return told or " ".join(classes) or (there.metadata.get("License") or "")[:200]


@lru_cache(1)
def imported() -> set[str]:
    """Give every package that our code imports."""
    return {
        name.partition(".")[0] for file in house.modules(ROOT) for name in _imports(ast.parse(file.read_text("utf-8")))
    }


def _imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def test_everything_that_is_installed_has_its_exact_version_written_down() -> None:
    """Two installations are the same to the last package, those that others bring along too."""
    wrong = {name: (there.version, pins().get(name)) for name, there in needed().items()}
    assert {name: both for name, both in wrong.items() if both[0] != both[1]} == {}


def test_nothing_is_written_down_that_nobody_needs() -> None:
    """A version of something that is not used any more is a trap for whoever looks for holes."""
    assert set(pins()) - set(needed()) == set()


@pytest.mark.parametrize("requirement", sorted({*DIRECT, *EXTRAS}, key=str), ids=str)
def test_exact_versions_are_within_what_is_asked_for(requirement: Requirement) -> None:
    """Pyproject's bounds and the exact versions do not contradict each other."""
    assert pins()[canonicalize_name(requirement.name)] in requirement.specifier


def test_licences_are_such_that_everybody_may_use_them() -> None:
    """Nothing under a licence that binds what stands beside it, and nothing without one."""
    told = {name: TOLD_ELSEWHERE.get(name) or licences(there) for name, there in needed().items()}
    bad = {n: t for n, t in told.items() if not any(a in t for a in ALLOWED) or _binds(t)}
    assert bad == {}


def _binds(told: str) -> bool:
    return any(name in told.replace("LGPL", "") for name in NEVER)


@pytest.mark.parametrize("told", ["AGPL-3.0-only", "GPL-3.0-or-later", "SSPL-1.0", "Proprietary"])
def test_a_licence_that_binds_is_seen(told: str) -> None:
    """Each of them turns the test red."""
    assert _binds(told)


@pytest.mark.parametrize("requirement", DIRECT, ids=str)
def test_everything_we_ask_for_is_used(requirement: Requirement) -> None:
    """Each direct dependency is imported by our code, or named with how it is used otherwise."""
    name = canonicalize_name(requirement.name)
    modules = {
        file.parts[0].removesuffix(".py") for file in metadata.files(requirement.name) or () if file.suffix == ".py"
    }
    assert name in UNSEEN or imported() & modules, f"nobody imports {name}"
