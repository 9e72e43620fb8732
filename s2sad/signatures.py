"""The key under which compiled code for a call is found: what `types.signature` keeps, but fast.

A key holds of each argument its class, and of an array dtype and which axes have length 1. It is
looked up at every call, so it imports no compiler and does no more than it must.
"""

from __future__ import annotations

import numpy as np

_PLAIN = frozenset({float, int, complex, np.float64, np.float32, np.int64, np.complex128})


class Facts(tuple):
    """Parts of the arguments that decide the code beyond their types: pairs (kind, path), where
    kind is "value" (of a number) or "shape" (of an array) and the path leads from the arguments
    to it."""

    def of(self, args: tuple) -> tuple:
        """What the facts are for these arguments."""
        return tuple([_fact(args, kind, path) for kind, path in self])


def _fact(value, kind: str, path: tuple):
    for step in path:
        value = value[step] if isinstance(value, (tuple, list, dict)) else getattr(value, step)
    return value.shape if kind == "shape" else value


def key_of(args: tuple):
    """A hashable key of the arguments; raises TypeError where one cannot be a key."""
    return tuple(map(_part, args))


def _part(a):
    cls = type(a)
    if cls is np.ndarray:
        shape = a.shape
        if 1 in shape:
            return a.dtype.num, tuple([n == 1 for n in shape])
        return a.dtype.num, len(shape)
    if cls in _PLAIN:
        return cls
    return _slow_part(a, cls)


def _slow_part(a, cls):
    if a is None or cls in (str, bool, bytes):
        return cls, a
    if cls in (tuple, list) or (isinstance(a, tuple) and hasattr(cls, "_fields")):
        return cls, tuple(map(_part, a))
    if cls is dict:
        return cls, tuple((k, _part(v)) for k, v in a.items())
    if isinstance(a, (np.generic, np.ndarray)):
        return cls, a.dtype.num, tuple([n == 1 for n in a.shape])
    if isinstance(a, type) or callable(a) or not hasattr(a, "__dict__"):
        hash(a)
        return cls, a
    if isinstance(a, (np.random.Generator, np.random.RandomState)):
        return cls
    return cls, tuple((k, _part(v)) for k, v in vars(a).items())


def guard_of(args: tuple):
    """A function that tells quickly whether other arguments have the same key as these; None for
    arguments that only a key can tell apart.

    It is generated code: one expression, with nothing called but `type`.
    """
    names = [f"a{k}" for k in range(len(args))]
    names_of_types: dict[str, object] = {"ndarray": np.ndarray}
    tests = []
    for name, a in zip(names, args):
        cls = type(a)
        if cls is np.ndarray:
            ones = [n == 1 for n in a.shape]
            names_of_types[f"d{name}"] = a.dtype
            tests.append(f"type({name}) is ndarray and {name}.dtype is d{name}")
            if any(ones):
                tests.append(f"[n == 1 for n in {name}.shape] == {ones}")
            else:
                tests.append(f"{name}.ndim == {len(ones)} and 1 not in {name}.shape")
        elif cls in _PLAIN:
            names_of_types[f"t{name}"] = cls
            tests.append(f"type({name}) is t{name}")
        else:
            return None
    unpack = f"{', '.join(names)}, = args; " if names else ""
    text = f"def guard(args): {unpack}return {' and '.join(tests) or 'True'}"
    exec(text, names_of_types)
    return names_of_types["guard"]
