"""Members: what the platform tells of them, and their own preferences."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.members import MemberKind
from storage.plain import Plain
from storage.store import Tx
from storage.tables import Member

ROWS = Plain(Member)
TOLD = ("name", "kind", "zone", "language")  # by the platform; the rest is the member's own
_MOST = 500  # names in one query


def get(tx: Tx, workspace: str, member: str) -> Member | None:
    """Give one member to be read only, None if they are unknown here."""
    if (workspace, member) in tx.seen:
        found: Member | None = tx.seen[workspace, member]
        return found
    return next(iter(look(tx, workspace, [member])), None)


def keep(tx: Tx, workspace: str, profiles: Sequence[Member]) -> None:
    """Keep what the platform told of members; their own preferences, and what it did not tell now, stay as they are."""
    for profile in profiles:
        told = {name: getattr(profile, name) for name in TOLD}
        _upsert(tx, workspace, profile.member, {name: value for name, value in told.items() if value})


def prefer(tx: Tx, workspace: str, member: str, **preferences: Any) -> None:
    """Keep some of a member's own choices, named as their columns, for one who may be unknown so far."""
    _upsert(tx, workspace, member, preferences)


def _upsert(tx: Tx, workspace: str, member: str, values: Mapping[str, Any]) -> None:
    tx.seen.pop((workspace, member), None)
    # Two processes may meet a person at the same moment.
    if not _change(tx, workspace, member, values) and not ROWS.try_(tx, workspace=workspace, member=member, **values):
        _change(tx, workspace, member, values)


def _change(tx: Tx, workspace: str, member: str, values: Mapping[str, Any]) -> bool:
    """Change one whom we know; False for anybody else, or where there is nothing to change."""
    columns = ", ".join(f'"{name}" = ?' for name in values)
    about = [ROWS.bound(tx, name, value) for name, value in values.items()]
    changed = f"UPDATE member SET {columns} WHERE workspace = ? AND member = ?"  # noqa: S608 - names of our own columns
    return bool(values) and tx.run(changed, *about, workspace, member) > 0


def strangers(tx: Tx, workspace: str, people: Sequence[str]) -> list[str]:
    """Give those of some people of whom the platform has told nothing so far."""
    named = {known.member for known in look(tx, workspace, people) if known.name}
    return [person for person in dict.fromkeys(people) if person not in named]


def language(tx: Tx, workspace: str, member: str) -> str:
    """Give the language a member chose, else the one of their profile, else nothing."""
    known = get(tx, workspace, member)
    return (known.own_language or known.language) if known else ""


def name(tx: Tx, workspace: str, member: str) -> str:
    """Give a member's name, empty if unknown."""
    known = get(tx, workspace, member)
    return known.name if known else ""


def names(tx: Tx, workspace: str, people: Sequence[str]) -> dict[str, str]:
    """Give the names of the known ones of some people."""
    return {m.member: m.name for m in look(tx, workspace, people)}


def kinds(tx: Tx, workspace: str, people: Sequence[str]) -> dict[str, MemberKind]:
    """Give what each of some people is, in their order; one who is unknown counts as a member."""
    known = {m.member: MemberKind(m.kind) for m in look(tx, workspace, people)}
    return {person: known.get(person, MemberKind.MEMBER) for person in people}


def thanked_privately(tx: Tx, workspace: str, people: Sequence[str]) -> set[str]:
    """Give those of some people whom thanks should reach in private only."""
    return {m.member for m in look(tx, workspace, people) if m.thanks_in == "private"}


def look(tx: Tx, workspace: str, people: Sequence[str]) -> Sequence[Member]:
    """Give the known ones of some people, to be read only."""
    seen, wanted = tx.seen, dict.fromkeys(people)
    new = [person for person in wanted if (workspace, person) not in seen]
    for start in range(0, len(new), _MOST):
        part = new[start : start + _MOST]
        found = ROWS.all(tx, f"workspace = ? AND member IN ({', '.join('?' * len(part))})", workspace, *part)
        known = {each.member: each for each in found}
        for person in part:
            seen[workspace, person] = known.get(person)
    return [each for person in wanted if (each := seen[workspace, person]) is not None]
