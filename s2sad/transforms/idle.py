"""Which operations of a forward block only its backward block has use for.

In: an op with its forward block, what is needed of its results, what the backward block reads. Out:
the calls of the block that may as well be made in the backward block, where storing their results
costs more than that of what they are made of.

    for %x_k in %x carry (%s = 0.0) { %q = matmul %x_k, %m; %c = matmul %q, %x_k; next add %s, %c }

The gradient needs `%q`, and no `%s`: the forward loop would compute it for the tape alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from ..ir.nodes import Block, Call, If, Op, Value, While, leaves
from ..ir.traverse import blocks_of, free_values
from .residuals import is_cheap, is_repeatable


def calls(op: Op, block: Block, wanted: Iterable[Value], needed: Collection[Value]) -> set[Op]:
    """`wanted`: what the backward block reads; `needed`: what is read behind the op. A carry that
    is part of what is wanted is computed anyway."""
    ends = block.terminator.operands
    if len(ends) != len(op.results):
        return set()
    made_of = {v: each.uses for each in block.ops if type(each) is Call for v in each.results}
    always = _read_anyway(block)
    carried = _behind([*wanted, *always], made_of).intersection(block.args) | _asked(op, block)
    carries = [] if isinstance(op, If) else block.args[len(block.args) - len(ends) :]
    made_of |= {carry: leaves(end) for carry, end in zip(carries, ends)}
    left = (v for end, result in zip(ends, op.results) if result in needed for v in leaves(end))
    live = _behind([*carried, *always, *left], made_of)
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


def _read_anyway(block: Block) -> list[Value]:
    """What is read by operations that are run anyway: branches, loops, effects."""
    read: list[Value] = []
    for op in block.ops:
        if type(op) is not Call:
            read += (*op.uses, *free_values(*blocks_of(op)))
        elif op.effect:
            read += op.uses
    return read


def _behind(values: Iterable[Value], made_of: Mapping[Value, Iterable[Value]]) -> set[Value]:
    """The values, and what they are made of."""
    found: set[Value] = set()
    todo = list(values)
    while todo:
        value = todo.pop()
        if value not in found:
            found.add(value)
            todo.extend(made_of.get(value, ()))
    return found
