"""Pullbacks of the operations of lists: items taken and put, lists joined, made of arrays.

Each takes (reverse, op, bar, sweep) and returns True, or False where a rule should do it. What
surprises: an item of a list that is an item itself is pulled back by its path in the outer list, as
`c_bar[i][j] += ...`, so that no list like a row is made for one number.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable

import numpy as np

from . import swaps
from ..ir import paths, prims
from ..ir.builder import Builder
from ..ir.identity import operand_key
from ..ir.nodes import Call, Const, For, Next, Operand, Pack, Value
from ..ir.types import DTYPES, INT, ArrayType, IterType, ListType, ScalarType
from .naming import refuse_slice_of_list


def pull_item(reverse, source: Value, index: Operand, bar: Operand, sweep) -> None:
    if source not in reverse.active:
        return
    if isinstance(index, Pack):
        _pull_slice(reverse, source, index, bar, sweep)
        return
    item = source.type.item
    source, index = _through_lists(reverse, source, index, sweep)
    before = reverse.full_bar(sweep, source)
    have = item_at(reverse, sweep.builder, before, index)
    total = reverse.arithmetic.add(sweep.builder, have, bar, item)
    written = reverse.arithmetic.emit(
        sweep.builder, prims.list_write, before, index, total, type=before.type,
        name=f"{source.name}_bar",
    )  # fmt: skip
    reverse.set_bar(sweep, source, written)


def _pull_slice(reverse, source: Value, index: Pack, bar: Operand, sweep) -> None:
    """A slice as `_add` takes them, from the first item or from the length of a list; those of the
    program are loops by now. Each item of the cotangent is added at its place."""
    start, _, step = index.items
    if operand_key(step) != operand_key(Const(None)):
        refuse_slice_of_list(sweep.builder.span)
    first = Const(0) if operand_key(start) == operand_key(Const(None)) else start
    builder, emit = sweep.builder, reverse.arithmetic.emit
    before = reverse.full_bar(sweep, source)
    places = emit(builder, prims.count, first, type=IterType(INT))
    inner, item = Builder(builder.span), source.type.item
    k, part = Value("k", INT), Value("", item)
    arg, result = Value(f"{source.name}_bar", before.type), Value(f"{source.name}_bar", before.type)
    total = reverse.arithmetic.add(inner, item_at(reverse, inner, arg, k), part, item)
    written = emit(inner, prims.list_write, arg, k, total, type=before.type)
    body = inner.block((k, part, arg), Next((written,)))
    builder.append(For((places, bar), (before,), body, (result,), builder.span))
    reverse.set_bar(sweep, source, result)


def _through_lists(reverse, source: Value, index: Operand, sweep) -> tuple[Value, Operand]:
    """The list and the path in it, where the source is an item of a list that this block has taken:
    to add to one item of it must not take a list like the source."""
    while source not in sweep.bars:
        taken = sweep.made(source)
        if taken is None or taken.callee is not operator.getitem or isinstance(taken.args[1], Pack):
            break
        if taken.args[0] not in reverse.active or not isinstance(taken.args[0].type, ListType):
            break
        source, outer = taken.args
        index = paths.joined(outer, index)
    return source, index


def item_at(reverse, builder, items: Operand, index: Operand) -> Operand:
    """What stands in a list, or in an item of one, where a `list_write` of the index writes."""
    for step in paths.steps(index):
        items = reverse.arithmetic.emit(
            builder, operator.getitem, items, step, type=items.type.item
        )
    return items


def _append(reverse, op: Call, bar: Operand, sweep) -> bool:
    items, value = op.args
    emit, builder = reverse.arithmetic.emit, sweep.builder
    last = emit(builder, operator.getitem, bar, Const(-1), type=bar.type.item)
    reverse.add_bar(sweep, value, last)
    reverse.add_bar(sweep, items, emit(builder, prims.list_drop_last, bar, type=bar.type))
    return True


def _drop_last(reverse, op: Call, bar: Operand, sweep) -> bool:
    (items,) = op.args
    emit, builder = reverse.arithmetic.emit, sweep.builder
    last = emit(builder, operator.getitem, items, Const(-1), type=items.type.item)
    zero = reverse.arithmetic.zeros(builder, items.type.item, last)
    longer = emit(builder, prims.list_append, bar, zero, type=bar.type)
    reverse.add_bar(sweep, items, longer)
    return True


def _list_write(reverse, op: Call, bar: Operand, sweep) -> bool:
    items, index, value = op.args
    builder = sweep.builder
    if swaps.pull(reverse, op, bar, sweep) or _pull_addition(reverse, op, bar, sweep):
        return True
    reverse.add_bar(sweep, value, item_at(reverse, builder, bar, index))
    type_ = paths.type_at(items.type, index)
    old = _item_before(reverse, op, sweep) if isinstance(type_, ListType) else value
    zero = reverse.arithmetic.zeros(builder, type_, old)
    rest = reverse.arithmetic.emit(builder, prims.list_write, bar, index, zero, type=bar.type)
    reverse.add_bar(sweep, items, rest)
    return True


def _item_before(reverse, op: Call, sweep) -> Operand:
    """What stood in the list where `op` writes: its cotangent has that length, whatever is there
    now."""
    items, index, _ = op.args
    reads = (each.result for each in sweep.ops if type(each) is Call)
    known = (read for read in reads if read is not None and sweep.is_read(read, items, index))
    return next(known, None) or item_at(reverse, sweep.builder, items, index)


def _pull_addition(reverse, op: Call, bar: Operand, sweep) -> bool:
    """`c[i] += v`: what is added gets what stands there, and `c` all of its cotangent. False for
    another write, and where something else reads the sum."""
    items, index, value = op.args
    total = sweep.made(value) if isinstance(value, Value) and value not in sweep.bars else None
    if total is None or total.callee not in (operator.add, operator.sub):
        return False
    if not isinstance(value.type, ScalarType):
        return False
    old, term = total.args
    if total.callee is operator.add and not sweep.is_read(old, items, index):
        old, term = term, old
    if not sweep.is_read(old, items, index):
        return False
    if isinstance(term, Value) and term in reverse.active:
        part = item_at(reverse, sweep.builder, bar, index)
        if total.callee is operator.sub:
            part = reverse.arithmetic.emit(sweep.builder, operator.neg, part)
        reverse.add_bar(sweep, term, part)
    reverse.add_bar(sweep, items, bar)
    return True


def _build_list(reverse, op: Call, bar: Operand, sweep) -> bool:
    for k, item in enumerate(op.args):
        if any(v in reverse.active for v in _values(item)):
            part = reverse.arithmetic.emit(
                sweep.builder, operator.getitem, bar, Const(k), type=bar.type.item
            )
            reverse.add_bar(sweep, item, part)
    return True


def _values(operand: Operand):
    if isinstance(operand, Value):
        yield operand
    elif isinstance(operand, Pack):
        for item in operand.items:
            yield from _values(item)


def _same_list(reverse, op: Call, bar: Operand, sweep) -> bool:
    if not isinstance(op.result.type, ListType):
        return False
    source = op.args[0]
    if isinstance(getattr(source, "type", None), ArrayType):
        return _tolist(reverse, op, bar, sweep)
    reverse.add_bar(sweep, source, bar)
    return True


def _add(reverse, op: Call, bar: Operand, sweep) -> bool:
    """`a + b` of two lists: the first and the last part of the cotangent."""
    if not isinstance(op.result.type, ListType):
        return False
    emit, builder = reverse.arithmetic.emit, sweep.builder
    a, b = op.args
    count = emit(builder, len, a, type=INT)
    first = Pack(slice, (Const(None), count, Const(None)))
    last = Pack(slice, (count, Const(None), Const(None)))
    reverse.add_bar(sweep, a, emit(builder, operator.getitem, bar, first, type=bar.type))
    reverse.add_bar(sweep, b, emit(builder, operator.getitem, bar, last, type=bar.type))
    return True


def _tolist(reverse, op: Call, bar: Operand, sweep) -> bool:
    type_ = op.args[0].type
    double = type_.dtype in ("f64", "c128")
    options = {} if double else {"dtype": Const(np.dtype(DTYPES[type_.dtype]))}
    made = reverse.arithmetic.emit(sweep.builder, np.array, bar, type=type_, **options)
    reverse.add_bar(sweep, op.args[0], made)
    return True


def _array(reverse, op: Call, bar: Operand, sweep) -> bool:
    """np.array of a list whose length is known only at run time."""
    source = op.args[0]
    if not (isinstance(source, Value) and isinstance(source.type, ListType)):
        return False
    emit = functools.partial(reverse.arithmetic.emit, name=f"{source.name}_bar")
    reverse.add_bar(sweep, source, _listed(emit, sweep.builder, bar, source.type))
    return True


def _listed(emit: Callable, builder: Builder, bar: Value, type_: ListType) -> Value:
    """The cotangent of an array as that of the lists of this type that it was made of."""
    inmost = type_
    while isinstance(inmost, ListType):
        inmost = inmost.item
    if isinstance(type_.item, ListType) and isinstance(inmost, ScalarType):
        return emit(builder, prims.Method("tolist"), bar, type=type_)
    item = ScalarType(bar.type.dtype) if bar.type.ndim == 1 else ArrayType(
        bar.type.dtype, bar.type.shape[1:]
    )
    rows = emit(builder, list, bar, type=ListType(item))
    if not isinstance(type_.item, ListType):
        return rows
    inner, row = Builder(builder.span), Value("row", item)
    part = _listed(emit, inner, row, type_.item)
    made = ListType(part.type)
    arg, result = Value("rows", made), Value("rows", made, builder.span)
    grown = emit(inner, prims.list_append, arg, part, type=made)
    start = emit(builder, prims.build_list, type=made)
    body = inner.block((row, arg), Next((grown,)))
    builder.append(For((rows,), (start,), body, (result,), builder.span))
    return result


PULLS = {
    prims.list_append: _append, prims.list_drop_last: _drop_last, prims.list_write: _list_write,
    prims.build_list: _build_list, list: _same_list, operator.add: _add,
    prims.Method("tolist"): _tolist, np.array: _array,
}  # fmt: skip
