"""Loading what takes long."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

YOUNG = 10_000  # so many new objects before the next look: an event makes some hundreds, and they go by themselves


@contextmanager
def loading() -> Iterator[None]:
    """Let nobody look for garbage meanwhile, nor ever again among what was loaded: it stays, and looking takes long."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(YOUNG)
        gc.enable()
