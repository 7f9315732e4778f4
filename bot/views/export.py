"""The readable files of an export: HTML that prints well, and Markdown; nobody's words are ever markup."""

import html as escapes
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from prompts.phrases import Voice

STYLE = (
    "body{font:16px/1.5 Georgia,serif;max-width:42rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}"
    "h1{font-size:1.8rem}h2{font-size:1rem;margin:1.6rem 0 .2rem}blockquote{margin:.3rem 0;padding-left:1rem;"
    "border-left:3px solid #c96;white-space:pre-wrap;overflow-wrap:anywhere}"
    "p.small{color:#555;font-size:.9rem;margin:0}"
    "@media print{body{margin:0;max-width:none}article{break-inside:avoid}}"
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
class Page:
    """Everything in the readable files."""

    name: str
    day: date
    entries: tuple[Entry, ...]


def entries(voice: Voice, facts: Mapping[str, Any], label: Callable[[str], str]) -> tuple[Entry, ...]:
    """Give everything of a member as entries, newest first, from the complete facts; `label` names a chip."""
    dated = [(a["told_on"], _answer(voice, a, label)) for a in facts["answers"]]
    dated += [(k["given_at"][:10], _given(voice, k)) for k in facts["kudos_given"]]
    dated += [(k["given_at"][:10], _received(voice, k)) for k in facts["kudos_received"]]
    return tuple(entry for _, entry in sorted(dated, key=lambda pair: pair[0], reverse=True))


def _day(voice: Voice, iso: str) -> str:
    day = date.fromisoformat(iso)
    return voice("story-day", day=voice.date(day), year=str(day.year))


def _answer(voice: Voice, told: Mapping[str, Any], label: Callable[[str], str]) -> Entry:
    day = _day(voice, told["told_on"])
    heading = (
        voice("story-answer", day=day, question=told["question"])
        if told["question"]
        else voice("story-moment", day=day)
    )
    channel = {"channel": voice("story-the-circle")} if told["audience"] != "private" else {}
    chips = f"{voice.listing([label(chip) for chip in told['chips']])} · " if told["chips"] else ""
    note = chips + voice(f"story-audience-{told['audience']}", **channel)
    return Entry(heading=heading, words=tuple(t for t in (told["text"], told["follow_up"]) if t), note=note)


def _given(voice: Voice, told: Mapping[str, Any]) -> Entry:
    people = voice.listing(told["receivers"]) or voice("story-somebody")
    heading = voice("story-gave", day=_day(voice, told["given_at"][:10]), people=people)
    return Entry(heading=heading, words=_reason(told), note=_value(voice, told))


def _received(voice: Voice, told: Mapping[str, Any]) -> Entry:
    who = told["giver"] or voice("story-somebody")
    heading = voice("story-got", day=_day(voice, told["given_at"][:10]), who=who)
    return Entry(heading=heading, words=_reason(told), note=_value(voice, told))


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
    return (
        f'<!doctype html>\n<html lang="{voice.locale}">\n<head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{safe(voice("export-title"))}</title>'
        f"<style>{STYLE}</style></head>\n<body>\n<main>\n<h1>{safe(voice('export-title'))}</h1>\n"
        f"<p>{safe(_opening(voice, page))}</p>\n<p>{safe(voice('export-care'))}</p>\n{body}\n"
        f'<p class="small">{safe(voice("export-complete"))}</p>\n</main>\n</body>\n</html>\n'
    )


def _article(entry: Entry) -> str:
    quotes = "".join(f'<blockquote dir="auto">{escapes.escape(text)}</blockquote>' for text in entry.words)
    note = f'<p class="small">{escapes.escape(entry.note)}</p>' if entry.note else ""
    return f"<article><h2>{escapes.escape(entry.heading)}</h2>{quotes}{note}</article>"


def markdown(voice: Voice, page: Page) -> str:
    """Give the same as Markdown; whatever could be markup in it is escaped."""
    parts: list[str] = [
        f"# {_plain(voice('export-title'))}",
        _plain(_opening(voice, page)),
        _plain(voice("export-care")),
    ]
    for entry in page.entries:
        parts += [f"## {_plain(entry.heading)}", *(_quoted(text) for text in entry.words)]
        parts += [_plain(entry.note)] if entry.note else []
    return "\n\n".join([*parts, _plain(voice("export-complete"))]) + "\n"


def _plain(text: str) -> str:
    return _unmarked(" ".join(text.split()))


def _quoted(text: str) -> str:
    return "\n".join("> " + _unmarked(line.strip()) for line in text.splitlines() or [""])


def _unmarked(line: str) -> str:
    return LEADING.sub(_shielded, MARKUP.sub(r"\\\1", line))


def _shielded(found: re.Match[str]) -> str:
    return f"{found[0]}\\" if found[0].isdecimal() else f"\\{found[0]}"
