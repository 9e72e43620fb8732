"""Move a write behind the last op that still reads what it overwrites.

Before:  %t = getitem %u, 0; %v = write %u, (0,), 0.0; %y = sin %t; return (%v, %y)
After:   %t = getitem %u, 0; %y = sin %t; %v = write %u, (0,), 0.0; return (%v, %y)

A reverse sweep reads a cotangent and then clears it; what it has read is often a view. Moving the
write costs nothing and saves the copy of the view. A write moves only within its block, before the
first reader of its result, and past no other write unless all that it reads but its operand 0 are
numbers.
"""

from __future__ import annotations

from dataclasses import replace

from ..analysis import aliasing, definitions
from ..analysis.sharing import IN_PLACE
from ..ir.nodes import Block, Call, For, Function, If, Op, Value, While, leaves
from ..ir.traverse import free_values, uses, walk
from ..ir.types import ScalarType
from .conflicts import find_conflicts, is_write, versions


def run(fn: Function) -> Function:
    if not any(is_write(op) for op in walk(fn.body)):
        return fn
    pinned = versions(fn, definitions.run(fn))
    clashes = find_conflicts(fn, aliasing.run(fn), pinned)
    wanted = {c.op: frozenset(c.values) for c in clashes if c.values and not c.foreign}
    return replace(fn, body=_block(fn.body, wanted)) if wanted else fn


def _block(block: Block, wanted: dict[Op, frozenset[Value]]) -> Block:
    ops = [_inside(op, wanted) for op in block.ops]
    for op in block.ops:
        if op in wanted:
            _sink(ops, op, wanted[op])
    return replace(block, ops=tuple(ops))


def _inside(op: Op, wanted: dict[Op, frozenset[Value]]) -> Op:
    match op:
        case If():
            return replace(op, then=_block(op.then, wanted), orelse=_block(op.orelse, wanted))
        case For():
            return replace(op, body=_block(op.body, wanted))
        case While():
            condition, body = _block(op.condition, wanted), _block(op.body, wanted)
            return replace(op, condition=condition, body=body)
    return op


def _sink(ops: list[Op], write: Call, needed: frozenset[Value]) -> None:
    """Move the write in the list behind the last reader of the values, where that is allowed."""
    start = ops.index(write)
    movable = _reads_numbers(write)
    target = start
    for k in range(start + 1, len(ops)):
        read = _reads(ops[k])
        if write.result in read or not movable and _holds_write(ops[k]):
            break
        if not needed.isdisjoint(read):
            target = k
    if target > start:
        ops.insert(target, ops.pop(start))


def _reads(op: Op) -> set[Value]:
    found = set(uses(op))
    match op:
        case If():
            found.update(free_values(op.then, op.orelse))
        case For():
            found.update(free_values(op.body))
        case While():
            found.update(free_values(op.condition, op.body))
    return found


def _reads_numbers(write: Call) -> bool:
    others = (value for operand in write.args[1:] for value in leaves(operand))
    return all(isinstance(value.type, ScalarType) for value in others)


def _holds_write(op: Op) -> bool:
    if isinstance(op, Call):
        return op.callee in IN_PLACE
    return any(_holds_write(inner) for inner in walk(Block((), (op,), None)) if inner is not op)
