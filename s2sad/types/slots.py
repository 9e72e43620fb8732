"""What a kept function is made for: a slot for each argument, and what axes its axes stand for.

A slot says of an argument which parts are handed over when the program runs (`Hole`, with their
type) and which are known and part of the function (`Fixed`). `covering` widens a slot to another
argument: a number that differs from call to call becomes a hole, a length that differs an axis of
its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Union

from ..ir.nodes import Const, Operand, Value
from ..ir.types import ArrayType, Axis, Dim, ListType, ScalarType, TupleType, Type, never_one
from . import homes
from .abstract import Abstract, Array, Dyn, Identity, Items, Ref, Static, Tuple
from .context import Context, python_scalar_type
from .join import Hole, Parts, Thing, same_value
from .lattice import NewAxis, join_types


@dataclass(frozen=True, slots=True)
class Fixed:
    """Known when the function is made: it has no parameter."""

    value: Abstract


Slot = Union[Hole, Parts, Thing, Fixed]


def slot_of(cx: Context, value: Abstract) -> Slot:
    """The narrowest slot for an argument; floats are always handed over."""
    match value:
        case Static(value=v):
            scalar = python_scalar_type(v)
            return Hole(scalar) if scalar and scalar.dtype[0] in "fc" else Fixed(value)
        case Dyn(value=v):
            return Hole(v.type)
        case Array():
            return Hole(cx.value_of(value).type)
        case Tuple(items=items):
            return Parts(tuple(slot_of(cx, item) for item in items), value)
        case Ref(identity=Identity(kind="list" | "dict" | "object" | "record" as kind)):
            content = cx.content(value)
            if isinstance(content, Items):
                parts = tuple(slot_of(cx, item) for item in content.values)
                return Thing(kind, Parts(parts, content))
            return Thing(kind, Hole(content.type))
    return Fixed(value)


def enter_slot(cx: Context, slot: Slot, name: str, params: list[Value]) -> Abstract:
    """The argument as the function sees it; the values of its holes are added to `params`."""
    match slot:
        case Hole(type=type_):
            value = Value(name, type_, cx.span)
            params.append(value)
            if isinstance(type_, ArrayType):
                return Array(cx.new_storage(value, name))
            return Dyn(value)
        case Parts(items=items, like=like):
            new = tuple(enter_slot(cx, s, f"{name}_{k}", params) for k, s in enumerate(items))
            if isinstance(like, Tuple):
                return Tuple(new, like.cls)
            return Items(new, like.keys, like.cls)
        case Thing(kind=kind, content=content):
            identity = Identity(kind, name)
            entered = enter_slot(cx, content, name, params)
            cx.state.heap[identity] = entered.value if isinstance(entered, Dyn) else entered
            if isinstance(entered, Dyn):
                homes.of_the_caller(Ref(identity))
            return Ref(identity)
        case Fixed(value=value):
            return value
    raise TypeError(f"not a slot: {slot!r}")


def handed_over(cx: Context, slot: Slot, value: Abstract, out: list[Abstract | Operand]) -> None:
    """Append what fills the holes of the slot, in the order of `enter_slot`."""
    match slot:
        case Hole():
            out.append(value)
        case Parts(items=items):
            for part, item in zip(items, parts_of(value)):
                handed_over(cx, part, item, out)
        case Thing(kind="record"):
            out.append(value)
        case Thing(content=Hole(type=ListType() as type_)):
            out.append(cx.list_value(cx.content(value), type_))
        case Thing(content=content):
            handed_over(cx, content, cx.content(value), out)


def parts_of(value) -> tuple[Abstract, ...]:
    return value.values if isinstance(value, Items) else value.items


# --- axes -----------------------------------------------------------------------------------


@dataclass(slots=True)
class Axes:
    """What axes of the arguments the axes of the parameters stand for, in one call.

    `is_rigid`: an axis that stands for nothing but itself.
    """

    is_rigid: Callable[[Dim], bool]
    new_axis: NewAxis
    bound: dict[Dim, Axis] = field(default_factory=dict)
    made: dict[tuple[Axis, Axis], Dim] = field(default_factory=dict)

    def cover(self, axis: Axis, actual: Axis) -> Axis:
        """The parameter's axis, or a wider one where it cannot stand for the actual one."""
        fits = axis == actual
        if isinstance(axis, Dim) and not (axis.not_one and not never_one(actual)):
            if not self.is_rigid(axis) or fits:
                fits = self.bound.setdefault(axis, actual) == actual
        if fits:
            return axis
        if (axis, actual) not in self.made:
            self.made[axis, actual] = self.new_axis(never_one(axis) and never_one(actual))
        return self.made[axis, actual]

    def is_identity(self) -> bool:
        return all(axis == actual for axis, actual in self.bound.items())

    def outside(self, dim: Dim) -> Axis | None:
        """What an axis of the result is for the caller; None where only the run tells."""
        if dim in self.bound:
            return self.bound[dim]
        if self.is_identity() and not is_local(dim):
            return dim
        base = self.bound.get(Dim(dim.name, True), self.bound.get(Dim(dim.name)))
        if isinstance(base, int):
            return max(0, base - dim.offset)
        return None if base is None else Dim(base.name, False, base.offset + dim.offset)


def is_local(dim: Dim) -> bool:
    """A length that only the run of a function tells, or that differs from path to path."""
    return "?" in dim.name or "|" in dim.name


def dims_of(type_: Type | None) -> list[Dim]:
    match type_:
        case ArrayType(shape=shape):
            return [axis for axis in shape if isinstance(axis, Dim)]
        case TupleType(items=items):
            return [dim for item in items for dim in dims_of(item)]
        case ListType(item=item):
            return dims_of(item)
    return []


def map_dims(type_: Type | None, f: Callable[[Dim], Axis]) -> Type | None:
    match type_:
        case ArrayType(dtype=dtype, shape=shape):
            return ArrayType(dtype, tuple(f(a) if isinstance(a, Dim) else a for a in shape))
        case TupleType(items=items):
            return TupleType(tuple(map_dims(item, f) for item in items), type_.cls)
        case ListType(item=item):
            return ListType(map_dims(item, f))
    return type_


def holes(slot: Slot) -> list[Type]:
    """The types of what is handed over."""
    match slot:
        case Hole(type=type_):
            return [type_]
        case Parts(items=items):
            return [type_ for item in items for type_ in holes(item)]
        case Thing(content=content):
            return holes(content)
    return []


# --- widening -------------------------------------------------------------------------------


def covering(cx: Context, slot: Slot, value: Abstract, axes: Axes) -> Slot | None:
    """The slot that covers the value too, the same object if it does; None where there is none."""
    return _cover(slot, slot_of(cx, value), axes)


def _cover(slot: Slot, other: Slot, axes: Axes) -> Slot | None:
    match slot, other:
        case Fixed(value=a), Fixed(value=b) if same_value(a, b):
            return slot
        case (Hole() | Fixed(), Hole() | Fixed()):
            a, b = _type_of(slot), _type_of(other)
            type_ = None if a is None or b is None else cover_type(a, b, axes)
            return slot if type_ == a and isinstance(slot, Hole) else type_ and Hole(type_)
        case Parts(items=a, like=x), Parts(items=b, like=y):
            same = type(x) is type(y) and x.cls is y.cls and len(a) == len(b)
            if not same or getattr(x, "keys", None) != getattr(y, "keys", None):
                return None
            new = tuple(_cover(i, j, axes) for i, j in zip(a, b))
            if None in new:
                return None
            return slot if all(i is j for i, j in zip(new, a)) else Parts(new, x)
        case Thing(kind=kind, content=a), Thing(kind=other_kind, content=b) if kind == other_kind:
            content = _cover(a, b, axes)
            return slot if content is a else content and Thing(kind, content)
    return None


def _type_of(slot: Hole | Fixed) -> Type | None:
    if isinstance(slot, Hole):
        return slot.type
    return python_scalar_type(slot.value.value) if isinstance(slot.value, Static) else None


def cover_type(a: Type, b: Type, axes: Axes) -> Type | None:
    match a, b:
        case ArrayType(), ArrayType():
            if a.dtype != b.dtype or a.ndim != b.ndim:
                return None
            return ArrayType(a.dtype, tuple(map(axes.cover, a.shape, b.shape)))
        case ScalarType(), ScalarType():
            return join_types(a, b, axes.new_axis)
        case ListType(), ListType():
            return join_types(a, b, axes.new_axis)
    return a if a == b else None


def constant_or_value(cx: Context, filled: Abstract | Operand) -> Operand:
    """The operand of a call for what fills a hole."""
    return filled if isinstance(filled, Value | Const) else cx.operand(filled)
