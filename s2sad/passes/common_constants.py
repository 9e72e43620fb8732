"""A constant by which all uses of a value are multiplied goes to where the value is made.

Before:
    func @f(%g: f64, %k: f64, %x: f64, %y: f64) {
      %a: f64 = mul 0.5, %k
      %b: f64 = mul %a, %g
      %c: f64 = mul %b, %x
      %d: f64 = mul 2.0, %c
      %e: f64 = mul %b, %y
      %0: f64 = add %e, %k
      %h: f64 = add %0, %e
      return (%d, %h)
    }
After:
    func @f(%g: f64, %k: f64, %x: f64, %y: f64) {
      %1: f64 = mul %k, %g
      %2: f64 = mul %1, %x
      %3: f64 = mul %1, %y
      %4: f64 = add %3, %k
      return (%2, %4)
    }

There it meets another constant, or it is multiplied once for several uses. Only in a derivative,
since the rounding may be another; and of the user's operations only those that nothing but the
derivative reads. A value goes on as a multiple of what it was, so it loses its name.

First each value is asked, users before what they read, what all its uses want it multiplied by,
and how it could be: by a constant in it, through one of its operands, or by an operation more,
where that saves two. Then what relies on an operand that is not multiplied after all gives up,
and so do the operands that relied on it.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import replace

from ..ir.inventory import inventory
from ..ir.nodes import Call, Const, Function, Operand, Value
from ..ir.types import ScalarType, Type
from .arithmetic import (
    errstate_of, factor_of, has_derivative, is_real, mergeable, number_of, of_derivative,
)  # fmt: skip
from .call_by_call import CallByCall, Readers
from .rewrite import type_of

_SUMS = (operator.add, operator.sub)
_PRODUCTS = (operator.mul, operator.truediv, operator.neg)
#: how far down a sum the other half of a double is looked for, and how far a constant
_DEPTH = 6


def run(fn: Function) -> Function:
    callees = inventory(fn).callees
    if not has_derivative(fn) or not any(callee in callees for callee in _PRODUCTS):
        return fn
    plan = _Plan(fn)
    if not plan.ways:
        return fn
    return _Scaling(plan).function(fn)


class _Plan(Readers):
    """`wanted`: by what all uses of a value want it multiplied; `ways`: how it is, for those that
    are: through an operand, or with itself as the way by a constant. `doubled`: sums that add a
    value for the second time, with the rest of the sum. `constants`: what `_constant` says of the
    operations; `near_one`: the values in which one is found, however far down."""

    def __init__(self, fn: Function):
        super().__init__(fn, _is_arithmetic)
        self.doubled: dict[Call, tuple[Value, Value]] = {}
        self.doubles: dict[tuple[Call, Value], float] = {}
        self.fixed: set[Value] = set()
        for op in self.calls:
            if op.callee is operator.add and of_derivative(op):
                self.double(op)
        self.constants: dict[Call, tuple[float, Operand]] = {}
        self.near_one: set[Value] = set()
        for op in self.calls:
            self.find_constant(op)
        self.wanted: dict[Value, float] = {}
        self.saved: dict[Value, float] = {}
        self.ways: dict[Value, tuple[Value, ...]] = {}
        for op in reversed(self.calls):
            self.ask(op)
        self.settle()

    def find_constant(self, op: Call) -> None:
        if op.uses is not op.args or op.callee is operator.neg:
            made = _constant(op)
            if made is not None:
                self.constants[op] = made
            if made is not None or op.callee is operator.truediv:
                self.near_one.add(op.result)
                return
        if op.callee in _SUMS:
            is_near = self.near_one.issuperset(op.args)
        else:
            is_near = not self.near_one.isdisjoint(op.args)
        if is_near:
            self.near_one.add(op.result)

    # --- what is wanted ---

    def double(self, op: Call) -> None:
        """Find the two places where a sum adds the same value."""
        for value, rest in (op.args, op.args[::-1]):
            chain, place, start = [op.result], rest, self.makers.get(value)
            while len(chain) < _DEPTH and start is not None and self.counts[place] == 1:
                inner = self.makers.get(place)
                if inner is None or inner.callee not in _SUMS or not of_derivative(inner):
                    break
                chain.append(inner.result)
                positive = inner.args if inner.callee is operator.add else inner.args[:1]
                if value in positive and inner.args[0] is not inner.args[1]:
                    if _is_like(rest.type, op.result.type) and self.fixed.isdisjoint(chain):
                        self.doubled[op] = value, rest
                        self.doubles[op, value] = self.doubles[inner, value] = 2.0
                        self.fixed.update(chain)
                    return
                place = inner.args[0]

    def ask(self, op: Call) -> None:
        """What all uses of the result want, and what that saves."""
        value = op.result
        users = self.users.get(value, ())
        if not users or not self.is_ours(value):
            return
        scales, saved = [], 0.0
        for user in users:
            scale, saves = self.wish(user, value)
            if scale == 0.0:
                return
            scales.append(scale)
            saved += saves
        scale = scales[0]
        if any(s != scale for s in scales):
            scale = abs(scale)
            if any(abs(s) != scale for s in scales) or scale == 1.0:
                return
            direct = [self.constants.get(user) for user in users]
            saved = sum(made is not None and made[0] == scale for made in direct)
            if None in direct or not saved:
                return
        if scale == 1.0 or not mergeable(value.type.dtype, scale):
            return
        self.wanted[value], self.saved[value] = scale, saved
        way = self.way(op, scale)
        if way is not None:
            self.ways[value] = way
        elif not self.is_worth(value):
            del self.wanted[value]
        else:
            self.ways[value] = (value,)

    def wish(self, user: Call, value: Value) -> tuple[float, float]:
        """By what an operation wants the value multiplied (0.0: by nothing), and how many
        operations that saves."""
        if (user, value) in self.doubles:
            return 2.0, 0.5
        made = self.constants.get(user)
        if made is not None:
            return made[0], 1.0
        result = user.result
        if result in self.ways and value in self.ways[result]:
            halves = len(self.ways[result])
            return self.wanted[result], self.saved[result] / halves
        return 0.0, 0.0

    # --- how it is done ---

    def way(self, op: Call, scale: float) -> tuple[Value, ...] | None:
        """What is multiplied so that the result is; the result itself for a constant in it."""
        if _joined(op, scale) is not None:
            return (op.result,)
        if op.callee in _SUMS:
            a, b = op.args
            both = a is not b and all(self.could(x, scale, _DEPTH) for x in op.args)
            return (a, b) if both else None
        if op.callee is operator.neg or op in self.constants:
            return None
        parts = op.args if op.callee is operator.mul else op.args[:1]
        parts = [x for x in parts if type(x) is Value and op.args.count(x) == 1]
        parts.sort(key=lambda x: not isinstance(x.type, ScalarType))
        for shared in (False, True):
            for x in parts:
                if self.could(x, scale, _DEPTH, shared):
                    return (x,)
        return None

    def is_ours(self, x: Operand) -> bool:
        """True for a result of arithmetic that nothing but arithmetic of the derivative reads."""
        if x not in self.makers or x in self.fixed:
            return False
        return len(self.users.get(x, ())) == self.counts[x]

    def could(self, x: Operand, scale: float, depth: int, shared: bool = False) -> bool:
        """True for what may be multiplied at no cost, or `shared` with others for all of them."""
        if depth == 0 or not (shared or x in self.near_one) or not self.is_ours(x):
            return False
        op = self.makers[x]
        if _joined(op, scale) is not None:
            return True
        if shared and self.counts[x] > 1 and isinstance(x.type, ScalarType):
            return True
        if op.callee in _SUMS:
            return all(self.could(part, scale, depth - 1) for part in op.args)
        if op.callee is operator.neg or op in self.constants:
            return False
        parts = op.args if op.callee is operator.mul else op.args[:1]
        return any(self.could(part, scale, depth - 1, shared) for part in parts)

    def is_worth(self, value: Value) -> bool:
        return isinstance(value.type, ScalarType) and self.saved[value] >= 2.0

    def settle(self) -> None:
        """Give up what relies on what is not multiplied, until nothing does."""
        waiting = list(self.ways)
        while waiting:
            value = waiting.pop()
            way = self.ways.get(value)
            if way is None:
                continue
            if not all(self.serves(user, value) for user in self.users[value]):
                del self.ways[value]
            elif all(x is value or x in self.ways for x in way):
                continue
            elif self.is_worth(value):
                self.ways[value] = (value,)
            else:
                del self.ways[value]
            waiting += [*way, *(user.result for user in self.users[value])]

    def serves(self, user: Call, value: Value) -> bool:
        """True for an operation that reads a multiple of the value as it is."""
        if (user, value) in self.doubles or user in self.constants:
            return True
        return value in self.ways.get(user.result, ())


class _Scaling(CallByCall):
    """Multiplies what is planned."""

    def __init__(self, plan: _Plan):
        super().__init__()
        self.plan = plan
        self.made: set[Value] = set()

    def changed(self, op: Call) -> list[Call]:
        if self.plan.makers.get(op.result) is not op:
            return [op]
        if op in self.plan.doubled:
            value, rest = self.plan.doubled[op]
            if value in self.plan.ways:
                self.replaced[op.result] = rest
                return []
        made = self.plan.constants.get(op)
        if made is not None and made[1] in self.plan.ways:
            number, x = made
            return self.product(op, x, number / self.plan.wanted[x])
        if op.result not in self.plan.ways:
            return [op]
        if self.plan.ways[op.result] != (op.result,):
            return [self.renamed(op, op.callee, *op.args)]
        scale = self.plan.wanted[op.result]
        joined = _joined(op, scale)
        if joined is None:
            value = Value("", op.result.type, op.span)
            return [replace(op, result=value), self.renamed(op, operator.mul, Const(scale), value)]
        if len(joined) == 1:
            self.replaced[op.result] = joined[0]
            return []
        return [self.renamed(op, *joined)]

    def product(self, op: Call, x: Operand, number: float) -> list[Call]:
        """The operation as a number times x, where x has become a multiple of what it was."""
        if op.result in self.plan.ways:
            number *= self.plan.wanted[op.result]
        if number == 1.0:
            self.replaced[op.result] = x
            there = self.resolve(x)
            if there in self.made:  # it is what this one was
                there.name = there.name or op.result.name
            return []
        if number == -1.0:
            return [self.renamed(op, operator.neg, x)]
        return [self.renamed(op, operator.mul, Const(number), x)]

    def renamed(self, op: Call, callee: Callable, *args: Operand) -> Call:
        """A call for the multiple of a result, which has no name of the user's."""
        result = op.result
        if result in self.plan.ways:
            result = self.replaced[op.result] = Value("", result.type, op.span)
            self.made.add(result)
        return Call(callee, args, (), result, False, op.span)


def _is_arithmetic(op: Call) -> bool:
    """Of real numbers, under no settings of np.errstate."""
    if op.callee not in _SUMS and op.callee not in _PRODUCTS:
        return False
    return is_real(op.result.type) and not errstate_of(op)


def _constant(op: Call) -> tuple[float, Operand] | None:
    """(c, x), where the operation is `c * x`, `x / (1 / c)` or the negative of x."""
    if op.callee is operator.neg:
        number, x = -1.0, op.args[0]
    elif op.callee is operator.truediv:
        number, x = number_of(op.args[1]), op.args[0]
        number = 1.0 / number if number else None
    else:
        number, x = (factor_of(op) if op.callee is operator.mul else None) or (None, None)
    if not number or not _is_like(type_of(x), op.result.type):
        return None
    return (float(number), x) if mergeable(op.result.type.dtype, number) else None


def _is_like(t: Type | None, whole: Type) -> bool:
    """True for a number that may stand for another one: Python's or NumPy's, as it comes."""
    scalars = type(t) is type(whole) is ScalarType
    return t == whole or (scalars and t.dtype == whole.dtype)


def _joined(op: Call, scale: float) -> tuple | None:
    """The operation with its constant multiplied: a callee and its arguments, or what is left; None
    where it has none, or where the product would be a number of many digits."""
    dtype = op.result.type.dtype
    made = _constant(op)
    if made is None:
        number = number_of(op.args[0]) if op.callee is operator.truediv else None
        new = number and _short(number * scale, number, scale, dtype)
        return (op.callee, new, op.args[1]) if new else None
    number, x = made
    if op.callee is operator.truediv:
        below = number_of(op.args[1])
        divisor = _short(below / scale, below, scale, dtype)
        if divisor is not None:
            return (x,) if divisor.value == 1.0 else (op.callee, x, divisor)
        number = _short(scale / below, below, scale, dtype)
    else:
        number = _short(number * scale, number, scale, dtype)
    if number is None:
        return None
    if abs(number.value) == 1.0:
        return (x,) if number.value == 1.0 else (operator.neg, x)
    return operator.mul, number, x


def _short(number: float, a: float, b: float, dtype: str) -> Const | None:
    """A number that is merged of two, if it is as short as these, and no float's limit is near."""
    if not mergeable(dtype, number, a, b):
        return None
    number = float(number)
    digits = max(len(repr(float(a))), len(repr(float(b)))) + 2
    return Const(number) if len(repr(number)) <= digits else None
