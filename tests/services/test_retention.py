"""What is older than an installation keeps goes by itself: words, reactions, thanks; counts in editions stay."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot import commands as c, housekeeping
from bot.dispatch import Desk
from bot.domain import calendar, edition
from storage.tables import (
    Answer,
    Echo,
    Edition,
    Hand,
    Joiner,
    Kudos,
    Member,
    Occurrence,
    Outbox,
    Post,
    Quoted,
    Receiver,
    Round,
    Suggestion,
)
from tests.services.office import TEAM, Office, said
from tests.services.test_erasure import WORDS, everything, gather, places, plant, team as team, tell, thank

OURS = tuple(word for word in WORDS if word.isupper() and word.startswith("PLANTED"))
PEOPLES = (Answer, Echo, Kudos, Receiver, Joiner, Suggestion, Hand, Quoted)


def tidy(team: Office, months: int) -> None:
    """Let housekeeping come by, a day after it last did."""
    team.move(days=1)
    desk = Desk(team.store, team.catalog, team.clock, replace(team.house, keep_months=months))
    assert asyncio.run(housekeeping.tidy(desk))


def test_after_the_months_no_byte_of_what_was_said_is_left(team: Office) -> None:
    """Neither in a table, nor in a page that was let go, nor in the file of changes; what is newer is all there."""
    plant(team)
    team.move(days=1)
    team.do(c.React(by=team.by("U3"), ref=team.ref("answer"), emoji="heart", on=True, order="1"))
    assert all(team.rows(table) for table in PEOPLES)
    team.move(weeks=16)
    tell(team, "U2", "said lately")
    kept = thank(team, "U1", "U2")
    tidy(team, 3)

    assert ["said lately"] == [answer.text for answer in team.rows(Answer)]
    assert [kept] == [row.kudos for row in team.rows(Kudos)] == [row.kudos for row in team.rows(Receiver)]
    assert [] == [row for table in (Echo, Joiner, Suggestion, Hand, Quoted) for row in team.rows(table)]
    assert not any(word in said(message) for _, message in team.outbox() for word in OURS)
    assert {"answer", "question"} >= {post.kind for post in team.rows(Post)}
    assert "Planted-Name" in {member.name for member in team.rows(Member)}
    if team.store.engine.dialect.name == "sqlite":
        assert [] == list(places(everything(team), OURS))


def test_an_old_edition_keeps_its_counts_and_loses_its_lines(team: Office) -> None:
    """How many took part and what they chose stays; nobody's words or names do."""
    for member in ("U1", "U2", "U3"):
        tell(team, member, f"quoted from {member}", quote=True, themes=("calm",))
        thank(team, member, "U4")
    team.do(c.Suggest(by=team.by("U4"), text="Who do we do this for?"))
    gather(team)
    [before] = team.rows(Edition)
    assert before.facts["quotes"]
    assert before.facts["thanks"]["snippet"]
    assert before.facts["carry"]
    team.move(weeks=16)
    tidy(team, 3)

    [row] = team.rows(Edition)
    was, after = (edition.Edition.from_dict(facts) for facts in (before.facts, row.facts))
    assert was.thanks
    assert replace(was, quotes=(), carry=None, thanks=replace(was.thanks, snippet=None)) == after
    assert after.opening
    assert after.fuel
    assert [] == [row for row in team.rows(Outbox) if row.kind == "digest"]


def becomes(team: Office, asked: Round, own: Suggestion) -> None:
    """Let what was asked be a member's own question."""

    def ask_it(tx):  # noqa: ANN001, ANN202 - a transaction in
        row = tx.session.get(Round, (TEAM, asked.round))
        row.pack, row.prompt, row.text = "member", own.suggestion, own.text

    team.write(ask_it)


def test_a_members_own_question_is_nobodys_words_any_more(team: Office) -> None:
    """The round stays, so that nothing is asked twice; what it asked is gone."""
    team.do(c.Suggest(by=team.by("U1"), text="Who do we do this for?"))
    [own] = team.rows(Suggestion)
    [asked] = team.rows(Round)

    becomes(team, asked, own)
    team.move(weeks=16)
    tidy(team, 3)

    [kept] = team.rows(Round)
    assert own.suggestion == kept.prompt
    assert "Who do we" not in kept.text


def test_of_questions_as_many_stay_as_the_next_choice_looks_back_on(team: Office) -> None:
    """Nothing is asked again within half a year, though else is kept for less; where others stood goes too."""
    for _ in range(34):
        team.move(weeks=1)
        team.do(c.AskNow(by=team.by("U1")))
        team.deliver()
    tidy(team, 3)

    assert 30 == len(team.rows(Round))
    assert {row.round for row in team.rows(Round)} == {p.subject for p in team.rows(Post) if p.kind == "question"}
    team.move(weeks=1)
    team.do(c.AskNow(by=team.by("U1")))
    newest = sorted(team.rows(Round), key=lambda row: row.asked_at)
    assert newest[-1].prompt not in {row.prompt for row in newest[-27:-1]}


def test_of_old_editions_the_numbers_of_half_a_year_stay(team: Office) -> None:
    """Each week has one, and a file that grows for ever is nobody's wish; the digests themselves stand in the chat."""
    for _ in range(34):
        team.move(weeks=1)
        thank(team, "U1", "U2")
        gather(team)
    tidy(team, 3)

    left = sorted(team.rows(Edition), key=lambda row: row.until)
    assert 30 == len(left)
    assert team.today - left[-1].day < timedelta(days=3)
    assert {kept.edition for kept in team.rows(Quoted)} <= {row.edition for row in left[-14:]}


def test_without_the_setting_nothing_goes_by_its_age(team: Office) -> None:
    """Only what ended in the calendar is forgotten, which is about nobody."""
    plant(team)
    before = {table: len(team.rows(table)) for table in PEOPLES}
    ended = {"kind": "ask", "day": team.today, "due_at": team.now, "state": "done"}
    team.write(lambda tx: tx.session.add(Occurrence(workspace=TEAM, circle="circle-C1", **ended)))
    team.move(weeks=500)
    tidy(team, 0)

    assert before == {table: len(team.rows(table)) for table in PEOPLES}
    assert [] == [row for row in team.rows(Occurrence) if row.state == "done"]


def test_a_shorter_time_reaches_back_and_a_longer_one_brings_nothing_back(team: Office) -> None:
    """Whoever shortens it from a year to three months has the old editions shortened too."""
    for member in ("U1", "U2", "U3"):
        tell(team, member, f"quoted from {member}", quote=True)
    gather(team)
    team.move(weeks=30)
    tidy(team, 12)
    assert team.rows(Edition)[0].facts["quotes"]
    tidy(team, 3)
    assert "quotes" not in team.rows(Edition)[0].facts
    tidy(team, 12)
    assert [] == team.rows(Answer)


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        ("2026-05-31", 3, "2026-02-28"),
        ("2026-01-15", 1, "2025-12-15"),
        ("2028-02-29", 12, "2027-02-28"),
        ("2026-12-31", 24, "2024-12-31"),
    ],
)
def test_months_are_those_of_the_calendar(day: str, months: int, before: str) -> None:
    """The last day of a longer month is the last one of a shorter one."""
    assert date.fromisoformat(before) == calendar.months_before(date.fromisoformat(day), months)


def test_whoever_tells_something_reads_for_how_long_it_is_kept(team: Office) -> None:
    """Under the form, and where one asks what is kept; without the setting there is no such line."""
    for months, line in ((12, "12 months"), (0, "")):
        team.house = replace(team.house, keep_months=months)
        form = team.do(c.OpenAnswer(by=team.by("U1"), round=team.rows(Round)[0].round)).form
        known = team.do(c.WhatDoYouKnow(by=team.by("U1"))).say
        assert [line in said(form), line in said(known)] == [True, True]
        assert bool(line) == ("months" in said(form)) == ("months" in said(known))


# ---------------------------------------------------------------- a younger edition with older words in it


def test_no_younger_edition_keeps_words_that_are_too_old(team: Office) -> None:
    """After a long pause a digest brings what was told before it; its lines go with the words, in time."""
    for member in ("U1", "U2", "U3"):
        tell(team, member, f"quoted from {member}", quote=True)
        thank(team, member, "U4")
    team.do(c.Suggest(by=team.by("U4"), text="Who do we do this for?"))
    team.move(weeks=10)
    gather(team)
    assert {"quotes", "carry"} <= {name for name, value in team.rows(Edition)[0].facts.items() if value}
    team.move(weeks=4)
    tidy(team, 3)

    [row] = team.rows(Edition)
    assert [] == team.rows(Answer)
    assert [[], None] == [row.facts["quotes"], row.facts["carry"]]
    assert None is row.facts["thanks"]["snippet"]
    assert row.facts["opening"]


def test_who_asked_something_is_known_for_as_long_as_it_is_kept(team: Office) -> None:
    """A question suggested long ago and asked lately goes with its member, though it was suggested too long ago."""
    team.do(c.Suggest(by=team.by("U1"), text="Who do we do this for?"))
    [own] = team.rows(Suggestion)
    team.move(weeks=11)
    team.do(c.AskNow(by=team.by("U1")))
    newest = max(team.rows(Round), key=lambda row: row.asked_at)

    becomes(team, newest, own)
    team.move(weeks=4)
    tidy(team, 3)
    assert own.text in {row.text for row in team.rows(Round)}
    team.do(c.EraseMe(by=team.by("U1", ""), sure=True))
    assert own.text not in {row.text for row in team.rows(Round)}
    assert [] == team.rows(Suggestion)


def test_an_emoji_on_a_colleagues_message_goes_with_the_thanks_that_it_was(team: Office) -> None:
    """What remembers the order of such taps says who did something when; lately done stays."""
    for ref in ("71.1", "72.1"):
        team.do(c.React(by=team.by("U1"), ref=ref, emoji="raised_hands", on=True, order=ref, author="U2"))
        assert "message" in {row.kind for row in team.rows(Echo)}
        team.move(weeks=8)
    tidy(team, 3)

    assert ["72.1"] == [row.ref for row in team.rows(Echo)]
    assert 1 == len(team.rows(Kudos))
