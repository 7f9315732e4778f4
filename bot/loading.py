"""Loading what takes long."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

NEW = 10_000  # containers made since garbage was last looked for: a rush holds that many that are no garbage


@contextmanager
def loading() -> Iterator[None]:
    """Let nobody look for garbage but once at the end, nor ever again among what was loaded, since it stays."""
    before = len(sys.modules)
    gc.disable()
    try:
        yield
    finally:
        if len(sys.modules) > before:
            gc.collect()  # what making classes leaves behind would be kept for ever too
        gc.freeze()
        gc.set_threshold(NEW)
        gc.enable()
