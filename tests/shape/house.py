"""The rules of the house as functions over a folder, so that a test can show them turning red."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

CODE = ("bot", "prompts", "storage")
FIVE = {"listen.py", "parse.py", "render.py", "deliver.py", "install.py"}
# A sixth file in a platform's folder needs a reason.
MORE: dict[str, dict[str, str]] = {
    "slack": {
        "api.py": "how a method of Slack's is called, and what went wrong with it",
        "complete.py": "what a request leaves out and Slack must be asked",
        "door.py": "the hot path: raw ASGI, open before the frameworks are loaded",
        "inline.py": "Slack's rich text, for messages and forms alike",
        "installed.py": "the teams that let the bot in, cached",
        "mail.py": "what HTTP and Socket Mode must do in the same way",
        "manifest.py": "what Slack wants to know of the app",
        "show.py": "how a reply reaches the one who acted",
        "oauth.py": "how a workspace lets the bot in",
        "router.py": "Bolt, without what the door has done",
        "sieve.py": "what concerns the bot, decided before anything is kept",
        "socket.py": "Socket Mode",
        "wire.py": "where Slack puts things in a payload",
    },
    "teams": {
        "activity.py": "where Teams puts things in an activity",
        "adapter.py": "the Bot Framework's part, the only one that is written anew for another kit",
        "door.py": "the token check: raw ASGI, open before the framework is loaded",
        "emoji.py": "what Teams calls reactions",
        "icons.py": "the app's pictures, which are no words",
        "inline.py": "the pieces inside a card",
        "inputs.py": "the fields of a form",
        "installed.py": "the tenants that let the bot in, cached",
        "mail.py": "what is kept and what is answered at once",
        "manifest.py": "the package that a tenant's admin uploads",
        "people.py": "who somebody is, for whoever listens and whoever delivers",
        "show.py": "how a reply reaches the one who acted",
        "wire.py": "how the connector is called, and what went wrong with it",
    },
    "local": {
        "world.py": "the made-up chat tool itself",
        "play.py": "what people do on it, which the made-up history needs without HTTP",
    },
}
SYNC_ONLY = ("bot/domain", "bot/services", "bot/views", "prompts", "storage")
SYNC_EXCEPT = {"storage/store.py", "storage/early.py"}  # the bridge from the event loop to the writer
MOST_LINES, MOST_IN_FUNCTION = 300, 40
FORBIDDEN_COLUMN = re.compile(
    r"sentiment|mood|score|rank|streak|seen_?at|last_?seen|silen|gender|birth|(^|_)age($|_)|ethnic|religio|points?$"
)
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")
WITHOUT_WORKSPACE = {  # reasons: what serves all workspaces at once, by the clock or for the operator
    "backup.backup": "the whole file",
    "backup.clear": "half a file",
    "backup.restore": "the whole file",
    "backup.must_rest": "the whole database",
    "backup.remove": "the whole file",
    "gates.held": "the sender; each place names its workspace",
    "gates.purge": "housekeeping",
    "keeping.check_key": "the installation's key",
    "keeping.half_moved": "the whole database",
    "keeping.fits": "the installation's key",
    "keeping.take_turn": "the processes of the installation",
    "keeping.done_until": "the processes of the installation",
    "keeping.note_until": "the processes of the installation",
    "migrate.head": "the tables",
    "migrate.upgrade": "the tables",
    "migrate.config": "the tables",
    "moving.move": "the whole database",
    "moving.total": "the whole database",
    "occurrences.due": "the alarm clock",
    "occurrences.next_due": "the alarm clock",
    "claims.claim": "the sender",
    "outbox.finish": "the sender; the claim holds the whole key",
    "outbox.holds": "the sender; the claim holds the whole key",
    "outbox.lost": "the sender",
    "outbox.sweep": "the sender",
    "settling.unknown": "what waits for the operator",
    "settling.doubt": "the whole database was restored",
    "outbox.uncertain": "the sender",
    "outbox.give_up": "the sender; the claim holds the whole key",
    "outbox.waiting": "counts for the operator",
    "outbox.purge": "housekeeping",
    "received.pending": "the inbox",
    "received.claim": "the inbox",
    "received.waiting": "counts for the operator",
    "received.purge": "housekeeping",
    "received.purge_failed": "housekeeping",
    "received.revive": "a new start",
    "rotating.note": "the processes of the installation",
    "rotating.without": "the processes of the installation",
    "rotating.columns": "the tables",
    "rotating.total": "everything that is sealed",
    "rotating.part": "everything that is sealed",
    "rotating.prove": "the installation's key",
    "rotating.rounds": "everything that is sealed",
    "posts.put": "the post names its workspace",
    "settling.open_in": "what a tap or reply proves; it compares the workspace as an expression, for the plan's sake",
    "tickets.purge": "housekeeping",
    "tickets.workspace_of": "an export's address holds a secret and no workspace",
    "workspaces.every": "the operator, and at start",
}
PLUMBING = {
    "arrivals",
    "early",
    "sqlite",
    "rows",
    "bell",
    "engine",
    "errors",
    "ids",
    "liveness",
    "store",
    "threads",
    "tx",
    "vault",
    "writer",
    "doorway",
}


def modules(root: Path, *folders: str) -> Iterator[Path]:
    """Give every module of some folders."""
    for folder in folders or CODE:
        yield from sorted(p for p in (root / folder).rglob("*.py") if "__pycache__" not in p.parts)


def too_long(root: Path) -> list[str]:
    """Give modules and functions that are too long."""
    found = []
    for file in modules(root):
        lines = file.read_text("utf-8").splitlines()
        if len(lines) > MOST_LINES and "migrations" not in file.parts:
            found.append(f"{file.relative_to(root)}: {len(lines)} lines")
        for node in ast.walk(ast.parse("\n".join(lines))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and "migrations" not in file.parts:
                long = (node.end_lineno or 0) - node.lineno + 1
                if long > MOST_IN_FUNCTION and node.name != "handle":  # one flat match over all commands
                    found.append(f"{file.relative_to(root)}:{node.lineno} {node.name}: {long} lines")
    return found


def async_below_the_edges(root: Path) -> list[str]:
    """Give what is async where only plain functions belong."""
    found = []
    for file in modules(root, *SYNC_ONLY):
        if str(file.relative_to(root)) in SYNC_EXCEPT:
            continue
        nodes = ast.walk(ast.parse(file.read_text("utf-8")))
        kinds = ast.AsyncFunctionDef | ast.AsyncFor | ast.AsyncWith
        found += [f"{file.relative_to(root)}:{node.lineno}" for node in nodes if isinstance(node, kinds)]
    return found


def odd_platforms(root: Path) -> list[str]:
    """Give what is missing from a platform's folder, or stands there without a reason."""
    found = []
    for folder in sorted(p for p in (root / "bot/platforms").iterdir() if p.is_dir() and p.name != "__pycache__"):
        files = {f.name for f in folder.glob("*.py")} - {"__init__.py"}
        found += [f"{folder.name}: no {name}" for name in sorted(FIVE - files)]
        found += [
            f"{folder.name}: {name} has no reason" for name in sorted(files - FIVE - set(MORE.get(folder.name, {})))
        ]
    return found


def unfinished(root: Path) -> list[str]:
    """Give marks of unfinished work."""
    return [
        f"{file.relative_to(root)}:{number}"
        for file in modules(root)
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if UNFINISHED.search(line)
    ]


def unscoped_queries(root: Path) -> list[str]:
    """Give public storage functions that take no workspace."""
    found = []
    for file in sorted((root / "storage").glob("*.py")):
        if file.stem in PLUMBING or file.stem.startswith("_"):
            continue
        for node in ast.parse(file.read_text("utf-8")).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            names = [a.arg for a in (*node.args.args, *node.args.kwonlyargs)]
            if not {"workspace", "workspace_"} & set(names) and f"{file.stem}.{node.name}" not in WITHOUT_WORKSPACE:
                found.append(f"storage/{file.name}:{node.lineno} {node.name}")
    return found


def forbidden_columns(tables: dict[str, list[str]]) -> list[str]:
    """Give columns that must never be there."""
    return [f"{t}.{c}" for t, columns in tables.items() for c in columns if FORBIDDEN_COLUMN.search(c)]
