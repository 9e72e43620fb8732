"""Arrays that are written in place: reading them later needs a copy.

`run(fn)` gives the values whose memory some write of the function changes, by union of all values
that a write, a view, a branch or a loop may put into one buffer.
"""

from __future__ import annotations

import operator

import numpy as np

from ..ir import prims
from ..ir.nodes import Block, Call, For, Function, If, Operand, Value, While, leaves
from ..ir.traverse import walk
from ..ir.types import ArrayType, ListType

WRITES = frozenset({prims.write, prims.accumulate, prims.accumulate_at})
VIEWS = frozenset({
    operator.getitem, np.transpose, np.swapaxes, np.moveaxis, np.squeeze, np.expand_dims, np.flip,
    np.reshape, np.ravel, np.broadcast_to, np.diagonal, np.real, np.imag,
})  # fmt: skip


class _Classes:
    """Union-find over values."""

    def __init__(self):
        self.parent: dict[Value, Value] = {}

    def find(self, value: Value) -> Value:
        root = value
        while self.parent.get(root, root) is not root:
            root = self.parent[root]
        while self.parent.get(value, value) is not root:
            self.parent[value], value = root, self.parent.get(value, value)
        return root

    def join(self, a: Operand, b: Operand) -> None:
        if isinstance(a, Value) and isinstance(b, Value) and isinstance(a.type, ArrayType | ListType):
            self.parent[self.find(a)] = self.find(b)


def run(fn: Function) -> frozenset[Value]:
    """Values (arrays) that share a buffer with one that is written."""
    if not any(isinstance(op, Call) and op.callee in WRITES for op in walk(fn.body)):
        return frozenset()
    classes, members, written = _Classes(), set(), set()
    for op in walk(fn.body):
        match op:
            case Call(callee=callee, result=result) if result is not None:
                members.add(result)
                if callee in WRITES:
                    classes.join(result, op.args[0])
                    written.add(result)
                elif callee in VIEWS and op.args:
                    classes.join(result, op.args[0])
            case If():
                for block in (op.then, op.orelse):
                    for result, operand in zip(op.results, block.terminator.operands):
                        classes.join(result, operand)
            case For() | While():
                _join_loop(classes, op)
    for op in walk(fn.body):
        members.update(op.results)
        for block in _blocks(op):
            members.update(block.args)
    members.update(v for p in fn.params for v in leaves(p.tree))
    roots = {classes.find(v) for v in written}
    return frozenset(v for v in members if classes.find(v) in roots)


def _blocks(op) -> tuple[Block, ...]:
    match op:
        case For(body=body):
            return (body,)
        case While(condition=condition, body=body):
            return (condition, body)
    return ()


def _join_loop(classes: _Classes, op: For | While) -> None:
    args = op.body.args[-len(op.inits) :] if op.inits else ()
    for arg, init, after, result in zip(args, op.inits, op.body.terminator.operands, op.results):
        classes.join(arg, init)
        classes.join(after, arg)
        classes.join(result, arg)
