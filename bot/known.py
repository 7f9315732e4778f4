"""What is known of each team, from its row: kept for half a minute, so that no event has to look it up."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from bot.clock import stopwatch
from storage.store import Store, Tx

T = TypeVar("T")
SECONDS = 30.0


@dataclass(slots=True)
class Known(Generic[T]):
    """Looks teams up by `read`; another process's change is seen within half a minute, one's own at once."""

    store: Store
    read: Callable[[Tx, str], T | None]
    _known: dict[str, tuple[float, T]] = field(default_factory=dict)

    async def get(self, workspace: str) -> T | None:
        """Give what calls need, None where the bot is not or no longer in."""
        known = self._known.get(workspace)
        if known is not None and known[0] > stopwatch():
            return known[1]
        found = await self.store.aread(lambda tx: self.read(tx, workspace))
        if found is not None:  # who is not in may have been let in by another process a moment ago
            self._known[workspace] = (stopwatch() + SECONDS, found)
        return found

    def forget(self, workspace: str) -> None:
        """Look at the row again next time."""
        self._known.pop(workspace, None)
