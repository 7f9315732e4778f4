"""Whatever a circle told: no threshold is undercut, no number too high, nothing quoted that was not allowed."""

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import given, settings, strategies as st

from bot.domain.digest import THRESHOLDS, Facts, Thanked, Told, counted, gather
from bot.domain.edition import Edition

TODAY = date(2026, 11, 24)
PEOPLE = st.integers(1, 6)
THEMES = st.lists(st.sampled_from(["calm", "help", "fun"]), max_size=3, unique=True).map(tuple)
TEXTS = st.sampled_from(["", "   ", "Clear at last.", " Lovely, just working. ", "b" * 140, "c" * 141])
BEFORE = st.sampled_from(["", "", "", "edition-1", "edition-2"])


@dataclass(frozen=True, slots=True)
class Real:
    """An answer, and who really gave it."""

    author: int
    told: Told
    typed: bool


@st.composite
def answers(draw: st.DrawFn, number: int) -> Real:
    """Give an answer by form, or typed in the thread with a name and no chips; each round has other hashes."""
    author, week, typed = draw(PEOPLE), draw(st.integers(0, 7)), draw(st.booleans())
    nameless = not typed and draw(st.booleans())
    return Real(
        author,
        Told(
            answer=f"answer-{number}",
            person=f"hash-{week}-{author}" if nameless else f"U{author}",
            round=f"round-{week}",
            day=TODAY - timedelta(days=7 * week + draw(st.integers(0, 6))),
            themes=() if typed else draw(THEMES),
            tough=not typed and draw(st.booleans()),
            text=draw(TEXTS),
            quote=not typed and draw(st.booleans()),
            nameless=nameless,
            edition=draw(BEFORE) if week else "",
        ),
        typed,
    )


@st.composite
def thanks(draw: st.DrawFn, number: int) -> Thanked:
    """Give thanks for something, or by an emoji alone."""
    return Thanked(
        kudos=f"kudos-{number}",
        giver=f"U{draw(PEOPLE)}",
        receivers=tuple(f"U{n}" for n in draw(st.lists(PEOPLE, max_size=3, unique=True))),
        day=TODAY - timedelta(days=draw(st.integers(0, 20))),
        reason=draw(st.sampled_from(["", " ", "walked along to the right desk", "d" * 200])),
        value=draw(st.sampled_from([None, "courage", "customer first"])),
        small=draw(st.booleans()),
        edition=draw(BEFORE),
    )


@st.composite
def weeks(draw: st.DrawFn) -> tuple[Facts, list[Real]]:
    """Give two months of a small circle, and who was behind each answer."""
    drawn = [draw(answers(number)) for number in range(draw(st.integers(0, 14)))]
    by_form = {(real.author, real.told.round): real for real in drawn if not real.typed}  # one for each person
    given_ = [real for real in drawn if real.typed or by_form[real.author, real.told.round] is real]
    facts = Facts(
        edition=draw(st.sampled_from(["edition-3", "preview"])),
        day=TODAY,
        told=tuple(real.told for real in given_),
        thanked=tuple(draw(thanks(number)) for number in range(draw(st.integers(0, 6)))),
        echoers=frozenset(f"U{n}" for n in draw(st.lists(PEOPLE, max_size=4))),
        quoted=frozenset(f"U{n}" for n in draw(st.lists(PEOPLE, max_size=2))),
        values=("courage", "customer first", "together"),
        since=draw(st.sampled_from([None, TODAY - timedelta(days=3)])),
    )
    return facts, given_


def people(given_: list[Real]) -> int:
    """Give how many people there really were."""
    return len({real.author for real in given_})


def both_ways(given_: list[Real]) -> int:
    """Give how many told in the thread and without a name too: only who knew whose that is could count them once."""
    return len({r.author for r in given_ if r.typed} & {r.author for r in given_ if r.told.nameless})


@settings(max_examples=120, deadline=None)
@given(weeks())
def test_there_is_an_edition_exactly_where_there_is_something(lived: tuple[Facts, list[Real]]) -> None:
    """Nothing for nothing; and what was gathered before, or hides among too few, is nothing."""
    facts, _ = lived
    new = [t for t in counted(facts.told) if not t.edition]
    thanked = [k for k in facts.thanked if not k.edition]
    edition = gather(facts)
    assert (edition is None) == (not new and not thanked)
    if edition is not None:
        assert edition.contributions == len(new) + len(thanked)
        assert Edition.from_dict(edition.to_dict()) == edition


@settings(max_examples=120, deadline=None)
@given(weeks())
def test_no_number_is_higher_than_the_people_behind_it(lived: tuple[Facts, list[Real]]) -> None:
    """Each is at most how many people really did that, and nothing is summed up of fewer than three.

    In the opening line alone somebody may count twice; what is tapped or marked is by form, and there each has one.
    """
    facts, given_ = lived
    edition = gather(facts)
    if edition is None or edition.opening is None:
        return
    new = [real for real in given_ if not real.told.edition]
    givers = {k.giver for k in facts.thanked if not k.edition}
    acted = {f"U{real.author}" for real in new} | givers | facts.echoers
    assert THRESHOLDS.people <= edition.opening.took <= len(acted) + both_ways(new)
    wrote = [real for real in new if real.told.text.strip()]
    assert edition.opening.wrote <= people(wrote) + both_ways(wrote)
    assert (edition.opening.thanked, edition.opening.echoed) == (len(givers), len(facts.echoers))
    month = [real for real in given_ if TODAY - real.told.day < timedelta(days=28)]
    for count in edition.fuel.themes if edition.fuel else ():
        taps = [real for real in (*month, *new) if count.theme in real.told.themes]
        assert THRESHOLDS.fuel_people <= count.people <= people(taps)
    if edition.honest:
        assert people([real for real in new if real.told.tough]) >= THRESHOLDS.tough
    if edition.grown:
        taps = [real for real in month if edition.grown.theme in real.told.themes]
        assert THRESHOLDS.people <= edition.grown.now <= people(taps)


@settings(max_examples=120, deadline=None)
@given(weeks())
def test_only_what_was_allowed_is_quoted_and_nothing_nameless_of_few(lived: tuple[Facts, list[Real]]) -> None:
    """Each line is a teller's exact words with their consent, new, short, of two people and two themes at most."""
    facts, given_ = lived
    edition = gather(facts)
    lines = edition.quotes if edition else ()
    by_id = {real.told.answer: real for real in given_}
    told = [by_id[line.answer].told for line in lines]
    for line, source in zip(lines, told, strict=True):
        assert source.quote
        assert not source.edition
        assert line.text == source.text.strip()
        assert 0 < len(line.text) <= THRESHOLDS.quote_length
        assert line.member == (None if source.nameless else source.person)
        assert source.person not in facts.quoted
    assert len(lines) <= THRESHOLDS.quotes
    assert len({source.person for source in told}) == len(told)
    if len(told) == THRESHOLDS.quotes:
        assert not set(told[0].themes) & set(told[1].themes)
    company = people([real for real in given_ if real.told.nameless and not real.told.edition])
    assert company >= THRESHOLDS.nameless or all(line.member for line in lines)


@settings(max_examples=120, deadline=None)
@given(weeks())
def test_thanks_are_told_in_the_givers_words_and_summed_up_from_three_on(lived: tuple[Facts, list[Real]]) -> None:
    """One is shown, with words and receivers, cut where long; a value is an invitation only where none named it."""
    facts, _ = lived
    edition = gather(facts)
    said = edition.thanks if edition else None
    if said is None:
        return
    new = [k for k in facts.thanked if not k.edition]
    assert said.total in {None, len(new)}
    assert said.total is None or said.total >= THRESHOLDS.thanks
    assert set(said.values) <= {k.value for k in new}
    assert said.unnamed is None or said.unnamed not in {k.value for k in new}
    if said.snippet:
        (source,) = [k for k in new if k.kudos == said.snippet.kudos]
        assert source.reason.strip()
        assert not source.small
        assert (said.snippet.giver, said.snippet.receivers) == (source.giver, source.receivers)
        assert source.reason.strip().startswith(said.snippet.reason.rstrip("…"))
        assert len(said.snippet.reason) <= THRESHOLDS.quote_length


@settings(max_examples=120, deadline=None)
@given(weeks())
def test_a_quiet_week_is_told_in_two_lines(lived: tuple[Facts, list[Real]]) -> None:
    """Below three people or three things: no section, one or two people, and one line with a name at most."""
    facts, _ = lived
    edition = gather(facts)
    if edition is None or not edition.quiet:
        return
    assert (edition.opening, edition.fuel, edition.honest, edition.grown) == (None, None, False, None)
    assert edition.people in {1, 2}
    assert len(edition.quotes) <= 1
    assert all(line.member for line in edition.quotes)
    assert edition.thanks is None or (edition.thanks.total, edition.thanks.values) == (None, ())


@settings(max_examples=100, deadline=None)
@given(weeks())
def test_whatever_stands_in_an_edition_can_be_taken_out_without_a_trace(lived: tuple[Facts, list[Real]]) -> None:
    """After all that can be taken out is out, no one's id, name or words are in it, and no count has changed."""
    facts, _ = lived
    edition = before = gather(facts)
    if edition is None or before is None:
        return
    for kind, subject in before.subjects():
        edition = edition.without(kind, subject)
    left = str(edition.to_dict())
    assert not [each.answer for each in facts.told if each.answer in left]
    assert not [each.kudos for each in facts.thanked if each.kudos in left]
    assert not [word for word in ("Clear at last", "Lovely", "walked along", "bbbb", "dddd", "'U") if word in left]
    assert (edition.opening, edition.fuel, edition.honest) == (before.opening, before.fuel, before.honest)


@given(weeks(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_decides_nothing(lived: tuple[Facts, list[Real]], chance: object) -> None:
    """Two machines that read the same facts in another order gather the same edition."""
    facts, _ = lived
    told, thanked = list(facts.told), list(facts.thanked)
    chance.shuffle(told)  # type: ignore[attr-defined] # one of Hypothesis's own
    chance.shuffle(thanked)  # type: ignore[attr-defined]
    other = Facts(
        edition=facts.edition,
        day=facts.day,
        told=tuple(told),
        thanked=tuple(thanked),
        echoers=facts.echoers,
        quoted=facts.quoted,
        values=facts.values,
        since=facts.since,
    )
    assert gather(other) == gather(facts)


def test_who_answers_two_questions_without_a_name_is_one_to_hide_among() -> None:
    """Two people with three nameless answers over two rounds are two: neither's words stand anywhere."""
    told = (("1", "round-1"), ("2", "round-1"), ("1", "round-2"))
    answers_ = tuple(
        Told(
            answer=f"{who}{round_}",
            person=f"hash-{who}-{round_}",
            round=round_,
            day=TODAY,
            text="Words.",
            nameless=True,
        )
        for who, round_ in told
    )
    assert counted(answers_) == ()
