"""The facts a digest is made of, and how people are counted in them.

Numbers are people, counted so that they are never too high: who answers without a name has another hash in every round,
so over several rounds only a lower bound is known, and it is the one that is told. One who wrote in the thread of a
round and filled in its form without a name counts twice in the opening line: to know better would be to know whose the
nameless answer is. Chips and marks come by form alone, and each person has one form in a round.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """From where on each section speaks; people are distinct people, lengths are code points."""

    people: int = 3
    nameless: int = 3
    contributions: int = 3
    fuel_people: int = 3
    fuel_themes: int = 3
    fuel_week_takers: int = 15
    quotes: int = 2
    quote_length: int = 140
    tough: int = 3
    thanks: int = 3
    values: int = 2
    unnamed_days: int = 14
    grown_window: int = 12
    grown_more: int = 3
    grown_chance: float = 0.02
    month_days: int = 28


THRESHOLDS = Thresholds()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An answer to the circle: `person` is the member, or the hash of this round when `nameless`.

    `edition` is the digest that took it up, empty while none has. Private answers never come here.
    """

    answer: str
    person: str
    round: str
    day: date
    themes: tuple[str, ...] = ()
    tough: bool = False
    text: str = ""
    quote: bool = False
    nameless: bool = False
    edition: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thanked:
    """Kudos visible to the circle; `small` is one by reaction, `receivers` are those who let it into the digest.

    `edition` is the digest that took it up, empty while none has.
    """

    kudos: str
    giver: str
    receivers: tuple[str, ...]
    day: date
    reason: str = ""
    value: str | None = None
    small: bool = False
    edition: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that a digest is made of: `told` over the last 56 days, `thanked` over the last 14, and what is new since.

    `edition` seeds every choice and `day` is its date; `quoted` are the tellers quoted in the last three editions;
    `since` is when the circle began to give thanks, None for long ago.
    """

    edition: str
    day: date
    told: tuple[Told, ...] = ()
    thanked: tuple[Thanked, ...] = ()
    echoers: frozenset[str] = frozenset()
    quoted: frozenset[str] = frozenset()
    values: tuple[str, ...] = ()
    since: date | None = None


# ---------------------------------------------------------------- who counts


def counted(told: Iterable[Told], limits: Thresholds = THRESHOLDS) -> tuple[Told, ...]:
    """Return the answers that may count: nameless ones only where three people or more gave those of their edition."""
    everything = tuple(told)
    nameless: defaultdict[str, list[Told]] = defaultdict(list)
    for each in everything:
        if each.nameless:
            nameless[each.edition].append(each)
    enough = {edition for edition, group in nameless.items() if hidden(group, limits)}
    return tuple(each for each in everything if not each.nameless or each.edition in enough)


def hidden(nameless: Iterable[Told], limits: Thresholds = THRESHOLDS) -> bool:
    """Tell whether there are enough people to hide among: one who answered in two rounds is not two."""
    return people(nameless) >= limits.nameless


def people(told: Iterable[Told], others: Collection[str] = ()) -> int:
    """Return how many distinct people there are at least; `others` are members known by other acts.

    Two nameless answers in one round are two people; in two rounds they may be one.
    """
    named: set[str] = set(others)
    rounds: defaultdict[str, set[tuple[bool, str]]] = defaultdict(set)
    for each in told:
        rounds[each.round].add((each.nameless, each.person))
        if not each.nameless:
            named.add(each.person)
    return max(len(named), *(len(who) for who in rounds.values()), 0)


def within(told: Iterable[Told], day: date, days: int) -> tuple[Told, ...]:
    """Return what was told in the `days` days up to and with `day`."""
    return tuple(each for each in told if timedelta() <= day - each.day < timedelta(days=days))


def by_theme(told: Iterable[Told]) -> dict[str, int]:
    """Return how many people chose each theme."""
    groups: defaultdict[str, list[Told]] = defaultdict(list)
    for each in told:
        for theme in each.themes:
            groups[theme].append(each)
    return {theme: people(group) for theme, group in groups.items()}


def draw(edition: str, subject: str) -> bytes:
    """Return a place in a draw that is the same on every machine and at every retry, and favours nobody."""
    return hashlib.sha256(f"{edition}\0{subject}".encode("utf-8", "replace")).digest()
