"""Workspaces that let the bot in, take it out, and are forgotten a while later."""

from datetime import datetime

from bot import commands as c
from bot.domain import calendar
from bot.messages import NOTHING, Reply
from bot.services import circles, erasure
from bot.services.unit import Unit
from storage import circles as circle_rows, holding, workspaces
from storage.tables import Workspace

WEEKLY = ("question", "digest")
# Parts of the reasons for which a whole workspace is out of reach; a single channel's are others.
WHOLE = ("install", "token", "auth", "account", "login", "team", "scope", "workspace")


def install(unit: Unit, cmd: c.Install) -> Reply:
    """Let a workspace in, or in again: its circles go on, and what was held for it may leave."""
    before = workspaces.get(unit.tx, cmd.workspace)
    gone_at = before.gone_at if before is not None and before.state == "gone" else None
    row = Workspace(
        workspace=cmd.workspace,
        bot=cmd.bot,
        token=unit.tx.vault.seal(cmd.token),
        scopes=cmd.scopes,
        installed_by=cmd.by or (before.installed_by if before else ""),
        language=before.language if before else unit.house.language,
        about={**(before.about if before else {}), **cmd.about},  # which channel is of which team outlives an absence
    )
    workspaces.keep(unit.tx, cmd.workspace, row)
    if gone_at is not None:
        _release(unit, cmd.workspace, gone_at)
    for circle in circle_rows.of_workspace(unit.tx, cmd.workspace):
        if circle.state == "resting" and any(part in circle.rest_reason for part in WHOLE):
            circles.wake(unit, c.WakeCircle(workspace=cmd.workspace, channel=circle.channel))
    return NOTHING


def _release(unit: Unit, workspace: str, gone_at: datetime) -> None:
    """Nothing is caught up: a question or digest that is a day late by now is not posted any more."""
    if calendar.late(gone_at, unit.now):
        holding.drop(unit.tx, workspace, WEEKLY)
    holding.release(unit.tx, workspace, unit.now)


def uninstall(unit: Unit, cmd: c.Uninstall) -> Reply:
    """Forget the token at once, let all circles rest, and hold what was to leave; words stay for thirty days."""
    return circles.rest(unit, c.RestCircle(workspace=cmd.workspace, channel="", reason=cmd.reason, everywhere=True))


def purge_gone(unit: Unit, before: datetime) -> int:
    """Erase workspaces that have been gone since before a moment; gives how many."""
    rows = workspaces.every(unit.tx)
    gone = [w.workspace for w in rows if w.state == "gone" and w.gone_at is not None and w.gone_at <= before]
    for workspace in gone:
        erasure.erase_workspace(unit, workspace)
    return len(gone)
