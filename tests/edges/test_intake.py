"""What is tapped, filled in or typed becomes the same command on every platform."""

import pytest

from bot import commands as c, intake

BY = c.By(workspace="slack:T1", member="U1", channel="C1")


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("", c.OpenHome(by=BY)),
        ("help", c.Help(by=BY)),
        ("HULP", c.Help(by=BY)),
        ("me", c.OpenHome(by=BY)),
        ("ik", c.OpenHome(by=BY)),
        ("settings", c.OpenCircle(by=BY)),
        ("instellingen", c.OpenCircle(by=BY)),
        ("start", c.OpenCircle(by=BY, begin=True)),
        ("pause until 24 december", c.PauseMe(by=BY, text="24 december")),
        ("pauze tot 24 december", c.PauseMe(by=BY, text="24 december")),
        ("ask now", c.AskNow(by=BY)),
        ("digest now", c.DigestNow(by=BY)),
        ("digest preview", c.DigestNow(by=BY, preview=True)),
        ("terugblik voorbeeld", c.DigestNow(by=BY, preview=True)),
        ("terugblik nu", c.DigestNow(by=BY)),
        ("digest", c.DigestNow(by=BY, preview=True)),
        ("digest previw", c.DigestNow(by=BY, preview=True)),
        ("vraag NU", c.AskNow(by=BY)),
        ("ask", c.Help(by=BY, unknown="ask")),
        ("ask What did you see?", c.Help(by=BY, unknown="ask")),
        ("vraag wat zag je?", c.Help(by=BY, unknown="vraag")),
        ("suggest What made you wonder?", c.Suggest(by=BY, text="What made you wonder?")),
        ("status", c.WhyThis(by=BY)),
        ("what-do-you-know", c.WhatDoYouKnow(by=BY)),
        ("hepl", c.Help(by=BY, unknown="hepl")),
    ],
)
def test_words_after_the_command(line: str, command: c.Command) -> None:
    """Each verb has a command, in English and in Dutch; an unknown one asks for help."""
    assert command == intake.typed(BY, line)


@pytest.mark.parametrize(
    ("line", "members", "groups", "text"),
    [
        ("<@U2> walked along", ("U2",), (), "walked along"),
        ("<@U2> <@U3> walked along", ("U2", "U3"), (), "walked along"),
        ("<@U2>, <@U3> and <@U4> stayed late", ("U2", "U3", "U4"), (), "stayed late"),
        ("<@U2> en <@U3> bleven", ("U2", "U3"), (), "bleven"),
        ("<^S1> carried it", (), ("S1",), "carried it"),
        ("<@U2> for the payload parser", ("U2",), (), "for the payload parser"),
        ("<@U2><@U2> twice", ("U2",), (), "twice"),
        ("thank you all", (), (), "thank you all"),
        ("", (), (), ""),
    ],
)
def test_kudos_by_command(line: str, members: tuple[str, ...], groups: tuple[str, ...], text: str) -> None:
    """Mentions are the receivers, the rest is the reason."""
    assert c.GiveKudos(by=BY, members=members, groups=groups, text=text) == intake.kudos(BY, line)


@pytest.mark.parametrize("text", ["help", "Hulp", " help? ", "/help"])
def test_help_in_private_is_help(text: str) -> None:
    """That one word, in both languages, asks; with anything more it is a story."""
    assert c.Help(by=BY) == intake.told(BY, "1.0", text)
    assert c.HearPrivate(by=BY, ref="1.0", text=f"{text} came from Noor") == intake.told(
        BY, "1.0", f"{text} came from Noor"
    )


def test_a_mention_inside_the_reason_stays_in_it() -> None:
    """Who is named in the sentence is thanked, and the sentence stays whole."""
    given = intake.kudos(BY, "<@U2> took over <@U3>'s shift")

    assert "took over <@U3>'s shift" == getattr(given, "text", "")


def test_an_unknown_action_asks_for_help() -> None:
    """A button of an older version does no harm."""
    assert c.Help(by=BY) == intake.tapped(BY, "never.heard.of", {})
    assert c.Help(by=BY) == intake.submitted(BY, "never.heard.of", {}, {})


@pytest.mark.parametrize("action", sorted(intake.TAPPED))
def test_every_button_survives_missing_args(action: str) -> None:
    """Whatever an old post carries, a tap becomes a command."""
    assert intake.tapped(BY, action, {}).by == BY  # type: ignore[union-attr]


@pytest.mark.parametrize("action", sorted(intake.SUBMITTED))
def test_every_form_survives_missing_fields(action: str) -> None:
    """A form without its fields becomes a command, and the service says what is missing."""
    assert intake.submitted(BY, action, {}, {}).by == BY  # type: ignore[union-attr]
