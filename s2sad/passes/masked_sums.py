"""Sums of what one mask leaves are masked again before an infinite slope.

Before:
    func @f(%x: f64[n], %g: f64[n], %m: bool[n], %n: int) {
      %k: iter<int> = range %n
      %z: f64[n] = np.zeros_like %x
      %s: f64[n] = for %i: int in %k carry (%a: f64[n] = %z) {
        %h: f64[n] = s2sad.runtime.masks:kept_where %g, %m
        %b: f64[n] = add %a, %h
        next %b
      }
      %c: f64[n] = truediv %s, %x
      return %c
    }
After:
    func @f(%x: f64[n], %g: f64[n], %m: bool[n], %n: int) {
      %k: iter<int> = range %n
      %z: f64[n] = np.zeros_like %x
      %s: f64[n] = for %i: int in %k carry (%a: f64[n] = %z) {
        %h: f64[n] = s2sad.runtime.masks:kept_where %g, %m
        %b: f64[n] = add %a, %h
        next %b
      }
      %0: f64[n] = s2sad.runtime.masks:kept_where %s, %m
      %c: f64[n] = truediv %0, %x
      return %c
    }

A cotangent may pass a loop or a branch between the mask and the slope: `np.log(x)` that is read in
each iteration as `np.where(x > 0.0, k * np.log(x), 0.0)`. `masks` then moves the mask outward.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from ..analysis import absent
from ..ir import prims
from ..ir.inventory import inventory
from ..ir.nodes import Block, Call, Const, For, Function, If, Op, Operand, Value, While
from ..ir.traverse import map_blocks
from ..ir.types import ArrayType
from ..runtime.masks import kept_unless, kept_where
from .arithmetic import of_derivative
from .masks import makes_infinite, made_elsewhere
from .rewrite import type_of

_MASKS = (kept_where, kept_unless)
#: what may put a mask on its result, or on what it adds
_PUTTING = (*_MASKS, prims.accumulate)
_SUMS = (operator.add, operator.sub)
#: linear in their first operand, entry by entry
_LINEAR = (operator.truediv, operator.neg, prims.astype)
_ZEROS = (np.zeros, np.zeros_like)


class Mask(NamedTuple):
    """`callee(value, mask)` is the value. `beyond`: a branch or loop is in between."""

    callee: object
    mask: Value | None
    beyond: bool = False


#: of what is zero under any mask
_ZERO = Mask(None, None)


def run(fn: Function) -> Function:
    kinds = inventory(fn)
    if not (kinds.controls and kinds.calls(_PUTTING)):
        return fn
    calls = [op for op in kinds.ops if type(op) is Call and op.callee in _PUTTING]
    if not any(map(_put_on, calls)):
        return fn
    found = _Search(fn.body).known
    if not any(mask.beyond for mask in found.values()):
        return fn
    missing = absent.run(fn)
    found = {value: mask for value, mask in found.items() if mask.mask not in missing}
    body = _Marking(fn, found).block(fn.body)
    return fn if body is fn.body else replace(fn, body=body)


def _put_on(op: Op) -> Mask | None:
    """The mask under which the result of a call is, or what it adds to a cotangent. What the
    program itself adds to a zero is what it says, 0 times infinity too."""
    if type(op) is not Call:
        return None
    if op.callee in _MASKS and type(op.args[1]) is Value:
        return Mask(op.callee, op.args[1])
    if op.callee is prims.accumulate and of_derivative(op) and len(op.args[1].items) == 1:
        (step,) = op.args[1].items
        made = op.result.type
        whole = type(made) is ArrayType and ArrayType("bool", made.shape)
        return Mask(kept_where, step) if type_of(step) == whole else None
    return None


class _Search:
    """Which values are under a mask."""

    def __init__(self, body: Block):
        self.known: dict[Value, Mask] = {}
        #: in the order in which they are defined; what is not there is a parameter
        self.place: dict[Value, int] = {}
        #: how much was defined before a branch or loop, which an outer loop looks at again
        self.before: dict[int, int] = {}
        self.ops(body.ops)

    def of(self, operand: Operand) -> Mask | None:
        if type(operand) is Const:
            return _ZERO if type(operand.value) in (int, float) and not operand.value else None
        return self.known.get(operand) if type(operand) is Value else None

    def keep(self, value: Value, mask: Mask | None) -> None:
        self.known.pop(value, None)
        if mask is not None:
            self.known[value] = mask

    def ops(self, ops: Sequence[Op]) -> None:
        for op in ops:
            match op:
                case Call(result=Value() as result):
                    self.keep(result, self.call(op))
                case If():
                    self.branch(op)
                case For() | While():
                    self.loop(op)
            for result in op.results:
                self.place.setdefault(result, len(self.place))

    def call(self, op: Call) -> Mask | None:
        if op.callee in _ZEROS:
            return _ZERO
        mask = _put_on(op)
        if mask is not None:
            return _joined([mask, self.of(op.args[0])]) if op.callee is prims.accumulate else mask
        if op.callee is operator.mul:
            found = [self.of(arg) for arg in op.args if type_of(arg) == op.result.type]
            return next((mask for mask in found if mask is not None), None)
        terms = op.args if op.callee in _SUMS else op.args[: op.callee in _LINEAR]
        if not terms or not all(type_of(t) in (op.result.type, None) for t in terms):
            return None
        return _joined([self.of(term) for term in terms])

    def branch(self, op: If) -> None:
        start = self.before.setdefault(id(op), len(self.place))
        for block in (op.then, op.orelse):
            self.ops(block.ops)
        ends = zip(op.then.terminator.operands, op.orelse.terminator.operands)
        for result, pair in zip(op.results, ends):
            self.keep(result, self.outside(_joined([self.of(end) for end in pair]), start))

    def loop(self, op: For | While) -> None:
        start = self.before.setdefault(id(op), len(self.place))
        for variable in op.body.args:
            self.place.setdefault(variable, len(self.place))
        args = op.body.args[len(op.body.args) - len(op.inits) :]
        masks = [self.of(init) for init in op.inits]
        while True:
            for arg, mask in zip(args, masks):
                self.keep(arg, mask)
            self.ops(op.body.ops)
            ends = [self.of(end) for end in op.body.terminator.operands]
            joined = [self.outside(_joined(pair), start) for pair in zip(masks, ends)]
            if joined == masks:
                break
            masks = joined
        for result, mask in zip(op.results, masks):
            self.keep(result, mask)

    def outside(self, mask: Mask | None, start: int) -> Mask | None:
        """What is under a mask of before a branch or loop is so after it."""
        if mask is None or mask is _ZERO:
            return mask
        return mask._replace(beyond=True) if self.place.get(mask.mask, -1) < start else None


def _joined(masks: Sequence[Mask | None]) -> Mask | None:
    """Of a sum, or of what is one or the other."""
    some = [mask for mask in masks if mask is not _ZERO]
    if None in some or len({mask[:2] for mask in some}) > 1:
        return None
    return max(some, key=lambda mask: mask.beyond) if some else _ZERO


class _Marking:
    def __init__(self, fn: Function, known: dict[Value, Mask]):
        self.known = known
        calls = [op for op in inventory(fn).ops if type(op) is Call]
        self.definitions = {op.result: op for op in calls}
        self.elsewhere = made_elsewhere(fn)
        #: what is masked already
        self.masked = {
            (op.args[0], op.callee, op.args[1]) for op in calls
            if op.callee in _MASKS and all(type(arg) is Value for arg in op.args)
        }  # fmt: skip

    def block(self, block: Block) -> Block:
        ops: list[Op] = []
        for op in block.ops:
            if type(op) is Call:
                op = self.call(op, ops)
            ops.append(map_blocks(op, self.block))
        if len(ops) == len(block.ops) and all(a is b for a, b in zip(ops, block.ops)):
            return block
        return Block(block.args, tuple(ops), block.terminator)

    def call(self, op: Call, ops: list[Op]) -> Call:
        """The operation; what masks its operand goes to `ops`."""
        if op.callee not in (operator.mul, operator.truediv):
            return op
        for k, arg in enumerate(op.args if op.callee is operator.mul else op.args[:1]):
            mask = self.known.get(arg) if type(arg) is Value else None
            if mask is None or not mask.beyond or not isinstance(arg.type, ArrayType):
                continue
            if (op.result, *mask[:2]) in self.masked or arg.type != op.result.type:
                continue
            if makes_infinite(op.callee, op.args[1 - k], self.definitions, self.elsewhere):
                value = Value(arg.name, arg.type, op.span)
                ops.append(Call(mask.callee, (arg, mask.mask), (), value, False, op.span))
                return replace(op, args=(*op.args[:k], value, *op.args[k + 1 :]))
        return op
