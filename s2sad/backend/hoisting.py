"""Moves calls that stand behind a loop body's last `if` before it, so that it can `break`.

Before:  (y, stop) = if c { … }; tape.append(x); next y stop stop
After:   tape.append(x); (y, stop) = if c { … }; next y stop stop

In: a Function and who shares memory. Out: a Function. A call moves where it reads nothing that the
`if` gives, has no effect, and where neither of the two writes memory that the other reads.
"""

from __future__ import annotations

from dataclasses import replace

from ..ir.nodes import (
    Block, Call, For, Function, If, Next, Op, Operand, Value, While, leaves,
)  # fmt: skip
from ..ir.traverse import blocks_of, free_values, map_blocks, operands_of, walk
from .storage import Roots, is_mutable, written_operand


def hoist(fn: Function, roots: Roots) -> Function:
    return replace(fn, body=_block(fn.body, roots))


def _block(block: Block, roots: Roots, stop: Operand | None = None) -> Block:
    """`stop`: what the block yields, if it does, for whether a loop ends."""
    if not block.controls:
        return block
    if isinstance(block.terminator, Next):
        stop = block.terminator.stop
    ops = [_nested(op, roots, stop) for op in block.ops]
    if isinstance(stop, Value):
        ops = _hoisted(ops, stop, roots)
    return Block(block.args, tuple(ops), block.terminator)


def _nested(op: Op, roots: Roots, stop: Operand | None) -> Op:
    match op:
        case If():
            sides = {"then": op.then, "orelse": op.orelse}
            at = op.results.index(stop) if stop in op.results else None
            for side, block in sides.items():
                sides[side] = _block(
                    block, roots, None if at is None else block.terminator.operands[at]
                )
            return replace(op, **sides)
        case For():
            return map_blocks(op, lambda body: _block(body, roots))
        case While():
            return replace(op, body=_block(op.body, roots))
    return op


def _hoisted(ops: list[Op], stop: Value, roots: Roots) -> list[Op]:
    """The ops with those before the `if` that decides `stop` that can stand there."""
    for k, op in enumerate(ops):
        after = ops[k + 1 :]
        if isinstance(op, If) and after and (stop in op.results or stop is op.condition):
            if all(isinstance(each, Call) for each in after) and _are_free(op, after, roots):
                return [*ops[:k], *after, op]
    return ops


def _are_free(op: If, after: list[Op], roots: Roots) -> bool:
    read = {roots.of(v) for v in _values(op) if is_mutable(v)}
    written = _written(op, roots)
    for call in after:
        if call.effect or isinstance(call.callee, Function):
            return False
        if any(value in op.results for value in call.uses):
            return False
        if any(roots.of(v) in written for v in call.uses if is_mutable(v)):
            return False
        if _written_by(call, roots) & read:
            return False
    return True


def _values(op: If) -> list[Value]:
    """What the `if` reads from outside."""
    return [*leaves(op.condition), *free_values(*blocks_of(op))]


def _written(op: If, roots: Roots) -> set[Value]:
    """The memory that the `if` writes into."""
    found: set[Value] = set()
    for block in blocks_of(op):
        for inner in walk(block):
            if isinstance(inner, Call):
                found |= _written_by(inner, roots)
    return found


def _written_by(call: Call, roots: Roots) -> set[Value]:
    if isinstance(call.callee, Function):
        return {roots.of(v) for operand in operands_of(call) for v in leaves(operand)}
    written = written_operand(call)
    return set() if written is None else {roots.of(value) for value in leaves(written)}
