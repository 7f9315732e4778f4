"""Everything of one member, for that member: what they told, gave, received and left, in one workspace."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from sqlmodel import col, select

from storage.store import Tx
from storage.tables import Answer, Circle, Edition, Hand, Joiner, Kudos, Post, Quoted, Receiver, Round, Suggestion

T = TypeVar("T")
_MOST = 400  # values in one query


def round_ids(tx: Tx, workspace: str) -> Sequence[str]:
    """Give the id of every round of a workspace, for the author of a nameless answer to look where theirs are."""
    return tx.session.exec(select(Round.round).where(Round.workspace == workspace).order_by(Round.round)).all()


def nameless(tx: Tx, workspace: str, brought: Sequence[tuple[str, str]]) -> Sequence[Answer]:
    """Give the nameless answers behind pairs of round and hash that their own author brings."""
    found: list[Answer] = []
    for part in _parts(brought):
        query = select(Answer).where(
            Answer.workspace == workspace, col(Answer.author).in_([hashed for _, hashed in part])
        )
        found += tx.session.exec(query).all()
    pairs = set(brought)
    return [answer for answer in found if (answer.round, answer.author) in pairs]


def rounds(tx: Tx, workspace: str, ids: Iterable[str]) -> Mapping[str, Round]:
    """Give some rounds by id."""
    found: dict[str, Round] = {}
    for part in _parts(sorted(set(ids))):
        query = select(Round).where(Round.workspace == workspace, col(Round.round).in_(part))
        found |= {row.round: row for row in tx.session.exec(query).all()}
    return found


def receivers(tx: Tx, workspace: str, ids: Iterable[str]) -> Mapping[str, Sequence[Receiver]]:
    """Give who is thanked by each of several kudos."""
    found: dict[str, list[Receiver]] = {}
    for part in _parts(sorted(set(ids))):
        query = select(Receiver).where(Receiver.workspace == workspace, col(Receiver.kudos).in_(part))
        for row in tx.session.exec(query.order_by(Receiver.kudos, Receiver.member)).all():
            found.setdefault(row.kudos, []).append(row)
    return found


def joined(tx: Tx, workspace: str, member: str) -> Sequence[Kudos]:
    """Give the kudos that a member joined in with, newest first."""
    mine = select(Joiner.kudos).where(Joiner.workspace == workspace, Joiner.member == member)
    query = select(Kudos).where(Kudos.workspace == workspace, col(Kudos.kudos).in_(mine))
    return tx.session.exec(query.order_by(col(Kudos.given_at).desc(), col(Kudos.kudos).desc())).all()


def suggested(tx: Tx, workspace: str, member: str) -> Sequence[Suggestion]:
    """Give the questions that a member suggested, newest first."""
    query = select(Suggestion).where(Suggestion.workspace == workspace, Suggestion.member == member)
    return tx.session.exec(query.order_by(col(Suggestion.made_at).desc(), col(Suggestion.suggestion).desc())).all()


def hands(tx: Tx, workspace: str, member: str) -> Sequence[Suggestion]:
    """Give the questions of others for which a member raised a hand, newest first."""
    mine = select(Hand.suggestion).where(Hand.workspace == workspace, Hand.member == member)
    query = select(Suggestion).where(Suggestion.workspace == workspace, col(Suggestion.suggestion).in_(mine))
    query = query.where(Suggestion.member != member)
    return tx.session.exec(query.order_by(col(Suggestion.made_at).desc(), col(Suggestion.suggestion).desc())).all()


def typed(tx: Tx, workspace: str, member: str) -> Sequence[Post]:
    """Give the messages of a member that were heard."""
    query = select(Post).where(Post.workspace == workspace, Post.author == member)
    return tx.session.exec(query.order_by(Post.channel, Post.ref)).all()


def hosted(tx: Tx, workspace: str, member: str) -> Sequence[Circle]:
    """Give the circles that a member hosts, by name."""
    query = select(Circle).where(Circle.workspace == workspace, Circle.host == member)
    return tx.session.exec(query.order_by(Circle.name, Circle.circle)).all()


def digests(tx: Tx, workspace: str, kind: str, subjects: Iterable[str]) -> Mapping[str, Sequence[date]]:
    """Give on which days' digests each of some answers or kudos stands."""
    found: dict[str, list[date]] = {}
    same = (col(Quoted.workspace) == col(Edition.workspace)) & (col(Quoted.edition) == col(Edition.edition))
    for part in _parts(sorted(set(subjects))):
        query = select(col(Quoted.subject), col(Edition.day)).join(Edition, same).where(Quoted.workspace == workspace)
        query = query.where(Quoted.kind == kind, col(Quoted.subject).in_(part))
        for subject, day in tx.session.exec(query.order_by(col(Edition.day))).all():
            found.setdefault(subject, []).append(day)
    return found


def _parts(values: Sequence[T]) -> list[Sequence[T]]:
    return [values[start : start + _MOST] for start in range(0, len(values), _MOST)]
