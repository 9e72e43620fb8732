"""What classes do in a way of their own: questions about the user's classes, and what is refused
of them."""

from __future__ import annotations

import enum
import sys
import types

import numpy as np

from ..errors import UnsupportedError
from ..names import LIBRARIES
from ..source import Span

#: special methods that no operation on an instance asks, but to make, show or copy it
ASIDE = frozenset(
    "__new__ __init__ __repr__ __str__ __format__ __hash__ __dir__ __sizeof__ __copy__ "
    "__deepcopy__ __reduce__ __reduce_ex__ __getstate__ __setstate__ __init_subclass__ "
    "__class_getitem__".split()
)
#: those that say nothing of the items of a list, tuple or dict
OF_ATTRIBUTES = frozenset(("__getattr__", "__setattr__", "__delattr__"))


def is_library_class(cls: type) -> bool:
    """True for classes whose methods are not followed."""
    root = cls.__module__.partition(".")[0]
    return root == "builtins" or root in sys.stdlib_module_names or root in (*LIBRARIES, "s2sad")


def is_library_function(found) -> bool:
    """True for what a class has of Python itself, or of its library."""
    root = (getattr(found, "__module__", None) or "builtins").partition(".")[0]
    return root in sys.stdlib_module_names


def own_function(found) -> bool:
    """True for a function that the user wrote."""
    return isinstance(found, types.FunctionType) and not is_library_function(found)


def has_special_methods(cls: type) -> bool:
    """True where instances have special methods that the user wrote."""
    return any(
        name.startswith("__") and name not in ASIDE and own_function(found)
        for base in cls.__mro__ for name, found in vars(base).items()
    )  # fmt: skip


def is_struct_sequence(value) -> bool:
    """True for `sys.float_info` and its like, which are tuples and have attributes."""
    return isinstance(value, tuple) and hasattr(type(value), "n_sequence_fields")


def is_generated(function) -> bool:
    """Written by the dataclass decorator: there is no source to read."""
    return isinstance(function, types.FunctionType) and function.__code__.co_filename == "<string>"


def makes_otherwise(cls: type) -> bool:
    """True for a class derived from a namedtuple that makes its instances in a way of its own."""
    for base in cls.__mro__:
        if "_fields" in base.__dict__:
            return False
        if "__new__" in base.__dict__ or "__init__" in base.__dict__:
            return True
    return False


def check_attributes(cls: type, span: Span | None) -> None:
    """Every attribute is read as Python does by default."""
    if own_function(cls.__getattribute__):
        raise UnsupportedError(
            f"{cls.__name__} has a __getattribute__ of its own, which is not followed", span,
            "write a property, or a __getattr__ for the attributes that are missing",
        )


def check_number(value, span: Span | None) -> None:
    """Generated code has no numbers of a class that is derived from Python's."""
    if isinstance(value, (np.generic, enum.Enum)):
        return
    name = type(value).__name__
    base = next(base for base in type(value).__mro__ if base.__module__ == "builtins").__name__
    raise UnsupportedError(
        f"a number is a {name}, a class derived from {base}, which is not followed", span,
        f"make it a plain number: {base}(...)",
    )


def check_derived(cls: type) -> None:
    """An instance of a class derived from a list, tuple or dict is taken for one of these: refused
    where its own methods would be missed."""
    base = next(b for b in (list, tuple, dict) if issubclass(cls, b))
    if hasattr(cls, "_fields"):
        if makes_otherwise(cls):
            raise UnsupportedError(
                f"{cls.__name__}, a namedtuple, has a __new__ or __init__ of its own",
                advice="make it by a function that returns the namedtuple",
            )
        return
    for holder in cls.__mro__[: cls.__mro__.index(base)]:
        for name, found in vars(holder).items():
            counts = name.startswith("__") or hasattr(base, name)
            counts = counts and name not in ASIDE | OF_ATTRIBUTES
            if counts and isinstance(found, types.FunctionType):
                raise UnsupportedError(
                    f"{cls.__name__} is a class derived from {base.__name__}, "
                    f"whose own {name} is not followed",
                    advice=f"pass a plain {base.__name__}, or an object that has one",
                )
