"""The pullback of the logistic function where it comes from logarithms, as in a likelihood.

    forward:   %s = 1 / (1 + exp(%u)); %l = t * log(%s) + (1 - t) * log(1 - %s)
    backward:  %s_bar = g * t / %s - g * (1 - t) / (1 - %s); %u_bar = -%s_bar * %s * (1 - %s)
    after:     %u_bar = -g * (t - %s)

What the slope of the logistic function multiplies by is what that of a logarithm divides by: nobody
writes either, and where `%s` is rounded to 0 or 1, both together are NaN.
"""

from __future__ import annotations

import operator
from collections import ChainMap
from collections.abc import Callable, Mapping, Sequence

from ..ir.nodes import Call, Const, Op, Operand, Value, node
from ..ir.types import ArrayType, ScalarType
from ..passes.arithmetic import number_of
from ..passes.rewrite import type_of
from ..runtime.broadcast import spread
from ..types.lattice import equal_where_they_meet
from .logistic import Quotient

#: how far back the terms of a cotangent are looked for
_OPS = 60


@node
class Term:
    """`sign * above / y`, or over `1 - y` where it is `rest`."""

    sign: float
    above: Operand
    rest: bool


def reverse_rule(
    y: Value, quotient: Quotient, bar: Operand, made: Sequence[Op], makers: Mapping[Value, Call]
) -> tuple[Callable, tuple[Operand, ...]] | None:
    """A rule for the cotangents of the exponent and of what stands above, and what it takes after
    the value; None where the cotangent is made otherwise. `made`: the operations of the backward
    sweep so far, `makers`: those of the program."""
    if quotient.ratio is None:
        return None
    recent = {op.result: op for op in made[-_OPS:] if isinstance(op, Call)}
    known = ChainMap(recent, makers)
    found = _Search(y, known).terms(bar, 1.0)
    match sorted(found or (), key=lambda term: term.rest):
        case [Term(sign, a, False)]:
            return vjp_of_logarithm, (a, Const(-sign), Const(quotient.ratio))
        case [Term(sign, a, False), Term(other, b, True)] if quotient.ratio == 1.0:
            weight = _likelihood(a, b, y, known) if sign != other else None
            if weight is not None:
                g, t, over = weight
                over, number, divisor = _split(g, sign * over, known)
                ends = (t, y) if over > 0 else (y, t)
                return vjp_of_likelihood, (number, divisor, *ends)
            return vjp_of_both, (a, b, Const(-sign), Const(-other))
    return None


class _Search:
    def __init__(self, y: Value, makers: Mapping[Value, Call]):
        self.y, self.makers = y, makers

    def terms(self, operand: Operand, sign: float) -> list[Term] | None:
        """The cotangent as quotients by y and `1 - y`; None where it is something else, too."""
        call = self.makers.get(operand) if type(operand) is Value else None
        if call is None or not _alike(type_of(operand), self.y.type):
            return None
        if call.callee is operator.neg:
            return self.terms(call.args[0], -sign)
        if call.callee in (operator.add, operator.sub):
            first, second = call.args
            found = self.terms(first, sign), self.terms(
                second, sign if call.callee is operator.add else -sign
            )
            return None if None in found else [*found[0], *found[1]]
        if call.callee is operator.truediv:
            above, below = call.args
            if below is self.y:
                return [Term(sign, above, False)]
            if _rest(below, self.makers) is self.y:
                return [Term(sign, above, True)]
        return None


def _rest(operand: Operand, makers: Mapping[Value, Call]) -> Operand | None:
    """x, where the operand is `1 - x`."""
    call = makers.get(operand) if type(operand) is Value else None
    is_rest = call is not None and call.callee is operator.sub and number_of(call.args[0]) == 1
    return call.args[1] if is_rest else None


def _likelihood(
    a: Operand, b: Operand, y: Value, makers: Mapping[Value, Call]
) -> tuple[Operand, Operand, float] | None:
    """g, t and a sign, where a is `sign * g * t`, and b is `sign * g * (1 - t)`."""
    for sign, g, t in _factors(a, makers):
        for other, h, rest in _factors(b, makers):
            if sign == other and _rest(rest, makers) is t and _same(g, h, makers):
                exact = getattr(y.type, "dtype", "") == "f64" or _dtype(t) == _dtype(y)
                return (g, t, sign) if exact else None
    return None


def _factors(operand: Operand, makers: Mapping[Value, Call]) -> list[tuple]:
    """A product as sign, factor and factor, both ways."""
    sign, operand = _signed(operand, makers)
    call = makers.get(operand) if type(operand) is Value else None
    if call is None or call.callee is not operator.mul:
        return []
    (s, left), (t, right) = (_signed(arg, makers) for arg in call.args)
    return [(sign * s * t, left, right), (sign * s * t, right, left)]


def _signed(operand: Operand, makers: Mapping[Value, Call]) -> tuple[float, Operand]:
    call = makers.get(operand) if type(operand) is Value else None
    is_negative = call is not None and call.callee is operator.neg
    return (-1.0, call.args[0]) if is_negative else (1.0, operand)


def _same(a: Operand, b: Operand, makers: Mapping[Value, Call]) -> bool:
    """One operand, or one number in one shape."""
    if a is b:
        return True
    if type(a) is Const or type(b) is Const:
        return number_of(a) is not None and number_of(a) == number_of(b)
    calls = [makers.get(each) for each in (a, b)]
    if any(call is None or call.callee is not spread for call in calls) or a.type != b.type:
        return False
    return _same(calls[0].args[0], calls[1].args[0], {})


def _split(operand: Operand, sign: float, makers: Mapping[Value, Call]) -> tuple:
    """A factor as a sign, a factor without one, and a divisor."""
    call, divisor = makers.get(operand) if type(operand) is Value else None, Const(1.0)
    inner = call.args[0] if call is not None and call.callee is spread else operand
    call = makers.get(inner) if type(inner) is Value else None
    if call is not None and call.callee is operator.truediv:
        inner, divisor = call.args
    number = number_of(inner)
    if number is None:
        return sign, operand, Const(1.0)
    return sign if number >= 0 else -sign, Const(abs(float(number))), divisor


def _dtype(operand: Operand) -> str:
    return getattr(type_of(operand), "dtype", "")


def _alike(a, b) -> bool:
    if isinstance(a, ArrayType) and isinstance(b, ArrayType):
        return a.dtype == b.dtype and equal_where_they_meet(a.shape, b.shape)
    return isinstance(a, ScalarType) and isinstance(b, ScalarType)


# --- the rules, as those of `rules` are written ---


def vjp_of_logarithm(y, a, sign, ratio):
    return sign * a * (1.0 - ratio * y), None


def vjp_of_both(y, a, b, sign, other):
    return sign * a * (1.0 - y) + other * b * y, None


def vjp_of_likelihood(y, g, d, t, p):
    return -(g / d * (t - p)), None
