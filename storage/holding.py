"""What waits to leave for a workspace that is gone: held while it is away, released when it is back."""

from datetime import datetime

from sqlalchemy import delete, update

from storage.tables import Outbox
from storage.tx import Tx

TABLE = Outbox.metadata.tables["outbox"]
ROW = TABLE.c


def hold(tx: Tx, workspace: str, until: datetime) -> int:
    """Let nothing leave for a workspace before a moment; gives how much is held."""
    mine = (ROW.workspace == workspace) & (ROW.state == "pending")
    return tx.connection.execute(update(TABLE).where(mine).values(not_before=until)).rowcount


def release(tx: Tx, workspace: str, now: datetime) -> int:
    """Let what was held leave; gives how much."""
    tx.ring()
    mine = (ROW.workspace == workspace) & (ROW.state == "pending") & (ROW.not_before > now)
    return tx.connection.execute(update(TABLE).where(mine).values(not_before=now)).rowcount


def drop(tx: Tx, workspace: str, kinds: tuple[str, ...]) -> int:
    """Forget new posts of some kinds that were held too long to be posted still; gives how many."""
    mine = (ROW.workspace == workspace) & (ROW.state == "pending") & (ROW.how == "post")
    return tx.connection.execute(delete(TABLE).where(mine, ROW.kind.in_(kinds))).rowcount
