"""What a loop reads of an array, or writes into it, and does not write over: it stands there still
when the loop has ended, so that a reverse sweep need not store it.

Before:  for %i in range(1, %n) carry (%a = %y) { %j = sub %i, 1; %p = getitem %a, %j;
                                                  %q = sin %p; %b = write %a, (%i,), %q; next %b }
Here `%p` is entry `i - 1` of the array after the loop, and `%q` entry `i`: later iterations write
at greater indices, as `analysis.dependences` tells.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable

from ..analysis import dependences
from ..analysis.dependences import Access, Loops
from ..analysis.steps import plain_steps
from ..analysis.written import CHANGES, VIEWS, WRITES
from ..ir import prims
from ..ir.nodes import Block, Call, Const, For, Function, Op, Operand, Pack, Value, While, node
from ..ir.traverse import blocks_of, reads
from ..ir.types import ArrayType, ListType, ScalarType
from .undo import Chains

#: an array and an index: where a value stands when the loop has ended
Place = tuple[Value, Operand]


def run(fn: Function, chains: Chains) -> dict[Value, Place]:
    """Where what was read or written stands in the end: for the results of reads, and for values
    that were written. `chains` are those of the function."""
    search, found = _Search(fn, chains), {}
    for place in (*search.reads, *search.kept):
        array = search.final_array(place)
        if array is not None:
            found[place.value] = array, place.index
    return found


def for_recomputation(block: Block, places: dict[Value, Place]) -> Block:
    """The forward block as a planner may see it: what stands somewhere in the end is read there,
    once its index is known. The order of its operations is that in which they can be run again."""
    own = {r: op for op in block.ops for r in op.results}
    for value in own.keys() & places.keys():
        array, index = places[value]
        own[value] = Call(operator.getitem, (array, index), (), value, False, value.span)
    if all(op is own[r] for op in block.ops for r in op.results):
        return block
    ops: dict[Op, None] = {}
    for op in block.ops:
        for result in op.results:
            _add_after_operands(own[result], own, ops)
    return Block(block.args, tuple(ops), block.terminator)


def _add_after_operands(op: Op, own: dict[Value, Op], ops: dict[Op, None]) -> None:
    if op not in ops:
        for value in reads(op):
            if value in own:
                _add_after_operands(own[value], own, ops)
        ops[op] = None


def are_read(ops: Iterable[Op], places: dict[Value, Place]) -> bool:
    """True where one of the operations reads what can be read in the end."""
    return any(
        isinstance(op, Call) and op.callee is operator.getitem and op.result in places for op in ops
    )


@node
class _Place:
    """What is read or written at one place: an array, by one index."""

    array: Operand
    index: Operand
    value: Operand
    access: Access

    @property
    def loops(self) -> Loops:
        return self.access.site.loops


class _Search:
    def __init__(self, fn: Function, chains: Chains):
        self.chains = chains
        self.dependences = dependences.run(fn)
        self.carries: dict[Value, tuple[For | While, int]] = {}
        self.reads: list[_Place] = []
        self.kept: list[_Place] = []
        """writes of what their own block has made, so that it is written whenever it is made"""
        self.alone = set(map(id, fn.body.ops))
        """what runs in each iteration of the loops around it, and not in a branch"""
        self.writes: list[_Place] = []
        self._index(fn.body, False)
        #: by the arrays that may share memory, the last one first: it rules most places out
        self.writes_into: dict[Value, list[_Place]] = {}
        for write in reversed(self.writes):
            self.writes_into.setdefault(chains.classes.find(write.array), []).append(write)

    # --- the program ---

    def _index(self, block: Block, in_loop: bool) -> None:
        own: set[Value] = set()
        for op in block.ops:
            match op:
                case Call():
                    if op.callee in CHANGES:
                        write = self._written(op)
                        self.writes.append(write)
                        if in_loop and write.value in own and _is_kept(op, write.index):
                            self.kept.append(write)
                    elif op.callee is operator.getitem and in_loop and _is_plain_read(op):
                        array, index = op.args
                        access = self.dependences.access(op, array, index)
                        self.reads.append(_Place(array, index, op.result, access))
                case For() | While():
                    if id(op) in self.alone:
                        self.alone.update(map(id, op.body.ops))
                    first = len(op.body.args) - len(op.inits)
                    for k, arg in enumerate(op.body.args[first:]):
                        self.carries[arg] = op, k
            own.update(op.results)
            for inner_block in blocks_of(op):
                self._index(inner_block, in_loop or isinstance(op, For | While))

    def _written(self, op: Call) -> _Place:
        """A write; one by several steps may be to any entry, and one at the end of a list."""
        array, index = op.args[0], Const(None)
        if op.callee is prims.list_write:
            index = op.args[1]
        elif op.callee in WRITES and len(op.args[1].items) == 1:
            index = op.args[1].items[0]
        value = op.args[2] if op.callee in WRITES else op.args[-1]
        return _Place(array, index, value, self.dependences.access(op, array, index))

    # --- arrays ---

    def final_array(self, place: _Place) -> Value | None:
        """What the outermost loop that carries the array leaves of it, if that still holds what
        was read or written."""
        for depth, loop in enumerate(place.loops):
            if id(loop) not in self.alone:
                return None
            k = self.carry(place.array, loop)
            if k is not None:
                before = self.since_made(loop, k, place.loops[depth - 1]) if depth else None
                return None if depth and before is None else self.kept_by(place, depth, k, before)
        return None

    def kept_by(
        self, place: _Place, depth: int, k: int, before: set[int] | None
    ) -> Value | None:
        """Carry k of the loop at this depth as it ends, if no write meets what was read or
        written. `before`: the writes that an inner loop comes after; others may meet the array in
        later iterations."""
        loop = place.loops[depth]
        for write in self.writes_into.get(self.chains.classes.find(loop.results[k]), ()):
            if loop in write.loops:
                appends = write.access.node.callee is prims.list_append
                if appends and self.dependences.is_known(place.access):
                    continue  # behind all that counts from the first
                if self.dependences.may_meet(place.access, write.access, depth):
                    return None
            elif write.access.site.place > self.place_of(loop) if before is None else (
                write.access.site.place not in before
            ):
                return None
        return loop.results[k]

    def since_made(self, loop: For | While, k: int, around: For | While) -> set[int] | None:
        """The places of the writes between the making of an array, in the same iteration of the
        loop around, and the loop that carries it; None where it is not made there."""
        array, found, makers = loop.inits[k], set(), self.dependences.makers
        while isinstance(array, Value) and array in makers:
            op = makers[array]
            if op.callee in CHANGES:
                found.add(self.place_of(op))
                array = op.args[0]
            else:
                inside = self.place_of(op) > self.place_of(around)
                return found if inside and op.callee not in VIEWS else None
        return None

    def place_of(self, op: Op) -> int:
        return self.dependences.sites[id(op)].place

    def carry(self, array: Operand, loop: For | While) -> int | None:
        """Which carry of the loop the array is a version of, if only writes lie between."""
        while isinstance(array, Value):
            if array in self.carries:
                around, k = self.carries[array]
                before = self.chains.before_loop(around, k)
                if around is loop:
                    return None if before is None else k
                array = before
            elif array in self.chains.makers:
                array = self.chains.before(*self.chains.makers[array])
            else:
                return None
        return None


def _is_plain_read(op: Call) -> bool:
    match getattr(op.args[0], "type", None):
        case ArrayType():
            return bool(plain_steps(op.args[1]))
        case ListType():
            return not isinstance(op.args[1], Pack)
    return False


def _is_kept(op: Call, index: Operand) -> bool:
    """True for a number or array that is written as it is: reading the same place gives the same,
    of the same type."""
    if op.callee is not prims.write:
        return False
    steps, array, value = plain_steps(index), op.result.type, op.args[2]
    if not isinstance(value, Value) or not steps:
        return False
    if any(isinstance(step, Pack) or type(getattr(step, "value", 0)) is slice for step in steps):
        return False
    shape = array.shape[len(steps) :]
    return value.type == (ArrayType(array.dtype, shape) if shape else ScalarType(array.dtype))
