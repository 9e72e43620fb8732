"""The lattice on types: the least type that covers two, where two paths of the program meet."""

from __future__ import annotations

from collections.abc import Callable

from ..ir.types import (
    NONE, ArrayType, Axis, Dim, ListType, OpaqueType, RecordType, ScalarType, TupleType, Type,
    never_one,
)  # fmt: skip
from .dims import VARYING

#: how the names of joined axes begin
JOINED = "|"
_RANK = {kind: rank for rank, kind in enumerate("biufc")}


NewAxis = Callable[[bool], Dim]


def join_types(a: Type | None, b: Type | None, new_axis: NewAxis) -> Type | None:
    """The least type that covers both; None where there is none. `new_axis(not_one)` names an
    axis whose length differs from path to path."""
    if a is None or b is None:
        return None
    if a == b:
        return a
    match a, b:
        case ScalarType(), ScalarType():
            return join_scalars(a, b)
        case ArrayType(), ArrayType():
            if a.dtype != b.dtype or a.ndim != b.ndim:
                return None
            axes = (join_axes(x, y, new_axis) for x, y in zip(a.shape, b.shape))
            return ArrayType(a.dtype, tuple(axes))
        case TupleType(items=x), TupleType(items=y) if len(x) == len(y):
            items = tuple(join_types(i, j, new_axis) for i, j in zip(x, y))
            cls = a.cls if a.cls is b.cls else tuple
            return None if None in items else TupleType(items, cls)
        case ListType(item=None), ListType():
            return b
        case ListType(), ListType(item=None):
            return a
        case ListType(item=x), ListType(item=y):
            item = join_types(x, y, lambda not_one: Dim(VARYING))
            return None if item is None else ListType(item)
        case RecordType(), OpaqueType() if b == NONE:
            return a
        case OpaqueType(), RecordType() if a == NONE:
            return b
        case OpaqueType(), OpaqueType() if NONE not in (a, b):
            return OpaqueType()
    return None


def join_scalars(a: ScalarType, b: ScalarType) -> ScalarType:
    """The type of what is one number or the other."""
    wide, narrow = (a, b) if _order(a) >= _order(b) else (b, a)
    if wide.python and not narrow.python:  # 0.0 before the loop, np.float32 in it
        if wide.dtype[0] == narrow.dtype[0]:
            return narrow
        return ScalarType(wide.dtype)
    return wide


def _order(t: ScalarType) -> tuple[int, int, bool]:
    bits = int(t.dtype[1:]) if t.dtype != "bool" else 1
    return _RANK[t.dtype[0]], bits, not t.python


def join_axes(a: Axis, b: Axis, new_axis: NewAxis) -> Axis:
    """One axis for both; an axis that `a` already has from an earlier join covers what comes."""
    if a == b:
        return a
    if isinstance(a, Dim):
        if a.name == VARYING or (is_joined(a) and (never_one(b) or not a.not_one)):
            return a
    return new_axis(never_one(a) and never_one(b))


def is_joined(axis: Dim) -> bool:
    return axis.name.startswith(JOINED)


def same_lengths(a: tuple[Axis, ...], b: tuple[Axis, ...]) -> bool:
    """True where the two shapes are surely equal: of the items of a list that differ in length
    the types tell nothing."""
    if a != b:
        return False
    for axis in a:
        if type(axis) is Dim and VARYING in axis.name:
            return False
    return True


def equal_where_they_meet(a: tuple[Axis, ...], b: tuple[Axis, ...]) -> bool:
    """True for the shapes of operands of an elementwise operation that does not stretch either:
    axes that are never 1 and meet are equal, or the operation fails."""
    if len(a) != len(b):
        return False
    for m, n in zip(a, b):
        same = m == n and not (type(m) is Dim and VARYING in m.name)
        if not same and not (never_one(m) and never_one(n)):
            return False
    return True


def varies(axis: Axis) -> bool:
    """True for a length that a loop may change from one iteration to the next, or one made of
    such a length: two values of it are equally long in one and the same iteration only."""
    return isinstance(axis, Dim) and (JOINED in axis.name or VARYING in axis.name)


def is_mutable(type: Type | None, seen: frozenset = frozenset()) -> bool:
    """True for arrays and lists, and tuples with one in them. `seen` are the records that it is
    part of."""
    match type:
        case ArrayType() | ListType():
            return True
        case TupleType(items=items):
            return any(is_mutable(item, seen) for item in items)
        case RecordType() if type not in seen:
            return any(is_mutable(item, seen | {type}) for item in type.items)
    return False


def holds_mutable(type: Type | None) -> bool:
    """True for a list or record with arrays or lists in it."""
    return is_mutable(type.item) if isinstance(type, ListType) else isinstance(
        type, RecordType) and is_mutable(type)
