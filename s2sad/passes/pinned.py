"""The versions of written parameters: values that live in the caller's memory.

A Function comes in, the values and the edges between them go out. Where names change places in a
loop, a flag of the loop says which of them has the caller's memory (types/moves.py), and its last
version is chosen by the flag. Each way back from there is then followed under what the flags must
be on it, and one on which they cannot be that is not gone.

    in_u = True                              # u: it is the caller's, where in_u is True
    for _ in range(n):
        u, w, in_u = w, u, not in_u          # u, where in_u is True: w before, where it was False
    last = u if in_u else w
"""

from __future__ import annotations

import operator
from dataclasses import dataclass, replace

from ..analysis.definitions import Definitions, Role
from ..analysis.sharing import IN_PLACE
from ..ir.nodes import (
    Block, Const, For, Function, If, Op, Operand, Pack, Return, Terminator, Value, Yield,
)  # fmt: skip
from ..ir.traverse import operands_of

#: an operand: the node that reads it, and the slot
Edge = tuple["Op | Terminator", int]
#: what flags are on a way; None where they cannot be that
Flags = frozenset[tuple[Value, bool]]
#: under how many assumptions on flags an edge is followed
MOST = 24
#: how many branches that a flag has gone through are looked into
DEEP = 4


@dataclass(frozen=True, slots=True)
class Pinned:
    """The versions of written parameters: they live in the caller's memory and are not copied.

    `edges`: the operands (node, slot) by which one version comes from another.
    """

    values: frozenset[Value]
    edges: frozenset[Edge]


def first_init(op: Op) -> int:
    """The slot of a loop's first init."""
    return len(op.iterables) if isinstance(op, For) else 0


def versions(fn: Function, found: Definitions) -> Pinned:
    """The values that are versions of written parameters."""
    values: set[Value] = set()
    edges: set[Edge] = set()
    for k in range(len(fn.written)):
        follow_version(fn, k, found, values, edges)
    return Pinned(frozenset(values), frozenset(edges))


def follow_version(
    fn: Function, k: int, found: Definitions, values: set[Value], edges: set[Edge]
) -> bool:
    """Collect the versions of written parameter k; False where its last one is no version."""
    for ways in (_Ways(found), _WaysByFlags(found)):
        new: tuple[set[Value], set[Edge]] = set(), set()
        if _follow(fn, k, ways, *new):
            values |= new[0]
            edges |= new[1]
            return True
    return False


def is_version(fn: Function, k: int, found: Definitions) -> bool:
    """True where the last version of written parameter k is in its memory."""
    return follow_version(fn, k, found, set(), set())


def is_version_always(fn: Function, k: int, found: Definitions) -> bool:
    """As `is_version`, whatever flags are."""
    return _follow(fn, k, _Ways(found), set(), set())


def _follow(fn: Function, k: int, ways: _Ways, values: set[Value], edges: set[Edge]) -> bool:
    seen: dict[Edge, set[Flags]] = {}
    stack: list[tuple[Edge, Flags]] = [((fn.body.terminator, 1 + k), frozenset())]
    while stack:
        edge, flags = stack.pop()
        known = seen.setdefault(edge, set())
        if flags in known:
            continue
        known.add(flags)
        operand = operands_of(edge[0])[edge[1]]
        if not isinstance(operand, Value) or len(known) > MOST:
            return False
        values.add(operand)
        edges.add(edge)
        if operand is fn.written[k]:
            continue
        before = ways.before(operand, flags)
        if before is None:
            return False
        stack.extend(before)
    return True


class _Ways:
    """The ways back from a value to what it is the same storage as, whatever flags are."""

    def __init__(self, found: Definitions):
        self.found = found

    def before(self, value: Value, flags: Flags) -> list[tuple[Edge, Flags]] | None:
        """The operands that it is the same storage as, those that it may be under the flags; None
        where it is a new one."""
        where = self.found.of[value]
        node, k = where.node, where.index
        if where.role is Role.CALL and node.callee in IN_PLACE:
            return [((node, 0), flags)]
        if where.role is Role.BRANCH:
            ends = (node.then.terminator, True), (node.orelse.terminator, False)
            ways = [((end, k), self.into_branch(node, flags, end, taken)) for end, taken in ends]
        elif where.role is Role.CARRY:
            end = node.body.terminator
            ways = [
                ((node, first_init(node) + k), self.into_loop(node, flags, node.inits)),
                ((end, k), self.into_loop(node, flags, end.operands)),
            ]
        else:
            return None
        return [(edge, here) for edge, here in ways if here is not None]

    def into_branch(self, node: If, flags: Flags, end: Yield, taken: bool) -> Flags | None:
        return flags

    def into_loop(self, node: Op, flags: Flags, operands: tuple[Operand, ...]) -> Flags | None:
        return flags


class _WaysByFlags(_Ways):
    """The ways back on which flags can be what they are."""

    def into_branch(self, node: If, flags: Flags, end: Yield, taken: bool) -> Flags | None:
        here = self.known(flags, node.condition, taken)
        return None if here is None else self.through(node, here, end.operands)

    def into_loop(self, node: Op, flags: Flags, operands: tuple[Operand, ...]) -> Flags | None:
        return self.through(node, self.outside(node, flags), operands)

    def outside(self, loop: Op, flags: Flags) -> Flags:
        """The flags that are the same in each iteration, and those that the loop carries."""
        depth = self.found.depth[loop]
        return frozenset(
            (flag, holds) for flag, holds in flags
            if self.found.of[flag].node is loop or self.found.of[flag].depth <= depth
        )  # fmt: skip

    def through(self, node: Op, flags: Flags, operands: tuple[Operand, ...]) -> Flags | None:
        """The flags, with what the results, or carries, of the node are on this way."""
        found: Flags | None = frozenset()
        for flag, holds in flags:
            where = self.found.of[flag]
            is_one = where.node is node and where.role in (Role.BRANCH, Role.CARRY)
            found = self.known(found, operands[where.index] if is_one else flag, holds)
            if found is None:
                return None
        return found

    def known(self, flags: Flags, flag: Operand, holds: bool, depth: int = 0) -> Flags | None:
        """The flags, where this one is known too; None where that cannot be."""
        if isinstance(flag, Const):
            return flags if bool(flag.value) is holds else None
        if not isinstance(flag, Value):
            return flags
        if (flag, not holds) in flags:
            return None
        where = self.found.of[flag]
        callee = where.node.callee if where.role is Role.CALL else None
        if callee is operator.not_:
            return self.known(flags, where.node.args[0], not holds, depth)
        if callee is operator.or_ and not holds:
            one = self.known(flags, where.node.args[0], False, depth)
            return None if one is None else self.known(one, where.node.args[1], False, depth)
        if where.role is Role.BRANCH and depth < DEEP:
            return self.chosen(flags, where.node, where.index, flag, holds, depth + 1)
        return flags | {(flag, holds)}

    def chosen(
        self, flags: Flags, node: If, k: int, flag: Value, holds: bool, depth: int
    ) -> Flags | None:
        """As `known`, of a flag that a branch gives: where only one of both can be the way."""
        ways = []
        for end, taken in ((node.then.terminator, True), (node.orelse.terminator, False)):
            here = self.known(flags, node.condition, taken, depth)
            if here is not None:
                here = self.known(here, end.operands[k], holds, depth)
            if here is not None:
                ways.append(here)
        found = ways[0] if len(ways) == 1 else flags
        return found | {(flag, holds)} if ways else None


def unselected(fn: Function) -> Function:
    """The function in which nothing says which of several values is a last version: each of them
    is in its place, and whoever is the caller's is so without being asked."""
    end = fn.body.terminator
    makers = {result: op for op in fn.body.ops if isinstance(op, If) for result in op.results}
    last = tuple(_all_of(version, makers) for version in end.versions)
    if last == end.versions:
        return fn
    return replace(fn, body=replace(fn.body, terminator=Return(end.value, last)))


def _all_of(version: Operand, makers: dict[Value, If]) -> Operand:
    op = makers.get(version)
    if op is None or _does_something(op.then) or _does_something(op.orelse):
        return version
    k = op.results.index(version)
    ends = (op.then.terminator.operands[k], op.orelse.terminator.operands[k])
    return Pack(tuple, tuple(_all_of(end, makers) for end in ends))


def _does_something(block: Block) -> bool:
    return bool(block.ops)
