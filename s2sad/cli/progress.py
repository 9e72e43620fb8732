"""A line on standard error for work that takes longer than a second, renewed while it lasts."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

SECOND = 1.0


@contextmanager
def progress(doing: str) -> Iterator[None]:
    """Say what takes so long, from the second second on; nothing where it is done before."""
    done = threading.Event()
    ticker = threading.Thread(target=_tick, args=(doing, done), daemon=True)
    ticker.start()
    try:
        yield
    finally:
        done.set()
        ticker.join()


def _tick(doing: str, done: threading.Event) -> None:
    start, terminal, said = time.monotonic(), sys.stderr.isatty(), False
    while not done.wait(SECOND):
        if terminal or not said:
            seconds = f" {time.monotonic() - start:.0f} s" if terminal else ""
            begin, end = ("\r", "") if terminal else ("", "\n")
            print(f"{begin}{doing} …{seconds}", end=end, file=sys.stderr, flush=True)
        said = True
    if said and terminal:
        print(f"\r{doing}: {time.monotonic() - start:.1f} s  ", file=sys.stderr, flush=True)
