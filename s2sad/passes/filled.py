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
    if not isinstance(t, ArrayType) or t.dtype != "f64" or t.ndim != 1:
        return None
    if type(t.shape[0]) is not int or t.shape[0] > MOST:
        return None
    if precisions.are_several(walk.fn):  # a number may have less precision than its type says
        return None
    entries: dict[int, Operand] = {}
    versions: list[Value] = []
    call: Call | None = op
    makers = _MAKERS
    while call is not None and call.callee in _WRITES:
        array, path, value = call.args
        makers = makers if call.callee is prims.write else _ZEROS
        place = _place(path, t.shape[0])
        if place is None or place in entries or not _is_double(value):
            return None
        entries[place] = value
        versions.append(array)
        call = walk.definitions.get(array)
    if call is None or call.callee not in makers or len(entries) != t.shape[0]:
        return None
    if not all(map(walk.only_use, versions)):
        return None
    return call_like(op, np.array, Pack(list, tuple(entries[k] for k in sorted(entries))))


def _place(path: Pack, length: int) -> int | None:
    """The entry that a path leads to, where that is known."""
    number = path.items[0].value if len(path.items) == 1 and type(path.items[0]) is Const else None
    return number % length if type(number) is int and -length <= number < length else None


def _is_double(value: Operand) -> bool:
    """True for numbers of which an array is one in double precision."""
    known = type_of(value)
    return isinstance(known, ScalarType) and known.dtype == "f64"


RULES = Rules(calls=dict.fromkeys(_WRITES, (_filled,)))
