"""Bounds of slices: those of arrays that are numbers on some paths and None on others, as numbers,
and those of lists that only the run decides.

    Before:  y[a:end]        After:  y[a : end if end is not None else len(y)]

One view is taken then, and not one of two.
"""

from __future__ import annotations

import operator

from .abstract import Abstract, Array, Dyn, Items, Maybe, Slice, Static, Tuple
from .choices import has_open_bound
from .equality import known_value
from .layout import Flat
from .lattice import is_mutable


def closed_index(cx, array: Abstract, index: Abstract) -> Abstract:
    """The index with numbers for its bounds, where it is one of slices, numbers and `...`."""
    if not isinstance(array, Array) or isinstance(array, Flat) or not has_open_bound(index):
        return index
    items = index.items if isinstance(index, Tuple) else (index,)
    if not all(map(_is_plain, items)):
        return index
    known = cx.value_of(array)
    axis, parts = 0, []
    for item in items:
        if has_open_bound(item):
            item = _closed(cx, item, cx.length(known, axis))
        axis += _count(items, known.type.ndim) if _is_dots(item) else 1
        parts.append(item)
    return Tuple(tuple(parts)) if isinstance(index, Tuple) else parts[0]


def _closed(cx, part: Slice, length: Abstract) -> Slice:
    forward = part.step.value is None or part.step.value > 0
    start, stop = Static(0), length
    if not forward:
        start = cx.binary(operator.sub, length, Static(1))
        stop = cx.binary(operator.sub, cx.unary(operator.neg, length), Static(1))
    return Slice(_number(cx, part.start, start), _number(cx, part.stop, stop), part.step)


def _number(cx, bound: Abstract, where_none: Abstract) -> Abstract:
    if not isinstance(bound, Maybe):
        return bound
    present = cx.truth(bound.present)
    if not isinstance(present, bool):
        present = cx.facts.get(present, present)
    if isinstance(present, bool):
        return bound.value if present else Static(None)
    return cx.either(present, lambda: [bound.value], lambda: [where_none], [""], cx.span)[0]


def _is_plain(item: Abstract) -> bool:
    match item:
        case Slice(step=step):
            return isinstance(step, Static) and step.value != 0
        case Static(value=value):
            return type(value) is int or value is Ellipsis
        case Dyn(value=value):
            return getattr(value.type, "dtype", "f")[0] in "iu"
    return False


def _is_dots(item: Abstract) -> bool:
    return known_value(item) is Ellipsis


def _count(items: tuple[Abstract, ...], ndim: int) -> int:
    """How many axes `...` stands for."""
    return ndim - sum(not _is_dots(item) for item in items)


def part_of_the_run(cx, items: Items, index: Slice) -> Abstract | None:
    """A slice of a list of known numbers, whose bounds cannot be known otherwise; None for others,
    whose bounds are known or may be asked for."""
    if all(isinstance(part, Static) for part in (index.start, index.stop, index.step)):
        return None
    type_ = cx.list_type(items)
    if type_ is None or type_.item is None or is_mutable(type_.item):
        return None
    if not cx.directives.lengths_of_run:
        cx.directives.lengths_asked = True
        return None
    whole = cx.wrap(cx.list_value(items, type_))
    return cx.item_of_list(whole, cx.content(whole), index)
