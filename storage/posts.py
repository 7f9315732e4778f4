"""Where things stand in the chat: from a message to what it is about, and back."""

from collections.abc import Sequence

from sqlmodel import col, delete

from storage.plain import Plain
from storage.store import Tx
from storage.tables import Post

ROWS = Plain(Post)


def put(tx: Tx, post: Post) -> None:
    """Remember where something stands; a second time replaces the first."""
    tx.session.merge(post)


def note(tx: Tx, workspace: str, **fields: str | bool) -> None:
    """Do the same for the fields of a post, at a fraction of the cost."""
    ROWS.put(tx, workspace=workspace, **fields)


def at(tx: Tx, workspace: str, channel: str, ref: str) -> Post | None:
    """Give what the message `ref` of a channel is about, None if it is nothing of ours."""
    return ROWS.get(tx, workspace, channel, ref)


def of(tx: Tx, workspace: str, kind: str, subject: str) -> Post | None:
    """Give where a subject stands, None if nowhere yet: the bot's own post of it, if there is one."""
    where = "workspace = ? AND kind = ? AND subject = ? ORDER BY own DESC, ref"
    return ROWS.first(tx, where, workspace, kind, subject)


def typed(tx: Tx, workspace: str, kind: str, subject: str) -> Post | None:
    """Give the message of somebody's own in which a subject was typed, None if it was in none."""
    return ROWS.first(tx, "workspace = ? AND kind = ? AND subject = ? AND NOT own", workspace, kind, subject)


def standing(tx: Tx, workspace: str, channel: str, kind: str, subject: str) -> Post | None:
    """Give the bot's own post of a subject in one channel, None if there is none."""
    where = "workspace = ? AND channel = ? AND kind = ? AND subject = ? AND own"
    return ROWS.first(tx, where, workspace, channel, kind, subject)


def in_thread(tx: Tx, workspace: str, channel: str, thread: str) -> Sequence[Post]:
    """Give the posts under a thread's root, oldest first by their refs."""
    where = "workspace = ? AND channel = ? AND thread = ? ORDER BY ref"
    return ROWS.all(tx, where, workspace, channel, thread)


def drop(tx: Tx, workspace: str, kind: str, subject: str) -> None:
    """Forget where a subject stood."""
    tx.session.exec(
        delete(Post).where(col(Post.workspace) == workspace, col(Post.kind) == kind, col(Post.subject) == subject)
    )


def drop_typed(tx: Tx, workspace: str, kind: str, subject: str) -> None:
    """Forget the message in which a subject was typed."""
    tx.run("DELETE FROM post WHERE workspace = ? AND kind = ? AND subject = ? AND NOT own", workspace, kind, subject)


def drop_at(tx: Tx, workspace: str, channel: str, ref: str) -> None:
    """Forget one message."""
    tx.session.exec(
        delete(Post).where(col(Post.workspace) == workspace, col(Post.channel) == channel, col(Post.ref) == ref)
    )


def move_channel(tx: Tx, workspace: str, channel: str, to: str) -> None:
    """Follow a channel whose id changed, with what stands in it, what was done to that, and what is to leave."""
    tx.session.flush()
    for table, more in (("post", ""), ("echo", ""), ("kudos", ""), ("outbox", " AND state = 'pending'")):
        moved = f"UPDATE {table} SET channel = ? WHERE workspace = ? AND channel = ?{more}"  # noqa: S608 - our own names
        tx.run(moved, to, workspace, channel)
    tx.session.expire_all()
