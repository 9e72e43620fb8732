"""Pullbacks of the operations that move values without arithmetic: reads, writes, casts.

Each takes (reverse, op, bar, sweep) and returns True, or False where a rule should do it.
"""

from __future__ import annotations

import operator

import numpy as np

from . import absolutes, hinges, lists, logarithms, sparse, swaps
from ..analysis.missing import leaves_out_nan
from ..ir import prims
from ..ir.nodes import Call, Const, Operand, Pack, Value
from ..ir.paths import is_new
from ..ir.types import ArrayType, ListType, RecordType, TupleType
from ..rules.lift import apply_rule
from ..runtime.broadcast import unbroadcast
from ..runtime.masks import kept_unless, kept_where
from ..types.viewing import VIEWS
from .indices import axis_of_one_list, is_basic, joined_steps, names_no_entry_twice


def _getitem(reverse, op: Call, bar: Operand, sweep) -> bool:
    source, index = op.args
    if isinstance(source, Pack):
        parts: list = [None] * len(source.items)
        parts[index.value] = bar
        for item, part in zip(source.items, parts):
            reverse.add_bar(sweep, item, part)
        return True
    match source.type:
        case TupleType(items=items) | RecordType(items=items):
            _tuple_item(reverse, source, index.value, bar, sweep, len(items))
        case ListType():
            lists.pull_item(reverse, source, index, bar, sweep)
        case ArrayType():
            _array_item(reverse, op, source, index, bar, sweep)
        case _:
            return False
    return True


def _tuple_item(reverse, source: Value, k: int, bar: Operand, sweep, count: int) -> None:
    if source not in reverse.active:
        return
    before = sweep.bars.get(source)
    parts = [Const(None)] * count if before is None else reverse.parts(sweep, before, source)
    known = parts[k]
    if isinstance(known, Const) and known.value is None:
        parts[k] = bar
    else:
        type_ = source.type.items[k]
        item = Value("", type_)
        if isinstance(type_, RecordType):
            item = reverse.arithmetic.item(sweep.builder, source, k, type_)
        parts[k] = reverse.sum_of(sweep, item, known, bar)
    reverse.set_bar(sweep, source, Pack(tuple, tuple(parts)))


def _array_item(reverse, op: Call, source: Value, index: Operand, bar: Operand, sweep) -> None:
    if source not in reverse.active:
        return
    if source.type.ndim == 0:  # one entry, and at run time often a NumPy scalar
        reverse.add_bar(sweep, source, bar)
        return
    whole = _entries_of_whole(index, source.type.shape)
    if whole is not None and isinstance(op.result.type, ArrayType):
        reverse.add_bar(sweep, source, reverse.arithmetic.emit(
            sweep.builder, operator.getitem, bar, whole
        ))  # fmt: skip
        return
    source, path = _through_views(reverse, source, index, sweep)
    first = source not in sweep.bars
    buffer = reverse.full_bar(sweep, source)
    once = names_no_entry_twice(reverse.makers, path.items[-1])
    callee = prims.accumulate if once else prims.accumulate_at
    added = reverse.arithmetic.emit(
        sweep.builder, callee, buffer, path, bar, type=source.type, name=f"{source.name}_bar"
    )
    if first and path.items == (index,) and source in reverse.makers:
        added = _without_missing(reverse, index, added, sweep)
    reverse.set_bar(sweep, source, added)


def _without_missing(reverse, index: Operand, bar: Value, sweep) -> Value:
    """The cotangent of what a mask took some entries of, masked by it if it leaves out NaN: what
    was not taken is 0 then, also behind a product with it."""
    if getattr(getattr(index, "type", None), "dtype", "") != "bool":
        return bar
    if not isinstance(index.type, ArrayType) or not leaves_out_nan(index, reverse.makers):
        return bar
    emit, axes = reverse.arithmetic.emit, bar.type.ndim - index.type.ndim
    if axes:
        every = Pack(slice, (Const(None),) * 3)
        path = Pack(tuple, (every,) * index.type.ndim + (Const(None),) * axes)
        index = emit(sweep.builder, operator.getitem, index, path)
    return emit(sweep.builder, kept_where, bar, index, type=bar.type)


def _through_views(reverse, source: Value, index: Operand, sweep) -> tuple[Value, Pack]:
    """The array that is read, and the path to what is read of it, where the source is a view of it
    that this block has made: to add to one entry of a view must not take an array like the view."""
    path = [index]
    while source not in sweep.bars:
        view = sweep.made(source)
        step = None if view is None else _step_of(view)
        if step is None:
            break
        if view.args[0] not in reverse.active or not isinstance(view.args[0].type, ArrayType):
            break
        source = view.args[0]
        joined = joined_steps(step, path[0])
        path[:1] = [step, path[0]] if joined is None else [joined]
    return source, Pack(tuple, tuple(path))


def _step_of(view: Call) -> Operand | None:
    """The step of a path that leads to a view; None where the call may give a copy."""
    if view.callee is operator.getitem:
        return view.args[1] if is_basic(view.args[1]) else None
    if view.callee in VIEWS and not view.kwargs:
        return Pack(prims.View, (Const(view.callee), *view.args[1:]))
    return None


def _entries_of_whole(index: Operand, shape: tuple) -> Operand | None:
    """The index that takes back one that reads all of an array: `x[:, None]` adds axes of length 1,
    `x[:, 0]` leaves out one that is of length 1, `x[::-1]` turns an axis around."""
    parts = index.items if isinstance(index, Pack) and index.kind is tuple else (index,)
    axes = list(range(len(shape)))
    back: list[Operand] = []
    for k, part in enumerate(parts):
        value = part.value if isinstance(part, Const) else NotImplemented
        if value is None:
            back.append(Const(0))
        elif value is Ellipsis:
            left = sum(not is_new(other) for other in parts[k + 1 :])
            axes = axes[len(axes) - left :]
            back.append(part)
        elif type(value) is int and axes and shape[axes.pop(0)] == 1:
            back.append(Const(None))
        elif _is_all(part):
            axes = axes[1:]
            back.append(part)
        else:
            return None
    return Pack(tuple, tuple(back)) if isinstance(index, Pack) and index.kind is tuple else back[0]


def _is_all(part: Operand) -> bool:
    """True for `:` and `::-1`."""
    if not isinstance(part, Pack) or part.kind is not slice:
        return False
    if not all(isinstance(item, Const) for item in part.items):
        return False
    start, stop, step = (item.value for item in part.items)
    return start is None and stop is None and (step is None or step in (1, -1))


def read_path(reverse, builder, array: Operand, path: Pack) -> Operand:
    """The part of an array that a path leads to."""
    for step in path.items:
        if isinstance(step, Pack) and step.kind is prims.View:
            function, *args = step.items
            array = reverse.arithmetic.emit(builder, function.value, array, *args)
        else:
            array = reverse.arithmetic.emit(builder, operator.getitem, array, step)
    return array


def _narrow(reverse, builder, bar: Operand, value: Operand) -> Operand:
    """The cotangent of a value that was broadcast into a part of an array."""
    have = getattr(bar, "type", None)
    want = getattr(value, "type", None)
    if isinstance(have, ArrayType) and have.shape and have != want:
        return apply_rule(_unbroadcast_rule, [bar, value], {}, builder, reverse.lengths,
                          builder.span)  # fmt: skip
    return bar


def _unbroadcast_rule(g, x):
    return unbroadcast(g, x)


def _of_last_writers(reverse, builder, bar: Operand, path: Pack, part: Operand) -> Operand:
    """The cotangent of what is written to a path whose last index may name an entry twice: the
    last one to be written stays. Which one that is, the same write of their numbers tells; what
    else stands in the array of owners is not read."""
    if not path.items or names_no_entry_twice(reverse.makers, path.items[-1]):
        return part
    emit, lengths, span = reverse.arithmetic.emit, reverse.lengths, builder.span
    axis = axis_of_one_list(path)
    if axis is not None:
        index = path.items[0]
        index = index.items[axis] if isinstance(index, Pack) and index.kind is tuple else index
        rule, operands = _of_last_slices, [part, bar, index, Const(axis)]
        return apply_rule(rule, operands, {}, builder, lengths, span)
    numbers = emit(builder, np.arange, emit(builder, np.size, part))
    if part.type.ndim > 1:
        lengths_ = (emit(builder, prims.axis_length, part, Const(k)) for k in range(part.type.ndim))
        numbers = emit(builder, np.reshape, numbers, Pack(tuple, tuple(lengths_)))
    owners = emit(builder, np.empty_like, bar, dtype=Const(np.dtype(np.intp)))
    owners = emit(builder, prims.write, owners, path, numbers, type=owners.type)
    found = read_path(reverse, builder, owners, path)
    return apply_rule(_kept_where_equal, [part, found, numbers], {}, builder, lengths, span)


def _kept_where_equal(part, owners, numbers):
    return np.where(owners == numbers, part, 0.0)


def _of_last_slices(part, bar, index, axis):
    """Along one axis the owners are those of whole slices."""
    numbers = np.arange(np.shape(part)[axis])
    owners = np.empty(np.shape(bar)[axis], dtype=np.intp)
    owners[index] = numbers
    last = owners[index] == numbers
    return np.where(np.reshape(last, (-1,) + (1,) * (np.ndim(part) - axis - 1)), part, 0.0)


def _write(reverse, op: Call, bar: Operand, sweep) -> bool:
    """`a[path] = v`: v gets what stands there, and the entries written over get nothing."""
    array, path, value = op.args
    builder = sweep.builder
    if swaps.pull(reverse, op, bar, sweep):
        return True
    if path.items:
        bar = reverse.arithmetic.writable(builder, bar, array.type)
    if isinstance(value, Value) and value in reverse.active:
        part = read_path(reverse, builder, bar, path)
        part = _of_last_writers(reverse, builder, bar, path, part)
        reverse.add_bar(sweep, value, _narrow(reverse, builder, part, value))
    if path.items and array in reverse.active:
        callee, args = prims.write, (bar, path, Const(0.0))
        if _is_masked(path, array) and not isinstance(value, Value):
            callee, args = kept_unless, (bar, path.items[0])
        rest = reverse.arithmetic.emit(
            builder, callee, *args, type=array.type, name=f"{array.name}_bar"
        )
        reverse.add_bar(sweep, array, rest)
    return True


def _is_masked(path: Pack, array: Value) -> bool:
    """True for `a[m]` with a mask of a's shape."""
    mask = path.items[0] if len(path.items) == 1 else None
    type = mask.type if isinstance(mask, Value) else None
    return isinstance(type, ArrayType) and type.dtype == "bool" and (
        len(type.shape) == len(array.type.shape)
    )


def _accumulate(reverse, op: Call, bar: Operand, sweep) -> bool:
    array, path, value = op.args
    if isinstance(value, Value) and value in reverse.active:
        part = read_path(reverse, sweep.builder, bar, path)
        if op.callee is prims.accumulate:
            part = _of_last_writers(reverse, sweep.builder, bar, path, part)
        reverse.add_bar(sweep, value, _narrow(reverse, sweep.builder, part, value))
    reverse.add_bar(sweep, array, bar)
    return True


def _astype(reverse, op: Call, bar: Operand, sweep) -> bool:
    reverse.add_bar(sweep, op.args[0], bar)
    return True


def _float(reverse, op: Call, bar: Operand, sweep) -> bool:
    source = op.args[0]
    if isinstance(source, Value) and isinstance(source.type, ArrayType):
        bar = reverse.arithmetic.emit(
            sweep.builder, np.reshape, bar, Pack(tuple, tuple(Const(1) for _ in source.type.shape))
        )
    reverse.add_bar(sweep, source, bar)
    return True


def _retyped(reverse, op: Call, bar: Operand, sweep) -> bool:
    reverse.hand(sweep, op.args[0], bar)
    return True


_OF_ARRAYS = {
    prims.write: _write, prims.accumulate: _accumulate, prims.accumulate_at: _accumulate,
}  # fmt: skip


def _list_write(reverse, op: Call, bar: Operand, sweep) -> bool:
    """`c[i] = v`; and `c[i][j] = v` of an array in a list, of which `v` alone is taken out of the
    cotangent of the list, and not the array."""
    items, index, value = op.args
    writes = _written_rows(reverse, op, sweep)
    if not writes:
        return lists.PULLS[prims.list_write](reverse, op, bar, sweep)
    own = item = lists.item_at(reverse, sweep.builder, bar, index)
    for write in writes:
        array = write.args[0]
        others = sweep.bars.pop(array, None)
        _OF_ARRAYS[write.callee](reverse, write, item, sweep)
        item = sweep.bars.pop(array, item)
        if others is not None:
            sweep.bars[array] = others
    if item is not own:
        bar = reverse.arithmetic.emit(
            sweep.builder, prims.list_write, bar, index, item, type=bar.type
        )
    reverse.add_bar(sweep, items, bar)
    return True


def _written_rows(reverse, op: Call, sweep) -> list[Call]:
    """What this block has written into parts of an item of a list before it puts it back, the last
    write first; nothing where another array takes the place of the item."""
    items, index, value = op.args
    found: list[Call] = []
    while not sweep.is_read(value, items, index):
        write = sweep.made(value) if isinstance(value, Value) else None
        if write is None or write.callee not in _OF_ARRAYS or not write.args[1].items:
            return []
        if write.args[0] not in reverse.active:
            return []
        found.append(write)
        value = write.args[0]
    return found


PULLBACKS = {
    **absolutes.PULLS, **hinges.PULLS, **lists.PULLS, **logarithms.PULLS, **sparse.PULLS,
    **_OF_ARRAYS, prims.list_write: _list_write,
    operator.getitem: _getitem, prims.astype: _astype, float: _float,
    prims.retyped: _retyped,
}  # fmt: skip
