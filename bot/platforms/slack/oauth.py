"""How a workspace lets the bot in: by one token of its own, or by the pages that ask for it (OAuth).

Its own module beside `install`, which puts Slack together.
"""

import hmac
import html
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode

from bot import commands as c, log, ports
from bot.asgi import Receive, Scope, Send
from bot.dispatch import Desk
from bot.platforms.slack import manifest
from bot.platforms.slack.api import Api, Failure
from bot.platforms.slack.installed import Installations
from bot.reading import Json, part, word
from storage import tickets, workspaces
from storage.store import Tx

LOG = log.logger("slack")

INSTALL, BACK = "/slack/install", "/slack/oauth_redirect"
COOKIE = "fireside_install"
PLATFORM, PURPOSE = "slack", "install"  # a ticket is given before anybody knows the workspace
MINUTES = 10
STRICT = (
    ("content-type", "text/html; charset=utf-8"),
    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cache-control", "no-store"),
)


@dataclass(frozen=True, slots=True)
class Page:
    """What a browser gets."""

    status: int
    title: str = ""
    text: str = ""
    headers: tuple[tuple[str, str], ...] = ()

    def body(self) -> bytes:
        """Give it as HTML that needs nothing else."""
        title, text = html.escape(self.title), html.escape(self.text)
        start = '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        view = '<meta name="viewport" content="width=device-width">'
        return f"{start}{view}<title>{title}</title></head><body><h1>{title}</h1><p>{text}</p></body></html>".encode()


AGAIN = "Start again from the page with which you came, in the same browser; it takes a minute."
OFF = Page(404, "Not here", "This Fireside serves one workspace by its own token. Ask whoever runs it.")
STALE = Page(
    400, "That took too long", f"This link was used before, is older than ten minutes, or is not yours. {AGAIN}"
)
CANCELLED = Page(400, "Nothing was installed", f"Slack says that it was not allowed. {AGAIN}")
ROTATING = Page(
    400,
    "Turn token rotation off",
    "This Slack app rotates its tokens, which Fireside does not support. Create the app again from "
    "`fireside manifest slack`, since Slack cannot turn rotation off.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What OAuth needs: the app's id and secret, where Slack is and where we are."""

    client_id: str
    client_secret: str
    api_url: str
    public_url: str
    thread_answers: bool = True

    @property
    def on(self) -> bool:
        """Whether workspaces may install by themselves."""
        return bool(self.client_id and self.client_secret and self.public_url)

    @property
    def back(self) -> str:
        """Where Slack sends the browser afterwards."""
        return self.public_url.rstrip("/") + BACK

    @property
    def page(self) -> str:
        """Slack's own page that asks for permission."""
        return self.api_url.rstrip("/").removesuffix("/api") + "/oauth/v2/authorize"


@dataclass(frozen=True, slots=True, kw_only=True)
class Installer:
    """Lets workspaces in."""

    credentials: Credentials
    api: Api
    desk: Desk
    platform: ports.Platform
    installations: Installations

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """Answer the two pages, as an ASGI application."""
        page = Page(405, "Only to be looked at", "") if scope["method"] not in ("GET", "HEAD") else OFF
        if page is OFF and self.credentials.on:
            headers = {k: v.decode("latin-1") for k, v in scope["headers"]}
            query = dict(parse_qsl(scope["query_string"].decode("latin-1")))
            cookie = _cookie(headers.get(b"cookie", ""))
            page = await (self.begin() if scope["path"] == INSTALL else self.finish(query, cookie))
        headers_out = [(k.encode(), v.encode("latin-1")) for k, v in (*STRICT, *page.headers)]
        await send({"type": "http.response.start", "status": page.status, "headers": headers_out})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else page.body()})

    async def begin(self) -> Page:
        """Send the browser to Slack, with a state that only this browser can bring back, once."""
        state, browser = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        until = self.desk.clock.now() + timedelta(minutes=MINUTES)
        body = browser.encode()
        await self.desk.store.awrite(lambda tx: tickets.give(tx, PLATFORM, PURPOSE, state, until=until, body=body))
        asked = {
            "client_id": self.credentials.client_id,
            "scope": ",".join(manifest.scopes(thread_answers=self.credentials.thread_answers)),
            "state": state,
            "redirect_uri": self.credentials.back,
        }
        there = f"{self.credentials.page}?{urlencode(asked)}"
        return Page(302, headers=(("location", there), ("set-cookie", self._bound(browser, MINUTES * 60))))

    async def finish(self, query: Mapping[str, str], cookie: str) -> Page:
        """Take what Slack sends back: a code, which becomes a token that is kept sealed."""
        state, code, now = query.get("state", ""), query.get("code", ""), self.desk.clock.now()
        held = await self.desk.store.awrite(lambda tx: tickets.take(tx, PLATFORM, PURPOSE, state, now))
        if not cookie or held is None or not hmac.compare_digest(held, cookie.encode("latin-1", "replace")):
            return STALE
        if query.get("error") or not code:
            return CANCELLED
        try:
            told = await self.api.form(
                "oauth.v2.access",
                client_id=self.credentials.client_id,
                client_secret=self.credentials.client_secret,
                code=code,
                redirect_uri=self.credentials.back,
            )
        except Failure as failure:
            LOG.warning("install_refused", reason=failure.code)
            return Page(502, "Slack did not confirm", f"Slack answered {failure.code}. {AGAIN}")
        return await self.let_in(told)

    async def let_in(self, told: Json) -> Page:
        """Keep what Slack's answer grants, and give the page that says what came of it."""
        if told.get("refresh_token") or told.get("expires_in"):
            return ROTATING
        command = installed(told)
        if command is None:
            return Page(502, "Slack did not confirm", f"Slack's answer holds no bot token. {AGAIN}")
        await self.keep(command)
        missing = [s for s in manifest.REQUIRED if s not in command.scopes.split(",")]
        done = (("set-cookie", self._bound("", 0)),)
        if missing:
            text = f"Fireside is in, but it still needs: {', '.join(missing)}. {AGAIN}"
            return Page(200, "Almost", text, done)
        return Page(200, "Fireside is in", "Go back to Slack and invite @Fireside into a channel.", done)

    async def keep(self, command: c.Install) -> None:
        """Keep an installation; calls use it at once."""
        await self.desk.take(self.platform, command)
        self.installations.forget(command.workspace)

    def _bound(self, value: str, seconds: int) -> str:
        secure = "; Secure" if self.credentials.public_url.startswith("https://") else ""
        return f"{COOKIE}={value}; Path=/slack; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"

    # ------------------------------------------------------------ one token

    async def known(self, token: str) -> bool:
        """Tell whether this very token was kept before, so that its workspace is known without asking Slack."""
        return await self.desk.store.aread(lambda tx: _known(tx, token))

    async def identify(self, token: str) -> None:
        """Ask Slack whose token this is and keep it where that is news; raises Failure."""
        told, scopes = await self.api.who(token)
        whole = told.get("is_enterprise_install") is True
        team, enterprise = word(told, "team_id"), word(told, "enterprise_id")
        identity = enterprise if whole and enterprise else team
        about = {"team": team, "enterprise": enterprise}
        bot = word(told, "user_id")
        command = c.Install(workspace=f"slack:{identity}", bot=bot, token=token, scopes=scopes, about=about)
        if not await self.desk.store.aread(lambda tx: _same(tx, command)):
            await self.keep(command)


def installed(told: Json) -> c.Install | None:
    """Give the installation that Slack's answer tells of; None where it holds no bot token."""
    whole = told.get("is_enterprise_install") is True
    team, enterprise = word(part(told, "team"), "id"), word(part(told, "enterprise"), "id")
    identity, token = enterprise if whole and enterprise else team, word(told, "access_token")
    if not identity or not token or word(told, "token_type") != "bot":
        return None
    return c.Install(
        workspace=f"slack:{identity}",
        bot=word(told, "bot_user_id"),
        token=token,
        scopes=word(told, "scope").replace(" ", ""),
        by=word(part(told, "authed_user"), "id"),
        about={"team": team, "enterprise": enterprise},
    )


def _known(tx: Tx, token: str) -> bool:
    rows = [w for w in workspaces.every(tx) if w.workspace.startswith("slack:") and w.state == "active" and w.token]
    return any(_opened(tx, w.token) == token for w in rows)


def _same(tx: Tx, command: c.Install) -> bool:
    row = workspaces.get(tx, command.workspace)
    if row is None or row.state != "active" or row.token is None:
        return False
    return (row.bot, row.scopes, _opened(tx, row.token)) == (command.bot, command.scopes, command.token)


def _opened(tx: Tx, sealed: bytes | None) -> str:
    try:
        return tx.vault.open(sealed or b"").decode()
    except Exception:  # noqa: BLE001 - sealed with a key that is gone: no token of ours
        return ""


def _cookie(header: str) -> str:
    crumbs = (crumb.strip().partition("=") for crumb in header.split(";"))
    return next((value for name, _, value in crumbs if name == COOKIE), "")
