"""Move a write behind the last op that still reads what it overwrites.

Before:  %t = getitem %u, 0; %v = write %u, (0,), 0.0; %y = sin %t; return (%v, %y)
After:   %t = getitem %u, 0; %y = sin %t; %v = write %u, (0,), 0.0; return (%v, %y)

`Findings` come in, the Function comes out. A reverse sweep reads a cotangent and then clears it;
what it has read is often a view. Moving the write costs nothing and saves the copy of the view. A
write moves only within its block, before the first reader of its result, and past no other write
unless all that it reads but its operand 0 are numbers.
"""

from __future__ import annotations

from dataclasses import replace

from ..analysis.sharing import IN_PLACE
from ..ir.nodes import Block, Call, Function, Op, Value, leaves
from ..ir.traverse import blocks_of, free_values, map_blocks, walk
from ..ir.types import ScalarType
from .conflicts import Findings


def run(found: Findings) -> Function:
    wanted = {c.op: frozenset(c.values) for c in found.conflicts if c.values and not c.foreign}
    return replace(found.fn, body=_block(found.fn.body, wanted)) if wanted else found.fn


def _block(block: Block, wanted: dict[Op, frozenset[Value]]) -> Block:
    ops = [map_blocks(op, lambda inner: _block(inner, wanted)) for op in block.ops]
    for op in block.ops:
        if op in wanted:
            _sink(ops, op, wanted[op])
    same = all(a is b for a, b in zip(ops, block.ops))
    return block if same else replace(block, ops=tuple(ops))


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
    return {*op.uses, *free_values(*blocks_of(op))}


def _reads_numbers(write: Call) -> bool:
    others = (value for operand in write.args[1:] for value in leaves(operand))
    return all(isinstance(value.type, ScalarType) for value in others)


def _holds_write(op: Op) -> bool:
    if isinstance(op, Call):
        return op.callee in IN_PLACE
    return any(_holds_write(inner) for block in blocks_of(op) for inner in walk(block))
