"""Where to read and write: valid indices, slices, and views of a given shape."""

from __future__ import annotations

import math

from .context import Context, Int


def index(c: Context, length: int) -> str:
    """An index that is valid for an axis of this length."""
    options = [str(c.integer(0, length - 1)), str(c.integer(-length, -1))]
    for name in c.names(Int):
        low, high = c.scope[name].kind.low, c.scope[name].kind.high
        if -length <= low and high < length:
            options += [name] * 4
            if low >= 1 - length:
                options.append(f"{name} - 1")
        elif low >= 0 and high < 50:
            options += [f"{name} % {length}"]
    chosen = c.choose(options)
    if not chosen.lstrip("-").isdigit():
        c.tags.add("variable index")
    return chosen


def slice_of(c: Context, length: int) -> tuple[str, int]:
    """A basic slice of an axis and the length of what it selects, at least 1."""
    options = [(":", length)]
    if length > 1:
        options += [("1:", length - 1), (":-1", length - 1), ("::-1", length), (":2", 2)]
        options += [("::2", math.ceil(length / 2)), ("1::2", length // 2), ("-2:", 2)]
    if length > 2:
        options += [("1:-1", length - 2), ("1:3", 2), (":0:-1", length - 1)]
    return c.choose(options)


def views(c: Context, name: str, shape: tuple[int, ...]) -> list[str]:
    """Ways to see the array `name`, or a part of it, in this shape."""
    have = c.shape(name)
    if have == shape:
        return [name] * 3
    found = []
    if have == shape[::-1] and len(shape) == 2:
        found += [f"{name}.T", f"np.transpose({name})"]
    if len(have) == 2 and len(shape) == 1 and have[0] >= 1 <= have[1]:
        if have[1:] == shape:
            found.append(f"{name}[{index(c, have[0])}]")
        if have[:1] == shape:
            found.append(f"{name}[:, {index(c, have[1])}]")
    if len(have) == len(shape) == 1:
        if have[0] == shape[0] + 1:
            found += [f"{name}[1:]", f"{name}[:-1]"]
        elif have[0] > shape[0]:
            found.append(f"{name}[:{shape[0]}]")
    return found
