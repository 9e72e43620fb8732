"""Last changes of form before statements are planned: a Function in, one of the same meaning out.

Read-modify-write becomes one call (`augment`), tuples that are only taken apart lose their
subscripts (`tuples`), and a While's condition reads the arguments of its body, which hold the
same values and are the same Python variables.
"""

from __future__ import annotations

from dataclasses import replace

from ..ir.nodes import Block, For, Function, If, While
from ..ir.traverse import substitute
from . import augment, tuples


def prepare(fn: Function) -> tuple[Function, tuples.Items]:
    fn, items = tuples.split(augment.fuse(fn))
    return replace(fn, body=_shared(fn.body)), items


def _shared(block: Block) -> Block:
    ops = []
    for op in block.ops:
        match op:
            case If():
                op = replace(op, then=_shared(op.then), orelse=_shared(op.orelse))
            case For():
                op = replace(op, body=_shared(op.body))
            case While():
                same = dict(zip(op.condition.args, op.body.args))
                condition = substitute(_shared(op.condition), lambda v: same.get(v, v))
                op = replace(op, condition=condition, body=_shared(op.body))
        ops.append(op)
    return Block(block.args, tuple(ops), block.terminator)
