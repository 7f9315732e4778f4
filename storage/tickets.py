"""Single-use secrets: the state of an installation under way, the address of an export. Only a hash of each is kept."""

from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, Table, delete, inspect, select

from storage.engine import insert
from storage.tables import Ticket
from storage.tx import Tx

TABLE = cast("Table", inspect(Ticket).local_table)
ROW = TABLE.c


def give(tx: Tx, workspace: str, purpose: str, secret: str, *, until: datetime, body: bytes = b"") -> None:
    """Keep a ticket until a moment, with something sealed that comes back when it is used."""
    row = {
        "workspace": workspace,
        "ticket": tx.vault.hash(purpose, secret),
        "purpose": purpose,
        "body": tx.vault.seal(body),
        "until": until,
    }
    tx.connection.execute(insert(tx.connection, TABLE).values(row))


def take(tx: Tx, workspace: str, purpose: str, secret: str, now: datetime) -> bytes | None:
    """Use a ticket up and give what it holds; None if it is unknown, over or used: two at once cannot both win."""
    mine = (ROW.workspace == workspace) & _is(tx, purpose, secret)
    found = tx.connection.execute(delete(TABLE).where(mine, ROW.until > now).returning(ROW.body)).first()
    return None if found is None else tx.vault.open(found[0])


def workspace_of(tx: Tx, purpose: str, secret: str) -> str | None:
    """Give the workspace of a ticket that comes without one, as an export's address does; None if it is unknown."""
    found = tx.connection.execute(select(ROW.workspace).where(_is(tx, purpose, secret))).first()
    return None if found is None else str(found.workspace)


def purge(tx: Tx, now: datetime) -> int:
    """Forget tickets of all workspaces that are over; gives how many."""
    return tx.connection.execute(delete(TABLE).where(ROW.until <= now)).rowcount


def _is(tx: Tx, purpose: str, secret: str) -> ColumnElement[bool]:
    return ROW.ticket.in_(tx.vault.hash(purpose, secret).names) & (ROW.purpose == purpose)
