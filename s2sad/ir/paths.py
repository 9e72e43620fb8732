"""Paths through lists of lists: `list_write %c, (%i, %j), %v` is `c[i][j] = v`; indices of arrays.

The index operand of a `list_write` comes in; its indices, and what stands at them, go out.
"""

from __future__ import annotations

from .nodes import Const, Operand, Pack
from .types import ListType, Type


def steps(index: Operand) -> tuple[Operand, ...]:
    """The indices, applied one after the other; those of an array's index, axis by axis."""
    return index.items if isinstance(index, Pack) and index.kind is tuple else (index,)


def joined(*indices: Operand) -> Operand:
    """The index operand that leads along all of them."""
    path = tuple(step for index in indices for step in steps(index))
    return path[0] if len(path) == 1 else Pack(tuple, path)


def type_at(type: Type | None, index: Operand) -> Type | None:
    """The type of what stands there; None where that is not known."""
    for _ in steps(index):
        type = type.item if isinstance(type, ListType) else None
    return type


def is_new(step: Operand) -> bool:
    """True for a new axis in an array's index."""
    return type(step) is Const and step.value is None


def is_full(step: Operand) -> bool:
    """True for `:` in an array's index."""
    if type(step) is Pack:
        return step.kind is slice and all(map(is_new, step.items))
    return type(step) is Const and step.value == slice(None)
