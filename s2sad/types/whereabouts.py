"""Where an array stands whose name now stands for another one.

    if c:                        # the array that came in as u: w if c else u
        u, w = w, u

Behind two paths, and in a loop, each of the names has a storage of its own, and a write into one of
them leaves open which of the arrays before has changed. `State.where` says it: for an array of
before the storages that it may be now, each with a flag, of which one holds; the last one may do
without. What such an array holds is then chosen of what they hold. It is emitted where somebody
reads it, at the latest where the caller's own arrays are handed back.
"""

from __future__ import annotations

import operator
from collections.abc import Hashable, Iterable, Sequence

from ..ir.nodes import Block, If, Value, Yield
from ..ir.types import BOOL
from .abstract import Abstract, Array, Dyn, Identity, Path, Static
from .lattice import join_types

#: flags, and what they say is the one: storages, or the places where they stand (see carried.py)
Where = Sequence[tuple[Abstract | None, Hashable]]


def content(cx, array: Identity) -> Value:
    """What an array holds that stands somewhere else now."""
    *others, (_, last) = cx.state.where[array]
    found = cx.content(last)
    for flag, storage in reversed(others):
        if flag != Static(False):
            found = _chosen(cx, array, flag, cx.content(storage), found)
    return found


def _chosen(cx, array: Identity, flag: Abstract, one: Value, other: Value) -> Value:
    if flag == Static(True):
        return one
    type_ = join_types(one.type, other.type, cx.new_axis)
    found = Value(array.name, type_, cx.span)
    blocks = (Block((), (), Yield((value,))) for value in (one, other))
    cx.builder.append(If(flag.value, *blocks, (found,), cx.span))
    cx.order.known[found] = array.order
    cx.origins.calls[found] = None, (flag.value, one, other)
    return found


def is_known(cx, array: Identity) -> bool:
    """Whether it is known what the array holds now."""
    where = cx.state.where.get(array, ())
    known = bool(where) and all(is_known(cx, storage) for _, storage in where)
    return known or array not in cx.state.unknown


def settle(cx, array: Identity) -> None:
    """The block that is open ends, and with it what says where the array stands."""
    if array in cx.state.unknown and is_known(cx, array):
        cx.state.heap[array] = content(cx, array)
        del cx.state.unknown[array]
    cx.state.where.pop(array, None)


def settle_all(cx, arrays: Iterable[Identity]) -> None:
    for array in arrays:
        if array in cx.state.where:
            settle(cx, array)


def flags_at(cx, where: Where, wanted: Sequence[Hashable]) -> list[Abstract]:
    """Of each of these, whether it is the one."""
    known = {place: flag for flag, place in where}
    if None in known.values() and where[-1][1] in wanted:
        known[where[-1][1]] = _none_of(cx, [flag for flag, _ in where[:-1]])
    return [known.get(place, Static(False)) for place in wanted]


def _none_of(cx, flags: list[Abstract]) -> Abstract:
    if Static(True) in flags:
        return Static(False)
    found = None
    with cx.unheld():
        for flag in flags:
            if flag == Static(False):
                continue
            either = (found, flag.value)
            found = cx.emit(operator.or_, *either, type=BOOL) if found else flag.value
        return Dyn(cx.emit(operator.not_, found, type=BOOL)) if found else Static(True)


# --- two paths meet -------------------------------------------------------------------------


def meet(merge) -> None:
    """Two paths meet: where the arrays of before stand behind both. The merged arrays are known."""
    a, b, columns = merge.a, merge.b, ({}, {})
    for x, y, merged in merge.arrays:
        for side, column in zip((x, y), columns):
            if isinstance(side, Array) and not side.path and isinstance(merged, Array):
                column.setdefault(side.storage, merged.storage)
    moved = [array for array in columns[0] if array in columns[1]]
    for array in dict.fromkeys((*moved, *a.state.where, *b.state.where)):
        if array in merge.known:
            _meet_one(merge, array, columns)


def _meet_one(merge, array: Identity, columns) -> None:
    cx, paths = merge.cx, (merge.a, merge.b)
    one, other = (_behind(merge, p, array, c) for p, c in zip(paths, columns))
    one, other = other if merge.a.state.dead else one, one if merge.b.state.dead else other
    stays = (None, array)
    if one == other == cx.state.where.get(array, (stays,)):
        return
    if one is None or other is None or stays in (one[-1], other[-1]):
        for path in paths:
            if not path.state.dead:
                merge.on(path, lambda: settle(cx, array))
        cx.state.where.pop(array, None)
        return
    storages = list(dict.fromkeys(storage for where in (one, other) for _, storage in where))
    wanted = storages[: max(1, len(storages) - 1)]
    flags = [
        [Static(False)] * len(wanted) if path.state.dead
        else merge.on(path, lambda w=w: flags_at(cx, w, wanted))
        for path, w in zip(paths, (one, other))
    ]  # fmt: skip
    met = [merge.value(x, y, f"in_{s.name}") for x, y, s in zip(*flags, wanted)]
    if len(storages) == 1:
        met = [None]
    elif len(storages) == len(wanted) + 1:
        met.append(None)
    cx.state.where[array] = tuple(zip(met, storages))


def _behind(merge, path: Path, array: Identity, column: dict) -> Where | None:
    """Where the array stands behind the branch; None where nothing is left that says it."""
    if array not in path.state.where and array in path.state.unknown:
        return None
    where = path.state.where.get(array, ((None, array),))
    found = [(flag, column.get(s) or (s if s in merge.known else None)) for flag, s in where]
    return None if any(storage is None for _, storage in found) else tuple(found)
