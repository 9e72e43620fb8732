"""The parts of an index: an integer or a slice along each axis.

`a[i, 1:n]` has the steps `i` and `1:n`; `a[mask]` has none, since what a mask picks out is no axis
of the array.
"""

from __future__ import annotations

from ..ir.nodes import Const, Operand, Pack, Value
from ..ir.types import ScalarType


def plain_steps(index: Operand) -> list[Operand]:
    """The index along each axis; none where something makes them belong to other axes."""
    items = list(index.items) if isinstance(index, Pack) and index.kind is tuple else [index]
    return items if all(map(_is_plain_step, items)) else []


def _is_plain_step(item: Operand) -> bool:
    """An integer, or a slice."""
    return is_integer(item) or slice_parts(item) is not None


def is_integer(operand: Operand) -> bool:
    if type(operand) is Value:
        return type(operand.type) is ScalarType and operand.type.dtype[0] in "iu"
    return type(operand) is Const and type(operand.value) is int


def slice_parts(step: Operand) -> tuple[Operand, ...] | None:
    if isinstance(step, Pack):
        return step.items if step.kind is slice else None
    if isinstance(step, Const) and type(step.value) is slice:
        return Const(step.value.start), Const(step.value.stop), Const(step.value.step)
    return None


def is_none(operand: Operand) -> bool:
    return isinstance(operand, Const) and operand.value is None
