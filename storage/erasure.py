"""Taking a member, or a whole workspace, out of every table."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import delete, func, or_, update
from sqlmodel import SQLModel, col, select

from storage.store import Tx
from storage.tables import (
    Circle,
    Edition,
    Gate,
    Hand,
    Joiner,
    Member,
    Outbox,
    Post,
    Received,
    Receiver,
    Round,
    Suggestion,
    Ticket,
    Workspace,
)

_PRIVATE = ("kept", "heard", "kudos-told", "kudos-offer", "kudos-reply")  # kinds of private lines about a subject
_MOST = 400


def workspace(tx: Tx, workspace_: str) -> Mapping[str, int]:
    """Delete every row of a workspace in every table; gives how many there were, by table."""
    tx.session.flush()
    tx.session.expire_all()
    counts: dict[str, int] = {}
    for table in reversed(SQLModel.metadata.sorted_tables):
        if "workspace" in table.c:
            gone = tx.connection.execute(delete(table).where(table.c.workspace == workspace_))
            counts[table.name] = gone.rowcount
    return counts


# ---------------------------------------------------------------- a member's own rows


def receiver(tx: Tx, workspace_: str, member: str, kudos: Collection[str]) -> int:
    """Delete a member as one who was thanked by some kudos; gives by how many."""
    mine = (col(Receiver.workspace) == workspace_, col(Receiver.member) == member, col(Receiver.kudos).in_(kudos))
    return tx.session.exec(delete(Receiver).where(*mine)).rowcount


def joiner(tx: Tx, workspace_: str, member: str) -> int:
    """Delete a member as one who joined in; gives how often."""
    return tx.session.exec(
        delete(Joiner).where(col(Joiner.workspace) == workspace_, col(Joiner.member) == member)
    ).rowcount


def hands(tx: Tx, workspace_: str, member: str) -> int:
    """Delete a member's raised hands; gives how many."""
    return tx.session.exec(delete(Hand).where(col(Hand.workspace) == workspace_, col(Hand.member) == member)).rowcount


def suggestion(tx: Tx, workspace_: str, name: str) -> None:
    """Delete a suggested question with everybody's hands for it."""
    for table in (Hand, Suggestion):
        tx.session.exec(delete(table).where(col(table.workspace) == workspace_, col(table.suggestion) == name))


def asked(tx: Tx, workspace_: str, suggestions: Collection[str]) -> Sequence[Round]:
    """Give the rounds that asked some suggested questions."""
    query = select(Round).where(Round.workspace == workspace_, col(Round.prompt).in_(suggestions))
    return tx.session.exec(query).all()


def editions_of(tx: Tx, workspace_: str, circles: Collection[str]) -> Sequence[Edition]:
    """Give every edition of some circles."""
    return tx.session.exec(
        select(Edition).where(Edition.workspace == workspace_, col(Edition.circle).in_(circles))
    ).all()


def roles(tx: Tx, workspace_: str, member: str) -> None:
    """Let a member host no circle and have installed nothing; the circles go on."""
    hosted = update(Circle).where(col(Circle.workspace) == workspace_, col(Circle.host) == member)
    tx.session.exec(hosted.values(host=""))
    installed = update(Workspace).where(col(Workspace.workspace) == workspace_, col(Workspace.installed_by) == member)
    tx.session.exec(installed.values(installed_by=""))


def member(tx: Tx, workspace_: str, member_: str) -> None:
    """Delete what is known of a person: name, preferences, and which messages they typed."""
    tx.seen.pop((workspace_, member_), None)
    for table, name in ((Post, Post.author), (Member, Member.member)):
        tx.session.exec(delete(table).where(col(table.workspace) == workspace_, col(name) == member_))


def tickets(tx: Tx, workspace_: str, purpose: str, body: bytes) -> None:
    """Delete the tickets of a purpose that hold exactly this."""
    for row in tx.session.exec(select(Ticket).where(Ticket.workspace == workspace_, Ticket.purpose == purpose)).all():
        if row.body is not None and tx.vault.open(row.body) == body:
            tx.session.delete(row)
    tx.session.flush()


# ---------------------------------------------------------------- what arrived, and what is to leave


def received(tx: Tx, workspace_: str, member_: str) -> int:
    """Erase deliveries that name a member and are not handled, so that none brings words back; gives how many."""
    query = select(Received).where(Received.workspace == workspace_, col(Received.payload).is_not(None))
    sign, erased = f'"{member_}"'.encode(), 0
    for row in tx.session.exec(query).all():
        if row.payload is not None and sign in tx.vault.open(row.payload):
            row.payload, row.state, row.error = None, "done", ""
            erased += 1
    tx.session.flush()
    return erased


def direct(tx: Tx, workspace_: str, member_: str) -> set[str]:
    """Give the channels that are known to be a member's private chat with the bot."""
    heard = select(Post.channel).where(Post.workspace == workspace_, Post.author == member_, Post.circle == "")
    # Private lines, and what was told in private: thanks are typed in channels too, where there is no circle.
    heard = heard.where(col(Post.own) | (col(Post.kind) == "answer"))
    told = select(Outbox.channel).where(Outbox.workspace == workspace_, Outbox.how == "private")
    told = told.where(col(Outbox.once).endswith(f":{member_}", autoescape=True), Outbox.state == "sent")
    return {member_, *tx.session.exec(heard).all(), *tx.session.exec(told).all()}


def to_person(tx: Tx, workspace_: str, member_: str, channels: Collection[str]) -> int:
    """Delete what was sent, or is to be sent, to one person, and where it stands; gives how much was to be sent."""
    pending = select(func.count()).select_from(Outbox).where(Outbox.workspace == workspace_, Outbox.state == "pending")
    theirs = or_(
        col(Outbox.channel).in_(channels),
        col(Outbox.to) == member_,
        col(Outbox.once).endswith(f":{member_}", autoescape=True),
    )
    count = int(tx.session.exec(pending.where(theirs)).one())
    tx.session.exec(delete(Outbox).where(col(Outbox.workspace) == workspace_, theirs))
    for table, name in ((Post, Post.channel), (Gate, Gate.place)):
        tx.session.exec(delete(table).where(col(table.workspace) == workspace_, col(name).in_(channels)))
    return count


def about(tx: Tx, workspace_: str, subjects: Iterable[str]) -> None:
    """Delete the private lines about answers and kudos that are gone, and where they stand."""
    wanted = sorted(set(subjects))
    for start in range(0, len(wanted), _MOST):
        part = wanted[start : start + _MOST]
        for table in (Outbox, Post):
            mine = (col(table.workspace) == workspace_, col(table.kind).in_(_PRIVATE), col(table.subject).in_(part))
            tx.session.exec(delete(table).where(*mine))


def replies(tx: Tx, workspace_: str, member_: str) -> int:
    """Take back answers to thanks that their writer's colleague has not got yet; gives how many."""
    query = select(Outbox).where(Outbox.workspace == workspace_, Outbox.kind == "kudos-reply")
    sign, gone = f'"member":"{member_}"'.encode(), 0
    for row in tx.session.exec(query.where(col(Outbox.body).is_not(None))).all():
        if row.body is not None and sign in tx.vault.open(row.body):
            tx.session.delete(row)
            gone += 1
    tx.session.flush()
    return gone
