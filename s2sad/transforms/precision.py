"""Tangents and cotangents of which the types do not tell the dtype for certain.

A Python float where another path has a float32 (`0.3 if x[k] > 1 else x[k]`), or that is in one
list with it, has the type f32, since that is what arithmetic with arrays makes of both. Alone it is
a float64 to NumPy, as in `np.sin(0.3)` or `np.array(items)`, and so may be what is computed of it.
What is handed to the caller has the dtype of its argument, or of the result, all the same.

And the cotangent of a Python number may be NumPy's: beside arrays of single precision it then makes
double precision of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..analysis import precisions
from ..analysis.kinds import KindsAtRunTime, dtypes
from ..ir import prims
from ..ir.builder import Builder
from ..ir.nodes import Block, Call, Const, Function, If, Op, Operand, Pack, Value, Yield
from ..ir.traverse import walk
from ..ir.types import DTYPES, ListType, ScalarType, TupleType, Type
from ..runtime.precision import alike


class Exactly:
    """Gives what `ops` compute of a function the dtypes that the caller is promised."""

    def __init__(
        self, fn: Function, ops: Sequence[Op], seed: Operand = Const(None), more: Sequence[Op] = ()
    ):
        """`more` is computed of the seed, the cotangent of the function's result, which has the
        dtype of the result."""
        if not precisions.are_several(fn):
            ops = more = ()
        self.kinds = KindsAtRunTime(ops)
        self.seed(seed, fn.body.terminator.value)
        self.kinds.run(more)
        ops = (*ops, *more)
        block = Block((), tuple(ops), Yield(()))
        self.makers = {
            result: op for op in walk(block) if not isinstance(op, Call) for result in op.results
        }
        #: values and tangents that have one dtype if those that they are made of do
        self.together: set[tuple[Operand, Operand]] = set()

    def seed(self, seed: Operand, result: Operand) -> None:
        if isinstance(seed, Value):
            self.kinds.keep(seed, self.kinds.of(result))
        elif isinstance(seed, Pack) and isinstance(result, Pack):
            for part, y in zip(seed.items, result.items):
                self.seed(part, y)

    def of_type(self, builder: Builder, g: Operand, type: Type) -> Operand:
        """The number or array in the dtype of the type, by a conversion where that is in doubt."""
        wanted = getattr(type, "dtype", None)
        if wanted is None or g not in self.kinds.found:
            return g
        others = dtypes(self.kinds.of(g)) - {wanted}
        if isinstance(type, ScalarType) and type.python:
            others = {dtype for dtype in others if dtype[0] != wanted[0]}
        if not others:
            return g
        if wanted[0] != "c" and any(dtype[0] == "c" for dtype in others):
            g = builder.call(np.real, g, type=replace_dtype(g.type, wanted))
        if isinstance(type, ScalarType) and type.python:
            return builder.call(complex if wanted[0] == "c" else float, g, type=type)
        # said to be of another dtype, else a conversion to its own would be left out
        other = builder.call(prims.retyped, g, type=replace_dtype(g.type, min(others)))
        dtype = Const(np.dtype(DTYPES[wanted]))
        return builder.call(prims.astype, other, dtype, type=replace_dtype(g.type, wanted))

    def of_result(self, builder: Builder, g: Operand, y: Value) -> Operand:
        """The tangent in the dtype of the result, which only the run may tell."""
        if g not in self.kinds.found and y not in self.kinds.found:
            return g
        wanted = dtypes(self.kinds.of(y))
        if wanted == {getattr(y.type, "dtype", None)}:
            return self.of_type(builder, g, y.type)
        if self.agree(y, g):
            return g
        return builder.call(alike, g, y, type=y.type)

    def agree(self, y: Operand, g: Operand) -> bool:
        """True where a value and its tangent have one dtype at run time, since they come the same
        way: out of the same loop or branch."""
        if (y, g) in self.together:
            return True
        wanted, have = (dtypes(self.kinds.of(x)) for x in (y, g))
        if len(wanted) <= 1:
            return wanted == have
        op = self.makers.get(y)
        if op is None or op is not self.makers.get(g):
            return False
        k, j = (op.results.index(x) for x in (y, g))
        pairs = {(y, g)}
        if isinstance(op, If):
            sides = op.then.terminator.operands, op.orelse.terminator.operands
        else:
            args = op.body.args[-len(op.inits):]
            pairs.add((args[k], args[j]))
            sides = op.inits, op.body.terminator.operands
        self.together |= pairs  # as long as nothing speaks against it
        agree = all(self.agree(side[k], side[j]) for side in sides)
        if not agree:
            self.together -= pairs
        return agree


def replace_dtype(type: Type, dtype: str) -> Type:
    return ScalarType(dtype) if isinstance(type, ScalarType) else replace(type, dtype=dtype)


def of_numpy(type: Type | None) -> Type | None:
    """The type with NumPy's numbers in place of Python's."""
    match type:
        case ScalarType(dtype=dtype):
            return ScalarType(dtype)
        case TupleType(items=items):
            return TupleType(tuple(map(of_numpy, items)))
        case ListType(item=item):
            return ListType(of_numpy(item))
    return type
