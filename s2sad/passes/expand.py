"""Make the symbolic operations real: what is still a `spread` after clean-up becomes an array,
what is still masked an `np.where`, and what is only retyped is what it was.

Before:
    func @f(%x: f64[n], %m: bool[n]) {
      %a: f64[n] = s2sad.runtime.broadcast:spread 2.0, %x
      %b: f64[n] = s2sad.runtime.masks:kept_where %a, %m
      return (%a, %b)
    }
After:
    func @f(%x: f64[n], %m: bool[n]) {
      %0: int = axis_length %x, 0
      %a: f64[n] = np.full (%0,), 2.0
      %b: f64[n] = np.where %m, 2.0, 0.0
      return (%a, %b)
    }
"""

from __future__ import annotations

import functools
import operator
from dataclasses import replace

import numpy as np

from ..ir import prims
from ..ir.inventory import inventory
from ..ir.nodes import Block, Call, Const, Function, Op, Operand, Value, leaves
from ..ir.traverse import map_blocks, substitute
from ..ir.types import DTYPES, ArrayType, ScalarType
from ..runtime.broadcast import spread
from ..runtime.masks import kept_unless, kept_where
from .arithmetic import is_of_numpy, plain
from .making import emit_before, made_of, shape_of

_WRITES = (prims.write, prims.accumulate)
_ZEROS = (np.zeros_like, np.zeros)
_KNOWN = frozenset({operator.getitem, *_ZEROS, *_WRITES})
#: what is written in another way
_SYMBOLS = frozenset({spread, kept_where, kept_unless, np.where, prims.retyped})
#: calls that a walk has anything to do with
_SEEN = _SYMBOLS | _KNOWN | {prims.astype}


def run(fn: Function) -> Function:
    if not inventory(fn).calls(_SYMBOLS):
        return fn
    floats = {v for param in fn.params if param.moves for v in leaves(param.tree)}
    expansion = _Expansion(floats)
    body = expansion.block(fn.body)
    if expansion.same:
        body = substitute(body, expansion.origin)
    return fn if body is fn.body else replace(fn, body=body)


class _Expansion:
    """One walk over the blocks; `spreads` holds the calls of `spread` seen so far, `same` what
    retyped values are, `makers` what makes zeros, entries and masks; `floats` are the arguments
    that surely hold floats."""

    def __init__(self, floats: set[Value]) -> None:
        self.floats = floats
        self.spreads: dict[Value, Call] = {}
        self.same: dict[Value, Operand] = {}
        self.makers: dict[Value, Call] = {}

    def origin(self, value: Value) -> Operand:
        while value in self.same:
            value = self.same[value]
        return value

    def block(self, block: Block) -> Block:
        ops: list[Op] = []
        for op in block.ops:
            if type(op) is Call and op.callee not in _SEEN:
                ops.append(op)
            elif not self.is_same(op):
                self.op(op, ops)
        if tuple(ops) == block.ops:
            return block
        return Block(block.args, tuple(ops), block.terminator)

    def is_same(self, op: Op) -> bool:
        if not isinstance(op, Call):
            return False
        if op.callee in _KNOWN:
            self.makers[op.result] = op
        if op.callee is not prims.retyped and not self.is_masked_already(op):
            return False
        self.same[op.result] = op.args[0]
        return True

    def is_masked_already(self, op: Call) -> bool:
        """True for a mask of an array that is zero but for the entries that it names."""
        if op.callee is not kept_where:
            return False
        entries, mask = self.makers.get(op.args[0]), op.args[1]
        if entries is None or entries.callee not in _WRITES:
            return False
        zeros, path = self.makers.get(entries.args[0]), entries.args[1].items
        if zeros is None or zeros.callee not in _ZEROS:
            return False
        column = self.makers.get(mask)
        column = mask if column is None or column.callee is not operator.getitem else column.args[0]
        return path == (mask,) or (path == (column,) and column.type.ndim < mask.type.ndim)

    def op(self, op: Op, ops: list[Op]) -> None:
        """Append what the op becomes."""
        match op:
            case Call() if op.callee is spread:
                self.spreads[op.result] = op
                self.expand(op, op, ops)
            case Call() if op.callee is prims.astype and op.args[0] in self.spreads:
                g, like = self.spreads[op.args[0]].args
                call = Call(spread, (g, like), (), op.result, False, op.span)
                self.expand(call if _is_scalar(g) else op, op, ops)
            case _:
                ops.append(self.chosen(op))

    def expand(self, op: Call, other: Call, ops: list[Op]) -> None:
        """Append the array that a `spread` makes; `other` where the types do not decide that.

        It is like the array that it is spread over where that one holds floats, else of its shape:
        whether others do is not checked."""
        g, like = op.args
        if op.callee is not spread or not _is_decided(g, like, op.result.type):
            ops.append(other)
            return
        callee, fill = np.full_like, (_undressed(g, like.type),)
        if isinstance(g, Const) and g.value in (0.0, 1.0):
            callee, fill = np.ones_like if g.value else np.zeros_like, ()
        call = Call(callee, (like, *fill), (), op.result, False, op.span)
        if like not in self.floats:
            emit = functools.partial(emit_before, ops, op)
            call = made_of(call, like.type, shape_of(like, emit))
        ops.append(call)

    def chosen(self, op: Op) -> Op:
        match op:
            case Call() if op.callee is kept_where or op.callee is kept_unless:
                g, mask = op.args
                sides = (g, Const(0.0)) if op.callee is kept_where else (Const(0.0), g)
                return self.choice(op, mask, sides)
            case Call() if op.callee is np.where and len(op.args) == 3:
                return self.choice(op, op.args[0], op.args[1:])
        return op if type(op) is Call else map_blocks(op, self.block)

    def choice(self, op: Call, mask: Operand, sides: tuple[Operand, ...]) -> Call:
        """The choice between both sides; numbers need not be made arrays for it."""
        for k, side in enumerate(sides):
            call = self.spreads.get(side)
            other = sides[1 - k]
            if call is not None and _is_chosen_as(call.args[0], other, mask, op.result.type):
                sides = (*sides[:k], call.args[0], *sides[k + 1 :])
        if op.callee is np.where and sides == op.args[1:]:
            return op
        return Call(np.where, (mask, *sides), (), op.result, False, op.span)


def _is_chosen_as(g: Operand, other: Operand, mask: Operand, type: ArrayType) -> bool:
    """True where a choice by the mask has the type whether or not the number `g` is an array. One
    that has the type of single precision may be one of Python's: then the other side decides."""
    if not isinstance(mask, Value) or getattr(mask.type, "shape", None) != type.shape:
        return False
    known = g.type if isinstance(g, Value) else ScalarType("f64", python=True)
    if not isinstance(known, ScalarType) or known.dtype != type.dtype:
        return False
    beside = getattr(other, "type", None)
    return type.dtype == "f64" or isinstance(beside, ArrayType) and beside.dtype == type.dtype


def _is_decided(g: Operand, like: Operand, type: ArrayType) -> bool:
    """True where the types tell what spreading `g` over `like` makes."""
    if not isinstance(like, Value) or not isinstance(like.type, ArrayType):
        return False
    return like.type.dtype == type.dtype and (_is_scalar(g) or _is_stretched(g, like.type))


def _undressed(g: Operand, type: ArrayType) -> Operand:
    """A constant of the array's own dtype without it."""
    own = is_of_numpy(g) and g.value.dtype == DTYPES[type.dtype]
    return plain(g) if own else g


def _is_stretched(g: Operand, type: ArrayType) -> bool:
    """True where the types tell that there are axes along which the array is repeated."""
    if not isinstance(getattr(g, "type", None), ArrayType) or g.type.dtype != type.dtype:
        return False
    if g.type.ndim < type.ndim:
        return True
    return any(own == 1 and axis != 1 for own, axis in zip(g.type.shape, type.shape))


def _is_scalar(operand: Operand) -> bool:
    return isinstance(operand, Const) or isinstance(getattr(operand, "type", None), ScalarType)
