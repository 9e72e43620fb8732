"""`x[index]`: basic and advanced indexing of arrays, items of tuples and lists.

Integers drop an axis, None adds one, a slice keeps one with a shorter length; arrays of integers
and masks broadcast together and stand where NumPy puts them: in place of the first if they are
neighbours, else in front. Surprising: an integer beside an index array counts as an index array.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import NamedTuple, Union

import numpy as np

from ..ir.types import (
    ArrayType, Axis, Dim, ListType, ScalarType, TupleType, Type,
)  # fmt: skip
from .dims import VARYING, Shape, broadcast, unify
from .elementwise import elementwise
from .failure import InferenceError
from .request import (
    Described, Leaf, Lit, Request, Tree, Val, described_leaves, item_of, type_of, with_dims,
)  # fmt: skip
from .shaping import nested_shape, promoted
from .slices import sliced


class NewAxis(NamedTuple):
    pass


class Fill(NamedTuple):
    """`...`"""


class At(NamedTuple):
    """An integer; `position` where it is a constant."""

    position: int | None


class Range(NamedTuple):
    start: Axis | None
    stop: Axis | None
    step: Axis | None


class Gather(NamedTuple):
    """An array of integers."""

    shape: Shape


class Mask(NamedTuple):
    """An array of booleans; `count` is how many are true."""

    shape: Shape
    count: Axis


Step = Union[NewAxis, Fill, At, Range, Gather, Mask]


def getitem(request: Request) -> Type | None:
    if len(request.args) != 2 or request.kwargs:
        return None
    sequence, index = request.args
    if isinstance(sequence, Tree) and sequence.kind in (tuple, list):
        return _item_of_known(tuple(map(type_of, sequence.items)), index)
    match type_of(sequence):
        case ArrayType() as array:
            return _item_of_array(request, array, index)
        case TupleType(items=items):
            return _item_of_known(items, index)
        case ListType() as list_:
            return _item_of_list(request, list_, index)
        case ScalarType() as scalar:
            if isinstance(index, Tree) and not index.items and not scalar.python:
                return scalar
    return None


def _item_of_known(items: tuple[Type, ...], index: Described) -> Type:
    if isinstance(index, Lit) and isinstance(index.value, (int, np.integer)):
        if not -len(items) <= index.value < len(items):
            raise InferenceError(f"Index {index.value} is out of range for {len(items)} items.")
        return items[index.value]
    if isinstance(index, Tree) and index.kind is slice:
        if all(isinstance(bound, Lit) for bound in index.items):
            return TupleType(items[slice(*(bound.value for bound in index.items))])
        raise InferenceError("A tuple is sliced at a position that only the run decides.")
    if isinstance(type_of(index), ScalarType):
        return item_of(TupleType(items))
    raise InferenceError(f"A tuple cannot be indexed by {type_of(index)}.")


def _item_of_list(request: Request, list_: ListType, index: Described) -> Type:
    if isinstance(index, Tree) and index.kind is slice:
        return list_
    if not isinstance(type_of(index), ScalarType):
        raise InferenceError(f"A list cannot be indexed by {type_of(index)}.")
    return opened(request, item_of(list_))


def opened(request: Request, item: Type) -> Type:
    """The type of one item of a list, whose lengths that vary get names of their own."""
    leaves = tuple(Leaf(v.leaf) for d in request.operands() for v in described_leaves(d))
    # an index that is a constant is part of what tells this item from another
    constants = tuple(d for d in request.operands() if isinstance(d, Lit))
    number = iter(range(1000))

    def name(dim: Dim) -> Dim:
        if dim.name != VARYING:
            return dim
        return request.unknown("item", leaves, constants, next(number))

    return with_dims(item, name)


# --- arrays ---------------------------------------------------------------------------------


def _item_of_array(request: Request, array: ArrayType, index: Described) -> Type:
    items = _index_items(index)
    steps = _expanded([_step(request, item) for item in items], array.ndim)
    kept, gathered, places, axis = [], [], [], 0
    advanced = any(isinstance(s, (Gather, Mask)) for s in steps)
    for place, step in enumerate(steps):
        lengths = array.shape[axis : axis + _consumes(step)]
        axis += len(lengths)
        match step:
            case NewAxis():
                kept.append((place, 1))
            case Range():
                kept.append((place, sliced(lengths[0], *step)))
            case At(position=position):
                _check_bounds(position, lengths[0])
                if advanced:
                    places.append(place)
            case Gather(shape=shape):
                gathered.append(shape)
                places.append(place)
            case Mask(shape=shape, count=count):
                for a, b in zip(shape, lengths):
                    unify(a, b)
                gathered.append((count,))
                places.append(place)
    shape = _placed(kept, broadcast(gathered), places)
    if not shape and not any(isinstance(item, Lit) and item.value is Ellipsis for item in items):
        return ScalarType(array.dtype)
    return ArrayType(array.dtype, shape)


def _placed(kept: list[tuple[int, Axis]], gathered: Shape, places: list[int]) -> Shape:
    """The kept axes, with those of the index arrays where NumPy puts them."""
    neighbours = not places or places[-1] - places[0] == len(places) - 1
    first = places[0] if places and neighbours else -1
    before = tuple(axis for place, axis in kept if place < first)
    after = tuple(axis for place, axis in kept if place > first)
    return before + gathered + after


def _index_items(index: Described) -> Sequence[Described]:
    if isinstance(index, Tree) and index.kind is tuple:
        return index.items
    if isinstance(index, Val) and isinstance(index.type, TupleType):
        return tuple(Val(item, index.leaf) for item in index.type.items)
    return (index,)


def _expanded(steps: list[Step], ndim: int) -> list[Step]:
    """The steps with `...`, or what is missing at the end, written as full slices."""
    used = sum(map(_consumes, steps))
    if used > ndim:
        raise InferenceError(f"An array of {ndim} axes is indexed with {used} indices.")
    full = [Range(None, None, None)] * (ndim - used)
    fills = [i for i, step in enumerate(steps) if isinstance(step, Fill)]
    if len(fills) > 1:
        raise InferenceError("An index can only have a single ellipsis.")
    if not fills:
        return steps + full
    # an empty `...` still keeps index arrays beside it apart
    return steps[: fills[0]] + (full or [Fill()]) + steps[fills[0] + 1 :]


def _consumes(step: Step) -> int:
    if isinstance(step, Mask):
        return len(step.shape)
    return 0 if isinstance(step, (NewAxis, Fill)) else 1


def _check_bounds(position: int | None, length: Axis) -> None:
    if position is None or not isinstance(length, int):
        return
    if not -length <= position < length:
        raise InferenceError(f"Index {position} is out of bounds for an axis of length {length}.")


def _step(request: Request, item: Described) -> Step:
    match item:
        case Lit(value=None):
            return NewAxis()
        case Lit(value=bool() | np.bool_() as flag):
            return Mask((), int(flag))
        case Lit(value=int() | np.integer() as position):
            return At(int(position))
        case Lit() if item.value is Ellipsis:
            return Fill()
        case Tree(kind=kind) if kind is slice:
            return Range(*map(_bound, item.items))
        case Tree(kind=kind) if kind in (list, tuple):
            return _nested(request, item)
        case Val(type=ScalarType(dtype=dtype) | ArrayType(dtype=dtype) as t, leaf=leaf):
            shape = t.shape if isinstance(t, ArrayType) else ()
            if dtype == "bool":
                return Mask(shape, request.unknown("count", Leaf(leaf)))
            if dtype[0] in "iu":
                return Gather(shape) if shape else At(None)
    raise InferenceError(f"An array cannot be indexed by {type_of(item)}.")


def _bound(bound: Described) -> Axis | None:
    match bound:
        case Lit(value=None):
            return None
        case Lit(value=int() | np.integer() as number):
            return int(number)
        case Val(type=ScalarType(dtype=dtype), length=length) if dtype[0] in "iu":
            return length
    raise InferenceError(f"A slice cannot begin, end or step by {type_of(bound)}.")


def _nested(request: Request, tree: Tree) -> Step:
    """A list of indices as the array that NumPy makes of it."""
    steps = [_step(request, item) for item in tree.items]
    if not steps:
        return Gather((0,))
    if all(isinstance(step, Mask) and step.shape == () for step in steps):
        counts = [step.count for step in steps]
        known = all(isinstance(count, int) for count in counts)
        leaves = tuple(Leaf(v.leaf) for v in described_leaves(tree))
        count = sum(counts) if known else request.unknown("count", tree, leaves)
        return Mask((len(steps),), count)
    inner = {step.shape if isinstance(step, Gather) else () for step in steps}
    if len(inner) != 1 or not all(isinstance(step, (At, Gather)) for step in steps):
        raise InferenceError("A list used as an index holds items of different kinds.")
    return Gather((len(steps), *inner.pop()))


# --- positions of entries -------------------------------------------------------------------


def nonzero(request: Request) -> Type | None:
    """The positions of what is not zero, as many as the array has such entries."""
    if len(request.args) != 1 or request.kwargs or not isinstance(request.args[0], Val):
        return None
    array = request.args[0]
    if not isinstance(array.type, ArrayType) or not array.type.ndim:
        return None
    count = request.unknown("count", Leaf(array.leaf))
    ndim = array.type.ndim
    if request.callee is np.flatnonzero:
        return ArrayType("i64", (count,))
    if request.callee is np.argwhere:
        return ArrayType("i64", (count, ndim))
    return TupleType((ArrayType("i64", (count,)),) * ndim)


def where(request: Request) -> Type | None:
    return nonzero(request) if len(request.args) == 1 else elementwise(request)


def unraveled(request: Request) -> Type | None:
    """`np.unravel_index`: an index for each axis of the shape."""
    bound = request.bind("indices", "shape", "order")
    if bound is None or bound[0] is None or bound[1] is None:
        return None
    t, lengths = type_of(bound[0]), type_of(bound[1])
    count = len(bound[1].items) if isinstance(bound[1], Tree) else 1
    if isinstance(lengths, TupleType):
        count = len(lengths.items)
    if not isinstance(t, (ArrayType, ScalarType)) or isinstance(bound[1], Val) and (
        not isinstance(lengths, (TupleType, ScalarType))
    ):
        return None
    shape = t.shape if isinstance(t, ArrayType) else ()
    return TupleType((ArrayType("i64", shape) if shape else ScalarType("i64"),) * count)


def raveled(request: Request) -> Type | None:
    """`np.ravel_multi_index`: the indices broadcast together."""
    bound = request.bind("multi_index", "dims", "mode", "order")
    if bound is None or bound[0] is None:
        return None
    indices = bound[0]
    items = getattr(indices, "items", None) or getattr(type_of(indices), "items", ())
    shapes = [nested_shape(i if isinstance(i, (Lit, Tree, Val)) else Val(i, -1), []) for i in items]
    if not shapes or None in shapes:
        return None
    shape = broadcast(shapes)
    return ArrayType("i64", shape) if shape else ScalarType("i64")


def common(request: Request) -> Type | None:
    """`np.intersect1d`: how many entries are in both, only the run knows."""
    bound = request.bind("ar1", "ar2", "assume_unique", "return_indices")
    if bound is None or None in bound[:2]:
        return None
    found: list[Type] = []
    if any(nested_shape(operand, found) is None for operand in bound[:2]) or not found:
        return None
    values = ArrayType(promoted(found), (request.decided(),))
    if bound[3] is None or isinstance(bound[3], Lit) and not bound[3].value:
        return values
    places = ArrayType("i64", values.shape)
    return TupleType((values, places, places))


RULES = {
    operator.getitem: getitem, np.nonzero: nonzero, np.flatnonzero: nonzero,
    np.intersect1d: common,
    np.unravel_index: unraveled, np.ravel_multi_index: raveled,
    np.argwhere: nonzero, np.where: where,
}  # fmt: skip
