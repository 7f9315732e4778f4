"""Circles: channels that keep the rhythm."""

from collections.abc import Sequence

from sqlmodel import select

from storage.plain import Plain
from storage.store import Tx
from storage.tables import Circle

ROWS = Plain(Circle)
BEGUN = frozenset({"running", "resting"})  # states of a circle that was started and goes on, at least once it can


def get(tx: Tx, workspace: str, circle: str) -> Circle | None:
    """Give one circle, None if it is not of this workspace."""
    return tx.session.get(Circle, (workspace, circle))


def look(tx: Tx, workspace: str, circle: str) -> Circle | None:
    """Give one circle to be read only, which costs a fraction of `get`."""
    return ROWS.get(tx, workspace, circle)


def look_in(tx: Tx, workspace: str, channel: str) -> Circle | None:
    """Give the circle of a channel to be read only."""
    return ROWS.first(tx, "workspace = ? AND channel = ?", workspace, channel)


def by_channel(tx: Tx, workspace: str, channel: str) -> Circle | None:
    """Give the circle of a channel."""
    return tx.session.exec(select(Circle).where(Circle.workspace == workspace, Circle.channel == channel)).first()


def add(tx: Tx, workspace: str, circle: Circle) -> Circle:
    """Keep a new circle of this workspace."""
    circle.workspace = workspace
    tx.session.add(circle)
    tx.session.flush()
    return circle


def of_workspace(tx: Tx, workspace: str) -> Sequence[Circle]:
    """Give every circle of a workspace, by name."""
    return tx.session.exec(
        select(Circle).where(Circle.workspace == workspace).order_by(Circle.name, Circle.circle)
    ).all()


def running(tx: Tx, workspace: str) -> Sequence[Circle]:
    """Give the circles of a workspace that run."""
    return tx.session.exec(
        select(Circle).where(Circle.workspace == workspace, Circle.state == "running").order_by(Circle.name)
    ).all()
