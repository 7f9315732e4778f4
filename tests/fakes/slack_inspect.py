"""Looking into the fake from another process, over HTTP: `GET /_posts`, `POST /_faults` and their like."""

from typing import TYPE_CHECKING

from aiohttp import web

from .slack_data import Json
from .slack_state import Message
from .slack_world import Workspace, World

if TYPE_CHECKING:
    from .slack import FakeSlack


def post_json(message: Message) -> Json:
    """One stored post, with what crash tests compare."""
    return {
        "team": message.channel.team_id, "channel": message.channel.id, "ts": message.ts, "text": message.text,
        "thread_ts": message.thread_ts, "seen_by": message.seen_by, "deleted": message.deleted,
        "client_msg_id": message.client_msg_id, "metadata": message.metadata, "edits": len(message.earlier),
    }  # fmt: skip


def team_json(team: Workspace) -> Json:
    """One workspace: its token and ids."""
    return {
        "id": team.id, "token": team.bot_token, "bot_user": team.bot_user, "bot_id": team.bot_id,
        "users": list(team.users), "channels": list(team.channels), "scopes": sorted(team.scopes),
    }  # fmt: skip


def populate(world: World, *, users: int, channels: int) -> Workspace:
    """A workspace with so many people, all of them and the bot in so many channels."""
    team = world.add_workspace(f"Team {len(world.workspaces) + 1}")
    people = [team.add_user(f"person{number}") for number in range(users)]
    for number in range(channels):
        team.add_channel(f"circle-{number}", people, with_bot=True)
    return team


def routes(slack: "FakeSlack") -> list[web.RouteDef]:
    """The routes of the inspection interface."""

    async def posts(request: web.Request) -> web.Response:
        channel = request.query.get("channel")
        return web.json_response([post_json(m) for m in slack.office.posts if channel in (None, m.channel.id)])

    async def calls(_request: web.Request) -> web.Response:
        return web.json_response([{"method": c.method, "answer": c.answer, "at": c.at} for c in slack.calls])

    async def violations(_request: web.Request) -> web.Response:
        return web.json_response([[v.method, v.error, list(v.messages)] for v in slack.violations])

    async def world(_request: web.Request) -> web.Response:
        return web.json_response([team_json(team) for team in slack.world.workspaces.values()])

    async def faults(request: web.Request) -> web.Response:
        rule = await request.json()
        times, match = rule.get("times", 1), rule.get("match")
        slack.fault(rule["method"], rule["kind"], times=times, match=match)
        return web.json_response({"ok": True})

    async def workspaces(request: web.Request) -> web.Response:
        size = await request.json()
        team = populate(slack.world, users=size.get("users", 3), channels=size.get("channels", 1))
        return web.json_response(team_json(team))

    return [
        web.get("/_posts", posts),
        web.get("/_calls", calls),
        web.get("/_violations", violations),
        web.get("/_world", world),
        web.post("/_faults", faults),
        web.post("/_workspaces", workspaces),
    ]
