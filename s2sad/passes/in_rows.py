"""Write into an array in a list where it stands, and not into a copy that is put in its place.

Before:
    func @f(%c: list<f64[n]>, %i: int, %j: int, %v: f64) {
      %row: f64[n] = getitem %c, %i
      %0: f64[n] = write %row, (%j,), %v
      %1: list<f64[n]> = list_write %c, %i, %0
      return %1
    }
After:
    func @f(%c: list<f64[n]>, %i: int, %j: int, %v: f64) {
      %row: f64[n] = getitem %c, %i
      %1: list<f64[n]> = row_write %c, %i, (%j,), %v
      return %1
    }

As values the two are the same. What surprises: this comes just before the writes are made in place,
for which it is; the passes before it see writes of arrays, and lists into which arrays are put.
`by_path.taken_apart` is the way back, for where an array may be in several places.
"""

from __future__ import annotations

import operator
from dataclasses import replace

from ..ir import paths, prims
from ..ir.identity import operand_key
from ..ir.inventory import inventory
from ..ir.nodes import Block, Call, Function, Operand, Pack, Value
from ..ir.traverse import count_uses, map_blocks
from ..ir.types import ArrayType, ListType
from .arithmetic import of_derivative
from .by_path import WRITES_OF_ROWS

#: a write into an array -> the same into one that is in a list
IN_ROWS = {write: row_write for row_write, write in WRITES_OF_ROWS.items()}


def run(fn: Function) -> Function:
    found = inventory(fn)
    if prims.list_write not in found.callees:
        return fn
    puts = [op for op in found.ops if type(op) is Call and _puts_array(op)]
    if not puts:
        return fn
    search = _Search({op.result: op for op in found.ops if isinstance(op, Call)}, count_uses(fn))
    changed = {op: new for op in puts if (new := search.in_place(op)) is not None}
    return replace(fn, body=_replaced(fn.body, changed, search.dropped)) if changed else fn


def _puts_array(op: Call) -> bool:
    if op.callee is not prims.list_write:
        return False
    at = paths.type_at(op.result.type, op.args[1])
    return isinstance(at, ArrayType) and isinstance(op.args[2], Value)


class _Search:
    """Finds what an array has gone through between its list and its list; `dropped` are the writes
    that are done in the list."""

    def __init__(self, makers: dict[Value, Call], counts):
        self.makers, self.counts = makers, counts
        self.dropped: set[Call] = set()

    def in_place(self, op: Call) -> list[Call] | None:
        """What the list_write becomes."""
        items, index, value = op.args
        added = self.added(op)
        if added is not None:
            args = items, index, Pack(tuple, ()), added
            return [replace(op, callee=prims.row_accumulate, args=args)]
        writes: list[Call] = []
        while not self.is_item(value, items, index):
            write = self.makers.get(value) if isinstance(value, Value) else None
            if write is None or write.callee not in IN_ROWS or self.counts.get(value) != 1:
                return None
            writes.append(write)
            value = write.args[0]
        self.dropped.update(writes)
        found: list[Call] = []
        for write in reversed(writes):
            _, path, written = write.args
            result = Value(op.result.name, op.result.type, op.result.span)
            args = items, index, path, written
            found.append(Call(IN_ROWS[write.callee], args, (), result, False, write.span))
            items = result
        if found:
            found[-1] = replace(found[-1], result=op.result)
        return found or None

    def added(self, op: Call) -> Operand | None:
        """What the derivative adds to an item, `c_bar[i] = c_bar[i] + v`."""
        items, index, value = op.args
        total = self.makers.get(value)
        if total is None or total.callee is not operator.add or not of_derivative(op):
            return None
        if self.counts.get(value) != 1 or value.type != paths.type_at(items.type, index):
            return None
        for old, new in (total.args, total.args[::-1]):
            if self.is_item(old, items, index):
                self.dropped.add(total)
                return new
        return None

    def is_item(self, value: Operand, items: Operand, index: Operand) -> bool:
        """Whether the value is the item of the list at the index."""
        for step in reversed(paths.steps(index)):
            read = self.makers.get(value) if isinstance(value, Value) else None
            if read is None or read.callee is not operator.getitem:
                return False
            if operand_key(read.args[1]) != operand_key(step):
                return False
            value = read.args[0]
        return value is items and isinstance(getattr(items, "type", None), ListType)


def _replaced(block: Block, changed: dict[Call, list[Call]], dropped: set[Call]) -> Block:
    ops = []
    for op in block.ops:
        if op in dropped:
            continue
        ops += changed.get(op) or [map_blocks(op, lambda b: _replaced(b, changed, dropped))]
    return block if tuple(ops) == block.ops else replace(block, ops=tuple(ops))
