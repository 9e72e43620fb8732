"""Work, counted in calls of Python functions: unlike time, it is the same on every machine."""

import sys


def calls_of(f, most=2_000_000):
    """How many Python functions `f()` calls; an AssertionError as soon as there are too many."""
    calls = 0

    def count(frame, event, argument):
        nonlocal calls
        calls += event == "call"
        if calls > most:
            raise AssertionError(f"more than {most:.0f} calls")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        f()
    finally:
        sys.setprofile(before)
    return calls
