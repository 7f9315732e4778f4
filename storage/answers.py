"""Answers: named, nameless and private; nothing here can tell who wrote a nameless one."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlmodel import col, select, update

from storage.plain import Plain
from storage.store import Tx
from storage.tables import Answer

ROWS = Plain(Answer)


def add(tx: Tx, workspace: str, answer: Answer) -> Answer:
    """Keep a new answer of this workspace."""
    answer.workspace = workspace
    tx.session.add(answer)
    tx.session.flush()
    return answer


def add_moment(tx: Tx, workspace: str, member: str, circle: str, sealed: bytes, day: date, answer: str) -> str:
    """Keep a moment of one's own, private until it is shared; gives its id."""
    add(
        tx,
        workspace,
        Answer(
            workspace=workspace,
            answer=answer,
            circle=circle,
            member=member,
            audience="private",
            sealed=sealed,
            source="moment",
            told_on=day,
        ),
    )
    return answer


def get(tx: Tx, workspace: str, answer: str) -> Answer | None:
    """Give one answer, None if it is not of this workspace."""
    return tx.session.get(Answer, (workspace, answer))


def look(tx: Tx, workspace: str, answer: str) -> Answer | None:
    """Give one answer to be read only, which costs a fraction of `get`."""
    return ROWS.get(tx, workspace, answer)


def hear(tx: Tx, workspace: str, **fields: str | date | datetime) -> Answer:
    """Keep what somebody said in a round's thread, with their name, and give it, to be read only.

    `fields` are those of an answer.
    """
    kept = {"workspace": workspace, "audience": "named", **fields}
    ROWS.add(tx, **kept)
    return ROWS.made(**kept)


def was_heard(tx: Tx, workspace: str, member: str) -> bool:
    """Tell whether anything that a member said in a thread was kept."""
    asked = "SELECT 1 FROM answer WHERE workspace = ? AND member = ? AND source IN ('thread', 'reply') LIMIT 1"
    return tx.row(asked, workspace, member) is not None


def of_teller(tx: Tx, workspace: str, round_: str, member: str, authors: Sequence[str]) -> Sequence[Answer]:
    """Give what one person answered to a round: by their id, and by the hashes that only they can bring."""
    mine = (col(Answer.member) == member) | (col(Answer.author).in_(authors))
    return tx.session.exec(select(Answer).where(Answer.workspace == workspace, Answer.round == round_, mine)).all()


def chosen(tx: Tx, workspace: str, rounds: Sequence[str], member: str, authors: Sequence[str]) -> Mapping[str, str]:
    """Give by round the audience that one person chose for what they answered to some rounds by form or tap."""
    if not rounds:
        return {}
    those, hashes = (", ".join("?" * len(names)) for names in (rounds, authors))
    asked = f"SELECT round, audience FROM answer WHERE workspace = ? AND round IN ({those})"  # noqa: S608 - marks only
    mine = f"(member = ? OR author IN ({hashes})) AND source IN ('form', 'tap')"
    return dict(map(tuple, tx.rows(f"{asked} AND {mine}", workspace, *rounds, member, *authors)))


def of_member(tx: Tx, workspace: str, member: str) -> Sequence[Answer]:
    """Give a member's own named and private answers, newest first."""
    query = select(Answer).where(Answer.workspace == workspace, Answer.member == member)
    return tx.session.exec(query.order_by(col(Answer.told_on).desc(), col(Answer.answer).desc())).all()


def ungathered(tx: Tx, workspace: str, circle: str) -> Sequence[Answer]:
    """Give the answers to the circle that no digest has taken up yet."""
    query = select(Answer).where(Answer.workspace == workspace, Answer.circle == circle, Answer.edition == "")
    return tx.session.exec(query.where(Answer.audience != "private").order_by(Answer.answer)).all()


def since(tx: Tx, workspace: str, circle: str, day: date) -> Sequence[Answer]:
    """Give the answers to the circle that were told on or after a day."""
    query = select(Answer).where(Answer.workspace == workspace, Answer.circle == circle, Answer.told_on >= day)
    return tx.session.exec(query.where(Answer.audience != "private").order_by(Answer.answer)).all()


def of_edition(tx: Tx, workspace: str, circle: str, edition: str) -> Sequence[Answer]:
    """Give the answers that a digest of a circle took up."""
    query = select(Answer).where(Answer.workspace == workspace, Answer.circle == circle)
    return tx.session.exec(query.where(Answer.edition == edition)).all()


def gathered(tx: Tx, workspace: str, circle: str, edition: str, of: Sequence[str]) -> None:
    """Note which digest took up answers that none had taken up."""
    fresh = (col(Answer.workspace) == workspace, col(Answer.circle) == circle, col(Answer.edition) == "")
    tx.session.exec(update(Answer).where(*fresh, col(Answer.answer).in_(of)).values(edition=edition))


def remove(tx: Tx, workspace: str, answer: Answer) -> None:
    """Delete an answer of this workspace."""
    if answer.workspace == workspace:
        tx.session.delete(answer)
        tx.session.flush()
