"""What leaves, what arrives, and the installation itself."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, Index, LargeBinary, text
from sqlmodel import Field, SQLModel

_PENDING = text("state = 'pending'")


class Outbox(SQLModel, table=True):
    """Everything that leaves for a platform.

    `state`: pending, sending, sent, failed, uncertain, unknown (waits for a person). `body` is the sealed neutral
    message and is erased once the row has ended. `policy` says what happens where nothing can tell: wait or resend.
    `kind` and `subject` say what the post is about; an update replaces the not yet sent update of the same subject.
    """

    __table_args__ = (
        Index("outbox_due", "state", "not_before", "parcel"),
        Index("outbox_by_subject", "workspace", "kind", "subject"),
        Index("outbox_once", "workspace", "once", unique=True),
    )

    workspace: str = Field(primary_key=True)
    parcel: str = Field(primary_key=True)
    circle: str = ""
    how: str
    kind: str
    subject: str = ""
    once: str
    channel: str
    thread: str = ""
    ref: str = ""
    to: str = ""
    body: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    policy: str = "wait"
    state: str = "pending"
    owner: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
    attempts: int = 0
    attempted_at: datetime | None = None
    not_before: datetime
    error: str = ""


class Gate(SQLModel, table=True):
    """How fast posts leave in one channel (`place`), or in the whole workspace where `place` is empty.

    `opens_at` is when the next one may leave, `fresh` one moment per limit as JSON (`bot.domain.pace`); both in
    seconds since 1970.
    """

    workspace: str = Field(primary_key=True)
    place: str = Field(primary_key=True)
    opens_at: float = 0.0
    fresh: str = "[]"


class Received(SQLModel, table=True):
    """What a platform delivered: its key, and until it is handled its sealed payload; `state`: pending, done, failed.

    `key` is a keyed hash, so that it names nobody.
    """

    __table_args__ = (Index("received_pending", "not_before", sqlite_where=_PENDING),)

    workspace: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    payload: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    state: str = "pending"
    attempts: int = 0
    not_before: datetime
    error: str = ""


class Ticket(SQLModel, table=True):
    """A single-use secret: an OAuth state or the address of an export; `ticket` is its hash, `body` sealed."""

    workspace: str = Field(primary_key=True)
    ticket: str = Field(primary_key=True)
    purpose: str
    body: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    until: datetime


class Keeping(SQLModel, table=True):
    """Facts about the installation itself, such as a value that proves the secret key is still the same."""

    __tablename__ = "keeping"

    name: str = Field(primary_key=True)
    value: str
