"""Put a list together once, before the loops that read items of it, and not in each iteration.

Before:
    func @f(%x: float, %y: float, %n: int) {
      %0: iter<int> = range %n
      %s: float = for %i: int in %0 carry (%a: float = 0.0) {
        %l: list<float> = build_list %x, %y, 0.5
        %v: float = getitem %l, %i
        %b: float = add %a, %v
        next %b
      }
      return %s
    }
After:
    func @f(%x: float, %y: float, %n: int) {
      %0: iter<int> = range %n
      %l: list<float> = build_list %x, %y, 0.5
      %s: float = for %i: int in %0 carry (%a: float = 0.0) {
        %v: float = getitem %l, %i
        %b: float = add %a, %v
        next %b
      }
      return %s
    }

That is how a list or tuple of known length comes to be read at an index that the run decides. Its
cotangent is then one list too, to which the iterations add. What surprises: a list that is read in
another way stays where it is made, since a loop may write into it or put it into another one.
"""

from __future__ import annotations

import operator
from collections.abc import Hashable
from dataclasses import replace

from ..analysis import uses as users
from ..ir import prims
from ..ir.identity import operand_key
from ..ir.inventory import inventory
from ..ir.nodes import Block, Call, For, Function, If, Op, Operand, Pack, Value, leaves
from ..ir.traverse import blocks_of, map_blocks, substituted
from ..ir.types import ScalarType, TupleType, Type


def run(fn: Function) -> Function:
    found = inventory(fn)
    if prims.build_list not in found.callees or not found.controls:
        return fn
    lists = [op for op in found.ops if type(op) is Call and op.callee is prims.build_list]
    if not any(op.args for op in lists):
        return fn
    search = _Search(fn)
    return replace(fn, body=search.moved(fn.body)) if search.ahead else fn


class _Search:
    """`ahead`: the lists that are made before each loop."""

    def __init__(self, fn: Function):
        self.used = users.run(fn)
        self.ahead: dict[Op, list[Call]] = {}
        self.gone: set[Value] = set()
        #: when each value that is surely bound is, counted in operations
        self.bound = {leaf: -1 for param in fn.params for leaf in leaves(param.tree)}
        self.count = 0
        self.index(fn.body, [])

    def index(self, block: Block, loops: list[tuple[int, Op]]) -> None:
        """Find the lists of a block; `loops` are those around it, each with when it begins."""
        for op in block.ops:
            self.count += 1
            if type(op) is Call:
                if loops and op.callee is prims.build_list and self.is_only_read(op):
                    self.note(op, loops)
                if op.result is not None:
                    self.bound[op.result] = self.count
                continue
            inner = loops if isinstance(op, If) else [*loops, (self.count, op)]
            for each in blocks_of(op):
                self.index(each, inner)

    def note(self, op: Call, loops: list[tuple[int, Op]]) -> None:
        last = max((self.bound.get(value, self.count) for value in op.uses), default=-1)
        for start, loop in loops:
            if last < start:
                self.ahead.setdefault(loop, []).append(op)
                self.gone.add(op.result)
                return

    def is_only_read(self, op: Call) -> bool:
        """True for a new list of which numbers are read, and nothing else."""
        users = self.used.of(op.result)
        return bool(op.args) and all(_only_reads(user, op.result) for user in users)

    def moved(self, block: Block) -> Block:
        """The block with its loops behind the lists that they read."""
        ops: list[Op] = []
        known: dict[Hashable, Value] = {}
        same: dict[Value, Operand] = {}
        for op in block.ops:
            for display in self.ahead.get(op, ()):
                key = (display.result.type, *map(operand_key, display.args))
                first = known.setdefault(key, display.result)
                if first is display.result:
                    ops.append(display)
                else:
                    same[display.result] = first
            if type(op) is not Call or op.result not in self.gone:
                ops.append(map_blocks(op, self.moved))
        if tuple(ops) == block.ops:
            return block
        new = Block(block.args, tuple(ops), block.terminator)
        return substituted(new, same) if same else new


def _only_reads(op: Op, items: Value) -> bool:
    """True for what reads numbers of it, or tuples of some, one by one or all in turn."""
    if isinstance(op, For):
        return items not in op.inits and _is_plain(items.type.item)
    if not isinstance(op, Call):
        return False
    if op.callee is operator.getitem and op.args[0] is items:
        return _is_plain(op.result.type) and not isinstance(op.args[1], Pack)
    return op.callee is len or (op.callee is reversed and _is_plain(items.type.item))


def _is_plain(type_: Type | None) -> bool:
    if isinstance(type_, TupleType):
        return all(map(_is_plain, type_.items))
    return isinstance(type_, ScalarType)
