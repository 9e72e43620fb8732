"""Items of what was put together, reduced or sliced just before.

Before:
    func @f(%x: f64[n, m]) {
      %0: f64[n, 1] = np.sum %x, axis=1, keepdims=True
      %r: f64[n] = getitem %0, (slice(None, None, None), 0)
      return %r
    }
After:
    func @f(%x: f64[n, m]) {
      %0: f64[n, 1] = np.sum %x, axis=1, keepdims=True
      %r: f64[n] = np.sum %x, axis=1
      return %r
    }

What is left unused is for `dce`.
"""

from __future__ import annotations

import itertools
import operator

import numpy as np

from ..analysis import footprints, precisions
from ..ir import paths, prims
from ..ir.nodes import Call, Const, Function, Operand, Pack, Value
from ..ir.types import FLOAT, ArrayType, ScalarType
from . import rewrite
from .arithmetic import call_like
from .rewrite import Rules, Walk, type_of
from .sighted import sees

#: reductions that may leave the reduced axis out instead
_REDUCTIONS = frozenset({np.sum, np.mean, np.prod, np.max, np.min, np.any, np.all})


@sees(Const)
def _getitem(op: Call, walk: Walk) -> Operand | None:
    """An item of what was put together just now."""
    container, index = op.args
    if type(index) is not Const:
        return None
    number = index.value
    if type(container) is Pack:
        if container.kind is dict:
            found = [v for k, v in zip(container.keys, container.items) if _same_key(k, number)]
            return found[0] if len(found) == 1 else None
        if container.kind in (tuple, list) and type(number) is int:
            count = len(container.items)
            return container.items[number] if -count <= number < count else None
        return None
    appended = walk.definition(container, prims.list_append)
    return appended.args[1] if appended and type(number) is int and number == -1 else None


@sees(operator.neg, *_REDUCTIONS)
def _item_of_reduced(op: Call, walk: Walk) -> Call | None:
    """`np.sum(x, axis=1, keepdims=True)[:, 0]` -> `np.sum(x, axis=1)`, and so for its kin, and
    for the negative of one."""
    inner = walk.definitions.get(op.args[0])
    if inner is not None and inner.callee is operator.neg and walk.only_use(inner.result):
        reduced = walk.definitions.get(inner.args[0])
        if reduced is None or reduced.callee not in _REDUCTIONS:
            return None
        item = walk.emit(op.callee, inner.args[0], op.args[1], type=op.result.type, at=op)
        return call_like(op, operator.neg, item)
    if inner is None or inner.callee not in _REDUCTIONS or len(inner.args) > 2:
        return None
    given = (*zip(("axis",), inner.args[1:]), *inner.kwargs)
    if [name for name, _ in given] != ["axis", "keepdims"]:
        return None
    axis, keepdims = (getattr(operand, "value", None) for _, operand in given)
    ndim = inner.result.type.ndim
    if type(axis) is not int or keepdims is not True:
        return None
    if _steps(op.args[1], ndim) != [0 if k == axis % ndim else slice(None) for k in range(ndim)]:
        return None
    if not walk.only_use(inner.result):
        return None
    return Call(inner.callee, inner.args[:1], given[:1], op.result, False, op.span)


@sees(np.asarray)
def _item_of_number(op: Call, walk: Walk) -> Operand | None:
    """`np.asarray(1.0, dtype=np.float64)[()]` -> `1.0`, unless less precise numbers meet it."""
    inner = walk.definition(op.args[0], np.asarray)
    if inner is None or type_of(inner.args[0]) != FLOAT or op.result.type != ScalarType("f64"):
        return None
    return None if precisions.are_several(walk.fn) else inner.args[0]


@sees(prims.retyped, operator.getitem)
def _item_of_slice(op: Call, walk: Walk) -> Call | None:
    """`x[:, k : k + 1][:, 0]` -> `x[:, k]`."""
    retyped = walk.definition(op.args[0], prims.retyped)
    inner = walk.definition(op.args[0] if retyped is None else retyped.args[0], operator.getitem)
    t = None if inner is None else type_of(inner.args[0])
    if not isinstance(t, ArrayType) or not isinstance(inner.result.type, ArrayType):
        return None
    outer, steps = _steps(op.args[1], t.ndim), _slices(inner.args[1])
    if len(outer) != t.ndim or steps is None or inner.result.type.ndim != t.ndim:
        return None
    axis = len(steps) - 1
    if outer != [0 if k == axis else slice(None) for k in range(t.ndim)]:
        return None
    if any(step != slice(None) for step in steps[:axis]) or not _is_one(steps[axis]):
        return None
    if not all(walk.only_use(call.result) for call in (retyped, inner) if call is not None):
        return None
    full = Pack(slice, (Const(None),) * 3)
    first = Const(steps[axis].start)
    index = Pack(tuple, (*[full] * axis, first)) if axis else first
    return call_like(op, operator.getitem, inner.args[0], index)


@sees(prims.write, prims.accumulate)
def _item_of_written(op: Call, walk: Walk) -> Call | Operand | None:
    """What was written at this place, `u[0] = v; u[0]` -> `v`; and where it was written elsewhere,
    the array as it was before, if nobody else reads it as it is now."""
    write = walk.definitions.get(op.args[0])
    if write is None or write.callee not in (prims.write, prims.accumulate):
        return None
    array, path, value = write.args
    written = footprints.of_path(path)
    if written is None or not isinstance(type_of(array), ArrayType):
        return None
    read = footprints.of_path(Pack(tuple, op.args[1:]))
    if read is None:
        return None
    if written == read and write.callee is prims.write and type_of(value) == op.result.type:
        return value
    if not footprints.apart(written, read) or not walk.only_use(write.result):
        return None
    return call_like(op, operator.getitem, array, op.args[1])


@sees(operator.getitem)
def _item_of_row(op: Call, walk: Walk) -> Call | None:
    """`x[i][j]` -> `x[i, j]`, where nobody else reads the row. One that has no name is not kept for
    two readers either: it costs as much as both, and hides which entries they read."""
    row = walk.definition(op.args[0], operator.getitem)
    if row is None or not isinstance(type_of(row.args[0]), ArrayType):
        return None
    index = _in_one(row.args[1], op.args[1])
    if index is None or not walk.only_use(row.result, 1 if row.result.name else 2):
        return None
    return call_like(op, operator.getitem, row.args[0], index)


def _place_of_row(op: Call, walk: Walk) -> Call | None:
    """`x[i][j] = v` -> `x[i, j] = v`; `x[i, :] = v` -> `x[i] = v`."""
    array, path, value = op.args
    for k, (first, then) in enumerate(itertools.pairwise(path.items)):
        index = _in_one(first, then)
        if index is not None:
            path = Pack(tuple, (*path.items[:k], index, *path.items[k + 2 :]))
            return call_like(op, op.callee, array, path, value)
    index = _of_rows(path.items[-1]) if path.items else None
    if index is None:
        return None
    return call_like(op, op.callee, array, Pack(tuple, (*path.items[:-1], index)), value)


def _row(op: Call, walk: Walk) -> Call | None:
    """`x[i, :]` -> `x[i]`: one name for one part, so that what is read meets what is written."""
    array, index = op.args
    found = _of_rows(index) if isinstance(type_of(array), ArrayType) else None
    return None if found is None else call_like(op, operator.getitem, array, found)


def _of_rows(index: Operand) -> Operand | None:
    """An index of whole numbers without the full slices behind them, if there are some."""
    if type(index) is Value:
        return None
    items = paths.steps(index)
    rows = tuple(itertools.takewhile(_is_whole, items))
    if not rows or len(rows) == len(items) or not all(map(paths.is_full, items[len(rows) :])):
        return None
    return rows[0] if len(rows) == 1 else Pack(tuple, rows)


def _in_one(first: Operand, then: Operand) -> Pack | None:
    """The index in place of two, where the first is of whole numbers and the other of these and of
    slices."""
    rows, rest = paths.steps(first), paths.steps(then)
    if not all(map(_is_whole, rows)) or not all(_is_whole(x) or _is_slice(x) for x in rest):
        return None
    return Pack(tuple, (*rows, *rest))


def _is_whole(operand: Operand) -> bool:
    t = type_of(operand)
    return isinstance(t, ScalarType) and t.dtype[0] in "iu"


def _is_slice(operand: Operand) -> bool:
    if type(operand) is Const:
        return type(operand.value) is slice
    return type(operand) is Pack and operand.kind is slice


def _slices(index: Operand) -> list[slice] | None:
    """The slices between constants that an index consists of."""
    items = index.items if type(index) is Pack and index.kind is tuple else [index]
    found = []
    for item in items:
        bounds = item.items if type(item) is Pack and item.kind is slice else ()
        if type(item) is Const and type(item.value) is slice:
            found.append(item.value)
        elif bounds and all(type(bound) is Const for bound in bounds):
            found.append(slice(*(bound.value for bound in bounds)))
        else:
            return None
    return found


def _is_one(step: slice) -> bool:
    known = type(step.start) is int and type(step.stop) is int and step.step in (None, 1)
    return known and 0 <= step.start == step.stop - 1


def _steps(index: Operand, ndim: int) -> list:
    """The integers and full slices that an index consists of, one for each axis; another length
    where it consists of something else."""
    items = index.items if type(index) is Pack and index.kind is tuple else [index]
    if type(index) is Const and type(index.value) is tuple:
        items = [Const(value) for value in index.value]
    steps = []
    for item in items:
        if type(item) is Pack and item.kind is slice and all(map(_is_none, item.items)):
            steps.append(slice(None))
        elif type(item) is Const and (type(item.value) is int or item.value == slice(None)):
            steps.append(item.value)
        else:
            return []
    return [*steps, *[slice(None)] * (ndim - len(steps))]


def _is_none(operand: Operand) -> bool:
    return type(operand) is Const and operand.value is None


def _same_key(a, b) -> bool:
    return type(a) is type(b) and type(a) in (int, str) and a == b


@sees(prims.list_append)
def _drop_last(op: Call, walk: Walk) -> Operand | None:
    """`append`, then `pop`: the list as it was."""
    container = op.args[0]
    appended = walk.definition(container, prims.list_append)
    return None if appended is None else appended.args[0]


@sees(prims.build_list)
def _length(op: Call, walk: Walk) -> Operand | None:
    """`len([a, b])` -> 2."""
    built = walk.definition(op.args[0], prims.build_list)
    return None if built is None else Const(len(built.args))


def run(fn: Function) -> Function:
    return rewrite.run(fn, RULES)


RULES = Rules(
    calls={
        operator.getitem: (
            _getitem, _item_of_reduced, _item_of_number, _item_of_slice, _item_of_written,
            _item_of_row, _row,
        ),
        **dict.fromkeys((prims.write, prims.accumulate), (_place_of_row,)),
        prims.list_drop_last: (_drop_last,), len: (_length,),
    },
)  # fmt: skip
