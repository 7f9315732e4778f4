"""The baselines: Bolt as its own documentation begins, and nothing else.

`python -m bench.bare` serves an AsyncApp on aiohttp with an empty listener for every kind of event and for /kudos; the
signature is checked. With `--keep FILE` the command writes one row with the plain driver and commits before it answers.
"""

import argparse
import asyncio
import json
import sqlite3
import sys
from pathlib import Path

from aiohttp import web
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bench.town import SECRET


async def _authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
    return AuthorizeResult(
        enterprise_id=enterprise_id, team_id=team_id, bot_token="xoxb-bench", bot_user_id="U0BENCHBOT"
    )


def opened(file: Path) -> sqlite3.Connection:
    """Give a connection with the same promises as ours: a commit is on the disk."""
    connection = sqlite3.connect(file, isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL"):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    connection.execute("CREATE TABLE IF NOT EXISTS thanks (id INTEGER PRIMARY KEY, giver TEXT, said TEXT)")
    return connection


def app_of(keep: Path | None, *, first: bool) -> AsyncApp:
    """Give the app; with `first` false it answers before its listeners are done, which is Bolt's default."""
    app = AsyncApp(signing_secret=SECRET, authorize=_authorize, process_before_response=first)
    connection = opened(keep) if keep else None

    @app.event("message")
    async def heard() -> None:
        """Nothing."""

    @app.event("reaction_added")
    async def reacted() -> None:
        """Nothing."""

    @app.command("/kudos")
    async def thanked(ack: AsyncAck, command: dict[str, str]) -> None:
        if connection is not None:
            connection.execute("BEGIN IMMEDIATE")
            said = (command["user_id"], command["text"])
            connection.execute("INSERT INTO thanks (giver, said) VALUES (?, ?)", said)
            connection.execute("COMMIT")
        await ack("Thanks.")

    return app


async def _serve(options: argparse.Namespace) -> None:
    app = app_of(options.keep, first=options.first)
    runner = web.AppRunner(app.server(port=0).web_app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    sys.stdout.write(json.dumps({"port": runner.addresses[0][1]}) + "\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser(description="Bare Bolt.")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--first", action="store_true", help="run listeners before answering")
    asyncio.run(_serve(parser.parse_args()))


if __name__ == "__main__":
    main()
