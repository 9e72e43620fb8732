"""The settings of `np.errstate` that an operation stands under: an op in, its settings out.

None stands for what cannot warn, and so may stand anywhere; () for what stands under none.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable

import numpy as np

from ..ir import prims
from ..ir.inventory import inventory
from ..ir.nodes import Call, Function, If, Op
from ..ir.traverse import blocks_of
from ..ir.types import IterType, ScalarType

Settings = tuple[tuple[str, str], ...]

#: what computes no floating-point number
SILENT = frozenset({
    len, range, reversed, zip, enumerate, operator.getitem, operator.is_, operator.not_,
    prims.axis_length, prims.build_list, prims.build_tuple, prims.list_append, prims.list_drop_last,
    prims.list_write, prims.write, np.zeros, np.zeros_like, np.shape, np.size, np.copy,
    np.transpose, np.reshape,
})  # fmt: skip


def has_settings(fn: Function) -> bool:
    """True where some operation of the function stands under settings; hardly ever."""
    for op in inventory(fn).ops:
        if op.span is not None and op.span.errstate:
            return True
    return False


def settings_of(op: Op) -> Settings | None:
    """Of the op alone; of an `if` that is an expression, those of what it chooses from."""
    if isinstance(op, If):
        return first_known(settings_of(each) for block in blocks_of(op) for each in block.ops)
    if not isinstance(op, Call) or not can_warn(op):
        return None
    return op.span.errstate if op.span is not None else ()


def can_warn(op: Call) -> bool:
    if op.callee in SILENT:
        return False
    type_ = getattr(op.result, "type", None)
    whole = isinstance(type_, ScalarType) and type_.python and type_.dtype[0] not in "fc"
    return not whole and not isinstance(type_, IterType)


def first_known(found: Iterable[Settings | None]) -> Settings | None:
    return next((settings for settings in found if settings is not None), None)
