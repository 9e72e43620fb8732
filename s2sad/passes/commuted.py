"""What is added to an entry that was cleared is added before what is added to others.

Before:
    func @f(%u: f64[n], %g: f64) {
      %0: f64[n] = write %u, (0,), 0.0
      %1: f64[n] = accumulate %0, (slice(1, None, None),), %g
      %2: f64 = mul %g, 0.5
      %3: f64[n] = accumulate %1, (0,), %2
      return %3
    }
After:
    func @f(%u: f64[n], %g: f64) {
      %0: f64[n] = write %u, (0,), 0.0
      %1: f64 = mul %g, 0.5
      %2: f64[n] = accumulate %0, (0,), %1
      %3: f64[n] = accumulate %2, (slice(1, None, None),), %g
      return %3
    }

The reverse sweep of `u[1:] = 0.5 * u[1:] + u[:-1]` adds to both, and last to what was read first;
`cleared` writes what comes first in the place of the zeros. Nothing is moved where the others are
known to be other entries: `cleared` sees that. The order of sums changes them by rounding.
"""

from __future__ import annotations

from dataclasses import replace

from ..analysis import definitions, uses
from ..analysis.rows import Rows
from ..ir import prims
from ..ir.identity import operand_key
from ..ir.inventory import inventory
from ..ir.nodes import Block, Call, Function, Op
from ..ir.traverse import map_blocks
from .arithmetic import number_of, of_derivative


def run(fn: Function) -> Function:
    if not inventory(fn).callees.issuperset((prims.write, prims.accumulate)):
        return fn
    body = _Search(fn).block(fn.body)
    return fn if body is fn.body else replace(fn, body=body)


def adds(op: Op) -> bool:
    """True for a sum that the reverse sweep stores."""
    return type(op) is Call and op.callee is prims.accumulate and of_derivative(op)


def clears(op: Op) -> bool:
    return type(op) is Call and op.callee is prims.write and number_of(op.args[2]) == 0


class _Search:
    """One walk over the blocks."""

    def __init__(self, fn: Function):
        self.used = uses.run(fn)
        self.rows = Rows(definitions.run(fn))

    def block(self, block: Block) -> Block:
        ops = [op if type(op) is Call else map_blocks(op, self.block) for op in block.ops]
        here = {op for op in block.ops if adds(op)}
        for store in block.ops if here else ():
            sums = self.until_the_same(store) if clears(store) else ()
            if len(sums) > 1 and here.issuperset(sums) and not self.are_others(sums):
                here.difference_update(sums)
                _move(ops, store, sums)
        same = len(ops) == len(block.ops) and all(a is b for a, b in zip(ops, block.ops))
        return block if same else replace(block, ops=tuple(ops))

    def until_the_same(self, store: Call) -> list[Call]:
        """The sums that follow, of which nobody reads what they are before the last one, which
        adds to what the store clears; none where there is no such one."""
        key, sums = operand_key(store.args[1]), []
        made = store
        while len(readers := self.used.of(made.result)) == 1:
            (reader,) = readers
            if not adds(reader) or reader.args[0] is not made.result:
                return []
            sums.append(reader)
            if operand_key(reader.args[1]) == key:
                return sums
            made = reader
        return []

    def are_others(self, sums: list[Call]) -> bool:
        """True where it is known that the last one adds to other entries than all before it."""
        *before, last = (self.rows.along(sum.args[1]) for sum in sums)
        return all(self.rows.are_apart(rows, last) for rows in before)


def _move(ops: list[Op], store: Call, sums: list[Call]) -> None:
    """Put the last of the sums before the others, all of them where it stands."""
    array, moved = store.result, []
    for sum, place in zip((sums[-1], *sums[:-1]), sums):
        moved.append(replace(sum, args=(array, *sum.args[1:]), result=place.result))
        array = place.result
    at = ops.index(sums[-1])
    ops[at : at + 1] = moved
    for sum in sums[:-1]:
        ops.remove(sum)
