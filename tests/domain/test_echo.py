"""What counts as an echo, and which message is an answer."""

import pytest

from bot.domain import echo


@pytest.mark.parametrize(
    ("emoji", "expected"),
    [
        ("thumbsup", "thumbsup"),
        ("+1", "thumbsup"),
        (":+1:", "thumbsup"),
        ("+1::skin-tone-6", "thumbsup"),
        ("-1", "thumbsdown"),
        ("thumbsup::skin-tone-3", "thumbsup"),
        (":thumbsup::skin-tone-3:", "thumbsup"),
        ("two_people::skin-tone-2-5", "two_people"),
        ("raised_hands", "raised_hands"),
        ("skin-tone-3", "skin-tone-3"),
        ("🙌🏽", "raised_hands"),
        ("❤️", "heart"),
        ("🎈", "🎈"),
        ("👩🏿‍💻", "👩‍💻"),
        ("🏽", "🏽"),
        ("", ""),
    ],
)
def test_every_skin_tone_says_the_same(emoji: str, expected: str) -> None:
    """Tones and other names count as the base emoji."""
    assert expected == echo.base(emoji)
    assert expected == echo.base(echo.base(emoji))


@pytest.mark.parametrize(
    ("reactor", "author", "bot", "expected"),
    [
        ("noor", "mo", False, True),
        ("mo", "mo", False, False),
        ("helper", "mo", True, False),
        ("noor", None, False, True),
        ("", "mo", False, False),
    ],
)
def test_an_echo_comes_from_a_colleague(reactor: str, author: str | None, bot: bool, expected: bool) -> None:
    """One's own reaction and a bot's are no echo."""
    assert expected is echo.counts(reactor, author, bot)


@pytest.mark.parametrize(
    ("first", "mentions", "has_told", "others", "expected"),
    [
        pytest.param(True, [], False, False, "answer", id="the first to write"),
        pytest.param(True, [], False, True, "answer", id="telling after others"),
        pytest.param(True, ["yara"], False, True, "reply", id="begins by naming a teller"),
        pytest.param(True, ["milan"], False, True, "answer", id="begins by naming somebody who did not tell"),
        pytest.param(True, ["milan", "yara"], False, True, "reply", id="names a teller among others"),
        pytest.param(True, [], True, True, "reply", id="told in the form, now talks along"),
        pytest.param(False, [], True, False, "answer", id="goes on telling"),
        pytest.param(False, [], True, True, "reply", id="talks on under somebody's words"),
        pytest.param(False, [], False, True, "reply", id="replied before and goes on replying"),
        pytest.param(False, [], False, False, "answer", id="took a first try away and tells again"),
    ],
)
def test_a_message_in_the_thread_is_an_answer_or_a_reply(
    first: bool,
    mentions: list[str],
    has_told: bool,
    others: bool,
    expected: str,
) -> None:
    """The first words of a member answer the question, unless they turn to a colleague's answer."""
    said = echo.reading(first=first, mentions=mentions, tellers={"yara", "mo"}, has_told=has_told, others_before=others)

    assert expected == said
