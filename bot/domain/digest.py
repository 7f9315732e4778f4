"""What may stand in a digest: each section, from whom, and when it keeps silent."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from itertools import combinations
from math import comb

from bot.domain.edition import Edition, Fuel, Grown, Opening, Quote, Snippet, Thanks, ThemeCount
from bot.domain.facts import (
    THRESHOLDS,
    Facts,
    Thanked,
    Thresholds,
    Told,
    by_theme,
    counted,
    draw,
    hidden,
    people,
    within,
)
from bot.domain.text import clip

__all__ = ["THRESHOLDS", "Facts", "Thanked", "Thresholds", "Told", "counted", "gather", "hidden", "people"]


def gather(facts: Facts, limits: Thresholds = THRESHOLDS) -> Edition | None:
    """Return the edition to post, in its quiet form after a week of few, or None when there is nothing to say."""
    told = counted(facts.told, limits)
    new = tuple(each for each in told if not each.edition)
    thanked = tuple(each for each in facts.thanked if not each.edition)
    contributions = len(new) + len(thanked)
    if not contributions:
        return None
    opening = takers(new, thanked, facts.echoers)
    if opening.took < limits.people or contributions < limits.contributions:
        return _quiet(facts, new, thanked, limits)
    month = within(told, facts.day, limits.month_days)
    before = within(told, facts.day - timedelta(days=limits.month_days), limits.month_days)
    return Edition(
        contributions=contributions,
        opening=opening,
        fuel=fuel(new, month, facts.edition, limits),
        quotes=quotes(new, facts.quoted, facts.edition, limits),
        honest=honest(new, limits),
        thanks=thanks(facts, limits),
        grown=grown(month, before, facts.edition, limits),
    )


def _quiet(facts: Facts, new: Sequence[Told], thanked: Sequence[Thanked], limits: Thresholds) -> Edition:
    named = tuple(each for each in new if not each.nameless)
    said = snippet(thanked, (), facts.edition, limits)
    return Edition(
        quiet=True,
        contributions=len(new) + len(thanked),
        people=people(new, {each.giver for each in thanked}),
        quotes=quotes(named, facts.quoted, facts.edition, limits)[:1],
        thanks=Thanks(total=None, values=(), snippet=said, unnamed=None) if said else None,
    )


# ---------------------------------------------------------------- the sections


def takers(new: Sequence[Told], thanked: Sequence[Thanked], echoers: Collection[str]) -> Opening:
    """Return the opening line: how many people took part, wrote, tapped only, thanked and left an echo."""
    givers = {each.giver for each in thanked}
    told, wrote = people(new), people(each for each in new if each.text.strip())
    return Opening(
        took=people(new, givers | set(echoers)),
        wrote=wrote,
        tapped=told - wrote,
        thanked=len(givers),
        echoed=len(set(echoers)),
    )


def fuel(new: Sequence[Told], month: Sequence[Told], edition: str, limits: Thresholds = THRESHOLDS) -> Fuel | None:
    """Return the themes of the week, or of four weeks where fewer than fifteen people told."""
    of_week = people(new) >= limits.fuel_week_takers
    counts = by_theme(new if of_week else month)
    order = sorted(counts, key=lambda theme: (-counts[theme], draw(edition, theme)))
    top = [theme for theme in order if counts[theme] >= limits.fuel_people][: limits.fuel_themes]
    if not top:
        return None
    return Fuel(
        themes=tuple(ThemeCount(theme=theme, people=counts[theme]) for theme in top),
        weeks=1 if of_week else limits.month_days // 7,
    )


def quotes(
    new: Sequence[Told],
    quoted: Collection[str],
    edition: str,
    limits: Thresholds = THRESHOLDS,
) -> tuple[Quote, ...]:
    """Return at most two lines whose tellers agreed, drawn by the edition; no theme and no teller twice.

    A text too long is left out, since consent was given for exactly that text.
    """
    fit = (each for each in counted(new, limits) if each.quote and each.person not in quoted)
    drawn = sorted(
        (each for each in fit if 0 < len(each.text.strip()) <= limits.quote_length),
        key=lambda each: draw(edition, each.answer),
    )
    for size in range(limits.quotes, 0, -1):
        chosen = next((few for few in combinations(drawn, size) if _differ(few)), None)
        if chosen:
            return tuple(_quote(each) for each in chosen)
    return ()


def _differ(told: Sequence[Told]) -> bool:
    return all(
        one.person != other.person and not set(one.themes) & set(other.themes) for one, other in combinations(told, 2)
    )


def _quote(told: Told) -> Quote:
    return Quote(answer=told.answer, text=told.text.strip(), member=None if told.nameless else told.person)


def honest(new: Iterable[Told], limits: Thresholds = THRESHOLDS) -> bool:
    """Tell whether three people or more marked a tough week."""
    return people(each for each in new if each.tough) >= limits.tough


def thanks(facts: Facts, limits: Thresholds = THRESHOLDS) -> Thanks | None:
    """Return the thanks of the edition; of fewer than three only the snippet."""
    new = tuple(each for each in facts.thanked if not each.edition)
    if len(new) < limits.thanks:
        said = snippet(new, (), facts.edition, limits)
        return Thanks(total=None, values=(), snippet=said, unnamed=None) if said else None
    uses = Counter(each.value for each in new if each.value)
    order = sorted(uses, key=lambda value: (-uses[value], draw(facts.edition, value)))
    top = tuple(order[: limits.values])
    return Thanks(
        total=len(new),
        values=top,
        snippet=snippet(new, top, facts.edition, limits),
        unnamed=_unnamed(facts, limits),
    )


def snippet(
    thanked: Iterable[Thanked],
    values: Collection[str],
    edition: str,
    limits: Thresholds = THRESHOLDS,
) -> Snippet | None:
    """Return one thing that somebody was thanked for: short ones first, then those for `values`, then by draw."""
    told = [each for each in thanked if each.reason.strip() and each.receivers and not each.small]
    if not told:
        return None
    best = min(
        told,
        key=lambda each: (
            len(each.reason.strip()) > limits.quote_length,
            each.value not in values,
            draw(edition, each.kudos),
        ),
    )
    return Snippet(
        kudos=best.kudos,
        giver=best.giver,
        receivers=best.receivers,
        reason=clip(best.reason, limits.quote_length),
        value=best.value,
    )


def _unnamed(facts: Facts, limits: Thresholds) -> str | None:
    """Find a value to invite to: without thanks for two weeks, in a circle that has lasted as long."""
    edge = facts.day - timedelta(days=limits.unnamed_days)
    if facts.since is not None and facts.since > edge:
        return None
    named = {each.value for each in facts.thanked if each.day > edge or not each.edition}
    left = (value for value in facts.values if value not in named)
    return min(left, key=lambda value: draw(facts.edition, value), default=None)


def grown(
    now: Sequence[Told],
    before: Sequence[Told],
    edition: str,
    limits: Thresholds = THRESHOLDS,
) -> Grown | None:
    """Return the one theme that clearly more people chose than a month earlier, None in most weeks.

    Source: Fisher's exact test, one-sided; "any rise" would be a false claim in nearly every edition.
    """
    many, few = people(now), people(before)
    if min(many, few) < limits.grown_window:
        return None
    counts, earlier = by_theme(now), by_theme(before)
    chances = {
        theme: chance(count, many, earlier.get(theme, 0), few)
        for theme, count in counts.items()
        if count >= limits.people and count - earlier.get(theme, 0) >= limits.grown_more
    }
    best = min(chances, key=lambda theme: (chances[theme], draw(edition, theme)), default=None)
    if best is None or chances[best] >= limits.grown_chance:
        return None
    past = earlier.get(best, 0)
    return Grown(theme=best, now=counts[best], before=past if past >= limits.people else None)


def chance(now: int, of_now: int, before: int, of_before: int) -> float:
    """Return how likely `now` or more of `of_now` people are, had nothing changed since `before` of `of_before`."""
    both, everybody = now + before, of_now + of_before
    ways = sum(comb(both, some) * comb(everybody - both, of_now - some) for some in range(now, min(both, of_now) + 1))
    return ways / comb(everybody, of_now)
