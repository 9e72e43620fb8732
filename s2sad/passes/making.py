"""Arrays that are made of a shape: `np.zeros(shape)` for `np.zeros_like(y)`, and its kin."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..ir import prims
from ..ir.nodes import Call, Const, Op, Operand, Pack, Value
from ..ir.types import DTYPES, INT, ArrayType, TupleType, Type
from .rewrite import type_of

#: what makes the same of a shape, the first argument
OF_SHAPE = {
    np.zeros_like: np.zeros, np.ones_like: np.ones, np.empty_like: np.empty, np.full_like: np.full,
}  # fmt: skip


def can_be_made(op: Call) -> bool:
    """True where the call says no more than which array the new one is like."""
    return op.callee in OF_SHAPE and not op.kwargs and len(op.args) == 1 + _is_filled(op)


def made_of(op: Call, like: ArrayType, shape: Operand) -> Call:
    """What `op` makes like an array of that type, made of its shape."""
    fill = op.args[1:]
    args = (shape, *fill)
    return Call(OF_SHAPE[op.callee], args, _dtype(like, fill), op.result, False, op.span)


def shape_of(array: Value, emit: Callable) -> Operand:
    """The shape of an array, to make others of."""
    if all(type(length) is int for length in array.type.shape):
        return Pack(tuple, tuple(map(Const, array.type.shape)))
    if array.type.ndim == 1:
        return Pack(tuple, (emit(prims.axis_length, array, Const(0), type=INT),))
    return emit(np.shape, array, type=TupleType((INT,) * array.type.ndim))


def emit_before(
    ops: list[Op], at: Call, callee: Callable, *args: Operand, type: Type
) -> Value:
    """The result of a new call that stands before the one it is made for."""
    value = Value("", type, at.span)
    ops.append(Call(callee, args, (), value, False, at.span))
    return value


def _is_filled(op: Call) -> bool:
    return op.callee is np.full_like


def _dtype(like: ArrayType, fill: tuple[Operand, ...]) -> tuple:
    """The dtype that an array is made with, where it is not that of numbers."""
    if like.dtype == "f64" and all(type_of(value).dtype == "f64" for value in fill):
        return ()
    return (("dtype", Const(np.dtype(DTYPES[like.dtype]))),)
