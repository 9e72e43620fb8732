"""Sums of Python integers and constants (`n + 1 - 1` is n), and the ranges that they bound.

Before:
    func @f(%n: int, %k: int) {
      %a: int = add %n, 1
      %b: int = sub %a, 1
      %c: int = sub %k, 1
      %d: int = add %c, 3
      %e: int = mul %k, -1
      %g: int = add %n, %e
      %h: int = sub %a, 3
      return (%b, %d, %g, %h)
    }
After:
    func @f(%n: int, %k: int) {
      %a: int = add %n, 1
      %c: int = sub %k, 1
      %d: int = add %k, 2
      %e: int = mul %k, -1
      %g: int = sub %n, %k
      %h: int = sub %n, 2
      return (%n, %d, %g, %h)
    }

Python's integers have no end, so that their sums may be taken in any order; NumPy's, which wrap,
are left alone. The bounds of reversed loops are such sums. What is left unused is for `dce`.
"""

from __future__ import annotations

import operator

from ..ir.nodes import Call, Const, Function, Operand
from ..ir.types import INT, ScalarType
from . import rewrite
from .arithmetic import call_like
from .rewrite import Rules, Walk, type_of
from .sighted import sees


def run(fn: Function) -> Function:
    return rewrite.run(fn, RULES)


def _shift(op: Call) -> tuple[Operand, int] | None:
    """(x, c) of `x + c` or `x - c` for integers."""
    if op.result.type != INT or op.callee not in (operator.add, operator.sub):
        return None
    left, right = op.args
    if _number(right) is not None and type_of(left) == INT:
        return left, _number(right) if op.callee is operator.add else -_number(right)
    if op.callee is operator.add and _number(left) is not None and type_of(right) == INT:
        return right, _number(left)
    return None


def _number(operand: Operand) -> int | None:
    is_int = type(operand) is Const and type(operand.value) is int
    return operand.value if is_int else None


@sees(Const, gives=ScalarType)
def _merge_shifts(op: Call, walk: Walk) -> Call | Operand | None:
    """`(x + a) - b` -> `x + (a - b)`."""
    outer = _shift(op)
    if outer is None:
        return None
    before = walk.definitions.get(outer[0])
    inner = None if before is None else _shift(before)
    if inner is None:
        return None
    base, total = inner[0], inner[1] + outer[1]
    if total == 0:
        return base
    callee = operator.add if total > 0 else operator.sub
    return call_like(op, callee, base, Const(abs(total)))


@sees(operator.mul, gives=ScalarType)
def _add_negative(op: Call, walk: Walk) -> Call | None:
    """`n + k * -1` -> `n - k`."""
    if op.result.type != INT:
        return None
    for k, operand in enumerate(op.args):
        product = walk.definition(operand, operator.mul)
        other = op.args[1 - k]
        if product is None or type_of(other) != INT or product.result.type != INT:
            continue
        for j, factor in enumerate(product.args):
            if _number(factor) == -1 and type_of(product.args[1 - j]) == INT:
                return call_like(op, operator.sub, other, product.args[1 - j])
    return None


def _plain_range(op: Call, walk: Walk) -> Call | None:
    """`range(a, b, 1)` -> `range(a, b)`, `range(0, b)` -> `range(b)`."""
    args = op.args
    if len(args) == 3 and _number(args[2]) == 1:
        args = args[:2]
    if len(args) == 2 and _number(args[0]) == 0:
        args = args[1:]
    return call_like(op, range, *args) if len(args) < len(op.args) else None


RULES = Rules(
    calls={
        operator.add: (_merge_shifts, _add_negative), operator.sub: (_merge_shifts,),
        range: (_plain_range,),
    }
)  # fmt: skip
