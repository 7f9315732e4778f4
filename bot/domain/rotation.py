"""Which question comes next in a circle, and why: the same answer on every machine and at every retry.

The order of the rules: the circle's arc, a light question that was promised, a started sequence, the six openers, a
member's question, the pool. Within the pool everything is drawn by a hash of circle and ISO week.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import accumulate

from bot.domain.deck import MEMBER, Asked, Card, Choice, CircleFacts, Reason, Suggestion, in_season

__all__ = ["MEMBER", "OPENERS", "Asked", "Card", "Choice", "CircleFacts", "Reason", "Suggestion", "choose", "in_season"]

OPENERS = ("energy-01", "together-01", "strengths-01", "light-02", "learning-01", "energy-04")

_NO_REPEAT = 26
_HANDS = 3
_MEMBER_WEEKS = 3
_DEEPER_FROM = 6
_SEQUENCE_WITHIN = 4
_THANKS = "kudos"
_THANKS_REST = 2
# Of 84 prompts nine thank: strong weights are needed for one in four weeks (simulated: 0.22 to 0.28).
_THANKS_EARLY, _THANKS_DUE = 0.15, 25.0
_SEASONAL = 10.0
_LEVEL_OF, _LEVEL_FROM, _CLEARLY_UNDER = 12, 6, 0.6
_WEIGHTS: Mapping[str, float] = {
    "energy": 3,
    "strengths": 2,
    "learning": 2,
    "together": 3,
    "obstacles": 1.5,
    "light": 0.6,
}
# Three weeks each, and round again: discover, dream, design, deliver.
_PHASES: tuple[Mapping[str, float], ...] = (
    {"energy": 2, "strengths": 2},
    {"together": 2, "learning": 1.5},
    {"obstacles": 2.5, "learning": 1.5},
    {"together": 2, "energy": 1.2},
)
_PHASE_WEEKS = 3


def choose(
    candidates: Sequence[Card],
    circle: CircleFacts,
    history: Sequence[Asked],
    day: date,
    suggestions: Sequence[Suggestion] = (),
) -> Choice:
    """Return the question for `day`; `history` (the last 60 rounds or more) and `suggestions` come oldest first.

    Raises ValueError where no candidate at all may be asked in a circle.
    """
    table = _Table(candidates, circle, history, day)
    quiet = _quiet([asked.takers for asked in history])
    started = table.arc() or (None if circle.light else table.sequence()) or table.opener()
    if started:
        return table.pick(*started)
    if not (circle.light or quiet) and (wanted := table.wanted(suggestions)):
        return Choice(prompt=wanted.id, pack=MEMBER, reason=Reason.MEMBER)
    return table.pick(*table.drawn(light=circle.light or quiet))


def _quiet(takers: Sequence[int]) -> bool:
    """Tell whether the last two rounds both stayed clearly under what is usual in this circle."""
    if len(takers) < _LEVEL_FROM:
        return False
    lately = sorted(takers[-_LEVEL_OF:])
    usual = lately[(len(lately) - 1) // 2]  # the lower median
    return all(few < _CLEARLY_UNDER * usual for few in takers[-2:])


def _weeks(since: date, until: date) -> int:
    """Count the ISO weeks from one date to another: a moved weekday makes no difference."""
    return (_monday(until) - _monday(since)).days // 7


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


class _Table:
    """The cards of one draw, seen from one circle in one week."""

    __slots__ = ("_by_id", "_circle", "_day", "_history", "_last", "_rounds")

    def __init__(self, cards: Sequence[Card], circle: CircleFacts, history: Sequence[Asked], day: date) -> None:
        # Sorted, so that the draw does not depend on the order in which packs were found.
        self._by_id = {card.id: card for card in sorted(cards, key=lambda card: card.id) if not card.retired}
        self._circle, self._history, self._day = circle, history, day
        self._last = {asked.prompt: place for place, asked in enumerate(history)}
        self._rounds = len(history)

    def pick(self, card: Card, reason: Reason) -> Choice:
        """Return a choice with what a member may read about it."""
        place = self._last.get(card.id)
        return Choice(
            prompt=card.id,
            pack=card.pack,
            reason=reason,
            asked_weeks_ago=None if place is None else _weeks(self._history[place].day, self._day),
        )

    # ------------------------------------------------------------ what goes before the pool

    def arc(self) -> tuple[Card, Reason] | None:
        """Return the next step of the circle's arc."""
        left = (
            card
            for card in self._by_id.values()
            if card.kind == "arc" and card.pack == self._circle.arc and card.id not in self._last
        )
        card = min(left, key=lambda card: card.step, default=None)
        return (card, Reason.ARC) if card else None

    def sequence(self) -> tuple[Card, Reason] | None:
        """Return the next step of a sequence begun in the last few rounds, each step once in that time."""
        recent = [asked.prompt for asked in self._history[-_SEQUENCE_WITHIN:]]
        begun = (self._by_id[prompt] for prompt in reversed(recent) if prompt in self._by_id)
        last = next((card for card in begun if card.group), None)
        if last is None or not self._on(last):
            return None
        card = next((card for card in self._steps(last) if card.group_step == last.group_step + 1), None)
        return (card, Reason.SEQUENCE) if card and card.id not in recent else None

    def _steps(self, card: Card) -> list[Card]:
        """Return the whole sequence that a card belongs to; it may only begin where all of it may be asked."""
        group = (card.pack, card.group)
        return [each for each in self._by_id.values() if (each.pack, each.group) == group] if card.group else []

    def opener(self) -> tuple[Card, Reason] | None:
        """Return the next of the six openers, in their order; a promised light one goes before."""
        if self._rounds >= len(OPENERS):
            return None
        known = (self._by_id[prompt] for prompt in OPENERS if prompt in self._by_id and prompt not in self._last)
        left = [card for card in known if self._on(card) and card.theme != self._last_theme()]
        if self._circle.light:
            left = [card for card in left if card.effort == "light"]
        return (left[0], Reason.OPENER) if left else None

    def wanted(self, suggestions: Sequence[Suggestion]) -> Suggestion | None:
        """Return the member's question with most hands, the oldest of several; at most one in three weeks."""
        if any(a.pack == MEMBER and _weeks(a.day, self._day) < _MEMBER_WEEKS for a in self._history):
            return None
        new = (each for each in suggestions if each.hands >= _HANDS and each.id not in self._last)
        return max(new, key=lambda each: each.hands, default=None)

    # ------------------------------------------------------------ the pool

    def drawn(self, *, light: bool) -> tuple[Card, Reason]:
        """Return a card from the pool, a light one where there is one and it is wanted; never nothing."""
        pool = [card for card in self._by_id.values() if self._may(card) and self._fresh(card)]
        easy = [card for card in pool if card.effort == "light"] if light else []
        if easy:
            return self._draw(easy), Reason.QUIET
        return (self._draw(pool), Reason.POOL) if pool else (self._least_recent(light=light), Reason.FALLBACK)

    def _on(self, card: Card) -> bool:
        return card.kind == "pool" and (not self._circle.packs or card.pack in self._circle.packs)

    def _may(self, card: Card) -> bool:
        """Tell whether a card may ever be drawn in this circle today."""
        now = in_season(card, self._day, south=self._circle.south)
        return self._on(card) and self._opens(card) and now is not False

    def _opens(self, card: Card) -> bool:
        editions = self._rounds if self._circle.editions is None else self._circle.editions
        gate = 1 if editions < _DEEPER_FROM else 2
        valued = self._circle.has_values or not card.needs_value
        depth = max((c.depth for c in self._steps(card)), default=card.depth)
        return depth <= gate and card.share != "private" and card.group_step <= 1 and valued

    def _fresh(self, card: Card) -> bool:
        place = self._last.get(card.id)
        return (place is None or self._rounds - place > _NO_REPEAT) and card.theme != self._last_theme()

    def _last_theme(self) -> str:
        return self._history[-1].theme if self._history else ""

    def _least_recent(self, *, light: bool) -> Card:
        cards = self._by_id.values()
        tiers = (
            [card for card in cards if self._may(card) and card.theme != self._last_theme()],
            [card for card in cards if self._may(card)],
            [card for card in cards if card.kind == "pool" and self._opens(card)],
        )
        for tier in tiers:
            if tier:
                return min(tier, key=lambda c: (light and c.effort != "light", self._last.get(c.id, -1), c.id))
        problem = "there is no question that may be asked in a circle"
        raise ValueError(problem)

    def _draw(self, cards: Sequence[Card]) -> Card:
        sums = list(accumulate(self._weight(card) for card in cards))
        point = self._chance() * sums[-1]
        return next(card for card, upto in zip(cards, sums, strict=True) if point < upto)

    def _chance(self) -> float:
        """Return a number from 0 to below 1 that depends on circle, ISO week and rounds in this week only."""
        year, week, _ = self._day.isocalendar()
        again = sum(_weeks(asked.day, self._day) == 0 for asked in self._history[-7:])
        seed = f"{self._circle.circle}|{year}-{week}|{again}".encode("utf-8", "replace")
        return int.from_bytes(hashlib.sha256(seed).digest()[:6]) / (1 << 48)

    def _weight(self, card: Card) -> float:
        phase = _PHASES[_weeks(date.min, self._day) // _PHASE_WEEKS % len(_PHASES)]
        seasonal = _SEASONAL if card.season or card.months else 1.0
        place = self._last.get(card.id)
        age = 2.0 if place is None else 1 + min(self._rounds - place, 52) / 52
        return _WEIGHTS.get(card.pack, 1.0) * phase.get(card.pack, 1.0) * seasonal * age * self._turn(card)

    def _turn(self, card: Card) -> float:
        """Return what keeps weeks apart: themes, packs and thank-you questions take turns."""
        recent = self._history[-3:]
        turn = 0.3 if any(asked.theme == card.theme for asked in recent) else 1.0
        if recent and recent[-1].pack == card.pack:
            turn *= 0.25
        return turn * self._thanks_turn() if _THANKS in card.tags else turn

    def _thanks_turn(self) -> float:
        lately = (self._by_id.get(asked.prompt) for asked in self._history[-_THANKS_REST:])
        early = any(card and _THANKS in card.tags for card in lately)
        return _THANKS_EARLY if early else _THANKS_DUE
