"""Examples of what is about oneself: settings, help, why one gets this, and my story."""

from collections.abc import Iterator
from dataclasses import replace

from bot.views import own, story
from bot.views.gallery.stage import DAY, ID, Named, Stage

WHY_HERE = ("own-why-here", "own-why-here-unhosted", "own-why-next", "own-why-circle-paused", "own-why-paused")
WHY_NOT = ("own-why-proposed", "own-why-nothing", "own-why-private")
RESTING = ("archived", "removed", "other")
REASONS = ("opener", "arc", "sequence", "pool", "quiet", "fallback")


def everything(it: Stage) -> Named:
    """Give an example of each."""
    yield from _own(it)
    yield from _why(it)
    yield from _story(it)


def _own(it: Stage) -> Named:
    voice = it.voice
    full = own.Known(named=12, nameless=3, private=5, given=9, received=7, joined=4, echoes=31, questions=1, hands=2)
    gone = {"answers": 20, "given": 9, "received": 7, "echoes": 31, "hosted": 1}
    yield "own.settings", own.settings(voice, language="", thanks_in="circle", until="")
    yield "own.settings, chosen", own.settings(voice, language="nl", thanks_in="private", until=DAY.isoformat())
    yield "own.paused", own.paused(voice, DAY)
    yield "own.help_", own.help_(voice, "", "")
    yield "own.help_, nearest", own.help_(voice, it.said.word, "suggest")
    yield "own.help_, unknown", own.help_(voice, it.said.word, "")
    yield "own.known", own.known(voice, full)
    yield "own.known, for a while", own.known(voice, replace(full, kept_months=12))
    yield "own.erase_ask", own.erase_ask(voice)
    yield "own.erased", own.erased(voice, gone)


def _why(it: Stage) -> Named:
    voice, args = it.voice, it.args()
    ago = (voice("question-why-new"), *(voice("question-why-ago", weeks=n) for n in (1, 5, 26, 52)))
    whys = [own.why(voice, kind, it.catalog.packs["energy"].title[voice.locale], ago[0]) for kind in REASONS]
    whys += [own.why(voice, "pool", it.catalog.packs["energy"].title[voice.locale], each) for each in ago]
    for number, why in enumerate((*whys, voice("question-why-member")), 1):
        question = own.line(voice, "own-why-question", question=it.said.question, why=why)
        here = [own.line(voice, key, **args) for key in WHY_HERE]
        yield f"own.lines, why this {number}", own.lines([*here, question])
    for key in (*WHY_NOT, *(f"own-why-resting-{reason}" for reason in RESTING)):
        yield f"own.lines, {key}", own.lines([own.line(voice, key, **args)])


def _story(it: Stage) -> Named:
    lines = tuple(
        story.Line(key, {"channel": it.where, "when": it.when})
        for key in ("story-circle", "story-circle-host", "story-circle-resting")
    )
    empty = story.Look(voice=it.voice, name="", paused_until=None, circles=(), chips=(), entries=(), page=0, pages=1)
    full = story.Look(
        voice=it.voice,
        name=it.said.names[0],
        paused_until=DAY,
        circles=(*lines, story.Line("story-circles-more", {"n": 2})),
        chips=tuple((label, n) for n, label in enumerate(it.labels, 2)),
        entries=tuple(_entries(it)),
        page=1,
        pages=3,
    )
    yield "story.home, nothing yet", story.home(empty)
    yield "story.home", story.home(full)


def _entries(it: Stage) -> Iterator[story.Entry]:
    said, people = it.said, it.people
    for audience in ("named", "nameless", "private"):
        yield story.Entry(
            kind="answer",
            id=ID,
            day=DAY,
            audience=audience,
            channel=it.where,
            question=said.question,
            text=said.told,
            follow_up=said.follow_up,
            more=said.more,
            chips=it.labels,
            quote=True,
        )
    yield story.Entry(kind="answer", id=ID, day=DAY, audience="private", text=said.told, more=said.more)
    yield story.Entry(kind="gave", id=ID, day=DAY, audience="circle", channel=it.where, text=said.reason, people=people)
    yield story.Entry(kind="gave", id=ID, day=DAY, audience="receivers")
    yield story.Entry(
        kind="got", id=ID, day=DAY, audience="receivers", text=said.reason, value=said.values[0], giver=people[0]
    )
    yield story.Entry(kind="got", id=ID, day=DAY, audience="circle", giver=people[0], people=people[2:], kept_out=True)
