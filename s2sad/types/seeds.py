"""Tangents and cotangents that a program hands to a transform inside it.

They get the structure, shape and type of what they are those of, or are refused, as
`structure.fitting` does it with those that a caller hands to a transform.
"""

from __future__ import annotations

import numpy as np

from ..errors import InactiveArgumentError
from ..ir.nodes import Const, Operand, Pack, Value
from ..ir.types import ArrayType, Axis, ScalarType, Type, never_one
from ..structure import MAKE_IT_MOVE, STILL
from .abstract import Abstract, Static, Tuple
from .context import Context
from .dtypes import NUMPY
from .outline import embed


def fitted_tangent(
    cx: Context, tree: Operand, given: Operand, primal: Operand | None, name: str
) -> Operand:
    """A tangent for a parameter with this tree, that of the argument `primal`; None stands for
    zeros, and an integer has no other."""
    _require_still(cx, given, primal, name)
    return fitted(cx, tree, given, primal, name)


def fitted(
    cx: Context, tree: Operand, given: Operand, primal: Operand | None, name: str
) -> Operand:
    """The same for a cotangent."""
    if isinstance(given, Const) and given.value is None:
        return _zeros(cx, tree, primal, name)
    match tree:
        case Pack(kind=kind, items=items, keys=keys):
            parts = _parts(cx, tree, given, name)
            return Pack(kind, tuple(
                fitted(cx, item, part, _part(primal, k), name)
                for k, (item, part) in enumerate(zip(items, parts))
            ), keys)  # fmt: skip
        case Value(type=ScalarType() | ArrayType()):
            return _number(cx, tree.type, given, primal, name)
        case Const():
            return tree
    return given


def _require_still(cx: Context, given: Operand, primal: Operand | None, name: str) -> None:
    """Refuse a float that is not known to be zero as the tangent of an integer."""
    if isinstance(primal, Pack) and isinstance(given, Pack):
        for part, inner in zip(_in_order(primal.keys, given), primal.items):
            _require_still(cx, part, inner, name)
    if isinstance(given, Const) and not given.value or isinstance(primal, Pack | None):
        return
    types = [cx.type_of(embed(cx, operand)) for operand in (primal, given)]
    if not all(isinstance(t, ScalarType | ArrayType) for t in types):
        return
    if types[0].dtype[0] in "biu" and types[1].dtype[0] in "fc":
        raise InactiveArgumentError(STILL.format(name), cx.span, MAKE_IT_MOVE)


def _zeros(cx: Context, tree: Operand, primal: Operand | None, name: str) -> Operand:
    match tree:
        case Pack(kind=kind, items=items, keys=keys):
            parts = (_zeros(cx, i, _part(primal, k), name) for k, i in enumerate(items))
            return Pack(kind, tuple(parts), keys)
        case Value(type=ScalarType(dtype=dtype, python=python)):
            zero = NUMPY[dtype].type(0)
            return Const(zero.item() if python else zero)
        case Value(type=ArrayType()) if primal is not None:
            return cx.emit(np.zeros_like, primal)
        case Value():
            cx.refuse(f"{name} is None, and of what is known only at run time", "give zeros")
    return tree


def _part(primal: Operand | None, k: int) -> Operand | None:
    return primal.items[k] if isinstance(primal, Pack) else None


def _parts(cx: Context, tree: Pack, given: Operand, name: str) -> list[Operand]:
    """The parts of what is given, in the order of the tree."""
    if isinstance(given, Pack) and len(given.items) == len(tree.items):
        if set(given.keys or ()) == set(tree.keys or ()):
            return _in_order(tree.keys, given)
    cx.refuse(f"{name} does not have the structure of what it is that of")


def _in_order(keys: tuple | None, given: Pack) -> list[Operand]:
    found = dict(zip(given.keys or (), given.items))
    return [found[key] for key in keys if key in found] if keys else list(given.items)


def _number(
    cx: Context, type_: Type, given: Operand, primal: Operand | None, name: str
) -> Operand:
    value = embed(cx, given)
    if isinstance(type_, ArrayType):
        value = cx.as_entries(value)
    found = cx.type_of(value)
    if not isinstance(found, ScalarType | ArrayType):
        cx.refuse(f"{name} is no number, where one is needed")
    if found.dtype[0] == "c" and type_.dtype[0] != "c":
        cx.refuse(f"{name} is complex, where a real number is needed", "take its real part")
    have, want = _shape(found), _shape(type_)
    if len(have) != len(want) or any(map(_differ, have, want)):
        cx.refuse(f"{name} does not have the shape of what it is that of")
    if isinstance(type_, ArrayType) and found.dtype == type_.dtype or found == type_:
        return cx.operand(_shaped_like(cx, value, have, want, primal))
    dtype = NUMPY[type_.dtype]
    if isinstance(type_, ArrayType):
        value = cx.call(Static(np.asarray), [value, Static(dtype)], {})
        return cx.operand(_shaped_like(cx, value, have, want, primal))
    cls = type(dtype.type(0).item()) if type_.python else dtype.type
    return cx.operand(cx.call(Static(cls), [value], {}))


def _shape(type_: Type) -> tuple:
    return type_.shape if isinstance(type_, ArrayType) else ()


def _differ(a: Axis, b: Axis) -> bool:
    """True where two lengths surely differ."""
    if isinstance(a, int) and isinstance(b, int):
        return a != b
    return 1 in (a, b) and (never_one(a) or never_one(b))


def _shaped_like(cx: Context, value: Abstract, have: tuple, want: tuple, primal) -> Abstract:
    """The array, which raises at run time where it would have to be broadcast."""
    sure = all(a == b or never_one(a) and never_one(b) for a, b in zip(have, want))
    if sure or primal is None:
        return value
    shape = Tuple(tuple(cx.length(primal, k) for k in range(len(want))))
    return cx.call(Static(np.reshape), [value, shape], {})
