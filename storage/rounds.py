"""Rounds: one question asked in one circle; and the questions that members suggest."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import col, func, select

from storage.plain import Plain
from storage.store import Tx
from storage.tables import Answer, Hand, Round, Suggestion

ROWS = Plain(Round)


def add(tx: Tx, workspace: str, round_: Round) -> Round:
    """Keep a new round of this workspace."""
    round_.workspace = workspace
    tx.session.add(round_)
    tx.session.flush()
    return round_


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
    query = select(Round).where(Round.workspace == workspace, Round.circle == circle, col(Round.closed_at).is_(None))
    if asked_before is not None:
        query = query.where(Round.asked_at < asked_before)
    for round_ in tx.session.exec(query).all():
        round_.closed_at = now


def history(tx: Tx, workspace: str, circle: str, most: int = 80) -> Sequence[Round]:
    """Give the circle's newest rounds, oldest first."""
    query = select(Round).where(Round.workspace == workspace, Round.circle == circle)
    newest = tx.session.exec(query.order_by(col(Round.asked_at).desc(), col(Round.round).desc()).limit(most)).all()
    return list(reversed(newest))


def takers(tx: Tx, workspace: str, circle: str, rounds: Sequence[str]) -> Mapping[str, int]:
    """Give how many answers that the circle may read each round got."""
    query = (
        select(Answer.round, func.count())
        .where(Answer.workspace == workspace, Answer.circle == circle, col(Answer.round).in_(rounds))
        .where(Answer.audience != "private")
        .group_by(Answer.round)
    )
    return dict(tx.session.exec(query).all())


def suggest(tx: Tx, workspace: str, suggestion: Suggestion) -> None:
    """Keep a member's own question."""
    suggestion.workspace = workspace
    tx.session.add(suggestion)


def suggestion(tx: Tx, workspace: str, suggestion_: str) -> Suggestion | None:
    """Give one suggested question."""
    return tx.session.get(Suggestion, (workspace, suggestion_))


def suggestions(tx: Tx, workspace: str, circle: str) -> Sequence[tuple[Suggestion, int]]:
    """Give the open suggestions of a circle, oldest first, each with its number of hands."""
    query = (
        select(Suggestion, func.count(col(Hand.member)))
        .join(
            Hand,
            (col(Hand.workspace) == col(Suggestion.workspace)) & (col(Hand.suggestion) == col(Suggestion.suggestion)),
            isouter=True,
        )
        .where(Suggestion.workspace == workspace, Suggestion.circle == circle, Suggestion.state == "open")
        .group_by(*[getattr(Suggestion, name) for name in Suggestion.model_fields])
        .order_by(col(Suggestion.made_at))
    )
    return [(s, int(n)) for s, n in tx.session.exec(query).all()]


def raise_hand(tx: Tx, workspace: str, suggestion_: str, member: str) -> None:
    """Note that a member would like a question to be asked; twice counts once."""
    tx.session.merge(Hand(workspace=workspace, suggestion=suggestion_, member=member))
