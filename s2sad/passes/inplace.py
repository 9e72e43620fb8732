"""Make it true that every write may happen in place, as it is emitted.

Before:  f(%x) { %y = write %x, (0,), 1.0; return %y }
After:   f(%x) { %c = copy %x; %y = write %c, (0,), 1.0; return %y }

Typed IR comes in, where a write is functional: it gives a new version and leaves the old one as it
was. The same IR with copies goes out, where operand 0 of each write can be changed instead: no
value that may share its memory is read afterwards, but through the result, and the memory is the
function's own. The one exception are the parameters in `Function.written`, which are changed for
the caller to see; there the old values are copied, where they are needed again.

What surprises: this is the only place that answers for mutation. It finds conflicts, has copies
put in, and looks again, until there is none; where the copies go (`placement`) is only a matter
of cost.
"""

from __future__ import annotations

from dataclasses import replace

from ..analysis import aliasing, definitions, liveness
from ..analysis.aliasing import FROZEN, Aliases, bits_of, flatten
from ..analysis.definitions import Definitions, Role
from ..analysis.liveness import Liveness
from ..analysis.sharing import IN_PLACE, STORED
from ..errors import InternalError
from ..ir import prims
from ..ir.nodes import Call, Function, Op, Operand, Pack, Return, Terminator, Value, leaves
from ..ir.traverse import operands_of, walk
from ..ir.types import ScalarType
from . import copies as copying
from .copies import Copies, Edge
from .placement import Conflict, Pinned, Placement, first_init

#: how often a conflict of one write is resolved where it costs least, before it is resolved
#: where nothing can go wrong
PATIENCE = 6


def run(fn: Function, fresh_results: bool = True) -> Function:
    """`fresh_results`: no array that is returned shares memory with an argument or another one."""
    if any(_is_write(op) for op in walk(fn.body)):
        fn = legalize(fn)
    return own_results(fn) if fresh_results else fn


def _is_write(op: Op) -> bool:
    return isinstance(op, Call) and op.callee in IN_PLACE


# --- legal writes ---------------------------------------------------------------------------


def legalize(fn: Function) -> Function:
    """The function with the copies that its writes need."""
    fn = store_versions(fn)
    summaries: dict = {}
    tries: dict[Value, int] = {}
    while True:
        aliases, found = aliasing.run(fn, summaries), definitions.run(fn)
        pinned = versions(fn, found)
        placement = Placement(aliases, found, pinned)
        clashes = conflicts(fn, aliases, pinned)
        if not clashes:
            return fn
        for conflict in clashes:
            if not placement.is_touched(conflict):
                placement.add(conflict, _resolve(placement, conflict, tries))
        fn = copying.run(fn, placement.chosen)


def _resolve(placement: Placement, conflict: Conflict, tries: dict[Value, int]) -> Copies:
    count = tries[conflict.op.result] = tries.get(conflict.op.result, 0) + 1
    if count <= PATIENCE:
        return placement.resolve(conflict) or placement.last_resort(conflict)
    if count > 2 * PATIENCE:
        raise InternalError("a write cannot be made in place", conflict.op.span)
    return placement.last_resort(conflict)


def conflicts(fn: Function, aliases: Aliases, pinned: Pinned) -> list[Conflict]:
    """What forbids the writes of the function to happen in place, in the order of the program."""
    writes = [op for op in walk(fn.body) if _is_write(op)]
    live = liveness.run(fn, set(writes), holds_memory)
    holders = _holders(aliases, live)
    found = []
    for op in writes:
        roots = aliases.own(op.args[0])
        wide = aliases.expand(roots)
        foreign = bool(wide & aliases.foreign) and op.result not in pinned.values
        holding = 0
        for root in bits_of(wide & ~FROZEN):
            holding |= holders.get(root, 0)
        later = live.after[op] & holding
        later &= ~live_bit(live, op.result)
        values = [live.values[n] for n in bits_of(later)] if later else []
        values.extend(_stored_in_itself(op, aliases, wide))
        if foreign or values:
            found.append(Conflict(op, roots, foreign, tuple(values)))
    return found


def holds_memory(value: Value) -> bool:
    return not isinstance(value.type, ScalarType)


def live_bit(live: Liveness, value: Value | None) -> int:
    number = live.number.get(value)
    return 0 if number is None else 1 << number


def _holders(aliases: Aliases, live: Liveness) -> dict[int, int]:
    """For each root the values that reach it."""
    holders: dict[int, int] = {}
    for number, value in enumerate(live.values):
        for root in bits_of(aliases.reach(value)):
            holders[root] = holders.get(root, 0) | 1 << number
    return holders


def _stored_in_itself(op: Call, aliases: Aliases, wide: int) -> list[Value]:
    """What a write puts into a list and holds that list, so that it would hold itself."""
    put = STORED.get(op.callee)
    if put is None:
        return []
    return [v for v in leaves(op.args[put]) if aliases.reach(v) & wide & ~FROZEN]


# --- written parameters ---------------------------------------------------------------------


def versions(fn: Function, found: Definitions) -> Pinned:
    """The values that are versions of written parameters."""
    values: set[Value] = set()
    edges: set[tuple[Op | Terminator, int]] = set()
    for k in range(len(fn.written)):
        _follow_version(fn, k, found, values, edges)
    return Pinned(frozenset(values), frozenset(edges))


def _follow_version(
    fn: Function, k: int, found: Definitions, values: set, edges: set
) -> bool:
    """Collect the versions of written parameter k; False where its last one is no version."""
    stack: list[tuple[Op | Terminator, int]] = [(fn.body.terminator, 1 + k)]
    while stack:
        edge = stack.pop()
        if edge in edges:
            continue
        edges.add(edge)
        operand = operands_of(edge[0])[edge[1]]
        if not isinstance(operand, Value):
            return False
        values.add(operand)
        if operand is fn.written[k]:
            continue
        before = _versions_before(operand, found)
        if not before:
            return False
        stack.extend(before)
    return True


def _versions_before(value: Value, found: Definitions) -> list[tuple[Op | Terminator, int]]:
    """The operands that the value is the same storage as; none where it is a new one."""
    where = found.of[value]
    node, k = where.node, where.index
    if where.role is Role.CALL and node.callee in IN_PLACE:
        return [(node, 0)]
    if where.role is Role.BRANCH:
        return [(node.then.terminator, k), (node.orelse.terminator, k)]
    if where.role is Role.CARRY:
        return [(node, first_init(node) + k), (node.body.terminator, k)]
    return []


def store_versions(fn: Function) -> Function:
    """Write the last version into the parameter where it is another array.

    Every version of a written parameter is then its storage or a value like any other.
    """
    found = definitions.run(fn)
    end = fn.body.terminator
    ops, last = list(fn.body.ops), list(end.versions)
    for k, leaf in enumerate(fn.written):
        if not _follow_version(fn, k, found, set(), set()):
            stored = Value(leaf.name, leaf.type, leaf.span)
            ops.append(Call(prims.write, (leaf, Pack(tuple, ()), last[k]), (), stored))
            last[k] = stored
    if len(ops) == len(fn.body.ops):
        return fn
    body = replace(fn.body, ops=tuple(ops), terminator=Return(end.value, tuple(last)))
    return replace(fn, body=body)


# --- results --------------------------------------------------------------------------------


def own_results(fn: Function) -> Function:
    """Copy what is returned and may share memory with an argument or another result."""
    end = fn.body.terminator
    aliases = None
    copies = Copies()
    seen = 0
    for path, leaf in _result_leaves(end.value):
        if isinstance(leaf, Value) and not holds_memory(leaf):
            continue
        aliases = aliases or aliasing.run(fn)
        for inner, roots in flatten(aliases.of(leaf)):
            wide = aliases.expand(roots)
            if wide & aliases.foreign or wide & seen:
                copies.edges.add(Edge(end, 0, path + inner))
            else:
                seen |= roots & ~FROZEN
    return copying.run(fn, copies)


def _result_leaves(operand: Operand, path: tuple[int, ...] = ()):
    if not isinstance(operand, Pack):
        yield path, operand
        return
    for k, item in enumerate(operand.items):
        yield from _result_leaves(item, (*path, k))
