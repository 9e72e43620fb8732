"""Say that what is written back was only added to: its cotangent stays where it is.

Before:  %p = getitem %u, %i; %s = add %p, %v; %w = write %u, (%i,), %s
After:   %p = getitem %u, %i; %s = add %p, %v; %w = accumulate %u, (%i,), %v

That is `u[i] += v`; of an entry that a list of positions names twice, the last value is added. The
first two operations are dead then, unless something else reads `%p`.
"""

from __future__ import annotations

import operator
from dataclasses import replace

from ..analysis import uses
from ..ir import prims
from ..ir.builder import Builder
from ..ir.identity import operand_key
from ..ir.inventory import inventory
from ..ir.nodes import Block, Call, Const, Function, Op, Operand, Pack, Value
from ..ir.traverse import map_blocks
from ..ir.types import ArrayType


def run(fn: Function) -> Function:
    makers = {op.result: op for op in inventory(fn).ops if isinstance(op, Call) and op.result}
    if not any(op.callee is prims.write for op in makers.values()):
        return fn
    return replace(fn, body=_Additions(makers, uses.run(fn)).block(fn.body))


class _Additions:
    def __init__(self, makers: dict[Value, Call], found):
        self.makers = makers
        self.uses = found

    def block(self, block: Block) -> Block:
        ops: list[Op] = []
        for op in block.ops:
            if type(op) is Call and op.callee is prims.write:
                ops += self.addition(op)
            else:
                ops.append(map_blocks(op, self.block))
        return Block(block.args, tuple(ops), block.terminator)

    def addition(self, op: Call) -> list[Op]:
        array, path, value = op.args
        total = self.makers.get(value) if isinstance(value, Value) else None
        if total is not None and self.uses.count(value) == 1:
            value = self.in_full(total, array, path) or value
            total = self.makers.get(value)
        if total is None or total.callee not in (operator.add, operator.sub) or not path.items:
            return [op]
        dtype = total.result.type.dtype
        if self.uses.count(value) != 1 or dtype != array.type.dtype or dtype[0] not in "fc":
            return [op]
        orders = (total.args, total.args[::-1]) if total.callee is operator.add else (total.args,)
        for part, added in orders:
            if self.is_part(part, array, path) and _ndim(added) <= _ndim(part):
                builder = Builder(op.span)
                if total.callee is operator.sub:
                    added = _negative(builder, added)
                call = Call(prims.accumulate, (array, path, added), (), op.result, False, op.span)
                return [*builder.ops, call]
        return [op]

    def in_full(self, op: Call, array: Value, path: Pack) -> Operand | None:
        """What is given another name for its lengths, or written over all of what the path leads
        to, which may be longer."""
        if op.callee is prims.retyped:
            return op.args[0]
        part, within, value = op.args if op.callee is prims.write else (None, path, None)
        over = not within.items and isinstance(value, Value) and self.is_part(part, array, path)
        return value if over else None

    def is_part(self, part: Operand, array: Operand, path: Pack) -> bool:
        """True where the value is what the path leads to in this version of the array."""
        for step in reversed(path.items):
            maker = self.makers.get(part) if isinstance(part, Value) else None
            if maker is None or maker.kwargs or not _is_step(maker, step):
                return False
            part = maker.args[0]
        return part is array


def _is_step(maker: Call, step: Operand) -> bool:
    if isinstance(step, Pack) and step.kind is prims.View:
        function, *args = step.items
        same = isinstance(function, Const) and maker.callee is function.value
    else:
        args = [step]
        same = maker.callee is operator.getitem
    return same and list(map(operand_key, maker.args[1:])) == list(map(operand_key, args))


def _negative(builder: Builder, operand: Operand) -> Operand:
    if isinstance(operand, Const):
        return Const(-operand.value)
    return builder.call(operator.neg, operand, type=operand.type)


def _ndim(operand: Operand) -> int:
    type_ = getattr(operand, "type", None)
    return type_.ndim if isinstance(type_, ArrayType) else 0
