"""What a digest says, and when it keeps silent."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain import digest
from bot.domain.digest import Facts, Thanked, Told
from bot.domain.edition import Carry, Edition, Fuel, Quote, ThemeCount

DAY = date(2026, 11, 24)
THEMES = (
    "calm",
    "clarity",
    "craft",
    "together",
    "learning",
    "trust",
    "humour",
    "space",
    "pride",
    "focus",
    "help",
    "nature",
)


def ago(days: int) -> date:
    """Name a day before the digest."""
    return DAY - timedelta(days=days)


def told(n: int, *themes: str, start: int = 0, **more: object) -> tuple[Told, ...]:
    """Let `n` members tell something with their name, in round r1, yesterday."""
    facts = {"round": "r1", "day": ago(1), **more}
    who = range(start, start + n)
    return tuple(Told(answer=f"a{facts['round']}-{i}", person=f"m{i}", themes=themes, **facts) for i in who)  # type: ignore[arg-type]


def nameless(n: int, *themes: str, **more: object) -> tuple[Told, ...]:
    """Let `n` members tell something without their name: a hash that differs in every round."""
    facts = {"round": "r1", "day": ago(1), **more}
    return tuple(
        Told(answer=f"n{facts['round']}-{i}", person=f"{facts['round']}#{i}", themes=themes, nameless=True, **facts)  # type: ignore[arg-type]
        for i in range(n)
    )


def thanked(n: int, **more: object) -> tuple[Thanked, ...]:
    """Let `n` members each thank Bas, yesterday."""
    facts = {"receivers": ("bas",), "day": ago(1), "reason": "walked along to the right desk", **more}
    return tuple(Thanked(kudos=f"k{i}-{facts.get('value')}", giver=f"m{i}", **facts) for i in range(n))  # type: ignore[arg-type]


def week(*told_: Told, **more: object) -> Facts:
    """Put the facts of an edition together."""
    return Facts(edition="e1", day=DAY, told=told_, **more)  # type: ignore[arg-type]


def edition(facts: Facts) -> Edition:
    """Gather what must give an edition."""
    gathered = digest.gather(facts)
    assert gathered is not None
    return gathered


# ---------------------------------------------------------------- who counts


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        pytest.param((), 0, id="nobody"),
        pytest.param(told(4), 4, id="four with a name"),
        pytest.param(told(4) + told(4, round="r2"), 4, id="the same four twice"),
        pytest.param(told(4) + nameless(3), 7, id="three more without a name"),
        pytest.param(nameless(3) + nameless(3, round="r2"), 3, id="perhaps the same three"),
        pytest.param(nameless(3) + nameless(5, round="r2"), 5, id="at least five"),
        pytest.param(told(4) + nameless(3, round="r2"), 4, id="the three may be among the four"),
        pytest.param(told(2, round="r2") + told(2, start=2) + nameless(3), 5, id="two and three in one round"),
    ],
)
def test_people_are_never_counted_too_high(answers: tuple[Told, ...], expected: int) -> None:
    """Who stays nameless may be anybody in another round, so the least number possible is told."""
    assert expected == digest.people(answers)


@pytest.mark.parametrize(("n", "expected"), [(1, 0), (2, 0), (3, 3), (4, 4)])
def test_fewer_than_three_nameless_answers_count_nowhere(n: int, expected: int) -> None:
    """Two nameless answers would be guessed; three are let in."""
    facts = week(*told(3, "calm", text="x", tough=True), *nameless(n, "trust", text="y", tough=True, quote=True))
    opening = edition(facts).opening

    assert opening is not None
    assert 3 + expected == opening.took == opening.wrote
    assert expected == len([each for each in digest.counted(facts.told) if each.nameless])
    assert bool(expected) is ("trust" in str(edition(facts).to_dict()))


def test_nameless_answers_of_another_edition_do_not_help_these() -> None:
    """Two of last week and two of this week are not four."""
    earlier = nameless(2, "trust", round="r0", day=ago(8), edition="e0")

    assert () == digest.counted((*nameless(2, "trust"), *earlier))


def test_one_person_cannot_be_three() -> None:
    """Three nameless answers of one author to one question are one author's."""
    one = nameless(1)[0]

    assert () == digest.counted(replace(one, answer=f"n{i}") for i in range(3))


# ---------------------------------------------------------------- forms


def test_of_nothing_nothing_is_said() -> None:
    """No answer, no thanks: no edition; echoes alone and two nameless answers are none either."""
    assert digest.gather(week()) is None
    assert digest.gather(week(echoers=frozenset("abcd"))) is None
    assert digest.gather(week(*nameless(2))) is None
    assert digest.gather(week(*told(9, "calm", edition="e0", day=ago(9)))) is None


@pytest.mark.parametrize(
    ("facts", "quiet"),
    [
        pytest.param(week(*told(1)), True, id="one answer"),
        pytest.param(week(*told(2)), True, id="two answers"),
        pytest.param(week(*told(3)), False, id="three answers of three people"),
        pytest.param(week(*told(2), *told(2, round="r2")), True, id="four answers of two people"),
        pytest.param(week(*told(2), echoers=frozenset({"noor"})), True, id="three people, two answers"),
        pytest.param(
            week(*told(2), *told(1, round="r2"), echoers=frozenset({"noor"})), False, id="an echo is a person"
        ),
        pytest.param(week(*told(2), thanked=thanked(1)), True, id="a thank-you by one of the two"),
        pytest.param(week(thanked=thanked(3)), False, id="only thanks, by three people"),
    ],
)
def test_a_week_of_few_is_a_quiet_one(facts: Facts, quiet: bool) -> None:
    """Fewer than three people or contributions: two lines, no sections."""
    gathered = edition(facts)

    assert quiet is gathered.quiet
    assert quiet is (gathered.opening is None)


@pytest.mark.parametrize(
    ("facts", "people"),
    [
        pytest.param(week(*told(1)), 1, id="one answer"),
        pytest.param(week(*told(2)), 2, id="two people"),
        pytest.param(week(*told(1), *told(1, round="r2")), 1, id="two answers of one"),
        pytest.param(week(thanked=tuple(replace(k, giver="m0") for k in thanked(3))), 1, id="three thanks of one"),
        pytest.param(week(*told(1), thanked=thanked(1)), 1, id="one who told and thanked"),
        pytest.param(week(*told(1), echoers=frozenset({"noor", "bas"})), 1, id="an echo leaves nothing of one's own"),
    ],
)
def test_a_quiet_week_says_how_many_people_left_something(facts: Facts, people: int) -> None:
    """Two things of one person are one person's: what is told is never higher than who did it."""
    assert people == edition(facts).people


def test_a_quiet_week_shows_one_line_and_one_thanks() -> None:
    """Its two lines are a quote and a thank-you; nothing is counted."""
    gathered = edition(week(*told(1, "calm", text="Lovely.", quote=True), thanked=thanked(1, value="Courage")))

    assert (Quote(answer="ar1-0", text="Lovely.", member="m0"),) == gathered.quotes
    assert gathered.thanks is not None
    assert gathered.thanks.total is None
    assert gathered.thanks.snippet is not None
    assert 2 == gathered.contributions
    assert (None, None, None) == (gathered.opening, gathered.fuel, gathered.grown)


def test_the_opening_counts_who_did_something() -> None:
    """Eleven wrote, eight tapped, nine left an echo, of whom one did nothing else; two thanked."""
    facts = week(
        *told(11, text="Words."),
        *told(8, "calm", start=11),
        thanked=thanked(2),
        echoers=frozenset({"noor", *(f"m{i}" for i in range(8))}),
    )
    opening = edition(facts).opening

    assert opening is not None
    assert (20, 11, 8, 2, 9) == (opening.took, opening.wrote, opening.tapped, opening.thanked, opening.echoed)


# ---------------------------------------------------------------- fuel


@pytest.mark.parametrize(("n", "expected"), [(2, None), (3, 3), (4, 4)])
def test_a_theme_needs_three_people(n: int, expected: int | None) -> None:
    """Two taps are two colleagues anybody could guess."""
    fuel = edition(week(*told(3), *told(n, "calm", start=3))).fuel

    assert expected == (fuel.themes[0].people if fuel else None)


def test_only_the_three_themes_of_most_people_are_named() -> None:
    """Most people first."""
    facts = week(
        *told(6, "calm", "craft"), *told(3, "trust", start=6), *told(4, "help", start=9), *told(1, "craft", start=20)
    )
    fuel = edition(facts).fuel

    assert fuel is not None
    assert [("craft", 7), ("calm", 6), ("help", 4)] == [(each.theme, each.people) for each in fuel.themes]


@pytest.mark.parametrize(("n", "weeks", "calm"), [(14, 4, 17), (15, 1, 15), (16, 1, 16)])
def test_a_small_circle_looks_at_four_weeks(n: int, weeks: int, calm: int) -> None:
    """With fifteen people the week stands for itself; with fewer, four weeks do, and it is said so."""
    earlier = told(3, "calm", start=50, round="r0", day=ago(27), edition="e0")
    too_old = told(9, "calm", start=70, round="rx", day=ago(28), edition="e0")

    expected = Fuel(themes=(ThemeCount(theme="calm", people=calm),), weeks=weeks)
    assert expected == edition(week(*told(n, "calm"), *earlier, *too_old)).fuel


# ---------------------------------------------------------------- quotes and the honest line


def quoted(*answers: Told, tellers: frozenset[str] = frozenset(), seed: str = "e1") -> tuple[Quote, ...]:
    """Choose the quotes of an edition."""
    return digest.quotes(answers, tellers, seed)


@pytest.mark.parametrize(
    ("text", "quote", "expected"),
    [
        ("a" * 139, True, 1),
        ("a" * 140, True, 1),
        ("a" * 141, True, 0),
        ("Fine.", False, 0),
        (" ", True, 0),
        (" " * 9 + "a" * 140, True, 1),
    ],
)
def test_a_quote_is_short_and_agreed_to(text: str, quote: bool, expected: int) -> None:
    """Consent is for exactly that text, so a long one is left out and never cut."""
    lines = quoted(*told(1, text=text, quote=quote))

    assert expected == len(lines)
    assert all(line.text == text.strip() for line in lines)


def test_at_most_two_are_quoted_and_never_one_theme_twice() -> None:
    """Of two calm lines one is chosen, beside another theme."""
    calm = told(5, "calm", text="Calm.", quote=True)
    other = told(1, "trust", start=9, text="Trust.", quote=True)

    assert 1 == len(quoted(*calm))
    assert {"Calm.", "Trust."} == {line.text for line in quoted(*calm, *other)}
    assert 2 == len(quoted(*told(9, text="No chip.", quote=True)))


def test_a_line_about_two_themes_does_not_crowd_out_two_lines() -> None:
    """Where two lines go together they are found, whatever the draw says first."""
    both = told(1, "calm", "trust", text="Both.", quote=True)
    single = (*told(1, "calm", start=1, text="C", quote=True), *told(1, "trust", start=2, text="T", quote=True))

    assert all(2 == len(quoted(*both, *single, seed=f"e{n}")) for n in range(50))


def test_nobody_is_quoted_twice() -> None:
    """Not in one edition, and not within three."""
    twice = told(1, "calm", text="A", quote=True) + told(1, "trust", text="B", quote=True, round="r2")

    assert 1 == len(quoted(*twice))
    assert () == quoted(*twice, tellers=frozenset({"m0"}))


@pytest.mark.parametrize(("n", "expected"), [(1, 0), (2, 0), (3, 2)])
def test_a_nameless_line_needs_company(n: int, expected: int) -> None:
    """A nameless line is shown only among three, and never with a hash."""
    lines = quoted(*nameless(n, text="Clear at last.", quote=True))

    assert expected == len(lines)
    assert all(line.member is None for line in lines)


def test_two_machines_choose_the_same() -> None:
    """Over 200 editions: the same facts in any order give the same edition, and everybody's turn comes."""
    answers = told(9, text="Words.", quote=True) + nameless(4, "calm", text="Other words.", quote=True)
    thanks = thanked(4, value="Courage") + thanked(4, value="Care")
    chosen = set()
    for n in range(200):
        facts = Facts(edition=f"e{n}", day=DAY, told=answers, thanked=thanks, values=("Courage", "Care", "Fun", "Rest"))
        turned = replace(facts, told=answers[::-1], thanked=thanks[::-1], values=facts.values[::-1])
        gathered = edition(facts)

        assert gathered == edition(facts) == edition(turned)
        chosen |= {line.answer for line in gathered.quotes}
    assert {each.answer for each in answers} == chosen


@pytest.mark.parametrize(("n", "expected"), [(0, False), (2, False), (3, True), (4, True)])
def test_a_tough_week_is_named_when_three_say_so(n: int, expected: bool) -> None:
    """Two would be looked for; of three no count and no cause is told."""
    assert expected is edition(week(*told(5, start=20), *told(n, tough=True))).honest


# ---------------------------------------------------------------- thanks

VALUES = ("Customer first", "Stronger together", "Courage")


@pytest.mark.parametrize(("n", "total"), [(1, None), (2, None), (3, 3), (4, 4)])
def test_thanks_are_summed_up_from_three_on(n: int, total: int | None) -> None:
    """With fewer there is only what somebody did."""
    thanks = digest.thanks(week(thanked=thanked(n, value="Courage"), values=VALUES))

    assert thanks is not None
    assert total == thanks.total
    assert thanks.snippet is not None
    assert "walked along to the right desk" == thanks.snippet.reason
    assert (("Courage",) if total else ()) == thanks.values
    assert bool(total) is (thanks.unnamed in VALUES[:2])


def test_two_values_are_named_most_used_first() -> None:
    """The third stays out; the words are about a value that is named."""
    some = thanked(3, value="Courage") + thanked(5, value="Customer first") + thanked(1, value="Stronger together")
    thanks = digest.thanks(week(thanked=some + thanked(9, value=None), values=VALUES))

    assert thanks is not None
    assert (18, ("Customer first", "Courage")) == (thanks.total, thanks.values)
    assert thanks.snippet is not None
    assert thanks.snippet.value in thanks.values
    assert thanks.unnamed is None


@pytest.mark.parametrize(("days", "expected"), [(13, None), (14, "Courage"), (30, "Courage")])
def test_a_value_without_thanks_for_two_weeks_is_an_invitation(days: int, expected: str | None) -> None:
    """Thirteen days ago is not yet two weeks."""
    earlier = thanked(1, value="Courage", day=ago(days), edition="e0")
    both = thanked(2, value="Customer first") + thanked(2, value="Stronger together")
    thanks = digest.thanks(week(thanked=earlier + both, values=VALUES))

    assert thanks is not None
    assert expected == thanks.unnamed


@pytest.mark.parametrize(("days", "expected"), [(7, None), (13, None), (14, "Courage")])
def test_a_young_circle_is_not_told_what_it_has_not_named(days: int, expected: str | None) -> None:
    """Two weeks cannot have passed in a circle of one."""
    thanks = digest.thanks(week(thanked=thanked(3), values=("Courage",), since=ago(days)))

    assert thanks is not None
    assert expected == thanks.unnamed


def test_thanks_without_words_count_and_are_not_shown() -> None:
    """A thank-you by reaction, one without words and one whose receivers keep out of the digest are no snippet."""
    some = (
        *thanked(1, small=True, value="a"),
        *thanked(1, reason=" ", value="b"),
        *thanked(1, receivers=(), value="c"),
    )
    thanks = digest.thanks(week(thanked=some))

    assert thanks is not None
    assert (3, None) == (thanks.total, thanks.snippet)
    assert digest.thanks(week(thanked=some[:2])) is None


def test_a_long_reason_is_told_only_where_there_is_no_short_one() -> None:
    """Short words come first, even for a value that is not among the two; a long one is cut."""
    long = thanked(3, reason="walked " * 40, value="Courage")
    short = thanked(1, reason="a" * 140, value="Other")

    assert "a" * 140 == getattr(digest.snippet(long + short, ("Courage",), "e1"), "reason", None)
    cut = digest.snippet(long, (), "e1")
    assert cut is not None
    assert len(cut.reason) <= 140
    assert cut.reason.endswith("walked…")


# ---------------------------------------------------------------- grown


def grown(now: int, of_now: int, before: int, of_before: int) -> tuple[int, int | None] | None:
    """Let a theme be chosen by `now` of `of_now` people, a month earlier by `before` of `of_before`."""
    this = told(now, "calm") + told(of_now - now, start=now)
    past = told(before, "calm", day=ago(30)) + told(of_before - before, start=before, day=ago(30))
    found = digest.grown(this, past, "e1")
    return (found.now, found.before) if found else None


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        pytest.param((12, 20, 3, 20), (12, 3), id="twelve, a month earlier three"),
        pytest.param((9, 12, 3, 12), (9, 3), id="twelve people in both months are enough"),
        pytest.param((9, 11, 3, 12), None, id="too few people now"),
        pytest.param((9, 12, 3, 11), None, id="too few people before"),
        pytest.param((8, 12, 3, 12), None, id="may well be chance"),
        pytest.param((12, 20, 2, 20), (12, None), id="hardly anyone before is not counted out"),
        pytest.param((12, 20, 0, 20), (12, None), id="nobody before"),
        pytest.param((3, 12, 0, 40), (3, None), id="three, of what nobody chose before"),
        pytest.param((3, 20, 12, 20), None, id="fewer is not grown"),
        pytest.param((12, 12, 10, 40), None, id="a larger share, but only two people more"),
        pytest.param((13, 13, 10, 40), (13, 10), id="three people more"),
    ],
)
def test_grown_is_said_only_when_it_is_so(
    counts: tuple[int, int, int, int], expected: tuple[int, int | None] | None
) -> None:
    """Three people more, twelve people in both months, and less than one chance in fifty."""
    assert expected == grown(*counts)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((3, 4, 1, 4), 17 / 70),
        ((4, 4, 0, 4), 1 / 70),
        ((0, 5, 0, 5), 1.0),
        ((10, 12, 3, 12), 16601 / 2704156),
        ((0, 0, 0, 0), 1),
    ],
)
def test_the_chance_is_fishers(counts: tuple[int, int, int, int], expected: float) -> None:
    """The lady tasting tea got three of four cups right: 17 in 70."""
    assert expected == pytest.approx(digest.chance(*counts))


def test_only_the_clearest_theme_is_told() -> None:
    """Of two that grew, the one least likely by chance."""
    now = told(12, "calm", "trust") + told(3, "trust", start=12) + told(5, start=15)

    found = digest.grown(now, told(20, day=ago(30)), "e1")

    assert found is not None
    assert ("trust", 15) == (found.theme, found.now)


@pytest.mark.parametrize(
    ("recent", "earlier", "expected"), [(27, 28, True), (27, 55, True), (28, 55, False), (27, 56, False)]
)
def test_a_month_is_four_weeks(recent: int, earlier: int, expected: bool) -> None:
    """The last 28 days against the 28 before; what is older is left out."""
    now = told(20, "calm", round="r1", day=ago(recent), edition="e0")
    before = told(20, "trust", round="r0", day=ago(earlier), edition="e0")

    assert expected is (edition(week(*now, *before, *told(3, round="r2", day=DAY))).grown is not None)


def numbers(seed: str) -> Iterator[float]:
    """Give made-up numbers between 0 and 1, the same in every run."""
    n = 0
    while True:
        block = hashlib.sha256(f"{seed}/{n}".encode()).digest()
        yield from (int.from_bytes(block[i : i + 4], "big") / 2**32 for i in range(0, 32, 4))
        n += 1


def month(seed: str, edition_: str, day: date) -> tuple[Told, ...]:
    """Let 30 colleagues live through a month in which nothing changed: four questions, one or two chips each."""
    draw = numbers(seed)
    answers = []
    for n in range(4):
        for person in range(30):
            if next(draw) < 0.55:
                chips = {THEMES[int(next(draw) ** 1.5 * len(THEMES))] for _ in range(2)}
                hidden = next(draw) < 0.15
                answers.append(
                    Told(
                        answer=f"{seed}-{n}-{person}",
                        person=f"{seed}-{n}#{person}" if hidden else f"m{person}",
                        round=f"{seed}-{n}",
                        themes=tuple(sorted(chips)),
                        nameless=hidden,
                        day=day + timedelta(days=7 * n),
                        edition=edition_,
                    )
                )
    return tuple(answers)


def test_in_a_circle_where_nothing_changed_growth_is_seldom_claimed() -> None:
    """Over 300 unchanged pairs of months a claim is made in some, and in fewer than one of eight."""
    claims = 0
    for n in range(300):
        now, before = month(f"now{n}", "e2", ago(27)), month(f"before{n}", "e1", ago(55))
        claims += digest.grown(digest.counted(now), digest.counted(before), f"e{n}") is not None

    assert 0 < claims / 300 < 0.12


# ---------------------------------------------------------------- frozen


def full() -> Edition:
    """Gather a week in which every section speaks."""
    before = told(20, "trust", round="r0", day=ago(40), edition="e0")
    telling = told(16, "calm", text="Lovely.", quote=True, tough=True) + nameless(3, "craft", text="Clear.", quote=True)
    facts = week(*before, *telling, thanked=thanked(4, value="Courage"), values=VALUES, echoers=frozenset({"noor"}))
    return replace(edition(facts), carry=Carry(text="Who are we doing this for?", member="fleur"))


def test_an_edition_stays_the_same_on_paper() -> None:
    """Frozen as JSON and read again it says the same; a full one, a quiet one and an empty one."""
    for each in (full(), edition(week(*told(1), thanked=thanked(1))), Edition()):
        assert each == Edition.from_dict(json.loads(json.dumps(each.to_dict())))


def test_every_section_can_speak() -> None:
    """The full week is full indeed."""
    gathered = full()

    assert all((gathered.opening, gathered.fuel, gathered.honest, gathered.thanks, gathered.grown))
    assert 2 == len(gathered.quotes)
    assert 3 == len(gathered.subjects())


def test_an_edition_holds_nobody_who_did_not_agree() -> None:
    """No hash of a nameless teller and no name of an echoer stands in what is frozen."""
    kept = json.dumps(full().to_dict())

    assert "#" not in kept
    assert "noor" not in kept


def test_a_withdrawn_line_leaves_no_trace() -> None:
    """Each line that can be taken out goes whole, and the counts stay."""
    gathered = full()
    for kind, subject in gathered.subjects():
        left = gathered.without(kind, subject)

        assert (kind, subject) not in left.subjects()
        assert subject not in json.dumps(left.to_dict())
        assert (gathered.opening, gathered.fuel, gathered.grown) == (left.opening, left.fuel, left.grown)
        assert len(gathered.subjects()) - 1 == len(left.subjects())
        assert left.thanks is not None
        assert 4 == left.thanks.total


def test_taking_out_what_does_not_stand_there_changes_nothing() -> None:
    """Another's id, or the right id of another kind."""
    gathered = full()

    assert gathered == gathered.without("answer", "a-nobody")
    assert gathered == gathered.without("kudos", gathered.quotes[0].answer)


def test_the_only_thanks_of_a_quiet_week_can_be_taken_out() -> None:
    """Without its snippet the thanks of a quiet week are gone."""
    gathered = edition(week(thanked=thanked(1)))

    assert gathered.thanks is not None
    assert gathered.without(*gathered.subjects()[0]).thanks is None
