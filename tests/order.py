"""Which test runs when and where: the longest begin first, and what shares something dear stays with one worker."""

import pytest
from xdist.scheduler import LoadScopeScheduling

# By what they need, most of all first; what is not named here takes less than a second.
LONGEST = (
    "tests/crash/",
    "tests/privacy/test_planted_words.py",
    "tests/journeys/test_playground_month.py",
    "tests/edges/test_moving.py",
    "tests/edges/test_restore.py",
    "tests/edges/test_run.py",
    "tests/journeys/test_playground_",
    "tests/edges/",
    "tests/model/",
    "tests/badday/",
)
TOGETHER = frozenset(
    {
        "tests/crash/test_kill.py",  # one busy hour at a time is enough for two cores
        "tests/privacy/test_planted_words.py",  # weeks are lived once, and looked at by all of them
    }
)


def longest_first(items: list[pytest.Item]) -> None:
    """Bring tests in order, those of one kind by chance as before."""
    items.sort(key=lambda item: _rank(item.nodeid))


def _rank(nodeid: str) -> int:
    return next((rank for rank, start in enumerate(LONGEST) if nodeid.startswith(start)), len(LONGEST))


class Scheduling(LoadScopeScheduling):
    """Gives each worker the next test when it has almost none left; pytest-xdist's own groups fail with pytest 9.2."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return file if file in TOGETHER else nodeid
