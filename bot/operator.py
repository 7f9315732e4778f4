"""What the operator does from the command line with the database. Never anybody's words on the screen."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.app import open_desk
from bot.dispatch import Desk
from bot.log import short
from bot.services import erasure, export as exports
from bot.settings import Settings, SettingsError
from storage import backup, circles, migrate as migrations, occurrences, outbox, received, workspaces
from storage.engine import MEMORY, connect, place, version, where
from storage.store import Tx


def migrate(settings: Settings) -> bool:
    """Bring the database to this version's tables; gives whether there was anything to do."""
    try:
        engine = connect(settings.database_url)
    except ValueError as problem:
        raise SettingsError(str(problem)) from None
    if migrations.head(engine):
        return False
    migrations.upgrade(engine)
    return True


def back_up(settings: Settings, file: Path) -> None:
    """Write a complete copy of the SQLite database into a new file; raises LookupError where there is none."""
    _must_be_there(settings)
    backup.backup(connect(settings.database_url), file)


def _must_be_there(settings: Settings) -> None:
    """Nobody looks into a database, or copies one, that the looking has just made; raises LookupError."""
    try:
        engine = connect(settings.database_url)
    except ValueError as problem:
        raise SettingsError(str(problem)) from None
    file = place(engine)
    if file is not None and file != MEMORY and not file.exists():
        message = f"There is no database at {where(engine)}. Is FIRESIDE_DATABASE_URL the one that the bot runs with?"
        raise LookupError(message)


def _open(settings: Settings) -> Desk:
    _must_be_there(settings)
    return open_desk(settings)


def export(settings: Settings, workspace: str, member: str) -> Path:
    """Write everything of a member as a zip file beside you, readable for its owner only; raises LookupError."""
    if not member:
        message = "Name a member too: what people wrote is theirs, and there is no export of a whole workspace's words."
        raise LookupError(message)
    desk = _open(settings)
    try:
        _must_know(desk, workspace)
        body = desk.store.write(lambda tx: exports.build(desk.unit(tx), workspace, member)).result()
    finally:
        desk.store.close()
    file = Path(f"fireside-export-{short(workspace + member)}.zip")
    file.touch(mode=0o600, exist_ok=True)
    file.write_bytes(body)
    return file


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
        "received": dict(received.waiting(tx)),
    }


def _circle(tx: Tx, workspace: str, circle: str) -> dict[str, Any]:
    row = circles.get(tx, workspace, circle)
    due = occurrences.upcoming(tx, workspace, circle)
    return {
        "workspace": workspace,
        "circle": circle,
        "channel": row.channel if row else "",
        "state": row.state if row else "",
        "reason": row.rest_reason if row else "",
        "next": [{"kind": o.kind, "day": o.day.isoformat(), "at": o.due_at.isoformat()} for o in due],
    }


def told(found: Mapping[str, Any]) -> str:
    """Give a status as lines to read."""
    lines = [f"{found['database']}, {found['at']}"]
    lines += [f"{w['workspace']}: {w['state']}" for w in found["workspaces"]] or ["No workspace so far."]
    for circle in found["circles"]:
        coming = "; ".join(f"{o['kind']} {o['at']}" for o in circle["next"]) or "nothing planned"
        reason = f" ({circle['reason']})" if circle["reason"] else ""
        lines.append(f"  {circle['workspace']} {circle['channel']}: {circle['state']}{reason}; {coming}")
    lines.append("Outbox: " + _counts(found["outbox"]))
    lines.append("Received: " + _counts(found["received"]))
    if found["outbox"].get("unknown"):
        lines.append("Unknown posts wait for a person: look in the channel whether they are there (docs/operating.md).")
    return "\n".join(lines)


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {state}" for state, count in counts.items() if count) or "nothing waits"
