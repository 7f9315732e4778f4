"""YAML that knows where everything stands in its file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import yaml

Place = tuple[str | int, ...]
# The loader in C is ten times as fast; where it was not built the other one reads the same.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class NotYamlError(ValueError):
    """A file that is no YAML; `line` counts from 1."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


@dataclass(frozen=True, slots=True)
class Lined:
    """What a file says, the line (from 1) of each place in it, and the keys that stand twice."""

    data: Any
    lines: Mapping[Place, int]
    twice: Sequence[tuple[Place, int]]

    def line(self, place: Place) -> int:
        """Return the line of a place, or of the nearest one around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def plain(path: Path) -> dict[str, Any]:
    """Return what a YAML file of ours says, as fast as can be; raises yaml.YAMLError."""
    return cast("dict[str, Any]", yaml.load(path.read_bytes(), _LOADER))  # noqa: S506 - a safe loader, by another name


def read(path: Path) -> Lined:
    """Return what a YAML file says together with its lines; raises NotYamlError, OSError."""
    try:
        loader = _LOADER(path.read_bytes())
        node = loader.get_single_node()
        data = loader.construct_document(node) if node is not None else None
    except yaml.YAMLError as error:
        raise _not_yaml(error) from None
    except (ValueError, RecursionError, TypeError) as error:
        raise NotYamlError(1, f"not YAML that can be read ({type(error).__name__})") from None
    lines: dict[Place, int] = {}
    twice: list[tuple[Place, int]] = []
    for place, line in _walk(node, ()):
        if place in lines:
            twice.append((place, line))
        lines[place] = line
    return Lined(data, lines, twice)


def _not_yaml(error: yaml.YAMLError) -> NotYamlError:
    """Name the line where reading stopped, and the one where it began to go wrong."""
    mark, begun = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    reason = str(getattr(error, "problem", None) or "these are not all characters of a text")
    since = f" (in what begins in line {begun.line + 1})" if begun else ""
    return NotYamlError(mark.line + 1 if mark else 1, f"{reason}{since}")


def _walk(node: yaml.Node | None, place: Place) -> Iterator[tuple[Place, int]]:
    if node is None:
        return
    if not place:
        yield (), node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inside = (*place, str(key.value))
            yield inside, key.start_mark.line + 1
            yield from _walk(value, inside)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield (*place, index), value.start_mark.line + 1
            yield from _walk(value, (*place, index))
