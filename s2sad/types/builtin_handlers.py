"""Python's builtins on abstract values: what can be known is known, the rest is emitted.

Each handler takes (cx, args, kwargs) and returns an abstract value.
"""

from __future__ import annotations

import builtins
import dataclasses
import functools
import math
import operator

import numpy as np

from ..ir import prims
from ..ir.nodes import Value
from ..ir.types import BOOL, FLOAT, INT, ArrayType, OpaqueType, ScalarType
from .abstract import (
    Abstract, Array, Closure, Dyn, Enumerate, Items, Method, Partial, Range, Ref, Reversed, Slice, Static,
    Super, Tuple, Zip,
)  # fmt: skip

from .loops_of_builtins import fold, fold_from_first, largest, mapped, smallest


def _len(cx, args, kwargs) -> Abstract:
    (value,) = args
    match value:
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
            if identity.kind == "object":
                return cx.call_method(value, "__len__", (), {})
            return Static(len(content.values))
        case Range(start=Static(value=0), step=Static(value=1)):
            return cx.call(Static(max), [value.stop, Static(0)], {})
        case Static(value=v):
            return Static(cx.evaluate(len, v))
    cx.refuse("len() of this value is not known")


def _range(cx, args, kwargs) -> Abstract:
    start, stop, step = Static(0), args[0], Static(1)
    if len(args) > 1:
        start, stop = args[:2]
    if len(args) == 3:
        step = args[2]
    return Range(start, stop, step)


def _zip(cx, args, kwargs) -> Abstract:
    return Zip(tuple(args))


def _enumerate(cx, args, kwargs) -> Abstract:
    start = kwargs.get("start", args[1] if len(args) > 1 else Static(0))
    return Enumerate(args[0], start)


def _reversed(cx, args, kwargs) -> Abstract:
    match args[0]:
        case Tuple(items=items):
            return Tuple(items[::-1])
        case Range(start=a, stop=b, step=c):
            return cx.reversed_range(a, b, c)
        case Ref() as ref if isinstance(cx.content(ref), Items):
            return cx.new_list(cx.content(ref).values[::-1])
    return Reversed(args[0])


def _isinstance(cx, args, kwargs) -> Abstract:
    value, classes = args
    candidates = _classes(cx, classes)
    cls = _class_of(cx, value)
    return Static(issubclass(cls, candidates))


def _classes(cx, value: Abstract) -> tuple[type, ...]:
    match value:
        case Static(value=type() as cls):
            return (cls,)
        case Static(value=v):
            return (v,)
        case Tuple(items=items):
            return tuple(c for i in items for c in _classes(cx, i))
    cx.refuse("isinstance() needs a known class")


def _class_of(cx, value: Abstract) -> type:
    match value:
        case Static(value=v):
            return type(v)
        case Array():
            return np.ndarray
        case Dyn(value=Value(type=ScalarType(dtype=dtype, python=True))):
            return {"b": bool, "i": int, "f": float, "c": complex}[dtype[0]]
        case Dyn(value=Value(type=ScalarType(dtype=dtype))):
            return np.dtype(_numpy_name(dtype)).type
        case Tuple(cls=cls):
            return cls
        case Ref(identity=identity):
            if identity.kind == "object":
                return cx.content(value).cls
            return {"list": list, "dict": dict}[identity.kind]
        case Closure():
            return type(_class_of)
        case Method():
            return type(prims.Cell("").__init__)
        case Range():
            return range
        case Slice():
            return slice
    cx.refuse("the class of this value is known only at run time")


def _numpy_name(dtype: str) -> str:
    return dtype if dtype == "bool" else f"{dtype[0]}{int(dtype[1:]) // 8}"


def _type(cx, args, kwargs) -> Abstract:
    return Static(_class_of(cx, args[0]))


def _tuple(cx, args, kwargs) -> Abstract:
    return Tuple(tuple(cx.items_of(args[0])) if args else ())


def _list(cx, args, kwargs) -> Abstract:
    if not args:
        return cx.new_list(())
    value = args[0]
    if isinstance(value, Ref) and isinstance(cx.content(value), Value):
        content = cx.content(value)
        return cx.wrap(cx.emit(builtins.list, content, type=content.type))
    return cx.new_list(cx.items_of(value))


def _dict(cx, args, kwargs) -> Abstract:
    content = Items((), ())
    if args:
        source = args[0]
        if isinstance(source, Ref) and source.identity.kind == "dict":
            content = cx.content(source)
        else:
            for pair in cx.items_of(source):
                key, value = cx.items_of(pair)
                if not isinstance(key, Static):
                    cx.refuse("the keys of a dict must be known")
                content = content.with_item(key.value, value)
    for key, value in kwargs.items():
        content = content.with_item(key, value)
    return cx.new_dict(content.keys or (), content.values)


def _sum(cx, args, kwargs) -> Abstract:
    start = kwargs.get("start", args[1] if len(args) > 1 else Static(0))
    value = args[0]
    dynamic = isinstance(value, Array) or _is_dynamic_list(cx, value)
    if dynamic:
        return _sum_by_loop(cx, value, start)
    total = start
    for k, item in enumerate(cx.items_of(value)):
        first = k == 0 and isinstance(total, Static) and type(total.value) is int
        total = item if first and total.value == 0 else cx.binary(operator.add, total, item)
    return total


def _is_dynamic_list(cx, value: Abstract) -> bool:
    if isinstance(value, (Range, Zip, Enumerate, Reversed)):
        return True
    return isinstance(value, Ref) and isinstance(cx.content(value), Value)


def _sum_by_loop(cx, value: Abstract, start: Abstract) -> Abstract:
    """As Python adds, from the left."""
    return cx.call_python(fold, [Static(operator.add), value, start], {})


def _reduce(cx, args, kwargs) -> Abstract:
    function, value = args[:2]
    if not isinstance(value, Array) and not _is_dynamic_list(cx, value):
        items = list(cx.items_of(value))
        total = args[2] if len(args) > 2 else items.pop(0)
        for item in items:
            total = cx.call(function, [total, item], {})
        return total
    start = args[2] if len(args) > 2 else None
    if start is None:
        return cx.call_python(fold_from_first, [function, value], {})
    return cx.call_python(fold, [function, value, start], {})


def _extreme(which, reduce, by_key):
    """max() and min() of Python: the first of equals."""

    def handler(cx, args, kwargs) -> Abstract:
        key = kwargs.pop("key", None)
        if kwargs:
            cx.refuse(f"{which.__name__}() with {next(iter(kwargs))}= is not supported")
        if len(args) == 1:
            value = args[0]
            if key is None and isinstance(value, Array):
                return cx.emit_library(reduce, [value], {})
            if isinstance(value, Array) or _is_dynamic_list(cx, value):
                items = cx.call_python(mapped, [Static(_itself), value], {})
                if key is not None:
                    return cx.call_python(by_key, [items, key], {})
                return cx.call_python(fold_from_first, [Static(which), items], {})
            args = list(cx.items_of(value))
        if not args:
            cx.raises(ValueError(f"{which.__name__}() arg is an empty sequence"))
        if key is not None:
            return _extreme_by_key(cx, which, args, key)
        if all(isinstance(a, Static) for a in args):
            return Static(which(a.value for a in args))
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


def _convert(cls, type_):
    def handler(cx, args, kwargs) -> Abstract:
        if not args:
            return Static(cls())
        (value,) = args
        if isinstance(value, Static):
            return Static(cx.evaluate(cls, value.value))
        known = cx.type_of(value)
        if cls is not bool and not isinstance(known, (ScalarType, ArrayType)):
            cx.refuse(f"{cls.__name__}() of what is no number is known only at run time")
        if cls is bool:
            truth = cx.truth(value)
            if isinstance(truth, bool):
                return Static(truth)
        if known is not None and known == type_:
            return value
        return Dyn(cx.emit(cls, cx.operand(value), type=type_))

    return handler


def _complex(cx, args, kwargs) -> Abstract:
    """complex(re, im) is re + 1j * im."""
    real, *rest = args or [Static(0.0)]
    imaginary = rest[0] if rest else Static(0.0)
    return cx.binary(operator.add, real, cx.binary(operator.mul, Static(1j), imaginary))


def _abs(cx, args, kwargs) -> Abstract:
    if isinstance(args[0], Static):
        return Static(cx.evaluate(abs, args[0].value))
    if isinstance(args[0], Ref) and args[0].identity.kind == "object":
        return cx.call_method(args[0], "__abs__", (), {})
    callee = np.abs if isinstance(args[0], Array) else abs
    return cx.emit_abstract(callee, args[0])


def _round(cx, args, kwargs) -> Abstract:
    if all(isinstance(a, Static) for a in args):
        return Static(round(*(a.value for a in args)))
    return cx.emit_abstract(np.round if isinstance(args[0], Array) else round, *args)


def _pow(cx, args, kwargs) -> Abstract:
    return cx.binary(operator.pow, *args)


def _divmod(cx, args, kwargs) -> Abstract:
    a, b = args
    return Tuple((cx.binary(operator.floordiv, a, b), cx.binary(operator.mod, a, b)))


def _print(cx, args, kwargs) -> Abstract:
    operands = tuple(map(cx.operand, args))
    pairs = tuple((k, cx.operand(v)) for k, v in kwargs.items())
    cx.emit(print, *operands, kwargs=pairs, type=OpaqueType(), effect=True)
    return Static(None)


def _map(cx, args, kwargs) -> Abstract:
    function, *columns = args
    if len(columns) == 1 and (isinstance(columns[0], Array) or _is_dynamic_list(cx, columns[0])):
        return cx.call_python(mapped, [function, columns[0]], {})
    rows = zip(*(cx.items_of(c) for c in columns))
    return cx.new_list([cx.call(function, list(row), {}) for row in rows])


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
    return cx.new_list(kept)


def _any_all(which):
    def handler(cx, args, kwargs) -> Abstract:
        value = args[0]
        if isinstance(value, Array):
            return cx.emit_library(np.any if which is any else np.all, [value], {})
        if _is_dynamic_list(cx, value):
            return Dyn(cx.emit(which, cx.operand(value), type=BOOL))
        result: Abstract = Static(which is all)
        for item in cx.items_of(value):
            truth = cx.truth(item)
            if isinstance(truth, bool):
                if truth is (which is any):
                    return Static(which is any)
                continue
            if isinstance(result, Static):
                result = item
            else:
                op = operator.or_ if which is any else operator.and_
                result = cx.binary(op, result, item)
        return result

    return handler


def _sorted(cx, args, kwargs) -> Abstract:
    items = cx.items_of(args[0])
    key = kwargs.get("key")
    keys = [cx.call(key, [i], {}) for i in items] if key is not None else list(items)
    if not all(isinstance(k, Static) for k in keys):
        cx.refuse("the order of sorted() depends on values known only at run time", "use np.sort")
    reverse = kwargs.get("reverse", Static(False)).value
    order = sorted(range(len(items)), key=lambda i: keys[i].value, reverse=reverse)
    return cx.new_list([items[i] for i in order])


def _getattr(cx, args, kwargs) -> Abstract:
    obj, name = args[:2]
    if not isinstance(name, Static):
        cx.refuse("getattr() needs a known name")
    if len(args) == 3 and isinstance(obj, Static) and not hasattr(obj.value, name.value):
        return args[2]
    return cx.get_attribute(obj, name.value)


def _hasattr(cx, args, kwargs) -> Abstract:
    obj, name = args
    match obj:
        case Static(value=v):
            return Static(hasattr(v, name.value))
        case Ref(identity=identity) if identity.kind == "object":
            content = cx.content(identity)
            return Static(content.get(name.value) is not None or hasattr(content.cls, name.value))
    return Static(hasattr(_class_of(cx, obj), name.value))


def _callable(cx, args, kwargs) -> Abstract:
    match args[0]:
        case Static(value=v):
            return Static(callable(v))
        case Closure() | Method():
            return Static(True)
    return Static(False)


def _slice(cx, args, kwargs) -> Abstract:
    none = Static(None)
    if len(args) == 1:
        return Slice(none, args[0], none)
    return Slice(*args, *([none] * (3 - len(args))))


def _iter(cx, args, kwargs) -> Abstract:
    return args[0]


def _partial(cx, args, kwargs) -> Abstract:
    return Partial(args[0], tuple(args[1:]), dict(kwargs))


def _id_of(cx, args, kwargs) -> Abstract:
    cx.refuse("id() and hash() depend on the run of the program")


def _str(cx, args, kwargs) -> Abstract:
    if all(isinstance(a, Static) for a in args):
        return Static(str(*(a.value for a in args)))
    return cx.emit_opaque(prims.format_value, args[0], Static("s"), Static(""))


def _super(cx, args, kwargs) -> Abstract:
    behind, owner = args
    return Super(behind.value, owner)


def _replaced(cx, args, kwargs) -> Abstract:
    """dataclasses.replace: a new object through __init__, with the other fields as they are."""
    cls = _class_of(cx, args[0])
    if not dataclasses.is_dataclass(cls):
        cx.raises(TypeError("replace() should be called on dataclass instances"))
    names = [f.name for f in dataclasses.fields(cls) if f.init]
    values = {n: kwargs[n] if n in kwargs else cx.get_attribute(args[0], n) for n in names}
    return cx.construct(cls, [], values | kwargs)


def _math_sum(cx, args, kwargs) -> Abstract:
    """math.fsum: the derivative is that of the sum; the value keeps its full precision."""
    if isinstance(args[0], Static):
        return Static(math.fsum(args[0].value))
    return cx.emit_abstract(math.fsum, args[0])


HANDLERS = {
    len: _len, range: _range, zip: _zip, enumerate: _enumerate, reversed: _reversed,
    isinstance: _isinstance, type: _type, tuple: _tuple, list: _list, dict: _dict, sum: _sum,
    functools.reduce: _reduce, max: _extreme(max, np.max, largest), min: _extreme(min, np.min, smallest),
    float: _convert(float, FLOAT), int: _convert(int, INT), bool: _convert(bool, BOOL),
    complex: _complex, abs: _abs, round: _round, pow: _pow, divmod: _divmod, print: _print, map: _map,
    filter: _filter, any: _any_all(any), all: _any_all(all), sorted: _sorted, getattr: _getattr,
    hasattr: _hasattr, callable: _callable, slice: _slice, iter: _iter, str: _str, repr: _str,
    functools.partial: _partial, dataclasses.replace: _replaced, id: _id_of, hash: _id_of, super: _super, math.fsum: _math_sum,
    operator.getitem: lambda cx, a, k: cx.get_item(*a),
    operator.not_: lambda cx, a, k: cx.unary(operator.not_, *a),
    operator.neg: lambda cx, a, k: cx.unary(operator.neg, *a),
    **{op: (lambda op: lambda cx, a, k: cx.binary(op, *a))(op) for op in (
        operator.add, operator.sub, operator.mul, operator.truediv, operator.pow, operator.mod,
        operator.floordiv, operator.matmul, operator.lt, operator.le, operator.gt, operator.ge,
        operator.eq, operator.ne)},
}  # fmt: skip
