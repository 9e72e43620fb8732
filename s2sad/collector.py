"""The garbage collector waits while code is generated.

Generation makes many small objects that live until its end, and hardly a circle: the collector
would go through all of them again and again and find nothing, which makes long functions cost
more for each statement than short ones. Where only the text is kept, it waits until the rest is
gone.
"""

from __future__ import annotations

import functools
import gc
from collections.abc import Callable


def collector_waits(f: Callable) -> Callable:
    """`f`, with the collector switched off until it returns."""

    @functools.wraps(f)
    def waiting(*args, **kwargs):
        if not gc.isenabled():
            return f(*args, **kwargs)
        gc.disable()
        try:
            return f(*args, **kwargs)
        finally:
            gc.enable()

    return waiting
