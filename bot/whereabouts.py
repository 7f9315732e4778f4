"""Where a setting was written that cannot be: a variable, or a line of the file."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path


def place_of(file: Path, where: Sequence[str], variables: Mapping[str, Sequence[str]], default: str) -> str:
    """Give the place of a setting; `variables` are those that were laid over the file, each with what it sets."""
    steps = [step for step in where if not step.isdigit()]
    own = next((name for name, path in variables.items() if [*path] == steps), "")
    if own:
        return own
    if line := _line_of(file, steps):
        return f"{file}:{line}"
    return next((name for name, path in variables.items() if [*path[: len(steps)]] == steps), default)


def _line_of(file: Path, steps: Sequence[str]) -> int:
    """Give the line of a setting in the file, in `name: {name: value}` too; 0 where it did not come from there."""
    if not file.is_file():
        return 0
    left = list(steps)
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        rest = line
        while left and (found := re.search(rf"(?:^|[{{,])\s*[\"']?{re.escape(left[0])}[\"']?\s*:", rest)):
            left.pop(0)
            rest = rest[found.end() :]
        if not left:
            return number
    return 0
