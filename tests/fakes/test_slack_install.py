"""OAuth against the fake Slack, and the fake in a process of its own."""

import asyncio
import json
import sys
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack import FakeSlack
from tests.fakes.slack_client import SlackClient
from tests.fakes.slack_samples import collect

pytestmark = pytest.mark.asyncio
ROOT = Path(__file__).resolve().parents[2]


async def test_an_install_ends_with_a_token_of_that_workspace() -> None:
    """The code works once, scopes become those that were asked for, a dead token is replaced."""
    async with FakeSlack() as slack, SlackClient(slack) as client:
        team, old = slack.workspace, slack.workspace.bot_token
        await client.person("ellen").uninstalls()
        slack.oauth.installer = (team, client.person("ellen").id)
        codes: list[str] = []

        async def back(request: web.Request) -> web.Response:
            codes.append(request.query["code"])
            return web.Response(text=f"state {request.query['state']}")

        app = web.Application()
        app.add_routes([web.get("/slack/oauth_redirect", back)])
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        uri = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/oauth_redirect"
        asked = f"client_id={slack.oauth.client_id}&scope=chat:write,commands&state=s1&redirect_uri={uri}"
        page = await client.installs(f"{slack.url}/oauth/v2/authorize?{asked}")
        await runner.cleanup()
        assert page == (200, "state s1")
        api = AsyncWebClient(base_url=slack.api_url)
        args = {"client_id": slack.oauth.client_id, "client_secret": slack.oauth.client_secret, "code": codes[0]}
        answer = await api.api_call("oauth.v2.access", data={**args, "redirect_uri": uri})
        assert (answer["access_token"], team.scopes) == (team.bot_token, {"chat:write", "commands"})
        assert team.bot_token != old
        with pytest.raises(SlackApiError, match="invalid_code"):
            await api.api_call("oauth.v2.access", data=args)


async def test_the_stored_samples_are_what_the_fake_sends() -> None:
    """Every file in tests/payloads/slack is up to date."""
    folder = ROOT / "tests" / "payloads" / "slack"
    stored = {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in folder.glob("*.json")}
    assert stored == await collect()


async def test_the_fake_runs_alone_and_can_be_looked_into() -> None:
    """Another process posts to it, orders a fault, and reads what was stored."""
    command = (sys.executable, "-m", "tests.fakes.slack", "--users", "1", "--rate", "1", "--burst", "2")
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    ready = json.loads(await process.stdout.readline())
    team = ready["teams"][0]
    api = AsyncWebClient(team["token"], base_url=f"{ready['url']}/api/", retry_handlers=[])
    async with aiohttp.ClientSession(ready["url"]) as session:
        await api.chat_postMessage(channel=team["channels"][0], text="one")
        await session.post("/_faults", json={"method": "auth.test", "kind": "error:invalid_auth"})
        with pytest.raises(SlackApiError, match="invalid_auth"):
            await api.auth_test()
        posts = await (await session.get("/_posts")).json()
    process.terminate()
    await process.wait()
    assert [post["text"] for post in posts] == ["one"]
