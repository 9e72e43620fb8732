"""The pullback of quotients, products and exponentials where it comes from a logarithm.

    forward:   %r = truediv %a, %b; %l = log %r
    backward:  %r_bar = truediv %g, %r; %a_bar = truediv %r_bar, %b; …
    after:     %a_bar = truediv %g, %a; %b_bar = truediv (neg %g), %b

Nobody writes `g / (a / b) / b`, for the logarithm of a quotient is a difference; nor `g / y * y`
for that of an exponential y, or `g * x / x` where what is multiplied by x is its logarithm.
"""

from __future__ import annotations

import math
import operator

import numpy as np

from ..ir.nodes import Call, Operand, Value
from ..ir.types import ArrayType, ScalarType
from ..passes.arithmetic import is_real
from ..passes.rewrite import type_of
from ..rules.lift import apply_rule
from ..runtime.broadcast import unbroadcast
from ..types.lattice import equal_where_they_meet

#: how far back the operation is looked for that has made a cotangent
_OPS = 20


def _pull(reverse, op: Call, bar: Operand, sweep) -> bool:
    if op in reverse.quotients or not is_real(op.result.type):
        return False
    above = _over(op.result, bar, sweep)
    if above is None:
        return False
    rule = vjp_of_quotient if op.callee is operator.truediv else vjp_of_product
    bars = apply_rule(
        rule, [above, *op.args], {}, sweep.builder, reverse.lengths, sweep.builder.span
    )
    for k, (operand, part) in enumerate(zip(op.args, bars.items)):
        other = None
        if k == 0 or op.callee is operator.mul:
            other = _other_factor(above, operand, op.result.type, sweep)
        reverse.add_bar(sweep, operand, part if other is None else other)
    return True


def _pull_exponential(reverse, op: Call, bar: Operand, sweep) -> bool:
    above = _over(op.result, bar, sweep) if is_real(op.result.type) else None
    if above is None:
        return False
    reverse.add_bar(sweep, op.args[0], above)
    return True


def _pull_logarithm(reverse, op: Call, bar: Operand, sweep) -> bool:
    if not is_real(op.result.type) or len(op.args) != 1:
        return False
    other = _other_factor(bar, op.args[0], op.result.type, sweep)
    if other is None:
        return False
    reverse.add_bar(sweep, op.args[0], other)
    return True


def _other_factor(product: Operand, factor: Operand, t, sweep) -> Operand | None:
    """The other factor of a product, where both are as long as it is."""
    made = _maker(product, sweep)
    if made is None or made.callee is not operator.mul or factor not in made.args:
        return None
    other = made.args[1 - made.args.index(factor)]
    return other if all(_has_entries(type_of(each), t) for each in made.args) else None


def _maker(bar: Operand, sweep) -> Call | None:
    """The operation that has made a cotangent, where it stands not far back."""
    made = (op for op in reversed(sweep.builder.ops[-_OPS:]) if isinstance(op, Call))
    return next((op for op in made if op.result is bar and not op.kwargs), None)


def _over(value: Value, bar: Operand, sweep) -> Operand | None:
    """g, where the cotangent is `g / value`, and g has all of its entries."""
    made = _maker(bar, sweep)
    if made is None or made.callee is not operator.truediv or made.args[1] is not value:
        return None
    return made.args[0] if _has_entries(type_of(made.args[0]), value.type) else None


def _has_entries(above, t: ScalarType | ArrayType) -> bool:
    if not isinstance(t, ArrayType):
        return isinstance(above, ScalarType)
    return isinstance(above, ArrayType) and equal_where_they_meet(above.shape, t.shape)


# --- the rules, as those of `rules` are written ---


def vjp_of_quotient(g, a, b):
    return unbroadcast(g, a) / a, -unbroadcast(g, b) / b


def vjp_of_product(g, a, b):
    return unbroadcast(g, a) / a, unbroadcast(g, b) / b


PULLS = {
    operator.truediv: _pull, operator.mul: _pull,
    **dict.fromkeys((np.exp, math.exp), _pull_exponential),
    **dict.fromkeys((np.log, math.log), _pull_logarithm),
}  # fmt: skip
