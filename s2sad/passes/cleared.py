"""Write what is added to an entry that was cleared just before.

Before:
    func @f(%u: f64[n], %g: f64) {
      %0: f64 = getitem %u, 1
      %1: f64[n] = write %u, (1,), 0.0
      %2: f64[n] = accumulate %1, (0,), %0
      %3: f64 = mul %0, %g
      %4: f64[n] = accumulate %2, (1,), %3
      return %4
    }
After:
    func @f(%u: f64[n], %g: f64) {
      %0: f64 = getitem %u, 1
      %2: f64[n] = accumulate %u, (0,), %0
      %3: f64 = mul %0, %g
      %4: f64[n] = write %2, (1,), %3
      return %4
    }

The reverse sweep of `u[i] = g * u[i] + u[i - 1]` clears the cotangent of an entry that is assigned,
and adds to that of the same entry, which was read. In between, others may be written and read where
it is known that they are others (see `analysis.rows`).
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import replace

from ..analysis import definitions, uses
from ..analysis.rows import Rows
from ..ir import prims
from ..ir.calls import Changes
from ..ir.identity import operand_key
from ..ir.inventory import inventory
from ..ir.nodes import Call, Function, Op, Operand, Pack, Value
from ..ir.traverse import all_blocks
from ..ir.types import FLOAT
from .arithmetic import number_of, of_derivative
from .rewrite import type_of

_WRITES = (prims.write, prims.accumulate)


def run(fn: Function) -> Function:
    if prims.accumulate not in inventory(fn).callees:
        return fn
    blocks = [block.ops for block in all_blocks(fn.body) if any(map(_adds, block.ops))]
    if not blocks:
        return fn
    search = _Search(fn)
    for ops in blocks:
        search.block(ops)
    changed = search.applied(fn)
    return fn if changed is fn else run(changed)  # what a sum reads may be of another sum


def _adds(op: Op) -> bool:
    """True for a sum that the reverse sweep stores."""
    return type(op) is Call and op.callee is prims.accumulate and of_derivative(op)


def _clears(op: Call) -> bool:
    return op.callee is prims.write and number_of(op.args[2]) == 0


class _Search(Changes):
    """Goes through the versions of each array in a block; collects what may go or be written."""

    def __init__(self, fn: Function):
        super().__init__()
        self.rows = Rows(definitions.run(fn))
        self.used = uses.run(fn)

    def block(self, ops: Sequence[Op]) -> None:
        local = {op.result: op for op in ops if type(op) is Call and op.callee in _WRITES}
        for op in local.values():
            if _adds(op):
                store, reads = self.before(op, local)
                if store is not None and _clears(store) and not reads:
                    self.dropped[store.result] = store.args[0]
                    self.new[op.result] = replace(op, callee=prims.write)
        for op in local.values():
            if self.new.get(op.result, op).callee is prims.write and op.result not in self.dropped:
                sum, reads = self.before(op, local)
                if sum is not None and _adds(sum):
                    self.overwritten(sum, reads)

    def before(self, op: Call, local: dict[Value, Call]) -> tuple[Call | None, list[Call]]:
        """What last wrote into the entries that the call writes into, if it is known, and the
        calls that read these entries between the two."""
        key, rows, reads = operand_key(op.args[1]), self.rows.along(op.args[1]), []
        user = op
        while (made := local.get(user.args[0])) is not None:
            nodes = self.used.of(made.result)
            others = [node for node in nodes if node is not user]
            if len(others) != len(nodes) - 1:
                break
            for node in others:
                if type(node) is not Call or node.callee is not operator.getitem:
                    return None, []
                path = Pack(tuple, node.args[1:])
                if operand_key(path) == key:
                    reads.append(node)
                elif not self.rows.are_apart(self.rows.along(path), rows):
                    return None, []
            if operand_key(made.args[1]) == key:
                if made.result in self.new or made.result in self.dropped and _adds(made):
                    break  # what is read of it is another call by now
                if made.result not in self.dropped:
                    return made, reads
            elif not self.rows.are_apart(self.rows.along(made.args[1]), rows):
                break
            user = made
        return None, []

    def overwritten(self, sum: Call, reads: list[Call]) -> None:
        """A sum of which the result is read once, and then written over, is not stored. (Of
        entries that an array of indices names twice, the last term stays alone.)"""
        array, path, term = sum.args
        if not reads:
            self.dropped[sum.result] = array
        elif (
            len(reads) == 1
            and type_of(term) in (reads[0].result.type, FLOAT)
            and self.rows.are_all_known(path)
        ):
            (read,) = reads
            self.dropped[sum.result] = array
            entry = Value("", read.result.type, sum.span)
            total = self.dropped[read.result] = Value(
                read.result.name or _name_of_entry(array, read.args[1]), entry.type, sum.span
            )
            self.new[sum.result] = Call(
                operator.getitem, (array, *path.items), (), entry, False, sum.span
            )
            self.new[read.result] = Call(operator.add, (entry, term), (), total, False, sum.span)


def _name_of_entry(array: Value, index: Operand) -> str:
    """What a sum is called of which nothing tells any more that it is an entry."""
    named = type(index) is Value and array.name and index.name
    return f"{array.name}_{index.name}" if named else ""
