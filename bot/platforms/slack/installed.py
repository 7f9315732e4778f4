"""Who let the bot in: one workspace's token, bot id and scopes, from its row, kept for half a minute."""

from dataclasses import dataclass, field

from bot.clock import stopwatch
from storage import workspaces
from storage.errors import WrongKey
from storage.store import Store, Tx

SECONDS = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """What calls in a workspace's name need."""

    token: str
    bot: str
    scopes: frozenset[str]
    by: str = ""
    homes: frozenset[str] = frozenset()  # ids of the workspace and its organisation: who is of another is an outsider


@dataclass(slots=True)
class Installations:
    """Looks workspaces up; another process's change is seen within half a minute, one's own at once."""

    store: Store
    _known: dict[str, tuple[float, Installed]] = field(default_factory=dict)

    async def get(self, workspace: str) -> Installed | None:
        """Give what calls need, None where the bot is not or no longer in."""
        known = self._known.get(workspace)
        if known is not None and known[0] > stopwatch():
            return known[1]
        found = await self.store.aread(lambda tx: _read(tx, workspace))
        if found is not None:  # who is not in may have been let in by another process a moment ago
            self._known[workspace] = (stopwatch() + SECONDS, found)
        return found

    def forget(self, workspace: str) -> None:
        """Look at the row again next time."""
        self._known.pop(workspace, None)


def _read(tx: Tx, workspace: str) -> Installed | None:
    row = workspaces.get(tx, workspace)
    if row is None or row.state != "active" or row.token is None:
        return None
    try:
        token = tx.vault.open(row.token).decode()
    except WrongKey:
        return None
    homes = {workspace.partition(":")[2], *(str(row.about.get(name) or "") for name in ("team", "enterprise"))} - {""}
    return Installed(
        token=token,
        bot=row.bot,
        scopes=frozenset(row.scopes.split(",")),
        by=row.installed_by,
        homes=frozenset(homes),
    )
