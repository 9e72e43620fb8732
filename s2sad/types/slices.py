"""The length of `x[start:stop:step]`, from that of x and what is known of the bounds.

Surprising: names are canonical here too. Every second entry of `n` is `(1+n)//2` whoever says it: a
slice, `np.arange(0, n, 2)` or the integer itself; and from the entry `n//2` on there are as many.
"""

from __future__ import annotations

import re

import numpy as np

from ..ir.nodes import Const, Operand, Pack, Value
from ..ir.types import Axis, Dim, ScalarType, never_one
from .dims import divided, floor_of, product, shift, split_product, strided, text_of, total

#: a length of an argument, and such a one times a number
_OWN = r"[^\W\d][\w.]*\.\d+"
_TIMES = rf"(?:(\d+)\*)?({_OWN})"
#: a slice of a length of an argument between multiples of another one
_BETWEEN = re.compile(rf"({_OWN})\[(?:\(?{_TIMES}\)?|0)?:(?:\(?{_TIMES}\)?)?\]")
#: such a length, divided
_PARTED = re.compile(rf"(?:\(\d+\+)?({_OWN})\)?//(\d+)")


def sliced(axis: Axis, start: Axis | None, stop: Axis | None, step: Axis | None) -> Axis:
    """The length of the slice; a bound that is a Dim stands for an integer value."""
    bounds = (start, stop, step)
    if isinstance(axis, int) and not any(isinstance(b, Dim) for b in bounds):
        return len(range(*slice(start, stop, step).indices(axis)))
    step = 1 if step is None else step
    if isinstance(step, int) and step:
        forward = step > 0 or (start is None and stop is None)
        stretch = _stretch(axis, 0 if start is None else start, stop) if forward else None
        if stretch is not None:
            return strided(stretch, abs(step))
    texts = ["" if b is None else text_of(b) for b in bounds]
    tail = f":{texts[2]}" if texts[2] not in ("", "1") else ""
    return Dim(f"{text_of(axis)}[{texts[0]}:{texts[1]}{tail}]", _is_never_one(axis, *bounds))


def _stretch(axis: Axis, start: Axis, stop: Axis | None) -> Axis | None:
    """The length of `x[start:stop]`, where it needs no name of its own."""
    if start == 0 and stop is None:
        return axis
    if not isinstance(axis, Dim):
        return None
    if isinstance(start, int) and start >= 0:
        cut = _cut(axis, start, stop)
        if cut is not None:
            return shift(axis, start + cut)
    between = _between(axis, start, stop)
    return _parts(axis, start, stop) if between is None else between


def _between(axis: Dim, start: Axis, stop: Axis | None) -> Axis | None:
    """The length between two multiples of a length of which the axis is a multiple."""
    whole, unit = split_product(axis)
    bounds = [(0, unit) if start == 0 else split_product(start)]
    bounds.append((whole, unit) if stop is None else split_product(stop))
    (first, _), (last, _) = bounds
    if not unit or any(dims != unit for _, dims in bounds) or not first <= last <= whole:
        return None
    return product((last - first, *unit))


def multiple_of(axis: Axis) -> tuple[str, int, str] | None:
    """`(n, k, m)`, where the length is that of a part of n which is plain if n is k times m; of
    what k divides the name of m is `n/k`."""
    if isinstance(axis, int):
        return None
    parted = _PARTED.search(axis.name)
    if parted is not None:
        return parted[1], int(parted[2]), f"{parted[1]}/{parted[2]}"
    between = _BETWEEN.fullmatch(axis.name)
    if between is None:
        return None
    whole, first, unit, last, other = between.groups()
    if unit and other and unit != other:
        return None
    least = int(first or 1) if unit else 0
    return whole, int(last or 1) if other else least + 1, unit or other


def _parts(axis: Dim, start: Axis, stop: Axis | None) -> Axis | None:
    """The length between two multiples of `axis // k`, of which there are k in the axis."""
    first, last = (_multiple_of_part(bound, axis) for bound in (start, stop))
    if stop is None:
        return divided(total((1, axis)), 2) if first == (1, 2) else None
    if last is None or (first is None and start != 0):
        return None
    count, k = last
    before, same = first or (0, k)
    if same != k or not before <= count <= k:
        return None
    return product((count - before, divided(axis, k)))


def _multiple_of_part(bound: Axis | None, axis: Dim) -> tuple[int, int] | None:
    """j and k, where the bound is `j * (axis // k)`."""
    if not isinstance(bound, Dim):
        return None
    number, dims = split_product(bound)
    found = floor_of(dims[0]) if len(dims) == 1 else None
    return (number, found[1]) if found is not None and found[0] == axis else None


def _is_never_one(axis: Axis, start: Axis | None, stop: Axis | None, step: Axis | None) -> bool:
    """True for the first or last k entries, k not 1, of an axis of another length than 1: they
    are none, k, or all of them."""
    if step not in (None, 1) or not never_one(axis):
        return False
    if start in (None, 0):
        return stop is not None and never_one(stop) and not (isinstance(stop, int) and stop < 0)
    return stop is None and isinstance(start, int) and start < -1


def _cut(axis: Dim, first: int, stop: Axis | None) -> int | None:
    """How many entries at the end `[first:stop]` leaves out, if that is known."""
    if stop is None:
        return 0
    if isinstance(stop, int):
        return -stop if stop < 0 else None
    if stop.name != axis.name:
        return None
    cut = stop.offset - axis.offset
    if cut <= 0:
        return 0
    # `name - offset` as an integer is negative where the name is short, and then counts from the
    # end; that leaves nothing after `first` only if the offset is small
    return cut if stop.offset - 2 - axis.offset - first <= 0 else None


def is_basic(step: Operand) -> bool:
    """True where the index selects by position, slice, None or `...`: NumPy gives a view."""
    match step:
        case Pack(kind=kind, items=items):
            if kind is slice:
                return True
            return kind is tuple and all(map(is_basic, items))
        case Const(value=v):
            return v is None or v is Ellipsis or (isinstance(v, (int, np.integer)) and v is not True
                                                  and v is not False)  # fmt: skip
        case Value(type=ScalarType(dtype=dtype)):
            return dtype[0] in "iu"
    return False
