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

from ..analysis import kinds, uses
from ..ir.builder import Builder
from ..ir.inventory import inventory
from ..ir.nodes import Block, Call, Const, Function, If, Op, Operand, Pack, Value, Yield
from ..ir.traverse import map_blocks
from ..ir.types import DTYPES, ArrayType, ScalarType
from .tangents import operand_type


Cases = list[tuple[Operand | None, Operand]]


def run(fn: Function) -> Function:
    if not inventory(fn).calls((np.where, np.select)):
        return fn
    body = _Choices(fn).block(fn.body)
    return fn if body is fn.body else replace(fn, body=body)


class _Choices:
    """One walk over the blocks; `nested` are the choices that one case of another reads alone,
    which are made in its branch."""

    def __init__(self, fn: Function):
        self.doubtful = kinds.run(fn)  # the result may be of another dtype than its type says
        self.used = uses.run(fn)
        self.nested: dict[Value, Cases] = {}

    def block(self, block: Block) -> Block:
        found = {
            op.result: cases for op in block.ops
            if isinstance(op, Call) and op.result not in self.doubtful and (cases := _cases(op))
        }  # fmt: skip
        for cases in found.values():
            for _, number in cases:
                if isinstance(number, Value) and number in found and self.used.count(number) == 1:
                    self.nested[number] = found[number]
        ops: list[Op] = []
        for op in block.ops:
            if not isinstance(op, Call) or op.result not in found:
                ops.append(map_blocks(op, self.block))
            elif op.result not in self.nested:
                ops.extend(self.branches(op, found[op.result]))
        if len(ops) == len(block.ops) and all(a is b for a, b in zip(ops, block.ops)):
            return block
        return Block(block.args, tuple(ops), block.terminator)

    def branches(self, op: Call, cases: Cases) -> list[Op]:
        """The choice, one condition asked after the other, as an array without axes."""
        builder, dtype = Builder(op.span), op.result.type.dtype
        number = self.chosen(builder, cases, dtype)
        pairs = (("dtype", Const(np.dtype(DTYPES[dtype]))),)
        return [*builder.ops, Call(np.asarray, (number,), pairs, op.result, False, op.span)]

    def chosen(self, builder: Builder, cases: Cases, dtype: str) -> Operand:
        (condition, number), *rest = cases
        if condition is None:
            return self.number(builder, number)
        taken, other = Builder(builder.span), Builder(builder.span)
        x, y = self.number(taken, number), self.chosen(other, rest, dtype)
        blocks = taken.block((), Yield((x,))), other.block((), Yield((y,)))
        result = Value("", ScalarType(dtype), builder.span)
        asked = self.number(builder, condition)
        builder.append(If(asked, *blocks, (result,), builder.span))
        return result

    def number(self, builder: Builder, operand: Operand) -> Operand:
        """An array without axes as the number in it."""
        if operand in self.nested:
            return self.chosen(builder, self.nested[operand], operand.type.dtype)
        type_ = operand_type(operand)
        if not isinstance(type_, ArrayType):
            return operand
        number = ScalarType(type_.dtype)
        return builder.call(operator.getitem, operand, Pack(tuple, ()), type=number)


def _cases(op: Call) -> Cases | None:
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
