"""What the index of a read or write says of the entries that it names."""

from __future__ import annotations

import operator
from collections.abc import Mapping

import numpy as np

from ..ir import prims
from ..ir.nodes import Call, Const, Operand, Pack, Value
from ..ir.types import ArrayType, Axis, ListType, ScalarType, never_one

#: the call that made a value
Makers = Mapping[Value, Call]


def names_no_entry_twice(makers: Makers, index: Operand) -> bool:
    """True for basic indices, masks, and index arrays one of which never repeats itself."""
    parts = index.items if isinstance(index, Pack) and index.kind is tuple else (index,)
    fancy = [p for p in parts if isinstance(p, Value) and isinstance(p.type, (ArrayType, ListType))]
    fancy += [p for p in parts if isinstance(p, Pack) and p.kind is list]
    fancy += [p for p in parts if isinstance(p, Const) and isinstance(p.value, (np.ndarray, list))]
    if not fancy:
        return True
    if any(_is_mask(p) for p in fancy):
        return len(fancy) == 1
    if _is_distinct_together(makers, fancy):
        return True
    one_axis = all(not isinstance(p, Value) or getattr(p.type, "ndim", 1) <= 1 for p in fancy)
    return one_axis and any(_is_distinct(makers, p) and _is_longest(p, fancy) for p in fancy)


def _is_longest(index: Operand, fancy: list[Operand]) -> bool:
    """True where the others do not stretch the index, of one axis as they are."""
    length = _length(index)
    return never_one(length) or all(_length(other) in (1, length) for other in fancy)


def _length(index: Operand) -> Axis | None:
    """None where it is not known."""
    match index:
        case Pack(items=items):
            return len(items)
        case Value(type=ArrayType(shape=shape)):
            return shape[0] if shape else 1
        case Const(value=value):
            return len(value) if np.ndim(value) else 1
    return None


def axis_of_one_list(path: Pack) -> int | None:
    """The axis along which a path of one step picks slices by a list of positions, if it does only
    that, and the picked slices stand along the same axis."""
    if len(path.items) != 1:
        return None
    index = path.items[0]
    parts = index.items if isinstance(index, Pack) and index.kind is tuple else (index,)
    lists = [k for k, part in enumerate(parts) if not _is_slice(part)]
    if len(lists) != 1 or not _is_list_of_positions(parts[lists[0]]):
        return None
    return lists[0]


def _is_list_of_positions(index: Operand) -> bool:
    """Integers along one axis."""
    match index:
        case Pack(kind=kind, items=items):
            scalars = (getattr(i, "type", None) for i in items)
            return kind is list and not _is_mask(index) and all(
                isinstance(i, Const) or isinstance(t, ScalarType) for i, t in zip(items, scalars)
            )
        case Value(type=ArrayType(dtype=dtype, shape=shape)):
            return dtype[0] in "iu" and len(shape) == 1
        case Const(value=np.ndarray() as value):
            return value.dtype.kind in "iu" and value.ndim == 1
    return False


#: functions that return one array of positions for each axis, no entry twice
DISTINCT_TUPLES = frozenset({
    np.triu_indices, np.tril_indices, np.diag_indices, np.nonzero, np.triu_indices_from,
    np.tril_indices_from, np.diag_indices_from,
})  # fmt: skip


def _is_distinct_together(makers: Makers, fancy: list[Operand]) -> bool:
    """All the arrays that one call returned, each once: they name an entry together."""
    items = [makers.get(p) for p in fancy]
    if any(item is None or item.callee is not operator.getitem for item in items):
        return False
    sources = {item.args[0] for item in items}
    call = makers.get(next(iter(sources))) if len(sources) == 1 else None
    if call is None or not _gives_positions(call):
        return False
    numbers = [getattr(item.args[1], "value", None) for item in items]
    return sorted(numbers) == list(range(len(call.result.type.items)))


def _gives_positions(call: Call) -> bool:
    """True for the functions of that table, and for `np.where` of a condition alone."""
    is_where = call.callee is np.where and len(call.args) == 1 and not call.kwargs
    return is_where or call.callee in DISTINCT_TUPLES


def _is_mask(index: Operand) -> bool:
    if isinstance(index, Pack):
        return any(isinstance(getattr(i, "value", None), bool) for i in index.items)
    return isinstance(index, Value) and getattr(index.type, "dtype", "") == "bool"


def _is_distinct(makers: Makers, index: Operand) -> bool:
    """An index array that holds no position twice: it counts up, or is a permutation, or is
    written out with different numbers of one sign."""
    if isinstance(index, Pack):
        numbers = [getattr(i, "value", None) for i in index.items]
        if not all(isinstance(n, int) for n in numbers):
            return False
        return len(set(numbers)) == len(numbers) and len({n < 0 for n in numbers}) == 1
    maker = makers.get(index) if isinstance(index, Value) else None
    if maker is None:
        return False
    if maker.callee in (np.array, np.asarray) and isinstance(maker.args[0], Pack):
        return _is_distinct(makers, maker.args[0])
    if maker.callee is np.arange:
        return _is_of_one_sign(makers, maker)
    if maker.callee is operator.getitem and _is_slice(maker.args[1]) or maker.callee is np.flip:
        return _is_distinct(makers, maker.args[0])
    return maker.callee in (np.argsort, np.argpartition, np.lexsort, np.flatnonzero)


def _is_of_one_sign(makers: Makers, counting: Call) -> bool:
    """True for an arange that does not go past 0: position -1 is that of the last entry, too."""
    if any(name != "dtype" for name, _ in counting.kwargs):
        return False
    if len(counting.args) == 1:
        return True
    start, stop, *rest = counting.args
    step = rest[0].value if rest and isinstance(rest[0], Const) else 1 if not rest else None
    if type(step) is not int or step == 0:
        return False
    least, end = (start, stop) if step > 0 else (stop, start)
    lowest, highest = (getattr(bound, "value", None) for bound in (least, end))
    if isinstance(highest, int) and highest < (1 if step > 0 else 0):
        return True
    if isinstance(lowest, int):
        return lowest >= (0 if step > 0 else -1)
    return _is_a_count(makers, least)


def _is_a_count(makers: Makers, operand: Operand) -> bool:
    """True for lengths and what is added up and multiplied of them: they are not negative."""
    if isinstance(operand, Const):
        return isinstance(operand.value, int) and operand.value >= 0
    maker = makers.get(operand)
    if maker is None:
        return False
    if maker.callee in (operator.add, operator.mul, operator.floordiv, max):
        return all(_is_a_count(makers, arg) for arg in maker.args)
    return maker.callee in (prims.axis_length, len, np.size)




def is_basic(index: Operand) -> bool:
    """True for an index of integers, slices, `...` and `None`, which gives a view."""
    return all(map(_is_basic_part, _parts(index)))


def _is_basic_part(part: Operand) -> bool:
    if isinstance(part, Const) and (part.value is None or part.value is Ellipsis):
        return True
    return _is_slice(part) or _is_integer(part)


def _is_integer(part: Operand) -> bool:
    if isinstance(part, Const):
        return type(part.value) is int
    type_ = getattr(part, "type", None)
    return isinstance(type_, ScalarType) and type_.dtype[0] in "iu"


def joined_steps(outer: Operand, inner: Operand) -> Operand | None:
    """The index that is one after the other, of integers and slices: `a[i][j]` is `a[i, j]`,
    `a[:, 2][i]` is `a[i, 2]`, and `a[2:][1]` is `a[3]`, if it is there."""
    left, right = _parts(outer), list(_parts(inner))
    if not all(_is_slice(part) or _is_integer(part) for part in (*left, *right)):
        return None
    joined: list[Operand] = []
    for part in left:
        if right and _is_slice(part):
            part = _within(part, right.pop(0))
            if part is None:
                return None
        joined.append(part)
    joined += right
    return joined[0] if len(joined) == 1 else Pack(tuple, tuple(joined))


def _parts(index: Operand) -> tuple[Operand, ...]:
    return index.items if isinstance(index, Pack) and index.kind is tuple else (index,)


def _is_slice(part: Operand) -> bool:
    return isinstance(part, Pack) and part.kind is slice


def _within(outer: Pack, inner: Operand) -> Operand | None:
    """What an index names of a slice, as an index of the whole axis."""
    start, stop, step = (getattr(item, "value", NotImplemented) for item in outer.items)
    if start is stop is None and step in (None, 1):
        return inner
    start = 0 if start is None else start
    number = getattr(inner, "value", None)
    known = type(start) is int and type(number) is int and step in (None, 1)
    return Const(start + number) if known and min(start, number) >= 0 else None
