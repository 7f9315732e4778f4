"""The open address: what it is made of decides how long an answer takes."""

import asyncio
import socket

from bot.server import opened


async def test_an_answer_leaves_at_once() -> None:
    """No small packet waits for the one before it to be acknowledged, which takes 40 ms where a connection is kept."""
    kept: asyncio.Queue[int] = asyncio.Queue()

    async def look(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        accepted = writer.get_extra_info("socket")
        kept.put_nowait(accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    async with await asyncio.start_server(look, sock=(door := opened("127.0.0.1", 0))):
        _, writer = await asyncio.open_connection(*door.getsockname())
        assert 0 != await kept.get()
        writer.close()
