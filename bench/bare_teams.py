"""The baselines for Teams, in the environment of an app: where its authority is, and its name and password.

`python -m bench.bare_teams` serves one aiohttp handler that checks the token as the door does, reads the activity, and
does nothing. `python -m bench.bare_teams --kit` serves the Bot Framework's own CloudAdapter as its documentation
begins: whoever writes is answered with a line, a reaction is let be.
"""

import argparse
import asyncio
import io
import json
import os
import sys
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import aiohttp
import jwt
from aiohttp import web
from jwt.algorithms import RSAAlgorithm

ISSUER = "https://api.botframework.com"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


async def _keys(url: str) -> dict[str, Any]:
    async with aiohttp.ClientSession() as session, session.get(url) as told:
        where = (await told.json())["jwks_uri"]
        async with session.get(where) as found:
            return {key["kid"]: RSAAlgorithm.from_jwk(key) for key in (await found.json())["keys"]}


async def bare() -> Handler:
    """Give the handler; keys are parsed once."""
    keys, app_id = await _keys(os.environ["TEAMS_OPENID_URL"]), os.environ["MICROSOFT_APP_ID"]

    async def handle(request: web.Request) -> web.Response:
        token = request.headers["Authorization"].removeprefix("Bearer ")
        key = keys[jwt.get_unverified_header(token)["kid"]]
        told = jwt.decode(token, key, algorithms=["RS256"], audience=app_id, issuer=ISSUER)
        activity = json.loads(await request.read())
        return web.Response(status=200 if activity["serviceUrl"] == told["serviceurl"] else 401)

    return handle


async def kit() -> Handler:
    """Give the Bot Framework's own handler."""
    from botbuilder.core import ActivityHandler, TurnContext
    from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication

    class Bot(ActivityHandler):
        async def on_message_activity(self, turn_context: TurnContext) -> None:
            await turn_context.send_activity("Thank you. It stands in the thread.")

    login = os.environ["TEAMS_LOGIN_URL"]
    configuration = SimpleNamespace(
        TO_CHANNEL_FROM_BOT_LOGIN_URL=f"{login}/botframework.com",
        TO_CHANNEL_FROM_BOT_OAUTH_SCOPE=ISSUER,
        TO_BOT_FROM_CHANNEL_TOKEN_ISSUER=ISSUER,
        TO_BOT_FROM_CHANNEL_OPENID_METADATA_URL=os.environ["TEAMS_OPENID_URL"],
        TO_BOT_FROM_EMULATOR_OPENID_METADATA_URL=os.environ["TEAMS_OPENID_URL"],
        OAUTH_URL=login,
        CALLER_ID=None,
    )
    made = ConfigurationBotFrameworkAuthentication(configuration, credentials_factory=_credentials(login))
    adapter, bot = CloudAdapter(made), Bot()

    async def handle(request: web.Request) -> web.StreamResponse:
        return await adapter.process(request, bot) or web.Response()

    return handle


def _credentials(login: str) -> Any:
    """Give the kit's own credentials with the kit's own MSAL; ours is only that the authority is on this machine."""
    import requests
    from botframework.connector.auth import MicrosoftAppCredentials, PasswordServiceClientCredentialFactory
    from msal import ConfidentialClientApplication

    app_id, password = os.environ["MICROSOFT_APP_ID"], os.environ["MICROSOFT_APP_PASSWORD"]
    secure = login.replace("http://", "https://")

    class OnThisMachine(requests.Session):
        """MSAL speaks TLS to its authority and asks it where tokens are; here it is told at once, and without TLS."""

        def get(self, url: str, **_more: Any) -> Any:
            made, base = requests.Response(), url.partition("/v2.0/")[0]
            ends = {"authorization_endpoint": f"{base}/authorize", "token_endpoint": f"{base}/oauth2/v2.0/token"}
            made.status_code, made.raw = 200, io.BytesIO(json.dumps(ends | {"issuer": f"{base}/v2.0"}).encode())
            return made

        def post(self, url: str, **more: Any) -> Any:
            data = {name: value for name, value in more.pop("data").items() if name != "client_info"}
            return super().post(url.replace(secure, login), data=data, timeout=10)

    class Credentials(MicrosoftAppCredentials):
        """Make MSAL's app when a token is first asked for, as the kit does."""

        def get_access_token(self, force_refresh: bool = False) -> str:  # noqa: FBT001, FBT002 - the kit's own form
            self.app = self.app or ConfidentialClientApplication(
                client_id=self.microsoft_app_id,
                client_credential=self.microsoft_app_password,
                authority=f"{secure}/botframework.com",
                instance_discovery=False,
                http_client=OnThisMachine(),
            )
            return super().get_access_token(force_refresh)

    class Factory(PasswordServiceClientCredentialFactory):
        async def create_credentials(self, app_id: str, oauth_scope: str, *_more: Any, **_also: Any) -> Credentials:
            return Credentials(app_id, self.password, self.tenant_id, oauth_scope)

    return Factory(app_id, password)


async def _serve(options: argparse.Namespace) -> None:
    app = web.Application()
    app.router.add_post("/api/messages", await (kit() if options.kit else bare()))
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    sys.stdout.write(json.dumps({"port": runner.addresses[0][1]}) + "\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser(description="A bare handler, or the Bot Framework's own adapter.")
    parser.add_argument("--kit", action="store_true")
    asyncio.run(_serve(parser.parse_args()))


if __name__ == "__main__":
    main()
