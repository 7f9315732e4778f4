"""What the operator does from the command line with the database. Never anybody's words on the screen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot import resealing
from bot.app import open_desk
from bot.dispatch import Desk
from bot.domain.plan import Kind
from bot.log import short
from bot.services import erasure, export as exports, mine, restoring, shared
from bot.services.unit import Unit
from bot.settings import Settings, SettingsError, fresh_key
from storage import (
    backup,
    circles,
    members,
    migrate as migrations,
    moving,
    occurrences,
    outbox,
    posts,
    received,
    settling,
    workspaces,
)
from storage.engine import MEMORY, connect, place, version, where
from storage.errors import StorageError
from storage.store import Tx
from storage.tables import Post

if TYPE_CHECKING:
    from sqlalchemy import Engine

NEW = ("post", "private")
HOW_TO_ROTATE = (
    "There is no earlier key. Put the one used so far into FIRESIDE_OLD_SECRET_KEYS and a new one into "
    "FIRESIDE_SECRET_KEY, such as {key} (made just now). Start the bot again with both, then run this again "
    "(docs/operating.md)."
)


def migrate(settings: Settings) -> bool:
    """Bring the database to this version's tables; gives whether there was anything to do."""
    engine = _connected(settings)
    try:
        new = not migrations.head(engine)
        migrations.upgrade(engine)
    finally:
        engine.dispose()
    return new


def rows_of(url: str) -> int:
    """Give how many rows there are to move; raises LookupError where there is no database."""
    _must_exist(_engine(url))
    return moving.total(_engine(url))


def move(source: str, target: str, told: moving.Told) -> Mapping[str, int]:
    """Move everything from one database to an empty other one, and give how many rows each table has now.

    `told` hears each table's name and how many rows of it were moved just now.
    """
    engines = _engine(source), _engine(target)
    try:
        return moving.move(*engines, told)
    finally:
        for engine in engines:
            engine.dispose()


def back_up(settings: Settings, file: Path) -> None:
    """Write a complete copy of the SQLite database into a new file; raises LookupError where there is none."""
    _must_be_there(settings)
    engine = _connected(settings)
    try:
        backup.backup(engine, file)
    finally:
        engine.dispose()


def restore(settings: Settings, copy: Path | None) -> restoring.Doubt:
    """Put a copy in place (None where that is done already), so that nothing is posted twice; gives what was doubted.

    Raises LookupError, OSError, SettingsError and StorageError, and then nothing was put in place, nor marked.
    """
    if copy is None:
        backup.must_rest(_connected(settings))
    else:
        if not copy.is_file():
            message = f"There is no file {copy}."
            raise LookupError(message)
        backup.restore(_connected(settings), copy)
    try:
        desk = _open(settings)
    except (SettingsError, StorageError):
        if copy is not None:
            backup.remove(_connected(settings))
        raise
    try:
        return desk.store.write(lambda tx: restoring.doubt(desk.unit(tx))).result()
    finally:
        desk.store.close()


def _connected(settings: Settings) -> "Engine":
    return _engine(settings.database_url)


def _engine(url: str) -> "Engine":
    try:
        return connect(url)
    except ValueError as problem:
        raise SettingsError(str(problem)) from None


def _must_be_there(settings: Settings) -> None:
    """Nobody looks into a database, or copies one, that the looking has just made; raises LookupError."""
    _must_exist(_connected(settings))


def _must_exist(engine: "Engine") -> None:
    file = place(engine)
    if file is not None and file != MEMORY and not file.exists():
        message = f"There is no database at {where(engine)}. Is that the address that the bot runs with?"
        raise LookupError(message)


def _open(settings: Settings) -> Desk:
    _must_be_there(settings)
    return open_desk(settings)


def export(settings: Settings, workspace: str, member: str) -> Path:
    """Write everything of a member, or what a workspace has in common, as a zip file beside you; raises LookupError."""
    desk = _open(settings)
    try:
        _must_know(desk, workspace)
        body = desk.store.write(lambda tx: _exported(desk.unit(tx), workspace, member)).result()
    finally:
        desk.store.close()
    file = Path(f"fireside-export-{short(workspace + member)}.zip")
    file.unlink(missing_ok=True)
    file.touch(mode=0o600)
    file.write_bytes(body)
    return file


def _exported(unit: Unit, workspace: str, member: str) -> bytes:
    if not member:
        return shared.build(unit, workspace)
    if not members.look(unit.tx, workspace, [member]) and mine.gather(unit, workspace, member).nothing:
        message = f"Nothing is kept of a member {member} in {workspace}. In Slack: profile, three dots, Copy member ID."
        raise LookupError(message)
    return exports.build(unit, workspace, member)


def erase(settings: Settings, workspace: str, member: str) -> Mapping[str, int]:
    """Delete everything of a member or of a workspace; gives how much there was. Raises LookupError."""
    desk = _open(settings)
    try:
        _must_know(desk, workspace)
        if member:
            return desk.store.write(lambda tx: erasure.erase_member(desk.unit(tx), workspace, member)).result()
        return desk.store.write(lambda tx: erasure.erase_workspace(desk.unit(tx), workspace)).result()
    finally:
        desk.store.close()


def _must_know(desk: Desk, workspace: str) -> None:
    known = desk.store.read(workspaces.every).result()
    if workspace not in {w.workspace for w in known}:
        names = ", ".join(w.workspace for w in known) or "none so far"
        message = f"There is no workspace {workspace} here. Known: {names}."
        raise LookupError(message)


def rotate(settings: Settings, begun: Callable[[int], resealing.Told]) -> resealing.Resealed:
    """Seal everything with the new secret key; `begun` hears how much there is. Raises LookupError, SettingsError."""
    if len(settings.keys) == 1:
        raise LookupError(HOW_TO_ROTATE.format(key=fresh_key()))
    desk = _open(settings)
    try:
        return resealing.seal_anew(desk, begun(resealing.total(desk)))
    finally:
        desk.store.close()


@dataclass(frozen=True, slots=True)
class Found:
    """What a person saw in the chat: whether a post is there, and under which id the platform has it."""

    there: bool
    ref: str = ""


def settle(settings: Settings, parcel: str, found: Found) -> None:
    """Write what a person found out about a post of which nobody knew; raises LookupError where none waits so."""
    desk = _open(settings)
    try:
        if not desk.store.write(lambda tx: _settled(desk, tx, parcel, found)).result():
            message = f"No post {parcel} waits for a person. `fireside status` lists those that do."
            raise LookupError(message)
    finally:
        desk.store.close()


def _settled(desk: Desk, tx: Tx, parcel: str, found: Found) -> bool:
    row = next((row for row in settling.unknown(tx) if row.parcel == parcel), None)
    if row is None:
        return False
    if found.there and found.ref and row.how in NEW:
        place = {"workspace": row.workspace, "channel": row.channel, "ref": found.ref, "thread": row.thread}
        posts.put(tx, Post(**place, kind=row.kind, subject=row.subject, circle=row.circle))
    return settling.decide(tx, row.workspace, parcel, desk.clock.now(), arrived=found.there, ref=found.ref)


def status(settings: Settings) -> dict[str, Any]:
    """Give circles with what is due next, and how much waits, is uncertain or failed."""
    desk = _open(settings)
    engine = desk.store.engine
    try:
        return {"database": version(engine), "at": where(engine), **desk.store.read(_status).result()}
    finally:
        desk.store.close()


def _status(tx: Tx) -> dict[str, Any]:
    teams = workspaces.every(tx)
    return {
        "workspaces": [{"workspace": w.workspace, "state": w.state} for w in teams],
        "circles": [_circle(tx, c.workspace, c.circle) for w in teams for c in circles.of_workspace(tx, w.workspace)],
        "outbox": dict(outbox.waiting(tx)),
        "unknown": [_unknown(row) for row in settling.unknown(tx)],
        "received": dict(received.waiting(tx)),
    }


def _circle(tx: Tx, workspace: str, circle: str) -> dict[str, Any]:
    row = circles.get(tx, workspace, circle)
    due = occurrences.upcoming(tx, workspace, circle)
    return {
        "workspace": workspace,
        "circle": circle,
        "channel": row.channel if row else "",
        "name": row.name if row else "",
        "zone": row.zone if row else "",
        "state": row.state if row else "",
        "reason": row.rest_reason if row else "",
        "next": [{"kind": o.kind, "day": o.day.isoformat(), "at": o.due_at.isoformat()} for o in due],
    }


def _unknown(row: Any) -> dict[str, str]:
    tried = row.attempted_at.isoformat() if row.attempted_at else ""
    return {"post": row.parcel, "kind": row.kind, "workspace": row.workspace, "channel": row.channel, "tried_at": tried}


def told(found: Mapping[str, Any]) -> str:
    """Give a status as lines to read."""
    lines = [f"{found['database']}, {found['at']}"]
    lines += [f"{w['workspace']}: {w['state']}" for w in found["workspaces"]] or ["No workspace so far."]
    lines += [f"  {_told_circle(circle)}" for circle in found["circles"]]
    lines.append("Outbox: " + _counts(found["outbox"]))
    lines.append("Received: " + _counts(found["received"]))
    if found["unknown"]:
        lines.append("Nobody knows whether these arrived. Look in the channel, then `fireside settle POST` with what")
        lines.append("you saw: --there or --again (docs/operating.md).")
    lines += [f"  {u['post']}: {u['kind']} for {u['channel']}, tried {u['tried_at']}" for u in found["unknown"]]
    return "\n".join(lines)


def _told_circle(circle: Mapping[str, Any]) -> str:
    """Give a circle with what is due next in it, in its own time."""
    reason = f" ({circle['reason']})" if circle["reason"] else ""
    coming = [f"{o['kind']} {_local(o['at'], circle['zone'])}" for o in circle["next"] if o["kind"] != Kind.CLOSE]
    when = f"{', '.join(coming)} ({circle['zone']})" if coming else "nothing planned"
    return f"{circle['workspace']} #{circle['name']} {circle['channel']}: {circle['state']}{reason}; {when}"


def _local(moment: str, zone: str) -> str:
    return f"{datetime.fromisoformat(moment).astimezone(ZoneInfo(zone)):%a %Y-%m-%d %H:%M}"


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {state}" for state, count in counts.items() if count) or "nothing waits"
