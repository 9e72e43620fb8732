"""Entries of an array that every iteration of a loop reads are read once, before the loop.

Before:  for %i in range(%n) carry (%s = 0.0) { %p = getitem %a, 0; %t = mul %p, %s; next %t }
After:   %p = getitem %a, 0; for %i in range(%n) carry (%s = 0.0) { %t = mul %p, %s; next %t }

In the reverse sweep their cotangents are then numbers that the loop adds up, and no entries of an
array that it writes. Loops that may run no iteration are no place to read ahead of where the same
array decides that (`for v in x: ... x[0]` with an empty `x`). What surprises: an array that is too
short for what a loop of no iterations would have read is an error all the same.
"""

from __future__ import annotations

import operator
from dataclasses import replace

from ..analysis import effects
from ..ir.nodes import (
    Block, Call, Const, For, Function, If, Op, Operand, Pack, Value, While, leaves,
)  # fmt: skip
from ..ir.traverse import free_values
from ..ir.types import ArrayType, Dim, ScalarType


def run(fn: Function) -> Function:
    body = _Ahead(fn).block(fn.body)
    return fn if body is fn.body else replace(fn, body=body)


class _Ahead:
    def __init__(self, fn: Function):
        self.effects = effects.run(fn)
        self.makers: dict[Value, Call] = {}

    def block(self, block: Block) -> Block:
        ops: list[Op] = []
        for op in block.ops:
            match op:
                case Call():
                    self.makers[op.result] = op
                case If():
                    then, orelse = self.block(op.then), self.block(op.orelse)
                    if then is not op.then or orelse is not op.orelse:
                        op = replace(op, then=then, orelse=orelse)
                case For() | While():
                    op = self.loop(op, ops)
            ops.append(op)
        return block if tuple(ops) == block.ops else Block(block.args, tuple(ops), block.terminator)

    def loop(self, op: For | While, before: list[Op]) -> For | While:
        """The loop without the reads that are put before it."""
        body = self.block(op.body)
        if op not in self.effects:
            deciding = self.deciding(op)
            inside = {*body.args, *(r for inner in body.ops for r in inner.results)}
            ahead = [c for c in body.ops if self.is_ahead(c, inside, deciding)]
            if ahead:
                before += map(_named, ahead)
                rest = tuple(inner for inner in body.ops if inner not in ahead)
                body = Block(body.args, rest, body.terminator)
        return op if body is op.body else replace(op, body=body)

    def is_ahead(self, op: Op, inside: set[Value], deciding: set[str]) -> bool:
        """A read of one number at a constant index of an array that the loop leaves as it is."""
        if not isinstance(op, Call) or op.callee is not operator.getitem:
            return False
        array, index = op.args
        if not isinstance(op.result.type, ScalarType) or op.result.type.dtype[0] not in "fc":
            return False
        if not isinstance(array, Value) or not isinstance(array.type, ArrayType):
            return False
        names = {length.name for length in array.type.shape if isinstance(length, Dim)}
        return array not in inside and _is_constant(index) and not names & deciding

    def deciding(self, op: For | While) -> set[str]:
        """The names of the lengths that have a part in how often the loop runs."""
        todo = list(op.iterables) if isinstance(op, For) else list(free_values(op.condition))
        todo = [value for operand in todo for value in leaves(operand)]
        names: set[str] = set()
        seen: set[Value] = set()
        while todo:
            value = todo.pop()
            if value in seen:
                continue
            seen.add(value)
            if isinstance(value.type, ArrayType):
                names |= {length.name for length in value.type.shape if isinstance(length, Dim)}
            elif value in self.makers:
                todo += self.makers[value].uses
        return names


def _items(index: Operand) -> tuple[Operand, ...]:
    return index.items if isinstance(index, Pack) and index.kind is tuple else (index,)


def _is_constant(index: Operand) -> bool:
    return all(isinstance(item, Const) and type(item.value) is int for item in _items(index))


def _named(op: Call) -> Call:
    """The read, with a name for its result: `p_0` is `p[0]`."""
    numbers = [item.value for item in _items(op.args[1])]
    if op.args[0].name and not op.result.name and min(numbers, default=-1) >= 0:
        op.result.name = "_".join((op.args[0].name, *map(str, numbers)))
    return op
