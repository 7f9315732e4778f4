"""5,000 due posts through the outbox to a Slack that keeps its limits, against what those limits allow at best."""

import json
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench import town as towns
from bench.figure import Figure
from bench.processes import bot, folder, serving, until
from bot.messages import Message, Para, Span
from bot.services.unit import House, Unit
from prompts import catalog
from storage.engine import connect
from storage.store import Store, Tx
from storage.vault import Vault

TEAMS, CHANNELS, EACH = 2, 50, 50
POSTS = TEAMS * CHANNELS * EACH
CHANNEL_RATE, CHANNEL_BURST = 1.0, 3  # Slack's own pace, a post a second in a channel
WORKSPACE_RATE, WORKSPACE_BURST = 50.0, 20


def measure() -> Iterator[Figure]:
    """Give how much longer it takes than it must, and the share of posts that Slack turned away."""
    limits = ("--rate", str(CHANNEL_RATE), "--burst", str(CHANNEL_BURST), "--workspace-rate", str(WORKSPACE_RATE))
    sizes = ("--workspaces", str(TEAMS), "--users", "3", "--channels", str(CHANNELS))
    with folder() as place, ExitStack() as stack:
        slack = stack.enter_context(serving("tests.fakes.slack", *limits, *sizes))
        database = place / "fireside.db"
        made = [towns.on(team) for team in slack.told["teams"]]
        for town in made:
            town.build(database)
            _line_up(town, database)
        ours = stack.enter_context(bot(made[0], database, api=f"{slack.told['url']}/api/"))
        before = ours.cpu()
        until(lambda: _left(database) == 0, what="5,000 posts", seconds=240, pause=1.0)
        cpu = (ours.cpu() - before) / POSTS * 1000
        calls = [call for call in _told(slack.told["url"], "_calls") if call["method"] == "chat.postMessage"]
        posts = _told(slack.told["url"], "_posts")
    ended = Counter(call["answer"] for call in calls)
    assert len(posts) == ended["ok"] == POSTS, (len(posts), ended)
    at = sorted(call["at"] for call in calls)
    took, least = at[-1] - at[0], _least()
    of = f"1 x {POSTS} posts in {TEAMS * CHANNELS} channels, {took:.1f} / {least:.1f} s, {cpu:.1f} ms CPU a post"
    yield Figure(name="5,000 due posts / what Slack's limits allow", measured=took / least, bar=1.15, aim=1.15, of=of)
    share = (len(calls) - POSTS) / POSTS * 100
    yield Figure(name="of those, answers 429", measured=share, bar=0.5, aim=0.5, of=f"{len(calls)} calls", unit=" %")


def _least() -> float:
    """Give the seconds between the first and the last post of somebody who knows every limit and never waits."""
    channel = (EACH - CHANNEL_BURST) / CHANNEL_RATE
    workspace = (CHANNELS * EACH - WORKSPACE_BURST) / WORKSPACE_RATE
    return max(channel, workspace)


def _line_up(town: towns.Town, database: Path) -> None:
    now = datetime.now(UTC) - timedelta(seconds=1)
    cards = catalog.load()

    def unit(tx: Tx) -> None:
        for number in range(EACH):
            for channel in town.channels:
                Unit(tx, now, cards, House()).post(
                    town.workspace,
                    Message("A question", (Para((Span(f"What gave you energy in week {number}?"),)),)),
                    kind="question",
                    subject=f"{channel}-{number}",
                    channel=channel,
                )

    store = Store(connect(f"sqlite:///{database}"), Vault([towns.KEY]))
    try:
        store.write(unit).result()
    finally:
        store.close()


def _left(database: Path) -> int:
    return towns.count(database, "SELECT count(*) FROM outbox WHERE state <> 'sent'")


def _told(url: str, name: str) -> list[dict[str, Any]]:
    with urllib.request.urlopen(f"{url}/{name}", timeout=60) as answer:  # noqa: S310 - our own fake
        return list(json.load(answer))
