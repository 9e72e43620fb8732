"""The walk that `common_constants` and `common_signs` share: other calls for each call.

A Function comes in, the one with what `changed` gives in the place of each call goes out. What
stands for a value from then on is noted in `replaced`, and put in when the walk is over.
"""

from __future__ import annotations

from dataclasses import replace

from ..ir.nodes import Block, Call, Function, Op, Operand, Value
from ..ir.traverse import map_blocks, substitute


class CallByCall:
    def __init__(self):
        self.replaced: dict[Value, Operand] = {}

    def changed(self, op: Call) -> list[Call]:
        """What stands in the place of a call; its operands are those of before."""
        raise NotImplementedError

    def function(self, fn: Function) -> Function:
        return replace(fn, body=substitute(self.block(fn.body), self.resolve))

    def resolve(self, operand: Operand) -> Operand:
        while operand in self.replaced:
            operand = self.replaced[operand]
        return operand

    def block(self, block: Block) -> Block:
        ops: list[Op] = []
        for op in block.ops:
            if type(op) is Call:
                ops.extend(self.changed(op))
            else:
                ops.append(map_blocks(op, self.block))
        return Block(block.args, tuple(ops), block.terminator)
