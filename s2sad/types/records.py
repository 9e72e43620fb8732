"""Records: tuples in the result of a function that calls itself, whose type has a name.

The residuals of a recursion hold those of the call inside, or None: a tuple that is nested as deep
as the function calls itself. No structure describes that, but a type that may hold itself does
(`RecordType`). A record is an identity, so that what shares memory with its arrays is known; its
items get storages of their own whenever they are taken out, linked to it, which nobody may write.
Lengths are those of one record: another of the same type has others.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable

from ..ir.nodes import Const, Operand, Pack, Value
from ..ir.types import NONE, Dim, ListType, RecordType, TupleType, Type
from .abstract import Abstract, Identity, Ref, Slice, Static, Tuple
from .context import python_scalar_type
from .dims import VARYING
from .lattice import NewAxis, join_types
from .memory import mutable_parts
from .nesting import Place
from .slots import map_dims


def is_record(value: Abstract) -> bool:
    return isinstance(value, Ref) and value.identity.kind == "record"


# --- which tuples are records ---


def tuples_in(tree: Operand) -> set[Place]:
    """The places of the tuples in a result."""
    items = tree.items if isinstance(tree, Pack) else ()
    return {(k,) for k, item in enumerate(items) if isinstance(item, Pack) and item.kind is tuple}


def enclosed(cx, value: Abstract, places: Iterable[Place], place: Place = ()) -> Abstract:
    """A result with records in the place of these tuples."""
    if not isinstance(value, Tuple):
        return value
    items = tuple(enclosed(cx, v, places, (*place, k)) for k, v in enumerate(value.items))
    whole = Tuple(items, value.cls, value.names)
    if place not in places:
        return whole
    identity = Identity("record")
    cx.state.heap[identity] = whole
    cx.enclose(identity, whole)
    return Ref(identity)


def holding(value: Abstract, things: Iterable[Ref]) -> set[Place]:
    """The places of the tuples in a result that hold one of these lists, dicts or objects."""
    wanted = {thing.identity for thing in things}
    items = value.items if isinstance(value, Tuple) else ()
    return {
        (k,) for k, part in enumerate(items)
        if isinstance(part, Tuple) and not wanted.isdisjoint(mutable_parts(part))
    }  # fmt: skip


# --- their types ---


def widen(record: RecordType, tree: Pack, new_axis: NewAxis) -> bool:
    """Let the record stand for these items too; False where no types do."""
    joined = covering(record, tree, new_axis)
    if joined is not None:
        record.close(joined)
    return joined is not None


def covers(record: RecordType, tree: Pack, new_axis: NewAxis) -> bool:
    """True where the record stands for these items as it is."""
    return bool(record.items) and covering(record, tree, new_axis) == record.items


def covering(record: RecordType, tree: Pack, new_axis: NewAxis) -> tuple[Type, ...] | None:
    """The types for the items of the record and these."""
    names: dict[Dim, Dim] = {}

    def own(dim: Dim) -> Dim:
        if VARYING in dim.name:
            return dim
        return names.setdefault(dim, Dim(f"?{record.name}_{len(names)}", dim.not_one))

    types = [type_in(part, own, new_axis) for part in tree.items]
    if None in types:
        return None
    known = record.items or types
    joined = tuple(join_types(a, b, new_axis) for a, b in zip(known, types))
    return None if None in joined or len(known) != len(types) else joined


def type_in(part: Operand, own: Callable[[Dim], Dim], new_axis: NewAxis) -> Type | None:
    """The type of an item of a record."""
    match part:
        case Value(type=type_):
            return map_dims(type_, own)
        case Const(value=None):
            return NONE
        case Const(value=value):
            return python_scalar_type(value)
        case Pack(kind=kind, items=items) if kind is tuple or kind is list:
            types = [type_in(item, own, new_axis) for item in items]
            if None in types:
                return None
            if kind is tuple:
                return TupleType(tuple(types))
            joined: Type | None = ListType(None)
            for item in types:
                joined = join_types(joined, ListType(item), new_axis)
            return joined
    return None


def items_within(type_: Type | None, found: dict[RecordType, tuple[Type, ...]]) -> None:
    """Note what the records in a type hold now."""
    match type_:
        case TupleType(items=items):
            for each in items:
                items_within(each, found)
        case ListType(item=each):
            items_within(each, found)
        case RecordType(items=items) if type_ not in found:
            found[type_] = items
            for each in items:
                items_within(each, found)


# --- what is in them ---


def item(cx, ref: Ref, index: Abstract) -> Abstract:
    """`record[index]`; an error at run time where it is None."""
    record = cx.content(ref)
    count = len(record.type.items)
    match index:
        case Static(value=int() as k):
            if not -count <= k < count:
                cx.raises(IndexError("tuple index out of range"))
            return one_item(cx, ref, k % count)
        case Slice():
            return Tuple(cx.evaluate(operator.getitem, items(cx, ref), cx.static_slice(index)))
    cx.need("an index into a tuple that a function which calls itself has returned", index)


def items(cx, ref: Ref) -> tuple[Abstract, ...]:
    return tuple(one_item(cx, ref, k) for k in range(len(cx.content(ref).type.items)))


def one_item(cx, ref: Ref, k: int) -> Abstract:
    record = cx.content(ref)
    type_ = record.type.items[k]
    if type_ == NONE:
        return Static(None)
    lengths = cx.record_lengths.setdefault(record, {})

    def own(dim: Dim) -> Dim:
        if VARYING in dim.name:
            return dim
        return lengths.get(dim) or lengths.setdefault(dim, cx.new_axis(dim.not_one))

    part = cx.emit(operator.getitem, record, Const(k), type=map_dims(type_, own))
    return cx.item_of_record(part, ref.identity)
