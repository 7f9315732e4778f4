"""Who let the bot in: one workspace's token, bot id and scopes, from its row, kept for half a minute."""

from dataclasses import dataclass

from bot.known import Known
from storage import workspaces
from storage.errors import WrongKey
from storage.store import Store, Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """What calls in a workspace's name need."""

    token: str
    bot: str
    scopes: frozenset[str]
    by: str = ""
    homes: frozenset[str] = frozenset()  # ids of the workspace and its organisation: who is of another is an outsider


class Installations(Known[Installed]):
    """Workspaces that let the bot in."""

    __slots__ = ()

    def __init__(self, store: Store) -> None:
        super().__init__(store, _read)


def _read(tx: Tx, workspace: str) -> Installed | None:
    row = workspaces.look(tx, workspace)
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
