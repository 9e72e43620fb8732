"""Objects and methods: instances of the user's classes, and of libraries' ones."""

from __future__ import annotations

import dataclasses
import enum
import functools
import operator
import types
from collections import OrderedDict

import numpy as np

from . import misuse, sparse, text_handlers
from ..frozen import MISSING
from ..ir import prims
from ..ir.nodes import Value
from ..ir.types import ERROR, ScalarType, is_differentiable
from ..names import default_of, read_name
from .abstract import (
    Abstract, Array, Conflict, Dyn, Identity, Items, Maybe, Method, Ref, Slice, Static, Tuple,
    Zero,
)  # fmt: skip
from .attributes import OF_NUMBERS, Attributes
from .classes import check_attributes, is_generated, makes_otherwise, own_function
from .class_handlers import class_of
from .context import python_scalar_type
from .container_methods import READING
from .equality import compared, kind_of, known_items
from .handlers import METHODS, OPAQUE_EFFECTS
from .scipy_handlers import Frozen, call_frozen
from .tables import method_of_set

#: classes of constants, which are made when the code is generated
FOLDED = (np.finfo, np.iinfo, operator.itemgetter, operator.attrgetter, operator.methodcaller)
PURE_MODULES = ("decimal", "_decimal", "fractions", "datetime", "pathlib", "re")
BUILT_IN_BASES = (np.ndarray, dict, list, tuple, set, frozenset, str, bytes, int, float, complex)
COMPARISONS = {
    "__eq__": operator.eq, "__lt__": operator.lt, "__le__": operator.le, "__gt__": operator.gt,
    "__ge__": operator.ge,
}  # fmt: skip
KINDS = {"array": "an array", "list": "a list", "dict": "a dict", "tuple": "a tuple",
         "object": "an object", "cell": "a variable", "opaque": "an object",
         "slice": "a slice", "iterator": "an iterator", "static": "an object"}  # fmt: skip
#: what has methods that are run when the code is generated, where all arguments are known
READ = (str, bytes, tuple, int, float, set, frozenset, np.dtype, range)
#: methods that write
WRITERS = {
    list: ("append", "extend", "insert", "pop", "remove", "reverse", "sort", "clear"),
    dict: ("update", "pop", "popitem", "setdefault", "clear"),
}


class Objects(Attributes):
    """Adds methods and construction to the attributes."""

    def construct(self, cls: type, args, kwargs) -> Abstract:
        """`cls(...)` for dataclasses, namedtuples and the user's own classes."""
        if issubclass(cls, BaseException):
            return self.emit_unchecked(cls, args, kwargs, ERROR, False)
        if own_function(self.member(type(cls), "__call__")):
            self.refuse(
                f"the class of {cls.__name__}, {type(cls).__name__}, makes its instances in a "
                "__call__ of its own, which is not followed",
                "do what it does in a function that calls the class",
            )
        if issubclass(cls, tuple) and hasattr(cls, "_fields"):
            return self.construct_namedtuple(cls, args, kwargs)
        if issubclass(cls, np.generic):
            if len(args) == 1 and isinstance(args[0], Static) and not kwargs:
                return Static(self.evaluate(cls, args[0].value))
            dtype = Static(np.dtype(cls))
            if args and isinstance(args[0], Array):  # one of this dtype is given back itself
                options = {"dtype": dtype, "copy": Static(False)}
                return self.call(Static(prims.astype), args, options)
            return self.emit_library(prims.astype, [*args, dtype], {})
        if cls.__module__.startswith("scipy.sparse."):
            return sparse.build(self, cls, args, kwargs)
        values = [*args, *kwargs.values()]
        known = all(isinstance(v, Static) for v in values)
        if issubclass(cls, (enum.Enum, *FOLDED)) or cls.__module__ in PURE_MODULES:
            if known:
                named = {name: v.value for name, v in kwargs.items()}
                make = functools.partial(cls, **named) if named else cls
                return Static(self.evaluate(make, *(a.value for a in args)))
        if self.is_library(cls) or cls.__module__ in PURE_MODULES:
            return self.emit_opaque(cls, *args, **kwargs)
        base = next((b for b in BUILT_IN_BASES if issubclass(cls, b)), None)
        if base is not None:
            self.refuse(
                f"{cls.__name__} is a class derived from {base.__name__}, which is not followed",
                f"keep the {base.__name__} in an attribute of the object",
            )
        return self.construct_object(cls, args, kwargs)

    def construct_namedtuple(self, cls: type, args, kwargs) -> Tuple:
        if makes_otherwise(cls):
            self.refuse(
                f"{cls.__name__}, a namedtuple, has a __new__ or __init__ of its own",
                "make it by a function that returns the namedtuple",
            )
        values = dict(zip(cls._fields, args)) | kwargs
        self.member(cls, "__new__")  # it may be another one some day
        for name in cls._fields:
            if name not in values:
                found = self.asked(default_of, cls.__new__, name)
                if found is MISSING:
                    self.refuse(f"{cls.__name__}() misses the field '{name}'")
                values[name] = Static(found)
        return Tuple(tuple(values[name] for name in cls._fields), cls)

    def construct_object(self, cls: type, args, kwargs) -> Abstract:
        maker = self.member(cls, "__new__")
        if isinstance(maker, staticmethod):
            obj = self.call_static(maker.__func__, [Static(cls), *args], kwargs)
            made = self.class_of(obj) if isinstance(obj, (Ref, Static)) else None
            if made is None or not issubclass(made, cls):
                return obj
            cls = made
            if isinstance(obj, Static):
                if cls.__init__ is object.__init__:
                    return obj
                self.refuse(
                    f"the __new__ of {cls.__name__} returns an object that exists already, "
                    "and its __init__ is run again",
                    "read the object from a global variable",
                )
        elif maker is not object.__new__ and cls is not types.SimpleNamespace:
            self.refuse(
                f"{cls.__name__} is not written in Python: what its objects do is not known",
                "make the object outside of the function",
            )
        else:
            obj = self.new_object(cls)
        init = self.member(cls, "__init__")
        if dataclasses.is_dataclass(cls) and is_generated(init):
            self.init_dataclass(obj, cls, args, kwargs)
        elif isinstance(init, types.FunctionType) and init.__module__ != "typing":  # a Protocol's
            self.call_python(cls.__init__, [obj, *args], kwargs)
        elif cls is types.SimpleNamespace:
            for name, value in kwargs.items():
                self.set_attribute_raw(obj, name, value)
        elif (args or kwargs) and not isinstance(maker, staticmethod):
            self.raises(TypeError(f"{cls.__name__}() takes no arguments"))
        return obj

    def new_object(self, cls: type) -> Ref:
        check_attributes(cls, self.span)
        identity = Identity("object", cls.__name__.lower())
        self.state.heap[identity] = Items((), (), cls)
        return Ref(identity)

    def init_dataclass(self, obj: Ref, cls: type, args, kwargs) -> None:
        fields = [f for f in constructor_fields(cls) if f.init]
        values = dict(zip([f.name for f in fields if not f.kw_only], args)) | kwargs
        if len(args) > len(fields) or set(values) - {f.name for f in fields}:
            self.refuse(f"{cls.__name__}() does not take these arguments")
        for_init_only = []
        for f in constructor_fields(cls):
            if f.name in values:
                value = values[f.name]
            elif f.default is not dataclasses.MISSING:
                value = self.default_of_field(cls, f)
            elif f.default_factory is not dataclasses.MISSING:
                value = self.call(Static(f.default_factory), [], {})
            elif not f.init:
                continue
            else:
                self.refuse(f"{cls.__name__}() misses the field '{f.name}'")
            if is_init_only(f):
                for_init_only.append(value)
            else:
                self.set_attribute_raw(obj, f.name, value)
        if self.has_method(obj, "__post_init__"):
            self.call_method(obj, "__post_init__", tuple(for_init_only), {})

    def default_of_field(self, cls: type, f: dataclasses.Field) -> Abstract:
        """As Python has it: what the constructor of a dataclass takes where it is given nothing."""
        if not f.init:
            in_slot = isinstance(self.member(cls, f.name), types.MemberDescriptorType)
            return self.lift_object(f.default) if in_slot else (
                self.get_attribute(Static(cls), f.name)
            )
        maker = self.member(cls, "__init__")
        key = ("kwdefault" if f.kw_only else "default", id(maker), f.name)
        return self.lift_name(key, read_name(key, maker), maker)

    def call_method(self, obj: Abstract, name: str, args: tuple, kwargs: dict) -> Abstract:
        method = self.member(self.class_of(obj), name)
        if is_generated(method) and name in COMPARISONS and args:
            return self.compare_dataclasses(COMPARISONS[name], obj, args[0])
        if not isinstance(method, types.FunctionType):
            misuse.check_method(self, name, obj, *args)
            self.refuse(f"this object has no method {name}")
        return self.call_python(method, [obj, *args], kwargs)

    def compare_dataclasses(self, op, a: Abstract, b: Abstract) -> Abstract:
        """What the dataclass decorator wrote for `==` and `<`: the fields as tuples."""
        cls = self.class_of(a)
        if not isinstance(b, Ref | Static) or class_of(self, b) is not cls:
            return Static(NotImplemented)
        names = [f.name for f in dataclasses.fields(cls) if f.compare]
        x, y = (tuple(self.get_attribute(obj, name) for name in names) for obj in (a, b))
        return compared(self, op, x, y)

    def call_bound(self, method: Method, args: list[Abstract], kwargs: dict) -> Abstract:
        owner = method.owner
        if method.function is not None:
            return self.call_static(method.function, [owner, *args], kwargs)
        if isinstance(owner, Zero):
            return owner
        kind = self.method_kind(owner)
        handler = METHODS.get((kind, method.name))
        if handler is not None:
            return handler(self, owner, args, kwargs)
        if kind == "static" and isinstance(owner, Static):
            return self.call_static_method(owner.value, method.name, args, kwargs)
        if kind == "opaque":
            return self.call_opaque_method(owner, method.name, args, kwargs)
        found = None if kwargs else self.method_of_number(owner, method.name, args)
        if found is not None:
            return found
        self.refuse(f"the method '{method.name}' of {KINDS[kind]} is not supported")

    def method_of_number(self, owner: Abstract, name: str, args) -> Abstract | None:
        """A method that only Python's numbers have; None for others."""
        match owner, args:
            case Static(value=number), _ if all(isinstance(arg, Static) for arg in args):
                return Static(self.evaluate(getattr(number, name), *(arg.value for arg in args)))
            case Dyn(value=Value(type=ScalarType(python=True)) as number), [] if name in OF_NUMBERS:
                return Dyn(self.emit(prims.Method(name), number, type=OF_NUMBERS[name]))
        return None

    def method_kind(self, owner: Abstract) -> str:
        match owner:
            case Array():
                return "array"
            case Dyn(value=Value(type=ScalarType())):
                return "array"
            case Dyn():
                return "opaque"
            case Ref(identity=identity):
                return identity.kind
            case Tuple():
                return "tuple"
            case Static(value=v) if python_scalar_type(v) is not None:
                return "array"
            case Slice():
                return "slice"
            case Conflict():
                self.conflict(owner)
        return "static"

    def call_static_method(self, obj, name: str, args, kwargs) -> Abstract:
        """A method of an object outside the function: strings are folded, others only passed on."""
        if isinstance(obj, Frozen):
            return call_frozen(self, obj, name, args, kwargs)
        if isinstance(obj, sparse.Built):
            return sparse.method(self, Static(obj), name, args)
        if isinstance(obj, np.random.Generator | np.random.RandomState):
            return self.call_opaque_method(Static(obj), name, args, kwargs)
        if isinstance(obj, set | frozenset) and not kwargs:
            return method_of_set(self, obj, name, args)
        owner = self.held_outside(obj)
        kind = owner and kind_of(owner).__name__
        if (kind, name) in METHODS:
            if name not in READING:
                self.refuse_change(obj)
            return METHODS[kind, name](self, owner, args, kwargs)
        bound = getattr(obj, name)
        if isinstance(bound, types.MethodType) and isinstance(bound.__func__, types.FunctionType):
            return self.call_python(bound.__func__, [Static(obj), *args], kwargs)
        if isinstance(obj, str):
            args = [self.known_list(a) for a in args]
        values = [*args, *kwargs.values()]
        if isinstance(obj, text_handlers.KNOWN):
            return text_handlers.read(self, bound, f"{name}()", args, kwargs)
        if isinstance(obj, READ):
            if all(isinstance(v, Static) for v in values):
                return self.fold_library(bound, args, kwargs)
            return self.emit_text(prims.Method(name), Static(obj), *args, **kwargs)
        if any(isinstance(obj, cls) and name in names for cls, names in WRITERS.items()):
            self.refuse_write_outside()
        self.refuse(
            f"the method '{name}' of an object of class {type(obj).__name__} cannot be followed",
            "pass what it computes as an argument",
        )

    def held_outside(self, obj) -> Abstract | None:
        """A tuple, list or dict that is known, as if the program had made it, to be read."""
        if isinstance(obj, tuple):
            return Tuple(tuple(map(Static, obj)), type(obj))
        if type(obj) is list:
            return self.new_list(tuple(map(Static, obj)))
        if type(obj) in (dict, OrderedDict):
            return self.new_dict(tuple(obj), tuple(map(Static, obj.values())))
        return None

    def known_list(self, value: Abstract) -> Abstract:
        """A list or tuple of known items as a value, for `", ".join(...)`."""
        items = known_items(self, value)
        if items is None or not all(isinstance(item, Static) for item in items):
            return value
        return Static(tuple(item.value for item in items))

    def call_opaque_method(self, owner: Abstract, name: str, args, kwargs) -> Abstract:
        if sparse.kind_of(owner) is not None:
            return sparse.method(self, owner, name, args)
        handler = OPAQUE_EFFECTS.get(name)
        if handler is not None:
            return handler(self, owner, name, args, kwargs)
        return self.emit_opaque(prims.Method(name), owner, *args, effect=True, **kwargs)

    def may_vary(self, value: Abstract) -> bool:
        """A number that may depend on what is differentiated, or what holds one."""
        match value:
            case Static():
                return False
            case Maybe():
                return True
            case Tuple(items=items):
                return any(map(self.may_vary, items))
            case Ref():
                content = self.content(value)
                if isinstance(content, Items):
                    return any(map(self.may_vary, content.values))
        return is_differentiable(self.type_of(value))


def constructor_fields(cls: type) -> list[dataclasses.Field]:
    """The fields in the order of __init__, those that only __post_init__ sees among them."""
    found = cls.__dataclass_fields__.values()
    return [f for f in found if f._field_type is not dataclasses._FIELD_CLASSVAR]


def is_init_only(f: dataclasses.Field) -> bool:
    return f._field_type is dataclasses._FIELD_INITVAR
