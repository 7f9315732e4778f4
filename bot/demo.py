"""The playground in one process: its own database, its own key, its own clock, on loopback only."""

import os
from datetime import timedelta
from pathlib import Path

from pydantic import SecretStr

from bot import log
from bot.app import App, open_desk
from bot.clock import MovableClock
from bot.delivery import Patience
from bot.platforms.local.deliver import Local
from bot.platforms.local.install import begin
from bot.platforms.local.listen import Pages
from bot.platforms.local.play import Playground
from bot.platforms.local.world import World
from bot.server import opened
from bot.settings import Settings, SettingsError, fresh_key
from storage.engine import connect
from storage.liveness import anyone

HOST = "127.0.0.1"
LOG = log.logger("demo")


def settings_for(folder: Path, port: int) -> Settings:
    """Give the playground's settings: a key of its own, made once and kept beside its database."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "key"
    if not file.exists():
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as key:
            key.write(fresh_key())
    return Settings(
        database_url=f"sqlite:///{folder / 'fireside.db'}",
        host=HOST,
        port=port,
        secret_key=SecretStr(file.read_text()),
        tick_seconds=0.5,
    )


def open_playground(settings: Settings, folder: Path) -> tuple[App, Playground]:
    """Give the whole bot with the made-up chat tool as its only platform."""
    clock = MovableClock()
    desk = open_desk(settings, clock)
    world = World(folder / "world.json")
    local = Local(world, clock)
    app = App(settings=settings, desk=desk, patience=Patience(rest=0.0))
    app.platforms["local"] = local
    app.farewells.append(world.close)
    playground = Playground(desk, local, clock, app.settle_all, begin)
    app.pages.append(Pages(playground).routes)
    return app, playground


async def resumed(playground: Playground) -> bool:
    """Go on where it was left; False where nothing was lived, or the made-up weeks were cut off half-way."""
    if not (playground.world.load() and playground.world.made_up_until and await playground.circles()):
        return False
    playground.clock.ahead = timedelta(seconds=playground.world.ahead_seconds)
    return True


async def serve(port: int, folder: Path, *, fresh: bool = False) -> None:
    """Serve the playground until a signal; raises OSError or SettingsError where the port or the folder is taken."""
    log.set_up(json=False, level="WARNING")
    door = opened(HOST, port)
    port = door.getsockname()[1]  # the one that was free, where any would do
    if (folder / "fireside.db").exists() and not (folder / "key").exists():
        raise SettingsError(f"The database in {folder} is no playground's. Name another folder: --folder.")
    settings = settings_for(folder, port)
    if anyone(connect(settings.database_url)):
        raise SettingsError(f"A playground is open in {folder} already. Close it, or name another folder: --folder.")
    if fresh:
        for file in ("fireside.db", "fireside.db-wal", "fireside.db-shm", "world.json"):
            (folder / file).unlink(missing_ok=True)
    app, playground = open_playground(settings, folder)
    if not await resumed(playground):
        _say("A made-up team lives three made-up weeks with the bot; this takes a few seconds ...")
        await begin(playground)
    await app.start()
    _say(f"The playground is open: http://{HOST}:{port}/local/   (Ctrl+C closes it)")
    await app.run(host=HOST, port=port, door=door)
    _say("The playground is closed. What was lived is kept; `--fresh` begins again.")


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - for whoever started it
