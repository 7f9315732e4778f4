"""Whether something of ours stands in the chat, or is on its way there."""

from sqlmodel import col, select

from storage import posts
from storage.store import Tx
from storage.tables import Outbox


def has_thread(tx: Tx, workspace: str, kind: str, subject: str) -> bool:
    """Tell whether a subject's own post stands somewhere or will, so that a thread can hang under it."""
    if posts.of(tx, workspace, kind, subject) is not None:
        return True
    state = col(Outbox.state).in_(("pending", "sending", "uncertain", "unknown", "sent"))
    query = select(Outbox.parcel).where(Outbox.workspace == workspace, Outbox.kind == kind, Outbox.subject == subject)
    return tx.session.exec(query.where(Outbox.how == "post", state).limit(1)).first() is not None


def may_stand(tx: Tx, workspace: str, kind: str, subject: str) -> bool:
    """Tell whether a post of the bot's about a subject is in the chat, or may be there without anybody knowing."""
    post = posts.of(tx, workspace, kind, subject)
    if post is not None and post.own:
        return True
    state = col(Outbox.state).in_(("sending", "uncertain", "unknown", "sent"))
    query = select(Outbox.parcel).where(Outbox.workspace == workspace, Outbox.kind == kind, Outbox.subject == subject)
    return tx.session.exec(query.where(Outbox.how == "post", state).limit(1)).first() is not None
