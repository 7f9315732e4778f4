"""Traces: what a person does can be followed from the door to the post, and nobody reads in them who or what it was."""

import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from bot import traces
from tests.edges.shell import environment
from tests.journeys.teams_life import life
from tests.journeys.teams_team import Team

PLANTED = "Plantedword went well"


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    """Give where traces are sent to, for as long as a test lasts."""
    kept = InMemorySpanExporter()
    traces.switch_on(kept)
    yield kept
    traces.switch_off()


async def test_an_answer_is_one_trace_from_the_door_to_the_post(tmp_path: Path, spans: InMemorySpanExporter) -> None:
    """Received, handled, done and posted are parts of one; none tells who, where or what."""
    async with life(tmp_path) as it:
        team = await Team.started(it)
        await it.to(it.now().replace(hour=23))
        spans.clear()
        await team.bas.says(team.circle, f"@Fireside {PLANTED}", thread=team.question)
        await it.settled()
        assert any(PLANTED in post.shown for post in team.posts)
        await it.wait(days=2)

    found = spans.get_finished_spans()
    by_trace = defaultdict(list)
    for span in found:
        by_trace[span.context.trace_id].append(span)
    [whole] = [part for part in by_trace.values() if {"receive", "deliver"} <= {span.name for span in part}]
    told = {span.name: dict(span.attributes or {}) for span in whole}
    assert {"receive", "handle", "take", "deliver"} == set(told)
    assert "HearReply" in told["take"]["command"]
    sent = [dict(span.attributes or {}) for span in whole if span.name == "deliver"]
    assert {"platform": "teams", "kind": "answer", "how": "post", "attempt": "1", "outcome": "sent"} in sent
    take = next(span for span in whole if span.name == "take")
    assert {span.parent.span_id for span in whole if span.name == "deliver" and span.parent} == {take.context.span_id}
    assert {"turn"} <= {span.name for span in found}, "the question that came due meanwhile"

    everything = "".join(span.to_json() for span in found)
    users = [person.user for person in (team.ellen, team.bas, team.noor, team.mo, team.yara)]
    secret = [PLANTED, "Plantedword", team.circle.id, it.teams.tenant.id, "Team Zuid", it.teams.world.app_id, "c4n4ry"]
    secret += [named for user in users for named in (user.id, user.aad, user.name, user.name.partition(" ")[0])]
    assert [each for each in secret if each in everything] == []


async def test_what_goes_wrong_is_told_by_its_kind_alone(spans: InMemorySpanExporter) -> None:
    """An error's text may hold anything: it is in no span, and neither is what nobody vouched for."""
    with pytest.raises(ValueError, match=PLANTED), traces.span("handle", platform="teams", text=PLANTED):
        raise ValueError(PLANTED)

    [span] = spans.get_finished_spans()
    assert {"platform": "teams", "error.type": "ValueError"} == dict(span.attributes or {})
    assert PLANTED not in span.to_json()
    assert () == span.events


def test_whatever_is_handled_later_or_elsewhere_finds_its_trace(spans: InMemorySpanExporter) -> None:
    """Another process knows the key of a row, and what leaves carries its trace along."""
    for name in ("receive", "handle"):
        with traces.span(name, key="a hash"):
            carried = traces.current()
    with traces.span("deliver", parent=carried):
        pass
    with traces.span("handle", key="another hash"):
        pass

    *whole, other = spans.get_finished_spans()
    assert 1 == len({span.context.trace_id for span in whole})
    assert other.context.trace_id != whole[0].context.trace_id
    assert "" == traces.span("x").__enter__().get("never", "")


def test_without_the_setting_nothing_of_it_is_loaded(tmp_path: Path) -> None:
    """Neither with all that runs, nor by a span."""
    code = (
        "import sys\nfrom bot import launch, settings, traces\n"
        "app = launch.build(settings.load())\nimport bot.platforms.slack.listen, bot.platforms.teams.listen\n"
        "with traces.span('take', key='k') as told:\n    told['outcome'] = traces.current()\n"
        "print([m for m in sys.modules if m.startswith(('opentelemetry', 'google'))], traces.NOTHING.enter_result)\n"
    )
    own = {"SLACK_SIGNING_SECRET": "s", "SLACK_BOT_TOKEN": "xoxb-1", "MICROSOFT_APP_ID": "a"}
    env = {**environment(tmp_path), **own, "MICROSOFT_APP_PASSWORD": "b"}
    told = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=env, capture_output=True, text=True)
    assert ("[] {}", 0) == (told.stdout.strip().splitlines()[-1], told.returncode), told.stderr


def test_traces_without_their_extra_say_how_to_get_it(tmp_path: Path) -> None:
    """Whoever switches them on without having installed what they need is told the command."""
    code = "import sys; sys.modules['opentelemetry'] = None; from bot.__main__ import main; main()"
    env = {**environment(tmp_path), "SLACK_SIGNING_SECRET": "s", "SLACK_BOT_TOKEN": "xoxb-1", "FIRESIDE_TRACES": "1"}
    told = subprocess.run([sys.executable, "-c", code, "run"], env=env, cwd=tmp_path, capture_output=True, text=True)
    assert 1 == told.returncode
    assert "-e '.[traces]'" in told.stderr
    assert "Traceback" not in told.stderr
