"""My story, as its owner sees it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.messages import Actions, Block, Button, Header, Message, Para, Quote, Rule, Small, Span, Where, Who, Words
from bot.views.common import button, para, row, small
from prompts.phrases import Voice


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence by its key, with what belongs in it."""

    key: str
    args: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing in the timeline: an `answer`, or kudos that the owner `gave` or `got`."""

    kind: str
    id: str
    day: date
    audience: str
    channel: Where | None = None
    question: str = ""
    text: str = ""
    follow_up: str = ""
    more: str = ""
    chips: tuple[str, ...] = ()
    quote: bool = False
    value: str = ""
    giver: Who = field(default_factory=lambda: Who(""))
    people: tuple[Who, ...] = ()
    kept_out: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Everything that stands on the page."""

    voice: Voice
    name: str
    paused_until: date | None
    circles: tuple[Line, ...]
    chips: tuple[tuple[str, int], ...]
    entries: tuple[Entry, ...]
    page: int
    pages: int


def home(look: Look) -> Message:
    """Give the owner's page."""
    voice = look.voice
    hello = para(voice, "story-hello", name=Words(look.name)) if look.name else para(voice, "story-hello-you")
    blocks: list[Block] = [Header(voice("story-title")), hello, small(voice, "story-who"), *_paused(look)]
    blocks += [para(voice, "story-circles"), *(para(voice, line.key, **line.args) for line in look.circles)]
    if not look.circles:
        blocks.append(small(voice, "story-circles-none"))
    blocks += _energy(look)
    blocks += [Rule(), para(voice, "story-timeline")]
    for entry in look.entries:
        blocks += _entry(voice, entry)
    if not look.entries:
        blocks.append(small(voice, "story-empty"))
    return Message(voice("story-title"), (*blocks, *_pages(look), Rule(), _end(voice)))


def _paused(look: Look) -> list[Block]:
    if look.paused_until is None:
        return []
    resume = button(look.voice, "own-resume", "settings.resume")
    return [para(look.voice, "story-paused", day=look.voice.date(look.paused_until)), row(resume)]


def _energy(look: Look) -> list[Block]:
    if not look.chips:
        return []
    lines = [look.voice("story-energy-theme", theme=theme, n=n) for theme, n in look.chips[:5]]
    return [para(look.voice, "story-energy", themes=look.voice.listing(lines)), small(look.voice, "story-energy-how")]


def _entry(voice: Voice, entry: Entry) -> list[Block]:
    blocks: list[Block] = [_heading(voice, entry)]
    if entry.text:
        blocks.append(Quote((Words(entry.text),)))
    elif entry.kind != "answer":
        blocks.append(small(voice, "story-small-thanks"))
    if entry.more:
        key = "story-followup" if entry.follow_up else "story-followup-alone"
        asked = {"question": entry.follow_up} if entry.follow_up else {}
        blocks.append(Para(voice.spans(key, text=Words(entry.more), **asked)))
    acts = _acts(voice, entry)
    return [*blocks, _notes(voice, entry), *([acts] if acts.items else [])]


def _heading(voice: Voice, entry: Entry) -> Para:
    day = voice("story-day", day=voice.date(entry.day), year=str(entry.day.year))
    if entry.kind == "gave":
        return para(voice, "story-gave", day=day, people=voice.joined(entry.people) or voice("story-somebody"))
    if entry.kind == "got" and entry.people:
        return para(voice, "story-got-together", day=day, who=entry.giver, people=voice.joined(entry.people))
    if entry.kind == "got":
        return para(voice, "story-got", day=day, who=entry.giver)
    if not entry.question:
        return para(voice, "story-moment", day=day)
    return para(voice, "story-answer", day=day, question=entry.question)


def _notes(voice: Voice, entry: Entry) -> Small:
    channel: Where | str = entry.channel or voice("story-the-circle")
    keyed = {"channel": channel} if entry.audience in {"named", "nameless", "circle"} else {}
    spans = voice.spans(f"story-audience-{entry.audience}", **keyed)
    if entry.chips:
        spans = (Span(f"{voice.listing(entry.chips)} · ", "italic"), *spans)
    if entry.value:
        spans = (*voice.spans("story-value", value=Words(entry.value)), Span(" "), *spans)
    if entry.quote and entry.kind == "answer":
        spans = (*spans, Span(" "), *voice.spans("story-quote"))
    if entry.kept_out and entry.kind == "got":
        spans = (*spans, Span(" "), *voice.spans("story-kept-out"))
    return Small(spans)


def _acts(voice: Voice, entry: Entry) -> Actions:
    if entry.kind == "gave":
        undo = button(voice, "kudos-undo", "kudos.undo", style="danger", confirm="story-undo-sure", kudos=entry.id)
        return row(undo)
    acts: list[Button] = []
    if entry.kind == "got":  # what is in no digest need not be kept out of one
        if entry.audience == "circle" and not entry.kept_out:
            acts.append(button(voice, "kudos-keep-out", "kudos.keepout", kudos=entry.id))
        return row(*acts)
    if entry.audience == "private":
        acts.append(button(voice, "answer-share", "answer.open", answer=entry.id))
    else:
        acts.append(button(voice, "answer-change", "answer.open", answer=entry.id))
        acts.append(button(voice, "answer-withdraw", "answer.withdraw", answer=entry.id))
    gone = button(
        voice, "answer-delete", "answer.delete", style="danger", confirm="answer-delete-sure", answer=entry.id
    )
    return row(*acts, gone)


def _pages(look: Look) -> list[Block]:
    if look.pages <= 1:
        return []
    voice = look.voice
    turns: list[Button] = []
    if look.page:
        turns.append(button(voice, "story-newer", "home.open", page=str(look.page - 1)))
    if look.page < look.pages - 1:
        turns.append(button(voice, "story-older", "home.open", page=str(look.page + 1)))
    return [small(voice, "story-page", page=look.page + 1, pages=look.pages), row(*turns)]


def _end(voice: Voice) -> Actions:
    return row(
        button(voice, "story-settings", "settings.open"),
        button(voice, "story-export", "export.me"),
        button(voice, "story-erase", "erase.me", style="danger"),
    )
