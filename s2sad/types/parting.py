"""`np.split` and its kin: how long each part is.

Surprising: parts of which one may be longer by an entry have names that say so, `(2+n)//3` and
`(1+n)//3`; and a part between two indices is, like a slice, no longer than the array.
"""

from __future__ import annotations

import operator
from itertools import pairwise

import numpy as np

from ..ir.types import ArrayType, Axis, Dim, TupleType, Type
from .dims import divided, total
from .request import Described, Lit, Request, Tree, Val
from .shaping import normal_axis, static_int
from .slices import sliced


def parted(request: Request) -> Type | None:
    """The parts in their order; None where samples say why there are none."""
    bound = request.bind("ary", "indices_or_sections", "axis")
    if bound is None or not isinstance(bound[0], Val):
        return None
    t = bound[0].type
    if not isinstance(t, ArrayType) or not t.ndim:
        return None
    axis = {np.hsplit: min(1, t.ndim - 1), np.vsplit: 0, np.dsplit: 2}.get(
        request.callee, static_int(bound[2], 0))  # fmt: skip
    if axis is None:
        return None
    axis = normal_axis(axis, t.ndim)
    lengths = _lengths(request, t.shape[axis], bound[1])
    if lengths is None:
        return None
    around = t.shape[:axis], t.shape[axis + 1 :]
    parts = [ArrayType(t.dtype, (*around[0], length, *around[1])) for length in lengths]
    return TupleType(tuple(parts))


def _lengths(request: Request, whole: Axis, places: Described | None) -> list[Axis] | None:
    match places:
        case Lit(value=int() | np.integer() as count):
            return _sections(request, whole, operator.index(count))
        case Tree(kind=kind, items=items) if kind in (tuple, list):
            return _between(request, whole, list(map(static_int, items)))
        case Val(type=ArrayType(shape=(int() as count,))):
            return _between(request, whole, [None] * count)
    return None


def _sections(request: Request, whole: Axis, count: int) -> list[Axis] | None:
    """The lengths of equal parts; the first ones of `np.array_split` may be longer by an entry."""
    if count < 1:
        return None
    uneven = request.callee is np.array_split
    if isinstance(whole, Dim):
        more = [count - 1 - k if uneven else 0 for k in range(count)]
        return [divided(total((k, whole)), count) if count > 1 else whole for k in more]
    if whole % count and not uneven:
        return None
    return [len(range(k, whole, count)) for k in range(count)]


def _between(request: Request, whole: Axis, indices: list[int | None]) -> list[Axis]:
    """The lengths of `x[:i]`, `x[i:j]`, ...; None is an index that only the run knows."""
    lengths: list[Axis] = []
    for k, (start, stop) in enumerate(pairwise((0, *indices, ...))):
        known = start is not None and stop is not None
        end = None if stop is ... else stop
        lengths.append(sliced(whole, start, end, None) if known else request.decided(k))
    return lengths


RULES = dict.fromkeys((np.split, np.array_split, np.hsplit, np.vsplit, np.dsplit), parted)
