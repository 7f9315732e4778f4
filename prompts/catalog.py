"""The catalogue of questions and chips: our own packs, and those that a workspace adds; ids are for ever."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from bot.domain.deck import Card
from bot.domain.text import fold
from prompts import lines
from prompts.phrases import LANGUAGES, Voice, language_of

Texts = Mapping[str, str]  # by language
_HERE = Path(__file__).parent
_DEFAULTS: Mapping[str, Any] = {"depth": 1, "effort": "medium", "share": "choose", "time": "past_week"}


class PackError(Exception):
    """A pack that cannot be used; its text has one line for each problem, with file, line and reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One question with its follow-up and example; `care` is empty but for the deepest."""

    id: str
    card: Card
    text: Texts
    follow_up: Texts
    example: Texts
    care: Texts
    chapter: Texts
    time: str

    @property
    def pack(self) -> str:
        """Give the id of its pack."""
        return self.card.pack

    @property
    def theme(self) -> str:
        """Give what it is about, which is not the same as a chip's theme."""
        return self.card.theme

    @property
    def share(self) -> str:
        """Give who it suggests to tell: channel, choose or private."""
        return self.card.share


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A set of questions; `kind` is pool, or arc for one that is asked in order."""

    id: str
    version: str
    kind: str
    locales: tuple[str, ...]
    title: Texts
    summary: Texts
    prompts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A chip; its seeds decide nothing but which chips come first."""

    id: str
    emoji: str
    label: Texts
    seeds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """Everything that can be asked or tapped, and the voices that say the rest."""

    packs: Mapping[str, Pack]
    prompts: Mapping[str, Prompt]
    themes: tuple[Theme, ...]
    most_themes: int
    tough: Theme
    locales: tuple[str, ...] = LANGUAGES

    def prompt(self, id: str) -> Prompt:  # noqa: A002 - it is one
        """Give one prompt, a retired one too; raises KeyError for an id that no pack has."""
        return self.prompts[id]

    def cards(self, locale: str = "") -> tuple[Card, ...]:
        """Give every prompt as the weekly choice sees it; with `locale` only those that exist in that language."""
        language = language_of(locale) if locale else ""
        return tuple(prompt.card for prompt in self.prompts.values() if not language or language in prompt.text)

    def theme_label(self, id: str, locale: str) -> str:  # noqa: A002 - it is one
        """Give a theme, or the self-mark, as people call it; one that is gone is called by its id."""
        theme = next((each for each in (*self.themes, self.tough) if each.id == id), None)
        return theme.label[language_of(locale)] if theme else id

    def chips(self, text: str, locale: str) -> tuple[Theme, ...]:
        """Give all themes, first those that the text hints at; which one fits only its teller can say."""
        said, language = fold(text), language_of(locale)
        return tuple(sorted(self.themes, key=lambda theme: not _hint(theme.seeds.get(language, ())).search(said)))

    def voice(self, locale: str) -> Voice:
        """Give the sentences in a language; one that the bot does not speak becomes English."""
        return Voice(locale)


@cache
def _hint(seeds: tuple[str, ...]) -> re.Pattern[str]:
    words = (re.escape(fold(seed.removesuffix("*"))) + (r"\w*" if seed.endswith("*") else "") for seed in seeds)
    return re.compile(rf"\b(?:{'|'.join(words)})\b" if seeds else r"(?!)")


def load(extra: Sequence[Path] = ()) -> Catalog:
    """Give the catalogue of our own packs and of those in the folders `extra`, which are checked first.

    Raises PackError, which names every problem with file, line and reason.
    """
    files = sorted((_HERE / "packs").glob("*.yaml"))
    packs = [(path, lines.plain(path)) for path in files]
    if extra:
        packs += _foreign(packs, extra)
    return _catalog([data for _, data in packs], lines.plain(_HERE / "themes.yaml"))


def _foreign(own: Sequence[tuple[Path, Any]], folders: Sequence[Path]) -> list[tuple[Path, Any]]:
    # Only where there are any: loading the checker's schema library takes longer than all the rest.
    from prompts.check import problems  # noqa: PLC0415

    taken = {id_: "Fireside's own packs" for _, data in own for id_ in _ids(data)}
    found: list[str] = []
    packs: list[tuple[Path, Any]] = []
    for folder in folders:
        wrong = problems(folder, taken)
        found += map(str, wrong)
        if not wrong:
            new = [(path, lines.plain(path)) for path in _files(folder)]
            taken |= {id_: str(path) for path, data in new for id_ in _ids(data)}
            packs += new
    if found:
        raise PackError("\n".join(found))
    return packs


def _files(path: Path) -> list[Path]:
    return sorted(path.glob("*.yaml")) if path.is_dir() else [path]


def _ids(data: Mapping[str, Any]) -> Iterator[str]:
    yield data["id"]
    yield from (prompt["id"] for prompt in data["prompts"])


def _catalog(packs: Sequence[Mapping[str, Any]], themes: Mapping[str, Any]) -> Catalog:
    return Catalog(
        packs=MappingProxyType({data["id"]: _pack(data) for data in packs}),
        prompts=MappingProxyType({raw["id"]: _prompt(data, raw) for data in packs for raw in data["prompts"]}),
        themes=tuple(_theme(raw) for raw in themes["themes"]),
        most_themes=themes["max_per_answer"],
        tough=next(_theme(raw) for raw in themes["self_marks"] if raw["id"] == "tough"),
    )


def _pack(data: Mapping[str, Any]) -> Pack:
    return Pack(
        id=data["id"],
        version=data["version"],
        kind=data["kind"],
        locales=tuple(data["locales"]),
        title=data["title"],
        summary=data["summary"],
        prompts=tuple(raw["id"] for raw in data["prompts"]),
    )


def _prompt(data: Mapping[str, Any], raw: Mapping[str, Any]) -> Prompt:
    whole = {**_DEFAULTS, **data["defaults"], **raw}
    return Prompt(
        id=raw["id"],
        card=_card(data, whole),
        text=whole["text"],
        follow_up=whole["follow_up"],
        example=whole["example"],
        care=whole.get("care", {}),
        chapter=whole.get("chapter", {}),
        time=whole["time"],
    )


def _card(data: Mapping[str, Any], whole: Mapping[str, Any]) -> Card:
    season, sequence = whole.get("season", {}), whole.get("sequence", {})
    return Card(
        id=whole["id"],
        pack=data["id"],
        kind=data["kind"],
        theme=whole["theme"],
        depth=whole["depth"],
        effort=whole["effort"],
        share=whole["share"],
        tags=frozenset(whole.get("tags", ())),
        months=tuple(season.get("months", ())),
        season=season.get("name", ""),
        step=whole.get("step", 0),
        group=sequence.get("group", ""),
        group_step=sequence.get("step", 0),
        needs_value="value" in whole.get("requires", ()),
        retired=whole.get("retired", False),
    )


def _theme(raw: Mapping[str, Any]) -> Theme:
    seeds = {language: tuple(words) for language, words in raw.get("seeds", {}).items()}
    return Theme(id=raw["id"], emoji=raw["emoji"], label=raw["label"], seeds=seeds)
