"""The pullback of `abs(x)` where its cotangent is a product with itself, as of a square.

    forward:   %r = np.abs %x; %y = pow %r, 2
    backward:  %r_bar = mul %g, %r; %x_bar = mul %r_bar, (np.sign %x)
    after:     %x_bar = mul %g, %x

The square of an absolute value has no kink, and nobody asks for the sign of x, or divides by the
absolute value of a complex x, of which the conjugate stands in the product then.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from functools import partial

import numpy as np

from ..ir.nodes import Call, Const, Operand, Value
from ..ir.types import ArrayType, ScalarType
from ..types.lattice import equal_where_they_meet

#: how far back the factors of a cotangent are looked for, and how deep in products
_OPS, _DEPTH = 40, 6
_LINEAR = frozenset({operator.mul, operator.truediv, operator.neg, operator.add})


def _absolute(reverse, op: Call, bar: Operand, sweep) -> bool:
    x = op.args[0]
    if op.kwargs or len(op.args) != 1 or not isinstance(x, Value) or not _is_alike(op, bar):
        return False
    makers = {each.result: each for each in sweep.builder.ops[-_OPS:] if isinstance(each, Call)}
    product = _Product(op.result, makers)
    if not product.has(bar, _DEPTH):
        return False
    emit, builder = reverse.arithmetic.emit, sweep.builder
    rest = product.without(bar, partial(emit, builder))
    new = emit(builder, np.conj, x) if x.type.dtype[0] == "c" else x
    reverse.add_bar(sweep, x, emit(builder, operator.mul, rest, new))
    return True


def _is_alike(op: Call, bar: Operand) -> bool:
    """True where the cotangent is of the precision and shape of the result."""
    mine, its = op.result.type, getattr(bar, "type", None)
    if isinstance(mine, ScalarType) and isinstance(its, ScalarType):
        return mine.dtype == its.dtype and mine.dtype[0] == "f"
    if not isinstance(mine, ArrayType) or not isinstance(its, ArrayType) or mine.dtype[0] != "f":
        return False
    return mine.dtype == its.dtype and equal_where_they_meet(mine.shape, its.shape)


class _Product:
    """Products with a factor, and sums of such ones, as `r * r` has for r."""

    def __init__(self, factor: Value, makers: dict[Value, Call]):
        self.factor, self.makers = factor, makers

    def has(self, operand: Operand, depth: int) -> bool:
        """True where the operand is the factor times something."""
        if operand is self.factor:
            return True
        call = self.makers.get(operand) if depth else None
        if call is None or call.callee not in _LINEAR:
            return False
        found = [self.has(arg, depth - 1) for arg in self.linear(call)]
        return all(found) if call.callee is operator.add else any(found)

    def linear(self, call: Call) -> tuple[Operand, ...]:
        return call.args if call.callee in (operator.mul, operator.add) else call.args[:1]

    def without(self, operand: Operand, emit: Callable) -> Operand:
        """The operand, which has the factor, with 1 in its place."""
        if operand is self.factor:
            return Const(1.0)
        call = self.makers[operand]
        args = [*call.args]
        places = [k for k, arg in enumerate(self.linear(call)) if self.has(arg, _DEPTH)]
        for k in places if call.callee is operator.add else places[:1]:
            args[k] = self.without(args[k], emit)
        return emit(call.callee, *args)


PULLS = dict.fromkeys((np.abs, abs, math.fabs), _absolute)
