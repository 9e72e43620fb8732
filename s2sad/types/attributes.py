"""Attributes: what objects hold, and what they have from their classes, in Python's order.

A data descriptor of the class wins over what the object holds, that over the rest of the class,
and `__getattr__` is asked last.
"""

from __future__ import annotations

import collections
import functools
import operator
import types

import numpy as np

from . import misuse, sparse
from ..frozen import MISSING
from ..ir.nodes import Const, Value
from ..ir.types import BOOL, INT, ScalarType
from ..names import member
from .abstract import (
    Abstract, Array, Conflict, Dyn, Identity, Items, Method, Partial, Ref, Slice, Static, Super,
    Tuple, Undefined, Zero, part_name,
)  # fmt: skip
from .classes import (
    has_special_methods, is_generated, is_library_class, is_library_function, is_struct_sequence,
    own_function,
)  # fmt: skip
from .context import python_scalar_type
from .given import value_behind
from .handlers import METHODS, OPAQUE_EFFECTS
from .names import LIBRARIES, Names
from .scipy_advice import WINDOWS
from .scipy_handlers import Frozen, frozen_outside
from .tables import known_set

METHODS_OF_NUMBERS = {
    "shape": lambda v: Tuple(()), "ndim": lambda v: Static(0), "size": lambda v: Static(1),
    "real": lambda v: Static(v.real), "imag": lambda v: Static(v.imag),
    "dtype": lambda v: Static(np.asarray(v).dtype), "T": Static,
}  # fmt: skip
#: methods of Python's numbers, and what they return
OF_NUMBERS = {"bit_length": INT, "bit_count": INT, "is_integer": BOOL}
#: attributes of arrays that are not written: what that would be, and what to write instead
IN_PLACE = {
    "shape": ("an array is reshaped in place", "write x = x.reshape(...)"),
    "flat": ("the entries of an array are written through flat", "write x.flat[:] = ..."),
    "real": ("the real part of an array is written", "write x[...] = real + 1j * x.imag"),
    "imag": ("the imaginary part of an array is written", "write x[...] = x.real + 1j * imag"),
}
#: descriptors that stand for the slot of an object, whose content is what we keep ourselves
SLOTS = (types.MemberDescriptorType, types.GetSetDescriptorType)
CONTAINERS = {"list": list, "dict": dict}
#: methods that the dataclass decorator writes and that are followed
COMPARING = ("__eq__", "__lt__", "__le__", "__gt__", "__ge__")
#: the descriptor of a field of a namedtuple
FIELD = type(collections.namedtuple("Pair", "first second").first)


class Attributes(Names):
    """Adds attributes to the names."""

    # --- classes ---

    def class_of(self, obj: Abstract) -> type | None:
        match obj:
            case Static(value=value):
                return type(value)
            case Tuple(cls=cls):
                return cls
        content = self.content(obj, ())
        return content.cls if isinstance(content, Items) else None

    def own_class(self, value: Abstract) -> type | None:
        """The class of what may have methods of the user's own: an object, a namedtuple, or an
        instance outside of the function."""
        match value:
            case Dyn() | Array():
                return None
            case Tuple(cls=cls):
                return cls if cls is not tuple and has_special_methods(cls) else None
            case Static():
                cls = type(value_behind(value))
                return cls if not is_library_class(cls) and has_special_methods(cls) else None
            case Ref(identity=identity) if identity.kind == "object":
                return self.content(value, ()).cls
        return None

    def has_method(self, value: Abstract, name: str) -> bool:
        """True where Python asks a method of the user's own that has this name."""
        cls = self.own_class(value)
        if cls is None:
            return False
        found = self.member(cls, name)
        if isinstance(value, Static) and not own_function(found):
            return False  # it is called as it stands
        if isinstance(value, Static) and is_generated(found):
            return name in COMPARING
        return isinstance(found, types.FunctionType)

    def member(self, cls: type, name: str, behind: type | None = None):
        """What a class holds under a name; a user's class may hold something else one day."""
        found = member(cls, name, behind)
        if cls.__module__.split(".")[0] not in LIBRARIES:
            self.reads[member_key(cls, name, behind)] = (cls, found)
        return found

    def is_data_descriptor(self, found) -> bool:
        return isinstance(found, property) or self.special_method(found, "__set__") is not None

    def special_method(self, found, name: str) -> types.FunctionType | None:
        """The method of a descriptor of the user's own."""
        if found is MISSING or type(found).__module__.split(".")[0] in LIBRARIES:
            return None
        method = self.member(type(found), name)
        return method if isinstance(method, types.FunctionType) else None

    # --- reading ---

    def get_attribute(self, obj: Abstract, name: str) -> Abstract:
        if type(obj) is Static and is_library_module(obj.value) and hasattr(obj.value, name):
            return Static(getattr(obj.value, name))
        obj = self.definite(obj)
        if hasattr(frozenset, name) and not name.startswith("__"):
            obj = known_set(self, obj)
        if sparse.kind_of(obj) is not None:
            return sparse.attribute(self, obj, name) or Method(obj, name)
        match obj:
            case Static(value=value):
                return self.attribute_of_static(value, name)
            case Array() | Dyn(value=Value(type=ScalarType())):
                return self.attribute_of_array(obj, name)
            case Ref(identity=identity) if identity.kind == "object":
                return self.attribute_of_object(obj, name)
            case Tuple(names=names) if name in names:
                return obj.part(names.index(name))
            case Tuple(cls=cls) if cls is not tuple:
                return self.attribute_of_namedtuple(obj, name)
            case Super(behind=behind, owner=owner):
                return self.attribute_behind(behind, owner, name)
            case Conflict():
                self.conflict(obj)
            case Undefined():
                self.unbound(obj)
            case Method(owner=Array() as array, name="flags") if ("flags", name) in METHODS:
                return METHODS["flags", name](self, array)
            case Slice() if name in ("start", "stop", "step"):
                return getattr(obj, name)
            case Zero():
                return Method(obj, name) if name in ("sum", "reshape", "astype") else obj
            case Dyn(value=value) if self.is_error(value):
                return self.attribute_of_error(value, name)
            case Dyn() if name not in OPAQUE_EFFECTS:
                return Method(obj, name)
            case Ref(identity=Identity(kind="list" | "dict" as kind)):
                if (kind, name) not in METHODS and not hasattr(CONTAINERS[kind], name):
                    self.refuse(f"the attribute '{name}' of a {kind} is not followed",
                                "index it, or make it an object with attributes")  # fmt: skip
        return Method(obj, name)

    def is_error(self, value: Value) -> bool:
        """True for what a class of errors has made."""
        callee, _ = self.origins.calls.get(value, (None, ()))
        return isinstance(callee, type) and issubclass(callee, BaseException)

    def attribute_of_error(self, error: Value, name: str) -> Abstract:
        _, given = self.origins.calls[error]
        scalars = [isinstance(v, Const) or isinstance(v.type, ScalarType) for v in given]
        if name != "args" or not all(scalars):
            self.refuse(f"the attribute '{name}' of an error is not followed",
                        "keep what it holds in a variable")  # fmt: skip
        return Tuple(tuple(Static(v.value) if isinstance(v, Const) else Dyn(v) for v in given))

    def attribute_of_static(self, value, name: str) -> Abstract:
        if python_scalar_type(value) is not None and name in METHODS_OF_NUMBERS:
            return METHODS_OF_NUMBERS[name](value)
        if isinstance(value, (np.random.Generator, np.random.RandomState, Frozen)):
            return Method(Static(value), name)
        frozen = frozen_outside(self, value)
        if frozen is not None:
            return Method(Static(frozen), name)
        if isinstance(value, set) and hasattr(set, name) and not hasattr(frozenset, name):
            self.refuse_change(value)
        try:
            found = getattr(value, name)
        except AttributeError as error:
            self.reads["attribute", id(value), name] = value, MISSING
            self.raises(error)
        if isinstance(value, types.ModuleType):
            if name in value.__dict__:  # else its __getattr__ makes it
                return self.lift_name(("global", id(value.__dict__), name), found, value.__dict__)
        if callable(found) and isinstance(value, str | bytes | tuple | list | dict):
            return Method(Static(value), name)
        told = isinstance(value, (str, np.dtype, np.finfo, np.iinfo)) or is_struct_sequence(value)
        if told or self.is_of_library(value):
            return self.lift_constant(found)
        return self.lift_name(("attribute", id(value), name), found, value)

    def attribute_of_array(self, obj: Abstract, name: str) -> Abstract:
        handler = METHODS.get(("attribute", name))
        if handler is not None:
            return handler(self, obj)
        if ("array", name) in METHODS or (name in OF_NUMBERS and not isinstance(obj, Array)):
            return Method(obj, name)
        misuse.check(self, operator.attrgetter(name), obj)
        what = "an array" if isinstance(obj, Array) else f"a number of type {obj.value.type}"
        advice = WINDOWS if name == "strides" else ""
        self.refuse(f"the attribute '{name}' of {what} is not supported", advice)

    def attribute_of_object(self, obj: Ref, name: str) -> Abstract:
        content: Items = self.content(obj, (name,))
        cls = content.cls
        found = self.member(cls, name)
        if self.is_data_descriptor(found):
            return self.attribute_of_class(obj, cls, found, name)
        own = content.get(name)
        if own is not None:
            return own
        if name == "__class__":
            return Static(cls)
        if name == "__dict__":
            return self.attributes_as_dict(obj)
        missing = found is MISSING or isinstance(found, SLOTS)
        if missing and self.has_method(obj, "__getattr__"):
            return self.call_method(obj, "__getattr__", (Static(name),), {})
        return self.attribute_of_class(obj, cls, MISSING if missing else found, name)

    def attribute_of_namedtuple(self, obj: Tuple, name: str) -> Abstract:
        cls = obj.cls
        found = member(cls, name)
        if isinstance(found, FIELD):
            return obj.part(cls._fields.index(name))
        if ("tuple", name) in METHODS and is_library_function(found):
            return Method(obj, name)
        found = self.member(cls, name)
        if found is MISSING and self.has_method(obj, "__getattr__"):
            return self.call_method(obj, "__getattr__", (Static(name),), {})
        return self.attribute_of_class(obj, cls, found, name)

    def attributes_as_dict(self, obj: Ref) -> Ref:
        """`vars(obj)`, to be read."""
        content: Items = self.content(obj)
        found = self.new_dict(content.keys, content.values)
        found.identity.readonly = Conflict(
            "the attributes of an object are written through its __dict__",
            "use setattr(obj, name, value)",
        )
        return found

    def attribute_behind(self, behind: type, owner: Abstract, name: str) -> Abstract:
        """`super().name`, of an object or, in a classmethod or __new__, of a class."""
        if isinstance(owner, Static) and isinstance(owner.value, type):
            cls = owner.value
            found = self.member(cls, name, behind)
            if isinstance(found, types.FunctionType | types.BuiltinFunctionType):
                return Static(found)
            return self.attribute_of_class(owner, cls, found, name, behind)
        cls = self.class_of(owner)
        return self.attribute_of_class(owner, cls, self.member(cls, name, behind), name, behind)

    def attribute_of_class(
        self, obj: Abstract, cls: type, found, name: str, behind: type | None = None
    ) -> Abstract:
        """What an object has from its class, or from what follows `behind` in its bases."""
        match found:
            case property():
                return self.call_python(found.fget, [obj], {})
            case types.FunctionType() | types.WrapperDescriptorType():
                return Method(obj, name, found)
            case staticmethod():
                return Static(found.__func__)
            case classmethod():
                return Method(Static(cls), name, found.__func__)
            case functools.cached_property():
                value = self.call_python(found.func, [obj], {})
                self.set_attribute_raw(obj, found.attrname, value)
                return value
            case functools.partialmethod():
                inner = self.attribute_of_class(obj, cls, found.func, name, behind)
                first = tuple(map(self.lift_object, found.args))
                named = {k: self.lift_object(v) for k, v in found.keywords.items()}
                return Partial(inner, first, named)
        inner = getattr(found, "s2sad_function", None)  # a function under another treatment
        if inner is not None:
            return self.attribute_of_class(obj, cls, inner, name, behind)
        if hasattr(type(found), "s2sad_rule"):
            return Method(obj, name, found)
        if isinstance(obj, Ref) and obj.identity in self.given and cls.__dictoffset__:
            self.given[obj.identity].inherits(name, found)
        if found is MISSING:
            self.raises(AttributeError(f"'{cls.__name__}' object has no attribute '{name}'"))
        getter = self.special_method(found, "__get__")
        if getter is not None:
            return self.call_python(getter, [Static(found), obj, Static(cls)], {})
        return self.lift_name(member_key(cls, name, behind), found, cls)

    # --- writing ---

    def set_attribute_raw(self, obj: Ref, name: str, value: Abstract) -> None:
        content: Items = self.content(obj)
        self.suggest_name(value, part_name(obj.identity.name, name, content.cls))
        self.change(obj, content.with_item(name, value))

    def set_attribute(self, obj: Abstract, name: str, value: Abstract) -> None:
        if isinstance(obj, Ref) and obj.identity.kind == "object":
            hook = self.member(self.class_of(obj), "__setattr__")
            if isinstance(hook, types.FunctionType):
                if is_generated(hook):
                    self.raises(AttributeError(f"cannot assign to field '{name}'"))
                self.call_method(obj, "__setattr__", (Static(name), value), {})
                return
            self.set_attribute_by_default(obj, name, value)
            return
        if isinstance(obj, Array) and name in IN_PLACE:
            self.refuse(*IN_PLACE[name])
        self.refuse(
            f"the attribute '{name}' of an object outside the function is written",
            "pass the object as an argument, or return the new value",
        )

    def set_attribute_by_default(self, obj: Ref, name: str, value: Abstract) -> None:
        """`object.__setattr__`"""
        found = self.member(self.class_of(obj), name)
        if isinstance(found, property):
            if found.fset is None:
                self.refuse(f"the property '{name}' cannot be set")
            self.call_python(found.fset, [obj, value], {})
            return
        setter = self.special_method(found, "__set__")
        if setter is not None:
            self.call_python(setter, [Static(found), obj, value], {})
            return
        self.set_attribute_raw(obj, name, value)

    def delete_attribute(self, obj: Abstract, name: str) -> None:
        if not isinstance(obj, Ref) or obj.identity.kind != "object":
            self.refuse("this attribute cannot be deleted", "leave the del statement out")
        if self.has_method(obj, "__delattr__"):
            self.call_method(obj, "__delattr__", (Static(name),), {})
            return
        self.delete_attribute_by_default(obj, name)

    def delete_attribute_by_default(self, obj: Ref, name: str) -> None:
        """`object.__delattr__`"""
        found = self.member(self.class_of(obj), name)
        if isinstance(found, property) and found.fdel is not None:
            self.call_python(found.fdel, [obj], {})
            return
        content: Items = self.content(obj)
        if content.get(name) is None:
            self.raises(AttributeError(name))
        self.change(obj, content.without_item(name))


def member_key(cls: type, name: str, behind: type | None) -> tuple:
    return ("behind", id(cls), behind, name) if behind else ("member", id(cls), name)


def is_library_module(value) -> bool:
    return isinstance(value, types.ModuleType) and value.__name__.split(".")[0] in LIBRARIES
