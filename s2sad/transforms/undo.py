"""Undo a write on the way back: what it overwrote is saved, and put back by the reverse sweep.

Where the pullback of an iteration reads an array that a later iteration writes, the tape would hold
a copy of the whole array. Instead the forward sweep saves the entries that each write overwrites,
and the backward sweep, before it goes on to what stood before the write, writes them again: the
array is then what it was.

`Chains` follows an array from version to version through writes, loops and branches; `Versions`
are those that a backward block puts back, each from a position in the block on; `resolve` decides
what of a block is stored where some of what it reads is put back. In typed IR all this is values:
that the writes happen in place is for `passes.inplace` to prove, or to pay for by one copy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ..analysis import written as written_values
from ..ir.nodes import Block, Call, For, Function, If, Op, Operand, Value, While, Yield
from ..ir.traverse import Cloner, blocks_of, free_values, reads, substituted
from ..ir.types import ScalarType
from ..passes.rewrite import type_of
from ..passes.shapes import asked
from .residuals import Plan

#: an array, as the class of all its versions
Root = Value
Reads = dict[int, set[Root]]


class Chains:
    """How the versions of arrays follow each other; `copied`: by the id of a loop or branch, the
    versions of arrays that it would store as copies."""

    def __init__(self, fn: Function, copied: dict[int, set[Value]]):
        self.classes = written_values.classes(fn)
        roots = {key: set(map(self.classes.find, values)) for key, values in copied.items()}
        self.must: dict[int, set[Root]] = {}
        self.makers: dict[Value, tuple[Op, int]] = {}
        self.known: dict[tuple[int, int], Value | None] = {}
        self._index(fn.body)
        if roots:
            self._mark(fn.body, set(), roots)

    def _index(self, block: Block) -> None:
        for op in block.ops:
            for k, result in enumerate(op.results):
                self.makers[result] = op, k
            if type(op) is not Call:
                for inner in blocks_of(op):
                    self._index(inner)

    def _mark(self, block: Block, inherited: set[Root], copied: Reads) -> None:
        """An array whose old version is read is put back by every op that follows the reader."""
        roots = set(inherited)
        for op in block.ops:
            roots |= copied_in(op, copied)
            self.must[id(op)] = set(roots)
            for inner in blocks_of(op):
                self._mark(inner, roots, copied)

    def wanted(self, op: Op, value: Value) -> bool:
        """True where the version before the op is to be put back from `value`, the one after."""
        return bool(self.must) and self.classes.find(value) in self.must[id(op)]

    def puts_back(self, value: Value) -> bool:
        """True where some version of the array is put back."""
        root = self.classes.find(value)
        return any(root in roots for roots in self.must.values())

    def carried(self, op: For | While) -> list[int]:
        """The carries of a loop that are put back on the way back."""
        args = op.body.args[len(op.body.args) - len(op.inits) :]
        return [
            k for k, arg in enumerate(args)
            if self.wanted(op, arg) and isinstance(op.inits[k], Value)
            and self.before_loop(op, k) is not None
        ]  # fmt: skip

    def chosen(self, op: If) -> list[int]:
        """The results of a branch whose version before it is put back."""
        return [
            k for k, r in enumerate(op.results)
            if self.wanted(op, r) and self.before_branch(op, k) is not None
        ]  # fmt: skip

    def before_loop(self, op: For | While, k: int) -> Value | None:
        """What carry k is before the loop, if each iteration only writes into it."""
        key = id(op), k
        if key not in self.known:
            self.known[key] = None
            arg = op.body.args[len(op.body.args) - len(op.inits) + k]
            end = op.body.terminator.operands[k]
            same = end is not arg and self.origin(end, op.body) is arg
            if same and _holds_the_same(op.inits[k], op.results[k]):
                self.known[key] = op.inits[k]
        return self.known[key]

    def before_branch(self, op: If, k: int) -> Value | None:
        """What result k is before the branch, if both sides only write into it, or leave it."""
        key = id(op), k
        if key not in self.known:
            ends = op.then.terminator.operands[k], op.orelse.terminator.operands[k]
            origins = [self.origin(end, side) for end, side in zip(ends, (op.then, op.orelse))]
            same = origins[0] is not None and origins[0] is origins[1]
            same = same and _holds_the_same(origins[0], op.results[k])
            self.known[key] = origins[0] if same and ends[0] is not ends[1] else None
        return self.known[key]

    def origin(self, operand: Operand, block: Block) -> Value | None:
        """The version that stands before all the writes of the block that lead to this one."""
        own = set(map(id, block.ops))
        value = operand
        while isinstance(value, Value) and value in self.makers:
            op, k = self.makers[value]
            if id(op) not in own:
                break
            value = self.before(op, k)
        return value if isinstance(value, Value) else None

    def before(self, op: Op, k: int) -> Operand | None:
        match op:
            case Call() if op.callee in written_values.CHANGES:
                return op.args[0]
            case If():
                return self.before_branch(op, k)
            case For() | While():
                return self.before_loop(op, k)
        return None


def _holds_the_same(before: Operand, after: Value) -> bool:
    """False for a list of numbers that holds on one path one of another precision."""
    items = [getattr(t, "item", None) for t in (type_of(before), after.type)]
    return not all(isinstance(t, ScalarType) for t in items) or items[0].dtype == items[1].dtype


def copied_in(op: Op, copied: Reads) -> set[Root]:
    found = set(copied.get(id(op), ()))
    for block in blocks_of(op):
        for inner in block.ops:
            found |= copied_in(inner, copied)
    return found


@dataclass(frozen=True, slots=True)
class Entry:
    """From position `start` of a backward block on, `value` is what `before` was; up to there the
    array is as it was at the version `after`, None at the start of the block."""

    start: int
    before: Value
    value: Value
    after: Value | None = None


class Versions:
    """What a backward block knows of arrays that were written: `latest` is, for a forward version,
    the backward value that equals it."""

    def __init__(self) -> None:
        self.latest: dict[Value, Value] = {}
        self.entries: dict[Value, Entry] = {}

    def put_back(
        self, start: int, before: Value, value: Value, after: Value | None = None
    ) -> None:
        self.latest[before] = value
        self.entries[before] = Entry(start, before, value, after)

    def at(self, position: int) -> dict[Value, Value]:
        return {e.before: e.value for e in self.entries.values() if e.start <= position}

    def any_at(self, position: int, before: Value) -> Value:
        """Some version of the array at this position: they all have the same shape."""
        entry = self.entries.get(before)
        while entry is not None and entry.start > position:
            entry = self.entries.get(entry.after)
        return before if entry is None else entry.value


# --- what a block stores ---


def resolve(
    plan: Callable[[Iterable[Value], Callable[[Value], bool]], Plan],
    backward: Block,
    versions: Versions,
    saved: set[Value],
    is_free: Callable[[Value], bool],
) -> tuple[Plan, Block]:
    """The plan of a block some of whose versions are put back, and its backward block, which reads
    those. `plan` is asked with what is needed and what is free; `saved` are the entries that the
    forward block saves for it.

    What is computed again from a version that is put back in the middle of the block is computed
    there; what is needed earlier is stored.
    """
    read = by_position(backward, versions)
    returned = set(versions.entries)
    stored = set(saved)
    while True:
        needed = [v for v in free_values(read) if v not in stored]
        too_early = [v for v in needed if v in returned]
        if too_early:  # it is read before it is put back
            stored.update(too_early)
            continue
        found = plan(needed, lambda v: v in stored or v in returned or is_free(v))
        late, violated = _late(found.recomputed, read, versions)
        if not violated:
            break
        stored |= violated
    used = free_values(read, Block((), found.recomputed, Yield(())))
    at_start = versions.at(0)
    early = tuple(_renamed(op, at_start) for op in found.recomputed if id(op) not in late)
    kept = (*found.stored, *(v for v in used if v in stored))
    return Plan(kept, early), _interleaved(read, found.recomputed, late, versions)


def by_position(block: Block, versions: Versions) -> Block:
    """The block with forward versions replaced by those that are put back, where they are by then;
    a shape is asked of any version."""
    ops = []
    for position, op in enumerate(block.ops):
        known = versions.at(position)
        shape = asked(op)
        if shape is not None and op.args[shape] not in known:
            known = {**known, op.args[shape]: versions.any_at(position, op.args[shape])}
        ops.append(_renamed(op, known) if known else op)
    known = versions.at(len(ops))
    end = substituted(Block((), (), block.terminator), known).terminator
    return Block(block.args, tuple(ops), end)


def _renamed(op: Op, names: dict[Value, Value]) -> Op:
    return substituted(Block((), (op,), Yield(())), names).ops[0]


def _late(ops: Sequence[Op], read: Block, versions: Versions) -> tuple[dict[int, int], set[Value]]:
    """By the id of each op that is to be run again after some version is put back, the position
    before which it is run; and what would be needed before that."""
    since = {before: entry.start for before, entry in versions.entries.items()}
    ready: dict[Value, int] = {}
    for op in ops:
        inner = reads(op)
        position = max((since.get(v, ready.get(v, 0)) for v in inner), default=0)
        ready.update(dict.fromkeys(op.results, position))
    first: dict[Value, int] = {}
    for position, op in reversed(list(enumerate(read.ops))):
        for value in reads(op):
            first[value] = position
    for value in read.terminator.uses:
        first.setdefault(value, len(read.ops))
    late: dict[int, int] = {}
    violated: set[Value] = set()
    for op in reversed(ops):
        position = min((first[r] for r in op.results if r in first), default=len(read.ops))
        start = max(ready[r] for r in op.results)
        if start == 0:
            continue
        late[id(op)] = position
        if position < start:
            violated.update(op.results)
        for value in reads(op):
            first[value] = min(first.get(value, position), position)
    return late, violated


def _interleaved(
    read: Block, recomputed: Sequence[Op], late: dict[int, int], versions: Versions
) -> Block:
    """The backward block with the late ops run again, each before the position of its first use."""
    if not late:
        return read
    cloner = Cloner()
    places: dict[int, list[Op]] = {}
    for op in recomputed:
        if id(op) in late:
            position = late[id(op)]
            again = _renamed(op, versions.at(position))
            places.setdefault(position, []).append(cloner.op(again))
    ops: list[Op] = []
    for position, op in enumerate((*read.ops, None)):
        ops += places.get(position, ())
        if op is not None:
            ops.append(op)
    renamed = Block(read.args, tuple(ops), read.terminator)
    return substituted(renamed, cloner.map)
