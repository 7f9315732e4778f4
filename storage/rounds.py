"""Rounds: one question asked in one circle; and the questions that members suggest."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from storage.plain import Plain
from storage.store import Tx
from storage.tables import Hand, Round, Suggestion

ROWS = Plain(Round)
SUGGESTED = Plain(Suggestion)


def add(tx: Tx, workspace: str, **values: object) -> Round:
    """Keep a new round of this workspace, and give it to be read only."""
    ROWS.add(tx, workspace=workspace, **values)
    return ROWS.made(workspace=workspace, **values)


def get(tx: Tx, workspace: str, round_: str) -> Round | None:
    """Give one round, None if it is not of this workspace."""
    return tx.session.get(Round, (workspace, round_))


def look(tx: Tx, workspace: str, round_: str) -> Round | None:
    """Give one round to be read only, which costs a fraction of `get`."""
    return ROWS.get(tx, workspace, round_)


def latest(tx: Tx, workspace: str, circle: str) -> Round | None:
    """Give the circle's newest round, open or closed, to be read only."""
    where = "workspace = ? AND circle = ? ORDER BY asked_at DESC, round DESC LIMIT 1"
    return ROWS.first(tx, where, workspace, circle)


def open_of(tx: Tx, workspace: str, circle: str) -> Round | None:
    """Give the circle's open round, None between two."""
    newest = latest(tx, workspace, circle)
    return newest if newest and newest.closed_at is None else None


def close(tx: Tx, workspace: str, circle: str, now: datetime, asked_before: datetime | None = None) -> None:
    """Close what is open in a circle, all of it or what was asked before a moment."""
    where = "workspace = ? AND circle = ? AND closed_at IS NULL"
    about: list[object] = [workspace, circle]
    if asked_before is not None:
        where += " AND asked_at < ?"
        about.append(ROWS.bound(tx, "asked_at", asked_before))
    ROWS.change(tx, {"closed_at": now}, where, *about)


def history(tx: Tx, workspace: str, circle: str, most: int = 80) -> Sequence[Round]:
    """Give the circle's newest rounds, oldest first; to be read only."""
    where = "workspace = ? AND circle = ? ORDER BY asked_at DESC, round DESC LIMIT ?"
    return ROWS.all(tx, where, workspace, circle, most)[::-1]


def newest(tx: Tx, workspace: str, circle: str, most: int) -> list[str]:
    """Give the ids of the circle's newest rounds, the newest first."""
    asked = "SELECT round FROM round WHERE workspace = ? AND circle = ? ORDER BY asked_at DESC, round DESC LIMIT ?"
    return [str(round_) for (round_,) in tx.rows(asked, workspace, circle, most)]


def takers(tx: Tx, workspace: str, circle: str, rounds: Sequence[str]) -> Mapping[str, int]:
    """Give how many answers that the circle may read each round got."""
    if not rounds:
        return {}
    marks = ", ".join("?" * len(rounds))
    of = f"workspace = ? AND circle = ? AND round IN ({marks}) AND audience <> 'private'"
    asked = f"SELECT round, count(*) FROM answer WHERE {of} GROUP BY round"  # noqa: S608 - marks only
    return dict(map(tuple, tx.rows(asked, workspace, circle, *rounds)))


def suggest(tx: Tx, workspace: str, suggestion: Suggestion) -> None:
    """Keep a member's own question."""
    suggestion.workspace = workspace
    tx.session.add(suggestion)


def suggestion(tx: Tx, workspace: str, suggestion_: str) -> Suggestion | None:
    """Give one suggested question."""
    return tx.session.get(Suggestion, (workspace, suggestion_))


def suggestions(tx: Tx, workspace: str, circle: str) -> Sequence[tuple[Suggestion, int]]:
    """Give the open suggestions of a circle, oldest first, each with its number of hands; to be read only."""
    waiting = SUGGESTED.all(tx, "workspace = ? AND circle = ? AND state = 'open' ORDER BY made_at", workspace, circle)
    return [(each, _hands(tx, workspace, each.suggestion)) for each in waiting]


def withdraw(tx: Tx, workspace: str, suggestion_: str) -> None:
    """Let a suggested question that was not asked yet be asked no more."""
    row = suggestion(tx, workspace, suggestion_)
    if row is not None and row.state == "open":
        row.state = "withdrawn"
        tx.session.add(row)
        tx.session.flush()


def _hands(tx: Tx, workspace: str, suggestion_: str) -> int:
    found = tx.row("SELECT count(*) FROM hand WHERE workspace = ? AND suggestion = ?", workspace, suggestion_)
    return int(found[0]) if found else 0


def raise_hand(tx: Tx, workspace: str, suggestion_: str, member: str) -> None:
    """Note that a member would like a question to be asked; twice counts once."""
    tx.session.merge(Hand(workspace=workspace, suggestion=suggestion_, member=member))
