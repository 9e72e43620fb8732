"""Compute what is known when the code is generated, take the branch that will be taken, and drop
the loop that will run no iteration.

Before:
    func @f(%x: float) {
      %two: int = add 1, 1
      %c: bool = gt %two, 1
      %y: float = if %c { %a: float = mul %x, 3.0; yield %a } else { yield 0.0 }
      return %y
    }
After:
    func @f(%x: float) {
      %a: float = mul %x, 3.0
      return %a
    }

Only real numbers are folded, Python's and np.float64, and only by operations that every machine
and every version of Python round alike, so that the generated text is the same everywhere:
`math.sin(1.0)` stays. A call that raises stays and raises when it runs. What is nan or inf without
an operand that is stays too: its user shall see where it comes from.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from fractions import Fraction

import numpy as np

from ..ir import prims
from ..ir.nodes import Call, Const, Function, Next, Operand, Terminator, Value
from ..ir.types import INT, ListType
from . import rewrite
from .rewrite import Rules, Walk
from .sighted import sees

_NUMBERS = (bool, int, float)

#: exact, or rounded once as IEEE 754 prescribes
_EXACT: tuple[Callable, ...] = (
    operator.add, operator.sub, operator.mul, operator.truediv, operator.floordiv, operator.mod,
    operator.neg, operator.pos, operator.abs, operator.and_, operator.or_, operator.xor,
    operator.rshift, operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge,
    operator.not_, operator.truth,
    abs, bool, float, int, max, min, round,
    math.ceil, math.copysign, math.fabs, math.floor, math.fmod, math.gcd, math.isfinite,
    math.isinf, math.isnan, math.isqrt, math.ldexp, math.sqrt, math.trunc,
)  # fmt: skip

#: what is rounded alike whether NumPy does it or Python
_ARITHMETIC = (operator.add, operator.sub, operator.mul, operator.truediv, operator.neg)
_COMPARISONS = (operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge)
#: a comparison with its sides exchanged
_CONVERSE = {operator.lt: operator.gt, operator.gt: operator.lt,
             operator.le: operator.ge, operator.ge: operator.le}  # fmt: skip


def run(fn: Function) -> Function:
    return rewrite.run(fn, RULES)


def _numbers(op: Call) -> list | None:
    """The operands, where all are Python numbers or None."""
    if op.kwargs:
        return None
    numbers = []
    for arg in op.args:
        if type(arg) is not Const:
            return None
        if arg.value is not None and type(arg.value) not in _NUMBERS:
            return None
        numbers.append(arg.value)
    return numbers


@sees(Const, every=True)
def _fold(op: Call, walk: Walk) -> Operand | None:
    numbers = _numbers(op)
    return None if numbers is None else _result(op.callee, numbers)


def _compare_same(op: Call, walk: Walk) -> Operand | None:
    """`n >= n` of one integer; a float may be nan."""
    a, b = op.args
    if a is not b or type(a) is not Value or a.type != INT:
        return None
    return Const(op.callee in (operator.eq, operator.le, operator.ge))


@sees(len, np.size, prims.axis_length)
def _compare_length(op: Call, walk: Walk) -> Operand | None:
    """`len(x) < 0`: a length is never below zero."""
    a, b = op.args
    for callee, length, number in ((op.callee, a, b), (_CONVERSE.get(op.callee), b, a)):
        made, least = walk.definitions.get(length), _number_of(number)
        if made is None or least is None or made.callee not in (len, np.size, prims.axis_length):
            continue
        strict = callee is operator.lt or callee is operator.ge
        if callee in _CONVERSE and (least <= 0 if strict else least < 0):
            return Const(callee is operator.ge or callee is operator.gt)
    return None


def _least_of_same(op: Call, walk: Walk) -> Operand | None:
    """`min(n, n)` of one integer, and so for max."""
    same = len(op.args) == 2 and op.args[0] is op.args[1] and not op.kwargs
    return op.args[0] if same and getattr(op.args[0], "type", None) == INT else None


@sees(Const, every=True)
def _fold_identity(op: Call, walk: Walk) -> Operand | None:
    """`x is None`: which of two equal numbers are one object is Python's own business."""
    numbers = _numbers(op)
    return _result(op.callee, numbers) if numbers is not None and None in numbers else None


@sees(Const, every=True)
def _fold_numpy(op: Call, walk: Walk) -> Operand | None:
    """Arithmetic of np.float64 by itself or with Python's numbers, which rounds as Python's."""
    if op.kwargs or not all(type(arg) is Const for arg in op.args):
        return None
    numbers = [arg.value for arg in op.args]
    if np.float64 not in map(type, numbers) or not {*map(type, numbers)} <= {np.float64, *_NUMBERS}:
        return None
    result = _result(op.callee, [float(n) if type(n) is np.float64 else n for n in numbers])
    return None if result is None else Const(np.float64(result.value))


@sees(Const, every=True)
def _fold_pow(op: Call, walk: Walk) -> Operand | None:
    """`**` of floats is a library function: only an exact power is the same on every machine."""
    numbers = _numbers(op)
    if numbers is None:
        return None
    base, exponent = numbers
    if base is None or type(exponent) not in (int, float) or not math.isfinite(base):
        return None
    if abs(exponent) > 64 or exponent != int(exponent):
        return None
    result = _result(operator.pow, numbers)
    if result is None or base == 0:
        return result
    exact = Fraction(base) ** int(exponent) == Fraction(result.value)
    return result if exact else None


@sees(Const, gives=ListType)
def _no_items(op: Call, walk: Walk) -> Call | None:
    """`[0.0] * 0` -> `[]`."""
    if _number_of(op.args[1]) != 0:
        return None
    return Call(prims.build_list, (), (), op.result, False, op.span)


def _number_of(operand: Operand) -> int | None:
    known = type(operand) is Const and type(operand.value) is int
    return operand.value if known else None


def _result(callee: Callable, numbers: list) -> Const | None:
    try:
        value = callee(*numbers)
    except (ArithmeticError, TypeError, ValueError):
        return None
    if type(value) not in _NUMBERS:
        return None
    finite = all(number is None or math.isfinite(number) for number in numbers)
    return None if finite and not math.isfinite(value) else Const(value)


def _decide(condition: Operand, walk: Walk) -> bool | None:
    if type(condition) is Const and type(condition.value) in (*_NUMBERS, str, type(None)):
        return bool(condition.value)
    return None


def _is_empty(iterable: Operand, walk: Walk) -> bool:
    """A loop over the items of `[]`, from either end."""
    backwards = walk.definition(iterable, reversed)
    made = walk.definition(iterable if backwards is None else backwards.args[0], prims.build_list)
    return made is not None and not made.args


def _leave(terminator: Terminator) -> Terminator:
    """`next ... stop False` never stops."""
    if type(terminator) is Next and type(terminator.stop) is Const:
        if terminator.stop.value is False:
            return Next(terminator.operands)
    return terminator


RULES = Rules(
    calls={
        **dict.fromkeys(_EXACT, (_fold,)),
        **dict.fromkeys(_ARITHMETIC, (_fold, _fold_numpy)),
        **dict.fromkeys(_COMPARISONS, (_fold, _compare_same, _compare_length)),
        **dict.fromkeys((min, max), (_fold, _least_of_same)),
        operator.is_: (_fold_identity,),
        operator.is_not: (_fold_identity,),
        operator.pow: (_fold_pow,),
        operator.mul: (_fold, _fold_numpy, _no_items),
    },
    decide=(_decide,),
    empty=(_is_empty,),
    leave=(_leave,),
)
