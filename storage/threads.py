"""Where an outbox row belongs: `@kind:subject` is the place of that subject's own post, once it is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Final

from sqlalchemy import Connection, Row, and_, select

from storage.tables import Outbox, Post

OUT = Outbox.metadata.tables["outbox"].c
POST = Post.metadata.tables["post"].c
NEW = ("post", "private")


class Missing(Enum):
    """Why there is no place yet."""

    SOON = "soon"  # the post is on its way
    WAITS = "waits"  # the post is uncertain, or not due yet
    LOST = "lost"  # there will be no such post


SOON: Final = Missing.SOON
WAITS: Final = Missing.WAITS
LOST: Final = Missing.LOST


@dataclass(frozen=True, slots=True)
class Place:
    """Where something goes, as the platform names it."""

    channel: str
    thread: str
    ref: str


def resolve(connection: Connection, row: Outbox, now: datetime) -> Place | Missing:
    """Give the place of an outbox row, or why there is none."""
    channel, found = row.channel, []
    for name in (row.thread, row.ref):
        if not name.startswith("@"):
            found.append(name)
            continue
        kind, _, subject = name[1:].partition(":")
        post = _stands(connection, row, kind, subject, moves=name == row.ref)
        if post is None:
            return _missing(connection, row.workspace, kind, subject, now)
        channel = post.channel
        found.append(post.ref)
    return Place(channel, *found)


def ahead(connection: Connection, row: Outbox, place: Place) -> bool:
    """Whether an earlier change of the same message has not ended, so that this one would overtake it."""
    if row.how not in {"update", "delete"}:
        return False
    mine = and_(OUT.workspace == row.workspace, OUT.kind == row.kind, OUT.subject == row.subject)
    open_ = and_(OUT.how.in_(("update", "delete")), OUT.state.in_(("pending", "sending", "uncertain")))
    same = and_(OUT.channel == place.channel, OUT.ref == place.ref, OUT.parcel < row.parcel)
    return connection.execute(select(OUT.parcel).where(mine, open_, same).limit(1)).first() is not None


def _stands(connection: Connection, row: Outbox, kind: str, subject: str, *, moves: bool) -> "Row[Any, Any] | None":
    """A reply belongs into its own channel; a change goes wherever the one message stands, as private ones move."""
    posts = _known(connection, row.workspace, kind, subject)
    here = [post for post in posts if post.channel == row.channel]
    if here:
        return here[0]
    return posts[0] if moves and len(posts) == 1 else None


def _known(connection: Connection, workspace: str, kind: str, subject: str) -> "Sequence[Row[Any, Any]]":
    about = and_(POST.workspace == workspace, POST.kind == kind, POST.subject == subject, POST.own)
    posts = connection.execute(select(POST.channel, POST.ref).where(about).order_by(POST.ref)).all()
    if posts:
        return posts
    left = and_(OUT.workspace == workspace, OUT.kind == kind, OUT.subject == subject, OUT.ref != "")
    sent = select(OUT.channel, OUT.ref).where(left, OUT.how.in_(NEW), OUT.state == "sent")
    return connection.execute(sent.order_by(OUT.ref)).all()


def _missing(connection: Connection, workspace: str, kind: str, subject: str, now: datetime) -> Missing:
    about = and_(OUT.workspace == workspace, OUT.kind == kind, OUT.subject == subject)
    coming = and_(OUT.how.in_(NEW), OUT.state.in_(("pending", "sending", "uncertain", "unknown")))
    rows = connection.execute(select(OUT.state, OUT.not_before).where(about, coming)).all()
    if not rows:
        return LOST
    soon = any(row.state == "sending" or (row.state == "pending" and row.not_before <= now) for row in rows)
    return SOON if soon else WAITS
