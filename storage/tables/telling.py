"""Rounds, answers, where they stand in the chat, and echoes."""

from datetime import date, datetime

from sqlalchemy import JSON, Column, Index, LargeBinary, Text, text
from sqlmodel import Field, SQLModel

_NAMELESS = text("author IS NOT NULL")


class Round(SQLModel, table=True):
    """One question asked in one circle, with the text as posted and why it was chosen."""

    __table_args__ = (Index("round_by_circle", "workspace", "circle", "asked_at"),)

    workspace: str = Field(primary_key=True)
    round: str = Field(primary_key=True)
    circle: str
    day: date
    pack: str
    pack_version: str
    prompt: str
    theme: str = ""
    locale: str
    text: str = Field(sa_column=Column(Text, nullable=False))
    follow_up: str = ""
    example: str = ""
    reason: str = ""
    asked_at: datetime
    closed_at: datetime | None = None


class Answer(SQLModel, table=True):
    """What a member gives to a round.

    named: `member` and `text` are set. nameless: no member, but `author`, a keyed hash of workspace, member and round;
    the id is random and `told_on` a date, so that nothing tells when it was written. private: `member` and `sealed`.
    `edition` is the digest that took it up, empty until then.
    `moment` marks a moment of one's own that was not asked for (round is empty).
    """

    __table_args__ = (
        Index("answer_by_circle", "workspace", "circle", "told_on"),
        Index("answer_by_edition", "workspace", "circle", "edition"),
        Index("answer_by_round", "workspace", "round", "author"),
        Index("answer_by_member", "workspace", "member", "told_on"),
        Index("answer_by_author", "workspace", "author", sqlite_where=_NAMELESS),
        {"sqlite_with_rowid": False},
    )

    workspace: str = Field(primary_key=True)
    answer: str = Field(primary_key=True)
    circle: str = ""
    round: str = ""
    member: str | None = None
    author: str | None = None
    audience: str
    text: str = Field(default="", sa_column=Column(Text, nullable=False))
    follow_up: str = Field(default="", sa_column=Column(Text, nullable=False))
    sealed: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    themes: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    tough: bool = False
    quote: bool = False
    source: str = "form"
    edition: str = ""
    told_on: date
    told_at: datetime | None = None


class Post(SQLModel, table=True):
    """Where something stands in the chat: which message is about which round, answer, kudos or edition.

    `own` says that the bot wrote the message (it can change it), `root` that its thread belongs to the circle's round.
    """

    __table_args__ = (
        Index("post_by_subject", "workspace", "kind", "subject"),
        Index("post_by_thread", "workspace", "channel", "thread"),
    )

    workspace: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    ref: str = Field(primary_key=True)
    kind: str
    subject: str
    circle: str = ""
    thread: str = ""
    author: str = ""
    own: bool = True


class Echo(SQLModel, table=True):
    """A colleague's reaction (`sign` is the base emoji) or reply (`sign` is `reply`) to an answer or kudos.

    A row that is not `present` remembers a reaction taken away, so that a late copy of its beginning has no effect;
    `order_key` is the platform's own order of the two.
    """

    __table_args__ = (
        Index("echo_by_edition", "workspace", "circle", "edition"),
        Index("echo_by_subject", "workspace", "kind", "subject"),
        Index("echo_by_member", "workspace", "member"),
    )

    workspace: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    ref: str = Field(primary_key=True)
    member: str = Field(primary_key=True)
    sign: str = Field(primary_key=True)
    kind: str
    subject: str
    circle: str = ""
    order_key: str = ""
    present: bool = True
    edition: str = ""
    on_day: date


class Suggestion(SQLModel, table=True):
    """A member's own question for a circle; `state` is open, asked or withdrawn."""

    workspace: str = Field(primary_key=True)
    suggestion: str = Field(primary_key=True)
    circle: str
    member: str
    text: str = Field(sa_column=Column(Text, nullable=False))
    state: str = "open"
    made_at: datetime


class Hand(SQLModel, table=True):
    """Who would like a suggested question to be asked."""

    __tablename__ = "hand"

    workspace: str = Field(primary_key=True)
    suggestion: str = Field(primary_key=True)
    member: str = Field(primary_key=True)
