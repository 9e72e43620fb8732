"""Which length an integer is: the other side of shapes, for `zeros(n - 1)` and `x[1 : n - 1]`.

In: a call that gives an integer, and what is known of its operands. Out: the axis whose length the
integer is, or None. Surprising: `Dim(n, offset=2)` also stands for the integer `n - 2`, which is
negative where n is short; as a length in an operation that succeeds it never is.
"""

from __future__ import annotations

import operator
from collections.abc import Callable

import numpy as np

from ..ir import prims
from ..ir.nodes import Const, Operand, Value
from ..ir.types import Axis, Dim
from .dims import divided, product, shift, total

DimOf = Callable[[Value], Axis | None]


def length_of(callee: Callable, args: tuple[Operand, ...], dim_of: DimOf) -> Axis | None:
    """The length that `callee(*args)` is; `dim_of` tells it of integer operands."""
    if callee in (prims.axis_length, len, np.size):
        shape = getattr(getattr(args[0], "type", None), "shape", None)
        if shape is None:
            return dim_of(args[0]) if isinstance(args[0], Value) else None
        return _of_array(callee, shape, args[1:])
    if len(args) != 2:
        return None
    a, b = (_integer(arg, dim_of) for arg in args)
    if a is None or b is None:
        return None
    if callee is operator.sub and isinstance(a, Dim) and isinstance(b, int) and b >= 0:
        return shift(a, b)
    # with an offset the integer may be negative, and sums and products of lengths are not
    if any(isinstance(axis, Dim) and axis.offset for axis in (a, b)):
        return None
    if callee is operator.add and min(_sign(a), _sign(b)) >= 0:
        return total((a, b))
    if callee is operator.mul and min(_sign(a), _sign(b)) >= 0:
        return product((a, b))
    if callee is operator.floordiv and isinstance(a, Dim) and isinstance(b, int) and b > 1:
        return divided(a, b)
    return None


def _of_array(callee: Callable, shape: tuple[Axis, ...], rest: tuple) -> Axis | None:
    if callee is np.size and not rest:
        return product(shape)
    if callee is len:
        return shape[0] if shape else None
    if rest and isinstance(rest[0], Const) and -len(shape) <= rest[0].value < len(shape):
        return shape[rest[0].value]
    return None


def _integer(operand: Operand, dim_of: DimOf) -> Axis | None:
    match operand:
        case Value():
            return dim_of(operand)
        case Const(value=int() as value) if not isinstance(value, bool):
            return value
    return None


def _sign(axis: Axis) -> int:
    return axis if isinstance(axis, int) else 0
