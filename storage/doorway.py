"""What a platform's door looks up by key before it keeps anything: a few microseconds each, through `Store.fast`."""

from storage.tx import Tx


def is_post(tx: Tx, workspace: str, channel: str, ref: str) -> bool:
    """Tell whether a message is one that the bot wrote or heard."""
    asked = "SELECT 1 FROM post WHERE workspace = ? AND channel = ? AND ref = ?"
    return tx.row(asked, workspace, channel, ref) is not None


def kudos_emoji(tx: Tx, workspace: str, channel: str) -> str | None:
    """Give the emoji that means thanks in a channel, None where no circle runs there."""
    found = tx.row(
        "SELECT kudos_emoji FROM circle WHERE workspace = ? AND channel = ? AND state = 'running'", workspace, channel
    )
    return None if found is None else str(found[0])
