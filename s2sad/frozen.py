"""What a value was when code was made for it, so that a later change of it is noticed.

A value comes in; something that is equal as long as the value is what it was goes out. Lists,
dicts, sets, arrays and what is derived from them are compared by content, numbers, strings and
other constants by type and value, and all other objects by being the same one, of one class.
"""

from __future__ import annotations

import array
import collections
import enum
import functools
import types

import numpy as np

#: stands for what a name does not hold
MISSING = object()
PLAIN = (bool, int, float, complex, str, bytes, type(None), np.generic)
#: what never changes while it is the same object
FIXED = (types.FunctionType, types.BuiltinFunctionType, type, types.ModuleType, np.ufunc,
         types.CodeType, *PLAIN)  # fmt: skip
#: what is the same only if it is the very same object
BY_IDENTITY = FIXED[: -len(PLAIN)]
CONTAINERS = (tuple, list, dict, set, frozenset, collections.deque, array.array, bytearray,
              np.ndarray)  # fmt: skip
#: modules of constants, which are equal where they are written alike
WRITTEN = ("decimal", "fractions", "datetime", "pathlib", "uuid")
#: how many constants a captured value may hold that stands in the text of generated code
FEW = 64


class Same:
    """Equal to itself and to what holds the very same object."""

    __slots__ = ("value",)

    def __init__(self, value):
        self.value = value

    def __eq__(self, other) -> bool:
        return isinstance(other, Same) and other.value is self.value

    def __hash__(self) -> int:
        return id(self.value)


def frozen(value):
    """Equal to that of another value if both give the same code."""
    cls = type(value)
    if isinstance(value, PLAIN):
        return cls, repr(value) if isinstance(value, (float, complex, np.generic)) else value
    if isinstance(value, BY_IDENTITY):
        return Same(value)
    if isinstance(value, (tuple, list, collections.deque)):
        return cls, tuple(map(frozen, value))
    if isinstance(value, dict):
        return cls, tuple((frozen(k), frozen(v)) for k, v in dict.items(value))
    if isinstance(value, (set, frozenset)):
        return cls, frozenset(map(frozen, value))
    if isinstance(value, np.ndarray):
        hidden = value.dtype.hasobject
        content = tuple(map(frozen, value.ravel().tolist())) if hidden else value.tobytes()
        return cls, value.dtype, value.shape, content
    if isinstance(value, (array.array, bytearray)):
        return cls, bytes(value)
    if cls is types.MethodType:
        return cls, Same(value.__func__), Same(value.__self__)
    if cls in (functools.partial, functools.partialmethod):
        named = tuple((name, Same(v)) for name, v in value.keywords.items())
        return cls, Same(value.func), tuple(map(Same, value.args)), named
    if is_written(value):
        return cls, repr(value)
    return cls, Same(value)  # an object may be given another class


def is_constant(default) -> bool:
    """True for a default that can be written as it is: numbers, texts, and what holds those. That
    of a list or dict is the same one in all calls, as in Python."""
    if type(default) is dict:
        return all(map(is_constant, (*default, *default.values())))
    if type(default) in (tuple, list):
        return all(map(is_constant, default))
    return isinstance(default, (int, float, complex, str, bool, type(None)))


def is_told(value) -> bool:
    """True for a captured value that generated code has as a default: a number, or a tuple of few.
    More of them are data, which the code is given, and so is what can be written into."""
    return _is_immutable(value) and _count(value) <= FEW


def _is_immutable(value) -> bool:
    if type(value) is tuple:
        return all(map(_is_immutable, value))
    return isinstance(value, np.generic) or (
        is_constant(value) and not isinstance(value, (list, dict))
    )


def _count(value) -> int:
    """How many numbers there are in one that holds some."""
    return sum(map(_count, value)) if type(value) is tuple else 1


def is_written(value) -> bool:
    """True for a constant that its text tells."""
    return isinstance(value, (range, slice)) or type(value).__module__.lstrip("_") in WRITTEN


def can_change(value) -> bool:
    """True for an object whose answers may be others one day though it is the same, and that is
    not compared by content."""
    return not (isinstance(value, (*FIXED, *CONTAINERS, enum.Enum, np.dtype)) or is_written(value))


class Kept:
    """A value as it was; `holds` tells whether another one gives the same code."""

    __slots__ = ("value", "frozen")

    def __init__(self, value):
        self.value, self.frozen = value, frozen(value)

    def holds(self, current) -> bool:
        if current is self.value and isinstance(current, FIXED):
            return True
        return frozen(current) == self.frozen
