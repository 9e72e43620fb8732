"""Replace or drop calls, wherever they stand. The same object comes out where nothing changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from .nodes import Block, Call, For, If, Op, While


def map_calls(block: Block, f: Callable[[Call], Call | None]) -> Block:
    """The block with `f(call)` for each call, without those for which that is None."""
    ops = tuple(new for op in block.ops if (new := _map(op, f)) is not None)
    if ops == block.ops:
        return block
    return replace(block, ops=ops)


def _map(op: Op, f: Callable[[Call], Call | None]) -> Op | None:
    match op:
        case Call():
            return f(op)
        case If():
            then, orelse = map_calls(op.then, f), map_calls(op.orelse, f)
            same = then is op.then and orelse is op.orelse
            return op if same else replace(op, then=then, orelse=orelse)
        case For():
            body = map_calls(op.body, f)
            return op if body is op.body else replace(op, body=body)
        case While():
            condition, body = map_calls(op.condition, f), map_calls(op.body, f)
            same = condition is op.condition and body is op.body
            return op if same else replace(op, condition=condition, body=body)
