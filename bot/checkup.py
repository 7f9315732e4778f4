"""`check`: what is missing before the bot can run, and how to get it."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from bot.settings import Settings, SettingsError, fresh_key, load
from prompts.catalog import PackError, load as load_catalog
from storage import migrate
from storage.engine import connect, version
from storage.errors import StorageError

ASK_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `do` says how to mend it where it is not right."""

    ok: bool
    what: str
    do: str = ""


async def examine(app_yaml: Path | None) -> list[Finding]:
    """Look at settings, key, prompts, database and platforms, in the order in which they are needed."""
    try:
        settings = load(app_yaml)
    except SettingsError as problem:
        return [Finding(ok=False, what="settings", do=str(problem).replace("\n", "\n         "))]
    found = [Finding(ok=True, what="settings can be read"), _key(settings), _packs(settings), _database(settings)]
    found += _slack_settings(settings)
    found += [finding async for finding in _slack_answers(settings)]
    return found


def _key(settings: Settings) -> Finding:
    try:
        settings.key  # noqa: B018 - reading it checks it
    except SettingsError:
        fresh = f"Set FIRESIDE_SECRET_KEY={fresh_key()} (made just now) and keep a copy apart from the database."
        return Finding(ok=False, what="secret key", do=fresh)
    return Finding(ok=True, what="secret key is there")


def _packs(settings: Settings) -> Finding:
    try:
        catalog = load_catalog([Path(folder) for folder in settings.prompt_packs])
    except PackError as problem:
        return Finding(ok=False, what="packs of questions", do=str(problem).replace("\n", "\n         "))
    return Finding(ok=True, what=f"{len(catalog.prompts)} questions in {len(catalog.packs)} packs")


def _database(settings: Settings) -> Finding:
    try:
        engine = connect(settings.database_url)
        name = version(engine)
        if not migrate.head(engine):
            return Finding(ok=True, what=f"{name}: tables are made or brought up to date at the next start")
    except (StorageError, ValueError) as problem:
        return Finding(ok=False, what="database", do=f"{problem} Look at FIRESIDE_DATABASE_URL.")
    return Finding(ok=True, what=f"{name} is ready")


def _slack_settings(settings: Settings) -> Iterator[Finding]:
    slack = settings.slack
    if slack.on:
        yield Finding(ok=True, what="Slack has its secrets")
        if not slack.app_token.get_secret_value() and not settings.public_url.startswith("https://"):
            yield Finding(
                ok=False,
                what="public address",
                do="Set FIRESIDE_PUBLIC_URL to the https address where Slack reaches this, or use Socket Mode: "
                "set SLACK_APP_TOKEN (api.slack.com/apps, Basic Information, App-Level Tokens, connections:write).",
            )
        return
    yield Finding(
        ok=False,
        what="Slack",
        do="Make an app at api.slack.com/apps from `fireside manifest slack`. Then set SLACK_SIGNING_SECRET (Basic "
        "Information) and SLACK_BOT_TOKEN (OAuth & Permissions, after Install to Workspace).",
    )


async def _slack_answers(settings: Settings) -> AsyncIterator[Finding]:
    token = settings.slack.bot_token.get_secret_value()
    if not token:
        return
    timeout = aiohttp.ClientTimeout(total=ASK_SECONDS)
    try:
        async with aiohttp.ClientSession(timeout=timeout) as session:
            answer = await session.post(
                f"{settings.slack.api_url.rstrip('/')}/auth.test", headers={"Authorization": f"Bearer {token}"}
            )
            told = await answer.json(content_type=None)
            scopes = {s.strip() for s in answer.headers.get("x-oauth-scopes", "").split(",") if s.strip()}
    except (aiohttp.ClientError, TimeoutError, ValueError):
        yield Finding(ok=False, what="Slack does not answer", do="Look at the network, a proxy, and SLACK_API_URL.")
        return
    if not told.get("ok"):
        do = f"Slack says {told.get('error')}. Take the token again from OAuth & Permissions and set SLACK_BOT_TOKEN."
        yield Finding(ok=False, what="Slack's bot token", do=do)
        return
    yield Finding(ok=True, what="Slack's bot token works")
    missing = _needed(settings) - scopes if scopes else set()
    if missing:
        do = f"Add under OAuth & Permissions and install again: {', '.join(sorted(missing))}."
        yield Finding(ok=False, what="Slack permissions", do=do)


def _needed(settings: Settings) -> set[str]:
    from bot.platforms.slack.manifest import manifest  # noqa: PLC0415 - only where Slack is looked at

    made = manifest("https://example.org", thread_answers=settings.slack.thread_answers)
    scopes = made["oauth_config"]["scopes"]
    return set(scopes["bot"]) - set(scopes.get("bot_optional", ()))
