"""Three weeks of a team on Slack in which every kind of word is planted, and everything that could tell of it.

`python -m tests.privacy.weeks FOLDER` lives them in a process of its own, so that all that it logs is there to be read,
and leaves `seen.json`, copies of the database with its file of changes, and a backup in the folder.
"""

import asyncio
import io
import json
import logging
import shutil
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from bot import log, operator
from storage.backup import backup
from tests.fakes.slack_hosts import Person
from tests.fakes.slack_state import Message
from tests.journeys.slack_life import Life, life
from tests.journeys.slack_team import Team

ALL = ("ellen", "bas", "noor", "mo", "yara")
Readers = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A planted word: who may ever read it, and whether it may lie open in the database, lie sealed, or nowhere."""

    readers: Readers
    kept: str


# The words are of one kind, so that each is found wherever it stands and however it is written.
WORDS = {
    "PLANTnamed": Word(ALL, "open"),
    "PLANTthread": Word(ALL, "open"),
    "PLANTkudos": Word(ALL, "open"),
    "PLANTkeptout": Word(ALL, "open"),
    "PLANTasked": Word(ALL, "open"),
    "PLANTnamelessellen": Word(ALL, "open"),
    "PLANTnamelessmo": Word(ALL, "open"),
    "PLANTnamelessyara": Word(ALL, "open"),
    "PLANTfewbas": Word(("bas",), "open"),
    "PLANTfewnoor": Word(("noor",), "open"),
    "PLANTprivate": Word(("mo",), "sealed"),
    "PLANTmessage": Word(("mo",), "sealed"),
    "PLANTmoment": Word(("yara",), "sealed"),
    "PLANTreceivers": Word(("mo", "yara"), "sealed"),
    "PLANTwithdrawn": Word(ALL, "sealed"),
    "PLANTreply": Word(("noor", "bas"), "nowhere"),
    "PLANTdeleted": Word(ALL, "nowhere"),
    "PLANTundone": Word(ALL, "nowhere"),
    "PLANTtypo": Word(ALL, "nowhere"),
    "PLANTgone": Word(("mo",), "nowhere"),
    "PLANTdraft": Word(("mo",), "nowhere"),
    "PLANTtoolong": Word(("mo",), "nowhere"),
    "PLANTchatter": Word(ALL, "nowhere"),
}
NAMELESS = {"ellen": "PLANTnamelessellen", "mo": "PLANTnamelessmo", "yara": "PLANTnamelessyara"}
FEW = {"bas": "PLANTfewbas", "noor": "PLANTfewnoor"}


async def first_week(team: Team) -> None:
    """Answers with a name and for oneself, what is taken back, and what was never meant for the bot."""
    await team.writes(team.bas, "PLANTnamed went well.", "named", marks=["quote"], themes=["calm"])
    await team.writes(team.mo, "PLANTprivate is mine.", "private", themes=["courage"], marks=["tough"])
    line = await team.writes(team.yara, "PLANTdeleted in the end.", "named", marks=["quote"])
    await team.yara.taps(line, "Delete")
    line = await team.writes(team.noor, "PLANTwithdrawn in the end.", "named", marks=["quote"])
    await team.noor.taps(line, "Alleen ik")
    said = await team.bas.says(team.circle, "PLANTtypo in it", thread=team.question)
    await team.life.settled()
    await team.bas.edits(said, "PLANTthread as meant")
    await team.mo.says(team.mo.dm, "PLANTmessage to myself")
    gone = await team.mo.says(team.mo.dm, "PLANTgone soon")
    await team.life.settled()
    await team.mo.deletes(gone)
    await team.yara.says(team.circle, "PLANTchatter between colleagues")
    await team.mo.types_command("/kudos", "@bas PLANTdraft", channel=team.circle)
    await team.mo.closes()
    await team.mo.types_command("/fireside", "suggest " + "PLANTtoolong " * 20, channel=team.circle)
    await team.life.settled()


async def second_week(team: Team) -> None:
    """Thanks of every kind, and three answers without a name."""
    for name, word in NAMELESS.items():
        await team.writes(getattr(team, name), f"{word} in a sentence.", "nameless", marks=["quote"])
    await team.thanks(team.bas, "@noor PLANTkudos walked along to the right desk")
    told = await team.life.sees(team.noor, "PLANTkudos")
    await team.noor.taps(told, "Antwoorden")
    await team.noor.submits(values={"text": "PLANTreply from me to you"})
    line = await team.thanks(team.noor, "@mo PLANTundone brought the boxes up")
    await team.noor.taps(line, "Terugnemen")
    await team.thanks(team.ellen, "@bas explained it once more to all of us")
    await team.thanks(team.yara, "@bas PLANTkeptout stayed calm with everybody")
    await team.bas.taps(await team.life.sees(team.bas, "PLANTkeptout"), "Keep out of the digest")
    await team.thanks(team.yara, "@yara PLANTmoment asked for help at last")
    await team.mo.shortcut("give")
    await team.mo.submits(values={"members": [team.yara], "text": "PLANTreceivers for you and nobody else"})
    await team.asks(team.mo, "suggest PLANTasked what for?")
    await team.life.settled()


async def third_week(team: Team) -> None:
    """Two answers without a name: too few to stand anywhere."""
    for name, word in FEW.items():
        await team.writes(getattr(team, name), f"{word} in a sentence.", "nameless", marks=["quote"])
    for who in (team.ellen, team.mo, team.yara):
        await team.writes(who, f"A sentence of {who.user.name}.", "named")


async def look_around(team: Team) -> None:
    """Let everybody, the host first of all, open whatever there is to open."""
    for who in (team.ellen, team.bas, team.noor, team.mo, team.yara):
        for line in ("digest preview", "status", "what-do-you-know", "help", "settings", "me"):
            await team.asks(who, line)
            while who.modal is not None:
                await who.closes()
        await who.opens_home()
    await team.life.settled()


# ---------------------------------------------------------------- what there is to see afterwards


def messages(running: Life, team: Team) -> Iterator[dict[str, Any]]:
    """Give every message that was ever there, with all that ever stood in it and who could read it."""
    names = {person.id: person.user.name for person in people(team)}
    for told in everything(running):
        reader = told.seen_by or told.channel.partner
        yield {
            "readers": [names[reader]] if reader in names else list(ALL),
            "by": names.get(told.user, "bot"),
            "gone": told.deleted,
            "shown": told.shown,
            "words": [told.text, told.shown, *told.earlier],
        }


def everything(running: Life) -> list[Message]:
    """Give every message of the workspace."""
    team = running.slack.workspace
    found = {id(m): m for channel in (*team.channels.values(),) for m in channel.messages}
    found |= {id(m): m for m in (*running.slack.office.posts, *running.slack.ephemerals())}
    return list(found.values())


def people(team: Team) -> tuple[Person, ...]:
    """Give everybody."""
    return team.ellen, team.bas, team.noor, team.mo, team.yara


def views(running: Life, team: Team) -> Iterator[dict[str, Any]]:
    """Give every page and window, as it stands now."""
    names = {person.id: person.user.name for person in people(team)}
    for person in people(team):
        if person.home:
            yield {"readers": [person.user.name], "words": [json.dumps(person.home.blocks, ensure_ascii=False)]}
    for view in running.slack.workspace.views.values():
        yield {"readers": [names[view.user]], "words": [json.dumps(view.blocks, ensure_ascii=False)]}


async def exports(team: Team) -> dict[str, dict[str, str]]:
    """Let everybody ask for everything of theirs, and open it."""
    found = {}
    async with aiohttp.ClientSession() as session:
        for who in people(team):
            shown = await team.asks(who, "export")
            line = max((m for m in who.whispers if "/export/" in json.dumps(m.blocks)), key=lambda m: m.ts)
            url = next(u for u in json.dumps(line.blocks).split('"') if "/export/" in u)
            assert shown
            async with session.get(url) as answer:
                body = await answer.read()
            with zipfile.ZipFile(io.BytesIO(body)) as packed:
                found[who.user.name] = {name: packed.read(name).decode() for name in packed.namelist()}
    return found


async def metrics(running: Life) -> str:
    """Give what Prometheus gets."""
    async with aiohttp.ClientSession() as session, session.get(f"{running.url}/metrics") as answer:
        return await answer.text()


def copied(running: Life, to: Path) -> None:
    """Copy every byte that the database has on the disk, as it lies there now."""
    to.mkdir()
    file = Path(running.app.desk.store.engine.url.database or "")
    for each in file.parent.glob(f"{file.name}*"):
        shutil.copyfile(each, to / each.name)


async def erased(team: Team, who: Person) -> None:
    """Let somebody delete everything of theirs."""
    await who.types_command("/fireside", "erase", channel=who.dm)
    line = max((m for m in who.whispers if "Delete everything" in m.buttons), key=lambda m: m.ts)
    assert (await who.taps(line, "Delete everything")).ok
    await team.life.settled()


async def live(folder: Path) -> None:
    """Live it, and leave in the folder what there is to see."""
    log.set_up(json=True, level="DEBUG")
    for name in (None, *logging.root.manager.loggerDict):
        logging.getLogger(name).setLevel(logging.DEBUG)
    async with life(folder) as running:
        team = await Team.started(running)
        for week in (first_week, second_week, third_week):
            await week(team)
            await look_around(team)
            await running.wait(days=7)
        seen: dict[str, Any] = {
            "people": {p.user.name: {"id": p.id, "name": p.user.real_name} for p in people(team)},
            "secrets": [running.slack.signing_secret, running.slack.workspace.bot_token],
            "digests": [m.shown for m in team.digests],
            "exports": await exports(team),
            "metrics": await metrics(running),
            "status": operator.told(operator.status(running.app.settings)),
        }
        seen["views"], seen["messages"] = list(views(running, team)), list(messages(running, team))
        copied(running, folder / "lived")
        backup(running.app.desk.store.engine, folder / "backup.db")
        await erased(team, team.yara)
        copied(running, folder / "erased")
        seen["messages after"] = list(messages(running, team))
    (folder / "seen.json").write_text(json.dumps(seen, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    asyncio.run(live(Path(sys.argv[1])))
