"""Put what is added to an item of a list that was cleared just before.

Before:
    func @f(%c: list<list<f64>>, %i: int, %g: f64) {
      %r: list<f64> = getitem %c, %i
      %x: f64 = getitem %r, 0
      %d: list<list<f64>> = list_write %c, (%i, 0), 0.0
      %y: f64 = mul %x, %g
      %s: list<f64> = getitem %d, %i
      %z: f64 = getitem %s, 0
      %t: f64 = add %z, %y
      %e: list<list<f64>> = list_write %d, (%i, 0), %t
      return %e
    }
After:
    func @f(%c: list<list<f64>>, %i: int, %g: f64) {
      %r: list<f64> = getitem %c, %i
      %x: f64 = getitem %r, 0
      %y: f64 = mul %x, %g
      %e: list<list<f64>> = list_write %c, (%i, 0), %y
      return %e
    }

The reverse sweep of `c[i][j] = g * c[i][j] + c[i][j - 1]` leaves that, as that of an array does
(see `cleared`). What surprises: in between, items may be read and written that are known to be
others.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator
from dataclasses import replace

from ..analysis import definitions, uses
from ..analysis.rows import Rows
from ..ir import paths, prims
from ..ir.calls import Changes
from ..ir.identity import operand_key
from ..ir.inventory import inventory
from ..ir.nodes import Call, Function, Op, Operand, Pack, Terminator, Value
from ..ir.traverse import all_blocks
from ..ir.types import ArrayType, ScalarType
from ..types.lattice import varies
from .arithmetic import number_of, of_derivative
from .reuse import ZEROS

Path = tuple[Operand, ...]

#: after so many writes a search for the one before is given up, so that it takes no longer in
#: longer programs
_FAR = 40


def run(fn: Function) -> Function:
    if prims.list_write not in inventory(fn).callees:
        return fn
    search = _Search(fn)
    for block in all_blocks(fn.body):
        search.block(block.ops)
    return search.applied(fn)


class _Search(Changes):
    """Goes through the writes of a block; collects those that go or come."""

    def __init__(self, fn: Function):
        super().__init__()
        self.defined = definitions.run(fn)
        self.rows = Rows(self.defined)
        self.used = uses.run(fn)

    def block(self, ops: tuple[Op, ...]) -> None:
        makers = {op.result: op for op in ops if type(op) is Call}
        for op in makers.values():
            if op.callee is not prims.list_write or not of_derivative(op):
                continue
            found = self.added(op, makers)
            store = None if found is None else self.store_before(op, found[1][0], makers)
            if store is not None:
                term, read = found
                self.dropped[store.result] = store.args[0]
                self.gone |= {op.args[2], *(call.result for call in read)}
                self.new[op.result] = replace(op, args=(*op.args[:2], term))

    def added(self, op: Call, makers: dict[Value, Call]) -> tuple[Operand, list[Call]] | None:
        """What a write adds to what stands there, and the calls that read that, the first of the
        list: nobody else reads their results."""
        items, index, value = op.args
        total = makers.get(value) if isinstance(value, Value) else None
        if total is None or total.callee is not operator.add or self.used.count(value) != 1:
            return None
        for old, term in (total.args, total.args[::-1]):
            if isinstance(value.type, ScalarType) or _is_as_large(term, value):
                read = self.read(old, items, paths.steps(index), makers)
                if read:
                    return term, read
        return None

    def read(self, old: Operand, items: Operand, path: Path, makers) -> list[Call]:
        calls: list[Call] = []
        for step in reversed(path):
            call = makers.get(old) if isinstance(old, Value) else None
            if call is None or call.callee is not operator.getitem or self.used.count(old) != 1:
                return []
            if operand_key(call.args[1]) != operand_key(step):
                return []
            calls.insert(0, call)
            old = call.args[0]
        return calls if old is items else []

    def store_before(self, op: Call, read: Call, makers: dict[Value, Call]) -> Call | None:
        """The write that has cleared what is added to, if nothing reads or writes it since; `read`
        is what the addition itself reads."""
        place, user = _key(op), op
        for _ in range(_FAR):
            made = makers.get(user.args[0])
            if made is None or made.callee is not prims.list_write or made.result in self.dropped:
                return None
            for node in self.used.of(made.result):
                if node is not user and node is not read and not self.reads_others(node, op):
                    return None
            if _key(made) == place:
                return made if self.is_zero(made.args[2]) and of_derivative(made) else None
            if not self.are_apart(paths.steps(made.args[1]), paths.steps(op.args[1])):
                return None
            user = made
        return None

    def is_zero(self, operand: Operand) -> bool:
        """The number 0, or an array that was made of zeros."""
        if not isinstance(operand, Value):
            return number_of(operand) == 0
        made = self.defined.of[operand].node
        return type(made) is Call and made.callee in ZEROS

    def reads_others(self, node: Op | Terminator, op: Call) -> bool:
        """True for what reads items that this write does not write."""
        path = paths.steps(op.args[1])
        return all(found is not None and self.are_apart(found, path) for found in self.paths(node))

    def paths(self, node: Op | Terminator) -> Iterator[Path | None]:
        """The paths along which the node, and what reads its result, reads; None where it does
        something else."""
        if type(node) is not Call or node.callee is not operator.getitem:
            yield None
            return
        step, users = node.args[1], self.used.of(node.result)
        if isinstance(step, Pack):  # a slice is no step of a path
            yield None
            return
        if isinstance(node.result.type, ScalarType) or not users:
            yield (step,)
            return
        for user in users:
            for rest in self.paths(user):
                yield (step,) if rest is None else (step, *rest)

    def are_apart(self, some: Path, others: Path) -> bool:
        one, other = (self.rows.along(Pack(tuple, (Pack(tuple, path),))) for path in (some, others))
        return self.rows.are_apart(one, other)


def _is_as_large(term: Operand, value: Value) -> bool:
    """True for an array of the shape and dtype of what it is added to, which are known."""
    t = value.type
    same = isinstance(term, Value) and isinstance(t, ArrayType) and term.type == t
    return same and not any(map(varies, t.shape))


def _key(op: Call):
    return operand_key(Pack(tuple, paths.steps(op.args[1])))
