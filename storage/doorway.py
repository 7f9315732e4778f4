"""What a platform's door looks up by key before it keeps anything: a few microseconds each, through `Store.fast`."""

from typing import Any, Protocol

from storage.vault import names


class Rows(Protocol):
    """Whatever looks up a row: a transaction, or the early storage before there are any."""

    def row(self, sql: str, *about: object) -> tuple[Any, ...] | None:
        """Give the first row."""


def is_post(tx: Rows, workspace: str, channel: str, ref: str) -> bool:
    """Tell whether a message is one that the bot wrote or heard."""
    asked = "SELECT 1 FROM post WHERE workspace = ? AND channel = ? AND ref = ?"
    return tx.row(asked, workspace, channel, ref) is not None


def under_way(tx: Rows, workspace: str, channel: str) -> bool:
    """Tell whether a post of the bot's may stand in a channel already without anybody having written down where."""
    # Few rows are in these states: the workspace is compared as an expression, so that no index of all rows is taken.
    asked = "SELECT 1 FROM outbox WHERE state IN ('sending', 'uncertain') AND workspace || '' = ? AND channel = ?"
    return tx.row(asked + " AND how = 'post'", workspace, channel) is not None


def waits(tx: Rows, workspace: str, key: str) -> bool:
    """Tell whether something that was received has not been handled yet."""
    asked = "SELECT 1 FROM received WHERE workspace = ? AND key = ? AND state = 'pending'"
    return any(tx.row(asked, workspace, name) is not None for name in names(key))


def came(tx: Rows, workspace: str, key: str) -> bool:
    """Tell whether something was received at all, handled or not."""
    asked = "SELECT 1 FROM received WHERE workspace = ? AND key = ?"
    return any(tx.row(asked, workspace, name) is not None for name in names(key))


def kudos_emoji(tx: Rows, workspace: str, channel: str) -> str | None:
    """Give the emoji that means thanks in a channel, None where no circle runs there."""
    found = tx.row(
        "SELECT kudos_emoji FROM circle WHERE workspace = ? AND channel = ? AND state = 'running'", workspace, channel
    )
    return None if found is None else str(found[0])
