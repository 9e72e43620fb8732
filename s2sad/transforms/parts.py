"""How long the parts are that a function takes of arrays: its derivative takes the same ones of
cotangents.

In: a typed function. Out: by axis and slice, or by mask, the length of what is taken. The type of
`a[k:]` names its length after the `k` of the run; the same slice of another array of that length
would be given a name of its own, and nothing would be known of the two.
"""

from __future__ import annotations

import operator
from collections.abc import Hashable, Iterator, Mapping

from ..ir.identity import operand_key
from ..ir.inventory import inventory
from ..ir.nodes import Call, Function, Operand, Pack, Value, leaves
from ..ir.types import ArrayType, Axis, Type
from ..types.lattice import varies
from .indices import is_basic

PartLengths = Mapping[Hashable, Axis]


def part_lengths(fn: Function) -> PartLengths:
    """The lengths of the slices whose bounds the run decides, and of what masks take."""
    found: dict[Hashable, Axis] = {}
    for op in inventory(fn).ops:
        if isinstance(op, Call) and op.callee is operator.getitem:
            array, index = op.args
            type_, whole = op.result.type, getattr(array, "type", None)
            if isinstance(type_, ArrayType) and isinstance(whole, ArrayType):
                for key, place in _parts(whole, index):
                    found.setdefault(key, type_.shape[place])
    return found


def with_known(type_: Type, array: Operand, index: Operand, known: PartLengths) -> Type:
    """The type of a part of an array, with the lengths that are known of its axes."""
    whole = getattr(array, "type", None)
    if not isinstance(type_, ArrayType) or not isinstance(whole, ArrayType):
        return type_
    shape = list(type_.shape)
    for key, place in _parts(whole, index):
        shape[place] = known.get(key, shape[place])
    return ArrayType(type_.dtype, tuple(shape))


def _parts(array: ArrayType, index: Operand) -> Iterator[tuple[Hashable, int]]:
    """Of each slice with a bound of the run, and of each mask: what it takes of which axis, and
    the axis of the part."""
    items = index.items if isinstance(index, Pack) and index.kind is tuple else (index,)
    masks = [item for item in items if _is_mask(item)]
    others = [item for item in items if not _is_mask(item)]
    if masks and (len(masks) > 1 or not all(isinstance(item, Pack) for item in others)):
        return  # NumPy moves what several of them take to the front
    if not all(map(is_basic, others)) or any(getattr(i, "value", 0) is Ellipsis for i in others):
        return
    axis = place = 0
    for item in items:
        if _is_mask(item):
            yield item, place
            axis, place = axis + item.type.ndim, place + 1
        elif isinstance(item, Pack):
            whole = array.shape[axis]
            if any(isinstance(bound, Value) for bound in leaves(item)) and not varies(whole):
                yield (whole, operand_key(item)), place
            axis, place = axis + 1, place + 1
        elif getattr(item, "value", 0) is None:
            place += 1
        else:
            axis += 1


def _is_mask(item: Operand) -> bool:
    type_ = getattr(item, "type", None)
    return isinstance(type_, ArrayType) and type_.dtype == "bool" and type_.ndim > 0
