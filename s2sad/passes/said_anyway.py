"""Drop the reads of variables that no path leaves unbound, and those that are read just before.

Before:
    func @f(%c: bool, %x: float) {
      %y: float = if %c {
        yield %x
      } else {
        yield undefined
      }
      bound! %y, 'y'
      bound! %y, 'y'
      bound! %x, 'x'
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
      bound! %y, 'y'
      %z: float = mul %y, %x
      return %z
    }

At the end `silent` leaves those unsaid that another operation says: one that follows in the same
block, before anything that can be seen from outside, and whose result is needed. What only asks for
a shape does not count: it may be asked of another array.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from ..analysis import absent
from ..ir import prims
from ..ir.inventory import inventory
from ..ir.nodes import Block, Call, For, Function, Op, Return, Value, While, leaves
from ..ir.traverse import blocks_of, map_blocks, operands_of, walk
from . import dce

_OF_SHAPES = frozenset({
    np.zeros_like, np.ones_like, np.empty_like, np.full_like, np.shape, np.size, np.ndim, len,
    prims.axis_length,
})  # fmt: skip


def run(fn: Function) -> Function:
    if not inventory(fn).calls((prims.bound,)):
        return fn
    missing = absent.run(fn)

    def block(old: Block) -> Block:
        ops: list[Op] = []
        done: set[Value] = set()
        for op in old.ops:
            if not _is_read(op):
                ops.append(map_blocks(op, block))
            elif op.args[0] in missing and op.args[0] not in done:
                ops.append(op)
                done.add(op.args[0])
        same = len(ops) == len(old.ops) and all(a is b for a, b in zip(ops, old.ops))
        return old if same else Block(old.args, tuple(ops), old.terminator)

    body = block(fn.body)
    return fn if body is fn.body else replace(fn, body=body)


def without(fn: Function) -> Function:
    """The function that reads no variable for its own sake."""
    if not inventory(fn).calls((prims.bound,)):
        return fn
    return replace(fn, body=_without(fn.body))


def _without(block: Block) -> Block:
    ops = tuple(map_blocks(op, _without) for op in block.ops if not _is_read(op))
    return Block(block.args, ops, block.terminator)


def silent(fn: Function) -> Function:
    """The function in which a read that another operation says is no effect, and so not written."""
    fn = run(fn)
    if not inventory(fn).calls((prims.bound,)):
        return fn
    needed = set(inventory(dce.run(without(fn))).ops)
    controls = {v for op in needed if not isinstance(op, Call) for v in _own_reads(op)}

    def said(op: Op) -> set[Value]:
        """The values of which the op says that they are not bound, as its result is needed."""
        if not isinstance(op, Call):
            return controls.intersection(_own_reads(op))
        is_program = op.span is None or op.span.is_primal
        counts = op in needed and op.callee not in _OF_SHAPES and is_program
        return set(_own_reads(op)) if counts else set()

    def block(old: Block) -> Block:
        ops: list[Op] = []
        later = set(old.terminator.uses) if isinstance(old.terminator, Return) else set()
        for op in reversed(old.ops):  # `later`: what is read before something is seen from outside
            if _is_read(op):
                ops.append(replace(op, effect=False) if op.args[0] in later else op)
                continue
            if _is_seen(op):
                later = set()
            later |= said(op)
            ops.append(map_blocks(op, block))
        return Block(old.args, tuple(reversed(ops)), old.terminator)

    return replace(fn, body=block(fn.body))


def _is_read(op: Op) -> bool:
    return isinstance(op, Call) and op.callee is prims.bound


def _own_reads(op: Op) -> Iterable[Value]:
    """What the op itself reads, and does not hand on."""
    operands = operands_of(op)
    if isinstance(op, For | While):
        operands = operands[: len(operands) - len(op.inits)]
    return [v for operand in operands for v in leaves(operand)]


def _is_seen(op: Op) -> bool:
    """True where the op, or one in it, has an effect other than such a read."""
    ops = (op, *(each for block in blocks_of(op) for each in walk(block)))
    return any(getattr(each, "effect", False) for each in ops if not _is_read(each))
