"""The fake Slack in a process of its own, for crash tests and benchmarks; started by `python -m tests.fakes.slack`."""

import argparse
import asyncio
import json
import sys

from . import slack_inspect
from .clock import scaled
from .slack import FakeSlack
from .slack_limits import Pace


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="A strict fake Slack on loopback.")
    parser.add_argument("--port", type=int, default=0)
    for name, default in (("--workspaces", 1), ("--users", 3), ("--channels", 1), ("--burst", 3)):
        parser.add_argument(name, type=int, default=default)
    parser.add_argument("--rate", type=float, help="posts a second in a channel; no limit without it")
    parser.add_argument("--workspace-rate", type=float, help="posts a second in a workspace")
    parser.add_argument("--speed", type=float, default=1.0, help="how fast the clock of the limits runs")
    parser.add_argument("--client-msg-id", choices=("dedupe", "ignore"), default="dedupe")
    return parser.parse_args()


async def _serve(options: argparse.Namespace) -> None:
    slack = FakeSlack(port=options.port)
    if options.rate is not None or options.workspace_rate is not None:
        limits = {"channel_rate": options.rate, "workspace_rate": options.workspace_rate}
        slack.pace = Pace(channel_burst=options.burst, clock=scaled(options.speed), **limits)
    slack.office.client_msg_id = options.client_msg_id
    slack.world.workspaces.clear()
    sizes = range(options.workspaces)
    teams = [slack_inspect.populate(slack.world, users=options.users, channels=options.channels) for _ in sizes]
    async with slack:
        ready = {"url": slack.url, "teams": [slack_inspect.team_json(team) for team in teams]}
        sys.stdout.write(json.dumps(ready) + "\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


def main() -> None:
    """Serve until killed."""
    asyncio.run(_serve(_options()))
