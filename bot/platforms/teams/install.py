"""The whole of Teams in one object: its door, its side of the inbox, its deliveries; built from plain settings."""

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot import log, ports
from bot.asgi import Receive, Scope, Send
from bot.dispatch import Desk
from bot.domain.pace import Limit, Pace
from bot.inbox import Inbox, NotYet
from bot.loading import loading
from bot.platforms.teams.deliver import Courier
from bot.platforms.teams.door import OPENID_URL, Door, Guard, Keys
from bot.platforms.teams.installed import Tenants
from bot.platforms.teams.mail import Mail
from bot.platforms.teams.people import People
from bot.platforms.teams.wire import LOGIN_URL, Credentials, Wire

if TYPE_CHECKING:
    from bot.platforms.teams.listen import Ears

LOG = log.logger("teams")
MESSAGES = "/api/messages"


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamsSettings:
    """What Teams needs; without an app id the door turns everybody away, unless `anonymous` lets this machine in.

    No `tenants` are the app's own, where it has one, else all that let the bot in; `*` is all.
    """

    app_id: str = ""
    app_password: str = ""
    app_tenant_id: str = ""
    openid_url: str = OPENID_URL
    login_url: str = LOGIN_URL
    allowed_service_hosts: tuple[str, ...] = ()
    tenants: tuple[str, ...] = ()
    anonymous: bool = False
    public_url: str = ""


class Teams:
    """One Teams app as a `ports.Platform`, and its door."""

    name = "teams"
    # A conversation takes 7 posts in a second, 8 in two, 60 in thirty and 1,800 in an hour; a tenant 50 in a second.
    pace = Pace(channel=(Limit(0.5, 4), Limit(2.05, 40)), workspace=(Limit(0.025, 10),))

    def __init__(self, settings: TeamsSettings, desk: Desk, inbox: Inbox) -> None:
        """Build everything that needs no framework, and be the one who handles what the inbox holds for Teams."""
        self.settings = settings
        self._desk = desk
        store = desk.store
        self._wire = Wire(
            Credentials(
                app_id="" if settings.anonymous and not settings.app_password else settings.app_id,
                password=settings.app_password,
                tenant=settings.app_tenant_id,
                login_url=settings.login_url,
            )
        )
        self._tenants = Tenants(store)
        self._people = People(self._wire)
        self._courier = Courier(self._wire, self._tenants, store, self._people)
        self._mail = Mail(store, store.vault, desk.clock, inbox)
        own = (settings.app_tenant_id,) if settings.app_tenant_id else ()
        guard = Guard(
            app_id=settings.app_id,
            keys=Keys(settings.openid_url, self._wire.get_json),
            hosts=settings.allowed_service_hosts,
            tenants=settings.tenants or own,
            anonymous=settings.anonymous,
        )
        self._door = Door(guard, self._mail)
        self._ears: Ears | None = None
        self._loading: asyncio.Task[None] | None = None
        inbox.handlers[self.name] = self.hear

    async def door(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, as an ASGI application."""
        await self._door(scope, receive, send)

    async def hear(self, workspace: str, key: str, payload: Any) -> None:
        """Handle one activity from the inbox."""
        if self._ears is None:
            raise NotYet
        await self._ears.hear(workspace, key, payload)

    # ------------------------------------------------------------ life

    async def start(self) -> None:
        """Load what is slow beside the open door."""
        if self.settings.anonymous:
            LOG.warning("anonymous_door", action="anybody on this machine may speak as Teams; never do this in earnest")
        self._loading = asyncio.create_task(self._load())

    async def stop(self) -> None:
        """Take up nothing new; deliveries still work until `close`."""
        if self._loading is not None:
            self._loading.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._loading

    async def close(self) -> None:
        """Stop, and let go of connections."""
        await self.stop()
        await self._wire.close()

    async def _load(self) -> None:
        await asyncio.to_thread(_import_botbuilder)
        from bot.platforms.teams.adapter import Adapter  # noqa: PLC0415 - most of a second that nobody should wait for
        from bot.platforms.teams.listen import Ears  # noqa: PLC0415 - likewise
        from bot.platforms.teams.show import Shows  # noqa: PLC0415 - likewise

        self._ears = Ears(
            desk=self._desk,
            platform=self,
            adapter=Adapter(self._wire),
            tenants=self._tenants,
            people=self._people,
            shows=Shows(self._courier, self._desk, self.settings.public_url),
            mail=self._mail,
        )
        self._mail.answered_by(self._ears.answer)

    # ------------------------------------------------------------ ports.Platform

    async def deliver(self, parcel: ports.Parcel) -> ports.Outcome:
        """Try once to deliver, and say how it ended."""
        return await self._courier.deliver(parcel)

    async def settle(self, parcel: ports.Parcel) -> ports.Outcome:
        """Find out what became of an unsure attempt."""
        return await self._courier.settle(parcel)

    async def profile(self, workspace: str, member: str) -> ports.Profile | None:
        """Who a member is, None if unknown; raises Unreachable."""
        tenant = await self._tenants.get(workspace)
        return await self._people.profile(tenant, workspace, member) if tenant else None

    async def group(self, workspace: str, group: str) -> Sequence[str]:
        """Everybody of a team or channel; raises Unreachable."""
        return await self._courier.group(workspace, group)

    async def channel(self, workspace: str, channel: str) -> ports.Channel | None:
        """What a channel is, None where Teams tells nothing; raises Unreachable."""
        return await self._courier.channel(workspace, channel)


def _import_botbuilder() -> None:
    with loading():
        import bot.platforms.teams.listen  # noqa: F401, PLC0415 - in a thread, so that the loop goes on answering
