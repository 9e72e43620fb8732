"""Objects, methods and attributes: instances of the user's classes, and of libraries' ones."""

from __future__ import annotations

import dataclasses
import types

import numpy as np

from ..frozen import MISSING
from ..ir import prims
from ..ir.nodes import Value
from ..ir.types import ScalarType, is_differentiable
from .abstract import (
    Abstract, Array, Conflict, Dyn, Identity, Items, Method, Ref, Slice, Static, Super, Tuple,
    Undefined, Zero,
)  # fmt: skip
from .context import python_scalar_type
from .handlers import CONSTANT_DRAWS, METHODS, OPAQUE_EFFECTS
from ..names import member
from .names import LIBRARIES, Names

KINDS = {"array": "an array", "list": "a list", "dict": "a dict", "tuple": "a tuple",
         "object": "an object", "cell": "a variable", "opaque": "an object",
         "static": "an object"}  # fmt: skip
METHODS_OF_NUMBERS = {
    "shape": lambda v: Tuple(()), "ndim": lambda v: Static(0), "size": lambda v: Static(1),
    "real": lambda v: Static(v.real), "imag": lambda v: Static(v.imag),
    "dtype": lambda v: Static(np.asarray(v).dtype), "T": Static,
}  # fmt: skip


class Objects(Names):
    """Adds attributes, methods and construction to the names."""

    def construct(self, cls: type, args, kwargs) -> Abstract:
        """`cls(...)` for dataclasses, namedtuples and the user's own classes."""
        if issubclass(cls, BaseException):
            return self.emit_opaque(cls, *args, **kwargs)
        if issubclass(cls, tuple) and hasattr(cls, "_fields"):
            defaults = getattr(cls, "_field_defaults", {})
            values = dict(zip(cls._fields, args)) | kwargs
            missing = [f for f in cls._fields if f not in values and f not in defaults]
            if missing:
                self.refuse(f"{cls.__name__}() misses the field '{missing[0]}'")
            items = (values.get(f) or self.lift_constant(defaults[f]) for f in cls._fields)
            return Tuple(tuple(items), cls)
        if issubclass(cls, np.generic):
            return self.emit_library(prims.astype, [*args, Static(np.dtype(cls))], {})
        if self.is_library(cls):
            if any(map(self.may_vary, (*args, *kwargs.values()))):
                self.refuse(f"numbers go into an object of {cls.__name__}, which is not followed")
            return self.emit_opaque(cls, *args, **kwargs)
        identity = Identity("object", cls.__name__.lower())
        self.state.heap[identity] = Items((), (), cls)
        obj = Ref(identity)
        if dataclasses.is_dataclass(cls) and is_generated_init(cls):
            self.init_dataclass(obj, cls, args, kwargs)
        elif isinstance(self.member(cls, "__init__"), types.FunctionType):
            self.call_python(cls.__init__, [obj, *args], kwargs)
        return obj

    def init_dataclass(self, obj: Ref, cls: type, args, kwargs) -> None:
        fields = [f for f in dataclasses.fields(cls) if f.init]
        values = dict(zip([f.name for f in fields], args)) | kwargs
        if len(args) > len(fields) or set(values) - {f.name for f in fields}:
            self.refuse(f"{cls.__name__}() does not take these arguments")
        for f in dataclasses.fields(cls):
            if f.name in values:
                value = values[f.name]
            elif f.default is not dataclasses.MISSING:
                value = self.lift_object(f.default)
            elif f.default_factory is not dataclasses.MISSING:
                value = self.call_static(f.default_factory, [], {})
            else:
                self.refuse(f"{cls.__name__}() misses the field '{f.name}'")
            self.set_attribute_raw(obj, f.name, value)
        if hasattr(cls, "__post_init__"):
            self.call_method(obj, "__post_init__", (), {})

    def set_attribute_raw(self, obj: Ref, name: str, value: Abstract) -> None:
        content: Items = self.content(obj)
        self.change(obj, content.with_item(name, value))

    def class_of(self, obj: Abstract) -> type | None:
        match obj:
            case Static(value=value):
                return type(value)
            case Tuple(cls=cls):
                return cls
        content = self.content(obj)
        return content.cls if isinstance(content, Items) else None

    def has_method(self, obj: Ref, name: str) -> bool:
        return isinstance(self.member(self.class_of(obj), name), types.FunctionType)

    def member(self, cls: type, name: str, behind: type | None = None):
        """What a class holds under a name; a user's class may hold something else one day."""
        found = member(cls, name, behind)
        if behind is None and cls.__module__.split(".")[0] not in LIBRARIES:
            self.reads["member", id(cls), name] = (cls, found)
        return found

    def call_method(self, obj: Ref, name: str, args: tuple, kwargs: dict) -> Abstract:
        method = self.member(self.class_of(obj), name)
        if not isinstance(method, types.FunctionType):
            self.refuse(f"this object has no method {name}")
        return self.call_python(method, [obj, *args], kwargs)

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
        if kind == "static":
            return self.call_static_method(owner.value, method.name, args, kwargs)
        if kind == "opaque":
            return self.call_opaque_method(owner, method.name, args, kwargs)
        self.refuse(f"the method '{method.name}' of {KINDS[kind]} is not supported")

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
            case Conflict():
                self.conflict(owner)
        return "static"

    def call_static_method(self, obj, name: str, args, kwargs) -> Abstract:
        """A method of an object outside the function: strings are folded, others only passed on."""
        if isinstance(obj, np.random.Generator | np.random.RandomState):
            return self.call_opaque_method(Static(obj), name, args, kwargs)
        bound = getattr(obj, name)
        if isinstance(bound, types.MethodType) and isinstance(bound.__func__, types.FunctionType):
            return self.call_python(bound.__func__, [Static(obj), *args], kwargs)
        values = [*args, *kwargs.values()]
        if isinstance(obj, (str, bytes, tuple, int, float, frozenset, np.dtype, range)):
            if all(isinstance(v, Static) for v in values):
                return self.fold_library(bound, args, kwargs)
            return self.emit_opaque(prims.Method(name), Static(obj), *args, **kwargs)
        self.refuse(
            f"the method '{name}' of an object of class {type(obj).__name__} cannot be followed",
            "pass what it computes as an argument",
        )

    def call_opaque_method(self, owner: Abstract, name: str, args, kwargs) -> Abstract:
        handler = OPAQUE_EFFECTS.get(name)
        if handler is not None:
            return handler(self, owner, name, args, kwargs)
        values = (*args, *kwargs.values())
        if any(self.may_vary(a) for a in values):
            self.refuse(
                f"the method '{name}' of an object that is only passed on takes numbers",
                "make it a function of numbers and arrays",
            )
        if name in CONSTANT_DRAWS:
            return CONSTANT_DRAWS[name](self, owner, name, args, kwargs)
        return self.emit_opaque(prims.Method(name), owner, *args, effect=True, **kwargs)

    def may_vary(self, value: Abstract) -> bool:
        """A number that may depend on what is differentiated."""
        return not isinstance(value, Static) and is_differentiable(self.type_of(value))

    # --- attributes ---

    def get_attribute(self, obj: Abstract, name: str) -> Abstract:
        match obj:
            case Static(value=value):
                return self.attribute_of_static(value, name)
            case Array() | Dyn(value=Value(type=ScalarType())):
                return self.attribute_of_array(obj, name)
            case Ref(identity=identity) if identity.kind == "object":
                return self.attribute_of_object(obj, name)
            case Tuple(cls=cls) if cls is not tuple:
                if name in cls._fields:
                    return obj.items[cls._fields.index(name)]
                if ("tuple", name) not in METHODS:
                    return self.attribute_of_class(obj, cls, self.member(cls, name), name)
            case Super(behind=behind, owner=owner):
                cls = self.class_of(owner)
                found = self.member(cls, name, behind)
                return self.attribute_of_class(owner, cls, found, name)
            case Conflict():
                self.conflict(obj)
            case Undefined():
                self.unbound()
            case Slice() if name in ("start", "stop", "step"):
                return getattr(obj, name)
            case Zero():
                return Method(obj, name) if name in ("sum", "reshape", "astype") else obj
            case Dyn() if name not in OPAQUE_EFFECTS:
                return Method(obj, name)
        return Method(obj, name)

    def attribute_of_static(self, value, name: str) -> Abstract:
        if python_scalar_type(value) is not None and name in METHODS_OF_NUMBERS:
            return METHODS_OF_NUMBERS[name](value)
        if isinstance(value, (np.random.Generator, np.random.RandomState)):
            return Method(Static(value), name)
        try:
            found = getattr(value, name)
        except AttributeError as error:
            self.refuse(str(error))
        if isinstance(value, types.ModuleType):
            if value.__name__.split(".")[0] in LIBRARIES:
                return Static(found)
            return self.lift_name(("global", id(value.__dict__), name), found, value.__dict__)
        if callable(found) and isinstance(value, (str, bytes, tuple)):
            return Method(Static(value), name)
        if isinstance(value, (str, np.dtype, np.finfo, np.iinfo)) or self.is_library(value):
            return self.lift_constant(found)
        return self.lift_name(("attribute", id(value), name), found, value)

    def attribute_of_array(self, obj: Abstract, name: str) -> Abstract:
        handler = METHODS.get(("attribute", name))
        if handler is not None:
            return handler(self, obj)
        if ("array", name) in METHODS:
            return Method(obj, name)
        self.refuse(
            f"the attribute '{name}' of an array is not supported",
        )

    def attribute_of_object(self, obj: Ref, name: str) -> Abstract:
        content: Items = self.content(obj)
        cls = content.cls
        found = self.member(cls, name)
        if isinstance(found, property):
            return self.call_python(found.fget, [obj], {})
        own = content.get(name)
        return own if own is not None else self.attribute_of_class(obj, cls, found, name)

    def attribute_of_class(self, obj: Abstract, cls: type, found, name: str) -> Abstract:
        """What an object has from its class."""
        match found:
            case property():
                return self.call_python(found.fget, [obj], {})
            case types.FunctionType():
                return Method(obj, name, found)
            case staticmethod():
                return Static(found.__func__)
            case classmethod():
                return Method(Static(cls), name, found.__func__)
        inner = getattr(found, "s2sad_function", None)  # a function under another treatment
        if inner is not None:
            return self.attribute_of_class(obj, cls, inner, name)
        if hasattr(type(found), "s2sad_rule"):
            return Method(obj, name, found)
        if found is MISSING:
            self.raises(AttributeError(f"'{cls.__name__}' object has no attribute '{name}'"))
        return self.lift_name(("class", id(cls), name), found, cls)

    def set_attribute(self, obj: Abstract, name: str, value: Abstract) -> None:
        if isinstance(obj, Ref) and obj.identity.kind == "object":
            found = self.member(self.class_of(obj), name)
            if not isinstance(found, property):
                self.set_attribute_raw(obj, name, value)
                return
            if found.fset is None:
                self.refuse(f"the property '{name}' cannot be set")
            self.call_python(found.fset, [obj, value], {})
            return
        if isinstance(obj, Array) and name == "shape":
            self.refuse("an array is reshaped in place", "write x = x.reshape(...)")
        self.refuse(
            f"the attribute '{name}' of an object outside the function is written",
            "pass the object as an argument, or return the new value",
        )


def is_generated_init(cls: type) -> bool:
    return cls.__init__.__code__.co_filename == "<string>"
