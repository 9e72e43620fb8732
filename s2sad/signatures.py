"""The key under which compiled code for a call is found: what `types.signature` keeps, but fast.

A key holds of each argument its class, and of an array dtype and which axes have length 1. It is
looked up at every call, so it imports no compiler and does no more than it must.
"""

from __future__ import annotations

import collections
import sys
from typing import NamedTuple

import numpy as np

from .frozen import BY_IDENTITY, frozen
from .registered import REGISTERED
from .structure import attribute_names

PLAIN = frozenset({float, int, complex, np.float64, np.float32, np.int64, np.complex128})

#: what may make the missing items of a defaultdict that is an argument
MAKERS = (float, int, complex, bool, list, dict, str)


class Size(NamedTuple):
    """A length that arguments decide: a sum of numbers and lengths, each times a coefficient, and
    of a constant, divided by a number and rounded down. The terms are (coefficient, "value" or
    "length", path); `name` is what the length is called in types, where that tells it."""

    constant: int
    terms: tuple[tuple[int, str, tuple], ...]
    divisor: int = 1
    name: str = ""

    def of(self, args: tuple) -> int:
        """What it is for these arguments."""
        total = self.constant
        for coefficient, kind, path in self.terms:
            total += coefficient * _fact(args, kind, path)
        return total // self.divisor


class Facts(tuple):
    """Parts of the arguments that decide the code beyond their types: pairs (kind, path), where
    kind is "value" (of a number), "shape" (of an array) or "length" (of one axis of an array) and
    the path leads from the arguments to it; to a length by the axis as its last step. "same" asks
    whether two lengths are equal; its path is `(*one, name of the other, *other, len(one))`.
    "times" asks whether one is a multiple of another one, by `(*one, factor, name of the other,
    *other, len(one))`, or of the factor, by `(*one, factor, name)`. "less" asks whether one is
    another one less a number, by `(*one, number, name of the other, *other, len(one))`. "is" asks
    whether a length is the last step of the path, and "equals" whether it is of that `Size`.
    "short" is a length, and "low" a number, below the last step of the path, else that step."""

    def of(self, args: tuple) -> tuple:
        """What the facts are for these arguments."""
        return tuple([_fact(args, kind, path) for kind, path in self])

    def and_those(self, others: tuple) -> "Facts":
        """These facts and others, in an order of their own."""
        return Facts(sorted({*self, *others}, key=repr))


def _fact(value, kind: str, path: tuple):
    if kind == "same":
        at = path[-1]
        return _fact(value, "length", path[:at]) == _fact(value, "length", path[at + 1 : -1])
    if kind == "times":
        return _is_multiple(value, path)
    if kind == "less":
        return _is_less(value, path)
    if kind == "equals":
        return _fact(value, "length", path[:-1]) == path[-1].of(value)
    if kind == "is":
        return str(_fact(value, "length", path[:-1])) == str(path[-1])  # in a type string a text
    if kind in ("short", "low"):
        return min(_fact(value, "length" if kind == "short" else "value", path[:-1]), path[-1])
    path, axis = (path[:-1], path[-1]) if kind == "length" else (path, None)
    for step in path:
        value = value[step] if isinstance(value, (tuple, list, dict)) else getattr(value, step)
    if kind == "length":
        return value.shape[axis]
    return value.shape if kind == "shape" else value


def _is_multiple(args: tuple, path: tuple) -> bool:
    """Lengths that a type string names are texts: `4*n` is four times n, and a multiple of 4."""
    at = path[-1] if type(path[-1]) is int else len(path) - 2
    length, factor = _fact(args, "length", path[:at]), path[at]
    if at == len(path) - 2:
        if type(length) is str:
            return length.startswith(f"{factor}*")
        return length % factor == 0
    other = _fact(args, "length", path[at + 2 : -1])
    return length == (f"{factor}*{other}" if type(other) is str else factor * other)


def _is_less(args: tuple, path: tuple) -> bool:
    at = path[-1]
    length, other = _fact(args, "length", path[:at]), _fact(args, "length", path[at + 2 : -1])
    if type(length) is str or type(other) is str:  # a type string
        return length == f"{other}{-path[at]:+}"
    return length == other - path[at]


def key_of(args: tuple):
    """A hashable key of the arguments; raises TypeError where one cannot be a key."""
    try:
        return tuple(map(_part, args))
    except RecursionError:
        raise TypeError("an argument holds itself") from None


#: more items of a list than anybody sets flags for: a truth value in each is data
MOST_FLAGS = 8
DATA = PLAIN | {bool}


def _long_part(a, cls, kinds: tuple):
    """The key of a long list: in alike items of numbers truth values are data, like these."""
    kind, *others = set(kinds)
    if not others and kind is bool:
        return cls, kinds
    if not others and kind in (tuple, list):
        row, *others = {tuple(map(type, item)) for item in a}
        if not others and DATA.issuperset(row):
            return cls, kind, row, len(a)
    return cls, tuple(map(_part, a))


def static_key(value):
    """What a value that decides the code is known again by; raises TypeError where nothing does.
    Python compares slices, but hashes them from 3.12 on only: they count as their parts."""
    key = (value.start, value.stop, value.step) if isinstance(value, slice) else value
    try:
        hash(key)
    except Exception as error:  # noqa: BLE001 – whatever a __hash__ of the user's raises
        raise TypeError(str(error)) from None
    return key


def made_by(value: dict) -> type | str | None:
    """The class that makes the missing items of a defaultdict, "other" for what is followed by
    nobody; None for any other dict."""
    factory = getattr(value, "default_factory", None)
    return factory if factory is None or factory in MAKERS else "other"


def key_or_none(args: tuple):
    """The key of the arguments; None where there is none."""
    try:
        return key_of(args)
    except TypeError:
        return None


def is_passed_on(value) -> bool:
    """Objects that a program calls for their effects; the compiler only passes them on.

    NumPy imports its generators of random numbers when they are asked for, which is slow: who has
    one has imported them.
    """
    random = sys.modules.get("numpy.random")
    if random is not None and isinstance(value, (random.Generator, random.RandomState)):
        return True
    logs = any(cls.__module__ == "logging" for cls in type(value).__mro__[:-1])
    return logs or sparse_kind(value) is not None


def sparse_kind(value) -> str | None:
    """How a matrix of `scipy.sparse` is called here: `*` means another thing for the older class.
    None for anything else, and for what does not hold floats in rows and columns."""
    cls = type(value)
    if not cls.__module__.startswith("scipy.sparse.") or getattr(value, "ndim", 0) != 2:
        return None
    if value.dtype != np.float64:
        return None
    return "sparse matrix" if cls.__name__.endswith("_matrix") else "sparse array"


def _part(a):
    cls = type(a)
    if cls is np.ndarray:
        shape = a.shape
        if 1 in shape:
            return a.dtype.num, tuple([n == 1 for n in shape])
        return a.dtype.num, len(shape)
    if cls in PLAIN:
        return cls
    return _slow_part(a, cls)


def _slow_part(a, cls):
    if a is None or cls in (str, bool, bytes):
        return cls, a
    if isinstance(a, (tuple, list)):
        kinds = tuple(map(type, a))
        if PLAIN.issuperset(kinds):
            return cls, kinds
        return _long_part(a, cls, kinds) if len(a) > MOST_FLAGS else (cls, tuple(map(_part, a)))
    if isinstance(a, dict):
        items = tuple([(k if type(k) is str else frozen(k), _part(v)) for k, v in a.items()])
        return (cls, made_by(a), items) if isinstance(a, collections.defaultdict) else (cls, items)
    if isinstance(a, (np.generic, np.ndarray)):
        return cls, a.dtype.num, tuple([n == 1 for n in a.shape])
    if is_passed_on(a):
        return cls
    names = attribute_names(a)
    if names is None:
        key = static_key(a)
        return cls, key if isinstance(key, BY_IDENTITY) else frozen(key)
    known = REGISTERED.get(cls)  # one that is registered is no longer taken by its attributes
    return cls, known, tuple([(name, _part(getattr(a, name))) for name in names])
