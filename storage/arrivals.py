"""What platforms deliver, as it is put into `received`: many at once, each only once; needs no toolkit."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from storage.vault import earlier

Place = tuple[str, str]  # workspace and key


class Arrival(NamedTuple):
    """What a platform delivered, as it is put into `received`; the payload is sealed."""

    workspace: str
    key: str
    payload: bytes
    not_before: datetime


def keep(driver: Any, mark: str, stored: Callable[[datetime], Any], rows: Mapping[Place, Arrival]) -> dict[Place, bool]:
    """Put arrivals in on an open transaction of the driver's own, in one statement; gives which were new.

    Each is kept under all its names, so that a process with another secret key in front knows it too.
    """
    lines: dict[Place, tuple[Any, ...]] = {}
    for workspace, key, payload, not_before in rows.values():
        at = stored(not_before)
        for name in earlier(key):
            lines[workspace, name] = (None, at, "done")
        lines[workspace, str(key)] = (payload, at, "pending")
    # In one order: two processes with the same keys must not wait for each other.
    values = tuple(value for line in sorted(lines) for value in (*line, *lines[line]))
    new = set(driver.execute(_insert(len(lines), mark), values).fetchall())
    fresh = {p: p in new and all((p[0], name) in new for name in earlier(p[1])) for p in rows}
    for workspace, key in (place for place, is_new in fresh.items() if not is_new and place in new):
        driver.execute(_known(mark), (workspace, str(key)))  # under another name only
    return fresh


@lru_cache(maxsize=128)
def _insert(rows: int, mark: str) -> str:
    one = f"({', '.join([mark] * 5)}, 0, '')"
    return (
        "INSERT INTO received (workspace, key, payload, not_before, state, attempts, error) "  # noqa: S608 - marks only
        f"VALUES {', '.join([one] * rows)} ON CONFLICT DO NOTHING RETURNING workspace, key"
    )


def _known(mark: str) -> str:
    return f"UPDATE received SET state = 'done', payload = NULL WHERE workspace = {mark} AND key = {mark}"  # noqa: S608 - marks only
