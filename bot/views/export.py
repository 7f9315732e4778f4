"""The readable files of an export: HTML that prints well, and Markdown; nobody's words are ever markup."""

import html as escapes
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from prompts.phrases import Voice

STYLE = (
    "body{font:16px/1.5 Georgia,serif;max-width:42rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}"
    "h1{font-size:1.8rem}h3{font-size:1rem;margin:1.6rem 0 .2rem}blockquote{margin:.3rem 0;padding-left:1rem;"
    "border-left:3px solid #c96;white-space:pre-wrap;overflow-wrap:anywhere}"
    "h2{font-size:1.25rem;margin:2.4rem 0 .6rem;border-bottom:1px solid #ddd}ul{margin:.3rem 0;padding-left:1.2rem}"
    "li{overflow-wrap:anywhere}p.small{color:#555;font-size:.9rem;margin:0}"
    "@page{margin:2cm}@media print{body{margin:0;max-width:none}article,li{break-inside:avoid}h2,h3{break-after:avoid}}"
)
MARKUP = re.compile(r"([\\`*_\[\]<>~|&])")
LEADING = re.compile(r"^([#+=-]|\d+(?=[.)]))")  # what makes a heading or a list of a line, and only at its beginning


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing in the file: a heading of the bot's, people's words, and a note."""

    heading: str
    words: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A list under a title of its own."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Everything in the readable files: what gives energy, the timeline, and the lists after it."""

    name: str
    day: date
    energy: str
    entries: tuple[Entry, ...]
    parts: tuple[Part, ...]


def page(voice: Voice, day: date, facts: Mapping[str, Any], chips: Sequence[tuple[str, int]]) -> Page:
    """Give the readable files' content from the complete facts; `chips` are a member's own, by label, most first."""
    energy = voice.listing([voice("story-energy-theme", theme=theme, n=n) for theme, n in chips])
    name = facts["profile"]["name"]
    return Page(name=name, day=day, energy=energy, entries=entries(voice, facts), parts=tuple(_parts(voice, facts)))


def entries(voice: Voice, facts: Mapping[str, Any]) -> tuple[Entry, ...]:
    """Give everything of a member as entries, newest first, from the complete facts."""
    dated = [(a["told_on"], _answer(voice, a)) for a in facts["answers"]]
    dated += [(k["given_on"], _given(voice, k)) for k in facts["kudos_given"]]
    dated += [(k["given_on"], _received(voice, k)) for k in facts["kudos_received"]]
    return tuple(entry for _, entry in sorted(dated, key=lambda pair: pair[0], reverse=True))


def _day(voice: Voice, iso: str) -> str:
    day = date.fromisoformat(iso)
    return voice("story-day", day=voice.date(day), year=str(day.year))


def _answer(voice: Voice, told: Mapping[str, Any]) -> Entry:
    day = _day(voice, told["told_on"])
    heading = (
        voice("story-answer", day=day, question=told["question"])
        if told["question"]
        else voice("story-moment", day=day)
    )
    place = f"#{told['channel']}" if told["channel"] else voice("story-the-circle")
    channel = {"channel": place} if told["audience"] != "private" else {}
    chips = f"{voice.listing(told['chips'])} · " if told["chips"] else ""
    note = chips + voice(f"story-audience-{told['audience']}", **channel)
    return Entry(heading=heading, words=tuple(t for t in (told["text"], told["follow_up"]) if t), note=note)


def _given(voice: Voice, told: Mapping[str, Any]) -> Entry:
    people = voice.listing(told["receivers"]) or voice("story-somebody")
    heading = voice("story-gave", day=_day(voice, told["given_on"]), people=people)
    return Entry(heading=heading, words=_reason(told), note=_value(voice, told))


def _received(voice: Voice, told: Mapping[str, Any]) -> Entry:
    who = told["giver"] or voice("story-somebody")
    heading = voice("story-got", day=_day(voice, told["given_on"]), who=who)
    return Entry(heading=heading, words=_reason(told), note=_value(voice, told))


def _parts(voice: Voice, facts: Mapping[str, Any]) -> Iterator[Part]:
    """Give what is no entry of its own; a list that is empty is left out."""
    told = {
        "export-joined": [_joined(voice, k) for k in facts["kudos_joined"]],
        "export-echoes": [_echo(voice, e) for e in facts["echoes"]],
        "export-suggested": [_asked(voice, s) for s in facts["suggestions"]["mine"]],
        "export-hands": [s["text"] for s in facts["suggestions"]["hands"]],
        "export-settings": list(_settings(voice, facts["profile"])),
    }
    for key, lines in told.items():
        if lines:
            yield Part(title=voice(key), lines=tuple(lines))


def _joined(voice: Voice, told: Mapping[str, Any]) -> str:
    giver, people = (told["giver"] or voice("story-somebody")), voice.listing(told["receivers"])
    day = _day(voice, told["given_on"])
    return voice("export-joined-line", day=day, giver=giver, people=people or voice("story-somebody"))


def _echo(voice: Voice, left: Mapping[str, Any]) -> str:
    kind = left["sign"] if left["sign"] in {"reply", "join"} else "reaction"
    sign = {"sign": left["sign"]} if kind == "reaction" else {}
    return voice(f"export-echo-{kind}", day=_day(voice, left["on"]), **sign)


def _asked(voice: Voice, told: Mapping[str, Any]) -> str:
    return voice("export-suggested-line", day=_day(voice, told["made_at"][:10]), text=told["text"])


def _settings(voice: Voice, profile: Mapping[str, Any]) -> Iterator[str]:
    unset = voice("export-setting-unset")
    yield voice("export-setting", what=voice("export-setting-name"), value=profile["name"] or unset)
    yield voice("export-setting", what=voice("export-setting-zone"), value=profile["zone"] or unset)
    language = voice(f"own-language-{profile['own_language'] or 'auto'}")
    yield voice("export-setting", what=voice("own-language"), value=language)
    where = voice(f"own-thanks-{profile['thanks_in'] or 'circle'}")
    yield voice("export-setting", what=voice("own-thanks"), value=where)
    until = profile["paused_until"]
    value = _day(voice, until) if until else unset
    yield voice("export-setting", what=voice("export-setting-pause"), value=value)


def _reason(told: Mapping[str, Any]) -> tuple[str, ...]:
    return (told["reason"],) if told["reason"] else ()


def _value(voice: Voice, told: Mapping[str, Any]) -> str:
    return voice("story-value", value=told["value"]) if told["value"] else ""


def _opening(voice: Voice, page: Page) -> str:
    day = voice("story-day", day=voice.date(page.day), year=str(page.day.year))
    return voice("export-of", name=page.name, day=day) if page.name else voice("export-of-you", day=day)


def html(voice: Voice, page: Page) -> str:
    """Give one self-contained page without scripts; everything in it is escaped."""
    safe = escapes.escape
    body = "\n".join(_article(entry) for entry in page.entries) or f"<p>{safe(voice('export-nothing'))}</p>"
    energy = f"{_title(voice('export-energy'))}<p>{safe(page.energy)}</p>\n" if page.energy else ""
    body = f"{energy}{_title(voice('export-timeline'))}\n{body}\n{''.join(map(_part, page.parts))}"
    return (
        f'<!doctype html>\n<html lang="{voice.locale}">\n<head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{safe(voice("export-title"))}</title>'
        f"<style>{STYLE}</style></head>\n<body>\n<main>\n<h1>{safe(voice('export-title'))}</h1>\n"
        f"<p>{safe(_opening(voice, page))}</p>\n<p>{safe(voice('export-care'))}</p>\n{body}\n"
        f'<p class="small">{safe(voice("export-complete"))}</p>\n</main>\n</body>\n</html>\n'
    )


def _title(text: str) -> str:
    return f"<h2>{escapes.escape(text)}</h2>"


def _part(part: Part) -> str:
    lines = "".join(f'<li dir="auto">{escapes.escape(line)}</li>' for line in part.lines)
    return f"{_title(part.title)}<ul>{lines}</ul>\n"


def _article(entry: Entry) -> str:
    quotes = "".join(f'<blockquote dir="auto">{escapes.escape(text)}</blockquote>' for text in entry.words)
    note = f'<p class="small">{escapes.escape(entry.note)}</p>' if entry.note else ""
    return f"<article><h3>{escapes.escape(entry.heading)}</h3>{quotes}{note}</article>"


def markdown(voice: Voice, page: Page) -> str:
    """Give the same as Markdown; whatever could be markup in it is escaped."""
    parts: list[str] = [
        f"# {_plain(voice('export-title'))}",
        _plain(_opening(voice, page)),
        _plain(voice("export-care")),
    ]
    if page.energy:
        parts += [f"## {_plain(voice('export-energy'))}", _plain(page.energy)]
    parts += [f"## {_plain(voice('export-timeline'))}", *([] if page.entries else [_plain(voice("export-nothing"))])]
    for entry in page.entries:
        parts += [f"### {_plain(entry.heading)}", *(_quoted(text) for text in entry.words)]
        parts += [_plain(entry.note)] if entry.note else []
    for part in page.parts:
        parts += [f"## {_plain(part.title)}", "\n".join(f"- {_plain(line)}" for line in part.lines)]
    return "\n\n".join([*parts, _plain(voice("export-complete"))]) + "\n"


def _plain(text: str) -> str:
    return _unmarked(" ".join(text.split()))


def _quoted(text: str) -> str:
    return "\n".join("> " + _unmarked(line.strip()) for line in text.splitlines() or [""])


def _unmarked(line: str) -> str:
    return LEADING.sub(_shielded, MARKUP.sub(r"\\\1", line))


def _shielded(found: re.Match[str]) -> str:
    return f"{found[0]}\\" if found[0].isdecimal() else f"\\{found[0]}"
