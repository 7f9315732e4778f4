"""Several units of one workspace in one transaction: what comes at one moment is kept with one commit.

On PostgreSQL a transaction costs more than most of what is done in one.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from storage.errors import FOR_ALL
from storage.store import Store, Tx

GATHERING = 0.005  # seconds in which others of the workspace may join
Unit = Callable[[Tx], None]
Waiting = tuple[Unit, asyncio.Future[None]]


@dataclass(slots=True)
class Together:
    """Writes units of a workspace that come at about the same time; each of them ends as it would by itself."""

    store: Store
    _groups: dict[str, list[Waiting]] = field(default_factory=dict)
    _under_way: set[asyncio.Task[None]] = field(default_factory=set)

    async def write(self, workspace: str, unit: Unit) -> None:
        """Run a unit with the workspace to itself; returns after the commit."""
        done = asyncio.get_running_loop().create_future()
        group = self._groups.setdefault(workspace, [])
        group.append((unit, done))
        if len(group) == 1:
            task = asyncio.create_task(self._soon(workspace))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
        await done

    async def _soon(self, workspace: str) -> None:
        await asyncio.sleep(GATHERING)
        await self._write(workspace, self._groups.pop(workspace))

    async def _write(self, workspace: str, group: Sequence[Waiting]) -> None:
        def all_of_them(tx: Tx) -> None:
            tx.alone(workspace)
            for unit, _ in group:
                unit(tx)

        problem: Exception | None = None
        try:
            await self.store.awrite(all_of_them)
        except Exception as error:  # noqa: BLE001 - whoever waits hears of it
            if len(group) > 1 and not isinstance(error, FOR_ALL):  # it may be one's alone
                await asyncio.gather(*(self._write(workspace, [each]) for each in group))
                return
            problem = error
        for _, done in group:
            if done.done():
                continue
            if problem is None:
                done.set_result(None)
            else:
                done.set_exception(problem)
