"""Let arithmetic reuse the buffer of an operand that nothing needs any more.

Before:  next (add %w, %t)      of a loop with carry %w
After:   next (iadd %w, %t)

`a = a + b` becomes `a += b` only where it pays and reads well: for the accumulators of a loop, and
for cotangents (named `..._bar`) that have a statement of their own. The type of the operand must be
exactly the type of the result. What surprises: a buffer that is not the function's own is copied
once before the loop; where it would have to be copied in the loop, the sum stays as it was.

`Findings` come in and go out.

And the first value that is added into zeros is written: `accumulate(zeros_like(x), p, g)` is
`write(zeros_like(x), p, g)`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from ..analysis import absent, footprints, kinds, uses
from ..analysis.definitions import Definitions, Role
from ..analysis.sharing import Sharing, sharing
from ..analysis.uses import Uses
from ..ir import prims
from ..ir.inventory import inventory
from ..ir.nodes import (
    Block, Call, For, Function, Op, Operand, Terminator, Value, While,
)  # fmt: skip
from ..ir.traverse import all_blocks, operands_of
from ..ir.types import ArrayType
from ..ir.calls import map_calls
from ..types.lattice import equal_where_they_meet
from .conflicts import Findings, examine, is_write
from .placement import Placement

IN_PLACE_OF: dict[Callable, Callable] = {
    operator.add: operator.iadd, operator.sub: operator.isub,
    operator.mul: operator.imul, operator.truediv: operator.itruediv,
}  # fmt: skip
COMMUTATIVE = (operator.add, operator.mul)
ZEROS = (np.zeros, np.zeros_like)
FILLED = frozenset({prims.write, prims.accumulate})


def run(found: Findings) -> Findings:
    """Use operands' buffers where no copy in a loop is needed for it.

    The conflicts in what comes out are those that a copy before a loop resolves.
    """
    sums = _sums(found)
    alone = _are_alone(sums, found)
    while sums:
        new = replace(found.fn, body=map_calls(found.fn.body, lambda op: sums.get(op, op)))
        reusing = examine(new, quiet=alone)
        refused = _refused(reusing, {op.result for op in sums.values()})
        if not refused:
            return reusing
        sums = {old: op for old, op in sums.items() if op.result not in refused}
    return found


def _are_alone(sums: dict[Op, Call], found: Findings) -> bool:
    """True where each operand that is reused is an array that the body of the function has just
    made, and was read only by what makes new arrays: no analysis is needed to see that nothing
    else shares its memory."""
    fn = found.fn
    if not sums or fn.written or found.conflicts:
        return False
    block, used, of = fn.body, uses.run(fn), found.definitions.of
    places = {op: k for k, op in enumerate(block.ops)}
    reusing = {op.result for op in sums.values()}
    for old, new in sums.items():
        value = new.args[0]
        place, maker = places.get(old, -1), of[value].node
        made = maker in places and (value in reusing or _makes_array(maker))
        if not made or not all(
            user is old or _makes_array(user) and places.get(user, place) < place
            for user in used.of(value)
        ):
            return False
    return True


def _makes_array(op: Op | Terminator) -> bool:
    return (
        type(op) is Call and type(op.callee) is not Function and sharing(op) is Sharing.FRESH
    )


def _refused(found: Findings, results: set[Value]) -> set[Value]:
    """Those of the new writes that would need a copy each time they happen."""
    if not found.conflicts:
        return set()
    placement = Placement(found.aliases, found.definitions, found.pinned)
    refused = set()
    for conflict in found.conflicts:
        if conflict.op.result not in results:
            # it was legal before: something that it needs is reused too early
            held = (conflict.op.args[0], *conflict.values)
            alias = found.aliases.may_alias
            refused |= {r for r in results if any(alias(r, v) for v in held)} or results
        elif not placement.starts_outside(conflict):
            refused.add(conflict.op.result)
    return refused


# --- candidates -----------------------------------------------------------------------------


def _sums(findings: Findings) -> dict[Op, Call]:
    """Calls that may reuse an operand where that pays, each with the call that does."""
    fn = findings.fn
    accumulated = _accumulated(findings)
    candidates = {
        op: fitting for op in inventory(fn).ops
        if type(op) is Call and op.callee in IN_PLACE_OF and type(op.result.type) is ArrayType
        and (op in accumulated or any(map(_is_cotangent, op.args))) and (fitting := _fitting(op))
    }  # fmt: skip
    if not candidates:
        return {}
    found, used = findings.definitions, uses.run(fn)

    def pays(op: Op, value: Value) -> bool:
        return value in accumulated.get(op, ()) or _has_statement(value, found, used)

    if not any(pays(op, value) for op, fitting in candidates.items() for value in fitting):
        return {}
    # a buffer of another shape, or perhaps of another dtype
    missing = {*absent.run(fn), *kinds.run(fn)}
    chosen: dict[Op, Value] = {}
    for op, fitting in candidates.items():
        for value in fitting:
            if value not in missing and op.result not in missing and pays(op, value):
                chosen[op] = value
                break
    again = _read_again(fn.body, chosen, used)
    chosen = _last_reads(fn, chosen, accumulated, used)
    sums: dict[Op, Call] = {}
    for op, value in chosen.items():
        if value not in again:
            a, b = op.args if value is op.args[0] else reversed(op.args)
            sums[op] = replace(op, callee=IN_PLACE_OF[op.callee], args=(a, b))
    return sums


def _read_again(block: Block, chosen: dict[Op, Value], used: Uses) -> set[Value]:
    """Chosen operands that the block reads after the sum: what is found at once need not be found
    by looking at all that shares memory."""
    if not chosen:
        return set()
    places = {op: k for k, op in enumerate((*block.ops, block.terminator))}
    return {
        value for op, value in chosen.items()
        if op in places and any(places.get(user, -1) > places[op] for user in used.of(value))
    }  # fmt: skip


def _last_reads(
    fn: Function, chosen: dict[Op, Value], accumulated: dict[Op, set[Value]], used: Uses
) -> dict[Op, Value]:
    """Without what reads an accumulator of a loop before the sum that reuses it: refused together,
    each would keep the other from it."""
    sums = {op for op, value in chosen.items() if value in accumulated.get(op, ())}
    reused = {chosen[op] for op in sums if op.callee in (operator.add, operator.sub)}
    left = dict(chosen)
    for block in all_blocks(fn.body)[1:] if reused else ():
        places = {op: k for k, op in enumerate((*block.ops, block.terminator))}
        early = {
            op for op in block.ops
            if op in chosen
            and any(places.get(user, -1) > places[op] for user in used.of(chosen[op]))
        }
        if sums.isdisjoint(early):
            for op in early:
                if chosen[op] in reused:
                    del left[op]
    return left


def _fitting(op: Call) -> list[Value]:
    """The operands of a sum or product that are arrays of the type of its result."""
    if op.callee not in IN_PLACE_OF or type(op.result.type) is not ArrayType:
        return []
    wanted = op.result.type
    operands = op.args if op.callee in COMMUTATIVE else op.args[:1]
    return [
        a for a in operands
        if type(a) is Value and type(a.type) is ArrayType and wanted.shape
        and a.type.dtype == wanted.dtype and equal_where_they_meet(a.type.shape, wanted.shape)
    ]  # fmt: skip


def _is_cotangent(operand: Operand) -> bool:
    return type(operand) is Value and operand.name.endswith("_bar")


def _has_statement(value: Value, found: Definitions, used: Uses) -> bool:
    """True for a cotangent outside of expressions."""
    where = found.of[value]
    if not _is_cotangent(value) or where.role in (Role.PARAM, Role.ITEM):
        return False
    if where.role is Role.CALL:
        return used.count(value) > 1 or is_write(where.node)
    return True


def _accumulated(findings: Findings) -> dict[Op, set[Value]]:
    """For each sum on the way of a carry through a loop's body the operand that is the carry."""
    ways: dict[Op, set[Value]] = {}
    for op in inventory(findings.fn).controls:
        if isinstance(op, For | While):
            first = len(op.iterables) if isinstance(op, For) else 0
            for k, operand in enumerate(op.body.terminator.operands):
                arg = op.body.args[first + k]
                if isinstance(arg.type, ArrayType) and isinstance(operand, Value):
                    _Way(arg, findings.definitions, ways).leads(operand)
    return ways


class _Way:
    """The sums between a carry and what it becomes at the end of the body."""

    def __init__(self, start: Value, found: Definitions, ways: dict[Op, set[Value]]):
        self.start = start
        self.found = found
        self.ways = ways
        self.known: dict[Value, bool] = {start: True}

    def leads(self, value: Value) -> bool:
        """Whether the value is made from the carry by adding to it, in every branch or in one."""
        if value not in self.known:
            self.known[value] = False
            self.known[value] = any([self.leads(v) for v in self.before(value)])
        return self.known[value]

    def before(self, value: Value) -> list[Value]:
        where = self.found.of[value]
        if where.role is Role.BRANCH:
            ends = (where.node.then.terminator, where.node.orelse.terminator)
            operands = [operands_of(end)[where.index] for end in ends]
        elif where.role is Role.CALL and is_write(where.node):
            operands = [where.node.args[0]]
        elif where.role is Role.CALL:
            return self.before_sum(where.node)
        else:
            return []
        return [operand for operand in operands if isinstance(operand, Value)]

    def before_sum(self, op: Call) -> list[Value]:
        for operand in _fitting(op):
            if self.leads(operand):
                self.ways.setdefault(op, set()).add(operand)
                return [operand]
        return []


# --- zeros ----------------------------------------------------------------------------------


def write_into_zeros(fn: Function) -> Function:
    """Write what is added where an array of zeros is still zero: it was just made, or all that
    was put into it since then stands elsewhere."""
    if not inventory(fn).calls(FILLED):
        return fn
    taken: dict[Value, tuple[footprints.Footprint, ...]] = {
        op.result: ()
        for op in inventory(fn).ops if isinstance(op, Call) and op.callee in ZEROS
    }  # fmt: skip
    if not taken:
        return fn

    def written(op: Call) -> Call:
        if op.callee not in FILLED or op.args[0] not in taken:
            return op
        before, place = taken[op.args[0]], footprints.of_path(op.args[1])
        if place is not None:
            taken[op.result] = (*before, place)
        is_zero = all(place is not None and footprints.apart(place, other) for other in before)
        return replace(op, callee=prims.write) if is_zero else op

    body = map_calls(fn.body, written)
    return fn if body is fn.body else replace(fn, body=body)
