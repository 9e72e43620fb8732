"""The pullback of `np.maximum(x, 0)` where its cotangent is a product with itself, as of a square.

    forward:   %h = np.maximum %x, 0.0; %y = pow %h, 2
    backward:  %h_bar = mul %g, %h; %x_bar = mul %h_bar, (%x > 0 and half of %x == 0)
    after:     %x_bar = mul %g, %h

Where x is not taken the hinge is 0, and so is the product: nobody multiplies by 0 or 1 once more.
"""

from __future__ import annotations

import operator

import numpy as np

from ..ir.nodes import Call, Const, Operand, Value
from ..ir.types import ArrayType
from ..passes.arithmetic import number_of
from ..runtime.masks import shared
from ..types.lattice import equal_where_they_meet

#: which entries an extremum takes of its other argument
_TAKEN = {np.maximum: operator.ge, np.minimum: operator.le}
#: what is zero where a factor, or the first argument, is
_ZERO_WITH = frozenset({operator.mul, operator.neg, operator.truediv, operator.pow})
#: how far back the factors of a cotangent are looked for, and how deep in products
_OPS, _DEPTH = 40, 6


def _extremum(reverse, op: Call, bar: Operand, sweep) -> bool:
    if len(op.args) != 2 or op.kwargs:
        return False
    x, zero = op.args if number_of(op.args[1]) == 0 else op.args[::-1]
    if number_of(zero) != 0 or not isinstance(x, Value) or not isinstance(x.type, ArrayType):
        return False
    have = getattr(bar, "type", None)
    if x.type != op.result.type or not isinstance(have, ArrayType) or have.dtype != x.type.dtype:
        return False
    if not equal_where_they_meet(have.shape, x.type.shape):
        return False
    makers = {each.result: each for each in sweep.builder.ops[-_OPS:] if isinstance(each, Call)}
    if not _is_factor(op.result, bar, makers, _DEPTH):
        return False
    emit, builder = reverse.arithmetic.emit, sweep.builder
    taken = emit(builder, _TAKEN[op.callee], x, zero)
    reverse.add_bar(sweep, x, emit(builder, shared, bar, Const(1.0), taken, type=have))
    return True


def _is_factor(factor: Value, operand: Operand, makers: dict[Value, Call], depth: int) -> bool:
    """True where the operand is the factor, or a power of it, times something."""
    if operand is factor:
        return True
    call = makers.get(operand) if depth else None
    if call is None or call.callee not in _ZERO_WITH:
        return False
    if call.callee is operator.pow and not (number_of(call.args[1]) or 0) > 0:
        return False
    factors = call.args if call.callee is operator.mul else call.args[:1]
    return any(_is_factor(factor, arg, makers, depth - 1) for arg in factors)


PULLS = {np.maximum: _extremum, np.minimum: _extremum}
