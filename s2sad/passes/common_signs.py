"""A minus that all uses of a value can take is left to them.

Before:
    func @f(%g: f64, %x: f64, %y: f64, %z: f64) {
      %a: f64 = neg %g
      %b: f64 = mul %a, %x
      %c: f64 = add %y, %b
      %d: f64 = mul %a, %y
      %e: f64 = sub %z, %d
      return (%c, %e)
    }
After:
    func @f(%g: f64, %x: f64, %y: f64, %z: f64) {
      %0: f64 = mul %g, %x
      %c: f64 = sub %y, %0
      %1: f64 = mul %g, %y
      %e: f64 = add %z, %1
      return (%c, %e)
    }

Where it is added it is subtracted then, which costs the same. `signs` moves a minus to the one use
of a value; here it goes to several, in derivatives only, where zeros may change their sign. What
has become the negative of what it was loses its name.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import replace

from ..ir import prims
from ..ir.inventory import inventory
from ..ir.nodes import Call, Function, Value
from .arithmetic import errstate_of, has_derivative, is_real, of_derivative
from .call_by_call import CallByCall, Readers
from .rewrite import type_of

_PRODUCTS = (operator.mul, operator.truediv)
_READERS = (*_PRODUCTS, operator.neg, operator.add, operator.sub, prims.accumulate)
#: how many products are looked through
_DEPTH = 6


def run(fn: Function) -> Function:
    if operator.neg not in inventory(fn).callees or not has_derivative(fn):
        return fn
    signs = _Signs(fn)
    return signs.function(fn) if signs.flipped else fn


class _Signs(Readers, CallByCall):
    """`flipped`: the values that become the negative of what they were."""

    def __init__(self, fn: Function):
        Readers.__init__(self, fn, _is_arithmetic)
        CallByCall.__init__(self)
        self.flipped: set[Value] = set()
        self.touched: set[Call] = set()
        signed: set[Value] = set()  # what may have a minus to give
        for op in self.calls:
            given = op.callee in _PRODUCTS and not signed.isdisjoint(op.args)
            if given or op.callee is operator.neg:
                signed.add(op.result)
                self.try_flip(op)

    def try_flip(self, op: Call) -> None:
        """Flip the result of an operation that has a minus to give, if its uses all take it."""
        found: dict[Value, list[Call]] = {}
        if op.result in self.flipped or not self.has_minus(op, found, _DEPTH):
            return
        if not self.is_taken(op.result, found, _DEPTH):
            return
        if op.callee is operator.neg and self.users[op.result][0].callee is prims.accumulate:
            if self.counts[op.result] == 1:
                return  # it is subtracted as it is
        touched = [user for users in found.values() for user in users]
        if len(set(touched)) < len(touched) or not self.touched.isdisjoint(touched):
            return
        self.flipped.update(found)
        self.touched.update(touched, [self.makers[value] for value in found])

    def has_minus(self, op: Call, found: dict, depth: int) -> bool:
        """True for a negative and for a product with one that nobody else reads."""
        if op.callee is operator.neg:
            return type_of(op.args[0]) == op.result.type and op not in self.touched
        if op.callee not in _PRODUCTS or not depth:
            return False
        for x in op.args:
            inner = self.makers.get(x)
            if inner is not None and self.counts[x] == 1 and of_derivative(op):
                if self.has_minus(inner, found, depth - 1):
                    found[x] = [op]
                    return True
        return False

    def is_taken(self, value: Value, found: dict, depth: int) -> bool:
        """True if all uses can have the negative instead; `found` are the values that change."""
        users = self.users.get(value, ())
        if not users or not depth or len(users) != self.counts[value]:
            return False
        found[value] = users
        for user in users:
            a, *rest = user.args
            if user.callee in _PRODUCTS:
                if a is rest[0] or not self.is_taken(user.result, found, depth - 1):
                    return False
            elif user.callee is operator.sub:
                if a is value:
                    return False
            elif user.callee is prims.accumulate:
                if a is value or rest[-1] is not value:
                    return False
        return True

    # --- rewriting ---

    def changed(self, op: Call) -> list[Call]:
        if self.makers.get(op.result) is not op:
            return [op]
        flipped = [x for x in op.args if type(x) is Value and x in self.flipped]
        if op.callee is operator.neg and (flipped or op.result in self.flipped):
            self.replaced[op.result] = op.args[0]
            return []
        if op.result in self.flipped:
            value = self.replaced[op.result] = Value("", op.result.type, op.span)
            return [replace(op, result=value)]
        if not flipped:
            return [op]
        if op.callee is prims.accumulate:
            value = Value("", flipped[0].type, op.span)
            minus = Call(operator.neg, (flipped[0],), (), value, False, op.span)
            return [minus, replace(op, args=(*op.args[:-1], value))]
        a, b = op.args
        other = b if a is flipped[0] else a
        callee: Callable = operator.add if op.callee is operator.sub else operator.sub
        return [replace(op, callee=callee, args=(other, flipped[0]))]


def _is_arithmetic(op: Call) -> bool:
    """Of real numbers, under no settings of np.errstate."""
    return op.callee in _READERS and is_real(op.result.type) and not errstate_of(op)
