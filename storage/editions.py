"""Editions: posted digests, frozen."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import col, select, update

from storage.plain import Plain
from storage.store import Tx
from storage.tables import Echo, Edition, Kudos, Quoted

ROWS = Plain(Edition)


def add(tx: Tx, workspace: str, edition: Edition, quoted: Sequence[Quoted]) -> None:
    """Keep an edition, and which answers and kudos stand in it."""
    edition.workspace = workspace
    tx.session.add(edition)
    for line in quoted:
        line.workspace = workspace
        tx.session.add(line)
    tx.session.flush()


def get(tx: Tx, workspace: str, edition: str) -> Edition | None:
    """Give one edition."""
    return tx.session.get(Edition, (workspace, edition))


def latest(tx: Tx, workspace: str, circle: str, most: int = 1) -> Sequence[Edition]:
    """Give the circle's newest editions, newest first; to be read only."""
    return ROWS.all(tx, 'workspace = ? AND circle = ? ORDER BY "until" DESC LIMIT ?', workspace, circle, most)


def count(tx: Tx, workspace: str, circle: str) -> int:
    """Give how many editions a circle has had."""
    found = tx.row("SELECT count(*) FROM edition WHERE workspace = ? AND circle = ?", workspace, circle)
    return int(found[0]) if found else 0


def with_subject(tx: Tx, workspace: str, kind: str, subject: str) -> Sequence[Edition]:
    """Give the editions in which an answer or kudos stands."""
    query = (
        select(Edition)
        .join(Quoted, (col(Quoted.workspace) == col(Edition.workspace)) & (col(Quoted.edition) == col(Edition.edition)))
        .where(Edition.workspace == workspace, Quoted.kind == kind, Quoted.subject == subject)
    )
    return tx.session.exec(query).all()


def lines(tx: Tx, workspace: str, editions: Sequence[str]) -> Sequence[Quoted]:
    """Give what stands in some editions."""
    return tx.session.exec(select(Quoted).where(Quoted.workspace == workspace, col(Quoted.edition).in_(editions))).all()


def unquote(tx: Tx, workspace: str, edition: str, kind: str, subject: str) -> None:
    """Take one line out of an edition's index."""
    line = tx.session.get(Quoted, (workspace, edition, kind, subject))
    if line:
        tx.session.delete(line)


def thanked(tx: Tx, workspace: str, circle: str, day: date) -> Sequence[Kudos]:
    """Give the kudos visible to the circle that are new, or were given on or after a day."""
    query = select(Kudos).where(Kudos.workspace == workspace, Kudos.circle == circle, Kudos.audience == "circle")
    # Two questions, each with an index of its own: one with "or" would read all that the circle ever gave.
    parts = (tx.session.exec(query.where(part)).all() for part in (Kudos.edition == "", Kudos.given_on >= day))
    found = {row.kudos: row for rows in parts for row in rows}
    return [found[name] for name in sorted(found)]


def new_echoes(tx: Tx, workspace: str, circle: str) -> Sequence[Echo]:
    """Give the echoes of a circle that no digest has taken up yet."""
    query = select(Echo).where(Echo.workspace == workspace, Echo.circle == circle, Echo.edition == "")
    return tx.session.exec(query.where(col(Echo.present).is_(True))).all()


def take_up(tx: Tx, workspace: str, circle: str, edition: str) -> None:
    """Note that an edition took up the circle's kudos and echoes."""
    for table in (Kudos, Echo):
        tx.session.exec(
            update(table)
            .where(col(table.workspace) == workspace, col(table.circle) == circle, col(table.edition) == "")
            .values(edition=edition)
        )
