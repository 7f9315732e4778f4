"""Traces by OpenTelemetry, where they are switched on: receive, handle, take, turn, deliver; one for each event.

Nothing of OpenTelemetry is loaded otherwise. A trace follows an event through the database without a column for it: of
what was received it is computed from the row's key, which is a hash; and what leaves carries it in its sealed body.
A span says what kind of thing was done, on which platform and how it ended; never a word, a name or an id.
"""

import hashlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SpanExporter


class _Nowhere(dict[str, str]):
    """Where nothing is noted."""

    def __setitem__(self, _name: str, _value: str) -> None:
        """Let it go."""


NOTHING: AbstractContextManager[dict[str, str]] = nullcontext(_Nowhere())
KEPT = frozenset({"platform", "command", "kind", "how", "outcome", "attempt"})
MISSING = (
    "Traces need OpenTelemetry: python -m pip install -c constraints.txt -e '.[traces]', or unset FIRESIDE_TRACES."
)


class Unavailable(Exception):
    """OpenTelemetry is not installed; the message says what to do."""


class _Tracing:
    """The one tracer of this process, None while traces are off."""

    tracer: Any = None
    provider: "TracerProvider | None" = None


def switch_on(exporter: "SpanExporter | None" = None) -> None:
    """Send spans by OTLP to where the standard OTEL_ variables say, or at once to an exporter; raises Unavailable."""
    try:
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415 - only where it is asked for
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415 - likewise
        from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor  # noqa: PLC0415 - likewise
    except ImportError:
        raise Unavailable(MISSING) from None
    # What OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES say stands over this.
    named = Resource({"service.name": "fireside"}).merge(Resource.create())
    provider = TracerProvider(resource=named)
    provider.add_span_processor(SimpleSpanProcessor(exporter) if exporter else BatchSpanProcessor(_by_otlp()))
    _Tracing.provider, _Tracing.tracer = provider, provider.get_tracer("fireside")


def _by_otlp() -> "SpanExporter":
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415 - only where it is asked for
            OTLPSpanExporter,
        )
    except ImportError:
        raise Unavailable(MISSING) from None
    return OTLPSpanExporter()


def switch_off() -> None:
    """Send what waits, and make no more spans."""
    provider, _Tracing.provider, _Tracing.tracer = _Tracing.provider, None, None
    if provider is not None:
        provider.shutdown()


def span(name: str, *, key: str = "", parent: str = "", **about: str) -> AbstractContextManager[dict[str, str]]:
    """Note how long something takes, and by the name of its kind what went wrong in it.

    `key` is of what was received, `parent` what `current` gave somewhere else; without either it is a part of what is
    being done here. To the dictionary that is given more can be added, as long as it is among `KEPT`.
    """
    return NOTHING if _Tracing.tracer is None else _span(name, key, parent, about)


@contextmanager
def _span(name: str, key: str, parent: str, about: dict[str, str]) -> Iterator[dict[str, str]]:
    from opentelemetry.trace import StatusCode  # noqa: PLC0415 - only where it is asked for

    within = _of_key(key) if key else _of_parent(parent) if parent else None
    # An exception's text may hold anything.
    with _Tracing.tracer.start_as_current_span(
        name, within, record_exception=False, set_status_on_exception=False
    ) as made:
        try:
            yield about
        except BaseException as problem:
            made.set_attribute("error.type", type(problem).__name__)
            made.set_status(StatusCode.ERROR)
            raise
        finally:
            made.set_attributes({what: value for what, value in about.items() if what in KEPT})


def current() -> str:
    """Give what is being done as something to be carried along (a W3C traceparent), empty while traces are off."""
    if _Tracing.tracer is None:
        return ""
    from opentelemetry import trace  # noqa: PLC0415 - only where it is asked for

    here = trace.get_current_span().get_span_context()
    return f"00-{here.trace_id:032x}-{here.span_id:016x}-{here.trace_flags:02x}" if here.is_valid else ""


def _of_parent(carried: str) -> "Context":
    from opentelemetry.trace.propagation.tracecontext import (  # noqa: PLC0415 - only where it is asked for
        TraceContextTextMapPropagator,
    )

    return TraceContextTextMapPropagator().extract({"traceparent": carried})


def _of_key(key: str) -> "Context":
    """Whoever handles what was received, in whichever process and however late, finds the same trace."""
    made = hashlib.blake2s(key.encode("utf-8", "replace"), digest_size=24, person=b"trace").hexdigest()
    return _of_parent(f"00-{made[:32]}-{made[32:]}-01")
