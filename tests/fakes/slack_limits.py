"""Slack's pace: one post a second in a channel with some burst, and a limit for the whole workspace.

Off unless `FakeSlack(pace=Pace(...))` or `slack.pace = Pace(...)`. With a faster clock a benchmark takes less time.
"""

import math
from dataclasses import dataclass, field

from .clock import Clock, wall

POSTING = frozenset({"chat.postMessage"})
READING_HISTORY = frozenset({"conversations.history", "conversations.replies"})


@dataclass(slots=True)
class Bucket:
    """Tokens that come back at `rate` a second, up to `size`."""

    rate: float
    size: float
    tokens: float
    at: float

    def wait(self, now: float) -> float:
        """Seconds until a token is there."""
        self.tokens = min(self.size, self.tokens + (now - self.at) * self.rate)
        self.at = now
        return max(0.0, (1 - self.tokens) / self.rate)


@dataclass(slots=True, kw_only=True)
class Pace:
    """How fast may be posted; rates a second, None for no limit; `refused` counts the answers 429."""

    channel_rate: float | None = 1.0
    channel_burst: int = 3
    workspace_rate: float | None = None
    workspace_burst: int = 20
    history_per_minute: float | None = None
    clock: Clock = wall
    refused: int = 0
    _buckets: dict[tuple[str, ...], Bucket] = field(default_factory=dict)

    def retry_after(self, method: str, team: str, channel: str) -> int:
        """Whole seconds to wait, 0 if the call may pass."""
        now = self.clock()
        buckets = [self._bucket(now, *rule) for rule in self._rules(method, team, channel)]
        wait = max((bucket.wait(now) for bucket in buckets), default=0.0)
        for bucket in buckets:
            bucket.tokens -= wait == 0
        self.refused += wait > 0
        return math.ceil(wait)

    def _rules(self, method: str, team: str, channel: str) -> list[tuple[tuple[str, ...], float, int]]:
        rules: list[tuple[tuple[str, ...], float, int]] = []
        if method in POSTING and self.channel_rate is not None:
            rules.append((("channel", team, channel), self.channel_rate, self.channel_burst))
        if method in POSTING and self.workspace_rate is not None:
            rules.append((("workspace", team), self.workspace_rate, self.workspace_burst))
        if method in READING_HISTORY and self.history_per_minute is not None:
            rules.append(((method, team), self.history_per_minute / 60, 1))
        return rules

    def _bucket(self, now: float, key: tuple[str, ...], rate: float, burst: int) -> Bucket:
        return self._buckets.setdefault(key, Bucket(rate, burst, burst, now))
