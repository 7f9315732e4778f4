"""The made-up team, and three weeks that they lived: told through the same commands as everything else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot import commands as c
from bot.domain import calendar
from bot.platforms.local.play import Playground
from bot.platforms.local.world import BOT, WORKSPACE, ZONE, Person, Room
from bot.services import erasure
from storage import circles, rounds
from storage.store import Tx

PEOPLE = (
    Person(id="bas", name="Bas de Vries", note="team lead, host of #team-south"),
    Person(id="noor", name="Noor Haddad", language="nl", note="speaks Dutch, host of #wijkteam-noord"),
    Person(id="mo", name="Mo Okafor", note="runs the archive"),
    Person(id="ellen", name="Ellen Smit", language="nl", note="speaks Dutch"),
    Person(id="yara", name="Yara Lind", note="new since summer"),
    Person(id="fleur", name="Fleur Martin", kind="guest", note="guest"),
)
EVERYBODY = [p.id for p in PEOPLE]
SOUTH = Room(id="C-south", name="team-south", members=EVERYBODY)
NORTH = Room(id="C-noord", name="wijkteam-noord", members=["noor", "ellen", "bas", "mo", "yara"])
COFFEE = Room(id="C-coffee", name="coffee-corner", members=EVERYBODY)


@dataclass(frozen=True, slots=True)
class Told:
    """An answer somebody gave in the made-up weeks."""

    who: str
    text: str
    audience: str = "named"
    themes: tuple[str, ...] = ()
    tough: bool = False
    quote: bool = False


@dataclass(frozen=True, slots=True)
class Week:
    """One week of a circle: answers, replies typed in the thread, kudos, and who left which echo on what is posted."""

    told: tuple[Told, ...]
    typed: tuple[tuple[str, str], ...] = ()
    kudos: tuple[tuple[str, str], ...] = ()
    echoes: tuple[tuple[str, str], ...] = ()


# Each week answers the question that the first six weeks always ask; `FIRST` answers the one to try.
FIRST = Week(
    told=(
        Told("bas", "The Tuesday stand-up outside, in the sun. Ten minutes, no screens.", themes=("calm", "together")),
        Told("mo", "Two hours without alerts. Lovely, just working.", themes=("calm",), quote=True),
        Told("ellen", "", themes=("together", "fun")),
    ),
    echoes=(("yara", "heart"), ("noor", "sunflower")),
)
SOUTH_WEEKS = (
    Week(
        told=(
            Told("yara", "Bas, for walking me through the front desk, twice.", themes=("help", "learning"), quote=True),
            Told("noor", "Ellen, for saying it as it is.", "nameless", ("clarity",), tough=True),
            Told("fleur", "Myself, for once: I said no to one thing and finished another.", "private", ("courage",)),
        ),
        typed=(("bas", "The cleaners. Monday morning smelled of soap and nobody had asked."),),
        kudos=(("bas", "<@mo> made the archive findable for all of us #clear agreements"),),
        echoes=(("bas", "heart"), ("ellen", "sunflower"), ("yara", "thumbsup")),
    ),
    Week(
        told=(
            Told(
                "bas",
                "How to tell a resident that it takes longer. I said it plainly.",
                themes=("meaning",),
                quote=True,
            ),
            Told("ellen", "Who decides what. It is clear at last.", "nameless", ("clarity",), quote=True),
            Told("noor", "The rota. We laughed more than we puzzled.", "nameless", ("together",)),
            Told("mo", "Finding one letter from 1994. Four minutes.", "nameless", ("progress", "calm")),
            Told("yara", "", themes=("calm", "learning")),
        ),
        typed=(("fleur", "Whether the coffee machine was mine to fix. It was."),),
        kudos=(
            ("ellen", "<@bas> walked along to the right desk instead of pointing #customer first"),
            ("yara", "<@noor> <@mo> stayed with me until the last form was done #stronger together"),
            ("mo", "<@ellen> asked the one question nobody dared to ask #courage"),
        ),
        echoes=(("mo", "heart"), ("noor", "clap"), ("fleur", "sunflower")),
    ),
    Week(
        told=(
            Told("yara", "A third explanation, drawn.", themes=("courage", "help"), quote=True),
            Told("mo", "Quiet. Coffee. Paper.", themes=("calm", "ideas"), quote=True),
            Told("noor", "Ellen helped carry.", themes=("help",), tough=True),
            Told("ellen", "", themes=("together", "calm"), tough=True),
            Told("bas", "The team held.", themes=("together", "calm"), tough=True),
            Told("fleur", "Asked. Waited. Understood.", themes=("clarity",), quote=True),
        ),
        kudos=(
            ("noor", "<@ellen> took the phone queue so that I could breathe #stronger together"),
            ("bas", "<@yara> explained it a third time and stayed kind #customer first"),
            ("fleur", "<@mo> kept the door open for every small question #stronger together"),
        ),
        echoes=(("bas", "heart"), ("fleur", "tada"), ("ellen", "heart")),
    ),
)
NORTH_WEEKS = (
    Week(
        told=(
            Told(
                "ellen",
                "Noor, voor de overdracht in één minuut. Het scheelde een half uur.",
                themes=("help",),
                quote=True,
            ),
        )
    ),
    Week(
        told=(
            Told("noor", "Twee. Fietsen. Huisbezoek.", themes=("together",), quote=True),
            Told("bas", "", themes=("calm",)),
            Told("yara", "Mijn eerste grap.", themes=("courage", "fun"), quote=True),
        ),
        kudos=(("noor", "<@yara> durfde de bewoner gewoon te bellen #lef"),),
    ),
    Week(
        told=(Told("ellen", "", themes=("fun",)), Told("mo", "Waar de sleutel van het archief lag.", themes=("fun",)))
    ),
)
PAUSE = timedelta(minutes=23)  # between two things that people do


async def begin(playground: Playground) -> None:
    """Empty everything, and let the made-up team live three weeks up to today's."""
    real = playground.clock.now() - playground.clock.ahead
    await playground.desk.store.awrite(lambda tx: erasure.erase_workspace(playground.desk.unit(tx), WORKSPACE))
    world = playground.world
    world.clear()
    world.people = {p.id: p for p in PEOPLE}
    world.rooms = {r.id: Room(id=r.id, name=r.name, members=list(r.members)) for r in (SOUTH, NORTH, COFFEE)}
    playground.clock.set(_first_monday(real))
    await playground.desk.take(
        playground.local,
        c.Install(workspace=WORKSPACE, bot=BOT, token="", scopes="", by="bas", about={"made_up": "yes"}),
    )
    await _set_up(playground, "bas", SOUTH, "customer first, stronger together, courage, clear agreements")
    await _set_up(playground, "noor", NORTH, "lef, samen")
    await _live(playground, SOUTH, FIRST)
    for south, north in zip(SOUTH_WEEKS, NORTH_WEEKS, strict=True):
        await playground.go("question")
        await _live(playground, SOUTH, south)
        await _live(playground, NORTH, north)
        await playground.go("digest")
    read = max(world.lines)
    await playground.go("question")
    # What only one person saw goes, as it does in a chat tool; the last question is still to be read.
    world.lines = {ref: line for ref, line in world.lines.items() if not line.only}
    world.read = {f"{p}:{place}": read for p in EVERYBODY for place in (*world.rooms, world.direct(p))}
    world.made_up_until = max(world.lines)
    world.ahead_seconds = playground.clock.ahead.total_seconds()
    world.changed()


def _first_monday(real: datetime) -> datetime:
    """Give a Monday morning from which three lived weeks lead up to this week."""
    today = calendar.local_day(real, ZONE)
    monday = today - timedelta(days=today.weekday(), weeks=3)
    return datetime(monday.year, monday.month, monday.day, 9, 0, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


async def _set_up(playground: Playground, host: str, room: Room, values: str) -> None:
    await playground.act({"me": host, "kind": "invite", "channel": room.id})
    circle = await playground.desk.store.aread(lambda tx: circles.by_channel(tx, WORKSPACE, room.id))
    if circle is None:
        return
    fields = {
        "day": str(circle.ask_day),
        "time": f"{circle.ask_at:%H:%M}",
        "digest_day": str(circle.digest_day),
        "digest_time": f"{circle.digest_at:%H:%M}",
        "zone": circle.zone,
        "language": circle.language,
        "values": values,
        "emoji": "raised_hands",
    }
    where = {"channel": (direct := playground.world.direct(host)), "ref": _latest(playground, direct)}
    args = {"circle": circle.circle}
    await playground.act(
        {"me": host, "kind": "submit", "action": "circle.save", "args": args, "fields": fields, **where}
    )


def _latest(playground: Playground, channel: str) -> str:
    """Give the newest post of the bot in a channel."""
    lines = playground.world.in_channel(channel, "")
    return next((m.ref for m in reversed(lines) if not m.thread and m.message), "")


async def _live(playground: Playground, room: Room, week: Week) -> None:
    asked = await playground.desk.store.aread(lambda tx: _open_round(tx, room.id))
    for told in week.told:
        await _tell(playground, room, asked, told)
    root = _latest(playground, room.id)
    for who, text in week.typed:
        await _do(playground, {"me": who, "kind": "message", "channel": room.id, "thread": root, "text": text})
    for who, text in week.kudos:
        await _do(playground, {"me": who, "kind": "message", "channel": room.id, "text": f"/kudos {text}"})
    await _echo(playground, room, root, week.echoes)


def _open_round(tx: Tx, channel: str) -> str:
    circle = circles.by_channel(tx, WORKSPACE, channel)
    asked = rounds.open_of(tx, WORKSPACE, circle.circle) if circle else None
    return asked.round if asked else ""


async def _do(playground: Playground, act: Mapping[str, Any]) -> None:
    playground.clock.set(playground.clock.now() + PAUSE)
    await playground.act(act)


async def _tell(playground: Playground, room: Room, asked: str, told: Told) -> None:
    marks = [name for name, on in (("tough", told.tough), ("quote", told.quote)) if on]
    fields = {"text": told.text, "audience": told.audience, "themes": list(told.themes), "marks": marks}
    await _do(
        playground,
        {
            "me": told.who,
            "kind": "submit",
            "action": "answer.save",
            "channel": room.id,
            "args": {"round": asked, "answer": ""},
            "fields": fields,
        },
    )


async def _echo(playground: Playground, room: Room, root: str, echoes: Sequence[tuple[str, str]]) -> None:
    """Everybody named leaves an echo on the next post of somebody else's in the thread."""
    posts = [m.ref for m in playground.world.in_channel(room.id, "") if m.thread == root and not m.only]
    for number, (who, emoji) in enumerate(echoes):
        if posts:
            ref = posts[number % len(posts)]
            await _do(
                playground, {"me": who, "kind": "react", "channel": room.id, "ref": ref, "emoji": emoji, "on": True}
            )
