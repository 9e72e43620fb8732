"""What one branch alone makes of zero is added to an array, or to a carry, in the other one.

Before:
    func @f(%u: f64[n], %x: f64[n], %p: bool, %i: int) {
      %v: f64[n], %t: f64 = if %p { %a: f64 = getitem %u, %i
                                    %b: f64[n] = write %u, (%i,), 0.0
                                    yield %b, %a } else { yield %u, 0.0 }
      %w: f64[n] = accumulate %v, (0,), %t
      %y: f64[n] = accumulate %x, (%i,), %t
      return (%w, %y)
    }
After:
    func @f(%u: f64[n], %x: f64[n], %p: bool, %i: int) {
      %w: f64[n], %y: f64[n] = if %p { %a: f64 = getitem %u, %i
                                       %b: f64[n] = write %u, (%i,), 0.0
                                       %c: f64[n] = accumulate %b, (0,), %a
                                       %d: f64[n] = accumulate %x, (%i,), %a
                                       yield %c, %d } else { yield %u, %x }
      return (%w, %y)
    }

`if new < best: best = new` has such a gradient: where the branch is not taken, `new` has no part in
it. All that is done with the cotangent moves, or nothing: it is then never made zero, and what is
taken apart again by its factors (`-t`, `2.0 * t`) goes along.
"""

from __future__ import annotations

import heapq
import operator
from collections.abc import Iterable
from dataclasses import replace

from ..ir import prims
from ..ir.inventory import inventory
from ..ir.nodes import (
    Block, Call, Function, If, Op, Operand, Value, Yield, all_leaves,
)  # fmt: skip
from ..ir.traverse import map_blocks, reads, substituted
from ..ir.types import ScalarType
from .arithmetic import number_of, of_derivative

#: linear in the first operand, products in both
_LINEAR = frozenset({operator.mul, operator.truediv, operator.neg})


def run(fn: Function) -> Function:
    if not inventory(fn).calls((prims.accumulate, operator.add)):
        return fn
    if not any(isinstance(op, If) for op in inventory(fn).controls):
        return fn
    body = _block(fn.body)
    return fn if body is fn.body else replace(fn, body=body)


def _block(block: Block) -> Block:
    if not block.controls:
        return block
    ops = tuple(map_blocks(op, _block) for op in block.ops)
    if any(isinstance(op, If) for op in ops):
        found = _Ops(ops, block)
        for place in range(len(ops) - 1, -1, -1):
            while isinstance(found.ops[place], If) and _move(found, place):
                pass
        ops = tuple(op for op in found.ops if op is not None)
    return block if ops == block.ops else Block(block.args, ops, block.terminator)


def _move(found: _Ops, place: int) -> bool:
    """Move all that is done with one result of the `if` at this place into a branch of it; False
    where there is no such result."""
    op = found.ops[place]
    for k, result in enumerate(op.results):
        ends = [block.terminator.operands[k] for block in (op.then, op.orelse)]
        zeros = [number_of(operand) == 0.0 for operand in ends]
        if sum(zeros) == 1:
            search = _Search(found, place)
            if search.follow(result):
                found.move(search.places, place, search.moved(result, zeros[0]))
                return True
    return False


class _Ops:
    """The operations of a block by their places, None where one is gone; who makes each value, and
    who reads it, by place. The terminator stands behind the last one. `args`: of the block."""

    def __init__(self, ops: tuple[Op, ...], block: Block):
        self.ops: list[Op | None] = list(ops)
        self.args = frozenset(block.args)
        self.makers = {result: k for k, op in enumerate(ops) for result in op.results}
        self.readers: dict[Value, set[int]] = {}
        for k, node in enumerate((*ops, block.terminator)):
            for value in reads(node):
                self.readers.setdefault(value, set()).add(k)

    def move(self, places: list[int], to: int, new: If) -> None:
        """The operations at these places are in the `if` now that stands at the other one."""
        for k in places:
            for value in reads(self.ops[k]):
                self.readers[value] = self.readers[value] - {k} | {to}
            self.ops[k] = None
        self.ops[to] = new
        self.makers.update(dict.fromkeys(new.results, to))


class _Search:
    """What is done with one result of an `if`, as far as it may be done in a branch."""

    def __init__(self, found: _Ops, place: int):
        self.found, self.place, self.op = found, place, found.ops[place]
        self.places: list[int] = []
        self.calls: list[Call] = []
        self.own: set[Value] = set()
        """what is linear in the result"""
        self.sums: dict[Value, Value] = {}
        """what it is added to, by what that makes"""

    def follow(self, result: Value) -> bool:
        """True where all that reads the result, and what is made of it, may be moved."""
        self.own.add(result)
        waiting = sorted(self.found.readers.get(result, ()))
        while waiting:
            place = heapq.heappop(waiting)
            if place in self.places:
                continue
            op = self.found.ops[place] if place < len(self.found.ops) else None
            if not isinstance(op, Call) or not of_derivative(op) or op.kwargs:
                return False
            if self.may_multiply(op):
                self.own.add(op.result)
                for reader in self.found.readers.get(op.result, ()):
                    heapq.heappush(waiting, reader)
            elif self.may_add(op, place):
                self.sums[op.result] = self.added_to(op)
            else:
                return False
            self.places.append(place)
            self.calls.append(op)
        return bool(self.sums)

    def may_multiply(self, op: Call) -> bool:
        first, *others = op.args
        if op.callee is operator.mul and others[0] in self.own:
            first, others = others[0], [first]
        return op.callee in _LINEAR and first in self.own and self.are_known(others)

    def may_add(self, op: Call, place: int) -> bool:
        """A sum into what nothing else reads from the `if` on: one of its results, an array from
        before it, a carry, or what was added to already."""
        total = self.added_to(op)
        if total is None or total in self.own:
            return False
        known = total in self.op.results or total in self.sums or self.is_known(total)
        if op.callee is not prims.accumulate and total not in {*self.op.results, *self.sums}:
            known = total in self.found.args
        later = [k for k in self.found.readers[total] if k >= self.place]
        others = [arg for arg in op.args if arg is not total and arg not in self.own]
        return known and later == [place] and self.are_known(others)

    def added_to(self, op: Call) -> Value | None:
        """What something that is linear in the result is added to, or taken from."""
        total, value = op.args[0], op.args[-1]
        if op.callee is operator.add and total in self.own:
            total, value = value, total
        elif op.callee not in (prims.accumulate, operator.add, operator.sub):
            return None
        alike = isinstance(total, Value) and _kind(op.result) == _kind(total)
        return total if alike and value in self.own else None

    def are_known(self, operands: Iterable[Operand]) -> bool:
        """True where the operands are there before the `if`."""
        return all(map(self.is_known, all_leaves(tuple(operands))))

    def is_known(self, value: Value) -> bool:
        return self.found.makers.get(value, -1) < self.place

    # --- moving ---

    def moved(self, result: Value, zero_first: bool) -> If:
        """The `if` with the calls; `zero_first`: the first branch makes the result zero."""
        between = set(self.sums.values())
        last = [value for value in self.sums if value not in between]
        kept = [k for k, r in enumerate(self.op.results) if r is not result and r not in between]
        blocks = []
        for block, is_zero in ((self.op.then, zero_first), (self.op.orelse, not zero_first)):
            known = dict(zip(self.op.results, block.terminator.operands))
            known |= {v: Value(v.name, v.type, v.span) for v in last if not is_zero}
            renamed = substituted(Block((), tuple(self.calls), Yield(())), known)
            new = [self.origin(v) if is_zero else v for v in last]
            operands = [block.terminator.operands[k] for k in kept]
            operands += [known.get(value, value) for value in new]
            ops = block.ops if is_zero else (*block.ops, *_named(renamed.ops, self.calls, known))
            blocks.append(Block(block.args, ops, Yield(tuple(operands))))
        results = (*(self.op.results[k] for k in kept), *last)
        return If(self.op.condition, *blocks, results, self.op.span)

    def origin(self, value: Value) -> Value:
        """What there was before all of the sums."""
        while value in self.sums:
            value = self.sums[value]
        return value


def _named(ops: Iterable[Call], calls: Iterable[Call], names: dict[Value, Operand]) -> list[Call]:
    """The calls with the results that they have in a branch."""
    return [replace(op, result=names.get(c.result, c.result)) for op, c in zip(ops, calls)]


def _kind(value: Value) -> object:
    """The type, but that Python's numbers and NumPy's of the same precision are not told apart."""
    return value.type.dtype if isinstance(value.type, ScalarType) else value.type
