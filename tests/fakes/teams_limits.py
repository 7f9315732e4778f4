"""Teams' windows: so many calls in so many seconds, for each conversation, each tenant, and reactions altogether."""

import math
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Literal

from .clock import Clock, wall

Operation = Literal["send", "create", "read", "react"]
Windows = tuple[tuple[int, float], ...]

IN_CONVERSATION: dict[Operation, Windows] = {
    "send": ((7, 1.0), (8, 2.0), (60, 30.0), (1800, 3600.0)),
    "create": ((7, 1.0), (8, 2.0), (60, 30.0), (1800, 3600.0)),
    "read": ((14, 1.0), (16, 2.0), (120, 30.0), (3600, 3600.0)),
}
IN_TENANT: Windows = ((50, 1.0),)
REACTIONS: Windows = ((2, 1.0),)


@dataclass(slots=True, kw_only=True)
class Limits:
    """Counts what was let through; `refused` counts what was not."""

    clock: Clock = wall
    refused: int = 0
    _times: "defaultdict[tuple[str, ...], deque[float]]" = field(default_factory=lambda: defaultdict(deque))

    def retry_after(self, operation: Operation, tenant: str, conversation: str) -> int:
        """Whole seconds to wait, 0 if the call may pass."""
        now = self.clock()
        counted = self._counted(operation, tenant, conversation)
        wait = max(self._wait(key, windows, now) for key, windows in counted.items())
        if wait <= 0:
            for key in counted:
                self._times[key].append(now)
            return 0
        self.refused += 1
        return max(1, math.ceil(wait))

    @staticmethod
    def _counted(operation: Operation, tenant: str, conversation: str) -> dict[tuple[str, ...], Windows]:
        counted: dict[tuple[str, ...], Windows] = {("tenant", tenant): IN_TENANT}
        if operation == "react":
            return counted | {("react",): REACTIONS}
        return counted | {(operation, tenant, conversation): IN_CONVERSATION[operation]}

    def _wait(self, key: tuple[str, ...], windows: Windows, now: float) -> float:
        times = self._times[key]
        longest = max(seconds for _, seconds in windows)
        while times and times[0] <= now - longest:
            times.popleft()
        full = [times[-most] + seconds - now for most, seconds in windows if len(times) >= most]
        return max(full, default=0.0)
