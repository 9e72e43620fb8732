"""What `common_constants` and `common_signs` share: who reads what, and other calls for each call.

`CallByCall`: a Function comes in, the one with what `changed` gives in the place of each call goes
out. What stands for a value from then on is noted in `replaced`, and put in when the walk is over.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ..ir.inventory import inventory, use_counts
from ..ir.nodes import Block, Call, Function, Op, Operand, Value
from ..ir.traverse import map_blocks, substitute
from .arithmetic import of_derivative


class Readers:
    """The `calls` of a function that are asked for, in order; `makers`, which of them gives a
    value; `users`, those of a derivative that read it; `counts`, how often it is read in all."""

    def __init__(self, fn: Function, is_asked: Callable[[Call], bool]):
        self.counts = use_counts(fn)
        self.calls = [op for op in inventory(fn).ops if type(op) is Call and is_asked(op)]
        self.makers = {op.result: op for op in self.calls}
        self.users: dict[Value, list[Call]] = {}
        for op in self.calls:
            if of_derivative(op):
                for value in op.uses:
                    self.users.setdefault(value, []).append(op)


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
