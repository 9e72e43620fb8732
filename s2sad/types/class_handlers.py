"""Classes, attributes and what is asked of them: isinstance, type, getattr, super, dataclasses."""

from __future__ import annotations

import dataclasses
import operator
import types

import numpy as np

from ..frozen import MISSING
from ..ir.nodes import Const, Operand, Value
from ..ir.types import OpaqueType, ScalarType
from ..runtime.attempts import error_beside, error_of
from . import gaps
from .abstract import (
    Abstract, Array, Closure, Dyn, Items, Method, Partial, Range, Ref, Slice, Static, Super, Tuple,
)  # fmt: skip
from .classes import is_library_class, own_function
from .given import PRESENT
from .tables import STANDS_FOR


def _isinstance(cx, args, kwargs) -> Abstract:
    value, classes = args
    candidates = _classes(cx, classes)
    return Static(is_derived(cx, class_of(cx, value), candidates))


def _issubclass(cx, args, kwargs) -> Abstract:
    if not isinstance(args[0], Static):
        cx.refuse("issubclass() needs a known class")
    return Static(is_derived(cx, args[0].value, _classes(cx, args[1])))


def is_derived(cx, cls: type, candidates: tuple[type, ...]) -> bool:
    """issubclass(); other bases may be given to a class of the user's, or be registered."""
    if all(isinstance(c, type) and is_library_class(c) for c in candidates):
        return cx.evaluate(issubclass, cls, candidates)
    return cx.evaluate(cx.asked, issubclass, cls, candidates)


def _classes(cx, value: Abstract) -> tuple[type, ...]:
    match value:
        case Static(value=type() as cls):
            if own_function(cx.member(type(cls), "__instancecheck__")):
                cx.refuse(f"{type(cls).__name__} has an __instancecheck__ of its own, which is not "
                          "followed", "ask what it asks by a function")  # fmt: skip
            return (cls,)
        case Static(value=v):
            return (v,)
        case Tuple(items=items):
            return tuple(c for i in items for c in _classes(cx, i))
    cx.refuse("isinstance() needs a known class")


def class_of(cx, value: Abstract) -> type:
    gaps.ask(cx, value)
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
                cls = cx.content(value).cls
                return STANDS_FOR.get(cls, cls)
            kinds = {"list": list, "dict": dict, "iterator": types.GeneratorType}
            return kinds[identity.kind]
        case Closure():
            return types.FunctionType
        case Method():
            return types.MethodType
        case Range():
            return range
        case Slice():
            return slice
        case Dyn(value=Value(type=OpaqueType()) as v) if (cls := class_of_error(cx, v)) is not None:
            return cls
    cx.refuse("the class of this value is known only at run time")


def class_of_error(cx, value: Operand) -> type | None:
    """The class of an error that a call makes; None where the run decides it."""
    callee, args = cx.origins.calls.get(value, (None, ()))
    if isinstance(callee, type):
        return callee
    if callee in (error_of, error_beside) and isinstance(args[-1], Const):
        return args[-1].value
    if callee is None and args:  # one or the other, where two paths have met
        classes = {class_of_error(cx, v) for v in args[1:] if isinstance(v, Value)}
        return classes.pop() if len(classes) == 1 else None
    return None


def _numpy_name(dtype: str) -> str:
    return dtype if dtype == "bool" else f"{dtype[0]}{int(dtype[1:]) // 8}"


def _type(cx, args, kwargs) -> Abstract:
    if len(args) == 3:
        cx.refuse("a class is made by type()", "define the class at the top of the module")
    return Static(class_of(cx, args[0]))


def _getattr(cx, args, kwargs) -> Abstract:
    obj, name = args[0], cx.known_name(args[1])
    if len(args) == 3 and not _has(cx, obj, name):
        return args[2]
    return cx.get_attribute(obj, name)


def _hasattr(cx, args, kwargs) -> Abstract:
    return Static(_has(cx, args[0], cx.known_name(args[1])))


def _has(cx, obj: Abstract, name: str) -> bool:
    match obj:
        case Static(value=v):
            return cx.asked(hasattr, v, name)
        case Ref(identity=identity) if identity.kind == "object":
            content = cx.content(obj)
            if cx.has_method(obj, "__getattr__"):
                cx.refuse("hasattr() of an object with a __getattr__ of its own")
            found = content.get(name) is not None or cx.member(content.cls, name) is not MISSING
            if identity in cx.given:
                cx.given[identity].inherits(name, PRESENT if found else MISSING)
            return found
        case Tuple(cls=cls):
            return cx.member(cls, name) is not MISSING
    return hasattr(class_of(cx, obj), name)


def _setattr(cx, args, kwargs) -> Abstract:
    cx.set_attribute(args[0], cx.known_name(args[1]), args[2])
    return Static(None)


def _get_by_default(cx, args, kwargs) -> Abstract:
    """object.__getattribute__, which asks no __getattr__."""
    if cx.has_method(args[0], "__getattr__"):
        cx.refuse("__getattribute__ of an object with a __getattr__ of its own", "use getattr()")
    return cx.get_attribute(args[0], cx.known_name(args[1]))


def _delattr(cx, args, kwargs) -> Abstract:
    cx.delete_attribute(args[0], cx.known_name(args[1]))
    return Static(None)


def _set_by_default(cx, args, kwargs) -> Abstract:
    """object.__setattr__, with which a frozen dataclass sets its fields."""
    cx.set_attribute_by_default(args[0], cx.known_name(args[1]), args[2])
    return Static(None)


def _delete_by_default(cx, args, kwargs) -> Abstract:
    """object.__delattr__"""
    cx.delete_attribute_by_default(args[0], cx.known_name(args[1]))
    return Static(None)


def _of_plain_tuples(function):
    """A method of tuples, which a namedtuple asks that has one of its own."""

    def handler(cx, args, kwargs) -> Abstract:
        plain = [Tuple(v.items) if isinstance(v, Tuple) else v for v in args]
        return cx.call(Static(function), plain, kwargs)

    return handler


def _new_object(cx, args, kwargs) -> Abstract:
    """object.__new__"""
    return cx.new_object(args[0].value)


def _vars(cx, args, kwargs) -> Abstract:
    return cx.get_attribute(args[0], "__dict__")


def _callable(cx, args, kwargs) -> Abstract:
    match args[0]:
        case Static(value=v):
            return Static(cx.evaluate(callable, v))
        case Closure() | Method() | Partial():
            return Static(True)
        case Ref() | Tuple() as obj:
            return Static(cx.has_method(obj, "__call__"))
    return Static(False)


def _super(cx, args, kwargs) -> Abstract:
    behind, owner = args
    return Super(behind.value, owner)


def _replaced(cx, args, kwargs) -> Abstract:
    """dataclasses.replace: a new object through __init__, with the other fields as they are."""
    cls = class_of(cx, args[0])
    if not dataclasses.is_dataclass(cls):
        cx.raises(TypeError("replace() should be called on dataclass instances"))
    names = [f.name for f in dataclasses.fields(cls) if f.init]
    values = {n: kwargs[n] if n in kwargs else cx.get_attribute(args[0], n) for n in names}
    return cx.construct(cls, [], values | kwargs)


def _fields(cx, args, kwargs) -> Abstract:
    cls = args[0].value if isinstance(args[0], Static) else class_of(cx, args[0])
    return Static(dataclasses.fields(cls))


def _asdict(cx, args, kwargs) -> Abstract:
    return _taken_apart(cx, args[0], lambda names, values: cx.new_dict(names, values))


def _astuple(cx, args, kwargs) -> Abstract:
    return _taken_apart(cx, args[0], lambda names, values: Tuple(values))


def _taken_apart(cx, value: Abstract, make) -> Abstract:
    """dataclasses.asdict and astuple: what is inside is taken apart too, and copied."""
    if isinstance(value, Tuple):
        return Tuple(tuple(_taken_apart(cx, v, make) for v in value.items), value.cls)
    if isinstance(value, Array):
        return cx.call(Static(np.copy), [value], {})
    if not isinstance(value, Ref):
        return value
    content = cx.content(value)
    if not isinstance(content, Items):
        return cx.call(Static(list), [value], {})
    parts = tuple(_taken_apart(cx, v, make) for v in content.values)
    match value.identity.kind:
        case "list":
            return cx.new_list(parts)
        case "dict":
            return cx.new_dict(content.keys, parts)
    if not dataclasses.is_dataclass(content.cls):
        return value
    names = tuple(f.name for f in dataclasses.fields(content.cls))
    known = dict(zip(content.keys, parts))
    return make(names, tuple(known[name] for name in names))


TUPLE_METHODS = {
    tuple.__getitem__: operator.getitem, tuple.__len__: len, tuple.__iter__: iter,
    tuple.__add__: operator.add, tuple.__mul__: operator.mul, tuple.__rmul__: operator.mul,
    tuple.__eq__: operator.eq, tuple.__ne__: operator.ne, tuple.__lt__: operator.lt,
    tuple.__le__: operator.le, tuple.__gt__: operator.gt, tuple.__ge__: operator.ge,
}  # fmt: skip
HANDLERS = {
    **{method: _of_plain_tuples(function) for method, function in TUPLE_METHODS.items()},
    isinstance: _isinstance, issubclass: _issubclass, type: _type, getattr: _getattr,
    hasattr: _hasattr, setattr: _setattr, delattr: _delattr, vars: _vars,
    object.__getattribute__: _get_by_default, object.__setattr__: _set_by_default,
    object.__delattr__: _delete_by_default,
    object.__new__: _new_object, object.__init__: lambda cx, a, k: Static(None),
    callable: _callable, super: _super, dataclasses.replace: _replaced,
    dataclasses.fields: _fields, dataclasses.asdict: _asdict, dataclasses.astuple: _astuple,
}  # fmt: skip
