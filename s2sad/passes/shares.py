"""Shares of a cotangent are products, as people write them, but where an infinite slope is near.

Before:
    func @f(%x: f64[n], %g: f64[n], %w: f64[n], %m: bool[n]) {
      %a: f64[n] = s2sad.runtime.masks:shared %g, %w, %m
      %b: f64[n] = s2sad.runtime.masks:shared %g, %m, %m
      %c: f64[n] = truediv %b, %x
      return (%a, %c)
    }
After:
    func @f(%x: f64[n], %g: f64[n], %w: f64[n], %m: bool[n]) {
      %a: f64[n] = mul %g, %w
      %b: f64[n] = s2sad.runtime.masks:kept_where %g, %m
      %c: f64[n] = truediv %b, %x
      return (%a, %c)
    }

`np.sqrt(np.maximum(x, 0.0))` has an infinite slope at 0, which the share 0 of negative x must not
make NaN; so it is for a cotangent that comes from such a slope and for one that goes into one.
`masks` then moves the mask outward. What parameters, carries of loops and scalars (of which an
infinite one leaves nothing finite) are is not asked; nor are overflows.
"""

from __future__ import annotations

import math
import operator
from dataclasses import replace

import numpy as np

from ..analysis import precisions
from ..ir import prims
from ..ir.inventory import inventory
from ..ir.nodes import Block, Call, Function, If, Op, Operand, Value, Yield
from ..ir.traverse import map_blocks
from ..ir.types import ArrayType
from ..runtime.broadcast import spread, unbroadcast
from ..runtime.masks import kept_where, shared
from .arithmetic import number_of

#: infinite at 0, or at another end of their domain
_POLES = frozenset({
    np.log, np.log2, np.log10, np.log1p, np.arctanh, np.reciprocal, np.tan,
    math.log, math.log2, math.log10, math.log1p, math.atanh, math.tan,
})  # fmt: skip
_POWERS = frozenset({operator.pow, np.power, np.float_power, math.pow})
_POSITIVE = frozenset({np.exp, np.exp2, np.cosh, math.exp, math.cosh, len, np.size, np.ones_like})
_NEVER_NEGATIVE = frozenset({
    np.abs, abs, np.square, np.var, np.std, np.linalg.norm, math.fabs, np.zeros_like,
    prims.axis_length, np.hypot, math.hypot, operator.eq, operator.ne, operator.lt, operator.le,
    operator.gt, operator.ge,
})  # fmt: skip
#: of their arguments the result holds the shape only
_SHAPES = frozenset({np.zeros_like, np.ones_like, np.empty_like, len, np.size, prims.axis_length})
#: and so of all but the first of these
_SHAPED = frozenset({spread, unbroadcast, np.full_like})
#: of the sign of their first argument
_SAME_SIGN = frozenset({
    np.sqrt, math.sqrt, np.sum, np.mean, np.max, np.min, np.prod, operator.getitem, prims.astype,
    prims.retyped, spread, unbroadcast, np.reshape, np.ravel, np.transpose, np.copy, float,
})  # fmt: skip
_MAXIMA = frozenset({np.maximum, max})
#: how far from a share a pole is looked for, in operations
_DEPTH = 40
_UNKNOWN, _NOT_NEGATIVE, _ABOVE_ZERO = range(3)


def run(fn: Function) -> Function:
    if shared not in inventory(fn).callees:
        return fn
    return replace(fn, body=_Choice(fn).block(fn.body))


class _Choice:
    """One walk over the blocks: each share as a product or as a mask."""

    def __init__(self, fn: Function):
        self.fn = fn
        calls = [op for op in inventory(fn).ops if isinstance(op, Call)]
        makers = {op.result: op for op in calls}
        users: dict[Value, list[Call]] = {}
        for op in calls:
            for value in op.uses:
                users.setdefault(value, []).append(op)
        self.makers = makers
        self.products: dict[tuple[Operand, Operand], Call] = {}
        """the shares of the block that are products, by cotangent and share"""
        self.slopes = {scalars: Slopes(makers, users, scalars) for scalars in (False, True)}

    def block(self, block: Block) -> Block:
        ops: list[Op] = []
        for op in block.ops:
            if type(op) is not Call:
                ops.append(map_blocks(op, self.block))
                self.products = {}
            elif op.callee is shared:
                ops.extend(self.choice(op))
            else:
                ops.append(op)
        if len(ops) == len(block.ops) and all(a is b for a, b in zip(ops, block.ops)):
            return block
        return Block(block.args, tuple(ops), block.terminator)

    def choice(self, op: Call) -> list[Op]:
        g, share, mask = op.args
        is_array = isinstance(op.result.type, ArrayType)
        slopes = self.slopes[not is_array]
        if not slopes.is_infinite(g) and not slopes.meets_a_pole(op.result):
            first = self.products.get((g, self.tie(share)))
            if first is not None and self.is_rest(first.args[1], share):
                return [Call(operator.sub, (g, first.result), (), op.result, False, op.span)]
            product = Call(operator.mul, (g, share), (), op.result, False, op.span)
            if g.type == op.result.type:
                self.products[g, self.tie(share)] = product
            return [product]
        product, before = g, ()
        if share is not mask:
            product = Value("", op.result.type, op.span)
            before = (Call(operator.mul, (g, share), (), product, False, op.span),)
        if is_array:
            return [*before, Call(kept_where, (product, mask), (), op.result, False, op.span)]
        taken = Block((), before, Yield((product,)))
        nothing = Block((), (), Yield((precisions.zero_of(self.fn, op.result.type),)))
        return [If(mask, taken, nothing, (op.result,), op.span)]

    def tie(self, share: Operand) -> Operand | None:
        """Where a share `(x > y) + tie` is one half, that of `np.maximum(x, y)`."""
        call = self.makers.get(share)
        return call.args[1] if call is not None and call.callee is operator.add else None

    def is_rest(self, first: Operand, second: Operand) -> bool:
        """True for the shares of both sides of one maximum or minimum: they make one."""
        sums = [self.makers.get(share) for share in (first, second)]
        if any(call is None or call.callee is not operator.add for call in sums):
            return False
        asked, other = (self.makers.get(call.args[0]) for call in sums)
        if asked is None or other is None or asked.args != other.args[::-1]:
            return False
        return asked.callee is other.callee and asked.callee in (operator.gt, operator.lt)


class Slopes:
    """What may be infinite. `scalars` says whether that is asked of scalars; beside arrays they
    are taken for ordinary numbers."""

    def __init__(self, makers: dict[Operand, Call], users: dict[Value, list[Call]], scalars: bool):
        self.makers, self.users, self.scalars = makers, users, scalars
        self.infinite: dict[Operand, bool] = {}
        self.near: dict[Value, bool] = {}
        self.signs: dict[Operand, int] = {}

    def meets_a_pole(self, value: Value, depth: int = _DEPTH) -> bool:
        """True where a product or quotient that the value goes into may be infinite."""
        if value not in self.near:
            self.near[value] = depth > 0 and any(
                self._is_at_a_pole(op, value) or self.meets_a_pole(op.result, depth - 1)
                for op in self.users.get(value, ())
                if op.callee in (operator.mul, operator.neg, operator.truediv, prims.astype)
            )
        return self.near[value]

    def _is_at_a_pole(self, op: Call, value: Value) -> bool:
        if op.callee is operator.mul:
            return any(self.is_infinite(arg) for arg in op.args if arg is not value)
        if op.callee is operator.truediv and op.args[0] is value:
            return self.may_be_zero(op.args[1])
        return False

    def maker(self, operand: Operand, depth: int) -> Call | None:
        call = self.makers.get(operand)
        if call is None or depth == 0 or call.result is None:
            return None
        return call if self.scalars or isinstance(call.result.type, ArrayType) else None

    def is_infinite(self, operand: Operand, depth: int = _DEPTH) -> bool:
        if operand in self.infinite:
            return self.infinite[operand]
        call = self.maker(operand, depth)
        if call is None:
            return False
        given = call.args[:1] if call.callee in _SHAPED else call.uses
        self.infinite[operand] = answer = call.callee not in _SHAPES and (
            self._has_pole(call, depth - 1)
            or any(self.is_infinite(arg, depth - 1) for arg in given)
        )
        return answer

    def _has_pole(self, call: Call, depth: int) -> bool:
        if call.callee is operator.truediv:
            return self.may_be_zero(call.args[1], depth)
        if call.callee in _POLES:
            return True
        if call.callee in _POWERS:
            exponent = number_of(call.args[1])
            return (exponent is None or exponent < 0) and self.may_be_zero(call.args[0], depth)
        return False

    def may_be_zero(self, divisor: Operand, depth: int = _DEPTH) -> bool:
        number = number_of(divisor)
        if number is not None:
            return number == 0
        if not self.scalars and not isinstance(getattr(divisor, "type", None), ArrayType):
            return False
        return self.sign(divisor, depth) != _ABOVE_ZERO

    def sign(self, operand: Operand, depth: int) -> int:
        """What is known of an operand's sign."""
        if operand not in self.signs:
            self.signs[operand] = self._sign(operand, depth)
        return self.signs[operand]

    def _sign(self, operand: Operand, depth: int) -> int:
        number = number_of(operand)
        if number is not None:
            return _ABOVE_ZERO if number > 0 else _NOT_NEGATIVE if number == 0 else _UNKNOWN
        call = self.maker(operand, depth)
        if call is None:
            return _UNKNOWN
        callee, args = call.callee, call.args
        if callee in _POSITIVE or (callee is np.sum and _is_mask(args[0])):
            return _ABOVE_ZERO  # a count of none is no divisor
        if callee in _SAME_SIGN:
            return self.sign(args[0], depth - 1)
        signs = [self.sign(arg, depth - 1) for arg in args[:2]]
        if callee in _MAXIMA or (callee is operator.add and min(signs) >= _NOT_NEGATIVE):
            return max(signs)
        if callee in (operator.mul, operator.truediv):
            is_square = callee is operator.mul and args[0] is args[1]
            return max(min(signs), _NOT_NEGATIVE if is_square else _UNKNOWN)
        if callee in _POWERS:
            is_even = (number_of(args[1]) or 1) % 2 == 0
            return max(signs[0], _NOT_NEGATIVE if is_even else _UNKNOWN)
        return _NOT_NEGATIVE if callee in _NEVER_NEGATIVE else _UNKNOWN


def _is_mask(operand: Operand) -> bool:
    return getattr(getattr(operand, "type", None), "dtype", "") == "bool"
