"""A busy hour in which the bot is killed again and again; `lived` is for the bench, `witness` for the tests."""

import asyncio
import base64
import os
from collections.abc import Mapping
from pathlib import Path

from bot.clock import stopwatch, wall
from tests.crash import reckoning, slack, town as towns
from tests.crash.chance import drawn
from tests.crash.lives import Lives, lives
from tests.crash.people import People
from tests.crash.reckoning import Evidence, Told
from tests.crash.scene import Opened

SHORTEST, LONGEST = 100, 1400  # milliseconds of a life, from its very beginning
CALM = 5  # looks in a row at which nothing was under way
CALM_SECONDS = 60.0
PLATFORMS: Mapping[str, Opened] = {"slack": slack.opened}


async def lived(kills: int, folder: Path, seed: str, platform: str = "slack") -> Told:
    """Live through an hour with so many kills in a folder of its own, and give what came of it."""
    return reckoning.reckon(await witness(kills, folder, seed, platform))


async def witness(kills: int, folder: Path, seed: str, platform: str = "slack") -> Evidence:
    """Do the same, and give what is left of it."""
    began, since = stopwatch(), wall()
    database = folder / "fireside.db"
    async with PLATFORMS[platform](since, seed, max(8, kills), max(5, kills * 3 // 4)) as scene:
        scene.town.build(database, *scene.own_rows)
        with (folder / "log").open("ab") as log:
            async with lives(since, platform, _environment(scene.environment, database), log) as bot:
                scene.reach(f"http://127.0.0.1:{bot.port}")
                await _busy(bot, scene.people, kills, seed)
                await _calm(database)
                await bot.close()
        return Evidence(
            town=scene.town,
            database=database,
            deeds=scene.people.deeds,
            posts=scene.posts(),
            refused=scene.refused(),
            kills=kills,
            retried=scene.retried,
            looks=scene.looks,
            seconds=stopwatch() - began,
        )


async def _busy(bot: Lives, people: People, kills: int, seed: str) -> None:
    """People act all the time, in every life and between them; the last life is left to finish."""
    over = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(people.act(over))
        for number in range(kills):
            await bot.begin()
            await asyncio.sleep((SHORTEST + drawn(seed, "kill", number, most=LONGEST - SHORTEST)) / 1000)
            await bot.kill()
        await bot.begin()
        await bot.open()
        over.set()


async def _calm(database: Path) -> None:
    """Wait until nothing is under way any more; what never comes to an end is reckoned as left."""
    calm, began = 0, stopwatch()
    while calm < CALM and stopwatch() - began < CALM_SECONDS:
        calm = calm + 1 if reckoning.at_rest(database) else 0
        await asyncio.sleep(0.1)


def _environment(platform: Mapping[str, str], database: Path) -> dict[str, str]:
    own = ("FIRESIDE_", "SLACK_", "MICROSOFT_", "TEAMS_")
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(own)}
    return {
        **inherited,
        **platform,
        "FIRESIDE_APP_YAML": str(database.parent / "none"),
        "FIRESIDE_DATABASE_URL": f"sqlite:///{database}",
        "FIRESIDE_SECRET_KEY": base64.b64encode(towns.KEY).decode(),
        "FIRESIDE_TICK_SECONDS": "0.1",
    }
