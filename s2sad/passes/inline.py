"""Put the body of each called function in the place of the call.

Functions with a derivative of their own (custom rules, checkpoints) stay calls until all
transforms are done: then nothing sets them apart. Those of which the type of the result is noted
stay calls for good.

Before:  f(%x) { %y = @g %x; return %y }   with   g(%a) { %0 = sin %a; return %0 }
After:   f(%x) { %0 = sin %x; return %0 }
"""

from __future__ import annotations

from dataclasses import replace

from ..ir.nodes import Block, Call, For, Function, If, Op, Operand, Value, While
from ..ir.traverse import Cloner, bind_parameters, map_operand, map_terminator, substitute_op


def run(fn: Function) -> Function:
    inliner = _Inliner()
    body = inliner.block(fn.body)
    return fn if body is fn.body else replace(fn, body=body)


class _Inliner:
    def __init__(self) -> None:
        self.replaced: dict[Value, Operand] = {}

    def block(self, block: Block) -> Block:
        ops: list[Op] = []
        for op in block.ops:
            ops.extend(self.op(op))
        if tuple(ops) == block.ops and not self.replaced:
            return block
        return Block(block.args, tuple(ops), map_terminator(block.terminator, self.value))

    def value(self, value: Value) -> Operand:
        return self.replaced.get(value, value)

    def op(self, op: Op) -> list[Op]:
        match op:
            case Call(callee=Function() as callee) if callee.results is None:
                return self.call(op, callee)
            case Call():
                return [substitute_op(op, self.value)] if self.replaced else [op]
            case If():
                then, orelse = self.block(op.then), self.block(op.orelse)
                condition = map_operand(op.condition, self.value)
                if then is op.then and orelse is op.orelse and condition is op.condition:
                    return [op]
                return [If(condition, then, orelse, op.results, op.span)]
            case For():
                body = self.block(op.body)
                iterables = tuple(map_operand(o, self.value) for o in op.iterables)
                inits = tuple(map_operand(o, self.value) for o in op.inits)
                if body is op.body and not self.replaced:
                    return [op]
                return [For(iterables, inits, body, op.results, op.span, op.even)]
            case While():
                condition, body = self.block(op.condition), self.block(op.body)
                inits = tuple(map_operand(o, self.value) for o in op.inits)
                if body is op.body and condition is op.condition and not self.replaced:
                    return [op]
                return [While(inits, condition, body, op.results, op.span)]
        return [op]

    def call(self, op: Call, callee: Function) -> list[Op]:
        """The callee's operations, its parameters replaced by the operands of the call."""
        cloner, within = Cloner(), _Inliner()
        bind_parameters(cloner, callee, [map_operand(a, self.value) for a in op.args])
        ops: list[Op] = []
        for inner in callee.body.ops:
            ops.extend(within.op(cloner.op(inner)))
        if op.result is not None:
            result = cloner.operand(callee.body.terminator.value)
            self.replaced[op.result] = map_operand(result, within.value)
        return ops
