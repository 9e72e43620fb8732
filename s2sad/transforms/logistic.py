"""Quotients by `c + exp(u)`, of which the logistic function `1 / (1 + exp(-x))` is one.

Their derivative is in their value, as everybody knows who has written it by hand: for
`y = a / (c + exp(u))` it is `y' = -y * (1 - c / a * y) * u'`. Rule by rule it would be
`-y * exp(u) / (c + exp(u))`, which needs three arrays where one will do, and is NaN where exp(u)
overflows, though y and its derivative are 0 there.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable

import numpy as np

from ..ir.inventory import found_once, inventory
from ..ir.nodes import Call, Const, Function, Operand, Value, node
from ..ir.traverse import all_blocks
from ..passes.arithmetic import is_real, number_of
from ..runtime.broadcast import unbroadcast

EXPONENTIALS = (np.exp, math.exp)
_QUOTIENTS, _SUMS = (operator.truediv, np.divide), (operator.add, np.add)


@node
class Quotient:
    """`above / (number + exp(exponent))`, with `below` the sum."""

    above: Operand
    below: Value
    number: float
    exponent: Value

    @property
    def ratio(self) -> float | None:
        """The number below over the number above, where that is one."""
        above = number_of(self.above)
        return None if above is None else self.number / above


@found_once
def quotients(fn: Function) -> dict[Call, Quotient]:
    """Those of the function, by their operation. All that makes one stands in one block."""
    found: dict[Call, Quotient] = {}
    if not inventory(fn).calls(EXPONENTIALS):
        return found
    for block in all_blocks(fn.body):
        calls = {op.result: op for op in block.ops if type(op) is Call and not op.kwargs}
        for op in calls.values():
            quotient = _quotient(op, calls) if op.callee in _QUOTIENTS else None
            if quotient is not None:
                found[op] = quotient
    return found


def _quotient(op: Call, calls: dict[Value, Call]) -> Quotient | None:
    above, below = op.args
    total = calls.get(below)
    if total is None or total.callee not in _SUMS or not is_real(op.result.type):
        return None
    for term, power in (total.args, total.args[::-1]):
        number, made = number_of(term), calls.get(power)
        if not number or number < 0 or made is None or made.callee not in EXPONENTIALS:
            continue
        exponent = made.args[0]
        is_plain = isinstance(exponent, Value) and is_real(exponent.type) and above is not power
        if is_plain and number_of(above) != 0:
            return Quotient(above, below, float(number), exponent)
    return None


# --- the rules, as those of `rules` are written ---


def reverse_rule(quotient: Quotient, bar: Operand) -> tuple[Callable, tuple[Operand, ...]]:
    """A rule for the cotangents of the exponent and of what stands above, and what it takes after
    the value."""
    if quotient.ratio is not None:
        return vjp_of_number, (bar, quotient.exponent, Const(quotient.ratio))
    number = Const(quotient.number)
    return vjp_of_value, (bar, quotient.above, quotient.below, number, quotient.exponent)


def vjp_of_number(y, y_bar, u, ratio):
    return -y_bar * y * (1.0 - ratio * y), None


def vjp_of_value(y, y_bar, x, d, c, u):
    return unbroadcast(-y_bar * y * (1.0 - c / d), u), unbroadcast(y_bar / d, x)


def forward_rule(quotient: Quotient) -> tuple[Callable, tuple[Operand, ...]]:
    """A rule for the tangent, and what it takes after the value and the tangents of the exponent
    and of what stands above."""
    if quotient.ratio is not None:
        return jvp_of_number, (Const(quotient.ratio),)
    return jvp_of_value, (quotient.below, Const(quotient.number))


def jvp_of_number(y, u_dot, x_dot, ratio):
    return -u_dot * y * (1.0 - ratio * y)


def jvp_of_value(y, u_dot, x_dot, d, c):
    return x_dot / d - u_dot * y * (1.0 - c / d)
