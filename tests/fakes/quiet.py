"""What a platform of a test's own has no need of: nothing to load, and nobody to ask about."""

from collections.abc import Sequence

from bot import ports


class Quiet:
    """The parts of `ports.Platform` besides `deliver` and `settle`."""

    __slots__ = ()

    async def start(self) -> None:
        """Nothing to load."""

    async def stop(self) -> None:
        """Nothing to stop."""

    async def profile(self, _workspace: str, _member: str) -> ports.Profile | None:
        """Know nobody."""
        return None

    async def group(self, _workspace: str, _group: str) -> Sequence[str]:
        """Know no group."""
        return ()

    async def channel(self, _workspace: str, _channel: str) -> ports.Channel | None:
        """Know no channel."""
        return None

    async def close(self) -> None:
        """Nothing is open."""
