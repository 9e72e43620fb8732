"""Drop the read of a variable that some path leaves unbound, where another operation reads it.

Before:
    func @f(%c: bool, %x: float) {
      %y: float = if %c {
        yield %x
      } else {
        yield undefined
      }
      bound! %y, 'y'
      %z: float = mul %y, %x
      return %z
    }
After:
    func @f(%c: bool, %x: float) {
      %y: float = if %c {
        yield %x
      } else {
        yield undefined
      }
      %z: float = mul %y, %x
      return %z
    }

The other one must follow in the same block, before anything that can be seen from outside, and its
result must be needed. What only asks for a shape does not count: it may be asked of another array.
What hands the value to a variable of another name does: there the program reads it, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from ..analysis import absent
from ..ir import prims
from ..ir.inventory import inventory
from ..ir.nodes import Block, Call, For, Function, If, Op, Return, Value, While, leaves
from ..ir.traverse import blocks_of, map_blocks, operands_of, walk
from . import dce

_OF_SHAPES = frozenset({
    np.zeros_like, np.ones_like, np.empty_like, np.full_like, np.shape, np.size, np.ndim, len,
    prims.axis_length,
})  # fmt: skip


def run(fn: Function) -> Function:
    if not inventory(fn).calls((prims.bound,)):
        return fn
    needed = set(inventory(dce.run(without(fn))).ops)
    controls = {v for op in needed if not isinstance(op, Call) for v in _own_reads(op)}
    body = _Reads(absent.run(fn), needed, controls).block(fn.body, ())
    return replace(fn, body=body)


def without(fn: Function) -> Function:
    """The function that reads no variable for its own sake."""
    if not inventory(fn).calls((prims.bound,)):
        return fn
    return replace(fn, body=_without(fn.body))


def _without(block: Block) -> Block:
    ops = tuple(map_blocks(op, _without) for op in block.ops if not _is_read(op))
    return Block(block.args, ops, block.terminator)


def _is_read(op: Op) -> bool:
    return isinstance(op, Call) and op.callee is prims.bound


def _own_reads(op: Op) -> Iterable[Value]:
    """What the op itself reads, and does not hand on."""
    operands = operands_of(op)
    if isinstance(op, For | While):
        operands = operands[: len(operands) - len(op.inits)]
    return [v for operand in operands for v in leaves(operand)]


class _Reads:
    """`needed`: the operations whose results are; `controls`: what branches and loops read."""

    def __init__(self, missing: frozenset[Value], needed: set[Op], controls: set[Value]):
        self.missing, self.needed, self.controls = missing, needed, controls

    def block(self, block: Block, targets: Sequence[Value]) -> Block:
        ops: list[Op] = []
        done: set[Value] = set()
        for k, op in enumerate(block.ops):
            if not _is_read(op):
                ops.append(self.inner(op))
                continue
            value = op.args[0]
            if value not in self.missing or value in done:
                continue
            done.add(value)
            if not self.is_read_later(value, block, k + 1, targets):
                ops.append(op)
        return Block(block.args, tuple(ops), block.terminator)

    def inner(self, op: Op) -> Op:
        match op:
            case Call():
                return op
            case If():
                return map_blocks(op, lambda inner: self.block(inner, op.results))
            case For():
                args = op.body.args[len(op.body.args) - len(op.inits) :]
                return replace(op, body=self.block(op.body, args))
            case While():
                condition = self.block(op.condition, ())
                return replace(op, condition=condition, body=self.block(op.body, op.body.args))

    def is_read_later(self, value: Value, block: Block, start: int, targets) -> bool:
        for op in block.ops[start:]:
            if isinstance(op, Call):
                counts = op in self.needed and op.callee not in _OF_SHAPES and _is_program(op)
            else:
                counts = value in self.controls
            if counts and value in _own_reads(op):
                return True
            inner = [each for b in blocks_of(op) for each in walk(b)]
            if any(getattr(each, "effect", False) for each in (op, *inner) if not _is_read(each)):
                return False
        end = block.terminator
        if isinstance(end, Return):
            return value in end.uses
        return any(value in leaves(o) and value.name != t.name
                   for t, o in zip(targets, operands_of(end)))  # fmt: skip


def _is_program(op: Call) -> bool:
    return op.span is None or op.span.is_primal
