"""Choices of numbers as branches: the sweep back goes through the one that is taken alone.

Before:  %y: f64[] = np.where %p, %a, %b
After:   %t: f64 = if %p { yield %a } else { yield %b }; %y: f64[] = np.asarray %t

What is computed for one side only goes into its branch then (`passes.sunk`), so that 0 times the
infinite slope of the other side makes no NaN. `np.select` asks one condition after the other.
"""

from __future__ import annotations

import operator
from dataclasses import replace

import numpy as np

from ..analysis import kinds
from ..ir.builder import Builder
from ..ir.inventory import inventory
from ..ir.nodes import Block, Call, Const, Function, If, Op, Operand, Pack, Value, Yield
from ..ir.traverse import map_blocks
from ..ir.types import DTYPES, ArrayType, ScalarType
from .tangents import operand_type


def run(fn: Function) -> Function:
    if not inventory(fn).calls((np.where, np.select)):
        return fn
    doubtful = kinds.run(fn)  # the result may be of another dtype than its type says

    def in_block(block: Block) -> Block:
        ops = tuple(new for op in block.ops for new in of_op(op))
        return block if ops == block.ops else Block(block.args, ops, block.terminator)

    def of_op(op: Op) -> list[Op]:
        cases = _cases(op) if isinstance(op, Call) and op.result not in doubtful else None
        return [map_blocks(op, in_block)] if cases is None else _branches(op, cases)

    body = in_block(fn.body)
    return fn if body is fn.body else replace(fn, body=body)


def _branches(op: Call, cases: list[tuple[Operand | None, Operand]]) -> list[Op]:
    """The choice, one condition asked after the other, as an array without axes."""
    *chosen, (_, last) = cases
    dtype = op.result.type.dtype
    builder = Builder(op.span)
    for condition, number in reversed(chosen):
        builder, other = Builder(op.span), builder
        taken = Builder(op.span)
        last = _branch(builder, condition, (taken, number), (other, last), dtype)
    builder.ops.append(
        Call(np.asarray, (last,), (("dtype", Const(np.dtype(DTYPES[dtype]))),), op.result,
             False, op.span)
    )  # fmt: skip
    return builder.ops


def _branch(builder: Builder, condition: Operand, taken, other, dtype: str) -> Value:
    """The number that is chosen between two, each with the builder of its branch."""
    blocks = [inner.block((), Yield((_number(inner, x),))) for inner, x in (taken, other)]
    result = Value("", ScalarType(dtype), builder.span)
    builder.append(If(_number(builder, condition), *blocks, (result,), builder.span))
    return result


def _number(builder: Builder, operand: Operand) -> Operand:
    """An array without axes as the number in it."""
    type_ = operand_type(operand)
    if not isinstance(type_, ArrayType):
        return operand
    return builder.call(operator.getitem, operand, Pack(tuple, ()), type=ScalarType(type_.dtype))


def _cases(op: Call) -> list[tuple[Operand | None, Operand]] | None:
    """The conditions of a choice of numbers with what each chooses, None for the rest; None where
    it is another call, or the numbers have not all the dtype of the result."""
    if getattr(op.result, "type", None) is None or op.kwargs or op.effect:
        return None
    match op:
        case Call(callee=np.where, args=(condition, x, y)):
            cases = [(condition, x), (None, y)]
        case Call(callee=np.select, args=(Pack(items=conditions), Pack(items=choices), *rest)):
            cases = [*zip(conditions, choices), (None, rest[0] if rest else Const(0))]
        case _:
            return None
    type_ = op.result.type
    if not isinstance(type_, ArrayType) or type_.shape or type_.dtype[0] not in "fc":
        return None
    fits = all(_is_number(c, None) and _is_number(x, type_.dtype) for c, x in cases)
    return cases if fits else None


def _is_number(operand: Operand | None, dtype: str | None) -> bool:
    """True for a number, of this dtype or a constant of Python's; for no operand, too."""
    type_ = None if operand is None else operand_type(operand)
    if isinstance(type_, ScalarType) or (isinstance(type_, ArrayType) and not type_.shape):
        weak = isinstance(operand, Const) and getattr(type_, "python", False)
        return dtype is None or type_.dtype == dtype or weak
    return operand is None
