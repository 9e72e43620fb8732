"""Compute once what is computed twice from the same operands.

Before:
    func @f(%x: f64, %y: f64) {
      %a: f64 = mul %x, %y
      %b: f64 = mul %y, %x
      %c: f64 = add %a, %b
      return %c
    }
After:
    func @f(%x: f64, %y: f64) {
      %a: f64 = mul %x, %y
      %c: f64 = add %a, %a
      return %c
    }

A call is merged into an earlier one that dominates it; nothing is hoisted. Constants are the same
where type and value are: 1, 1.0 and True are three, 0.0 and -0.0 two. What is not merged: calls
with an effect, iterators (a second loop would find the first's used up), and arrays that are made
to be written into, where one for two would only cost a copy later.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Hashable

import numpy as np

from ..ir import prims
from ..ir.nodes import Call, Function
from ..ir.types import ArrayType, IterType, ScalarType
from . import rewrite
from ..ir.identity import operand_key
from .rewrite import Rules

#: rounding does not depend on the order of two operands
_COMMUTATIVE: frozenset[Callable] = frozenset((operator.add, operator.mul, np.add, np.multiply))

_FRESH: frozenset[Callable] = frozenset((
    np.zeros, np.ones, np.empty, np.full, np.zeros_like, np.ones_like, np.empty_like,
    np.full_like, np.copy, np.array, list, dict, set, prims.build_list, prims.build_dict,
    prims.list_append, prims.list_drop_last, prims.list_write,
))  # fmt: skip


def run(fn: Function) -> Function:
    return rewrite.run(fn, RULES)


def call_key(op: Call) -> Hashable | None:
    """Equal for calls that give the same value; None for a call that is not merged."""
    if op.key is None:
        op.key = _key(op)
    return op.key


def _key(op: Call) -> Hashable | None:
    callee = op.callee
    if type(callee).__hash__ is None or callee in _FRESH:
        return None
    kind = type(op.result.type)
    if kind is IterType:
        return None
    args = op.args if op.uses is op.args else tuple(map(operand_key, op.args))
    if op.kwargs:
        named = tuple((name, operand_key(arg)) for name, arg in op.kwargs)
        return (callee, *args, named)
    # `+` of lists and strings is another operation
    if callee in _COMMUTATIVE and (kind is ArrayType or kind is ScalarType) and len(args) == 2:
        return (callee, frozenset(args))
    return (callee, *args)


RULES = Rules(key=(call_key,))
