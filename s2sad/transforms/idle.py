"""Which operations of a forward block only its backward block has use for.

In: an op with its forward block, what is needed of its results, what the backward block reads. Out:
the calls of the block that may as well be made in the backward block, where storing their results
costs more than that of what they are made of.

    for %x_k in %x carry (%s = 0.0) { %q = matmul %x_k, %m; %c = matmul %q, %x_k; next add %s, %c }

The gradient needs `%q`, and no `%s`: the forward loop would compute it for the tape alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ..ir.nodes import Block, Call, If, Op, Value, While
from ..ir.traverse import blocks_of, free_values
from .residuals import is_cheap, is_repeatable


def calls(op: Op, block: Block, wanted: Iterable[Value], needed: Collection[Value]) -> set[Op]:
    """`wanted`: what the backward block reads; `needed`: what is read behind the op. A carry that
    is part of what is wanted is computed anyway."""
    ends = block.terminator.operands
    if len(ends) != len(op.results):
        return set()
    made_of = set(wanted)
    _spread(block, made_of)
    live = made_of.intersection(block.args) | _asked(op, block)
    carries = [] if isinstance(op, If) else block.args[len(block.args) - len(ends) :]
    open_ends = dict(enumerate(ends))
    while True:
        _spread(block, live)
        found = [
            k for k in open_ends
            if op.results[k] in needed or carries and carries[k] in live
        ]  # fmt: skip
        if not found:
            break
        live.update(v for k in found if isinstance(v := open_ends.pop(k), Value))
    return {
        each for each in block.ops
        if type(each) is Call and each.result not in live
        and is_repeatable(each) and not is_cheap(each)
    }  # fmt: skip


def _asked(op: Op, block: Block) -> set[Value]:
    """What a while loop decides by, as carries of the block."""
    if not isinstance(op, While):
        return set()
    read = {*free_values(Block((), op.condition.ops, op.condition.terminator))}
    return {arg for arg, asked in zip(block.args, op.condition.args) if asked in read}


def _spread(block: Block, live: set[Value]) -> None:
    """Add what these values are made of, and what is read by operations that are run anyway."""
    for op in reversed(block.ops):
        if type(op) is not Call:
            live.update(op.uses, free_values(*blocks_of(op)))
        elif op.effect or op.result in live:
            live.update(op.uses)
