"""A transpose that a loop reads is made in the loop: what the loop adds to its cotangent is added
to that of the matrix, and not to a second array of that size.

Before:  %t = np.transpose %a; %p = for ... carry (%m = %q) { %n = matmul %m, %t; next %n }
After:   %p = for ... carry (%m = %q) { %t = np.transpose %a; %n = matmul %m, %t; next %n }

In the forward sweep `passes.loops` takes it out again.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..analysis import written as written_values
from ..ir.inventory import inventory
from ..ir.nodes import Block, Call, For, Function, If, Op, Value, While
from ..ir.traverse import free_values, map_blocks, map_terminator, reads, substitute_op
from ..ir.types import is_differentiable


def run(fn: Function) -> Function:
    found = inventory(fn)
    if np.transpose not in found.callees:
        return fn
    if not any(isinstance(op, For | While) for op in found.controls):
        return fn
    body = _block(fn.body, {}, written_values.run(fn))
    return fn if body is fn.body else replace(fn, body=body)


def _block(block: Block, known: dict[Value, Call], written: frozenset[Value]) -> Block:
    """The block, where these transposes stand around it."""
    known = dict(known)
    ops: list[Op] = []
    for op in block.ops:
        if isinstance(op, Call):
            if op.callee is np.transpose and written.isdisjoint((*op.uses, op.result)):
                if is_differentiable(op.result.type):
                    known[op.result] = op
        elif isinstance(op, If):
            op = map_blocks(op, lambda inner: _block(inner, known, written))
        else:
            op = map_blocks(op, lambda inner: _block(_with_own(inner, known), known, written))
        ops.append(op)
    return block if tuple(ops) == block.ops else replace(block, ops=tuple(ops))


def _with_own(block: Block, known: dict[Value, Call]) -> Block:
    """The block of a loop with transposes of its own in place of those around it, each where it is
    read first."""
    own = {v: Value(v.name, v.type, v.span) for v in free_values(block) if v in known}
    if not own:
        return block
    ops: list[Op] = []
    waiting = dict.fromkeys(own)
    for op in block.ops:
        for value in reads(op):
            if value in waiting:
                del waiting[value]
                ops.append(replace(known[value], result=own[value]))
        ops.append(substitute_op(op, lambda v: own.get(v, v)))
    ops += [replace(known[value], result=own[value]) for value in waiting]
    terminator = map_terminator(block.terminator, lambda v: own.get(v, v))
    return Block(block.args, tuple(ops), terminator)
