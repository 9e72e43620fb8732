"""A loop over a list that another loop has made only for it is run while that one makes the items.

Before:
    func @f(%x: f64[n]) {
      %0: list<f64> = build_list
      %1: list<f64> = for %v: f64 in %x carry (%2: list<f64> = %0) {
        %3: f64 = mul %v, %v
        %4: list<f64> = list_append %2, %3
        next %4
      }
      %s: f64 = for %item: f64 in %1 carry (%5: f64 = 0.0) {
        %6: f64 = add %5, %item
        next %6
      }
      return %s
    }
After:
    func @f(%x: f64[n]) {
      %0: list<f64> = build_list
      %s: f64 = for %v: f64 in %x carry (%5: f64 = 0.0) {
        %3: f64 = mul %v, %v
        %6: f64 = add %5, %3
        next %6
      }
      return %s
    }

`sum(v * v for v in x)` is one loop then, as it is in Python, and its derivative needs no list of
cotangents. Only loops that carry numbers are moved, and none with an effect; the items come in the
same order. (`%0` is for `dce`.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..analysis import effects
from ..ir import prims
from ..ir.inventory import inventory
from ..ir.nodes import (
    Block, Call, For, Function, If, Next, Op, Operand, Terminator, Value, Yield,
)  # fmt: skip
from ..ir.traverse import Cloner, count_uses, free_values, map_blocks, reads, walk
from ..ir.types import ListType, ScalarType
from .totality import never_raises

#: what a loop that makes a list does beside making its items
_SAFE = (prims.list_append, prims.build_list, prims.count, range)
#: how many operations of a loop are put where the items are made
LARGEST = 12


def run(fn: Function) -> Function:
    loops = [op for op in inventory(fn).controls if isinstance(op, For)]
    if prims.list_append not in inventory(fn).callees or not any(map(_list_of, loops)):
        return fn
    body = _Blocks(fn).block(fn.body)
    return fn if body is fn.body else replace(fn, body=body)


def _list_of(op: Op) -> Value | None:
    """The list that a loop runs over, if it could be run while the list is made."""
    if not isinstance(op, For) or len(op.iterables) != 1 or op.body.terminator.stop is not None:
        return None
    items = op.iterables[0]
    is_list = isinstance(items, Value) and isinstance(items.type, ListType)
    numbers = all(isinstance(arg.type, ScalarType) for arg in op.body.args[1:])
    small = sum(1 for _ in walk(op.body)) <= LARGEST
    return items if is_list and numbers and small and op.results else None


def _may_raise(*ops: Op) -> bool:
    """True where an operation may fail: what else may fail, or has an effect, keeps its order."""
    calls = [call for call in walk(Block((), ops, Yield(()))) if isinstance(call, Call)]
    return any(call.callee not in _SAFE and not never_raises(call) for call in calls)


class _Blocks:
    def __init__(self, fn: Function):
        self.counts = count_uses(fn)
        self.effects = effects.run(fn)

    def block(self, block: Block) -> Block:
        if not block.controls:
            return block
        ops = [map_blocks(op, self.block) for op in block.ops]
        k = 0
        while k < len(ops):
            if not self.fuse(ops, k):
                k += 1
        same = len(ops) == len(block.ops) and all(a is b for a, b in zip(ops, block.ops))
        return block if same else Block(block.args, tuple(ops), block.terminator)

    def fuse(self, ops: list[Op], k: int) -> bool:
        """Run the loop at place k in the one that makes its list, where that can be."""
        reader, items = ops[k], _list_of(ops[k])
        if items is None or self.counts.get(items) != 1 or reader in self.effects:
            return False
        made = [j for j in range(k) if items in ops[j].results]
        if not made or not isinstance(ops[made[0]], For):
            return False
        j, maker = made[0], ops[made[0]]
        number = maker.results.index(items)
        between = ops[j + 1 : k]
        if not self.is_empty(maker.inits[number], ops[:j]) or maker in self.effects:
            return False
        read = {*reader.uses, *free_values(reader.body)} - {items}
        if not read.isdisjoint(maker.results) or _may_raise(reader) and _may_raise(maker):
            return False
        if self.may_change_places(between, reader):
            at = j
        elif self.may_change_places((maker,), *between):
            at = k
        else:
            return False
        try:
            fused = _Fusion(reader).loop(maker, number)
        except _Refused:
            return False
        ops[at] = fused
        del ops[k if at == j else j]
        return True

    def may_change_places(self, first: Sequence[Op], *later: Op) -> bool:
        """True where later ops may run before the first: they read nothing of these, and no error
        or effect comes in another order."""
        given = {result for op in first for result in op.results}
        if not given.isdisjoint(free_values(Block((), later, Yield(())))):
            return False
        for some, others in ((first, later), (later, first)):
            if _may_raise(*some) and (_may_raise(*others) or not self.effects.isdisjoint(others)):
                return False
        return True

    def is_empty(self, operand: Operand, before: list[Op]) -> bool:
        """True for a list that begins empty, and that nothing else reads."""
        if self.counts.get(operand) != 1:
            return False
        makers = [op for op in before if operand in op.results]
        return any(
            isinstance(op, Call) and op.callee is prims.build_list and not op.args for op in makers
        )


class _Refused(Exception):
    """The list is read, or handed on, where it cannot be followed."""


class _Fusion:
    """Puts the loop `reader` in the place of the list that it runs over. `now`: what it carries,
    for each version of the list."""

    def __init__(self, reader: For):
        self.reader = reader
        self.item, *self.args = reader.body.args
        self.now: dict[Value, tuple[Operand, ...]] = {}

    def fresh(self) -> tuple[Value, ...]:
        return tuple(Value(arg.name, arg.type, arg.span) for arg in self.args)

    def operands(self, operands: tuple[Operand, ...]) -> tuple[Operand, ...]:
        """With what is carried in place of versions of the list."""
        found: list[Operand] = []
        for operand in operands:
            if isinstance(operand, Value) and operand in self.now:
                found += self.now[operand]
            else:
                self.check(operand)
                found.append(operand)
        return tuple(found)

    def places(self, operands: tuple[Operand, ...]) -> list[int]:
        """Where versions of the list stand."""
        return [k for k, operand in enumerate(operands) if operand in self.now]

    def check(self, *operands: Operand) -> None:
        if any(value in self.now for value in Yield(operands).uses):
            raise _Refused

    def block(self, block: Block, args: tuple[Value, ...]) -> Block:
        ops: list[Op] = []
        for op in block.ops:
            self.op(op, ops)
        return Block(args, tuple(ops), self.terminator(block.terminator))

    def terminator(self, end: Terminator) -> Terminator:
        if isinstance(end, Next):
            return Next(self.operands(end.operands), end.stop)
        if isinstance(end, Yield):
            return Yield(self.operands(end.operands))
        raise _Refused

    def op(self, op: Op, ops: list[Op]) -> None:
        if self.now.keys().isdisjoint(reads(op)):
            ops.append(op)
        elif isinstance(op, Call):
            self.append(op, ops)
        elif isinstance(op, If):
            self.check(op.condition)
            then, orelse = self.block(op.then, ()), self.block(op.orelse, ())
            ends = op.then.terminator.operands, op.orelse.terminator.operands
            if self.places(ends[0]) != self.places(ends[1]):
                raise _Refused
            results = self.results(op.results, ends[0])
            ops.append(If(op.condition, then, orelse, results, op.span))
        elif isinstance(op, For):
            numbers = self.places(op.inits)
            if len(numbers) != 1:
                raise _Refused
            ops.append(self.loop(op, numbers[0]))
        else:
            raise _Refused

    def append(self, op: Call, ops: list[Op]) -> None:
        """The body of the reader, in the place where an item is appended."""
        if op.callee is not prims.list_append or op.args[0] not in self.now:
            raise _Refused
        self.check(op.args[1])
        cloner = Cloner(dict(zip(self.args, self.now[op.args[0]])))
        cloner.map[self.item] = op.args[1]
        ops.extend(map(cloner.op, self.reader.body.ops))
        self.now[op.result] = tuple(map(cloner.operand, self.reader.body.terminator.operands))

    def results(
        self, results: tuple[Value, ...], like: tuple[Operand, ...]
    ) -> tuple[Value, ...]:
        found: list[Value] = []
        for result, operand in zip(results, like):
            if isinstance(operand, Value) and operand in self.now:
                self.now[result] = self.fresh()
                found += self.now[result]
            else:
                found.append(result)
        return tuple(found)

    def loop(self, op: For, number: int) -> For:
        """A loop that carries the list, with what the reader carries in its place."""
        self.check(*op.iterables)
        first = len(op.iterables) + number
        outermost = op.inits[number] not in self.now
        inits = self.reader.inits if outermost else self.now[op.inits[number]]
        args, old = self.fresh(), op.body.args[first]
        self.now[old] = args
        body = self.block(op.body, (*op.body.args[:first], *args, *op.body.args[first + 1 :]))
        if self.places(op.body.terminator.operands) != [number]:
            raise _Refused
        results = self.now[op.results[number]] = (
            self.reader.results if outermost else self.fresh()
        )
        inits = (*op.inits[:number], *inits, *op.inits[number + 1 :])
        results = (*op.results[:number], *results, *op.results[number + 1 :])
        return For(op.iterables, inits, body, results, op.span, op.even)
