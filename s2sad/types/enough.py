"""How long arguments must be for a loop to run as often as its code supposes.

The code of a loop that changes the type of a variable is made for so many iterations. Where their
number is that of the entries of an argument, or a number that is one, the condition for the next
one is a fact of the arguments (see `signatures.Facts`): others have code of their own.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Iterator

from ..ir.nodes import Const, Value
from ..ir.types import INT, Dim
from .context import Context
from .demands import is_captured
from .dims import floor_of, size_of, summands

_SLICE = re.compile(r"(.*)\[(-?\d*):(-?\d*):?(-?\d*)\]", re.DOTALL)
#: the lengths that are tried
LIMIT = 64


def facts_of(cx: Context, runs: Value) -> Iterator[tuple]:
    """The facts that decide whether a loop runs, as far as arguments decide it."""
    match cx.origins.calls.get(runs):
        case operator.and_, (Value() as a, Value() as b):
            yield from facts_of(cx, a)
            yield from facts_of(cx, b)
        case (operator.lt, (Const(value=k), Value() as number)) | (
            operator.gt, (Value() as number, Const(value=k))
        ):
            yield from _above(cx, number, k)


def _above(cx: Context, number: Value, k: int) -> Iterator[tuple]:
    path, axis = cx.origins.paths.get(number), cx.lengths.get(number)
    if path is not None and number.type == INT and not is_captured(path):
        yield "low", (*path, k + 1)
    elif isinstance(axis, Dim):
        name, sizes = _sizes(axis)
        path = cx.origins.named_lengths().get(name)
        enough = [size > k for size in sizes]
        if path is not None and enough[-1]:
            least = LIMIT - enough[::-1].index(False) if False in enough else 0
            if least <= LIMIT // 2:  # beyond all small bounds of a slice
                yield "short", (*path, least)


def _sizes(axis: Dim) -> tuple[str, list[int]]:
    """The length that an axis is made of, and how long it is where that is 0, 1, 2, …"""
    number, dims = summands(axis)
    quotient, sliced = floor_of(axis), _SLICE.fullmatch(axis.name)
    if number and len(dims) == 1:
        name, sizes = _sizes(dims[0])
        return name, [number + size for size in sizes]
    if quotient is not None and isinstance(quotient[0], Dim):
        name, sizes = _sizes(quotient[0])
        return name, [size // quotient[1] for size in sizes]
    if sliced is None:
        return axis.name, [size_of(axis, {axis.name: n}) for n in range(LIMIT)]
    bounds = slice(*(int(text) if text else None for text in sliced.groups()[1:]))
    sizes = (len(range(n)[bounds]) for n in range(LIMIT))
    return sliced[1].removesuffix("?"), [max(0, size - axis.offset) for size in sizes]
