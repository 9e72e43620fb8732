"""Make the symbolic operations real: what is still a `spread` after clean-up becomes an array.

Before:  f(%x: f64[n]) { %y: f64[n] = s2sad.runtime.broadcast:spread 2.0, %x; return %y }
After:   f(%x: f64[n]) { %y: f64[n] = np.full_like %x, 2.0; return %y }
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..ir.nodes import Block, Call, Const, For, Function, If, Op, Operand, Value, While
from ..ir.types import ArrayType, ScalarType
from ..runtime.broadcast import spread


def run(fn: Function) -> Function:
    body = _block(fn.body)
    return fn if body is fn.body else replace(fn, body=body)


def _block(block: Block) -> Block:
    ops = tuple(map(_op, block.ops))
    if ops == block.ops:
        return block
    return Block(block.args, ops, block.terminator)


def _op(op: Op) -> Op:
    match op:
        case Call() if op.callee is spread:
            return _expanded(op)
        case If():
            then, orelse = _block(op.then), _block(op.orelse)
            if then is op.then and orelse is op.orelse:
                return op
            return If(op.condition, then, orelse, op.results, op.span)
        case For():
            body = _block(op.body)
            return op if body is op.body else replace(op, body=body)
        case While():
            body = _block(op.body)
            return op if body is op.body else replace(op, body=body)
    return op


def _expanded(op: Call) -> Call:
    g, like = op.args
    if not _is_scalar(g) or not isinstance(like, Value) or not isinstance(like.type, ArrayType):
        return op
    if like.type.dtype != op.result.type.dtype:
        return op
    if isinstance(g, Const) and g.value in (0.0, 1.0):
        callee = np.ones_like if g.value else np.zeros_like
        return Call(callee, (like,), (), op.result, False, op.span)
    return Call(np.full_like, (like, g), (), op.result, False, op.span)


def _is_scalar(operand: Operand) -> bool:
    return isinstance(operand, Const) or isinstance(getattr(operand, "type", None), ScalarType)
