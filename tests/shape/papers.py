"""What README, docs and help promise, against what is there, as functions over texts."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pydantic import BaseModel

from bot.settings import PLATFORM_NAMES, PREFIX, Settings

LINK = re.compile(r"(?<!`)!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^ *```.*?^ *```", re.DOTALL | re.MULTILINE)
VARIABLE = re.compile(r"\b((?:FIRESIDE|SLACK|MICROSOFT|TEAMS)_[A-Z][A-Z0-9_]*)")
ASKED = re.compile(r"(?<![\w./])/fireside ([\w-]+)")
CODE = re.compile(r"^ *```.*?^ *```|`[^`\n]+`", re.DOTALL | re.MULTILINE)
RUN = re.compile(r"(?:bin/fireside|(?<![\w/])fireside|python -m bot) ([a-z]+(?:-[a-z]+)*)\b([^`\n]*)")
MADE = re.compile(r"`make ([\w./-]+)|^make ([\w./-]+)", re.MULTILINE)


def papers(root: Path) -> Iterator[Path]:
    """Give README, CHANGELOG and everything in docs."""
    yield from (file for file in (root / "README.md", root / "CHANGELOG.md") if file.exists())
    yield from sorted((root / "docs").rglob("*.md"))


def anchors(text: str) -> set[str]:
    """Give the names of a page's headings, as links spell them."""
    found: dict[str, int] = {}
    names = set()
    for title in re.findall(r"^#{1,6} +(.+?) *#*$", FENCE.sub("", text), re.MULTILINE):
        bare = re.sub(r"[^\w\- ]", "", re.sub(r"\]\([^)]*\)", "", title.casefold())).replace(" ", "-")
        seen = found.get(bare, 0)
        found[bare] = seen + 1
        names.add(f"{bare}-{seen}" if seen else bare)
    return names


def dead_links(root: Path) -> list[str]:
    """Give links to files or headings that are not there."""
    found = []
    for paper in papers(root):
        for link in LINK.findall(FENCE.sub("", paper.read_text("utf-8"))):
            if "://" in link or link.startswith("mailto:"):
                continue
            path, _, anchor = link.partition("#")
            target = (paper.parent / path).resolve() if path else paper.resolve()
            there = target.exists()
            if there and anchor and target.suffix == ".md":
                there = anchor in anchors(target.read_text("utf-8"))
            if not there:
                found.append(f"{paper.relative_to(root)}: {link}")
    return found


def variables(model: type[BaseModel] = Settings, prefix: str = PREFIX) -> Iterator[str]:
    """Give every environment variable that is a setting."""
    for name, field in model.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from variables(inner, f"{prefix}{name.upper()}__")
        else:
            yield f"{prefix}{name.upper()}"


def unknown_variables(text: str) -> list[str]:
    """Give environment variables that a text names and that nothing reads."""
    known = {*variables(), *PLATFORM_NAMES, "FIRESIDE_APP_YAML"}
    return sorted({name for name in VARIABLE.findall(text) if name not in known})


def unknown_requests(text: str, words: Iterable[str]) -> list[str]:
    """Give words after `/fireside` that the bot does not understand."""
    return sorted(set(ASKED.findall(text)) - set(words))


def unknown_runs(text: str, commands: Mapping[str, set[str]]) -> list[str]:
    """Give commands and options for the machine that the command line does not have."""
    found = []
    for name, rest in RUN.findall("\n".join(CODE.findall(text))):
        if name not in commands:
            found.append(name)
            continue
        options = re.findall(r"(?<![\w-])--[a-z][\w-]*", rest)
        found += [f"{name} {option}" for option in options if option not in commands[name]]
    return sorted(set(found))


def unknown_targets(text: str, makefile: str) -> list[str]:
    """Give what `make` is told to make, and cannot."""
    there = set(re.findall(r"^([\w./-]+):", makefile, re.MULTILINE))
    return sorted({a or b for a, b in MADE.findall(text)} - there)
