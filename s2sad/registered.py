"""Classes whose contents are not their attributes: `register_structure` says how they are taken
apart.

An instance goes into the compiler, and comes out of generated code, as a namedtuple of its parts
(`encoded`, `decoded`), whose class stands for the instance's class and for what else it holds.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable
from typing import Any

from .errors import Error

Taken = tuple[Callable[[Any], tuple], Callable[[Any, tuple], Any]]
REGISTERED: dict[type, Taken] = {}
_stand_ins: dict[tuple, type] = {}
OWN = "s2sad_stands_for"


def register_structure(cls: type, flatten: Callable, unflatten: Callable) -> None:
    """Let instances of a class be arguments and results of differentiated functions.

    `flatten(instance)` gives `(parts, rest)`: a sequence of what may have a derivative, and a
    hashable value with all else; `unflatten(rest, parts)` makes an instance again. Both are plain
    Python, and are read as the function itself is. A gradient is made of
    cotangents by `unflatten`.
    """
    if not isinstance(cls, type):
        raise Error(f"{cls!r} is no class", advice="pass the class itself")
    for f in (flatten, unflatten):
        if not callable(f):
            raise Error(f"{f!r} is not callable", advice="pass a function")
    if cls.__module__ == "builtins":
        raise Error(f"{cls.__name__} is a structure already")
    REGISTERED[cls] = flatten, unflatten


def taken_apart(value) -> tuple[tuple, Any]:
    """The parts of an instance of a registered class, and the rest."""
    cls = type(value)
    found = REGISTERED[cls][0](value)
    if not isinstance(found, tuple) or len(found) != 2:
        raise Error(f"flatten of {cls.__name__} must return a pair (parts, rest)")
    return tuple(found[0]), found[1]


def stand_in(cls: type, rest, count: int) -> type:
    """The namedtuple class of instances with this rest and so many parts, taken apart as now."""
    try:
        key = (cls, *REGISTERED[cls], type(rest), rest, count)
        made = _stand_ins.get(key)
    except TypeError:
        message = f"flatten of {cls.__name__} returns a rest that is not hashable: {rest!r}"
        raise Error(message, advice="return it as a tuple, or among the parts") from None
    if made is None:
        name = f"{cls.__name__.lstrip('_')}_{len(_stand_ins)}"
        made = namedtuple(name, [f"part_{k}" for k in range(count)], module=__name__)
        setattr(made, OWN, (cls, rest, REGISTERED[cls][1]))
        globals()[name] = _stand_ins[key] = made
    return made


def stands_for(cls: type) -> tuple[type, Any, Callable] | None:
    """The class and the rest that a namedtuple class stands for, and the `unflatten` that belongs
    to its parts: the class may be registered anew."""
    return getattr(cls, OWN, None)


def encoded(tree):
    """The tree with parts in the place of instances; the same tree where there are none."""
    if not REGISTERED:
        return tree
    cls = type(tree)
    if cls in REGISTERED:
        parts, rest = taken_apart(tree)
        return stand_in(cls, rest, len(parts))(*map(encoded, parts))
    return _mapped(encoded, tree)


def decoded(tree):
    """The tree with instances in the place of what stands for them."""
    if not REGISTERED:
        return tree
    tree = _mapped(decoded, tree)
    found = stands_for(type(tree))
    return tree if found is None else found[2](found[1], tuple(tree))


def _mapped(f: Callable, tree):
    cls = type(tree)
    if cls in (list, tuple) or isinstance(tree, tuple) and hasattr(cls, "_make"):
        parts = [f(part) for part in tree]
        if all(a is b for a, b in zip(parts, tree)):
            return tree
        return getattr(cls, "_make", cls)(parts)
    if cls is dict:
        changed = {key: f(part) for key, part in tree.items()}
        return tree if all(changed[key] is tree[key] for key in tree) else changed
    return tree
