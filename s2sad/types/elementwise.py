"""Elementwise operations: the dtype by running the operation on ones, the shape by broadcasting.

The run is remembered by the operands' kinds and dtypes alone, so that after the first `f64[n] *
float` every other one costs a look-up. Surprising: a constant counts as one of its class, except
an integer that not every dtype holds, or that may be a negative exponent.
"""

from __future__ import annotations

import operator
import warnings
from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Any

import numpy as np

from ..ir.types import ArrayType, ScalarType, TupleType, Type
from .dims import Shape, broadcast
from .dtypes import NUMPY, PYTHON, type_of_value
from .failure import InferenceError
from .request import Lit, Request, Val, function_name

#: what an operation on operands of the wrong kind raises
FAILURES = (
    TypeError, ValueError, IndexError, ArithmeticError, AttributeError, NotImplementedError,
    RuntimeError, AssertionError, KeyError,
)  # fmt: skip

OPERATORS = (
    operator.add, operator.sub, operator.mul, operator.truediv, operator.floordiv, operator.mod,
    operator.pow, operator.neg, operator.pos, operator.abs, operator.invert, operator.inv,
    operator.lt, operator.le, operator.eq, operator.ne, operator.gt, operator.ge, operator.and_,
    operator.or_, operator.xor, operator.lshift, operator.rshift,
    operator.iadd, operator.isub, operator.imul, operator.itruediv, operator.ifloordiv,
    operator.imod, operator.ipow, operator.iand, operator.ior, operator.ixor, abs, divmod, pow,
)  # fmt: skip
FUNCTIONS = (
    np.round, np.around, np.real, np.imag, np.angle, np.sinc, np.i0, np.nan_to_num, np.fix,
    np.clip, np.isclose, np.iscomplex, np.isreal, np.isposinf, np.isneginf, np.copy,
)  # fmt: skip


def elementwise(request: Request) -> Type | None:
    """The type of an operation that works entry by entry; None where it has other operands."""
    kinds, shapes = [], []
    for arg in request.args:
        if type(arg) is Val:
            t = arg.type
            if type(t) is ArrayType:
                kinds.append((t.dtype, 1 if t.shape else 0))
                shapes.append(t.shape)
            elif type(t) is ScalarType:
                kinds.append((t.dtype, 3 if t.python else 2))
            else:
                return None
        elif type(arg) is Lit:
            kinds.append(_kind_of_constant(arg))
        else:
            return None
    if request.kwargs and not all(type(v) is Lit for _, v in request.kwargs):
        return None
    return _with_shape(run_on_ones(request.callee, tuple(kinds), request.kwargs), shapes)


def _kind_of_constant(constant: Lit) -> Hashable:
    t = PYTHON.get(constant.cls)
    if t is None:
        if not isinstance(constant.value, np.generic):
            return constant
        t = type_of_value(constant.value)
        return (t.dtype, 2) if isinstance(t, ScalarType) else constant
    if constant.cls is int and not 0 <= constant.value < 128:
        return constant
    return (t.dtype, 3)


def _with_shape(proto: Type, shapes: list[Shape]) -> Type:
    if type(proto) is ArrayType:
        return ArrayType(proto.dtype, broadcast(shapes)) if proto.shape else proto
    if type(proto) is TupleType:
        return TupleType(tuple(_with_shape(item, shapes) for item in proto.items))
    if len(shapes) > 1:
        broadcast(shapes)
    return proto


@lru_cache(maxsize=8192)
def run_on_ones(callee: Callable, kinds: tuple, kwargs: tuple = ()) -> Type:
    """The type of the result on one-entry operands of these kinds."""
    try:
        with warnings.catch_warnings(action="ignore"), np.errstate(all="ignore"):
            result = callee(*map(_one, kinds), **{k: v.value for k, v in kwargs})
    except FAILURES as error:
        operands = ", ".join(map(_text, kinds))
        raise InferenceError(
            f"{function_name(callee)} does not take ({operands}): {str(error).rstrip('.')}."
        ) from None
    return type_of_value(result)


def _one(kind: Hashable) -> Any:
    if type(kind) is Lit:
        return kind.value
    dtype, form = kind
    if form == 3:
        return PYTHON_ONES[dtype]
    if form == 2:
        return NUMPY[dtype].type(1)
    return np.ones((1,) * form, NUMPY[dtype])


PYTHON_ONES = {"bool": True, "i64": 1, "f64": 1.0, "c128": 1 + 1j}


def _text(kind: Hashable) -> str:
    if type(kind) is Lit:
        return repr(kind.value)
    dtype, form = kind
    return str(ScalarType(dtype, form == 3)) if form >= 2 else f"an array of {dtype}"


RULES = dict.fromkeys((*OPERATORS, *FUNCTIONS), elementwise)
