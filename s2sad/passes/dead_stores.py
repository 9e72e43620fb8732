"""Drop stores of zero that nobody reads, and write what is first added to an entry.

Before:  for %i in reversed(range(1, %n)) carry (%y = %a, %x = zeros) {
           %t = getitem %y, %i; %y1 = write %y, (%i,), 0.0; %s = sub %i, 1
           %y2 = accumulate %y1, (%s,), %t; %x1 = accumulate %x, (%i,), %t; next %y2, %x1 }
After:     no write into %y, and %x1 = write %x, (%i,), %t

A reverse sweep clears the cotangent of an entry that the function assigns, and adds to that of an
entry that it reads. Which of these meet, `analysis.dependences` tells: the one is dropped where
nothing reads that entry later, the other is a write where nothing was added to it before.

All versions of an array, from where it is made, are one buffer. What surprises: any other use of
a version reads all of it, at that time.
"""

from __future__ import annotations

import operator
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, islice

from ..analysis import definitions, dependences, uses
from ..analysis.definitions import Role
from ..analysis.dependences import Access
from ..analysis.written import WRITES
from ..ir import prims
from ..ir.calls import Changes
from ..ir.inventory import inventory
from ..ir.nodes import (
    Block, Call, Const, For, Function, If, Next, Op, Pack, Terminator, Value, While, Yield,
)  # fmt: skip
from ..ir.traverse import blocks_of, operands_of
from ..ir.types import ArrayType
from .reuse import ZEROS
from .shapes import asked

#: with so many others an access is compared at most, the nearest ones first
_FAR = 256


def run(fn: Function) -> Function:
    if not inventory(fn).calls((prims.accumulate, prims.write)):
        return fn
    stores = [op for op in inventory(fn).ops if isinstance(op, Call) and _is_candidate(op)]
    if not stores:
        return fn
    search = _Search(fn)
    for op in stores:
        search.sum(op)
    for op in stores:  # what is written, and not added to, reads nothing
        search.store_of_zero(op)
    return search.applied(fn)


def _is_candidate(op: Call) -> bool:
    return op.callee is prims.accumulate or _stores_zero(op)


def _stores_zero(op: Call) -> bool:
    value = op.args[2] if op.callee is prims.write else None
    return isinstance(value, Const) and isinstance(value.value, (int, float)) and value.value == 0


class _Search(Changes):
    """Collects the stores that may be dropped, and the sums that may be written."""

    def __init__(self, fn: Function):
        super().__init__()
        self.found = definitions.run(fn)
        self.used = uses.run(fn)
        self.known = dependences.run(fn)
        self.owners = {
            block.terminator: op for op in inventory(fn).controls for block in ends_of(op)
        }
        self.buffers: dict[Value, _Buffer] = {}
        """the buffer of each version"""

    def sum(self, op: Call) -> None:
        buffer, access = self.access(op)
        if access is None or not buffer.is_zeros or _stores_zero(op):
            return
        if not any(self.may_meet(other, access, buffer) for other in buffer.sums_before(access)):
            self.new[op.result] = replace(op, callee=prims.write)

    def store_of_zero(self, op: Call) -> None:
        buffer, access = self.access(op)
        if access is None or not _stores_zero(op):
            return
        reads = (read for read in buffer.reads_after(access) if not self.is_written(read))
        if not any(self.may_meet(access, read, buffer) for read in reads):
            self.dropped[op.result] = op.args[0]

    def access(self, op: Call) -> tuple[_Buffer | None, Access | None]:
        """The buffer that a store goes into, and the access; None for one of which nothing is
        known."""
        array = op.args[0]
        if not isinstance(array, Value):
            return None, None
        if array not in self.buffers:
            buffer = _Buffer(self, self.origin(array))
            self.buffers.update(dict.fromkeys(buffer.versions, buffer))
        buffer = self.buffers[array]
        access = buffer.accesses[op]
        return buffer, access if self.known.is_known(access) else None

    def is_written(self, access: Access | None) -> bool:
        """True for what was a sum into some entries, and reads nothing any more."""
        known = access is not None and self.known.is_known(access)
        return known and access.node.result in self.new

    def may_meet(self, first: Access | None, second: Access | None, buffer: _Buffer) -> bool:
        """`None` is what is too far away to be asked."""
        if first is None or second is None:
            return True
        return self.known.may_meet(
            first, second, buffer.depth, lambda: self.sees(first, second, buffer)
        )

    def sees(self, first: Access, second: Access, buffer: _Buffer) -> bool:
        """Whether the array of the second access comes from what the first one has left, in the
        same iteration."""
        seen: set[Value] = set()
        todo = [first.node.result]
        while todo:
            value = todo.pop()
            if value in second.node.uses:
                return True
            node = self.found.of[value].node
            if value not in seen and self.known.sites[id(node)].place <= second.site.place:
                seen.add(value)
                todo += buffer.later.get(value, ())
        return False

    def origin(self, value: Value) -> Value:
        """What the version was before all writes, as far as one leads to the other."""
        seen: set[Value] = set()
        while value not in seen:
            seen.add(value)
            found, before = self.found.of[value], None
            match found.role:
                case Role.CALL if found.node.callee in WRITES:
                    before = found.node.args[0]
                case Role.CARRY:
                    before = found.node.inits[found.index]
                case Role.BRANCH:
                    before = found.node.then.terminator.operands[found.index]
            if not isinstance(before, Value):
                break
            value = before
        return value


class _Buffer:
    """An array from where it is made on: its versions, and what reads them or writes into them."""

    def __init__(self, search: _Search, start: Value):
        self.found, self.used = search.found, search.used
        self.known, self.owners = search.known, search.owners
        self.versions: dict[Value, None] = {start: None}
        self.accesses: dict[Call, Access] = {}
        self.other_reads: list[Access] = []
        """what reads a version whole, as a write of it into another array does"""
        self.later: dict[Value, list[Value]] = {}
        """for a version those that come from it in the same iteration"""
        todo = [start]
        while todo:
            for result in self.note_uses(todo.pop()):
                if result not in self.versions:
                    self.versions[result] = None
                    todo.append(result)
        self.depth = min(self.found.of[version].depth for version in self.versions)
        """in so many loops it is made anew in each iteration"""
        self.is_zeros = all(map(self.comes_from_zeros, self.versions))
        own = self.accesses.values()
        reads = [access for access in own if access.node.callee is not prims.write]
        self.reads = sorted(reads + self.other_reads, key=_place)
        self.sums = sorted((access for access in own if _adds(access.node)), key=_place)

    def reads_after(self, access: Access) -> Iterator[Access | None]:
        """The reads, those first that the program reaches next."""
        start = bisect_right(self.reads, _place(access), key=_place)
        return _some(chain(islice(self.reads, start, None), islice(self.reads, start)))

    def sums_before(self, access: Access) -> Iterator[Access | None]:
        """What writes anything but zeros, that first which the program has reached last."""
        count, end = len(self.sums), bisect_right(self.sums, _place(access), key=_place)
        order = chain(range(end - 1, -1, -1), range(count - 1, end - 1, -1))
        return _some(map(self.sums.__getitem__, order))

    # --- versions ---

    def note_uses(self, value: Value) -> list[Value]:
        """The versions that the uses of a version make of it."""
        results: list[Value] = []
        for node in dict.fromkeys(self.used.of(value)):
            slots = [k for k, operand in enumerate(operands_of(node)) if operand is value]
            made = [found for k in slots if (found := self.versions_at(node, k)) is not None]
            results += chain.from_iterable(made)
            if not isinstance(node, Next):
                self.later.setdefault(value, []).extend(chain.from_iterable(made))
            if len(made) < node.uses.count(value) and asked(node) not in slots:
                self.other_reads.append(self.known.to_any_entry(node))
        return results

    def versions_at(self, node: Op | Terminator, slot: int) -> list[Value] | None:
        """What an operation makes of a version that is this operand: other versions, none where
        it reads some entries; None where it reads all."""
        if type(node) is Call:
            return self.of_call(node) if slot == 0 else None
        match node:
            case For() | While():
                owner, slot = node, slot - len(getattr(node, "iterables", ()))
            case Yield() | Next():
                owner = self.owners.get(node)
            case _:
                return None
        if owner is None or not 0 <= slot < len(owner.results):
            return None
        if isinstance(owner, If):
            return [owner.results[slot]]
        carried = [block.args[len(block.args) - len(owner.inits) :] for block in blocks_of(owner)]
        return [owner.results[slot], *(args[slot] for args in carried)]

    def of_call(self, op: Call) -> list[Value] | None:
        if op.callee in WRITES:
            path = op.args[1]
            single = isinstance(path, Pack) and len(path.items) == 1
            index = path.items[0] if single else Const(None)
            self.accesses[op] = self.known.access(op, op.args[0], index)
            return [op.result]
        if op.callee is not operator.getitem or not isinstance(op.args[0].type, ArrayType):
            return None
        self.accesses[op] = self.known.access(op, *op.args)
        return []

    def comes_from_zeros(self, version: Value) -> bool:
        """True for what holds zeros and what is written into it."""
        found = self.found.of[version]
        match found.role:
            case Role.CALL:
                return found.node.callee in WRITES or found.node.callee in ZEROS
            case Role.CARRY | Role.BRANCH:
                before = [block.terminator.operands[found.index] for block in ends_of(found.node)]
                before += getattr(found.node, "inits", ())[found.index : found.index + 1]
                return all(operand in self.versions for operand in before)
        return False


def ends_of(op: If | For | While) -> tuple[Block, ...]:
    """The blocks at the end of which an operation has its results."""
    return (op.then, op.orelse) if isinstance(op, If) else (op.body,)


def _adds(node: Call) -> bool:
    return node.callee in WRITES and not _stores_zero(node)


def _place(access: Access) -> int:
    return access.site.place


def _some(accesses: Iterator[Access]) -> Iterator[Access | None]:
    """The first ones; None in place of the others, where there are many."""
    yield from islice(accesses, _FAR)
    if next(accesses, None) is not None:
        yield None
