"""What the weekly choice is made of: prompts as cards, what is known of a circle, and the choice itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MEMBER = "member"

_MONTHS: Mapping[str, tuple[int, ...]] = {
    "spring": (3, 4, 5),
    "summer": (6, 7, 8),
    "autumn": (9, 10, 11),
    "winter": (12, 1, 2),
}
_ACROSS = {"spring": "autumn", "summer": "winter", "autumn": "spring", "winter": "summer"}


class Reason(StrEnum):
    """Why a question was chosen."""

    OPENER = "opener"
    ARC = "arc"
    SEQUENCE = "sequence"
    MEMBER = "member"
    POOL = "pool"
    QUIET = "quiet"
    FALLBACK = "fallback"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What the choice needs of a prompt; `months` are 1 to 12, `season` is a name, and neither means all year.

    `step` counts from 1 in an arc, `group` and `group_step` in a sequence within a pool.
    """

    id: str
    pack: str
    theme: str
    kind: str = "pool"
    depth: int = 1
    effort: str = "medium"
    share: str = "choose"
    tags: frozenset[str] = frozenset()
    months: tuple[int, ...] = ()
    season: str = ""
    step: int = 0
    group: str = ""
    group_step: int = 0
    needs_value: bool = False
    retired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CircleFacts:
    """What the choice needs of a circle; `packs` are the pool packs that are on, empty for all there are.

    `editions` is how many digests were posted, None for as many as there were rounds; `light` says that a light
    question was promised, as a digest of a quiet week does; `south` that it is summer there in December.
    """

    circle: str
    packs: tuple[str, ...] = ()
    arc: str = ""
    has_values: bool = False
    editions: int | None = None
    light: bool = False
    south: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A round of this circle; `pack` is `MEMBER` for a member's question, `takers` are the answers it got."""

    prompt: str
    pack: str
    theme: str
    day: date
    takers: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A member's own question, with the number of colleagues who would like it to be asked."""

    id: str
    hands: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The prompt (or the suggestion, with pack `MEMBER`) to ask, and why.

    `asked_weeks_ago` is None where it was not asked here before.
    """

    prompt: str
    pack: str
    reason: Reason
    asked_weeks_ago: int | None = None


def in_season(card: Card, day: date, *, south: bool = False) -> bool | None:
    """Tell whether `day` is in a prompt's season; None for a prompt of all year."""
    if card.season:
        return day.month in _MONTHS[_ACROSS[card.season] if south else card.season]
    return day.month in card.months if card.months else None
