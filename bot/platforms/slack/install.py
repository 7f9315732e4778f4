"""The whole of Slack in one object: its doors, its side of the inbox, its deliveries; built from plain settings."""

import asyncio
import contextlib
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot import log, ports
from bot.asgi import Receive, Scope, Send
from bot.dispatch import Desk
from bot.inbox import Inbox, NotYet
from bot.loading import loading
from bot.platforms.slack.api import Api, Failure
from bot.platforms.slack.deliver import NOT_INSTALLED, Courier
from bot.platforms.slack.door import EVENTS, Door
from bot.platforms.slack.installed import Installations
from bot.platforms.slack.mail import Mail
from bot.platforms.slack.oauth import BACK, INSTALL, Credentials, Installer
from bot.platforms.slack.show import Shows
from bot.platforms.slack.sieve import Sieve

if TYPE_CHECKING:
    from starlette.routing import Route

    from bot.platforms.slack.listen import Ears

LOG = log.logger("slack")
LONGEST = 60.0
SOON = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackSettings:
    """What Slack needs; without a signing secret the HTTP door turns everybody away."""

    signing_secret: str = ""
    bot_token: str = ""
    app_token: str = ""
    client_id: str = ""
    client_secret: str = ""
    api_url: str = "https://slack.com/api/"
    public_url: str = ""
    thread_answers: bool = True


class Slack:
    """One Slack app as a `ports.Platform`, and its doors."""

    name = "slack"
    pace = ports.Pace(channel=(ports.Limit(1.0),), workspace=(ports.Limit(0.02),))
    paths = (EVENTS, INSTALL, BACK)

    def __init__(self, settings: SlackSettings, desk: Desk, inbox: Inbox, mail: Mail | None = None) -> None:
        """Build everything that needs no framework, and be the one who handles what the inbox holds for Slack.

        `mail` is what took deliveries while all this was loaded, if anything did.
        """
        self.settings = settings
        self._desk = desk
        store = desk.store
        self._api = Api(settings.api_url)
        self._installations = Installations(store)
        self._courier = Courier(self._api, self._installations)
        self._mail = mail or Mail(store, store.vault, desk.clock, Sieve(store, store.vault, desk.clock), inbox)
        self._sieve = self._mail.sieve
        self._door = Door(settings.signing_secret.encode(), self._mail)
        self.installer = Installer(
            credentials=Credentials(
                client_id=settings.client_id,
                client_secret=settings.client_secret,
                api_url=settings.api_url,
                public_url=settings.public_url,
                thread_answers=settings.thread_answers,
            ),
            api=self._api,
            desk=desk,
            platform=self,
            installations=self._installations,
        )
        self._ears: Ears | None = None
        self._identified = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._socket: Any = None
        inbox.handlers[self.name] = self.hear

    # ------------------------------------------------------------ requests

    async def door(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request to any of `paths`, as an ASGI application."""
        await (self._door if scope["path"] == EVENTS else self.installer)(scope, receive, send)

    def routes(self) -> "list[Route]":
        """Give the pages of the installation, for a router."""
        from starlette.routing import Route  # noqa: PLC0415 - the door opens before it is loaded

        return [Route(path, self.installer, methods=["GET", "HEAD"]) for path in (INSTALL, BACK)]

    async def hear(self, workspace: str, key: str, payload: Any) -> None:
        """Handle one event from the inbox."""
        if self._ears is None:
            raise NotYet
        await self._ears.hear(workspace, key, payload)

    # ------------------------------------------------------------ life

    async def start(self) -> None:
        """Load what is slow and look who we are, both beside the open door."""
        self._spawn(self._load())
        if not self.settings.bot_token or await self.installer.known(self.settings.bot_token):
            self._identified.set()
        if self.settings.bot_token:
            self._spawn(self._identify())

    async def stop(self) -> None:
        """Take up nothing new; deliveries still work until `close`."""
        socket, self._socket = self._socket, None
        if socket is not None:
            await socket.stop()
        for task in tuple(self._tasks):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def close(self) -> None:
        """Stop, and let go of connections."""
        await self.stop()
        await self._api.close()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _load(self) -> None:
        await asyncio.to_thread(_import_bolt)
        from bot.platforms.slack.complete import Completion  # noqa: PLC0415 - as below
        from bot.platforms.slack.listen import Ears  # noqa: PLC0415 - half a second that nobody should wait for

        self._ears = Ears(
            desk=self._desk,
            platform=self,
            installations=self._installations,
            sieve=self._sieve,
            shows=Shows(self._api, self.settings.public_url),
            ready=self._identified.is_set,
            completion=Completion(desk=self._desk, platform=self, thread_answers=self.settings.thread_answers),
        )
        if self.settings.app_token:
            from bot.platforms.slack.socket import Socket  # noqa: PLC0415 - only with an app token

            self._socket = Socket(self.settings.app_token, self.settings.api_url, self._mail)
            self._socket.start()
        await self._identified.wait()  # nobody can be shown anything before the token's workspace is known
        self._mail.answered_by(self._ears.answer)

    async def _identify(self) -> None:
        wait = 1.0
        while True:
            try:
                await self.installer.identify(self.settings.bot_token)
            except Failure as failure:
                LOG.warning("token_not_confirmed", reason=failure.code, seconds=wait)
            except Exception as problem:  # noqa: BLE001 - the store may be away for a moment
                LOG.error("token_not_kept", error=type(problem).__name__, seconds=wait)
            else:
                self._identified.set()
                LOG.info("token_confirmed")
                return
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST)

    # ------------------------------------------------------------ ports.Platform

    async def deliver(self, parcel: ports.Parcel) -> ports.Outcome:
        """Try once to deliver, and say how it ended; nobody is not installed before the token has told whose it is."""
        outcome = await self._courier.deliver(parcel)
        if outcome is NOT_INSTALLED and not self._identified.is_set():
            return ports.Later(SOON, "token not confirmed")
        return outcome

    async def settle(self, parcel: ports.Parcel) -> ports.Outcome:
        """Find out what became of an unsure attempt, once the token has told whose it is."""
        outcome = await self._courier.settle(parcel)
        if outcome is NOT_INSTALLED and not self._identified.is_set():
            await self._identified.wait()
            outcome = await self._courier.settle(parcel)
        return outcome

    async def profile(self, workspace: str, member: str) -> ports.Profile | None:
        """Who a member is, None if unknown; raises Unreachable."""
        return await self._courier.profile(workspace, member)

    async def group(self, workspace: str, group: str) -> Sequence[str]:
        """The members of a user group; raises Unreachable and NotAllowed."""
        return await self._courier.group(workspace, group)

    async def channel(self, workspace: str, channel: str) -> ports.Channel | None:
        """What a channel is, None if unknown; raises Unreachable."""
        return await self._courier.channel(workspace, channel)


def _import_bolt() -> None:
    with loading():
        import bot.platforms.slack.listen  # noqa: F401, PLC0415 - in a thread, so that the loop goes on answering
