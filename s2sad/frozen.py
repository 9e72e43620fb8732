"""What a value was when code was made for it, so that a later change of it is noticed.

A value comes in; something that is equal as long as the value is what it was goes out. Lists,
dicts, sets and arrays are compared by content, numbers and strings by type and value, and all
other objects by being the same one.
"""

from __future__ import annotations

import types

import numpy as np

#: stands for what a name does not hold
MISSING = object()
PLAIN = (bool, int, float, complex, str, bytes, type(None), np.generic)
#: what never changes while it is the same object
FIXED = (types.FunctionType, types.BuiltinFunctionType, type, types.ModuleType, np.ufunc,
         types.CodeType, *PLAIN)  # fmt: skip


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
    if cls in (tuple, list) or (isinstance(value, tuple) and hasattr(cls, "_fields")):
        return cls, tuple(map(frozen, value))
    if cls is dict:
        return cls, tuple((frozen(k), frozen(v)) for k, v in value.items())
    if cls in (set, frozenset):
        return cls, frozenset(map(frozen, value))
    if cls is np.ndarray and value.dtype.kind != "O":
        return cls, value.dtype, value.shape, value.tobytes()
    if cls is types.MethodType:
        return cls, Same(value.__func__), Same(value.__self__)
    return Same(value)


class Kept:
    """A value as it was; `holds` tells whether another one gives the same code."""

    __slots__ = ("value", "frozen")

    def __init__(self, value):
        self.value, self.frozen = value, frozen(value)

    def holds(self, current) -> bool:
        if current is self.value and isinstance(current, FIXED):
            return True
        return frozen(current) == self.frozen
