"""What depends on the order of values: max, min, sorted."""

from __future__ import annotations

import operator
from itertools import combinations, takewhile

import numpy as np

from ..definitions.members import Members
from ..frozen import MISSING
from ..ir.types import ScalarType, TupleType
from .abstract import (
    Abstract, Array, Enumerate, Method, Range, Static, Tuple, Zip,
)  # fmt: skip
from .container_methods import BACKWARDS
from .equality import kind_of, known_value
from .iterable_handlers import is_dynamic_list
from .tables import in_any_order, is_one_of
from .loops_of_builtins import (
    column, definite, differing, fold, heights, in_order, largest, largest_alone, smallest,
    smallest_alone,
)  # fmt: skip


def _extreme(which, reduce, by_key, of_set):
    """max() and min() of Python: the first of equals."""

    def handler(cx, args, kwargs) -> Abstract:
        key, default = kwargs.get("key"), kwargs.get("default")
        if len(args) == 1:
            value = cx.iterate(in_any_order(cx, args[0]))
            by_height = of_set if is_one_of(cx, args[0], Members) else by_key
            if key is None and isinstance(value, Array):
                return cx.emit_library(reduce, [value], {})
            if isinstance(value, Array) or is_dynamic_list(cx, value):
                first, rest, some = cx.split(value)

                def find() -> Abstract:
                    if key is not None:
                        return cx.call_python(by_height, [first(), rest, key], {})
                    return cx.call_python(fold, [Static(which), rest, first()], {})

                return _of_some(cx, which, value, some, find, default)
            args = list(cx.items_of(value))
        if key is None and any(map(cx.own_class, args)):
            key = Static(_itself)
        if not args and default is not None:
            return default
        if not args:
            cx.raises(ValueError(f"{which.__name__}() arg is an empty sequence"))
        if all(isinstance(a, Static) for a in args) and key is None:
            return Static(which(a.value for a in args))
        if key is None and any(kind_of(a) is not None for a in args):
            key = Static(_itself)
        if key is not None:
            return _extreme_by_key(cx, which, args, key)
        best = args[0]
        for other in args[1:]:
            pair = (best, other)
            if any(isinstance(a, Array) for a in pair):
                cx.refuse(
                    f"{which.__name__}() compares arrays",
                    f"write np.{which.__name__}imum(x, y)",
                )
            best = cx.wrap(cx.emit(which, *map(cx.operand, pair)))
        return best

    return handler


def _of_some(cx, which, value, some, find, default) -> Abstract:
    """What is found of items that there may be none of: the default then, or Python's error. The
    first entry of an array or list says itself that there is none."""
    known = cx.truth(some)
    if known is True:
        return find()
    if default is not None:
        if known is False:
            return default
        return cx.either(known, lambda: [find()], lambda: [default], [""], cx.span)[0]
    error = ValueError(f"{which.__name__}() arg is an empty sequence")
    if known is False:
        cx.raises(error)
    if isinstance(value, Range):
        cx.either(known, lambda: [], lambda: cx.raises(error), [], cx.span)
    return find()


def _itself(x):
    return x


def _extreme_by_key(cx, which, args, key) -> Abstract:
    before = operator.gt if which is max else operator.lt
    best, height = args[0], cx.call(key, [args[0]], {})
    for other in args[1:]:
        found = cx.call(key, [other], {})
        better = cx.truth(cx.binary(before, found, height))
        if isinstance(better, bool):
            best, height = (other, found) if better else (best, height)
            continue
        now = [best, height]
        best, height = cx.either(
            better, lambda o=other, f=found: [o, f], lambda now=now: now, ["", ""], cx.span
        )
    return best


def _sorted(cx, args, kwargs) -> Abstract:
    key, reverse = kwargs.get("key"), _is_true(cx, kwargs.get("reverse", Static(False)))
    source = cx.iterate(in_any_order(cx, args[0]))
    if isinstance(source, Static) and isinstance(source.value, frozenset):
        source = Static(tuple(source.value) if key else tuple(sorted(source.value)))
    if isinstance(key, Static) and key.value is None:
        key = None
    if isinstance(source, (Zip, Enumerate)) and is_dynamic_list(cx, source) and (
        cx.written_out(source) is None
    ):
        source = cx.call(Static(list), [source], {})
    if isinstance(source, Array) or cx.is_growing_list(source):
        if key is None and (isinstance(source, Array) or _holds_numbers(cx, source)):
            return _sorted_array(cx, source, reverse)
        keys = source if key is None else cx.call_python(heights, [key, source], {})
        order = _order_of_list(cx, keys, reverse)
        if key is not None and is_one_of(cx, args[0], Members):
            cx.call_python(differing, [cx.call_python(in_order, [keys, order], {})], {})
        return cx.call_python(in_order, [source, order], {})
    items = cx.items_of(source)
    keys = [cx.call(key, [i], {}) for i in items] if key is not None else list(items)
    if any(cx.has_method(k, name) for k in keys for name in ("__lt__", "__gt__")):
        order = sorted(range(len(items)), key=lambda i: _Ordered(cx, keys[i]), reverse=reverse)
        return cx.new_list([items[i] for i in order])
    known = _deciding(keys)
    if known is None:
        return cx.new_list(_sorted_at_run_time(cx, items, keys, reverse))
    cx.evaluate(sorted, known)  # raises where Python does
    order = sorted(range(len(items)), key=lambda i: known[i], reverse=reverse)
    return cx.new_list([items[i] for i in order])


def _holds_numbers(cx, growing: Abstract) -> bool:
    return isinstance(cx.content(growing).type.item, ScalarType | None)


class _Ordered:
    """A key whose class says in a method of its own what comes first."""

    __slots__ = ("cx", "key")

    def __init__(self, cx, key: Abstract):
        self.cx, self.key = cx, key

    def __lt__(self, other: _Ordered) -> bool:
        before = self.cx.truth(self.cx.binary(operator.lt, self.key, other.key))
        if not isinstance(before, bool):
            self.cx.refuse("the order of sorted() depends on values known only at run time",
                           "give it a key that is a number")  # fmt: skip
        return before


def _is_true(cx, value: Abstract) -> bool:
    if not isinstance(value, Static):
        cx.need("reverse= of sorted()", value)
    return bool(value.value)


def _deciding(keys: list[Abstract]) -> list | None:
    """The keys, or as much of their beginnings as is known, if all of these differ."""
    known = list(map(known_value, keys))
    if not any(value is MISSING for value in known):
        return known
    beginnings = [_known_beginning(key) for key in keys]
    length = min(map(len, beginnings))
    known = [beginning[:length] for beginning in beginnings]
    return known if all(a != b for a, b in combinations(known, 2)) else None


def _known_beginning(key: Abstract) -> tuple:
    """The first items of a tuple, as far as they are known."""
    items = map(known_value, key.items) if isinstance(key, Tuple) else ()
    return tuple(takewhile(lambda value: value is not MISSING, items))


def _sorted_array(cx, source: Abstract, reverse: bool) -> Abstract:
    """sorted() of an array or list of numbers, whose length is known only at run time."""
    done = cx.call(Static(np.sort), [source], {})
    if reverse:
        done = cx.get_item(done, BACKWARDS)
    item = None if isinstance(source, Array) else cx.content(source).type.item
    if isinstance(source, Array) or (item is not None and not item.python):
        return cx.call(Static(list), [done], {})  # the numbers stay NumPy's
    return cx.call(Method(done, "tolist"), [], {})


def _sorted_at_run_time(cx, items, keys, reverse: bool) -> list[Abstract]:
    """Which item comes where is known only at run time: each place takes one of them."""
    rows = [k.items if isinstance(k, Tuple) else (k,) for k in keys]
    numbers = all(isinstance(cx.type_of(k), ScalarType) for row in rows for k in row)
    if not numbers or len(set(map(len, rows))) > 1:
        cx.refuse("the order of sorted() depends on values known only at run time",
                  "give it a key that is a number")  # fmt: skip
    columns = [cx.call(Static(np.array), [cx.new_list(list(c))], {}) for c in zip(*rows)]
    count = len(items)
    order = _order(cx, columns, Static(count), reverse)
    places = [cx.call(Static(int), [cx.get_item(order, Static(k))], {}) for k in range(count)]
    return [cx.dynamic_item(tuple(items), place, inside=True) for place in places]


def _order_of_list(cx, keys: Abstract, reverse: bool) -> Abstract:
    """The places of the items of a list whose length is known only at run time, in the order of
    their keys, which are numbers or tuples of numbers."""
    columns = _columns(cx, keys)
    if not columns or not all(_holds_numbers(cx, c) for c in columns):
        cx.refuse(
            "sorted() of a list of lists or tuples whose length is known only at run time",
            "sort by np.argsort of one of their items",
        )
    columns = [cx.call(Static(np.array), [c], {}) for c in columns]
    count = cx.call(Static(len), [keys], {})
    return _order(cx, columns, count, reverse)


def _columns(cx, rows: Abstract) -> list[Abstract]:
    """The items of the rows by their places, those of tuples in them too."""
    item = cx.content(rows).type.item
    if not isinstance(item, TupleType):
        return [rows]
    columns = [cx.call_python(column, [rows, Static(k)], {}) for k in range(len(item.items))]
    return [part for found in columns for part in _columns(cx, found)]


def _order(cx, columns: list[Abstract], count: Abstract, reverse: bool) -> Abstract:
    """The order of rows, whose first column decides, among equals the next; equal rows keep their
    order."""
    if reverse:
        columns = [cx.get_item(numbers, BACKWARDS) for numbers in columns]
    if len(columns) > 1:
        order = cx.call(Static(np.lexsort), [Tuple(tuple(reversed(columns)))], {})
    else:
        order = cx.call(Static(np.argsort), columns, {"kind": Static("stable")})
    if reverse:
        last = cx.binary(operator.sub, count, Static(1))
        order = cx.binary(operator.sub, last, cx.get_item(order, BACKWARDS))
    return order


HANDLERS = {
    definite: lambda cx, args, kwargs: args[0],  # as every handler's arguments are
    max: _extreme(max, np.max, largest, largest_alone),
    min: _extreme(min, np.min, smallest, smallest_alone),
    sorted: _sorted,
}
