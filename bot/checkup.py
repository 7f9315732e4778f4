"""`check`: what is missing before the bot can run, and how to get it."""

import os
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiohttp

from bot import keys
from bot.settings import LOOPBACK, OPEN_DOOR, Settings, SettingsError, SlackSettings, TeamsSettings, fresh_key, load
from prompts.catalog import PackError, load as load_catalog
from storage import keeping, migrate
from storage.engine import MEMORY, climbs, connect, place, version, where
from storage.errors import StorageError, hint
from storage.store import Store
from storage.vault import Vault

if TYPE_CHECKING:
    from sqlalchemy import Engine

ASK_SECONDS = 10
INDENT = "\n         "
KEY = "Set FIRESIDE_SECRET_KEY={key} (made just now), and keep a copy of it apart from the database."
ROTATE = "`fireside rotate-key` seals everything with the new one; a day later remove FIRESIDE_OLD_SECRET_KEYS."
HOW_BOT = "SLACK_BOT_TOKEN: OAuth & Permissions, after Install App; it begins with xoxb-."
HOW_APP = (
    "SLACK_APP_TOKEN: Basic Information, App-Level Tokens, with the scope connections:write; it begins with xapp-."
)
HOW_SIGNED = "SLACK_SIGNING_SECRET: Basic Information, App Credentials. For Socket Mode, instead: " + HOW_APP
HOW_CLIENT = "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET belong together: Basic Information, App Credentials."
NO_APP = (
    "For Teams instead, set MICROSOFT_APP_ID and what README.md names beside it. For Slack make an app at "
    "api.slack.com/apps from `fireside manifest slack` (README.md, ten steps). Then set, from its pages:"
)
ADDRESS = (
    "Set FIRESIDE_PUBLIC_URL to the https address where Slack reaches this (docs/operating.md), or use Socket Mode."
)
HOW_ID = "MICROSOFT_APP_ID: the bot's id in Teams' Developer Portal (Tools, Bot management)."
HOW_PASSWORD = "MICROSOFT_APP_PASSWORD: there under Client secrets; it is shown once, so make a new one if it is lost."  # noqa: S105 - where it comes from
PLAIN_ROLE = (
    "The bot's role is a superuser or has BYPASSRLS, so that the wall between workspaces does not hold it. Give it a "
    "role of its own, as docs/operating.md says."
)
SERVER_COPIES = "The bot copies SQLite alone. Leave backup_folder out, and use pg_dump (docs/operating.md)."
HOW_TENANT = "MICROSOFT_APP_TENANT_ID: the directory (tenant) in which the bot was registered (entra.microsoft.com)."
HOW_ADDRESS = (
    "Set FIRESIDE_PUBLIC_URL to the https address where Teams reaches this; name it in the Developer Portal too."
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `do` says how to mend it where it is not right, or what could be better."""

    ok: bool
    what: str
    do: str = ""


async def examine(app_yaml: Path | None, environment: Mapping[str, str] | None = None) -> list[Finding]:
    """Look at settings, key, prompts, database and platforms, in the order in which they are needed."""
    try:
        settings = load(app_yaml, environment)
    except SettingsError as problem:
        return [Finding(ok=False, what="settings", do=str(problem).replace("\n", INDENT))]
    found = [Finding(ok=True, what="settings can be read"), *_key(settings), _packs(settings), _database(settings)]
    found += _backups(settings)
    if settings.slack != SlackSettings() or settings.teams == TeamsSettings():
        found += _slack_settings(settings)
        found += [finding async for finding in _slack_answers(settings)]
    if settings.teams != TeamsSettings():
        found += _teams_settings(settings)
        found += [finding async for finding in _teams_answers(settings.teams)]
    return found


def _key(settings: Settings) -> Iterator[Finding]:
    try:
        _ = settings.key
    except SettingsError:
        broken = keys.BROKEN if settings.secret_key.get_secret_value() else ""
        how = keys.SAME if _made(settings) else KEY.format(key=fresh_key())
        yield Finding(ok=False, what="secret key", do=broken + how)
        return
    try:
        vault = Vault(settings.keys)
    except SettingsError as problem:
        yield Finding(ok=False, what="earlier secret keys", do=str(problem))
        return
    fits = _fits(settings, vault)
    yield Finding(ok=fits, what="secret key is there" if fits else "secret key", do="" if fits else keys.OTHER)
    if len(settings.keys) > 1:
        yield Finding(ok=True, what="an earlier secret key is set too", do=ROTATE)


def _made(settings: Settings) -> bool:
    """Whether there is a database that was made with some key."""
    try:
        engine = connect(settings.database_url)
        try:
            return _there(place(engine)) and migrate.head(engine)
        finally:
            engine.dispose()
    except (StorageError, ValueError):
        return False


def _fits(settings: Settings, vault: Vault) -> bool:
    """Whether the key is the database's; where the database cannot be looked at, that is told by itself."""
    if not _made(settings):
        return True
    try:
        store = Store(connect(settings.database_url), vault)
        try:
            return store.read(keeping.fits).result()
        finally:
            store.close()
    except (StorageError, ValueError):
        return True


def _packs(settings: Settings) -> Finding:
    try:
        catalog = load_catalog([Path(folder) for folder in settings.prompt_packs])
    except PackError as problem:
        return Finding(ok=False, what="packs of questions", do=str(problem).replace("\n", INDENT))
    return Finding(ok=True, what=f"{len(catalog.prompts)} questions in {len(catalog.packs)} packs")


def _there(file: Path | None) -> bool:
    return file is None or file == MEMORY or file.exists()


def _database(settings: Settings) -> Finding:
    try:
        engine = connect(settings.database_url)
        try:
            return _looked_at(engine)
        finally:
            engine.dispose()
    except (StorageError, ValueError) as problem:
        return Finding(ok=False, what="database", do=f"{problem} {hint(problem)}(FIRESIDE_DATABASE_URL)")


def _looked_at(engine: "Engine") -> Finding:
    file = place(engine)
    if file is not None and not _there(file):
        return _new(file)
    name = f"{version(engine)}, {where(engine)}"
    what = name if migrate.head(engine) else f"{name}: its tables are made or brought up to date at the start"
    return Finding(ok=True, what=what, do=PLAIN_ROLE if climbs(engine) else "")


def _new(file: Path) -> Finding:
    """A database that is not there yet is made at the start, and not by looking."""
    if _writable(file.parent):
        return Finding(ok=True, what=f"the database is made at the start: {file.resolve()}")
    do = f"The folder {file.resolve().parent} is not there or cannot be written to (FIRESIDE_DATABASE_URL)."
    return Finding(ok=False, what="database", do=do)


def _writable(folder: Path) -> bool:
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)


def _backups(settings: Settings) -> Iterator[Finding]:
    if not settings.backup_folder:
        return
    folder = Path(settings.backup_folder)
    nearest = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    do = "" if _writable(nearest) else f"{folder.resolve()} cannot be written to (backup_folder)."
    do = SERVER_COPIES if settings.database_url.startswith("postgresql") else do
    yield Finding(ok=not do, what="backup folder" if do else f"nightly copies go to {folder.resolve()}", do=do)


# ---------------------------------------------------------------- Slack


def _slack_settings(settings: Settings) -> Iterator[Finding]:
    slack = settings.slack
    lacking = list(_lacking(slack))
    if lacking:
        yield Finding(ok=False, what="Slack or Teams" if NO_APP in lacking else "Slack", do=INDENT.join(lacking))
        return
    yield Finding(ok=True, what="Slack has its secrets")
    if not (slack.app_token.get_secret_value() or settings.public_url.startswith("https://")):
        yield Finding(ok=False, what="public address", do=ADDRESS)


def _lacking(slack: SlackSettings) -> Iterator[str]:
    """Give what is to be set before Slack is on, or what cannot be right about it."""
    bot, app = slack.bot_token.get_secret_value(), slack.app_token.get_secret_value()
    client, signed = (slack.client_id, slack.client_secret.get_secret_value()), slack.signing_secret.get_secret_value()
    if not (bot or app or signed or any(client)):
        yield NO_APP
    if any(client) and not all(client):
        yield HOW_CLIENT
    elif (bot and not bot.startswith(("xoxb-", "xoxe.xoxb-"))) or not (bot or all(client)) or (app and not bot):
        yield HOW_BOT
    if app and not app.startswith("xapp-"):
        yield HOW_APP
    if not (app or signed):
        yield HOW_SIGNED


async def _slack_answers(settings: Settings) -> AsyncIterator[Finding]:
    slack = settings.slack
    timeout = aiohttp.ClientTimeout(total=ASK_SECONDS)
    try:
        async with aiohttp.ClientSession(timeout=timeout) as session:
            if slack.bot_token.get_secret_value():
                told, scopes = await _asked(session, slack, "auth.test", slack.bot_token.get_secret_value())
                for finding in _bot(settings, told, scopes):
                    yield finding
            if slack.app_token.get_secret_value():
                told, _ = await _asked(session, slack, "apps.connections.open", slack.app_token.get_secret_value())
                yield _answered("Slack's app token", told, HOW_APP)
    except (aiohttp.ClientError, TimeoutError, ValueError):
        yield Finding(ok=False, what="Slack does not answer", do="Look at the network, a proxy, and SLACK_API_URL.")


async def _asked(
    session: aiohttp.ClientSession, slack: SlackSettings, method: str, token: str
) -> tuple[Mapping[str, Any], set[str]]:
    headers = {"Authorization": f"Bearer {token}"}
    async with session.post(f"{slack.api_url.rstrip('/')}/{method}", headers=headers) as answer:
        told = await answer.json(content_type=None)
        granted = answer.headers.get("x-oauth-scopes", "").split(",")
    return told if isinstance(told, dict) else {}, {s.strip() for s in granted if s.strip()}


def _answered(what: str, told: Mapping[str, Any], do: str) -> Finding:
    if told.get("ok"):
        return Finding(ok=True, what=f"{what} works")
    return Finding(ok=False, what=what, do=f"Slack says {told.get('error')}. Take it again. {do}")


def _bot(settings: Settings, told: Mapping[str, Any], scopes: set[str]) -> Iterator[Finding]:
    yield _answered("Slack's bot token", told, HOW_BOT)
    if not told.get("ok") or not scopes:
        return
    needed, wished = _scopes(settings)
    if missing := sorted(needed - scopes):
        do = f"Add under OAuth & Permissions, Bot Token Scopes, and install again: {', '.join(missing)}."
        yield Finding(ok=False, what="Slack permissions", do=do)
    if missing := sorted(wished - scopes):
        do = "Without them answers in threads, or thanks to a user group, are not heard (docs/privacy.md)."
        yield Finding(ok=True, what=f"Slack permissions that were not given: {', '.join(missing)}", do=do)


def _scopes(settings: Settings) -> tuple[set[str], set[str]]:
    """Give what Slack must grant and what it may."""
    from bot.platforms.slack.manifest import REQUIRED, scopes  # noqa: PLC0415 - only where Slack is looked at

    asked = scopes(thread_answers=settings.slack.thread_answers)
    return set(REQUIRED), set(asked) - set(REQUIRED)


# ---------------------------------------------------------------- Teams


def _teams_settings(settings: Settings) -> Iterator[Finding]:
    from bot.platforms.teams.activity import GUID  # noqa: PLC0415 - only where Teams is looked at

    teams = settings.teams
    if teams.anonymous:
        here = settings.host in LOOPBACK
        yield Finding(ok=here, what="Teams takes whatever comes from this machine", do="" if here else OPEN_DOOR)
        return
    lacking = [] if GUID.fullmatch(teams.app_id) else [HOW_ID]
    lacking += [] if teams.app_password.get_secret_value() else [HOW_PASSWORD]
    lacking += [] if teams.app_tenant_id or "*" in teams.tenants else [HOW_TENANT]
    yield Finding(ok=not lacking, what="Teams has its secrets" if not lacking else "Teams", do=INDENT.join(lacking))
    if not settings.public_url.startswith("https://"):
        yield Finding(ok=False, what="public address", do=HOW_ADDRESS)


async def _teams_answers(teams: TeamsSettings) -> AsyncIterator[Finding]:
    """Ask for a token, as every message to Teams will, and for the keys by which its own are known."""
    from bot.platforms.teams.wire import Credentials, Failure, Wire  # noqa: PLC0415 - only where Teams is looked at

    secret = teams.app_password.get_secret_value()
    app = teams.app_id if secret else ""
    wire = Wire(Credentials(app_id=app, password=secret, tenant=teams.app_tenant_id, login_url=teams.login_url))
    try:
        if app:
            await wire.token()
            yield Finding(ok=True, what="Teams' app id and password work")
        await wire.get_json(teams.openid_url)
    except Failure as failure:
        refused = failure.code not in {"login_unreachable", "unreachable", "broken"}
        do = f"Microsoft says {failure.code}. Look at all three. {INDENT.join((HOW_ID, HOW_PASSWORD, HOW_TENANT))}"
        away = "Look at the network, a proxy, TEAMS_LOGIN_URL and TEAMS_OPENID_URL."
        what = "Teams' app id and password" if refused else "Microsoft does not answer"
        yield Finding(ok=False, what=what, do=do if refused else away)
    finally:
        await wire.close()
