"""Bolt without what the door has done before it: the signature, whose workspace it is, and a client for each request.

Its own module beside `listen`, since it says how Bolt is built and not what is listened to.
"""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.listener.async_listener import AsyncCustomListener
from slack_bolt.listener_matcher.async_listener_matcher import AsyncListenerMatcher
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient


class _Through(AsyncMiddleware):
    """Lets every request on: the door has let in only whom it knows."""

    async def async_process(  # in Bolt's own form
        self,
        *,
        req: AsyncBoltRequest,  # noqa: ARG002
        resp: BoltResponse,  # noqa: ARG002
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002
    ) -> BoltResponse | None:
        """Let it on."""
        return await next()


class _Matcher(AsyncListenerMatcher):
    """Bolt's own test of a request, given the body alone, for which it asks: the rest takes long to put together."""

    def __init__(self, whole: Any) -> None:
        self._fits: Callable[..., Awaitable[bool]] = whole.func

    async def async_matches(self, req: AsyncBoltRequest, resp: BoltResponse) -> bool:  # noqa: ARG002 - Bolt's own form
        """Tell whether a request is of its kind."""
        return await self._fits(body=req.body)


class _Listener(AsyncCustomListener):
    """A listener that is given what ours take, and nothing else is made for it."""

    async def run_ack_function(self, *, request: AsyncBoltRequest, response: BoltResponse) -> BoltResponse | None:  # noqa: ARG002 - Bolt's own form
        """Have it listen."""
        given: dict[str, Any] = {"body": request.body, "context": request.context}
        if "ack" in self.arg_names:
            given["ack"] = request.context.ack
        return await self.ack_function(**given)


class Router(AsyncApp):
    """Bolt without what the door has done, nor a client made anew for each request: nothing calls through it."""

    def _init_async_middleware_list(self, *_wanted: Any, **_also: Any) -> None:
        self._init_middleware_list_done = True
        self._async_middleware_list.append(_Through())  # without any, Bolt would give its own answer, not a listener's

    def _init_context(self, req: AsyncBoltRequest) -> None:
        req.context["logger"] = self._framework_logger
        req.context["token"] = None
        req.context["client"] = self._async_client
        req.context["listener_runner"] = self.listener_runner

    def _register_listener(
        self,
        functions: Any,
        primary_matcher: Any,
        matchers: Any,  # noqa: ARG002
        middleware: Any,  # noqa: ARG002
        auto_acknowledgement: bool = False,  # noqa: FBT001, FBT002
        ack_timeout: int = 3,  # noqa: ARG002
    ) -> Any:
        (ours,) = functions
        first = [_Matcher(primary_matcher)]
        self._async_listeners.append(
            _Listener(
                app_name=self.name,
                ack_function=ours,
                lazy_functions=[],
                matchers=first,
                middleware=[],
                # Without it an event would go on to all other listeners, and be warned of in the end.
                auto_acknowledgement=auto_acknowledgement,
            )
        )
        return ours


async def _authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
    """The door knows the workspace and its row; Bolt gets no token, so none can be mixed up."""
    return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id)


def opened() -> Router:
    """Give Bolt, for whoever registers listeners."""
    quiet = logging.getLogger("slack_bolt.fireside")
    quiet.setLevel(logging.CRITICAL)  # it logs whole bodies; what fails here is logged by whoever listens
    return Router(
        logger=quiet,
        name="fireside",
        client=AsyncWebClient(logger=quiet, retry_handlers=[]),
        authorize=_authorize,
        signing_secret="",  # the door has checked
        process_before_response=True,
        attaching_conversation_kwargs_enabled=False,
    )
