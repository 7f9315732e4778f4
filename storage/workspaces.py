"""Workspaces: the teams that let the bot in."""

from collections.abc import Sequence

from sqlmodel import select

from storage.plain import Plain
from storage.store import Tx
from storage.tables import Workspace

ROWS = Plain(Workspace)


def get(tx: Tx, workspace: str) -> Workspace | None:
    """Give one workspace."""
    return tx.session.get(Workspace, workspace)


def look(tx: Tx, workspace: str) -> Workspace | None:
    """Give one workspace to be read only, which costs a fraction of `get`."""
    return ROWS.get(tx, workspace)


def bot(tx: Tx, workspace: str) -> str | None:
    """Give who the bot is in a workspace, None where that is not known."""
    found = tx.row("SELECT bot FROM workspace WHERE workspace = ?", workspace)
    return None if found is None else str(found[0])


def keep(tx: Tx, workspace: str, row: Workspace) -> None:
    """Keep a workspace, or what changed in it."""
    row.workspace = workspace
    tx.session.merge(row)


def every(tx: Tx) -> Sequence[Workspace]:
    """Give all workspaces, for the operator and at start."""
    return tx.session.exec(select(Workspace).order_by(Workspace.workspace)).all()
