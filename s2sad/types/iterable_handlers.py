"""Builtins that take what can be looped over: len, range, zip, list, dict, sum, map, any."""

from __future__ import annotations

import builtins
import functools
import math
import operator

import numpy as np

from . import misuse, tables
from ..ir import prims
from ..ir.nodes import Block, Call, Pack, Value
from ..ir.types import BOOL, INT, ListType, ScalarType
from .abstract import (
    Abstract, Array, Count, Dyn, Enumerate, Items, Method, Picked, Range, Ref, Repeat, Reversed,
    Static, Tuple, Zip,
)  # fmt: skip
from .container_methods import BACKWARDS, gathered
from .demands import Found
from .equality import holds
from .loops_of_builtins import fold, fold_from_first, mapped, rows_of, starmapped
from .lattice import is_mutable
from .ranges import reversed_range


def _len(cx, args, kwargs) -> Abstract:
    (value,) = args
    if cx.is_object(value) or cx.has_method(value, "__len__"):
        return cx.call_method(value, "__len__", (), {})
    match value:
        case Ref(identity=identity) if identity.kind == "iterator" and cx.content(value).again:
            return _len(cx, [cx.iterate(value)], {})
        case Array():
            seen = cx.value_of(value)
            if not seen.type.shape:
                cx.refuse("len() of a 0-d array")
            return cx.length(seen, 0)
        case Tuple(items=items):
            return Static(len(items))
        case Ref(identity=identity):
            content = cx.content(value)
            if isinstance(content, Value):
                return Dyn(cx.emit(len, content, type=INT))
            return Static(len(content.values))
        case Range(start=Static(value=0), step=Static(value=1)):
            return cx.call(Static(max), [value.stop, Static(0)], {})
        case Range(start=start, stop=stop, step=step):
            sub, div = operator.sub, operator.floordiv  # of steps of either sign
            count = cx.unary(operator.neg, cx.binary(div, cx.binary(sub, start, stop), step))
            return cx.call(Static(max), [count, Static(0)], {})
        case Static(value=v):
            return Static(cx.evaluate(len, v))
        case Dyn(value=Value(type=ScalarType())):
            misuse.check(cx, len, value)
        case Dyn(value=text) if cx.is_text(value):
            return Dyn(cx.emit(len, text, type=INT))
    cx.refuse("len() of this value is not known")


def _range(cx, args, kwargs) -> Abstract:
    start, stop, step = Static(0), args[0], Static(1)
    if len(args) > 1:
        start, stop = args[:2]
    if len(args) == 3:
        step = args[2]
    if isinstance(step, Static):
        cx.evaluate(range, 0, 0, step.value)  # which is not 0
    return Range(start, stop, step)


def _zip(cx, args, kwargs) -> Abstract:
    iterators = [a.identity for a in args if isinstance(a, Ref) and a.identity.kind == "iterator"]
    if len(set(iterators)) < len(iterators):
        cx.refuse("zip() of an iterator with itself", "make a list of it, and zip its slices")
    strict = kwargs.get("strict", Static(False))
    if not isinstance(strict, Static):
        cx.need("strict= of zip()", strict)
    if strict.value and args:
        args = list(map(cx.iterate, args))
        _check_lengths(cx, args)
    return cx.new_iterator(Zip(tuple(args)))


def _check_lengths(cx, columns) -> None:
    first, *others = (_length_of(cx, column) for column in columns)
    for k, other in enumerate(others, 2):
        unequal = cx.truth(cx.binary(operator.ne, first, other))
        error = ValueError(f"zip() argument {k} has another length than argument 1")
        if unequal is True:
            cx.raises(error)
        if unequal is not False:
            cx.either(unequal, lambda e=error: cx.raises(e), lambda: [], [], cx.span)


def _length_of(cx, iterable) -> Abstract:
    """How many items there are."""
    match iterable:
        case Zip(items=items):
            lengths = [_length_of(cx, item) for item in items]
            return lengths[0] if len(lengths) == 1 else cx.call(Static(min), lengths, {})
        case Enumerate(inner=inner) | Reversed(inner=inner):
            return _length_of(cx, inner)
        case Range():
            return Dyn(cx.emit(len, cx.operand(iterable), type=INT))
    return cx.call(Static(len), [iterable], {})


def _enumerate(cx, args, kwargs) -> Abstract:
    start = kwargs.get("start", args[1] if len(args) > 1 else Static(0))
    return cx.new_iterator(Enumerate(args[0], start))


def _reversed(cx, args, kwargs) -> Abstract:
    return cx.new_passage(_backwards(cx, args[0]), args[0])


def _backwards(cx, source: Abstract) -> Abstract:
    if cx.has_method(source, "__reversed__"):
        return cx.call_method(source, "__reversed__", (), {})
    match source:
        case Tuple(items=items):
            return Tuple(items[::-1])
        case Range(start=a, stop=b, step=c):
            return reversed_range(cx, a, b, c)
        case Ref(identity=identity) as ref if isinstance(cx.content(ref), Items):
            if identity.kind not in ("list", "object"):
                return cx.new_list(cx.items_of(ref)[::-1])
    return Reversed(source)


def _iter(cx, args, kwargs) -> Abstract:
    source = args[0]
    if isinstance(source, Ref) and source.identity.kind == "iterator":
        return source
    if cx.has_method(source, "__iter__"):
        return cx.call_method(source, "__iter__", (), {})
    return cx.new_iterator(source)


def _next(cx, args, kwargs) -> Abstract:
    return cx.next_item(args[0], args[1] if len(args) > 1 else None)


def _tuple(cx, args, kwargs) -> Abstract:
    return Tuple(tuple(cx.items_of(args[0])) if args else ())


def _list(cx, args, kwargs) -> Abstract:
    if not args:
        return cx.new_list(())
    value = args[0]
    if isinstance(value, Reversed) and cx.is_growing_list(value.inner):
        return cx.get_item(value.inner, BACKWARDS)
    if isinstance(value, Ref) and isinstance(cx.content(value), Value):
        content = cx.content(value)
        made = cx.wrap(cx.emit(builtins.list, content, type=content.type))
        if is_mutable(content.type.item):
            cx.take_in(made.identity, value.identity, object())
        return made
    if isinstance(value, Array):
        array = cx.value_of(value)
        if array.type.ndim == 1 and not isinstance(array.type.shape[0], int):
            type = ListType(ScalarType(array.type.dtype))
            return cx.wrap(cx.emit(builtins.list, array, type=type))
        rows = array.type.shape[0] if array.type.ndim else 0
        if not isinstance(rows, int) and not cx.origins.lengths(len, (array,), Found()):
            return cx.call_python(rows_of, [value], {})  # the run decides how many there are
    return gathered(cx, value) or cx.new_list(cx.items_of(value))


def _dict(cx, args, kwargs) -> Abstract:
    if args and tables.is_table(cx, args[0]):
        return tables.made_dict_of(cx, args[0], kwargs)
    return _dict_of_items(cx, args, kwargs)


def _make_dict(cx, args, kwargs) -> Abstract:
    return tables.made_dict_of(cx, args[0] if args else Tuple(()), kwargs)


def _sum(cx, args, kwargs) -> Abstract:
    start = kwargs.get("start", args[1] if len(args) > 1 else Static(0))
    value = args[0]
    dynamic = isinstance(value, Array) or is_dynamic_list(cx, value)
    if dynamic:
        return _sum_by_loop(cx, value, start)
    first, *rest = cx.items_of(value) or (None,)
    if first is None:
        return start
    zero = isinstance(start, Static) and type(start.value) is int and start.value == 0
    itself = cx.is_number(first) and (rest or not isinstance(first, Array))
    if not zero or not itself:  # 0 + x asks a method, makes a copy of an array, or is an error
        first = cx.binary(operator.add, start, first)
    return functools.reduce(lambda total, item: cx.binary(operator.add, total, item), rest, first)


def is_dynamic_list(cx, value: Abstract) -> bool:
    if isinstance(value, (Range, Zip, Enumerate, Reversed, Picked, Count, Repeat)):
        return True
    return isinstance(value, Ref) and isinstance(cx.content(value), Value)


def _sum_by_loop(cx, value: Abstract, start: Abstract) -> Abstract:
    """As Python adds, from the left."""
    return cx.call_python(fold, [Static(operator.add), value, start], {})


def _reduce(cx, args, kwargs) -> Abstract:
    function, value = args[:2]
    if not isinstance(value, Array) and not is_dynamic_list(cx, value):
        items = list(cx.items_of(value))
        if not items and len(args) < 3:
            cx.raises(TypeError("reduce() of empty iterable with no initial value"))
        total = args[2] if len(args) > 2 else items.pop(0)
        for item in items:
            total = cx.call(function, [total, item], {})
        return total
    start = args[2] if len(args) > 2 else None
    if start is None:
        return cx.call_python(fold_from_first, [function, value], {})
    return cx.call_python(fold, [function, value, start], {})


def _map(cx, args, kwargs) -> Abstract:
    function, *columns = args
    source = columns[0] if len(columns) == 1 else Zip(tuple(columns))
    if cx.static_items(source) is None:
        called = starmapped if len(columns) > 1 else mapped
        items = cx.call_python(called, [function, source], {})
    else:
        rows = [[item] if len(columns) == 1 else item.items for item in cx.static_items(source)]
        items = cx.new_list([cx.call(function, list(row), {}) for row in rows])
    return cx.new_iterator(items)


def _filter(cx, args, kwargs) -> Abstract:
    function, values = args
    kept = []
    for item in cx.items_of(values):
        test = item if isinstance(function, Static) and function.value is None else cx.call(
            function, [item], {}
        )
        truth = cx.truth(test)
        if not isinstance(truth, bool):
            cx.refuse("what filter() keeps depends on values known only at run time",
                      "use a loop with `if`, or np.where")  # fmt: skip
        if truth:
            kept.append(item)
    return cx.new_iterator(cx.new_list(kept))


def _any_all(which):
    def handler(cx, args, kwargs) -> Abstract:
        value = args[0]
        if isinstance(value, Array):
            return cx.emit_library(np.any if which is any else np.all, [value], {})
        if is_dynamic_list(cx, value):
            return Dyn(cx.emit(which, cx.operand(value), type=BOOL))
        result: Abstract = Static(which is all)
        for item in cx.items_of(value):
            item = holds(cx, item)
            if isinstance(item, Static):
                if item.value is (which is any):
                    return item
                continue
            if cx.type_of(item) not in (BOOL, ScalarType("bool")):
                item = cx.call(Static(bool), [item], {})
            if isinstance(result, Static):
                result = item
            else:
                op = operator.or_ if which is any else operator.and_
                result = cx.binary(op, result, item)
        return result

    return handler


def _math_sum(cx, args, kwargs) -> Abstract:
    """math.fsum: the derivative is that of the sum; the value keeps its full precision."""
    if isinstance(args[0], Static):
        return Static(math.fsum(args[0].value))
    return cx.emit_abstract(math.fsum, _listed(cx, args[0]))


def _math_prod(cx, args, kwargs) -> Abstract:
    return cx.emit_library(math.prod, [_listed(cx, args[0]), *args[1:]], kwargs)


def _listed(cx, value: Abstract) -> Abstract:
    """What can be looped over as what is a value, too."""
    walked = isinstance(value, (Range, Zip, Enumerate, Reversed, Picked))
    return cx.call(Static(list), [value], {}) if walked else value


def over(handler, first: int = 0, last: int | None = None, to_the_end: bool = False):
    """The handler of a function that goes through its arguments from the first of them to before
    the last."""

    def going_through(cx, args, kwargs) -> Abstract:
        args = list(args)
        given = args[:]
        pending = [p for source in args[first:last] for p in cx.pending(source) if not p.again]
        args[first:last] = map(cx.iterate, args[first:last])
        result = handler(cx, args, kwargs)
        for iterator in pending:
            cx.check_unchanged(iterator)
        if to_the_end:
            for source in given[:1]:
                cx.used_up(source)
        return result

    return going_through


#: what takes all items of its first argument before it does anything else
TAKERS = (list, tuple, set, frozenset, dict, sum, sorted, min, max, math.fsum, math.prod)


def ahead(handler, name: str):
    """The handler of a function whose items Python makes as they are asked for. They are made
    now: the same where that has no effect, or where all of them are taken at once."""

    def made(cx, args, kwargs) -> Abstract:
        running, start = cx.running, cx.begin_generator().value
        result = handler(cx, args, kwargs)
        if not _is_taken_whole(cx, *running):
            advice = f"write a loop, or list({name}(...)) where all items are meant"
            cx.check_without_effect(start, f"{name}()", advice)
        cx.watch_read(result, start)
        return result

    return made


def read_ahead(handler):
    """The handler of an iterator whose items are taken now, and later in Python."""

    def made(cx, args, kwargs) -> Abstract:
        start = cx.begin_generator().value
        result = handler(cx, args, kwargs)
        cx.watch_read(result, start)
        return result

    return made


def _is_taken_whole(cx, block: Block, op: Call) -> bool:
    """True where all items of what the call gives are taken at once: by the operation that
    follows, or by a `*`, wherever what it stands in is put together."""
    following = [o for o in block.ops[block.ops.index(op) + 1 :] if isinstance(o, Call)]
    if any(_is_starred(op.result, user) for user in following):
        return True
    match following[:1]:
        case [Call(callee=prims.unpack, args=(value, *_))]:
            return value is op.result
        case [Call(callee=prims.call, args=(taker, Pack(items=(value, *_)), Pack(items=())))]:
            return value is op.result and _takes_all(cx.read(taker))
    return False


def _is_starred(value: Value, user: Call) -> bool:
    parts = user.args[1].items if user.callee is prims.call else user.args
    return any(isinstance(p, Pack) and p.kind is prims.Star and p.items[0] is value for p in parts)


def _takes_all(taker: Abstract) -> bool:
    match taker:
        case Static(value=function):
            return any(function is known for known in TAKERS)
        case Method(name=name):
            return name == "extend"
    return False


def _all_of(handler):
    return over(handler, 0, 1, to_the_end=True)


_dict_of_items = _all_of(_make_dict)

HANDLERS = {
    len: _len, range: _range, zip: _zip, enumerate: _enumerate, reversed: _reversed,
    iter: _iter, next: _next, tuple: _all_of(_tuple), list: _all_of(_list), dict: _dict,
    sum: _all_of(_sum), functools.reduce: over(_reduce, 1, 2), map: ahead(over(_map, 1), "map"),
    filter: ahead(over(_filter, 1), "filter"), any: over(_any_all(any)), all: over(_any_all(all)),
    math.fsum: _all_of(_math_sum), math.prod: _all_of(_math_prod),
}  # fmt: skip
