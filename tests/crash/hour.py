"""A busy hour in which the bot is killed again and again; `lived` is for the bench, `witness` for the tests."""

import asyncio
import base64
import os
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot import settings
from bot.clock import stopwatch, wall
from storage import moving
from storage.engine import connect
from storage.liveness import anyone
from tests.crash import reckoning, slack, teams, town as towns
from tests.crash.chance import drawn
from tests.crash.lives import Lives, lives
from tests.crash.people import People
from tests.crash.reckoning import Evidence, Told
from tests.crash.scene import Opened, Scene

SHORTEST, LONGEST = 100, 1400  # milliseconds of a life, from its very beginning, on a machine that is not busy
OPENS, SLOWEST = 0.5, 3.0  # seconds until it is open; where it takes longer lives are longer too, up to so many times
CALM = 5  # looks in a row at which nothing was under way
CALM_SECONDS = 120.0  # a machine that others use too needed more than 60
LONG = 3.0  # seconds of sleep: longer than any call to the fake takes, and at SPEED as long as the bot lets things rest
LATE = "expired_trigger_id"  # who slept through a tap comes too late with the form
PLATFORMS: Mapping[str, Opened] = {"slack": slack.opened, "teams": teams.opened}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How often, where and in how many processes at once; with `freeze` every third life begins with a long sleep."""

    kills: int
    folder: Path
    seed: str
    platform: str = "slack"
    url: str = ""
    processes: int = 1
    freeze: bool = False

    @property
    def database(self) -> str:
        """Where the bot keeps everything: a file in the folder, unless a server is named."""
        return self.url or f"sqlite:///{self.folder / 'fireside.db'}"


async def lived(plan: Plan) -> Told:
    """Live through an hour, and give what came of it."""
    return reckoning.reckon(await witness(plan))


async def witness(plan: Plan) -> Evidence:
    """Do the same, and give what is left of it."""
    began, since, kills = stopwatch(), wall(), plan.kills
    async with PLATFORMS[plan.platform](since, plan.seed, max(8, kills), max(5, kills * 3 // 4)) as scene:
        scene.town.build(plan.database, *scene.own_rows)
        async with AsyncExitStack() as stack:
            log = stack.enter_context((plan.folder / "log").open("ab"))
            chosen = _environment(scene.environment, plan)
            begun = [lives(since, plan.platform, chosen, log) for _ in range(plan.processes)]
            bots = [await stack.enter_async_context(one) for one in begun]
            scene.reach(*(f"http://127.0.0.1:{bot.port}" for bot in bots))
            await _busy(bots, scene.people, plan)
            await _calm(plan.database, scene, settings.load(environment=chosen))
            for bot in bots:
                await bot.close()
        return Evidence(
            town=scene.town,
            database=_copied(plan),
            deeds=scene.people.deeds,
            posts=scene.posts(),
            refused=[refused for refused in scene.refused() if not (plan.freeze and LATE in refused)],
            kills=kills,
            retried=scene.retried,
            looks=scene.looks,
            says_again=scene.says_again,
            seconds=stopwatch() - began,
        )


async def _busy(bots: Sequence[Lives], people: People[Any], plan: Plan) -> None:
    """People act all the time, in every life and between them; the last lives are left to finish."""
    over = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(people.act(over))
        await asyncio.gather(*(_die(bot, number, plan) for number, bot in enumerate(bots)))
        over.set()


async def _die(bot: Lives, which: int, plan: Plan) -> None:
    """Let one process live again and again."""
    slow = 1.0
    for number in range(which, plan.kills, plan.processes):
        began = stopwatch()
        await bot.begin()
        if number % 2:  # the others may die before they are open, the more of them the busier the machine is
            await bot.open()
            slow = min(SLOWEST, max(1.0, (stopwatch() - began) / OPENS))
        if plan.freeze and number % 3 == 0:
            await bot.open()
            await bot.freeze(LONG)
        life = SHORTEST + drawn(plan.seed, "kill", number, most=LONGEST - SHORTEST)
        await asyncio.sleep(slow * life / 1000)
        await bot.kill()
    await bot.begin()
    await bot.open()


async def _calm(database: str, scene: Scene, chosen: settings.Settings) -> None:
    """Wait until nothing is under way any more; what never comes to an end is reckoned as left."""
    calm, began, engine = 0, stopwatch(), connect(database)
    while calm < CALM and stopwatch() - began < CALM_SECONDS:
        await scene.settle(engine, chosen)
        calm = calm + 1 if reckoning.at_rest(engine) else 0
        await asyncio.sleep(0.1)
    engine.dispose()


def _copied(plan: Plan) -> Path:
    """Give a file with everything that the database holds."""
    file = plan.folder / "fireside.db"
    if plan.url:
        source, target = connect(plan.url), connect(f"sqlite:///{file}")
        while anyone(source):  # the server drops a lock a moment after its process ended
            pass
        moving.move(source, target)
        source.dispose()
        target.dispose()
    return file


def _environment(platform: Mapping[str, str], plan: Plan) -> dict[str, str]:
    own = ("FIRESIDE_", "SLACK_", "MICROSOFT_", "TEAMS_")
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(own)}
    return {
        **inherited,
        **platform,
        "FIRESIDE_APP_YAML": "none",
        "FIRESIDE_DATABASE_URL": plan.database,
        "FIRESIDE_SECRET_KEY": base64.b64encode(towns.KEY).decode(),
        "FIRESIDE_TICK_SECONDS": "0.1",
    }
