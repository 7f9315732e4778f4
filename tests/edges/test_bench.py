"""The benchmarks' table: a measure that fails or hangs is a row, and takes no other with it."""

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict

import pytest

from bench import turns
from bench.figure import Figure, table

GOOD = Figure(name="kudos", measured=1.0, bar=1.5, aim=1.1, of="150 in turn")
TELLS = f"import sys, time; print({json.dumps(asdict(GOOD))!r}, flush=True)"


def _ran(code: str, seconds: float = 20.0) -> list[Figure]:
    return turns.run("kudos", [sys.executable, "-c", code], seconds)


def test_what_a_measure_tells_is_its_figures() -> None:
    """A process that tells a figure and ends well gives that figure and nothing else."""
    assert _ran(TELLS) == [GOOD]


def test_a_measure_that_hangs_is_told_as_failed_with_what_it_had_found() -> None:
    """After its time it is ended, its last figure stays, and the row says how long it was given."""
    began = time.perf_counter()
    found = _ran(f"{TELLS}; time.sleep(60)", seconds=1.5)
    assert time.perf_counter() - began < 20
    assert found[0] == GOOD
    assert (found[1].verdict, found[1].failed) == ("FAILED", "took longer than its 2 s")


@pytest.mark.parametrize(("code", "reason"), [("pass", "it told nothing"), ("exit(3)", "its process ended with 3")])
def test_a_measure_that_ends_without_a_figure_has_failed(code: str, reason: str) -> None:
    """Silence is no success."""
    [found] = _ran(code)
    assert (found.verdict, found.failed) == ("FAILED", reason)


def test_an_error_is_told_by_its_kind_and_without_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    """The row of the table names the error's class only."""

    def measure() -> Iterator[Figure]:
        yield GOOD
        raise KeyError("what Fleur wrote")

    assert turns.tell("kudos", measure) == 1
    first, last = [Figure(**json.loads(line)) for line in capsys.readouterr().out.splitlines()]
    assert first == GOOD
    assert table([last]).splitlines()[2].split() == ["kudos", "-", "-", "-", "FAILED", "KeyError"]
