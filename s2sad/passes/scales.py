"""A number by which all terms of a sum are multiplied multiplies the sum.

Before:
    func @f(%s: f64, %x: f64[n, m], %y: f64[n, m]) {
      %a: f64[n, m] = mul %s, %x
      %b: f64[n, m] = mul %a, %y
      %c: f64 = np.sum %b
      return %c
    }
After:
    func @f(%s: f64, %x: f64[n, m], %y: f64[n, m]) {
      %a: f64[n, m] = mul %s, %x
      %b: f64[n, m] = mul %a, %y
      %0: f64[n, m] = mul %x, %y
      %1: f64 = np.sum %0
      %c: f64 = mul %s, %1
      return %c
    }

So for inner products, and for products of a matrix and a vector: one multiplication of a number
in the place of one of an array. In derivatives only, since the rounding is another. What is left
unused is for `dce`.
"""

from __future__ import annotations

import operator

import numpy as np

from ..ir.nodes import Call, Function, Operand
from ..ir.types import ArrayType, ScalarType, Type
from . import rewrite
from .arithmetic import call_like, errstate_of, is_real, of_derivative
from .rewrite import Rules, Walk, type_of
from .sighted import sees

_PRODUCTS = (operator.mul, operator.truediv)
#: how many products are looked through
_DEPTH = 6


def run(fn: Function) -> Function:
    return rewrite.run(fn, RULES)


@sees(*_PRODUCTS)
def _scaled_sum(op: Call, walk: Walk) -> Call | None:
    """`np.sum(s * x)` -> `s * np.sum(x)`."""
    if not of_derivative(op) or {name for name, _ in op.kwargs} - {"axis", "keepdims"}:
        return None
    return _taken_out(op, 0, walk)


@sees(*_PRODUCTS)
def _scaled_product(op: Call, walk: Walk) -> Call | None:
    """`(s * x) @ y` -> `s * (x @ y)`, where the result is smaller than x."""
    if not of_derivative(op):
        return None
    ndim = getattr(op.result.type, "ndim", 0)
    for k, operand in enumerate(op.args):
        if getattr(type_of(operand), "ndim", 0) > ndim:
            new = _taken_out(op, k, walk)
            if new is not None:
                return new
    return None


def _taken_out(op: Call, k: int, walk: Walk) -> Call | None:
    """The call without the number in one of its operands, and the number beside it."""
    if not is_real(op.result.type) or op.result.type.dtype == "f16":  # its sums soon overflow
        return None
    path = _path(op.args[k], walk, errstate_of(op))
    if not path:
        return None
    scale, rest = _scale_of(path[-1])
    for product, inner in zip(path[-2::-1], path[::-1]):
        args = [rest if arg is inner.result else arg for arg in product.args]
        rest = walk.emit(product.callee, *args, type=product.result.type, at=op)
    args = (*op.args[:k], rest, *op.args[k + 1 :])
    total = walk.emit(op.callee, *args, type=op.result.type, at=op, kwargs=op.kwargs)
    callee = path[-1].callee
    return call_like(op, callee, *((scale, total) if callee is operator.mul else (total, scale)))


def _path(operand: Operand, walk: Walk, settings: tuple, depth: int = _DEPTH) -> list[Call]:
    """The products from the operand's down to one with a number, which nobody else reads, all
    under the same settings of np.errstate."""
    product = walk.definitions.get(operand)
    if product is None or product.callee not in _PRODUCTS or not depth:
        return []
    if not is_real(operand.type) or not walk.only_use(operand):
        return []
    if errstate_of(product) != settings:
        return []
    if _scale_of(product) is not None:
        return [product]
    for part in product.args[: 1 if product.callee is operator.truediv else 2]:
        if type_of(part) == operand.type:
            rest = _path(part, walk, settings, depth - 1)
            if rest:
                return [product, *rest]
    return []


def _scale_of(product: Call) -> tuple[Operand, Operand] | None:
    """The number and the array of a product or quotient of them, where the array has its type."""
    a, b = product.args
    whole = product.result.type
    if _is_number(type_of(b)) and _is_same(type_of(a), whole):
        return b, a
    if product.callee is operator.mul and _is_number(type_of(a)) and _is_same(type_of(b), whole):
        return a, b
    return None


def _is_number(t: Type | None) -> bool:
    return type(t) is ScalarType and t.dtype[0] in "fi"


def _is_same(t: Type | None, whole: Type) -> bool:
    return type(t) is ArrayType and t == whole


RULES = Rules(calls={np.sum: (_scaled_sum,), operator.matmul: (_scaled_product,)})
