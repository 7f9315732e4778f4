"""The weekly question: which one a circle gets, and why."""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from bot.domain import rotation
from bot.domain.rotation import MEMBER, OPENERS, Asked, Card, CircleFacts, Reason, Suggestion, choose
from prompts import catalog

THURSDAY = date(2026, 1, 8)
WEEKS, CIRCLES = 156, 24
QUIET = range(60, 66)  # weeks in which hardly anybody answers
SUMMER = date(2026, 7, 9)
Week = tuple[rotation.Choice, Asked]
Lives = list[list[Week]]


@cache
def cards() -> tuple[Card, ...]:
    """Every prompt of our own."""
    return catalog.load().cards()


@cache
def by_id() -> dict[str, Card]:
    """The same, by id."""
    return {card.id: card for card in cards()}


def card_of(asked: Asked) -> Card:
    """The card that was asked, or one in place of a member's question."""
    return by_id().get(asked.prompt, Card(id=asked.prompt, pack=MEMBER, theme=MEMBER))


def asked(prompt: str, day: date = THURSDAY, takers: int = 9) -> Asked:
    """One round in the past."""
    card = by_id()[prompt]
    return Asked(prompt=prompt, pack=card.pack, theme=card.theme, day=day, takers=takers)


def weeks(*prompts: str, takers: int = 9, until: date = THURSDAY) -> tuple[Asked, ...]:
    """A history that ends the week before `until`."""
    first = until - timedelta(weeks=len(prompts))
    return tuple(asked(prompt, first + timedelta(weeks=n), takers) for n, prompt in enumerate(prompts))


OPENED = weeks(*OPENERS)


def live(circle: CircleFacts, number: int) -> Iterator[Week]:
    """Three years of a circle, with a member's question now and then and a quiet spell in the second year."""
    history: list[Asked] = []
    for week in range(WEEKS):
        day = THURSDAY + timedelta(weeks=week)
        wanted = [Suggestion(id=f"m-{number}-{week}", hands=4)] if week % 9 == 5 else []
        choice = choose(cards(), circle, history, day, wanted)
        theme = by_id()[choice.prompt].theme if choice.pack != MEMBER else MEMBER
        takers = 3 if week in QUIET else 8 + (week * 7 + number) % 4
        history.append(Asked(prompt=choice.prompt, pack=choice.pack, theme=theme, day=day, takers=takers))
        yield choice, history[-1]


@pytest.fixture(scope="module")
def lives() -> Lives:
    """Many circles, three years each."""
    return [list(live(CircleFacts(circle=f"c{n}", has_values=n % 2 == 0), n)) for n in range(CIRCLES)]


def rounds(life: Sequence[Week]) -> list[Asked]:
    """What one circle was asked."""
    return [one for _, one in life]


# ---------------------------------------------------------------- three years of many circles


def test_nobody_hears_a_question_again_within_half_a_year(lives: Lives) -> None:
    """Between two times that a prompt is asked lie more than 26 rounds."""
    for life in lives:
        last: dict[str, int] = {}
        for place, one in enumerate(rounds(life)):
            assert place - last.get(one.prompt, -99) > 26
            last[one.prompt] = place


def test_no_two_weeks_running_are_about_the_same(lives: Lives) -> None:
    """The theme of last week never comes again this week."""
    assert all(one.theme != two.theme for life in lives for one, two in pairwise(rounds(life)))


def test_about_one_week_in_four_thanks(lives: Lives) -> None:
    """Of every circle's questions between 18 and 32 in a hundred are about thanks."""
    for life in lives:
        share = sum("kudos" in card_of(one).tags for one in rounds(life)) / WEEKS
        assert 0.18 <= share <= 0.32


def test_a_question_of_the_season_comes_in_its_season(lives: Lives) -> None:
    """A seasonal prompt is never asked outside its months, and each circle meets some."""
    for life in lives:
        seasonal = [one for one in rounds(life) if card_of(one).season or card_of(one).months]
        assert seasonal
        assert all(rotation.in_season(card_of(one), one.day) for one in seasonal)


def test_a_sequence_is_told_from_its_beginning_in_order(lives: Lives) -> None:
    """The four steps from wish to plan come in four weeks running, and begin with the first."""
    steps = ["obstacles-09", "obstacles-10", "obstacles-11", "obstacles-12"]
    begun = 0
    for life in lives:
        told = [one.prompt for one in rounds(life)]
        for place, prompt in enumerate(told):
            if prompt == steps[0]:
                begun += 1
                assert told[place : place + 4] == steps[: WEEKS - place]
        assert all(told[place - 1] == steps[steps.index(p) - 1] for place, p in enumerate(told) if p in steps[1:])
    assert begun > CIRCLES


def test_after_two_quiet_weeks_something_light_is_asked(lives: Lives) -> None:
    """From the third quiet week until the week after the spell, every new question is a light one."""
    for life in lives:
        for choice, one in life[QUIET.start + 2 : QUIET.stop]:
            assert choice.reason is Reason.SEQUENCE or card_of(one).effort == "light"
    assert sum(choice.reason is Reason.QUIET for life in lives for choice, _ in life) > CIRCLES


@pytest.mark.parametrize(
    ("takers", "quiet"),
    [
        ([10, 10, 10, 10, 5, 5], True),
        ([10, 10, 10, 10, 6, 5], False),  # six of ten are not clearly fewer
        ([10, 10, 10, 10, 5, 10], False),  # one quiet week is none
    ],
)
def test_two_weeks_are_quiet_where_clearly_fewer_than_usual_answer(takers: Sequence[int], quiet: bool) -> None:
    """Something light is asked where both stayed under six tenths of a usual week."""
    first = THURSDAY - timedelta(weeks=len(takers))
    past = [
        asked(prompt, first + timedelta(weeks=n), few)
        for n, (prompt, few) in enumerate(zip(OPENERS, takers, strict=False))
    ]
    choice = choose(cards(), CircleFacts(circle="c"), past, THURSDAY, [Suggestion(id="m", hands=9)])
    assert (choice.reason is Reason.QUIET) is quiet


def test_packs_take_turns(lives: Lives) -> None:
    """A week's pack is last week's clearly more seldom than it would be by the packs' shares alone."""
    packs = [[one.pack for choice, one in life if choice.reason is Reason.POOL] for life in lives]
    pairs = [two for life in packs for two in pairwise(life)]
    shares = Counter(pack for life in packs for pack in life)
    by_chance = sum((count / shares.total()) ** 2 for count in shares.values())
    assert sum(one == two for one, two in pairs) / len(pairs) < by_chance * 0.6


def test_members_questions_leave_two_weeks_to_others(lives: Lives) -> None:
    """Between two questions of members lie at least three weeks."""
    for life in lives:
        days = [one.day for one in rounds(life) if one.pack == MEMBER]
        assert days
        assert all(two - one >= timedelta(weeks=3) for one, two in pairwise(days))


def test_circles_do_not_all_get_the_same(lives: Lives) -> None:
    """In one week different circles are asked different things, so that colleagues have something to tell."""
    assert len({life[40][1].prompt for life in lives}) > CIRCLES / 3


def test_every_question_for_circles_gets_its_turn(lives: Lives) -> None:
    """No prompt of the pool that may be asked in circles is left out for three years everywhere."""
    told = Counter(one.prompt for life in lives for one in rounds(life))
    alone = {card.id for card in cards() if card.kind == "arc" or (card.share == "private" and not card.group)}
    assert {card.id for card in cards()} - set(told) == alone


# ---------------------------------------------------------------- the rules one by one


def test_a_new_circle_begins_with_six_easy_ones() -> None:
    """The six openers come in their order, each with that reason."""
    history: tuple[Asked, ...] = ()
    for opener in OPENERS:
        choice = choose(cards(), CircleFacts(circle="c"), history, THURSDAY)
        assert (choice.prompt, choice.reason) == (opener, Reason.OPENER)
        history = weeks(*[one.prompt for one in history], opener)


def test_a_circle_that_has_an_opener_s_pack_off_skips_it() -> None:
    """Openers of a pack that is off are left out, and a theme is not opened twice running."""
    circle = CircleFacts(circle="c", packs=("energy", "learning"))
    assert choose(cards(), circle, weeks("energy-01"), THURSDAY).prompt == "learning-01"


def test_a_circle_on_a_journey_gets_its_next_step() -> None:
    """An arc goes on in order, past everything else, and after its end the pool comes back."""
    circle = CircleFacts(circle="c", arc="hero")
    steps = [f"hero-{n:02}" for n in range(1, 13)]
    assert choose(cards(), circle, (*OPENED, *weeks(*steps[:4])), THURSDAY).prompt == "hero-05"
    assert choose(cards(), circle, weeks(*steps, takers=1), THURSDAY).reason is not Reason.ARC


def test_a_question_that_three_colleagues_want_is_asked() -> None:
    """The one with most hands wins, the oldest of two equals, and two hands are too few."""
    circle = CircleFacts(circle="c")
    few, some, more = (Suggestion(id=id_, hands=hands) for id_, hands in (("few", 2), ("some", 3), ("more", 3)))
    choice = choose(cards(), circle, OPENED, THURSDAY, [few, some, more])
    assert (choice.prompt, choice.pack, choice.reason) == ("some", MEMBER, Reason.MEMBER)
    assert choose(cards(), circle, OPENED, THURSDAY, [few]).reason is Reason.POOL


def test_a_promise_of_something_light_is_kept() -> None:
    """After a digest that promised a light question neither a sequence nor a member's question comes first."""
    begun = (*OPENED, asked("obstacles-09"))
    choice = choose(cards(), CircleFacts(circle="c", light=True), begun, THURSDAY, [Suggestion(id="m", hands=9)])
    assert by_id()[choice.prompt].effort == "light"
    assert choice.reason is Reason.QUIET
    later = (*begun, asked(choice.prompt))
    assert choose(cards(), CircleFacts(circle="c"), later, THURSDAY).prompt == "obstacles-10"


def test_a_young_circle_is_asked_nothing_deep() -> None:
    """Before the sixth edition only depth 1 is drawn, afterwards 2; depth 3 and private ones never."""
    for circle, most in ((CircleFacts(circle="c", editions=5), 1), (CircleFacts(circle="c", editions=6), 2)):
        days = [THURSDAY + timedelta(weeks=n) for n in range(80)]
        drawn = [by_id()[choose(cards(), circle, OPENED, day).prompt] for day in days]
        assert max(card.depth for card in drawn) == most
        assert all(card.share != "private" for card in drawn)
        if most == 1:
            assert not any(card.group for card in drawn), "a sequence that goes deeper later is not begun"


def test_without_values_nobody_is_asked_about_one() -> None:
    """Prompts about a value come only where the circle has values."""
    days = [THURSDAY + timedelta(weeks=n) for n in range(150)]
    for has in (True, False):
        circle = CircleFacts(circle="c", has_values=has)
        assert any(by_id()[choose(cards(), circle, OPENED, day).prompt].needs_value for day in days) is has


def test_summer_in_the_south_is_in_december() -> None:
    """The season follows the hemisphere of the circle."""
    summer = by_id()["light-09"]
    assert rotation.in_season(summer, SUMMER)
    assert not rotation.in_season(summer, SUMMER, south=True)
    assert rotation.in_season(summer, date(2026, 12, 3), south=True)


def test_a_circle_with_few_questions_is_never_left_without() -> None:
    """When everything was asked lately, the one longest ago comes again, and not last week's theme."""
    circle = CircleFacts(circle="c", packs=("energy",), editions=20)
    ids = [card.id for card in cards() if card.pack == "energy"]
    choice = choose(cards(), circle, weeks(*ids), THURSDAY)
    assert (choice.prompt, choice.reason, choice.asked_weeks_ago) == ("energy-02", Reason.FALLBACK, 11)


def test_a_circle_whose_packs_are_gone_is_still_asked_something() -> None:
    """A pack that no longer exists does not silence a circle."""
    assert choose(cards(), CircleFacts(circle="c", packs=("gone",)), OPENED, THURSDAY).reason is Reason.FALLBACK


def test_nothing_to_ask_at_all_is_an_error() -> None:
    """Without a single prompt that circles may get, the caller is told so."""
    private = Card(id="x-01", pack="x", theme="t", share="private")
    with pytest.raises(ValueError, match="no question"):
        choose([private], CircleFacts(circle="c"), (), THURSDAY)


def test_a_retired_question_is_not_asked_any_more() -> None:
    """Retired prompts keep their id and stay silent, as opener and as fallback too."""
    gone = Card(id="energy-01", pack="energy", theme="energy", retired=True)
    left = Card(id="energy-02", pack="energy", theme="flow")
    assert choose([gone, left], CircleFacts(circle="c"), (), THURSDAY).prompt == "energy-02"


def test_a_reader_can_tell_how_long_ago_it_was() -> None:
    """The weeks since a question was asked here are whole ISO weeks, whatever the weekday."""
    old = asked("energy-05", THURSDAY - timedelta(weeks=30, days=2))
    only = [card for card in cards() if card.id == "energy-05"]
    history = (old, *weeks(*OPENERS), *(asked(f"learning-{n:02}") for n in range(2, 13)), *OPENED, *OPENED)
    assert choose(only, CircleFacts(circle="c"), history, THURSDAY).asked_weeks_ago == 30


# ---------------------------------------------------------------- the same everywhere


def test_the_order_of_packs_makes_no_difference() -> None:
    """Two machines that read their files in another order choose the same."""
    days = [THURSDAY + timedelta(weeks=n) for n in range(30)]
    circle = CircleFacts(circle="c", has_values=True)
    assert [choose(cards(), circle, OPENED, day) for day in days] == [
        choose(cards()[::-1], circle, OPENED, day) for day in days
    ]


_SCRIPT = """
from datetime import date, timedelta
from bot.domain.rotation import Asked, CircleFacts, choose
from prompts.catalog import load
cards, history = load().cards(), []
for week in range(40):
    day = date(2026, 1, 8) + timedelta(weeks=week)
    choice = choose(cards, CircleFacts(circle="c", has_values=True), history, day)
    theme = next(card.theme for card in cards if card.id == choice.prompt)
    history.append(Asked(prompt=choice.prompt, pack=choice.pack, theme=theme, day=day, takers=5))
    print(choice.prompt, choice.reason)
"""


def test_two_processes_choose_the_same() -> None:
    """What is drawn does not depend on the process: hash seeds make no difference."""
    root = Path(__file__).parents[2]
    said = [
        subprocess.run(  # our own script
            [sys.executable, "-c", _SCRIPT], cwd=root, env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    ]
    assert said[0] == said[1]
    assert said[0].count(b"\n") == 40
