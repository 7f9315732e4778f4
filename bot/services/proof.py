"""What people do on a post proves that it stands, where nobody knew whether it had arrived."""

from datetime import timedelta

from bot import commands as c
from bot.domain.errors import NotYet
from bot.messages import NOTHING, Reply
from bot.services.unit import Unit
from storage import doorway, posts, settling
from storage.settling import Open

EARLY = timedelta(seconds=10)  # a platform's clock may be behind ours
LATE = timedelta(minutes=2)  # from the beginning of an attempt to the time that its post bears


def stands(unit: Unit, cmd: c.Stands) -> Reply:
    """Write down where a post stands on which somebody acted, if only one can be meant.

    Raises NotYet where several can be meant, and it can come again.
    """
    workspace, channel = cmd.by.workspace, cmd.by.channel
    if not cmd.ref or doorway.is_post(unit.tx, workspace, channel, cmd.ref):
        return NOTHING
    rows = settling.open_in(unit.tx, workspace, channel)
    named = [row for row in rows if row.subject in cmd.subjects]
    meant = named or [row for row in rows if _fits(row, cmd)]
    if not meant or settling.landed(unit.tx, workspace, channel, cmd.ref):
        return NOTHING  # one that was taken away since is still told of
    if len(meant) > 1 and cmd.waits:
        raise NotYet
    # One that is still on its way may be it as well as any other: then its own answer tells.
    if len(meant) == 1 and settling.prove(unit.tx, workspace, meant[0], cmd.ref):
        posts.note(
            unit.tx,
            workspace,
            channel=channel,
            ref=cmd.ref,
            kind=meant[0].kind,
            subject=meant[0].subject,
            circle=meant[0].circle,
            thread=meant[0].thread,
            own=True,
        )
    return NOTHING


def _fits(row: Open, cmd: c.Stands) -> bool:
    """It stands in the same thread and bears the time of that attempt."""
    if cmd.at is None or row.attempted_at is None or row.thread != cmd.thread:
        return False
    return -EARLY <= cmd.at - row.attempted_at <= LATE
