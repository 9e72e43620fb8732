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

from collections.abc import Callable
from dataclasses import replace

from ..analysis import definitions
from ..analysis.memory import FROZEN, flatten
from ..analysis.sharing import ROW_WRITES, Sharing, sharing, written_depth
from ..errors import InternalError
from ..ir import prims
from ..ir.inventory import inventory
from ..ir.nodes import Call, Function, Operand, Pack, Return, Value
from ..ir.types import ArrayType
from . import copies as copying
from . import (
    by_path, cleared, cleared_items, commuted, dead_stores, in_rows, overlap, reuse, sinking,
)  # fmt: skip
from .conflicts import Conflict, Findings, examine, holds_memory, is_write
from .copies import Copies, Edge
from .pinned import is_version, is_version_always
from .placement import Placement

#: how often a conflict of one write is resolved where it costs least, before it is resolved
#: where nothing can go wrong
PATIENCE = 6


def run(fn: Function, fresh_results: bool = True, kept: int | None = None) -> Function:
    """`fresh_results`: no array that is returned shares memory with an argument or another one.
    `kept`: the item of the result, if any, that the caller only keeps; it may share with itself."""
    fn = commuted.run(dead_stores.run(reuse.write_into_zeros(fn)))
    fn = in_rows.run(cleared_items.run(cleared.run(fn)))
    try:
        return _in_place(store_versions(fn, is_version), fresh_results, kept)
    except Stuck:  # where flags say which values are in the caller's memory, these may be too many
        return _in_place(store_versions(fn, is_version_always), fresh_results, kept)


class Stuck(InternalError):
    """A write cannot be made in place."""


def _in_place(fn: Function, fresh_results: bool, kept: int | None) -> Function:
    found = rows_apart(examine(fn))
    fn = found.fn
    if found.conflicts:
        sunk = sinking.run(found)
        found = legalize(found if sunk is fn else examine(sunk))
    found = overlap.run(legalize(reuse.run(found)))
    return copying.once(own_results(found, kept) if fresh_results else found.fn)


# --- writes by a path ------------------------------------------------------------------------


def rows_apart(found: Findings) -> Findings:
    """No write by a path into a list that may hold a list twice: a copy of the one row is put into
    the list instead, and the other stays as it was."""
    if not inventory(found.fn).calls((prims.list_write, *ROW_WRITES)):
        return found
    deep = [op for op in inventory(found.fn).ops if is_write(op) and written_depth(op)]
    shared = {op for op in deep if type(op.args[0]) is not Value or op.args[0] in found.repeating}
    return examine(by_path.taken_apart(found.fn, shared), found.summaries) if shared else found


# --- legal writes ---------------------------------------------------------------------------


def legalize(found: Findings) -> Findings:
    """The function with the copies that its writes need."""
    summaries: dict = {}
    tries: dict[Value, int] = {}
    while found.conflicts:
        placement = Placement(found.aliases, found.definitions, found.pinned)
        by_rows: set[Call] = set()
        for conflict in found.conflicts:
            rest = placement.remaining(conflict)
            if not placement.is_touched(rest) and (rest.foreign or rest.values):
                chosen = _resolve(placement, rest, tries)
                if written_depth(rest.op) and Edge(rest.op, 0) in chosen.edges:
                    by_rows.add(rest.op)  # one row is copied, not the list with all of its rows
                else:
                    placement.add(rest, chosen)
        if by_rows:
            found = examine(by_path.taken_apart(found.fn, by_rows), summaries)
        else:
            found = examine(copying.run(found.fn, placement.chosen), summaries)
    return found


def _resolve(placement: Placement, conflict: Conflict, tries: dict[Value, int]) -> Copies:
    count = tries[conflict.op.result] = tries.get(conflict.op.result, 0) + 1
    if count <= PATIENCE:
        return placement.resolve(conflict) or placement.last_resort(conflict)
    if count > 2 * PATIENCE:
        raise Stuck("a write cannot be made in place", conflict.op.span)
    return placement.last_resort(conflict)


# --- written parameters ---------------------------------------------------------------------


def store_versions(fn: Function, is_kept: Callable[..., bool] = is_version) -> Function:
    """Write the last version into the parameter where it is another array.

    Every version of a written parameter is then its storage or a value like any other.
    """
    if not fn.written:
        return fn
    found = definitions.run(fn)
    end = fn.body.terminator
    ops, last = list(fn.body.ops), list(end.versions)
    for k, leaf in enumerate(fn.written):
        if not is_kept(fn, k, found):
            stored = Value(leaf.name, leaf.type, leaf.span)
            ops.append(Call(prims.write, (leaf, Pack(tuple, ()), last[k]), (), stored))
            last[k] = stored
    if len(ops) == len(fn.body.ops):
        return fn
    body = replace(fn.body, ops=tuple(ops), terminator=Return(end.value, tuple(last)))
    return replace(fn, body=body)


# --- results --------------------------------------------------------------------------------


def own_results(found: Findings, kept: int | None) -> Function:
    """Copy what is returned and may share memory with an argument or another result."""
    end = found.fn.body.terminator
    results = [
        (path, leaf) for path, leaf in _result_leaves(end.value)
        if not isinstance(leaf, Value) or holds_memory(leaf)
    ]  # fmt: skip
    if _are_new([leaf for _, leaf in results], found.fn):
        return found.fn
    copies = Copies()
    seen, given = 0, found.aliases.foreign
    for leaf in found.fn.written:  # the caller sees it, and goes on with it
        given |= found.aliases.reach(leaf)
    if kept is not None:  # what the caller gets is copied rather than what it keeps
        results.sort(key=lambda result: result[0][0] != kept)
    for path, leaf in results:
        aliases = found.aliases
        taken = 0 if kept is not None and path[0] == kept else seen
        for inner, roots in flatten(aliases.of(leaf)):
            wide = aliases.expand(roots)
            if wide & given or wide & taken:
                copies.edges.add(Edge(end, 0, path + inner))
            else:
                seen |= roots & ~FROZEN
    return copying.run(found.fn, copies)


def _are_new(results: list[Operand], fn: Function) -> bool:
    """True for arrays that calls of their own have made: no analysis is needed to see that they
    share no memory."""
    makers = {op.result: op for op in fn.body.ops if type(op) is Call}
    return len({*results}) == len(results) and all(
        result in makers
        and type(result.type) is ArrayType
        and type(makers[result].callee) is not Function
        and sharing(makers[result]) is Sharing.FRESH
        for result in results
    )


def _result_leaves(operand: Operand, path: tuple[int, ...] = ()):
    if not isinstance(operand, Pack):
        yield path, operand
        return
    for k, item in enumerate(operand.items):
        yield from _result_leaves(item, (*path, k))
