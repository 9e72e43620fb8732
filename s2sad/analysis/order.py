"""Whether the iterations of a loop may run in any order: a loop comes in, a truth value goes out.

They may where each carry is only added to, and where each iteration has a row of its own of what
it carries, which is named by the loop's variable. In

    for i in range(n):
        w_bar += x[i] * e[i]
        y_bar[i, j] = 2.0 * y_bar[i, j]

both are so. What surprises: sums in another order are rounded in another way, so that this is
asked of loops of a derivative only.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable

from ..ir import prims
from ..ir.nodes import Block, Call, Const, For, If, Op, Operand, Value, all_leaves
from ..ir.traverse import reads
from ..ir.types import ArrayType, ScalarType
from .steps import plain_steps

#: what reads an entry, writes one, or adds to one
_READ = operator.getitem
_WRITTEN = prims.write, prims.list_write
_ADDED = prims.accumulate, prims.accumulate_at


def is_free(loop: For, numbers: Iterable[Value]) -> bool:
    """True where the iterations of the loop may run in any order. `numbers` are its variables that
    are never negative and never the same in two iterations."""
    count, end = len(loop.iterables), loop.body.terminator
    if end.stop is not None:
        return False
    return all(
        _Carry(arg).is_free(loop.body, operand, frozenset(numbers))
        for arg, operand in zip(loop.body.args[count:], end.operands)
    )


class _Used(Exception):
    """A carry is used in a way in which the order of the iterations may be seen."""


class _Carry:
    """What is done with one carry: the `versions` of it, the `paths` to entries; `sums`: something
    is added to all of it, `others`: entries are read, or written over."""

    def __init__(self, arg: Value):
        self.versions = {arg}
        self.paths: list[Operand] = []
        self.sums = self.others = False

    def is_free(self, body: Block, end: Operand, numbers: frozenset[Value]) -> bool:
        try:
            self.block(body, (end,))
        except _Used:
            return False
        if end not in self.versions:
            return False
        return not self.others or not self.sums and self.has_rows(numbers)

    def has_rows(self, numbers: frozenset[Value]) -> bool:
        """True where all entries are in a row that one of the numbers names, on one axis."""
        axes = [
            {(k, step) for k, step in enumerate(plain_steps(path)) if step in numbers}
            for path in self.paths
        ]
        return bool(set.intersection(*axes))

    def block(self, block: Block, own: tuple[Operand, ...] = ()) -> None:
        """Follow the versions through a block; `own` are operands of its end that may be some."""
        for op in block.ops:
            if not self.versions.isdisjoint(reads(op)):
                self.op(op)
        rest = (v for v in block.terminator.uses if v not in own)
        if not self.versions.isdisjoint(rest):
            raise _Used

    def op(self, op: Op) -> None:
        match op:
            case Call(callee=callee) if callee is _READ or callee in _WRITTEN or callee in _ADDED:
                self.entry(op)
            case Call(callee=operator.add | operator.sub):
                self.sum(op)
            case For():
                self.loop(op)
            case If():
                self.branches(op)
            case _:
                raise _Used

    def entry(self, op: Call) -> None:
        """Entries that are read, written or added to."""
        array, path, *rest = op.args
        if array not in self.versions or self.found((path, *rest)):
            raise _Used
        if op.callee in (prims.write, *_ADDED):
            path = path.items[0] if path.items else Const(None)
        self.paths.append(path)
        self.others = self.others or op.callee not in _ADDED
        if op.callee is not _READ:
            self.versions.add(op.result)
        elif not isinstance(op.result.type, ScalarType):  # a view may be written
            raise _Used

    def sum(self, op: Call) -> None:
        """Something is added to all of it."""
        left, right = op.args
        if op.callee is operator.add and not self.found((left,)):
            left, right = right, left
        if not self.found((left,)):  # it is what is subtracted
            raise _Used
        numbers = isinstance(left.type, ScalarType) and isinstance(op.result.type, ScalarType)
        arrays = isinstance(left.type, ArrayType) and op.result.type == left.type
        if not (numbers or arrays) or self.found((right,)):
            raise _Used
        self.sums = True
        self.versions.add(op.result)

    def loop(self, op: For) -> None:
        """A loop in the loop, which carries it on."""
        first = len(op.iterables)
        places = [k for k, init in enumerate(op.inits) if init in self.versions]
        given, ends = [op.body.args[first + k] for k in places], op.body.terminator.operands
        if self.found((*op.iterables, *(i for i in op.inits if i not in self.versions))):
            raise _Used
        self.versions.update(given)
        self.block(op.body, tuple(ends[k] for k in places))
        if [k for k, end in enumerate(ends) if end in self.versions] != places:
            raise _Used
        self.versions.update(op.results[k] for k in places)

    def branches(self, op: If) -> None:
        """A choice, each side of which hands it on."""
        if self.found((op.condition,)):
            raise _Used
        blocks = op.then, op.orelse
        for block in blocks:
            self.block(block, block.terminator.operands)
        for k, result in enumerate(op.results):
            ends = [block.terminator.operands[k] for block in blocks]
            found = [end in self.versions for end in ends]
            if any(found):
                if not all(found):
                    raise _Used
                self.versions.add(result)

    def found(self, operands: Iterable[Operand]) -> bool:
        """True where an operand holds a version of it."""
        return not self.versions.isdisjoint(all_leaves(tuple(operands)))
