"""Who people are, as their platform tells it, asked at most once a day."""

from collections.abc import Sequence
from datetime import date

from bot.ports import Profile
from storage import members
from storage.members import stale
from storage.store import Tx
from storage.tables import Member

__all__ = ["keep", "stale"]


def keep(tx: Tx, workspace: str, profiles: Sequence[Profile], day: date) -> None:
    """Keep what the platform told of people on a day; their own preferences stay as they are."""
    rows = [
        Member(workspace=workspace, member=p.member, name=p.name, kind=p.kind.value, zone=p.zone, language=p.language)
        for p in profiles
    ]
    members.keep(tx, workspace, rows, day)
