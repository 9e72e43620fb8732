"""A short array of which each entry is written is made of its entries.

Before:
    func @f(%x: float, %y: float) {
      %0: f64[2] = np.zeros 2
      %1: float = mul %x, %y
      %2: f64[2] = write %0, (0,), %1
      %r: f64[2] = write %2, (1,), %x
      return %r
    }
After:
    func @f(%x: float, %y: float) {
      %0: f64[2] = np.zeros 2
      %1: float = mul %x, %y
      %2: f64[2] = write %0, (0,), %1
      %r: f64[2] = np.array [%1, %x]
      return %r
    }

So are the right-hand sides of differential equations written, and so comes the cotangent of an
array together that is unpacked into numbers. The derivative of the one call has no writes to undo.
What is left unused is for `dce`.
"""

from __future__ import annotations

import math

import numpy as np

from ..analysis import precisions
from ..ir import prims
from ..ir.nodes import Call, Const, Function, Operand, Pack, Value
from ..ir.types import ArrayType, ScalarType
from . import rewrite
from .arithmetic import call_like
from .rewrite import Rules, Walk, type_of
from .sighted import sees

#: the longest array that is written out
MOST = 12
_ZEROS = frozenset({np.zeros, np.zeros_like})
_MAKERS = _ZEROS | {np.empty, np.empty_like, np.ones, np.ones_like, np.full, np.full_like}
_WRITES = (prims.write, prims.accumulate)


def run(fn: Function) -> Function:
    return rewrite.run(fn, RULES)


@sees(prims.write, prims.accumulate, *_MAKERS)
def _filled(op: Call, walk: Walk) -> Call | None:
    t = op.result.type
    if not isinstance(t, ArrayType) or t.dtype not in ("f64", "c128") or t.ndim not in (1, 2):
        return None
    if precisions.are_several(walk.fn):  # a number may have less precision than its type says
        return None
    entries: dict[tuple[int, ...], Operand] = {}
    versions: list[Value] = []
    call: Call | None = op
    makers = _MAKERS
    while call is not None and call.callee in _WRITES:
        array, path, value = call.args
        makers = makers if call.callee is prims.write else _ZEROS
        place = _place(path, t.shape)
        if place is None or place in entries or not _is_entry(value, t, len(place)):
            return None
        entries[place] = value
        versions.append(array)
        call = walk.definitions.get(array)
    if call is None or call.callee not in makers or not all(map(walk.only_use, versions)):
        return None
    parts = _parts(entries, t.shape)
    return None if parts is None else call_like(op, np.array, parts)


def _place(path: Pack, shape: tuple) -> tuple[int, ...] | None:
    """The entry or row that a path leads to, where that is known."""
    if len(path.items) != 1:
        return None
    index = path.items[0].value if type(path.items[0]) is Const else path.items[0]
    items = index if type(index) is tuple else index.items if type(index) is Pack else (index,)
    numbers = [item.value if type(item) is Const else item for item in items]
    for number, length in zip(numbers, shape):
        if type(number) is not int or type(length) is not int or not -length <= number < length:
            return None
    return tuple(number % length for number, length in zip(numbers, shape)) or None


def _is_entry(value: Operand, t: ArrayType, depth: int) -> bool:
    """True for a number or row, of which an array of such ones has this dtype."""
    known = type_of(value)
    if depth == t.ndim:
        return isinstance(known, ScalarType) and known.dtype == t.dtype
    return isinstance(known, ArrayType) and known == ArrayType(t.dtype, t.shape[depth:])


def _parts(entries: dict[tuple[int, ...], Operand], shape: tuple) -> Pack | None:
    """The display of an array by its entries, or by its rows; None where one is missing."""
    depths = {*map(len, entries)}
    if len(depths) > 1 or len(entries) > MOST or len(entries) != math.prod(shape[: max(depths)]):
        return None
    if depths == {1}:
        return Pack(list, tuple(entries[k,] for k in range(shape[0])))
    rows = ([entries[k, n] for n in range(shape[1])] for k in range(shape[0]))
    return Pack(list, tuple(Pack(list, tuple(row)) for row in rows))


RULES = Rules(calls=dict.fromkeys(_WRITES, (_filled,)))
