"""One question to inference: a callee and the description of its operands, hashable for the cache.

In: operands of a typed Call. Out: `Val`, `Lit`, `Tree` and, on the way back, the result's type.
Surprising: a description knows a Value only by its type and its position (`leaf`), so that calls
which differ in nothing else share one cache entry. A length that depends on what is *in* a Value
is named by a placeholder there, and gets its real name when the cached type is handed out.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, Union

import numpy as np

from ..ir.nodes import Const, Operand, Value
from ..ir.types import (
    ArrayType, Axis, Dim, IterType, ListType, OpaqueType, ScalarType, TupleType, Type,
)  # fmt: skip
from .dims import VARYING, Fresh
from .dtypes import dtype_name, type_of_value
from .failure import InferenceError


class Val(NamedTuple):
    """A Value (or a constant array). `length` is the axis that an integer stands for."""

    type: Type
    leaf: int
    length: Axis | None = None


class Lit(NamedTuple):
    """A constant; the class tells 1, 1.0 and True apart."""

    cls: type
    value: Any


class Tree(NamedTuple):
    kind: type
    items: tuple["Described", ...]
    keys: tuple[Any, ...] | None


Described = Union[Val, Lit, Tree]
NONE = Lit(type(None), None)


@dataclass(frozen=True, slots=True)
class Leaf:
    """In the key of a placeholder: the Value at this position."""

    position: int


class Describer:
    """Describes the operands of one call; `leaves` are its Values, by position."""

    __slots__ = ("leaves", "dim_of", "fresh", "resolve")

    def __init__(self, dim_of: Callable[[Value], Axis | None] | None, fresh: Fresh, resolve: bool):
        self.leaves: list = []
        self.dim_of, self.fresh = dim_of, fresh
        #: whether the integers of this call may become lengths
        self.resolve = resolve

    def __call__(self, operand: Operand) -> Described:
        if isinstance(operand, Value):
            return self._value(operand)
        if isinstance(operand, Const):
            return self._constant(operand.value)
        if operand.kind is slice and not self.resolve:
            self.resolve = True
            items = tuple(map(self, operand.items))
            self.resolve = False
        else:
            items = tuple(map(self, operand.items))
        return Tree(operand.kind, items, operand.keys)

    def _value(self, value: Value) -> Val:
        type_ = value.type
        self.leaves.append(value)
        length = None
        if self.resolve and isinstance(type_, ScalarType) and type_.dtype[0] in "iu":
            length = None if self.dim_of is None else self.dim_of(value)
            if length is None:
                length = self.fresh((value,))
        return Val(type_, len(self.leaves) - 1, length)

    def _constant(self, value: Any) -> Described:
        cls = type(value)
        match value:
            case np.ndarray():
                self.leaves.append(value.tobytes())
                return Val(type_of_value(value), len(self.leaves) - 1)
            case tuple() | list():
                return Tree(cls, tuple(map(self._constant, value)), None)
            case dict():
                return Tree(cls, tuple(map(self._constant, value.values())), tuple(value))
            case slice():
                bounds = (value.start, value.stop, value.step)
                return Tree(slice, tuple(map(self._constant, bounds)), None)
        return Lit(cls, value)


class Request:
    """A callee, its described operands, and the placeholders that its result has needed."""

    __slots__ = ("callee", "args", "kwargs", "unknowns")

    def __init__(self, callee: Callable, args: tuple, kwargs: tuple):
        self.callee, self.args, self.kwargs = callee, args, kwargs
        self.unknowns: dict[Hashable, Dim] = {}

    def unknown(self, *key: Hashable) -> Dim:
        """A placeholder for the length that the run-time values in the key decide."""
        dim = self.unknowns.get(key)
        if dim is None:
            dim = self.unknowns[key] = Dim(f"\0{len(self.unknowns)}")
        return dim

    def decided(self, *place: Hashable) -> Dim:
        """A placeholder for a length at this place of the result, which the values of all operands
        decide: another call of the same function has another one."""
        leaves = tuple(Leaf(v.leaf) for d in self.operands() for v in described_leaves(d))
        return self.unknown(self.callee, self.args, self.kwargs, place, leaves)

    def bind(self, *names: str) -> list[Described | None] | None:
        """The operands by parameter name, None where absent; None for a call with any others."""
        if len(self.args) > len(names):
            return None
        bound: list[Described | None] = [*self.args] + [None] * (len(names) - len(self.args))
        for name, value in self.kwargs:
            if name not in names:
                return None
            bound[names.index(name)] = value
        return bound

    def operands(self) -> Iterator[Described]:
        yield from self.args
        for _, value in self.kwargs:
            yield value


def described_leaves(described: Described) -> Iterator[Val]:
    if isinstance(described, Val):
        yield described
    elif isinstance(described, Tree):
        for item in described.items:
            yield from described_leaves(item)


def type_of(described: Described) -> Type:
    """The type of what the operand evaluates to."""
    if isinstance(described, Val):
        return described.type
    if isinstance(described, Lit):
        return type_of_value(described.value)
    if described.kind is list:
        return list_of(map(type_of, described.items))
    if issubclass(described.kind, tuple):
        return TupleType(tuple(map(type_of, described.items)), described.kind)
    return OpaqueType(described.kind.__name__)


def list_of(items: Iterator[Type]) -> ListType:
    """The type of a list that holds items of these types."""
    joined: Type | None = None
    for item in items:
        joined = item if joined is None else join(joined, item)
    return ListType(joined)


def join(a: Type, b: Type) -> Type:
    """The type of the items of a list that holds both."""
    if a == b:
        return a
    match a, b:
        case ScalarType(), ScalarType():
            first, second = np.dtype(_numpy(a)), np.dtype(_numpy(b))
            wide = np.promote_types(first, second)
            if wide in (first, second):
                dtype = a.dtype if wide == first else b.dtype
                return ScalarType(dtype, a.python and b.python)
            if any(t.python for t in (a, b)):  # `0` beside single precision counts as `0.0` does
                return ScalarType(dtype_name(wide))
        case ArrayType(dtype=x), ArrayType(dtype=y) if x == y and a.ndim == b.ndim:
            return ArrayType(x, tuple(map(_join_axes, a.shape, b.shape)))
        case TupleType(items=x), TupleType(items=y) if len(x) == len(y):
            return TupleType(tuple(map(join, x, y)), a.cls if a.cls is b.cls else tuple)
        case ListType(item=x), ListType(item=y):
            return ListType(y if x is None else x if y is None else join(x, y))
        case OpaqueType(), OpaqueType():
            return OpaqueType()
    raise InferenceError(f"A list cannot hold both {a} and {b}.")


def _numpy(t: ScalarType) -> str:
    return {"bool": "?", "f128": "g", "c256": "G"}.get(t.dtype) or (
        t.dtype[0] + str(int(t.dtype[1:]) // 8)
    )


def _join_axes(a: Axis, b: Axis) -> Axis:
    return a if a == b else Dim(VARYING)


def with_dims(type_: Type, change: Callable[[Dim], Axis]) -> Type:
    """The type with every Dim replaced."""
    match type_:
        case ArrayType(dtype=dtype, shape=shape):
            return ArrayType(dtype, tuple(a if isinstance(a, int) else change(a) for a in shape))
        case TupleType(items=items):
            return TupleType(tuple(with_dims(item, change) for item in items), type_.cls)
        case ListType(item=item) if item is not None:
            return ListType(with_dims(item, change))
        case IterType(item=item):
            return IterType(with_dims(item, change))
    return type_


def item_of(type_: Type) -> Type:
    """What iterating over a value of the type gives."""
    match type_:
        case ArrayType(dtype=dtype, shape=(_,)):
            return ScalarType(dtype)
        case ArrayType(dtype=dtype, shape=(_, *rest)):
            return ArrayType(dtype, tuple(rest))
        case TupleType(items=items) if items:
            item = list_of(iter(items)).item
            if item is not None:
                return item
        case ListType(item=item) | IterType(item=item) if item is not None:
            return item
    raise InferenceError(f"A value of type {type_} has no items of one type to iterate over.")


def function_name(callee: Callable) -> str:
    """How messages name the callee."""
    name = getattr(callee, "__name__", None) or repr(callee)
    module = getattr(callee, "__module__", None) or ""
    owner = getattr(callee, "__self__", None)
    if isinstance(owner, np.ufunc):
        return f"{function_name(owner)}.{name}"
    if isinstance(callee, np.ufunc) and getattr(np, name, None) is not callee:
        return f"scipy.special.{name}"
    if isinstance(callee, np.ufunc) or module.split(".")[0] == "numpy":
        homes = ("np", np), ("np.linalg", np.linalg), ("np.fft", np.fft)
        home = next((h for h, members in homes if getattr(members, name, None) is callee), "np")
        return f"{home}.{name}"
    return name if module in ("builtins", "_operator") else f"{module}.{name}".lstrip(".")


__all__ = [
    "Describer", "Described", "Leaf", "Lit", "NONE", "Request", "Tree", "Val",
    "described_leaves", "function_name", "item_of", "join", "list_of", "type_of", "with_dims",
]  # fmt: skip
