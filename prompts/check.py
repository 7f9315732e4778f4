"""The checker of prompt packs: shape, ids, languages and the wording rules, each problem with file, line and reason."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.domain.text import clip
from prompts import lines, wording
from prompts.lines import Lined, NotYamlError, Place
from prompts.phrases import LANGUAGES

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

RESERVED = frozenset({"member"})  # how the history names a colleague's own question
_SCHEMA = Path(__file__).with_name("prompt-pack.schema.json")
_TEXTS = ("text", "follow_up", "example", "care")
_PRIVATE_DEPTH = 3
_REASON = 200  # characters; a schema quotes what it refuses


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a pack; `line` counts from 1, `where` names the prompt and the field."""

    file: str
    line: int
    where: str
    reason: str

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return f"{self.file}:{self.line}: {place}{self.reason}"


@dataclass(frozen=True, slots=True)
class Slip:
    """One thing that is wrong, by its place in the file."""

    place: Place
    reason: str


def problems(path: Path, taken: Mapping[str, str] | None = None) -> list[Problem]:
    """Return everything that is wrong with a pack file, or with a folder of them; empty when all is well.

    `taken` are the ids of packs and prompts that exist elsewhere already, each with where.
    """
    if not path.exists():
        return [Problem(str(path), 1, "", "there is no such file or folder")]
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    packs = [each for each in files if each.suffix == ".yaml"]
    found = [Problem(str(each), 1, "", "a pack's name ends in .yaml") for each in files if each.suffix == ".yml"]
    if not packs and not found:
        return [Problem(str(path), 1, "", "there is no pack here (a file whose name ends in .yaml)")]
    known = dict(taken or {})
    for each in packs:
        found += _file(each, known)
    return found


def _file(path: Path, known: dict[str, str]) -> list[Problem]:
    try:
        read = lines.read(path)
    except NotYamlError as error:
        return [Problem(str(path), error.line, "", f"cannot be read as YAML: {error}")]
    except OSError as error:
        return [Problem(str(path), 1, "", f"cannot be read: {error.strerror}")]
    slips = [Slip(place, "stands here twice") for place, _ in read.twice]
    slips += _shape(read.data)
    # Wording is only looked at where the shape is right: whoever writes a pack gets all that can be told at once.
    broken = {slip.place[1] for slip in slips if slip.place[:1] == ("prompts",) and len(slip.place) > 1}
    if all(slip.place[:1] == ("prompts",) and len(slip.place) > 1 for slip in slips):
        fine = [(n, prompt) for n, prompt in enumerate(read.data["prompts"]) if n not in broken]
        slips += _pack(path, read.data, fine, known)
    told = (Problem(str(path), _line(read, slip), _where(read.data, slip.place), slip.reason) for slip in slips)
    return sorted(told, key=lambda problem: problem.line)


def _line(read: Lined, slip: Slip) -> int:
    doubled = (line for place, line in read.twice if place == slip.place and slip.reason == "stands here twice")
    return next(doubled, None) or read.line(slip.place)


def _where(data: object, place: Place) -> str:
    """Name a place as its author would: by the id of the prompt."""
    if place[:1] == ("prompts",) and len(place) > 1 and isinstance(data, dict):
        prompt = data["prompts"][place[1]]
        name = prompt.get("id") if isinstance(prompt, dict) else None
        return ".".join(map(str, (name or f"prompt {int(place[1]) + 1}", *place[2:])))
    return ".".join(map(str, place))


# ---------------------------------------------------------------- shape


@cache
def _validator() -> "Draft202012Validator":
    # Loaded only where a pack is checked: it takes longer than the rest of the start.
    from jsonschema import Draft202012Validator  # noqa: PLC0415

    return Draft202012Validator(json.loads(_SCHEMA.read_text("utf-8")))


def _shape(data: object) -> Iterator[Slip]:
    for error in _validator().iter_errors(data):
        yield Slip(tuple(error.absolute_path), clip(error.message, _REASON))


# ---------------------------------------------------------------- one pack


Prompts = Sequence[tuple[int, Mapping[str, Any]]]


def _pack(path: Path, pack: Mapping[str, Any], prompts: Prompts, known: dict[str, str]) -> Iterator[Slip]:
    if pack["id"] != path.stem:
        yield Slip(("id",), f"the file of pack '{pack['id']}' has to be called {pack['id']}.yaml")
    if pack["id"] in RESERVED:
        yield Slip(("id",), f"'{pack['id']}' means something else already; choose another id")
    elif pack["id"] in known:
        yield Slip(("id",), f"there is a pack '{pack['id']}' already, in {known[pack['id']]}")
    known.setdefault(pack["id"], str(path))
    for n, language in enumerate(pack["locales"]):
        if language not in LANGUAGES:
            yield Slip(("locales", n), f"the bot does not speak '{language}' (it speaks {', '.join(LANGUAGES)})")
    yield from _titles(pack)
    for n, prompt in prompts:
        yield from _prompt(("prompts", n), pack, prompt, known)
        known.setdefault(prompt["id"], str(path))
    if len(prompts) == len(pack["prompts"]):
        yield from _orders(pack, prompts)


def _titles(pack: Mapping[str, Any]) -> Iterator[Slip]:
    for field in ("title", "summary"):
        for language in pack["locales"]:
            if language not in pack[field]:
                yield Slip((field,), f"not there in '{language}'")


def _orders(pack: Mapping[str, Any], prompts: Prompts) -> Iterator[Slip]:
    if pack["kind"] == "arc":
        order = [prompt.get("step") for _, prompt in prompts]
        if order != list(range(1, len(order) + 1)):
            yield Slip(("prompts",), f"the steps of an arc count from 1 in order, here: {_list(order)}")
    groups: dict[str, list[tuple[int, int]]] = {}
    for n, prompt in prompts:
        if "sequence" in prompt:
            groups.setdefault(prompt["sequence"]["group"], []).append((n, prompt["sequence"]["step"]))
    for group, places in groups.items():
        steps = sorted(step for _, step in places)
        if steps != list(range(1, len(steps) + 1)):
            place = ("prompts", places[0][0], "sequence")
            yield Slip(place, f"the steps of sequence '{group}' count from 1, each once, here: {_list(steps)}")


def _list(steps: Sequence[object]) -> str:
    return ", ".join("none" if step is None else str(step) for step in steps)


# ---------------------------------------------------------------- one prompt


def _prompt(
    place: Place, pack: Mapping[str, Any], prompt: Mapping[str, Any], known: Mapping[str, str]
) -> Iterator[Slip]:
    if prompt["id"] in known:
        yield Slip((*place, "id"), f"this id is used already, in {known[prompt['id']]}; ids are for ever")
    if not prompt["id"].startswith(f"{pack['id']}-"):
        yield Slip((*place, "id"), f"the id has to begin with '{pack['id']}-'")
    whole = {**pack["defaults"], **prompt}
    if whole.get("depth") == _PRIVATE_DEPTH and ("care" not in prompt or whole.get("share") != "private"):
        yield Slip(place, "a prompt of depth 3 needs a text under 'care' and 'share: private'")
    for field in _TEXTS:
        if field in prompt:
            yield from _text((*place, field), field, pack["locales"], prompt)


def _text(place: Place, field: str, languages: Sequence[str], prompt: Mapping[str, Any]) -> Iterator[Slip]:
    texts = prompt[field]
    for language in languages:
        if language not in texts:
            yield Slip(place, f"not there in '{language}'")
    for language, text in texts.items():
        if language not in languages:
            yield Slip((*place, language), f"'{language}' is not among the pack's locales")
        for reason in wording.slips(field, language, text, valued="value" in prompt.get("requires", ())):
            yield Slip((*place, language), reason)
