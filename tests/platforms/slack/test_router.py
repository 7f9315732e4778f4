"""Bolt as it is built here: it still goes by its own rules."""

import re
from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck, AsyncBoltContext, AsyncBoltRequest

from bot.platforms.slack import router

pytestmark = pytest.mark.asyncio
EVENT = {"type": "event_callback", "team_id": "T1", "event": {"type": "message", "user": "U1", "ts": "1.1"}}
COMMAND = {"command": "/kudos", "team_id": "T1", "user_id": "U1", "trigger_id": "1"}


@pytest.mark.parametrize(("body", "whose", "status"), [(EVENT, "event", 200), (COMMAND, "command", 200), ({}, "", 404)])
async def test_a_request_ends_with_the_listener_it_is_for(body: dict[str, Any], whose: str, status: int) -> None:
    """An event is acknowledged when it was heard, a command by its listener; what is for nobody is not found."""
    heard = []
    app = router.opened()

    async def event(body: dict[str, Any], context: AsyncBoltContext) -> None:
        heard.append(("event", body, context["visit"]))

    async def command(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        heard.append(("command", body, context["visit"]))
        await ack("said")

    app.event(re.compile(".*"))(event)
    app.command(re.compile(".*"))(command)
    request = AsyncBoltRequest(mode="socket_mode", body=body, context={"visit": 7})
    answered = await app.async_dispatch(request)
    assert answered.status == status
    assert heard == ([(whose, body, 7)] if whose else [])
