"""`run`: the bot for the platforms whose secrets are set."""

import asyncio
from typing import TYPE_CHECKING

from bot import log, traces
from bot.loading import loading
from bot.porch import Porch
from bot.server import Listener, opened
from bot.settings import LOOPBACK, OPEN_DOOR, Settings, SettingsError

if TYPE_CHECKING:
    from bot.app import App
    from bot.clock import Clock
    from bot.delivery import Patience

LOG = log.logger("run")
MISSING = (
    "No platform is set up. For Slack set SLACK_SIGNING_SECRET and SLACK_BOT_TOKEN (or SLACK_CLIENT_ID and "
    "SLACK_CLIENT_SECRET for several workspaces; or SLACK_APP_TOKEN and SLACK_BOT_TOKEN for Socket Mode). For Teams "
    "set MICROSOFT_APP_ID, MICROSOFT_APP_PASSWORD and MICROSOFT_APP_TENANT_ID. "
    "`fireside check` says step by step what is missing, `fireside demo` needs none of it."
)


async def serve(settings: Settings) -> None:
    """Serve until a signal; raises SettingsError where nothing can be run, OSError where the address is taken."""
    log.set_up(json=settings.log_format == "json")
    refuse(settings)
    if settings.traces:
        trace()
    porch = Porch(settings)
    listener = Listener(porch, opened(settings.host, settings.port))
    listener.begin()
    try:
        await asyncio.to_thread(_load, settings)
        app = build(settings, porch=porch)
    except BaseException:
        await listener.end()
        porch.close()
        raise
    for name, on in (("slack", settings.slack.on), ("teams", settings.teams.on)):
        if not on:
            LOG.info("platform_off", platform=name, missing="its secrets; check says which")
    if settings.database_url.startswith("sqlite"):
        LOG.info("one_process_on_sqlite", action="for several processes, set FIRESIDE_DATABASE_URL to PostgreSQL")
    porch.move_in(app.desk.store, app.inbox)
    await app.start()
    porch.open(app.front())
    try:
        await app.run(host=settings.host, port=settings.port, listener=listener)
    finally:
        await asyncio.to_thread(traces.switch_off)


def trace() -> None:
    """Switch traces on; raises SettingsError where what they need is not installed."""
    try:
        traces.switch_on()
    except traces.Unavailable as problem:
        raise SettingsError(str(problem)) from None


def refuse(settings: Settings) -> None:
    """Raise SettingsError where there is nothing to run, or nothing that may be run."""
    if not (settings.slack.on or settings.teams.on):
        raise SettingsError(MISSING)
    if settings.teams.anonymous and settings.host not in LOOPBACK:
        raise SettingsError(OPEN_DOOR)


def build(
    settings: Settings,
    *,
    clock: "Clock | None" = None,
    patience: "Patience | None" = None,
    porch: Porch | None = None,
) -> "App":
    """Give the bot with every platform whose secrets are set; raises SettingsError where there is none."""
    from bot.app import App, open_desk  # noqa: PLC0415 - the door opens before it is loaded
    from bot.delivery import Patience  # noqa: PLC0415 - likewise

    refuse(settings)
    app = App(settings=settings, desk=open_desk(settings, clock), patience=patience or Patience())
    if settings.slack.on:
        _with_slack(app, settings, porch)
    if settings.teams.on:
        _with_teams(app, settings)
    return app


def _load(settings: Settings) -> None:
    """In a thread, so that the door goes on answering."""
    with loading():
        import bot.app  # noqa: PLC0415 - see `build`

        if settings.slack.on:
            import bot.platforms.slack.install  # noqa: PLC0415 - only where Slack is on
        if settings.teams.on:
            import bot.platforms.teams.install  # noqa: F401, PLC0415 - only where Teams is on


def _with_slack(app: "App", settings: Settings, porch: Porch | None) -> None:
    from bot.platforms.slack.install import Slack, SlackSettings  # noqa: PLC0415 - only where Slack is on

    part = settings.slack
    chosen = SlackSettings(
        signing_secret=part.signing_secret.get_secret_value(),
        bot_token=part.bot_token.get_secret_value(),
        app_token=part.app_token.get_secret_value(),
        client_id=part.client_id,
        client_secret=part.client_secret.get_secret_value(),
        api_url=part.api_url,
        public_url=settings.public_url,
        thread_answers=part.thread_answers,
    )
    slack = Slack(chosen, app.desk, app.inbox, porch.mail if porch else None)
    app.platforms[slack.name] = slack
    app.doors["/slack/events"] = slack.door
    app.pages.append(slack.routes)


def _with_teams(app: "App", settings: Settings) -> None:
    from bot.platforms.teams.install import MESSAGES, Teams, TeamsSettings  # noqa: PLC0415 - only where Teams is on

    part = settings.teams
    chosen = TeamsSettings(
        app_id=part.app_id,
        app_password=part.app_password.get_secret_value(),
        app_tenant_id=part.app_tenant_id,
        openid_url=part.openid_url,
        login_url=part.login_url,
        allowed_service_hosts=part.allowed_service_hosts,
        tenants=part.tenants,
        anonymous=part.anonymous,
        public_url=settings.public_url,
    )
    teams = Teams(chosen, app.desk, app.inbox)
    app.platforms[teams.name] = teams
    app.doors[MESSAGES] = teams.door
