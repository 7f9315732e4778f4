"""Kudos, and the editions that took them up."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, LargeBinary, Text
from sqlmodel import Field, SQLModel


class Kudos(SQLModel, table=True):
    """A signed thank-you; `reason` is sealed when only the receivers may read it, `message` is what it is about."""

    __table_args__ = (
        Index("kudos_by_circle", "workspace", "circle", "given_on"),
        Index("kudos_by_edition", "workspace", "circle", "edition"),
        Index("kudos_by_giver", "workspace", "giver", "given_on"),
        Index("kudos_by_message", "workspace", "channel", "message", "giver"),
    )

    workspace: str = Field(primary_key=True)
    kudos: str = Field(primary_key=True)
    circle: str = ""
    channel: str = ""
    giver: str
    reason: str = Field(default="", sa_column=Column(Text, nullable=False))
    sealed: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    audience: str = "circle"
    value: str = ""
    source: str = "command"
    message: str = ""
    edition: str = ""
    given_on: date
    given_at: datetime


class Receiver(SQLModel, table=True):
    """Who is thanked by a kudos, and whether they keep it out of the digest."""

    __tablename__ = "receiver"
    __table_args__ = (Index("receiver_by_member", "workspace", "member"),)

    workspace: str = Field(primary_key=True)
    kudos: str = Field(primary_key=True)
    member: str = Field(primary_key=True)
    kept_out: bool = False


class Joiner(SQLModel, table=True):
    """Who joined in with a kudos; named, never numbered. `by` is button or reaction."""

    __tablename__ = "joiner"

    workspace: str = Field(primary_key=True)
    kudos: str = Field(primary_key=True)
    member: str = Field(primary_key=True)
    by: str = "button"


class Edition(SQLModel, table=True):
    """One posted digest, frozen: `facts` is all that stands in it, `until` where the next one begins."""

    __table_args__ = (Index("edition_by_circle", "workspace", "circle", "until"),)

    workspace: str = Field(primary_key=True)
    edition: str = Field(primary_key=True)
    circle: str
    day: date
    locale: str
    facts: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    since: datetime
    until: datetime


class Quoted(SQLModel, table=True):
    """Which answer or kudos stands in which edition, so that it can be taken out; `teller` is a member or hash."""

    __tablename__ = "quoted"
    __table_args__ = (Index("quoted_by_subject", "workspace", "kind", "subject"),)

    workspace: str = Field(primary_key=True)
    edition: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    teller: str = ""
