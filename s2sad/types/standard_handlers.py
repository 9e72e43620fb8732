"""Functions of Python's standard library that programs call between their numbers: bisect, heapq
and the caches of functools.

Each handler takes (cx, args, kwargs) and returns an abstract value.
"""

from __future__ import annotations

import bisect
import functools
import heapq
from collections.abc import Callable

from ..definitions import heaps
from ..ir.identity import operand_key
from ..ir.types import INT, ScalarType
from .abstract import Abstract, Array, Dyn, Items, Partial, Ref, Static
from .arguments import by_name


def _bisect(f: Callable):
    """Where a number belongs in a sorted sequence."""

    def handler(cx, args, kwargs) -> Abstract:
        if any(isinstance(v, Static) and v.value is not None for v in [kwargs.get("key")] if v):
            cx.refuse(f"{f.__name__}() with key= is not supported", "make a list of the keys")
        kwargs = {k: v for k, v in kwargs.items() if not _is_none(v)}
        items, *rest = by_name(f, args, kwargs)[0]
        type_ = None if isinstance(items, Array) else cx.list_type(items)
        if type_ is not None and not isinstance(type_.item, ScalarType | None):
            cx.refuse(f"{f.__name__}() among what is no number", "give it a list of the numbers")
        content = cx.list_content(items)
        if isinstance(content, Items):
            found = cx.numbers(content.values, type_)
        else:
            found = cx.operand(items) if type_ is None else cx.list_value(items, type_)
        return Dyn(cx.emit(f, found, *map(cx.operand, rest), type=INT))

    return handler


def _is_none(value: Abstract) -> bool:
    return isinstance(value, Static) and value.value is None


def _of_heap(definition: Callable):
    """Which item is where in a heap is decided by the run."""

    def handler(cx, args, kwargs) -> Abstract:
        heap = args[0]
        content = cx.content(heap) if isinstance(heap, Ref) else None
        type_ = cx.list_type(content) if isinstance(content, Items) else None
        if type_ is not None:
            cx.made_growing(heap, content.values, type_)
        return cx.call_definition(definition, args, kwargs)

    return handler


def _of_sorting(definition: Callable):
    def handler(cx, args, kwargs) -> Abstract:
        return cx.call_definition(definition, args, kwargs)

    return handler


def _merge(cx, args, kwargs) -> Abstract:
    """heapq.merge: its items are taken at once, as those of a generator are."""
    merged = cx.call_definition(heaps.merge, args, kwargs)
    return cx.new_iterator(merged)


def _compared(cx, args, kwargs) -> Abstract:
    return cx.refuse(
        "the order that functools.cmp_to_key() makes of a comparison is not followed",
        "give a key that is a number, or a tuple of numbers",
    )


def _remembering(cx, args, kwargs) -> Abstract:
    """functools.cache and lru_cache as decorators of a nested function."""
    if args and not isinstance(args[0], Static):
        return Partial(Static(_remembered), (Static(object()), args[0]), {})
    return Static(_remembering)


def _remembered(cx, args, kwargs) -> Abstract:
    """A call of a function that remembers its results: what is at hand is not computed again."""
    cache, function, *args = args
    return remembered(cx, cache.value, function, args, kwargs)


def remembered(cx, cache, function, args, kwargs) -> Abstract:
    parts = (*args, *kwargs.values())
    if not all(isinstance(p, Dyn) or _is_key(p) for p in parts):
        return cx.call(function, args, kwargs)
    key = cache, (tuple(kwargs), *(operand_key(cx.operand(part)) for part in parts))
    known = cx.views.get(key)
    if known is not None:
        return Dyn(known)
    cx.prefer_in_place(function)
    result = cx.call(function, args, kwargs)
    if isinstance(result, Dyn) and not cx.no_grad:
        cx.views[key] = result.value
    return result


def _is_key(part: Abstract) -> bool:
    return isinstance(part, Static) and type(part.value) in (int, float, bool, str, type(None))


HANDLERS = {
    **{f: _bisect(f) for f in (bisect.bisect_left, bisect.bisect_right)},
    **{f: _of_heap(definition) for f, definition in heaps.DEFINED.items()},
    **{f: _of_sorting(definition) for f, definition in heaps.SORTING.items()},
    heapq.merge: _merge, functools.cmp_to_key: _compared,
    functools.lru_cache: _remembering, functools.cache: _remembering, _remembering: _remembering,
    _remembered: _remembered,
}  # fmt: skip
