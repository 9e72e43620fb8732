"""What the rules of arithmetic ask of an operation, and the answer they give: another call."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..ir.inventory import found_once, inventory
from ..ir.nodes import Call, Const, Function, Operand
from ..ir.types import ArrayType, ScalarType, Type

#: constants are merged where they and their product are within 2**-k .. 2**k
_RANGE: dict[str, int] = {"f16": 7, "f32": 60, "f64": 500, "f128": 500}


def is_real(type: Type | None) -> bool:
    """A scalar or an array of floating-point, real numbers."""
    kind = type.__class__
    return (kind is ScalarType or kind is ArrayType) and type.dtype[0] == "f"


def number_of(operand: Operand) -> int | float | None:
    """The real Python number that the operand is, if it is one."""
    if type(operand) is Const and type(operand.value) in (int, float):
        return operand.value
    return None


def mergeable(dtype: str, *numbers: int | float) -> bool:
    """None of the numbers comes near the dtype's overflow or underflow, and all are floats."""
    limit = 2.0 ** _RANGE[dtype]
    return all(1 / limit <= abs(n) <= limit and float(n) == n for n in numbers)


def of_derivative(op: Call) -> bool:
    """True for an operation of a derivative, where zeros may change their sign."""
    return op.span is None or op.span.adjoint or op.span.tangent


@found_once
def has_derivative(fn: Function) -> bool:
    """True where some operation is of a derivative."""
    return any(type(op) is Call and of_derivative(op) for op in reversed(inventory(fn).ops))


def errstate_of(op: Call) -> tuple:
    """The settings of np.errstate around an operation."""
    return () if op.span is None else op.span.errstate


def factor_of(op: Call) -> tuple[int | float, Operand] | None:
    """The constant and the other operand of a product with one constant."""
    left, right = op.args
    if type(left) is Const and type(left.value) in (int, float):
        return left.value, right
    if type(right) is Const and type(right.value) in (int, float):
        return right.value, left
    return None


def is_of_numpy(operand: Operand) -> bool:
    """True for a constant of NumPy's that a Python float can stand for."""
    numbers = (np.float64, np.float32, np.float16)
    return type(operand) is Const and type(operand.value) in numbers


def plain(constant: Const) -> Const:
    """A number of NumPy as the shortest of Python that becomes it in that precision."""
    return Const(float(str(constant.value)))


def call_like(op: Call, callee: Callable, *args: Operand) -> Call:
    """Another call for the same result."""
    return Call(callee, args, (), op.result, False, op.span)
