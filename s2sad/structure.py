"""Nested arguments and results: tuples, lists, dicts, namedtuples and instances of leaves.

A tree comes in; its leaves, and the way back from leaves to a tree, go out. `None` is a leaf: it
stands where a leaf has no derivative, and also for a whole container that has none. An instance
of a dataclass or of a plain class holds its attributes. Everything else is a leaf, be it a number,
an array, a string or a function.
"""

from __future__ import annotations

import enum
import functools
import types
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from .errors import Error, InactiveArgumentError
from .registered import REGISTERED, taken_apart

Tree = Any
#: what is taken as it is, whatever attributes it has
LEAVES = (
    int, float, complex, str, bytes, type(None), tuple, list, dict, set, frozenset, np.ndarray,
    np.generic, np.dtype, np.ufunc, type, types.ModuleType, types.FunctionType,
    types.BuiltinFunctionType, types.MethodType, functools.partial, enum.Enum,
    type(np.sum), type(functools.cache(len)),
)  # fmt: skip


def flatten(tree: Tree) -> tuple[list, Callable[[list], Tree]]:
    """The leaves of a tree, in order, and the function that builds such a tree from new leaves."""
    leaves = [leaf for _, leaf in walk(tree)]

    def rebuild(new_leaves) -> Tree:
        new_leaves = list(new_leaves)
        if len(new_leaves) != len(leaves):
            raise ValueError(f"a tree of {len(leaves)} leaves cannot hold {len(new_leaves)}")
        return _build(tree, iter(new_leaves))

    return leaves, rebuild


def walk(tree: Tree, path: str = "") -> Iterator[tuple[str, Any]]:
    """Each leaf with its path from the root as Python would write it: `[0]['w'].bias`."""
    parts = children(tree)
    if parts is None:
        yield path, tree
        return
    for step, child in parts:
        yield from walk(child, path + step)


def flatten_like(tree: Tree, other: Tree) -> list:
    """The leaves of `other`, one for each leaf of `tree`; None in it stands for a whole subtree."""
    if other is None:
        return [None for _ in walk(tree)]
    parts = children(tree)
    if parts is None:
        return [other]
    if tuple in (type(tree), type(other)) and isinstance(other, tuple) and len(other) == len(parts):
        return [leaf for (_, child), o in zip(parts, other) for leaf in flatten_like(child, o)]
    others = dict(children(other) or ())
    if set(others) != {step for step, _ in parts}:
        raise ValueError(f"{_outline(other)} does not have the structure of {_outline(tree)}")
    return [leaf for step, child in parts for leaf in flatten_like(child, others[step])]


def map_structure(function: Callable, tree: Tree, *others: Tree) -> Tree:
    """The tree of `function(leaf, *other_leaves)`."""
    leaves, rebuild = flatten(tree)
    columns = [flatten_like(tree, other) for other in others]
    return rebuild([function(*row) for row in zip(leaves, *columns, strict=True)])


def is_differentiable(leaf: Any) -> bool:
    """True for floating-point and complex numbers and arrays, the leaves that have a tangent."""
    if isinstance(leaf, (float, complex)):
        return True
    return isinstance(leaf, (np.ndarray, np.generic)) and leaf.dtype.kind in "fc"


def has_differentiable_leaf(tree: Tree) -> bool:
    return any(is_differentiable(leaf) for _, leaf in walk(tree))


def zeros_like(tree: Tree) -> Tree:
    """The zero tangent: zeros where a leaf is differentiable, None where it is not."""
    return map_structure(_zero, tree)


def copy_arrays(tree: Tree) -> Tree:
    """The same tree with arrays of its own, in the memory order that they have."""
    return map_structure(
        lambda leaf: leaf.copy(order="K") if isinstance(leaf, np.ndarray) else leaf, tree
    )


def without_entries(tree: Tree) -> Tree:
    """The same tree, but with arrays that need no memory in the place of those in its tuples, lists
    and dicts."""
    kind = type(tree)
    if kind is np.ndarray and tree.dtype.kind in "biufc":
        return np.broadcast_to(np.zeros((), tree.dtype), tree.shape)
    if kind is dict:
        return {key: without_entries(child) for key, child in tree.items()}
    if _is_namedtuple(tree):
        return kind._make(map(without_entries, tree))
    if kind in (tuple, list):
        return kind(map(without_entries, tree))
    return tree


#: what is said of a tangent of an integer, and what helps
STILL = "{} is that of an integer, which does not move"
MAKE_IT_MOVE = "give None for it, or pass a float, as in 3.0 or x.astype(float)"


def fitting_tangent(primal: Tree, tangent: Tree, name: str) -> Tree:
    """`fitting` of a tangent; refused is a float other than zero for an integer. (An integer for
    an integer is what else a copy of the argument has at its place.)"""
    found = fitting(primal, tangent, name)
    if found is not tangent:
        for leaf, given in zip(flatten(primal)[0], flatten_like(primal, tangent), strict=True):
            if _kind(leaf) in "biu" and _kind(given) in "fc" and np.any(np.not_equal(given, 0)):
                raise InactiveArgumentError(STILL.format(name), advice=MAKE_IT_MOVE)
    return found


def _kind(leaf: Any) -> str:
    """That of the dtype of a number or array; O for anything else."""
    numeric = isinstance(leaf, (bool, int, float, complex, np.generic, np.ndarray))
    return np.result_type(leaf).kind if numeric else "O"


def fitting(primal: Tree, tangent: Tree, name: str) -> Tree:
    """A tangent or cotangent of `primal` in its structure, shapes and dtypes; refused where it
    has other shapes. None stands for zero."""
    if type(primal) is type(tangent) is float:
        return tangent
    try:
        return map_structure(lambda x, t: _fitting(x, t, name), primal, tangent)
    except ValueError as error:
        raise Error(f"{name}: {error}") from None


def _fitting(leaf: Any, given: Any, name: str) -> Any:
    if not is_differentiable(leaf):
        return None
    if given is None:
        return _zero(leaf)
    if np.shape(given) != np.shape(leaf):
        raise Error(f"{name} has shape {np.shape(given)}, where {np.shape(leaf)} is needed")
    want, have = np.result_type(leaf), np.asarray(given).dtype
    if have.kind not in "biufc":
        raise Error(f"{name} is no number, where one is needed")
    if have.kind == "c" and want.kind != "c":
        raise Error(f"{name} is complex, where a real number is needed")
    if isinstance(leaf, np.ndarray):
        return np.asarray(given, want)
    if type(given) is type(leaf):  # a number of Python's would be of less weight than NumPy's
        return given
    return type(leaf)(given)  # of an array of no axes too, which the derivative could write into


def dot(left: Tree, right: Tree) -> float:
    """The pairing of a cotangent with a tangent, `Re(sum(left * right))`.

    There is no conjugate in it: with the cotangent `df/dx - i df/dy` of a complex number this
    product is the change of the real result, which is the convention of JAX and autograd.
    """
    total = 0.0
    for a, b in zip(flatten(left)[0], flatten_like(left, right), strict=True):
        if a is not None and b is not None:
            total += float(np.real(np.sum(np.multiply(a, b))))
    return total


def _zero(leaf: Any) -> Any:
    if not is_differentiable(leaf):
        return None
    if isinstance(leaf, np.ndarray):
        return np.zeros_like(leaf)
    return type(leaf)(0)


def children(tree: Tree) -> list[tuple[str, Tree]] | None:
    """The parts of a container, each with its step of a path; None for a leaf."""
    kind = type(tree)
    if kind in REGISTERED:
        return [(f".part_{k}", child) for k, child in enumerate(taken_apart(tree)[0])]
    if isinstance(tree, dict):
        return [(f"[{key!r}]", child) for key, child in tree.items()]
    if _is_namedtuple(tree):
        return [(f".{name}", child) for name, child in zip(tree._fields, tree, strict=True)]
    if isinstance(tree, (tuple, list)):
        return [(f"[{i}]", child) for i, child in enumerate(tree)]
    names = attribute_names(tree)
    return None if names is None else [(f".{name}", getattr(tree, name)) for name in names]


def attribute_names(value: Any) -> tuple[str, ...] | None:
    """The attributes of an instance that is a container of them; None for what is a leaf."""
    if isinstance(value, LEAVES) or type(value).__module__.partition(".")[0] == "s2sad":
        return None
    cls = type(value)
    if is_dataclass(value):
        names = tuple(field.name for field in fields(value))
        return (*names, *(n for n in getattr(value, "__dict__", ()) if _is_beside(cls, names, n)))
    slots = [name for base in reversed(cls.__mro__) for name in _slots(base)]
    if not slots and not hasattr(value, "__dict__"):
        return None
    names = [name for name in slots if hasattr(value, name)]
    return (*names, *getattr(value, "__dict__", ()))


def _is_beside(cls: type, names: tuple[str, ...], name: str) -> bool:
    """True for what a dataclass holds beside its fields, as `__post_init__` may set it, but for
    what a property has cached."""
    return name not in names and not isinstance(getattr(cls, name, None), functools.cached_property)


def _slots(cls: type) -> tuple[str, ...]:
    """The attributes that a user's class keeps in slots."""
    slots = cls.__dict__.get("__slots__", ())
    if cls.__module__ == "builtins" or isinstance(slots, (dict, Iterator)):
        return ()
    names = (slots,) if isinstance(slots, str) else slots
    private = f"_{cls.__name__.lstrip('_')}"
    return tuple(
        private + n if n.startswith("__") and not n.endswith("__") else n
        for n in names if n not in ("__dict__", "__weakref__")
    )  # fmt: skip


def sequence_class(value: tuple | list) -> type:
    """The class of a namedtuple; a class derived from tuple or list counts as what it is
    derived from."""
    if isinstance(value, list):
        return list
    return type(value) if _is_namedtuple(value) else tuple


def _is_namedtuple(tree: Tree) -> bool:
    return isinstance(tree, tuple) and hasattr(tree, "_fields")


def _build(template: Tree, leaves: Iterator) -> Tree:
    kind = type(template)
    if kind in REGISTERED:
        parts, rest = taken_apart(template)
        return REGISTERED[kind][1](rest, tuple(_build(part, leaves) for part in parts))
    if isinstance(template, dict):
        return {key: _build(child, leaves) for key, child in template.items()}
    if _is_namedtuple(template):
        return kind._make([_build(child, leaves) for child in template])
    if isinstance(template, (tuple, list)):
        return sequence_class(template)([_build(child, leaves) for child in template])
    names = attribute_names(template)
    return next(leaves) if names is None else _build_instance(template, names, leaves)


def maker_of(cls: type) -> type:
    """The first class in the order of resolution whose `__new__` is Python's own, not code."""
    return next(
        base for base in cls.__mro__ if type(vars(base).get("__new__")) is type(object.__new__)
    )


def _build_instance(template: Tree, names: tuple[str, ...], leaves: Iterator) -> Tree:
    # Not through the class's own __new__ and __init__: a gradient holds None where they may demand
    # a number.
    maker = maker_of(type(template))
    result = maker.__new__(type(template))
    for name, value in getattr(template, "__dict__", {}).items():
        object.__setattr__(result, name, value)
    for name in names:
        object.__setattr__(result, name, _build(getattr(template, name), leaves))
    return result


def _outline(tree: Tree) -> str:
    paths = [path or "a leaf" for path, _ in walk(tree)]
    return f"{type(tree).__name__} ({', '.join(paths[:6])}{', …' if len(paths) > 6 else ''})"
