"""The Thursday storm: a world's circles come due and are answered, on SQLite and on PostgreSQL with three processes.

The questions are asked by `bot run` through the outbox, to a fake Slack with the platform's limits. Each zone's people
act in the hour after their question, while the next zone is asked. In the end everything is counted on both sides.
"""

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import thursday
from bench.databases import Looker, cpu_of_postgresql, postgresql
from bench.figure import Figure
from bench.processes import (
    ROOT,
    Caller,
    Server,
    command,
    drive,
    ending,
    folder,
    free_port,
    serving,
    settings,
    until,
)
from bench.thursday import EACH, KUDOS, REACTIONS, REPLIES, ZONES, Place, Thursday
from bench.town import Town

PART, WHOLE = 100, 2000  # workspaces; with `--full` all that the promise names
# Seconds between zones where there are as many workspaces as PART, so that the load is the same in both; one process on
# SQLite bears twice what three do that share two cores with PostgreSQL.
ALONE, TOGETHER = 1.25, 2.5
LEAD = 15.0
PATIENCE = 120.0
LIMITS = ("--rate", "1", "--burst", "3", "--workspace-rate", "50")
ASKED = """
SELECT workspace, channel, ref FROM outbox WHERE kind = 'question' AND state = 'sent'
"""
LEFT = """
SELECT (SELECT count(*) FROM outbox WHERE state NOT IN ('sent', 'failed'))
     + (SELECT count(*) FROM received WHERE state = 'pending')
"""
STANDING = "SELECT channel, ref FROM outbox WHERE state = 'sent' AND how IN ('post', 'private')"
USED = """
SELECT pg_current_wal_lsn() - '0/0', pg_database_size(current_database()), xact_commit
FROM pg_stat_database WHERE datname = current_database()
"""
KEPT: Mapping[str, tuple[str, int]] = {
    "questions": ("SELECT count(*) FROM occurrence WHERE kind = 'ask' AND state = 'done'", 1),
    "answers": ("SELECT count(*) FROM answer", REPLIES),
    "reactions": ("SELECT count(*) FROM echo WHERE present", REACTIONS),
    "kudos": ("SELECT count(*) FROM kudos WHERE source = 'command'", KUDOS),
}


@dataclass(slots=True)
class Seen:
    """What came of it: seconds, MiB, and how many of what were lost or doubled."""

    late: list[float] = field(default_factory=list)
    took: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    lost: dict[str, int] = field(default_factory=dict)
    doubled: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    refused: int = 0
    unanswered: int = 0
    cost: dict[str, float] = field(default_factory=dict)


def measure(workspaces: int = PART) -> Iterator[Figure]:
    """Give on both databases how late questions were, how long answers took, memory, and what was lost or doubled."""
    with folder() as place:
        url = f"sqlite:///{place / 'fireside.db'}"
        yield from _figures("SQLite", workspaces, _weathered(url, 1, workspaces, place, ALONE))
    with folder() as place, postgresql(place) as url:
        seen = _weathered(url, 3, workspaces, place, TOGETHER)
        yield from _figures("PostgreSQL, 3 processes", workspaces, seen)
        yield from _costs(seen)


def in_full() -> Iterator[Figure]:
    """Give the same for all of it."""
    yield from measure(WHOLE)


def _figures(name: str, workspaces: int, seen: Seen) -> Iterator[Figure]:
    circles = workspaces * thursday.CIRCLES
    size = f"{circles:,} circles, {circles * EACH:,} events, {len(ZONES)} zones in {seen.seconds:.0f} s"
    late, took = sorted(seen.late), sorted(seen.took)
    head = f"storm on {name}:"
    of = f"{size}; p50 {at(late, 50):.2f}, worst {late[-1]:.2f} s; {seen.refused} answers 429"
    yield Figure(name=f"{head} questions late, p99", measured=at(late, 99), bar=5, aim=5, of=of, unit=" s")
    of = f"p50 {at(took, 50) * 1000:.0f} ms; {seen.unanswered} were told to come again"
    yield Figure(name=f"{head} acknowledged, p99", measured=at(took, 99), bar=1, aim=0.25, of=of, unit=" s")
    yield Figure(name=f"{head} acknowledged, worst", measured=took[-1], bar=3, aim=1, of=of, unit=" s")
    of = "the highest of each process: " + ", ".join(f"{found:.0f}" for found in seen.memory)
    yield Figure(name=f"{head} memory", measured=max(seen.memory), bar=256, aim=160, of=of, unit=" MiB")
    for word, counts in (("lost", seen.lost), ("doubled", seen.doubled)):
        of = ", ".join(f"{count} {kind}" for kind, count in counts.items())
        yield Figure(name=f"{head} {word}", measured=sum(counts.values()), bar=0, aim=0, of=of)


def _costs(seen: Seen) -> Iterator[Figure]:
    """Give what one act costs, a question or what somebody does about it, with all the posts that follow from it."""
    cost = seen.cost
    of = f"{cost['bots']:.1f} in the bot, {cost['database']:.1f} in PostgreSQL; {cost['commits']:.1f} commits"
    name = "storm on PostgreSQL: an act's"
    whole = cost["bots"] + cost["database"]
    yield Figure(name=f"{name} CPU", measured=whole, bar=25, aim=15, of=of, unit=" ms")
    yield Figure(name=f"{name} WAL", measured=cost["wal"], bar=100, aim=50, of="until all is sent", unit=" KiB")
    of = "tables and indexes, before anything is tidied"
    yield Figure(name=f"{name} room", measured=cost["room"], bar=12, aim=8, of=of, unit=" KiB")


def at(ordered: Sequence[float], percent: int) -> float:
    """Give a percentile of what is in order."""
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


# ---------------------------------------------------------------- the storm


def _weathered(url: str, processes: int, workspaces: int, place: Path, gap: float) -> Seen:
    sizes = ("--workspaces", str(workspaces), "--users", str(thursday.PEOPLE), "--channels", str(thursday.CIRCLES))
    with ExitStack() as stack:
        slack = stack.enter_context(serving("tests.fakes.slack", *LIMITS, *sizes, "--client-msg-id", "ignore"))
        lead = LEAD + workspaces / 100
        world = thursday.made_up(slack.told["teams"], gap=gap * workspaces / PART, lead=lead)
        world.build(url)
        api = f"{slack.told['url']}/api/"
        bots = [stack.enter_context(running(url, api, place, n, world.towns[0])) for n in range(processes)]
        looker = stack.enter_context(Looker(url))
        seen, began = Seen(), time.time()
        before = _used(bots, looker, place) if processes > 1 else {}
        _live(world, [bot.port for bot in bots], looker, seen)
        seen.seconds = time.time() - began
        after = _used(bots, looker, place) if processes > 1 else {}
        seen.cost = {name: (after[name] - before[name]) / (world.circles * (1 + EACH)) for name in before}
        seen.memory = [_peak(bot.process.pid) for bot in bots]
        count(world, looker, _told(slack.told["url"], "_posts"), seen)
        seen.refused = sum(call["answer"] == "ratelimited" for call in _told(slack.told["url"], "_calls"))
    return seen


@contextmanager
def running(url: str, api: str, place: Path, number: int, town: Town) -> Iterator[Server]:
    """Run one of the bot's processes on a database until this ends; it is given once people are answered."""
    port = free_port()
    chosen = settings(place / "unused.db", port, api=api) | {"FIRESIDE_DATABASE_URL": url}
    with (place / f"{number}.log").open("ab") as log:
        words = [sys.executable, "-m", "bot", "run"]
        process = subprocess.Popen(words, env=chosen, cwd=ROOT, stderr=log, stdout=log, text=True)
        with ending(process):
            until(lambda: _answered(port, town), what="an answer to a command", pause=0.05)
            yield Server(process, port, {})


def _answered(port: int, town: Town) -> bool:
    try:
        with Caller(port) as caller:
            return caller.ask(command(town.help())) == 200
    except OSError:
        return False


def _live(world: Thursday, ports: Sequence[int], looker: Looker, seen: Seen) -> None:
    """Let zone after zone be asked, and act each zone's people while the next is asked; ends when nothing is left."""
    with ThreadPoolExecutor(4) as zones, ThreadPoolExecutor(4 * len(ports)) as crowd:
        under_way: list[Future[tuple[list[float], int]]] = []
        for zone in range(len(ZONES)):
            time.sleep(max(0.0, world.due(zone).timestamp() + world.gap - time.time()))
            waves = world.acts(zone, _asked(world, zone, looker))
            sys.stderr.write(f"storm: zone {zone + 1} of {len(ZONES)}, {sum(map(len, waves))} acts\n")
            under_way.append(zones.submit(_act, crowd, ports, waves, world.gap))
        for done in under_way:
            took, refused = done.result()
            seen.took += took
            seen.unanswered += refused
    until(lambda: looker.one(LEFT) == 0, what="nothing to be left", seconds=PATIENCE, pause=0.5)


def _act(
    crowd: ThreadPoolExecutor, ports: Sequence[int], waves: Sequence[Sequence[bytes]], gap: float
) -> tuple[list[float], int]:
    """Give the seconds that each act waited for its answer, and how many were told that it did not work.

    Nobody reacts to what has not arrived yet.
    """
    took: list[float] = []
    refused = 0
    rate = sum(map(len, waves)) / gap / len(ports)
    for wave in waves:
        shares = [wave[n :: len(ports)] for n in range(len(ports))]
        for sent in [
            crowd.submit(drive, port, share, connections=32, rate=rate, may_refuse=True)
            for port, share in zip(ports, shares, strict=True)
        ]:
            took += sent.result()["took"]
            refused += sent.result()["bad"]
    return took, refused


def _asked(world: Thursday, zone: int, looker: Looker) -> Mapping[Place, str]:
    """Give where each question of a zone stands, once all of them do."""
    wanted = {(town.workspace, channel) for _, town in world.of(zone) for channel in town.channels}
    found: dict[Place, str] = {}

    def there() -> bool:
        found.update({(row[0], row[1]): row[2] for row in looker.rows(ASKED)})
        return wanted <= found.keys()

    until(there, what="a zone's questions", seconds=PATIENCE, pause=0.2)
    return found


def _used(bots: Sequence[Server], looker: Looker, place: Path) -> Mapping[str, float]:
    """Give what was used so far: milliseconds of CPU, KiB of WAL and of room, and commits."""
    wal, room, commits = looker.rows(USED)[0]
    return {
        "bots": sum(bot.cpu() for bot in bots) * 1000,
        "database": cpu_of_postgresql(place) * 1000,
        "wal": float(wal) / 1024,
        "room": float(room) / 1024,
        "commits": float(commits),
    }


def _peak(pid: int) -> float:
    """Give the most MiB that a process ever held in memory."""
    lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


# ---------------------------------------------------------------- what came of it


def count(world: Thursday, looker: Looker, posts: Sequence[Mapping[str, Any]], seen: Seen) -> None:
    """Note how late each question was, and what is missing or there too often, by the bot's database and by Slack."""
    due = world.places()
    seen.late = [float(ref) - due[workspace, channel].timestamp() for workspace, channel, ref in looker.rows(ASKED)]
    for kind, (sql, each) in KEPT.items():
        missing = world.circles * each - looker.one(sql)
        seen.lost[kind], seen.doubled[kind] = max(0, missing), max(0, -missing)
    # What one person alone sees in answer to an act of theirs does not go through the outbox.
    posted = [(post["channel"], post["ts"]) for post in posts if not post["seen_by"]]
    standing = {(row[0], row[1]) for row in looker.rows(STANDING)}
    seen.lost["posts"] = len(standing - set(posted))
    seen.doubled["posts"] = len(posted) - len(standing & set(posted))


def _told(url: str, name: str) -> list[dict[str, Any]]:
    with urllib.request.urlopen(f"{url}/{name}", timeout=120) as answer:  # noqa: S310 - our own fake
        return list(json.load(answer))
