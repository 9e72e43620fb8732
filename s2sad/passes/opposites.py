"""Of two opposite differences in a derivative the second is the negative of the first.

Before:
    func @f(%a: f64, %b: f64, %x: f64, %y: f64) {
      %0: f64 = sub %a, %b
      %1: f64 = mul %0, %x
      %2: f64 = sub %b, %a
      %3: f64 = mul %2, %y
      return (%1, %3)
    }
After:
    func @f(%a: f64, %b: f64, %x: f64, %y: f64) {
      %0: f64 = sub %a, %b
      %1: f64 = mul %0, %x
      %2: f64 = neg %0
      %3: f64 = mul %2, %y
      return (%1, %3)
    }

What flows out of one state and into another one has such cotangents. `common_signs` then leaves the
minus to what reads the second one.
"""

from __future__ import annotations

import operator

from ..ir.nodes import Call, Function
from . import rewrite
from .arithmetic import call_like, is_real, of_derivative
from .cse import call_key
from .rewrite import Rules, Walk, type_of


def run(fn: Function) -> Function:
    return rewrite.run(fn, RULES)


def _opposite(op: Call, walk: Walk) -> Call | None:
    if not of_derivative(op) or not is_real(op.result.type) or op.uses is not op.args:
        return None
    known = walk.table.get((operator.sub, *op.args[::-1]))
    return call_like(op, operator.neg, known) if type_of(known) == op.result.type else None


RULES = Rules(calls={operator.sub: (_opposite,)}, key=(call_key,))
