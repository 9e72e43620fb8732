"""What forbids the writes of a function to happen in place.

A Function comes in, `Findings` come out. A write may happen in place if
what it changes is the function's own memory, and no value that may share it is read afterwards but
through the result. What surprises: a value that is read afterwards and shares memory is live at the
write or comes from one that is, so that only the live ones are asked.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_

from ..analysis import aliasing, definitions, distinct, liveness
from ..analysis.aliases import Aliases
from ..analysis.definitions import Definitions, Role
from ..analysis.liveness import Liveness
from ..analysis.memory import FROZEN, bits_of
from ..analysis.sharing import IN_PLACE, STORED, written_depth
from ..ir import prims
from ..ir.identity import operand_key
from ..ir.inventory import inventory
from ..ir.nodes import Call, Const, For, Function, Op, Operand, Value, leaves
from ..ir.types import ListType, ScalarType
from .pinned import Pinned, versions


_LAST = operand_key(Const(-1))


@dataclass(frozen=True, slots=True)
class Conflict:
    """`op` must not write in place: into memory that is foreign, or that `values` still need.

    `roots` is what the write changes.
    """

    op: Call
    roots: int
    foreign: bool
    values: tuple[Value, ...]


def is_write(op: Op) -> bool:
    return isinstance(op, Call) and op.callee in IN_PLACE


@dataclass(frozen=True)
class Findings:
    """A function and what is known of it, each thing found when it is asked for.

    `summaries`: what is known of called functions, kept by `aliasing` from run to run. `quiet`:
    it is known that there are no conflicts.
    """

    fn: Function
    summaries: dict
    quiet: bool = False

    @cached_property
    def aliases(self) -> Aliases:
        return aliasing.run(self.fn, self.summaries)

    @cached_property
    def repeating(self) -> frozenset[Value]:
        """The lists in which some list may stand twice."""
        return distinct.run(self.fn, self.aliases)

    @cached_property
    def definitions(self) -> Definitions:
        return definitions.run(self.fn)

    @cached_property
    def pinned(self) -> Pinned:
        if not self.fn.written:
            return Pinned(frozenset(), frozenset())
        return versions(self.fn, self.definitions)

    @cached_property
    def conflicts(self) -> tuple[Conflict, ...]:
        """What forbids the writes to happen in place, in the order of the program."""
        if self.quiet or not inventory(self.fn).calls(IN_PLACE):
            return ()
        return tuple(_conflicts(self, [op for op in inventory(self.fn).ops if is_write(op)]))


def examine(fn: Function, summaries: dict | None = None, quiet: bool = False) -> Findings:
    return Findings(fn, {} if summaries is None else summaries, quiet)


def _conflicts(found: Findings, writes: list[Call]) -> Iterator[Conflict]:
    aliases, pinned = found.aliases, found.pinned
    roots_of = {op: aliases.own(op.args[0], written_depth(op)) for op in writes}
    parts = _parts(aliases.overlaps, roots_of.values())
    near = reduce(or_, parts.values(), 0)

    def may_be_changed(value: Value) -> bool:
        return type(value.type) is not ScalarType and bool(aliases.reach(value) & near)

    live = liveness.run(found.fn, set(writes), may_be_changed)
    holders = _holders(aliases, live, parts, near)
    for op, roots in roots_of.items():
        wide = aliases.expand(roots)
        foreign = bool(wide & aliases.foreign) and op.result not in pinned.values
        held = 0
        for root in bits_of(roots & ~FROZEN):
            held |= holders.get(parts[root], 0)
        later = live.after[op] & held & ~live.bit(op.result)
        values = [
            value for value in map(live.values.__getitem__, bits_of(later))
            if aliases.reach(value) & wide & ~FROZEN and not _has_let_go(found, value, op.args[0])
        ]  # fmt: skip
        values.extend(_stored_in_itself(op, aliases, wide))
        if foreign or values:
            yield Conflict(op, roots, foreign, tuple(values))


def _has_let_go(found: Findings, value: Value, row: Operand) -> bool:
    """True for a list from which the list of numbers that is written was popped, where it stood
    once."""
    drop = found.definitions.of[value].node
    type = getattr(row, "type", None)
    of_numbers = isinstance(type, ListType) and isinstance(type.item, ScalarType)
    if not of_numbers or not isinstance(drop, Call) or drop.callee is not prims.list_drop_last:
        return False
    read, items = _origin(found.definitions, row), drop.args[0]
    if not isinstance(read, Call) or read.callee is not operator.getitem:
        return False
    if read.args[0] is not items or operand_key(read.args[1]) != _LAST:
        return False
    return items not in found.repeating


def _origin(known: Definitions, value: Operand, stop: Value | None = None) -> Op | Value | None:
    """What made the first version of a list, before the writes that lead to this one; `stop`, if
    they start from there."""
    while isinstance(value, Value) and value is not stop:
        made = known.of[value]
        if made.role is Role.CALL:
            if made.node.callee not in IN_PLACE:
                return made.node
            value = made.node.args[0]
            continue
        if made.role is not Role.CARRY or type(made.node) is not For:
            return None
        if stop is not None and value not in made.node.results:
            return None  # another carry takes its place
        body, k = made.node.body, made.index
        arg = body.args[len(made.node.iterables) + k]
        if _origin(known, body.terminator.operands[k], arg) is not arg:
            return None
        value = made.node.inits[k]
    return value if value is stop else None


def holds_memory(value: Value) -> bool:
    return not isinstance(value.type, ScalarType)


def _parts(overlaps: list[int], written: Iterable[int]) -> dict[int, int]:
    """For each root that is written, and each that may share memory with it by whatever chain of
    overlaps, all roots of its part: roots of two parts never share memory."""
    parts: dict[int, int] = {}
    for roots in written:
        for root in bits_of(roots & ~FROZEN):
            if root not in parts:
                part = _reachable(root, overlaps)
                parts.update(dict.fromkeys(bits_of(part), part))
    return parts


def _reachable(start: int, overlaps: list[int]) -> int:
    part, todo = 0, 1 << start
    while todo:
        root = todo.bit_length() - 1
        part |= 1 << root
        todo = (todo | overlaps[root]) & ~part & ~FROZEN
    return part


def _holders(aliases: Aliases, live: Liveness, parts: dict[int, int], near: int) -> dict[int, int]:
    """For each part the values that reach a root of it; `near`: the roots of all parts."""
    holders: dict[int, int] = {}
    for number, value in enumerate(live.values):
        reached = aliases.reach(value) & near
        while reached:
            part = parts[reached.bit_length() - 1]
            holders[part] = holders.get(part, 0) | 1 << number
            reached &= ~part
    return holders


def _stored_in_itself(op: Call, aliases: Aliases, wide: int) -> list[Value]:
    """What a write puts into a list and holds that list, so that it would hold itself."""
    put = STORED.get(op.callee)
    if put is None:
        return []
    return [v for v in leaves(op.args[put]) if aliases.reach(v) & wide & ~FROZEN]
