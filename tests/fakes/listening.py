"""What every fake platform is: a server that keeps its calls, breaks some by rule, and can be waited for."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Generic, Protocol, Self, TypeVar

from aiohttp import web

from .bell import Bell
from .faults import Fault, Faults, Match

T = TypeVar("T")


class Called(Protocol):
    """One call of the app's."""

    method: str
    answer: str


C = TypeVar("C", bound=Called)


class Listening(ABC, Generic[C]):
    """The server; `url` is known once it is started. Port 0 takes a free one."""

    def __init__(self, *, port: int, plain: frozenset[str], detailed: frozenset[str]) -> None:
        """Not yet started; the kinds of fault are those of `Faults`."""
        self.port = port
        self.faults = Faults(plain=plain, detailed=detailed)
        self.calls: list[C] = []
        self._bell = Bell()
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def called(self, name: str) -> list[C]:
        """The calls of one method, oldest first."""
        return [call for call in self.calls if call.method == name]

    def fault(self, name: str, kind: str, *, times: int | None = 1, match: Match = None) -> Fault:
        """Make the next calls of a method go wrong; the head of the platform's module tells the kinds."""
        return self.faults.add(name, kind, times=times, match=match)

    async def until(self, found: Callable[[], T], *, seconds: float = 5.0, what: str = "it") -> T:
        """Wait until `found()` is true and return it; AssertionError when the seconds are over."""
        return await self._bell.until(found, seconds, what=what, lately=self._lately)

    def _lately(self) -> list[tuple[str, str]]:
        return [(call.method, call.answer) for call in self.calls[-12:]]

    def ring(self) -> None:
        """Wake up everybody who waits in `until`."""
        self._bell.ring()

    @abstractmethod
    def route(self, app: web.Application) -> None:
        """Add what is served."""

    async def __aenter__(self) -> Self:
        """Start listening."""
        app = web.Application(client_max_size=4 * 1024 * 1024)
        self.route(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = int(self._runner.addresses[0][1])
        return self

    async def __aexit__(self, *_exc: object) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()
