"""One digest as it is frozen: facts of every section, None or empty where the section is silent."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, TypeVar

VERSION = 1
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """How many people took part at least; `took` is who told, thanked or echoed, `tapped` who chose chips only."""

    took: int
    wrote: int
    tapped: int
    thanked: int
    echoed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeCount:
    """How many people chose a theme."""

    theme: str
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fuel:
    """The themes most people chose, most first; `weeks` says over how long: 1 or 4."""

    themes: tuple[ThemeCount, ...]
    weeks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A line whose teller agreed to be quoted; `member` is None for one without a name."""

    answer: str
    text: str
    member: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """One behaviour in the giver's words, and the value it was thanked for."""

    kudos: str
    giver: str
    receivers: tuple[str, ...]
    reason: str
    value: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Thanks:
    """The thanks of the edition; `total` is None where there are too few to sum up.

    `values` are those most used, `unnamed` one that had no thanks lately.
    """

    total: int | None
    values: tuple[str, ...]
    snippet: Snippet | None
    unnamed: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grown:
    """A theme chosen by clearly more people than a month earlier; `before` is None where that was hardly anyone."""

    theme: str
    now: int
    before: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Carry:
    """A question to carry; `member` is who asked it, with consent, `suggestion` what hands are raised for."""

    text: str
    member: str | None
    suggestion: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """Everything that stands in one digest; `quiet` ones have two lines and no sections, and say how many `people`.

    `story` and `heard` are kept free for what is to come.
    """

    quiet: bool = False
    contributions: int = 0
    people: int = 0
    opening: Opening | None = None
    fuel: Fuel | None = None
    quotes: tuple[Quote, ...] = ()
    honest: bool = False
    story: None = None
    thanks: Thanks | None = None
    grown: Grown | None = None
    heard: tuple[()] = ()
    carry: Carry | None = None

    def without(self, kind: str, subject: str) -> "Edition":
        """Return the edition without the line about an `answer` or `kudos`, as if it had never stood there."""
        quotes = tuple(quote for quote in self.quotes if kind != "answer" or quote.answer != subject)
        thanks = self.thanks
        if kind == "kudos" and thanks and thanks.snippet and thanks.snippet.kudos == subject:
            thanks = None if thanks.total is None else replace(thanks, snippet=None)
        return replace(self, quotes=quotes, thanks=thanks)

    def subjects(self) -> tuple[tuple[str, str], ...]:
        """Return what stands in the edition and can be taken out, as kind and id."""
        snippet = self.thanks.snippet if self.thanks else None
        return (*(("answer", quote.answer) for quote in self.quotes), *((("kudos", snippet.kudos),) if snippet else ()))

    def to_dict(self) -> dict[str, Any]:
        """Return the edition in values that JSON knows."""
        return {"version": VERSION, **asdict(self)}

    def to_counts(self) -> dict[str, Any]:
        """Return what stays when nobody's words are kept any longer: how many, and of what; what is empty is left out.

        There is one for each week for ever, so it is short.
        """
        thanks = replace(self.thanks, snippet=None) if self.thanks and self.thanks.total is not None else None
        facts = replace(self, quotes=(), thanks=thanks, carry=None).to_dict()
        return {name: value for name, value in facts.items() if value}

    @classmethod
    def from_dict(cls, facts: Mapping[str, Any]) -> "Edition":
        """Return the edition that `to_dict` wrote down, after JSON too; what it does not know it leaves out."""
        return cls(
            quiet=facts.get("quiet", False),
            contributions=facts.get("contributions", 0),
            # It was not always counted in quiet ones; in others it is empty.
            people=facts.get("people", min(facts.get("contributions", 0), 2) if facts.get("quiet") else 0),
            opening=_maybe(Opening, facts.get("opening")),
            fuel=_fuel(facts.get("fuel")),
            quotes=tuple(Quote(**quote) for quote in facts.get("quotes", ())),
            honest=facts.get("honest", False),
            thanks=_thanks(facts.get("thanks")),
            grown=_maybe(Grown, facts.get("grown")),
            carry=_maybe(Carry, facts.get("carry")),
        )


def _maybe(kind: type[_T], facts: Mapping[str, Any] | None) -> _T | None:
    return None if facts is None else kind(**facts)


def _fuel(facts: Mapping[str, Any] | None) -> Fuel | None:
    if facts is None:
        return None
    return Fuel(themes=tuple(ThemeCount(**theme) for theme in facts["themes"]), weeks=facts["weeks"])


def _thanks(facts: Mapping[str, Any] | None) -> Thanks | None:
    if facts is None:
        return None
    snippet = facts["snippet"]
    said = None if snippet is None else Snippet(**{**snippet, "receivers": tuple(snippet["receivers"])})
    return Thanks(**{**facts, "values": tuple(facts["values"]), "snippet": said})
