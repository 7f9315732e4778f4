"""Workspaces, their members, circles and what is due in them."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import JSON, Column, Index, LargeBinary, text
from sqlmodel import Field, SQLModel

_DUE = text("state = 'due'")


class Workspace(SQLModel, table=True):
    """One team on one platform; `token` is sealed by the vault, `state` is active or gone."""

    workspace: str = Field(primary_key=True)
    bot: str = ""
    token: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    scopes: str = ""
    state: str = "active"
    installed_by: str = ""
    language: str = "en"
    about: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    gone_at: datetime | None = None


class Member(SQLModel, table=True):
    """A person as the platform tells of them, with their own preferences.

    Nothing here changes when somebody does something: no time of an act, no last choice. Beside an answer without a
    name, either could tell whose it is.
    """

    workspace: str = Field(primary_key=True)
    member: str = Field(primary_key=True)
    name: str = ""
    kind: str = "member"
    zone: str = ""
    language: str = ""
    own_language: str = ""
    thanks_in: str = ""
    explained: bool = False
    paused_until: date | None = None


class Circle(SQLModel, table=True):
    """A channel that keeps the rhythm; `state` is proposed, running, resting, ended or declined."""

    __table_args__ = (Index("circle_by_channel", "workspace", "channel", unique=True),)

    workspace: str = Field(primary_key=True)
    circle: str = Field(primary_key=True)
    channel: str
    name: str = ""
    host: str = ""
    state: str = "proposed"
    rest_reason: str = ""
    language: str = "en"
    zone: str = "UTC"
    ask_day: int = 4
    ask_at: time = time(10)
    digest_day: int = 2
    digest_at: time = time(10)
    kudos_emoji: str = "raised_hands"
    values: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    packs: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    arc: str = ""
    private: bool = False
    external: bool = False
    paused_until: date | None = None
    started_at: datetime | None = None


class Occurrence(SQLModel, table=True):
    """Something due in a circle on a local date: ask, close, digest or remind; `state` is due, done or skipped."""

    __table_args__ = (Index("occurrence_due", "due_at", sqlite_where=_DUE),)

    workspace: str = Field(primary_key=True)
    circle: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    due_at: datetime
    state: str = "due"
    reason: str = ""
