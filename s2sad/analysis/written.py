"""Arrays and lists that are written in place: reading them later needs a copy.

`run(fn)` gives the values whose memory some write of the function changes, by union of all values
that a write, a view, a branch or a loop may put into one buffer.
"""

from __future__ import annotations

import operator

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from ..ir import prims
from ..ir.inventory import found_once, inventory
from ..ir.nodes import Call, For, Function, If, Operand, Value, While
from ..ir.types import ArrayType, ListType

BUFFERS = (ArrayType, ListType)
WRITES = frozenset({prims.write, prims.accumulate, prims.accumulate_at})
#: what makes another version of an array or a list
CHANGES = WRITES | {prims.list_append, prims.list_drop_last, prims.list_write}
VIEWS = frozenset({
    operator.getitem, np.transpose, np.swapaxes, np.moveaxis, np.squeeze, np.expand_dims, np.flip,
    np.reshape, np.ravel, np.broadcast_to, np.diagonal, np.real, np.imag, sliding_window_view,
})  # fmt: skip


class Classes:
    """Union-find over values: those of one class may share a buffer."""

    def __init__(self):
        self.parent: dict[Value, Value] = {}

    def find(self, value: Value) -> Value:
        root = value
        while (parent := self.parent.get(root)) is not None:
            root = parent
        while value is not root:
            self.parent[value], value = root, self.parent[value]
        return root

    def join(self, a: Operand, b: Operand) -> None:
        if type(a) is Value and type(b) is Value and isinstance(a.type, BUFFERS):
            a, b = self.find(a), self.find(b)
            if a is not b:
                self.parent[a] = b


def classes(fn: Function) -> Classes:
    """The values that may share a buffer by a write, a view, a branch or a loop."""
    found = Classes()
    for op in inventory(fn).ops:
        match op:
            case Call(callee=callee, result=result) if result is not None and op.args:
                if callee in CHANGES or callee in VIEWS:
                    found.join(result, op.args[0])
            case If():
                for block in (op.then, op.orelse):
                    for result, operand in zip(op.results, block.terminator.operands):
                        found.join(result, operand)
            case For() | While():
                _join_loop(found, op)
    return found


@found_once
def run(fn: Function) -> frozenset[Value]:
    """Values (arrays, lists) that share a buffer with one that is written."""
    if not inventory(fn).calls(CHANGES):
        return frozenset()
    writes = [op for op in inventory(fn).ops if isinstance(op, Call) and op.callee in CHANGES]
    found = classes(fn)
    roots = {found.find(op.result) for op in writes if op.result is not None}
    return frozenset(roots.union(v for v in [*found.parent] if found.find(v) in roots))


def _join_loop(found: Classes, op: For | While) -> None:
    args = op.body.args[-len(op.inits) :] if op.inits else ()
    for arg, init, after, result in zip(args, op.inits, op.body.terminator.operands, op.results):
        found.join(arg, init)
        found.join(after, arg)
        found.join(result, arg)
