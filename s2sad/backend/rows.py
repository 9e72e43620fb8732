"""Loops over the rows of arrays, as the program has them: `for x in xs:`.

Before:  %n = axis_length %xs, 0; %k = range %n; for %i in %k { %x = getitem %xs, %i; … }
After:   for %x in %xs { … }

Backward, `range(n - 1, -1, -1)`, the rows are those of `xs[::-1]`.
Rows share memory with their array, so that the IR reads them by an index: each write is then to
what it is read from. A Function comes in, one of the same meaning goes out, where the index of a
loop that the program runs over rows is good for nothing else, and none of the arrays is written.
"""

from __future__ import annotations

import operator
from dataclasses import replace
from functools import cached_property

from ..ir.inventory import inventory
from ..ir.nodes import Block, Call, Const, For, Function, Op, Operand, Pack, Value
from ..ir.traverse import all_blocks, map_blocks, walk
from ..ir.types import ArrayType, Axis
from ..passes import dce
from ..source import Span
from ..transforms.tangents import axis_facts
from ..types.lattice import varies
from .storage import Roots, written_by

_COUNTING = (range, operator.sub)


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
        self.lengths = axis_facts(fn)

    @cached_property
    def roots(self) -> Roots:
        return Roots(self.fn, {})

    def block(self, block: Block) -> Block:
        if not block.controls:
            return block
        ops = tuple(new for op in block.ops for new in self.ops(map_blocks(op, self.block)))
        same = len(ops) == len(block.ops) and all(map(operator.is_, ops, block.ops))
        return block if same else Block(block.args, ops, block.terminator)

    def ops(self, op: Op) -> list[Op]:
        """The op; a loop over rows, behind what turns their arrays around where it runs backward.
        """
        if isinstance(op, For):
            for k, iterable in enumerate(op.iterables):
                length, is_backward = self.counted(iterable)
                reads = self.reads(op, op.body.args[k], length)
                if reads:
                    turned = [_turned(read, op) for read in reads] if is_backward else []
                    arrays = [each.result for each in turned] or [each.args[0] for each in reads]
                    return [*turned, _over(op, k, reads, arrays)]
        return [op]

    def counted(self, iterable: Operand) -> tuple[Axis | None, bool]:
        """The length whose indices these are, all of them, and whether the last one comes first."""
        counter = self.calls.get(iterable)
        if counter is None or counter.callee is not range:
            return None, False
        match counter.args:
            case (length,):
                return self.length(length), False
            case Const(value=int(last)), Const(value=-1), Const(value=-1):
                return last + 1, True
            case last, Const(value=-1), Const(value=-1):
                less = self.calls.get(last)
                if less is not None and less.callee is operator.sub:
                    length, one = less.args
                    if type(one) is Const and one.value == 1:
                        return self.length(length), True
        return None, False

    def length(self, operand: Operand) -> Axis | None:
        """How long an array is of which a number is the length."""
        return operand.value if isinstance(operand, Const) else self.lengths.get(operand)

    def reads(self, op: For, index: Value, length: Axis | None) -> list[Call]:
        """The reads of rows by the index, where a loop needs it for nothing else."""
        if length is None or varies(length):
            return []
        found = [each for each in op.body.ops if type(each) is Call and _is_row(each, index)]
        if not any(each.span is not None and _is_at(each.span, op.span) for each in found):
            return []
        if any(each.args[0].type.shape[0] != length for each in found):
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


def _is_at(read: Span, loop: Span) -> bool:
    return loop in (read, read.in_reverse())


def _turned(read: Call, loop: For) -> Call:
    """The array whose rows are read, with the last one first."""
    array, whole = read.args[0], Const(None)
    around = Pack(slice, (whole, whole, Const(-1)))
    return Call(operator.getitem, (array, around), (), Value("", array.type), False, loop.span)


def _over(op: For, k: int, reads: list[Call], arrays: list[Operand]) -> For:
    """The loop over the arrays of these rows, in the place of its index."""
    count = len(op.iterables)
    args = op.body.args
    args = (*args[:k], *(each.result for each in reads), *args[k + 1 :])
    iterables = (*op.iterables[:k], *arrays, *op.iterables[k + 1 :])
    ops = tuple(each for each in op.body.ops if each not in reads)
    even = op.even or count == 1
    return replace(op, iterables=iterables, body=Block(args, ops, op.body.terminator), even=even)
