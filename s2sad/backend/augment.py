"""Finds `a[p] = a[p] + v` written out over several ops: a Function in, a Function out.

The write becomes a call of `Augment`, which prints as `a[p] += v`. Only where the sum has the
dtype of the array, so that NumPy's in-place operator casts as the assignment does, and where
nothing has been written into `v` since the sum.
"""

from __future__ import annotations

import ast
import operator
from dataclasses import replace
from functools import cached_property

from ..ir import prims
from ..ir.inventory import inventory
from ..ir.nodes import Block, Call, Const, Function, Op, Operand, Pack, Value, Yield, leaves
from ..ir.paths import steps, type_at
from ..ir.traverse import count_uses, map_blocks, walk
from ..ir.types import ListType, ScalarType
from .storage import Augment, Roots, is_mutable, written_by

#: operator -> its node, and whether `v + a[p]` is the same
_OPERATORS = {
    operator.add: (ast.Add, True), operator.sub: (ast.Sub, False),
    operator.mul: (ast.Mult, True), operator.truediv: (ast.Div, False),
}  # fmt: skip
_WRITES = (prims.write, prims.list_write, prims.row_write)


def fuse(fn: Function) -> Function:
    """The function with its read-modify-write sequences as single calls."""
    if not inventory(fn).calls(_WRITES):
        return fn
    return replace(fn, body=_Fuser(fn).block(fn.body))


class _Fuser:
    def __init__(self, fn: Function):
        self.fn, self.counts = fn, count_uses(fn)

    @cached_property
    def roots(self) -> Roots:
        return Roots(self.fn, {})

    def block(self, block: Block) -> Block:
        defined: dict[Value, Call] = {}
        ops: list[Op] = []
        dropped: set[Op] = set()
        for op in block.ops:
            if type(op) is not Call:
                ops.append(map_blocks(op, self.block))
                continue
            fused = self.fused(op, defined) if op.callee in _WRITES else None
            if fused is not None and not self.is_changed(fused[0].args[-1], fused[1][0], ops):
                op = fused[0]
                dropped.update(fused[1])
            if op.result is not None:
                defined[op.result] = op
            ops.append(op)
        if dropped:
            ops = [op for op in ops if op not in dropped]
        return Block(block.args, tuple(ops), block.terminator)

    def is_changed(self, value: Operand, since: Call, ops: list[Op]) -> bool:
        """Whether what is written after that call may be written into the value."""
        if not any(map(is_mutable, leaves(value))):
            return False
        written: list[Value] = []
        for op in reversed(ops):
            if op is since:
                break
            written += (v for inner in walk(Block((), (op,), Yield(()))) for v in written_by(inner))
        if not written:
            return False
        read = {self.roots.of(v) for v in leaves(value) if is_mutable(v)}
        return not read.isdisjoint(map(self.roots.of, written))

    def fused(self, op: Call, defined: dict[Value, Call]) -> tuple[Call, list[Call]] | None:
        """The fused call and the ops that it swallows."""
        if not isinstance(op.args[0], Value):
            return None
        array, *place, value = op.args
        path = Pack(tuple, tuple(step for part in place for step in steps(part)))
        change = self.once(value, defined)
        if change is None or change.callee not in _OPERATORS:
            return None
        if not _same_dtype(op, path, change):
            return None
        node, commutes = _OPERATORS[change.callee]
        for old, new in (change.args, change.args[::-1])[: 1 + commutes]:
            reads = self.chain(old, array, path.items, defined)
            if reads is not None:
                fused = Call(Augment(node), (array, path, new), (), op.result, False, op.span)
                return fused, [change, *reads]
        return None

    def once(self, value: Operand, defined: dict[Value, Call]) -> Call | None:
        """The op of this block that defines the value, where nothing else reads it."""
        if isinstance(value, Value) and self.counts.get(value) == 1:
            return defined.get(value)
        return None

    def chain(self, value: Operand, array: Value, steps, defined) -> list[Call] | None:
        """The subscripts by which `value` is `array` at these steps."""
        found: list[Call] = []
        for step in reversed(steps):
            op = self.once(value, defined)
            if op is None or op.callee is not operator.getitem:
                return None
            if not _same_operand(op.args[1], step):
                return None
            found.append(op)
            value = op.args[0]
        return found if value is array else None


def _same_dtype(op: Call, path: Pack, change: Call) -> bool:
    """Whether the sum is of the array's dtype; of a list what is written is a number: `c[i] += v`
    would write into an array that is its item."""
    type_ = op.args[0].type
    if op.callee is prims.list_write:
        return isinstance(type_at(type_, path), ScalarType)
    while isinstance(type_, ListType):
        type_ = type_.item
    return getattr(change.result.type, "dtype", None) == type_.dtype


def _same_operand(a: Operand, b: Operand) -> bool:
    match a, b:
        case (Const(), Const()):
            return type(a.value) is type(b.value) and repr(a.value) == repr(b.value)
        case (Pack(), Pack()):
            same_form = a.kind is b.kind and a.keys == b.keys and len(a.items) == len(b.items)
            return same_form and all(map(_same_operand, a.items, b.items))
    return a is b
