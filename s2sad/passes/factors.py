"""Merge constants of products and quotients, where that is exact.

Before:
    func @f(%x: f64[n], %s: f64) {
      %a: f64[n] = mul %x, 2.0
      %b: f64[n] = mul 0.25, %a
      %c: f64[n] = mul %s, %b
      return %c
    }
After:
    func @f(%x: f64[n], %s: f64) {
      %a: f64[n] = mul %x, 2.0
      %b: f64[n] = mul 0.5, %x
      %0: f64 = mul 0.5, %s
      %c: f64[n] = mul %0, %x
      return %c
    }

Multiplication by a power of two is exact and commutes with rounding. So of two constants that are
merged, one must be a power of two. The bits are the same unless what lies between over- or
underflows; then the merged form is the correctly rounded one, for which constants themselves must
keep their distance from the ends of the dtype.
"""

from __future__ import annotations

import math
import operator

from ..ir import paths
from ..ir.nodes import Call, Const, Function, Operand, Value
from ..ir.paths import is_full, is_new
from ..ir.types import ArrayType, ScalarType
from . import rewrite
from .arithmetic import call_like, factor_of, is_real, mergeable, number_of, of_derivative
from .rewrite import Rules, Walk, type_of
from .sighted import sees

#: what makes `c * x`, `x / c` or `c / x`
_SCALED = ((operator.mul, Const), (operator.truediv, Const))


def run(fn: Function) -> Function:
    return rewrite.run(fn, RULES)


def _is_power_of_two(number: int | float) -> bool:
    usual = 2.0**-1000 <= abs(number) <= 2.0**1000
    return usual and abs(math.frexp(number)[0]) == 0.5


def _scaled(operand: Operand, walk: Walk) -> tuple[int | float, Operand] | None:
    """(c, x), where the operand is `c * x` of x's type; `x / 2.0` is `0.5 * x`."""
    op = walk.definitions.get(operand)
    if op is None:
        return None
    if op.callee is operator.mul:
        factor = factor_of(op)
    elif op.callee is operator.truediv:
        number = number_of(op.args[1])
        power = number is not None and _is_power_of_two(number)
        factor = (1.0 / number, op.args[0]) if power else None
    else:
        return None
    if factor is None or type_of(factor[1]) != op.result.type or not is_real(op.result.type):
        return None
    return factor if mergeable(op.result.type.dtype, factor[0]) else None


def _over(operand: Operand, walk: Walk) -> tuple[int | float, Operand] | None:
    """(c, x), where the operand is `c / x`."""
    op = walk.definition(operand, operator.truediv)
    number = None if op is None else number_of(op.args[0])
    if number is None or not is_real(op.result.type):
        return None
    # the quotient of integers is rounded once, without rounding them to floats before
    if type(number) is int and not is_real(type_of(op.args[1])):
        return None
    return (number, op.args[1]) if mergeable(op.result.type.dtype, number) else None


def _times(op: Call, number: int | float, x: Operand) -> Call | Operand:
    return x if number == 1 else call_like(op, operator.mul, Const(number), x)


@sees(Const)
@sees(*_SCALED, operator.matmul, operator.getitem)
def _merge_factors(op: Call, walk: Walk) -> Call | Operand | None:
    """`c * (d * x)` -> `(c * d) * x`, `c * (d / x)` -> `(c * d) / x`."""
    factor = factor_of(op)
    t = op.result.type
    if factor is None or not is_real(t) or type_of(factor[1]) != t:
        return None
    c, inner = factor
    if not mergeable(t.dtype, c):
        return None
    found = _scaled(inner, walk)
    if found is not None:
        d, x = found
        if (_is_power_of_two(c) or _is_power_of_two(d)) and mergeable(t.dtype, c * d):
            return _times(op, c * d, x)
    found = _over(inner, walk)
    if found is not None and _is_power_of_two(c) and mergeable(t.dtype, c * found[0]):
        return call_like(op, operator.truediv, Const(c * found[0]), found[1])
    return _into_product(op, c, inner, walk) or _under_axes(op, c, inner, walk)


def _under_axes(op: Call, c: int | float, inner: Operand, walk: Walk) -> Call | None:
    """`c * (d * x)[:, None]` -> `((c * d) * x)[:, None]`, in the reverse sweep: the rows of a
    difference over their norms."""
    there = walk.definition(inner, operator.getitem)
    if there is None or not of_derivative(op) or not _is_power_of_two(c):
        return None
    x, index = there.args
    steps = paths.steps(index)
    if not all(is_new(step) or is_full(step) for step in steps) or not any(map(is_new, steps)):
        return None
    if not walk.only_use(inner) or not walk.only_use(x):
        return None
    x = _rescaled(c, x, walk, op)
    return None if x is None else call_like(op, operator.getitem, x, index)


def _rescaled(c: int | float, x: Operand, walk: Walk, at: Call) -> Operand | None:
    """`c * x`, where x has a constant that it is merged with."""
    t, found = type_of(x), _over(x, walk)
    if not mergeable(t.dtype, c):
        return None
    if found is not None and mergeable(t.dtype, c * found[0]):
        return walk.emit(operator.truediv, Const(c * found[0]), found[1], type=t, at=at)
    found = _scaled(x, walk)
    if found is not None:
        d, y = found
        if not mergeable(t.dtype, c * d):
            return None
        return y if c * d == 1 else walk.emit(operator.mul, Const(c * d), y, type=t, at=at)
    quotient = walk.definition(x, operator.truediv)
    above = None if quotient is None else quotient.args[0]
    if above is None or not is_real(type_of(above)) or type_of(above).dtype != t.dtype:
        return None
    if not walk.only_use(above):
        return None
    above = _rescaled(c, above, walk, at)
    if above is None:
        return None
    return walk.emit(operator.truediv, above, quotient.args[1], type=t, at=at)


def _into_product(op: Call, c: int | float, inner: Operand, walk: Walk) -> Call | None:
    """`c * ((d * a) @ b)` -> `((c * d) * a) @ b`, in the reverse sweep."""
    product = walk.definition(inner, operator.matmul)
    if product is None or not of_derivative(op) or not walk.only_use(inner):
        return None
    for k, operand in enumerate(product.args):
        found, t = _scaled(operand, walk), type_of(operand)
        if found is None or t.dtype != op.result.type.dtype:
            continue
        d, x = found
        if not (_is_power_of_two(c) or _is_power_of_two(d)) or not mergeable(t.dtype, c * d):
            continue
        if c * d != 1 and not walk.only_use(operand):
            continue
        if c * d != 1:
            x = walk.emit(operator.mul, Const(c * d), x, type=t, at=op)
        args = (*product.args[:k], x, *product.args[k + 1 :])
        return call_like(op, operator.matmul, *args)
    return None


@sees(Const)
@sees(*_SCALED)
def _merge_divisor(op: Call, walk: Walk) -> Call | Operand | None:
    """`(d * x) / c` -> `(d / c) * x` or `x / (c / d)`, `(d / x) / c` -> `(d / c) / x`."""
    c, inner, t = number_of(op.args[1]), op.args[0], op.result.type
    if c is None or not is_real(t) or type_of(inner) != t or not mergeable(t.dtype, c):
        return None
    found = _scaled(inner, walk)
    if found is not None:
        d, x = found
        if _is_power_of_two(c) and mergeable(t.dtype, d / c):
            return _times(op, d / c, x)
        if _is_power_of_two(d) and mergeable(t.dtype, c / d):
            return call_like(op, operator.truediv, x, Const(c / d))
    found = _over(inner, walk)
    if found is not None and _is_power_of_two(c) and mergeable(t.dtype, found[0] / c):
        return call_like(op, operator.truediv, Const(found[0] / c), found[1])
    return None


@sees(Const)
@sees(*_SCALED)
def _merge_dividend(op: Call, walk: Walk) -> Call | None:
    """`c / (d * x)` -> `(c / d) / x`."""
    c, inner, t = number_of(op.args[0]), op.args[1], op.result.type
    if c is None or not is_real(t) or type_of(inner) != t or not mergeable(t.dtype, c):
        return None
    found = _scaled(inner, walk)
    if found is None or not _is_power_of_two(found[0]) or not mergeable(t.dtype, c / found[0]):
        return None
    return call_like(op, operator.truediv, Const(c / found[0]), found[1])


@sees((operator.truediv, Const), gives=ArrayType)
def _times_reciprocal(op: Call, walk: Walk) -> Call | None:
    """`(1.0 / s) * x` -> `x / s` of a number and an array, in the reverse sweep."""
    if not of_derivative(op):
        return None
    for operand, x in (op.args, op.args[::-1]):
        inverse = walk.definition(operand, operator.truediv)
        if inverse is None or number_of(inverse.args[0]) != 1.0 or not walk.only_use(operand):
            continue
        whole = type_of(x)
        if type(whole) is not ArrayType or whole.shape != op.result.type.shape:
            continue
        same = whole == op.result.type or op.result.type.dtype == "f64" and whole.dtype[0] in "iub"
        if type(type_of(operand)) is ScalarType and same:
            return call_like(op, operator.truediv, x, inverse.args[1])
    return None


@sees(*_SCALED)
def _move_factor(op: Call, walk: Walk) -> Call | None:
    """A power of two goes to the operand where it costs less:

    `s * (c * A)` -> `(c * s) * A` for a scalar s and an array A, and
    `(c * a) * (d * b)` -> `((c * d) * a) * b`.
    """
    t = op.result.type
    if not is_real(t):
        return None
    for k, operand in enumerate(op.args):
        other = op.args[1 - k]
        found = _scaled(operand, walk)
        if found is None or not _is_power_of_two(found[0]) or type(other) is not Value:
            continue
        d, x = found
        there = _scaled(other, walk)
        scalar = isinstance(other.type, ScalarType) and isinstance(operand.type, ArrayType)
        if there is not None and other.type == operand.type:
            number, y = there[0] * d, there[1]
        elif scalar and is_real(other.type):
            number, y = d, other
        else:
            continue
        if not mergeable(other.type.dtype, number) or not walk.only_use(operand):
            continue
        if number != 1:
            y = walk.emit(operator.mul, Const(number), y, type=other.type, at=op)
        return call_like(op, operator.mul, *((y, x) if k == 1 else (x, y)))
    return None


RULES = Rules(
    calls={
        operator.mul: (_merge_factors, _times_reciprocal, _move_factor),
        operator.truediv: (_merge_divisor, _merge_dividend),
    }
)
