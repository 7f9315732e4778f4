"""Payloads that nobody should send, a small slice of those of the benchmark."""

import copy
from typing import Any, cast

import pytest

from bench import fuzz
from bench.fuzz.mangle import DEEPEST, ODD, Mangler


@pytest.mark.parametrize("platform", fuzz.PLATFORMS)
def test_whatever_is_sent_nothing_falls_hangs_or_tells(platform: str) -> None:
    """600 payloads, a part of them over HTTP: no 500, no hang, no traceback, and no word or secret in the log."""
    [shot] = fuzz.shoot([(platform, 7)], 550, 50)
    assert shot.wrong == []
    assert shot.told["sent"] == 600
    assert shot.told["statuses"]["200"] > 150


def test_harm_is_seen() -> None:
    """A 500, a hang, a traceback, a failure of ours, a word or secret in the log: each is told of."""
    calm = {"statuses": {"200": 1, "501": 1}, "hung": 0, "unanswered": 0, "secrets": {"a token": "xoxb-1"}}
    refused = '{"event": "request_failed", "level": "error", "error": "Failure"}'
    assert fuzz.Shot(calm, refused).wrong == []
    assert fuzz.Shot({**calm, "statuses": {"500": 2}}, "").wrong == ["500 x 2"]
    assert fuzz.Shot({**calm, "hung": 1, "unanswered": 1}, "").wrong == ["1 that hung", "1 that got no answer"]
    assert fuzz.Shot(calm, refused.replace("Failure", "KeyError")).wrong == ["request_failed (KeyError)"]
    assert fuzz.Shot(calm, refused.replace("Failure", "xoxb-1")).wrong[0] == "a log that holds a token"
    assert "a log with a traceback" in fuzz.Shot(calm, "Traceback (most recent call last):").wrong


def test_mischief_leaves_nothing_behind() -> None:
    """What goes into one payload is in no other: shared, it would grow, and once inside itself never come to an end."""
    before, mangler = copy.deepcopy(ODD), Mangler(7, ["a word"])
    for _ in range(2000):
        mangler.mutated({"event": {"type": "message"}, "blocks": [{"a": 1}]}, 8)
    assert before == ODD


def test_what_grows_too_deep_to_be_written_is_mischief_too() -> None:
    """One thing put into another again and again ends no fuzz: what is sent then goes as deep."""
    mangler, deep = Mangler(7, ["a word"]), cast("Any", "a word")
    for _ in range(5000):
        deep = [deep]
    assert mangler.packed(deep) == DEEPEST.encode()
    assert mangler._copied(deep) == "a word"
