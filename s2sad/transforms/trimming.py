"""Make a backward region ask for less, before it is decided what is stored for it.

    forward:   %t = math.sin %s
    backward:  %0 = np.zeros_like %a; %1 = mul %0, %b; %2 = math.sin %s; %3 = mul %s_bar, %2
    after:     %3 = mul %s_bar, %t

A rule asks for the shape of a value that in the end nobody needs, and computes what the forward
block has computed before: what it asks for would have to be kept for nothing, or computed twice.
Where only the shape of a value is asked, that of another one is which is needed anyway: no array is
kept for its shape if there is one.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from ..analysis import absent
from ..ir.nodes import (
    Block, Call, Function, Op, Operand, Pack, Param, Return, Value, Yield, leaves,
)  # fmt: skip
from ..ir.traverse import (
    all_blocks, blocks_of, free_values, map_replaced, map_terminator, substitute_op, substituted,
    walk,
)  # fmt: skip
from ..ir.types import ArrayType
from ..passes import dce, simplify
from ..passes.cse import call_key
from ..passes.shapes import SHAPE_OF, asked
from ..types.lattice import varies
from .residuals import is_cheap


def trimmed(forward: Block, backward: Block, missing: Mapping[Value, set]) -> Block:
    """The backward block, simpler, and with values of the forward block where it had the same.
    `missing`: what some path leaves without a value (see `analysis.absent`)."""
    ops, found = _shared(forward, backward.ops)
    results = map_terminator(backward.terminator, lambda v: found.get(v, v)).operands
    body = Block(backward.args, tuple(ops), Return(Pack(tuple, results)))
    both = Block((), forward.ops + body.ops, body.terminator)
    missing = absent.all_paths(Function("both", _params(both, missing), both))
    params = _params(body, missing)
    body = dce.run(simplify.run(Function("backward", params, body))).body
    body = _asking_others(forward, body, missing)
    return Block(body.args, body.ops, Yield(body.terminator.value.items))


def _asking_others(forward: Block, backward: Block, missing: Mapping[Value, set]) -> Block:
    """The backward block, with the shape asked of a value that need not be stored for it."""
    made = {op.result: op for op in forward.ops if isinstance(op, Call) and op.result is not None}
    asking, needed = _read(backward)
    asking -= needed.union(missing)
    alone = [v for v in made if v in asking and not is_cheap(made[v])]
    if not alone:
        return backward
    there: dict[ArrayType, Value] = {}
    for value in (*forward.args, *made):
        if value in needed and value not in missing and isinstance(value.type, ArrayType):
            if not any(map(varies, value.type.shape)):
                there.setdefault(value.type, value)
    found = {value: there[value.type] for value in alone if value.type in there}
    return substituted(backward, found)


def _read(block: Block) -> tuple[set[Value], set[Value]]:
    """The values whose shape is asked, and those that are read otherwise."""
    asking: set[Value] = set()
    needed: set[Value] = set()
    for op in walk(block):
        position = asked(op)
        if position is None or op.callee not in SHAPE_OF:
            needed.update(op.uses)
            continue
        asking.update(leaves(op.args[position]))
        others = (*op.args[:position], *op.args[position + 1 :])
        needed.update(value for operand in others for value in leaves(operand))
    for each in all_blocks(block):
        needed.update(each.terminator.uses)
    return asking, needed


def _params(block: Block, missing: Mapping[Value, set]) -> tuple[Param, ...]:
    """The values that a block reads of which some part may be missing."""
    if not missing:
        return ()
    return tuple(
        Param(v.name, v, absent=tuple(missing[v])) for v in free_values(block) if v in missing
    )


def _shared(forward: Block, ops: Sequence[Op]) -> tuple[list[Op], dict[Value, Operand]]:
    """The ops without those that the forward block has as well, and what stands for these."""
    known: dict[Hashable, Value] = {}
    for op in forward.ops:
        key = _key(op)
        if key is not None:
            known.setdefault(key, op.result)
    found: dict[Value, Operand] = {}
    left = []
    for op in ops:
        if isinstance(op, Call):
            op = map_replaced(op, found)
            value = known.get(_key(op))
            if value is not None and value.type == op.result.type:
                found[op.result] = value
                continue
        elif blocks_of(op) or found:
            op = substitute_op(op, lambda v: found.get(v, v))
        left.append(op)
    return left, found


def _key(op: Op) -> Hashable | None:
    if not isinstance(op, Call) or op.effect or op.result is None:
        return None
    return call_key(op)
