"""Which calls can never raise, whatever the values of their operands: only those may be moved to
where the program might not have come.

A call comes in, with the types of its operands; out goes True where nothing can go wrong. What
surprises: two arrays are never added here, for their lengths may differ in a run that never
reaches the addition; nor numbers divided, for Python raises where NumPy does not.
"""

from __future__ import annotations

import operator
from collections.abc import Callable

import numpy as np

from ..ir import prims
from ..ir.nodes import Call, Const, Operand
from ..ir.types import ArrayType, ListType, ScalarType, TupleType
from .rewrite import type_of


def never_raises(op: Call) -> bool:
    if op.effect or op.result is None or type(op.callee).__hash__ is None:
        return False
    rule = _RULES.get(op.callee)
    return rule is not None and rule(op)


def _is_float(operand: Operand, kinds: str = "fc") -> bool:
    """A floating-point scalar or array, or a small constant that any of them takes."""
    if type(operand) is Const and type(operand.value) in (int, float):
        return abs(operand.value) <= 2**15 or type(operand.value) is float
    t = type_of(operand)
    return isinstance(t, (ScalarType, ArrayType)) and t.dtype[0] in kinds


def _is_python_int(operand: Operand) -> bool:
    t = type_of(operand)
    return isinstance(t, ScalarType) and t.python and t.dtype == "i64"


def _arithmetic(op: Call) -> bool:
    if op.kwargs:
        return False
    arrays = sum(isinstance(type_of(arg), ArrayType) for arg in op.args)
    return arrays <= 1 and (all(map(_is_float, op.args)) or all(map(_is_python_int, op.args)))


def _comparison(op: Call) -> bool:
    real = all(_is_float(arg, "f") for arg in op.args) or all(map(_is_python_int, op.args))
    return real and _arithmetic(op)


def _division(op: Call) -> bool:
    divisor = op.args[1]
    constant = type(divisor) is Const and type(divisor.value) in (int, float)
    return constant and divisor.value != 0 and _arithmetic(op)


def _elementwise(op: Call) -> bool:
    return not op.kwargs and len(op.args) == 1 and _is_float(op.args[0], "f")


def _of_array(op: Call) -> bool:
    return isinstance(type_of(op.args[0]), ArrayType) and all(
        type(arg) is Const for arg in (*op.args[1:], *(value for _, value in op.kwargs))
    )


def _length(op: Call) -> bool:
    t = type_of(op.args[0])
    return isinstance(t, (ListType, TupleType)) or (isinstance(t, ArrayType) and t.ndim > 0)


def _item(op: Call) -> bool:
    items, index = op.args
    return isinstance(type_of(items), TupleType) and type(index) is Const


_RULES: dict[Callable, Callable[[Call], bool]] = {
    **dict.fromkeys((operator.add, operator.sub, operator.mul, operator.neg), _arithmetic),
    **dict.fromkeys((operator.lt, operator.le, operator.gt, operator.ge), _comparison),
    **dict.fromkeys((operator.eq, operator.ne), _comparison),
    operator.truediv: _division,
    **dict.fromkeys((
        np.sin, np.cos, np.tan, np.arcsin, np.arccos, np.arctan, np.sinh, np.cosh, np.tanh,
        np.exp, np.exp2, np.expm1, np.log, np.log2, np.log10, np.log1p, np.sqrt, np.cbrt,
        np.square, np.absolute, np.sign, np.floor, np.ceil, operator.abs, abs,
    ), _elementwise),
    **dict.fromkeys((prims.axis_length, np.size, np.transpose), _of_array),
    operator.getitem: _item,
    len: _length,
}  # fmt: skip
