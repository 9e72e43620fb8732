"""Last changes of form before statements are planned: a Function in, one of the same meaning out.

Loops over rows get them from their array (`rows`), read-modify-write becomes one call (`augment`),
vectors that are unpacked become tuples (`unpacking`), tuples that are only taken apart lose their
subscripts (`tuples`), and what a loop body does behind an `if` that may `break` is done before it
(`hoisting`); what says that a loop is left is set there alone (`flags`). A While's condition reads
the arguments of its body, which are the same variables, and a branch that yields the condition
itself yields True or False.
"""

from __future__ import annotations

from dataclasses import replace

from ..ir.nodes import Block, Const, For, Function, If, Operand, Value, While
from ..ir.traverse import map_blocks, map_terminator, substituted
from . import augment, flags, rows, tuples, unpacking
from .hoisting import hoist
from .storage import Roots


def prepare(fn: Function) -> tuple[Function, tuples.Items, Roots]:
    """The function, the items of the tuples that are taken apart, and who shares memory."""
    fn, items = tuples.split(unpacking.run(augment.fuse(rows.run(fn))))
    fn = replace(fn, body=_shared(fn.body))
    roots = Roots(fn, items)
    return flags.run(hoist(fn, roots)), items, roots


def _shared(block: Block) -> Block:
    if not block.controls:
        return block
    ops = []
    for op in block.ops:
        match op:
            case If():
                then, orelse = _shared(op.then), _shared(op.orelse)
                if getattr(getattr(op.condition, "type", None), "dtype", None) == "bool":
                    then, orelse = _known(then, op, True), _known(orelse, op, False)
                op = replace(op, then=then, orelse=orelse)
            case For():
                op = map_blocks(op, _shared)
            case While():
                same = dict(zip(op.condition.args, op.body.args))
                condition = substituted(_shared(op.condition), same)
                op = replace(op, condition=condition, body=_shared(op.body))
        ops.append(op)
    return Block(block.args, tuple(ops), block.terminator)


def _known(branch: Block, op: If, holds: bool) -> Block:
    """The branch with its condition known in what it yields."""

    def f(value: Value) -> Operand:
        return Const(holds) if value is op.condition else value

    terminator = map_terminator(branch.terminator, f)
    if terminator is branch.terminator:
        return branch
    return Block(branch.args, branch.ops, terminator)
