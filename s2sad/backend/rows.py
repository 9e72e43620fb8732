"""Loops over the rows of arrays, as the program has them: `for x in xs:`.

Before:  %n = axis_length %xs, 0; %k = range %n; for %i in %k { %x = getitem %xs, %i; … }
After:   for %x in %xs { … }

Rows share memory with their array, so that the IR reads them by an index: each write is then to
what it is read from. A Function comes in, one of the same meaning goes out, where the index of a
loop that the program runs over rows is good for nothing else, and none of the arrays is written.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

from ..ir import prims
from ..ir.inventory import inventory
from ..ir.nodes import Block, Call, Const, For, Function, Operand, Value
from ..ir.traverse import all_blocks, map_blocks, walk
from ..ir.types import ArrayType, Axis
from ..passes import dce
from ..types.lattice import varies
from .storage import Roots, written_by

_COUNTING = (range, prims.axis_length, len)


def run(fn: Function) -> Function:
    if range not in inventory(fn).callees or operator.getitem not in inventory(fn).callees:
        return fn
    new = replace(fn, body=_Rows(fn).block(fn.body))
    return fn if new.body is fn.body else dce.run(new)


class _Rows:
    def __init__(self, fn: Function):
        self.fn = fn
        calls = (op for op in inventory(fn).ops if type(op) is Call)
        self.calls = {op.result: op for op in calls if op.callee in _COUNTING}

    @cached_property
    def roots(self) -> Roots:
        return Roots(self.fn, {})

    def block(self, block: Block) -> Block:
        if not block.controls:
            return block
        ops = tuple(self.op(map_blocks(op, self.block)) for op in block.ops)
        same = all(map(operator.is_, ops, block.ops))
        return block if same else Block(block.args, ops, block.terminator)

    def op(self, op):
        if isinstance(op, For):
            for k, iterable in enumerate(op.iterables):
                reads = self.reads(op, iterable, op.body.args[k])
                if reads:
                    return _over(op, k, reads)
        return op

    def reads(self, op: For, iterable: Operand, index: Value) -> list[Call]:
        """The reads of rows by the index, where a loop needs it for nothing else."""
        counter = self.calls.get(iterable)
        if counter is None or counter.callee is not range or len(counter.args) != 1:
            return []
        found = [each for each in op.body.ops if type(each) is Call and _is_row(each, index)]
        if all(each.span != op.span for each in found):
            return []
        length = _length(counter.args[0], self.calls)
        if any(each.args[0].type.shape[0] != length for each in found) or varies(length):
            return []
        nodes = [node for block in all_blocks(op.body) for node in (*block.ops, block.terminator)]
        if sum(node.uses.count(index) for node in nodes) != len(found):
            return []
        inside = walk(op.body)
        made = {*op.body.args, *(result for each in inside for result in each.results)}
        arrays = {each.args[0] for each in found}
        if len(arrays) < len(found) or not arrays.isdisjoint(made):
            return []
        written = {self.roots.of(value) for each in inside for value in written_by(each)}
        return [] if any(self.roots.of(array) in written for array in arrays) else found


def _is_row(op: Call, index: Value) -> bool:
    if op.callee is not operator.getitem or op.args[1] is not index:
        return False
    return isinstance(op.args[0], Value) and isinstance(op.args[0].type, ArrayType)


def _length(operand: Operand, calls: Mapping[Value, Call]) -> Axis | None:
    """How long an array is of which a number is the length."""
    if isinstance(operand, Const):
        return operand.value
    op = calls.get(operand)
    if op is None or not isinstance(getattr(op.args[0], "type", None), ArrayType):
        return None
    axis = op.args[1].value if op.callee is prims.axis_length else 0
    return op.args[0].type.shape[axis]


def _over(op: For, k: int, reads: list[Call]) -> For:
    """The loop over the arrays of these rows, in the place of its index."""
    count = len(op.iterables)
    args = op.body.args
    args = (*args[:k], *(each.result for each in reads), *args[k + 1 :])
    iterables = (*op.iterables[:k], *(each.args[0] for each in reads), *op.iterables[k + 1 :])
    ops = tuple(each for each in op.body.ops if each not in reads)
    even = op.even or count == 1
    return replace(op, iterables=iterables, body=Block(args, ops, op.body.terminator), even=even)
