"""Drop stores of zero that nobody reads, and write what is first added to an entry.

Before:  for %i in reversed(range(1, %n)) carry (%y = %a, %x = zeros) {
           %t = getitem %y, %i; %y1 = write %y, (%i,), 0.0; %s = sub %i, 1
           %y2 = accumulate %y1, (%s,), %t; %x1 = accumulate %x, (%i,), %t; next %y2, %x1 }
After:     no write into %y, and %x1 = write %x, (%i,), %t

A reverse sweep clears the cotangent of an entry that the function assigns, and adds to that of an
entry that it reads. In a loop over a range in steps of one, an index is the loop's variable plus a
constant, which tells what other iterations touch. What surprises: only the first index counts, an
access to `u[i, j]` touches the row `i`; and indices must not be negative, since those wrap around.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass, replace

from ..analysis import definitions, uses
from ..analysis.definitions import Definitions, Role
from ..analysis.rows import Row, Rows, Steps
from ..analysis.uses import Uses
from ..ir import prims
from ..ir.calls import Changes
from ..ir.inventory import inventory
from ..ir.nodes import (
    Call, Const, For, Function, If, Next, Op, Operand, Pack, Terminator, Value, Yield,
)  # fmt: skip
from ..ir.traverse import operands_of
from ..ir.types import ArrayType
from .reuse import ZEROS


@dataclass(frozen=True, slots=True)
class Access:
    """A read of or a write into a row of one version of a buffer."""

    op: Call
    row: Row

    @property
    def is_read(self) -> bool:
        return self.op.callee is not prims.write


def run(fn: Function) -> Function:
    loops = [op for op in inventory(fn).controls if isinstance(op, For)]
    if not loops or not any(isinstance(op, Call) and _is_candidate(op) for op in inventory(fn).ops):
        return fn
    search = _Search(fn)
    for op in loops:
        search.loop(op)
    return search.applied(fn)


def _is_candidate(op: Call) -> bool:
    return op.callee is prims.accumulate or _stores_zero(op)


def _stores_zero(op: Call) -> bool:
    value = op.args[2] if op.callee is prims.write else None
    return isinstance(value, Const) and isinstance(value.value, (int, float)) and value.value == 0


class _Search(Changes):
    """Goes through the carries of each loop; collects what may be dropped or written."""

    def __init__(self, fn: Function):
        super().__init__()
        self.found: Definitions = definitions.run(fn)
        self.rows = Rows(self.found)
        self.used: Uses = uses.run(fn)
        self.owner = {
            end: op for op in inventory(fn).ops if isinstance(op, If)
            for end in (op.then.terminator, op.orelse.terminator)
        }  # fmt: skip

    def loop(self, op: For) -> None:
        variables = op.body.args[: len(op.iterables)]
        steps = {v: found for v in variables if (found := self.rows.steps(v)) is not None}
        if not steps:
            return
        for k, arg in enumerate(op.body.args[len(op.iterables) :]):
            if isinstance(arg.type, ArrayType):
                self.carry(op, k, arg, steps)

    def carry(self, op: For, k: int, arg: Value, steps: dict[Value, Steps]) -> None:
        chain = _Chain(self, op.body.terminator, k)
        if not chain.follow(arg) or op.body.terminator.operands[k] not in chain.versions:
            return
        from_zeros = self.is_zeros(op.inits[k])
        after = self.rows_after(op.results[k])
        for access in chain.accesses:
            found = steps.get(access.row.variable)
            if found is None or found.lowest + access.row.offset < 0:
                continue
            if _stores_zero(access.op) and after is not None:
                if not chain.is_read_later(access, found, after):
                    self.dropped[access.op.result] = access.op.args[0]
            elif access.op.callee is prims.accumulate and from_zeros:
                if not chain.is_touched_before(access, found):
                    self.new[access.op.result] = replace(access.op, callee=prims.write)

    def rows_after(self, result: Value) -> list[int] | None:
        """The rows that are read of a loop's result; None where it may be any."""
        chain = _Chain(self, None, 0)
        if not chain.follow(result):
            return None
        reads = [access.row for access in chain.accesses if access.is_read]
        if any(row.variable is not None or row.offset < 0 for row in reads):
            return None
        return [row.offset for row in reads]

    def is_zeros(self, operand: Operand) -> bool:
        call = self.rows.call(operand)
        return call is not None and call.callee in ZEROS


class _Chain:
    """The versions of one buffer, in one iteration of a loop or after it, and their accesses."""

    def __init__(self, search: _Search, end: Next | None, slot: int):
        self.search = search
        self.end = end
        self.slot = slot
        self.versions: dict[Value, list[Value]] = {}
        self.accesses: list[Access] = []

    def follow(self, start: Value) -> bool:
        """Find all versions that come from the start; False where one is used in other ways."""
        stack = [start]
        while stack:
            value = stack.pop()
            if value in self.versions:
                continue
            self.versions[value] = later = []
            for node in dict.fromkeys(self.search.used.of(value)):
                result = self.use(value, node)
                if result is None:
                    return False
                later.extend(result)
            stack.extend(later)
        return all(map(self.comes_from_versions, self.versions))

    def use(self, value: Value, node: Op | Terminator) -> list[Value] | None:
        """The versions that the use gives; None for one that is not understood."""
        slots = [k for k, operand in enumerate(operands_of(node)) if operand is value]
        others = sum(1 for v in self.search.used.of(value) if v is node) != len(slots)
        if others:
            return None
        if isinstance(node, Next) and node is self.end:
            return [] if slots == [self.slot] else None
        if isinstance(node, Yield) and node in self.search.owner:
            return [self.search.owner[node].results[k] for k in slots]
        if isinstance(node, Call) and slots == [0]:
            return self.use_in_call(node)
        return None

    def use_in_call(self, op: Call) -> list[Value] | None:
        index = op.args[1] if len(op.args) > 1 else None
        is_write = op.callee in (prims.write, prims.accumulate)
        if is_write:
            index = index.items[0] if isinstance(index, Pack) and index.items else None
        elif op.callee is not operator.getitem:
            return None
        row = None if index is None else self.search.rows.first(index)
        if row is None:
            return None
        self.accesses.append(Access(op, row))
        return [op.result] if is_write else []

    def comes_from_versions(self, value: Value) -> bool:
        """False for a result of an `if` that may be another buffer."""
        found = self.search.found.of[value]
        if found.role is not Role.BRANCH:
            return True
        ends = (found.node.then.terminator, found.node.orelse.terminator)
        return all(end.operands[found.index] in self.versions for end in ends)

    def after(self, value: Value) -> set[Value]:
        """The version and those that come from it in the same iteration."""
        found, stack = set(), [value]
        while stack:
            value = stack.pop()
            if value not in found:
                found.add(value)
                stack.extend(self.versions.get(value, ()))
        return found

    def is_read_later(self, store: Access, steps: Steps, after: list[int]) -> bool:
        """Whether what the store overwrites may be read if it is left as it was."""
        lowest = steps.lowest + store.row.offset
        if any(row >= lowest for row in after):
            return True
        later = self.after(store.op.result)
        return any(
            access.is_read and self.may_meet(access, store, steps, access.op.args[0] in later, True)
            for access in self.accesses
        )

    def is_touched_before(self, sum: Access, steps: Steps) -> bool:
        """Whether the row that is added to may have been written into before."""
        return any(
            access.op.callee is not operator.getitem
            and self.may_meet(
                access, sum, steps, sum.op.args[0] in self.after(access.op.result), False
            )
            for access in self.accesses
        )

    def may_meet(
        self, access: Access, fixed: Access, steps: Steps, same_iteration: bool, later: bool
    ) -> bool:
        """Whether the access may be to the row of `fixed` in an iteration later (or earlier) than
        it, or in the same one where that counts."""
        row, target = access.row, fixed.row
        if row.variable is None:
            return row.offset < 0 or row.offset >= steps.lowest + target.offset
        if row.variable is not target.variable or steps.lowest + row.offset < 0:
            return True
        if same_iteration and row.offset == target.offset:
            return True
        grows = steps.up is later
        return row.offset < target.offset if grows else row.offset > target.offset
