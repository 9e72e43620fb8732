"""Lengths of arguments that meet elementwise, and so must be equal.

In: a typed function. Out: names of lengths, each with that of the first one that it must be equal
to. A length that is 1 has no name, and one that has is never 1 (see `types.signature`).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator

import numpy as np

from ..ir.inventory import inventory
from ..ir.nodes import Call, Function, Value, leaves
from ..ir.types import ArrayType, Axis, Dim, never_one

_OPERATORS = frozenset({
    operator.add, operator.sub, operator.mul, operator.truediv, operator.floordiv, operator.mod,
    operator.pow, operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne,
    np.where,
})  # fmt: skip
_PRODUCTS = frozenset({operator.matmul, np.matmul, np.dot})


def run(fn: Function) -> dict[str, str]:
    own = [
        axis.name for param in fn.params for v in leaves(param.tree)
        if isinstance(v.type, ArrayType) for axis in v.type.shape if isinstance(axis, Dim)
    ]  # fmt: skip
    order = {name: k for k, name in reversed(list(enumerate(own)))}
    first: dict[str, str] = {}
    seen: set[tuple] = set()  # calls of one form say the same

    def root(name: str) -> str:
        while name in first:
            name = first[name]
        return name

    for op in inventory(fn).ops:
        if len(first) + 1 >= len(order):
            break  # all are one
        if type(op) is not Call or len(op.args) < 2:
            continue
        shapes = [a.type.shape for a in op.args if type(a) is Value and type(a.type) is ArrayType]
        if len(shapes) < 2 or (form := (op.callee, *map(id, shapes))) in seen:
            continue
        seen.add(form)
        for a, b in _pairs(op.callee, shapes):
            if a.name in order and b.name in order:
                a, b = sorted((root(a.name), root(b.name)), key=order.__getitem__)
                if a != b:
                    first[b] = a
    return {name: root(name) for name in first}


def _pairs(callee: Callable, shapes: list[tuple[Axis, ...]]) -> Iterator[tuple[Dim, Dim]]:
    """The different lengths that a call with arrays of these shapes needs to be equal."""
    if callee in _PRODUCTS:
        left, right = shapes
        met = [(left[-1], right[max(len(right) - 2, 0)])] if left and right else []
    elif shapes.count(shapes[0]) == len(shapes):
        return
    elif callee in _OPERATORS or getattr(callee, "signature", "") is None:
        met = [pair for other in shapes[1:] for pair in zip(shapes[0][::-1], other[::-1])]
        met += zip(*(shape[::-1] for shape in shapes[1:3])) if len(shapes) > 2 else ()
    else:
        return
    yield from ((a, b) for a, b in met if a != b and _is_known(a) and _is_known(b))


def _is_known(axis: Axis) -> bool:
    return isinstance(axis, Dim) and never_one(axis) and not axis.offset
