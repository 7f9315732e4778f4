"""A busy hour in which the bot is killed again and again; `lived` is for the bench, `witness` for the tests."""

import asyncio
import base64
import contextlib
import os
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp

from bot.clock import stopwatch, wall
from tests.crash import reckoning, town as towns, weather
from tests.crash.chance import drawn
from tests.crash.clock import SPEED, Fast
from tests.crash.lives import Lives, lives
from tests.crash.people import People, postman
from tests.crash.reckoning import Evidence, Told
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_client import SlackClient

SHORTEST, LONGEST = 100, 1400  # milliseconds of a life, from its very beginning
LOOKS = ("conversations.history", "conversations.replies")
CALM = 5  # looks in a row at which nothing was under way
CALM_SECONDS = 60.0


async def lived(kills: int, folder: Path, seed: str) -> Told:
    """Live through an hour with so many kills in a folder of its own, and give what came of it."""
    return reckoning.reckon(await witness(kills, folder, seed))


async def witness(kills: int, folder: Path, seed: str) -> Evidence:
    """Do the same, and give what is left of it."""
    began, since = stopwatch(), wall()
    async with _slack(since) as slack, SlackClient(slack) as client, aiohttp.ClientSession() as session:
        town = towns.found(client, seed=seed, circles=max(8, kills), minutes=max(5, kills * 3 // 4))
        database = folder / "fireside.db"
        town.build(database)
        weather.bring(slack, seed)
        people = People(town=town, slack=slack)
        with (folder / "log").open("ab") as log:
            async with lives(since, _environment(slack, database), log) as bot:
                post = postman(slack, session, f"http://127.0.0.1:{bot.port}/slack/events", seed)
                client.transport = post
                await _busy(bot, people, kills, seed)
                await _calm(database)
                await bot.close()
        refused = [f"{v.method}: {v.error} {' '.join(v.messages)}" for v in slack.violations]
        return Evidence(
            town=town,
            database=database,
            deeds=people.deeds,
            posts=slack.posts(),
            refused=refused,
            kills=kills,
            retried=post.retried,
            looks=sum(call.method in LOOKS for call in slack.calls),
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


@contextlib.asynccontextmanager
async def _slack(since: float) -> AsyncIterator[FakeSlack]:
    """Slack on the same clock; it takes no notice of client_msg_id, so that only looking helps."""
    async with FakeSlack(clock=Fast(since).seconds) as slack:
        slack.office.client_msg_id = "ignore"
        slack.office.trigger_seconds *= SPEED
        yield slack


def _environment(slack: FakeSlack, database: Path) -> dict[str, str]:
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("FIRESIDE_", "SLACK_"))}
    return inherited | {
        "FIRESIDE_APP_YAML": str(database.parent / "none"),
        "FIRESIDE_DATABASE_URL": f"sqlite:///{database}",
        "FIRESIDE_SECRET_KEY": base64.b64encode(towns.KEY).decode(),
        "FIRESIDE_TICK_SECONDS": "0.1",
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_BOT_TOKEN": slack.workspace.bot_token,
        "SLACK_API_URL": slack.api_url,
    }
