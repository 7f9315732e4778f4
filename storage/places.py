"""Whether something of ours stands in the chat, or is on its way there."""

from sqlmodel import col, select

from storage import outbox, posts
from storage.store import Tx
from storage.tables import Outbox

_UNDER = """
EXISTS (SELECT 1 FROM post AS p WHERE p.workspace = ? AND p.kind = {kind} AND p.subject = {subject})
OR EXISTS (
    SELECT 1 FROM outbox AS o WHERE o.workspace = ? AND o.kind = {kind} AND o.subject = {subject}
    AND o.how = 'post' AND o.state IN ({states})
)
"""
_OPEN = "'pending', 'sending', 'uncertain', 'unknown'"
_SENT = f"{_OPEN}, 'sent'"  # it stood there once, and may be gone
_STOOD = f"SELECT {_UNDER.format(kind='?', subject='?', states=_SENT)}"
_THREAD = f"SELECT {_UNDER.format(kind='?', subject='?', states=_OPEN)}"
_NEWEST = f"""
SELECT newest.round, {_UNDER.format(kind="'question'", subject="newest.round", states=_OPEN)} FROM (
    SELECT r.round FROM round AS r WHERE r.workspace = ? AND r.circle = ? ORDER BY r.asked_at DESC, r.round DESC LIMIT 1
) AS newest
"""  # noqa: S608 - our own names
_OVERTAKEN = """
SELECT 1 FROM outbox AS o WHERE o.workspace = ? AND o.kind = ? AND o.subject = ? AND o.how = 'post'
AND o.state = 'pending' AND NOT EXISTS (
    SELECT 1 FROM outbox AS u WHERE u.workspace = o.workspace AND u.thread = ? AND u.state = 'pending'
)
"""


def has_thread(tx: Tx, workspace: str, kind: str, subject: str) -> bool:
    """Tell whether a subject's own post stands somewhere or will, so that a thread can hang under it."""
    return _is(tx, _THREAD, workspace, kind, subject)


def has_stood(tx: Tx, workspace: str, kind: str, subject: str) -> bool:
    """Tell whether a subject's own post stands or stood somewhere, or will."""
    return _is(tx, _STOOD, workspace, kind, subject)


def _is(tx: Tx, asked: str, *about: str) -> bool:
    """Ask of a post and of an outbox row alike."""
    found = tx.row(asked, *about, *about)
    return found is not None and bool(found[0])


def newest_thread(tx: Tx, workspace: str, circle: str) -> str:
    """Give the newest round of a circle, open or closed, if a thread can hang under its question; else nothing."""
    found = tx.row(_NEWEST, workspace, workspace, workspace, circle)
    return str(found[0]) if found is not None and found[1] else ""


def may_stand(tx: Tx, workspace: str, kind: str, subject: str) -> bool:
    """Tell whether a post of the bot's about a subject is in the chat, or may be there without anybody knowing."""
    post = posts.of(tx, workspace, kind, subject)
    if post is not None and post.own:
        return True
    state = col(Outbox.state).in_(("sending", "uncertain", "unknown", "sent"))
    query = select(Outbox.parcel).where(Outbox.workspace == workspace, Outbox.kind == kind, Outbox.subject == subject)
    return tx.session.exec(query.where(Outbox.how == "post", state).limit(1)).first() is not None


def overtake(tx: Tx, workspace: str, kind: str, subject: str) -> bool:
    """Take back a subject's post that has not left, since another follows it; not one under which something waits."""
    if tx.row(_OVERTAKEN, workspace, kind, subject, f"@{kind}:{subject}") is None:
        return False
    return bool(outbox.cancel(tx, workspace, kind, subject))
