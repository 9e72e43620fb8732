"""Copy a value that is written into the very memory that it is a view of.

Before:  %v = getitem %m, (:, 2); %m1 = write %m, ((1,),), %v
After:   %v = getitem %m, (:, 2); %c = copy %v; %m1 = write %m, ((1,),), %c

NumPy copies such a value itself, but not where the target has one axis: `m[1] = m[:, 2]` reads
entries that it has overwritten (seen in 2.4), unless both step through the memory alike. Sums
(`+=`, `np.add.at`) are safe. `Findings` without conflicts come in and go out.
"""

from __future__ import annotations

import operator

from ..analysis.definitions import Role
from ..analysis.memory import FROZEN
from ..ir import prims
from ..ir.inventory import inventory
from ..ir.nodes import Call, Const, Operand, Pack, Value
from ..ir.types import ArrayType, ScalarType
from . import copies as copying
from .conflicts import Findings, examine
from .copies import Copies, Edge


def run(found: Findings) -> Findings:
    if prims.write not in inventory(found.fn).callees:
        return found
    edges = {
        Edge(op, 2) for op in inventory(found.fn).ops
        if isinstance(op, Call) and op.callee is prims.write and _overlaps(op, found)
    }  # fmt: skip
    return examine(copying.run(found.fn, Copies(edges))) if edges else found


def _overlaps(op: Call, found: Findings) -> bool:
    array, path, value = op.args
    if not isinstance(value, Value) or not isinstance(value.type, ArrayType):
        return False
    if not path.items and array.type.ndim > 1:
        return False
    shared = found.aliases.expand(found.aliases.own(array)) & found.aliases.reach(value)
    return bool(shared & ~FROZEN) and not _steps_alike(array, path, value, found)


def _steps_alike(array: Operand, path: Operand, value: Value, found: Findings) -> bool:
    """True for `u[a] = u[b]` where a and b are numbers and slices of one step, axis by axis."""
    where = found.definitions.of[value]
    if where.role is not Role.CALL or where.node.callee is not operator.getitem:
        return False
    source, index = where.node.args
    if source is not array or not isinstance(path, Pack) or len(path.items) != 1:
        return False
    steps = _steps(index)
    return steps is not None and steps == _steps(path.items[0])


def _steps(index: Operand) -> tuple | None:
    """For each index its step, or None for a number; None for other indices."""
    if isinstance(index, Pack) and index.kind is tuple:
        parts = [_steps(item) for item in index.items]
        return None if None in parts else tuple(step for part in parts for step in part)
    if isinstance(index, Pack) and index.kind is slice:
        step = index.items[2]
        return (step.value or 1,) if isinstance(step, Const) else None
    is_number = isinstance(getattr(index, "type", None), ScalarType)
    return (None,) if is_number or type(getattr(index, "value", None)) is int else None
