"""In derivatives, a triangle that is zero by the way a matrix is made is not added.

Before:
    func @f(%x: f64[n, n], %y: f64[n, n]) {
      %a: f64[n, n] = np.triu %x
      %b: f64[n, n] = np.tril %a, -1
      %c: f64[n, n] = s2sad.runtime.factors:left_by_cho_factor %b
      %d: f64[n, n] = add %y, %c
      return %d
    }
After:
    func @f(%x: f64[n, n], %y: f64[n, n]) {
      %a: f64[n, n] = np.triu %x
      %b: f64[n, n] = np.tril %a, -1
      %c: f64[n, n] = s2sad.runtime.factors:left_by_cho_factor %b
      return %y
    }

So the gradient of `cho_factor` does not ask what SciPy leaves in the other triangle where nobody
reads it, as `cho_solve` does not. Zeros may lose their sign, as other sums in the reverse sweep do.
"""

from __future__ import annotations

import operator
from collections.abc import Callable

import numpy as np

from ..ir import prims
from ..ir.inventory import found_once, inventory
from ..ir.nodes import Call, Const, Function, Operand, Pack
from ..ir.types import ArrayType, ScalarType
from . import rewrite
from .arithmetic import of_derivative
from .rewrite import Rules, Walk, type_of
from .sighted import sees

_TRIANGLES = {np.triu: 1, np.tril: -1}
#: by name, since SciPy is not imported before the user's program imports it
_LEFT = ("s2sad.runtime.factors", "left_by_cho_factor")


def run(fn: Function) -> Function:
    return rewrite.run(fn, RULES)


def is_zero_beyond(operand: Operand, side: int, walk: Walk) -> bool:
    """True where all entries below (side 1) or above (side -1) the diagonal are zero."""
    op = walk.definitions.get(operand)
    if op is None or op.kwargs or type(op.callee).__hash__ is None:
        return False
    callee, args = op.callee, op.args
    if callee in (np.zeros, np.zeros_like):
        return True
    if callee in _TRIANGLES:
        diagonal = _diagonal(op)
        return side == _TRIANGLES[callee] and diagonal is not None and side * diagonal >= 0
    if callee is np.transpose and len(args) == 1 and op.result.type.ndim == 2:
        return is_zero_beyond(args[0], -side, walk)
    if callee is operator.neg:
        return is_zero_beyond(args[0], side, walk)
    if callee in (operator.add, operator.sub):
        same = all(type_of(arg) == op.result.type for arg in args)
        return same and all(is_zero_beyond(arg, side, walk) for arg in args)
    if callee in (prims.write, prims.accumulate):
        return _is_on_diagonal(args[1]) and is_zero_beyond(args[0], side, walk)
    return False


def _diagonal(op: Call) -> int | None:
    """The diagonal that `np.triu` or `np.tril` starts from; None where only the run knows."""
    k = op.args[1] if len(op.args) > 1 else Const(0)
    return k.value if isinstance(k, Const) and type(k.value) is int else None


def _is_on_diagonal(path: Operand) -> bool:
    """True for the path of `x[k, k]`."""
    step = path.items[0] if isinstance(path, Pack) and len(path.items) == 1 else None
    if not isinstance(step, Pack) or len(step.items) != 2 or step.items[0] is not step.items[1]:
        return False
    return isinstance(type_of(step.items[0]), (ArrayType, ScalarType))


@found_once
def _is_called(fn: Function) -> bool:
    return _LEFT in map(_name, inventory(fn).callees)


@sees(gives=ArrayType)
def _plus_nothing(op: Call, walk: Walk) -> Operand | None:
    """`y + left_by_cho_factor(triangle)` -> `y`, where that triangle is zero."""
    if not _is_called(walk.given):
        return None
    for y, other in (op.args, op.args[::-1]):
        left = walk.definitions.get(other)
        if left is not None and _name(left.callee) == _LEFT and type_of(y) == op.result.type:
            return y if of_derivative(op) and _is_nothing(left.args[0], walk) else None
    return None


def _is_nothing(operand: Operand, walk: Walk) -> bool:
    """True for a triangle without the diagonal of a matrix that is zero there."""
    for callee, side in _TRIANGLES.items():
        op = walk.definition(operand, callee)
        if op is not None and not op.kwargs and (_diagonal(op) or 0) * side > 0:
            return is_zero_beyond(op.args[0], -side, walk)
    return False


def _name(callee: Callable) -> tuple[str | None, str | None]:
    return getattr(callee, "__module__", None), getattr(callee, "__name__", None)


RULES = Rules(calls={operator.add: (_plus_nothing,)})
