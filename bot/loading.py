"""Loading what takes long."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

YOUNG = 10_000  # so many new objects before the next look: an event makes some hundreds, and they go by themselves


@contextmanager
def loading() -> Iterator[None]:
    """Let nobody look for garbage but once at the end, nor ever again among what was loaded, since it stays."""
    gc.disable()
    try:
        yield
    finally:
        gc.collect()  # what making classes leaves behind would be kept for ever too
        gc.freeze()
        gc.set_threshold(YOUNG)
        gc.enable()
