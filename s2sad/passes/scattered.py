"""A sum with an array that is zero but for some entries adds these entries alone.

Before:
    func @f(%x: f64[n], %y: f64[n], %v: f64) {
      %a: f64[n] = mul %x, %y
      %b: f64[n] = np.zeros_like %x
      %c: f64[n] = accumulate %b, (0,), %v
      %d: f64[n] = add %a, %c
      return %d
    }
After:
    func @f(%x: f64[n], %y: f64[n], %v: f64) {
      %a: f64[n] = mul %x, %y
      %b: f64[n] = np.zeros_like %x
      %c: f64[n] = accumulate %b, (0,), %v
      %d: f64[n] = accumulate %a, (0,), %v
      return %d
    }

What nothing reads any more stays for `dce`. In the reverse sweep only: a zero may change its sign.
"""

from __future__ import annotations

import operator

import numpy as np

from ..ir import prims
from ..ir.nodes import Call, Function, Operand
from ..ir.types import ArrayType
from . import rewrite
from .arithmetic import call_like, of_derivative
from .rewrite import Rules, Walk, type_of
from .sighted import sees

_ADDITIONS = (prims.write, prims.accumulate, prims.accumulate_at)


def run(fn: Function) -> Function:
    return rewrite.run(fn, RULES)


@sees(*_ADDITIONS)
def _add_entries(op: Call, walk: Walk) -> Call | None:
    """The sum with an array that is zero but for some entries adds these alone."""
    t = op.result.type
    if not of_derivative(op) or not isinstance(t, ArrayType) or t.dtype[0] not in "fc":
        return None
    for operand, whole in zip(op.args, op.args[::-1]):
        if type_of(operand) != t or type_of(whole) != t:
            continue
        added = _added_to_zeros(operand, walk)
        for call in added[:-1]:
            whole = walk.emit(_adding(call), whole, *call.args[1:], type=t, at=op)
        if added:
            return call_like(op, _adding(added[-1]), whole, *added[-1].args[1:])
    return None


def _adding(call: Call):
    return prims.accumulate if call.callee is prims.write else call.callee


def _added_to_zeros(operand: Operand, walk: Walk) -> list[Call]:
    """What is added to zeros to make the operand, in order; none where it is made otherwise."""
    found: list[Call] = []
    while True:
        call = walk.definitions.get(operand)
        if call is None:
            return []
        if call.callee is np.zeros_like or call.callee is np.zeros:
            written = any(each.callee is prims.write for each in found[:-1])
            return [] if written else found[::-1]
        if call.callee not in _ADDITIONS or not walk.only_use(operand):
            return []
        found.append(call)
        operand = call.args[0]


RULES = Rules(calls={operator.add: (_add_entries,)})
