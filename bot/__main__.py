"""The command line: demo, run, check, migrate, manifest, backup, export, erase, rotate-key, status, settle, restore.

Exit 0 good, 1 failed, 2 wrong use. What a command needs is loaded when it runs, so that --help answers at once.
"""

import asyncio
import json as jsons
import os
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, TypeVar

import typer

if TYPE_CHECKING:
    from bot.settings import Settings

T = TypeVar("T")
ROTATED = (
    "Let FIRESIDE_OLD_SECRET_KEYS stand for a day, so that what a platform brings once more is recognised; then remove "
    "it and start the bot again. Copies made before today still need the earlier key."
)
TELLERS = (
    "{count} nameless answers were told by people who are not known here any more. Their tellers find them again for "
    "as long as the earlier key is set."
)
LOST = (
    "{count} things open with none of these keys and were left as they are. Add the key that sealed them to "
    "FIRESIDE_OLD_SECRET_KEYS, and run this again."
)
EXAMPLE = "https://example.org"

cli = typer.Typer(
    name="fireside",
    help="One question a week about what gives energy, answers, thanks, and a digest, in the chat your team uses.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
AppYaml = Annotated[Path | None, typer.Option("--app-yaml", help="Settings file; app.yaml beside you otherwise.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]
TEAMS_PACKAGE = Path("fireside-teams.zip")
Workspace = Annotated[str, typer.Option("--workspace", help="As `status` shows it, such as slack:T012AB3CD.")]
OneMember = Annotated[
    str, typer.Option("--member", help="The member's id on the platform; all of the workspace otherwise.")
]


@cli.command()
def demo(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port of the page; 0 takes any that is free.")] = 3000,
    folder: Annotated[Path, typer.Option(help="Where the playground keeps its state.")] = Path(".demo"),
    fresh: Annotated[bool, typer.Option("--fresh", help="Forget what was lived so far and begin again.")] = False,  # noqa: FBT002 - a flag
) -> None:
    """Open the playground: the whole bot with a made-up team, in a page on this machine only."""
    from bot.demo import serve  # noqa: PLC0415 - loaded when it runs

    _guarded(lambda: asyncio.run(serve(port, folder, fresh=fresh)))


@cli.command()
def run(app_yaml: AppYaml = None) -> None:
    """Run the bot for the platforms whose secrets are set."""
    from bot.launch import serve  # noqa: PLC0415 - loaded when it runs

    settings = _settings(app_yaml)
    _guarded(lambda: asyncio.run(serve(settings)))


@cli.command()
def check(app_yaml: AppYaml = None, json: AsJson = False) -> None:  # noqa: FBT002 - a flag
    """Say what is missing before the bot can run, and how to get it."""
    from bot.checkup import examine  # noqa: PLC0415 - loaded when it runs

    findings = _guarded(lambda: asyncio.run(examine(app_yaml)))
    if json:
        typer.echo(jsons.dumps([{"ok": f.ok, "what": f.what, "do": f.do} for f in findings]))
    else:
        for finding in findings:
            typer.echo(f"{'ok   ' if finding.ok else 'TO DO'}    {finding.what}")
            if finding.do:
                typer.echo(f"         {finding.do}")
    raise typer.Exit(0 if all(f.ok for f in findings) else 1)


@cli.command()
def migrate(
    source: Annotated[str, typer.Option("--from", help="Move from this database instead: sqlite:///fireside.db")] = "",
    target: Annotated[
        str, typer.Option("--to", help="... to this empty one: postgresql+psycopg://user@host/name")
    ] = "",
    app_yaml: AppYaml = None,
) -> None:
    """Bring the database to this version's tables; or, with --from and --to, move everything to another database."""
    from bot import operator  # noqa: PLC0415 - loaded when it runs

    if bool(source) != bool(target):
        _fail("To move to another database name both, --from and --to.", code=2)
    if source:
        _move(source, target)
        return
    new = _guarded(lambda: operator.migrate(_settings(app_yaml)))
    typer.echo("The database is up to date now." if new else "The database is up to date already.")


def _move(source: str, target: str) -> None:
    from bot import operator  # noqa: PLC0415 - loaded when it runs

    rows = _guarded(lambda: operator.rows_of(source))
    with typer.progressbar(length=rows, label="Moving") as bar:
        counts = _guarded(lambda: operator.move(source, target, lambda _, moved: bar.update(moved)))
    typer.echo(f"Moved and counted: {', '.join(f'{count} {name}' for name, count in counts.items() if count)}.")
    typer.echo("Set FIRESIDE_DATABASE_URL to the new database, with the same FIRESIDE_SECRET_KEY, and start the bot.")


@cli.command()
def manifest(
    platform: Annotated[str, typer.Argument(help="slack or teams")],
    app_yaml: AppYaml = None,
    file: Annotated[Path, typer.Option("--file", help="Where the package for Teams goes.")] = TEAMS_PACKAGE,
    thread_answers: Annotated[  # noqa: FBT002 - a flag
        bool, typer.Option(help="Hear replies in the question's thread; without, no history permission is asked for.")
    ] = True,
    socket: Annotated[bool, typer.Option("--socket", help="For Socket Mode, without a public address.")] = False,  # noqa: FBT002 - a flag
) -> None:
    """Print what Slack wants to know of the app, to paste where it is made; or write the package that Teams takes."""
    if platform not in {"slack", "teams"}:
        _fail(f"There is no manifest for {platform}; there is one for slack and one for teams.", code=2)
    settings = _settings(app_yaml)
    if platform == "teams":
        _teams_package(settings, file)
        return
    from bot.platforms.slack import manifest as slack  # noqa: PLC0415 - loaded when it runs

    wanted = thread_answers and settings.slack.thread_answers
    if settings.public_url or not socket:
        _warn_of(settings.public_url, "Slack", " Socket Mode: --socket.")
    made = slack.manifest(settings.public_url or ("" if socket else EXAMPLE), thread_answers=wanted, socket=socket)
    typer.echo(jsons.dumps(made, indent=2, ensure_ascii=False))


def _warn_of(address: str, platform: str, more: str = "") -> None:
    if not address:
        typer.echo(f"No FIRESIDE_PUBLIC_URL is set: {EXAMPLE} stands in its place.{more}", err=True)
    elif not address.startswith("https://"):
        typer.echo(f"FIRESIDE_PUBLIC_URL is {address}: {platform} wants an address with https://.", err=True)


def _teams_package(settings: "Settings", file: Path) -> None:
    from bot.platforms.teams import manifest as teams  # noqa: PLC0415 - loaded when it runs

    _warn_of(settings.public_url, "Teams")
    try:
        made = teams.package(settings.teams.app_id, settings.public_url)
    except teams.NoAppId as problem:
        _fail(f"The package needs the bot's id: {problem}.")
    _guarded(lambda: file.write_bytes(made))
    typer.echo(f"Written to {file}: upload it in Teams, Apps, Manage your apps, Upload an app.")


@cli.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The new file; nothing is overwritten.")], app_yaml: AppYaml = None
) -> None:
    """Write a complete copy of the SQLite database while everything goes on."""
    from bot import operator  # noqa: PLC0415 - loaded when it runs

    _guarded(lambda: operator.back_up(_settings(app_yaml), file))
    typer.echo(f"Copied to {file}. Keep the secret key too: without it the copy cannot be read in full.")


@cli.command()
def restore(
    file: Annotated[
        Path | None, typer.Argument(help="A copy that `backup` made; none where the database is in place already.")
    ] = None,
    app_yaml: AppYaml = None,
) -> None:
    """Put a copy in place while the bot is stopped, so that nothing is posted a second time."""
    from bot import operator  # noqa: PLC0415 - loaded when it runs

    doubt = _guarded(lambda: operator.restore(_settings(app_yaml), file))
    typer.echo(f"Restored. Due since the copy, and not caught up: {doubt.skipped}.")
    typer.echo(f"Posts that may have left since, to be looked up: {doubt.looked_up}.")


@cli.command()
def export(workspace: Workspace, member: OneMember = "", app_yaml: AppYaml = None) -> None:
    """Write everything of one member, or the questions and digests of a whole workspace, as a zip file."""
    from bot import operator  # noqa: PLC0415 - loaded when it runs

    file = _guarded(lambda: operator.export(_settings(app_yaml), workspace, member))
    typer.echo(f"Written to {file}.")


@cli.command()
def erase(
    workspace: Workspace,
    member: OneMember = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,  # noqa: FBT002 - a flag
    app_yaml: AppYaml = None,
) -> None:
    """Delete everything of one member or of a whole workspace; nothing remains but counts in past digests."""
    from bot import operator  # noqa: PLC0415 - loaded when it runs

    what = f"member {member} of {workspace}" if member else f"the whole workspace {workspace}"
    if not yes:
        typer.confirm(f"Delete everything of {what}? This cannot be undone", abort=True)
    gone = _guarded(lambda: operator.erase(_settings(app_yaml), workspace, member))
    typer.echo(
        f"Deleted: {', '.join(f'{count} {name}' for name, count in gone.items() if count) or 'there was nothing'}."
    )


@cli.command("rotate-key")
def rotate_key(app_yaml: AppYaml = None) -> None:
    """Seal everything with a new secret key, while the bot runs with the new one and the one before it."""
    from bot import operator  # noqa: PLC0415 - loaded when it runs

    with ExitStack() as stack:

        def begun(rows: int) -> Callable[[int], object]:
            return stack.enter_context(typer.progressbar(length=rows, label="Sealing anew")).update

        done = _guarded(lambda: operator.rotate(_settings(app_yaml), begun))
    what = ", ".join(f"{count} {table}" for table, count in done.sealed.items() if count) or "nothing was left to do"
    typer.echo(f"Sealed anew: {what}.")
    if done.tellers.unknown:
        typer.echo(TELLERS.format(count=done.tellers.unknown))
    if done.lost:
        _fail(LOST.format(count=done.lost))
    typer.echo(ROTATED)


@cli.command()
def status(app_yaml: AppYaml = None, json: AsJson = False) -> None:  # noqa: FBT002 - a flag
    """Show circles, what is due next, and what waits, is uncertain or failed."""
    from bot import operator  # noqa: PLC0415 - loaded when it runs

    found = _guarded(lambda: operator.status(_settings(app_yaml)))
    typer.echo(jsons.dumps(found) if json else operator.told(found))


@cli.command()
def settle(
    post: Annotated[str, typer.Argument(help="As `status` shows it.")],
    there: Annotated[bool, typer.Option("--there/--again", help="It stands in the chat; or send it once more.")],
    ref: Annotated[
        str, typer.Option(help="With --there, its id on the platform, so that replies to it are heard.")
    ] = "",
    app_yaml: AppYaml = None,
) -> None:
    """Say what you saw of a post of which nobody knows whether it arrived."""
    from bot import operator  # noqa: PLC0415 - loaded when it runs

    _guarded(lambda: operator.settle(_settings(app_yaml), post, operator.Found(there, ref)))
    typer.echo("Kept: it is there." if there else "Kept: it is sent once more.")


def _settings(app_yaml: Path | None) -> "Settings":
    from bot.settings import SettingsError, load  # noqa: PLC0415 - loaded when it runs

    try:
        return load(app_yaml)
    except SettingsError as problem:
        _fail(str(problem))


def _guarded(work: Callable[[], T]) -> T:
    """What can be expected to go wrong is told in a sentence, without a traceback."""
    from bot.settings import SettingsError  # noqa: PLC0415 - loaded when it runs
    from storage.errors import StorageError  # noqa: PLC0415 - likewise

    try:
        return work()
    except StorageError as problem:
        _fail(f"{problem} ({problem.code}) `fireside check` says more." if problem.code else str(problem))
    except OSError as problem:
        _fail(f"{problem.filename}: {problem.strerror}" if problem.filename and problem.strerror else str(problem))
    except (SettingsError, LookupError) as problem:
        _fail(str(problem))


def _fail(message: str, code: int = 1) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(code)


def main() -> None:
    """Run the command line; what it writes, databases and copies and exports, is for its own user to read."""
    os.umask(0o077)
    cli()


if __name__ == "__main__":
    main()
