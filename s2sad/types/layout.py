"""Whether an array is in C order, so that reshaping it gives a view and not a copy.

`reshape` and `ravel` share memory with an array in C order only. Where the order is not known the
result is an array that may share memory, which is all that reading it needs. Once it matters (one
of the two is written, the other read) the program is run again with the directive to take its
arguments for arrays in C order; generated code then checks on entry that they are.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from ..ir import prims
from ..ir.nodes import Const, Operand, Pack, Value, leaves, node
from ..ir.types import ArrayType, ScalarType
from .abstract import Array

#: functions whose result is certainly a fresh array in C order
FRESH = frozenset({
    np.zeros, np.ones, np.empty, np.full, np.arange, np.linspace, np.eye, np.identity, np.outer,
    np.dot, np.kron, np.array, operator.matmul, np.ravel, np.ascontiguousarray,
})  # fmt: skip
#: functions of which this holds for one matrix
OF_MATRICES = frozenset({np.linalg.inv, np.linalg.solve, np.linalg.cholesky})
#: functions whose result is in C order where all their arrays are
KEEPING = frozenset({
    operator.add, operator.sub, operator.mul, operator.truediv, operator.floordiv, operator.mod,
    operator.pow, operator.neg, operator.pos, operator.lt, operator.le, operator.gt, operator.ge,
    operator.eq, operator.ne, operator.and_, operator.or_, operator.xor, operator.invert,
    np.where, np.clip, np.round, np.copy, np.zeros_like, np.ones_like, np.empty_like, np.full_like,
    np.concatenate, np.stack, np.vstack, np.hstack, np.column_stack, np.tile, np.repeat, np.roll,
    np.triu, np.tril, np.sum, np.mean, np.cumsum, np.reshape, prims.astype, prims.stop_gradient,
    prims.retyped,
})  # fmt: skip
_WRITES = frozenset({prims.write, prims.accumulate, prims.accumulate_at})
_VIEWS_IN_ORDER = frozenset({np.reshape, np.squeeze, np.expand_dims, prims.stop_gradient})

#: the arguments that must be in C order for an array to be; None where that is not enough
Order = frozenset[Value] | None
CERTAIN: Order = frozenset()


@dataclass(slots=True)
class Orders:
    """The order of each array that was emitted; `needed` are the arguments to be checked."""

    known: dict[Value, Order] = field(default_factory=dict)
    needed: dict[Value, None] = field(default_factory=dict)

    def of(self, value: Value) -> Order:
        return self.known.get(value)

    def argument(self, value: Value) -> None:
        self.known[value] = frozenset({value}) if value.type.ndim else CERTAIN

    def meets(self, result: Value, operands: tuple[Operand, ...]) -> None:
        """One of these arrays, the run decides which."""
        if isinstance(result.type, ArrayType):
            self.known[result] = self.of_all(operands)

    def lost(
        self, assumed: dict[int, Order], args: list[Value], nexts: list[Operand]
    ) -> dict[int, Order]:
        """What to assume of carried arrays instead, where this is not true of the next ones."""
        met = {k: self.of_all((args[k], nexts[k])) for k in assumed}
        return met if met != assumed else {}

    def note(self, result: Value, callee: Callable, operands: tuple[Operand, ...]) -> None:
        """The order of the result of a call."""
        if callee in FRESH:
            self.known[result] = CERTAIN
        elif callee in OF_MATRICES and result.type.ndim <= 2:
            self.known[result] = CERTAIN
        elif callee in _WRITES:
            self.known[result] = self.of(operands[0])
        elif callee is operator.getitem:
            if is_one_piece(operands[1]):
                self.known[result] = self.of(operands[0])
            elif result.type.ndim <= 1 and not _is_basic(operands[1]):
                self.known[result] = CERTAIN
        elif callee in KEEPING or isinstance(callee, np.ufunc):
            self.known[result] = self.of_all(operands)
            if result.type.ndim <= 1 and callee is not np.reshape:
                self.known[result] = CERTAIN

    def of_all(self, operands: tuple[Operand, ...]) -> Order:
        arguments: frozenset[Value] = frozenset()
        for operand in operands:
            for value in leaves(operand):
                if isinstance(value.type, ArrayType):
                    order = self.of(value)
                    if order is None:
                        return None
                    arguments |= order
        return arguments


@node
class Flat(Array):
    """`x.flat`: the entries in C order, however they lie in memory. What is read is a copy."""


def _is_basic(step: Operand) -> bool:
    return all(isinstance(v.type, ScalarType) for v in leaves(step))


def is_one_piece(step: Operand) -> bool:
    """Numbers on the first axes, then at most one slice of step 1; new axes do no harm."""
    if isinstance(step, Pack) and step.kind is prims.View:
        return step.items[0].value in _VIEWS_IN_ORDER
    parts = step.items if isinstance(step, Pack) and step.kind is tuple else (step,)
    parts = [p for p in parts if not (isinstance(p, Const) and p.value is None)]
    for k, part in enumerate(parts):
        if not _is_number(part):
            return _is_unit_slice(part) and k == len(parts) - 1
    return True


def _is_number(part: Operand) -> bool:
    if isinstance(part, Const):
        return isinstance(part.value, int)
    return isinstance(part, Value) and isinstance(part.type, ScalarType)


def _is_unit_slice(part: Operand) -> bool:
    if isinstance(part, Const):
        return part.value is Ellipsis
    step = part.items[2] if isinstance(part, Pack) and part.kind is slice else None
    return isinstance(step, Const) and step.value in (None, 1)


def gives_view(cx, array) -> bool:
    """True where reshaping the array gives a view, if need be under a check of the arguments."""
    order = array.storage.order
    if order is None or not all(map(is_one_piece, array.path)):
        return False
    if order and not cx.directives.in_order:
        return False
    cx.order.needed.update(dict.fromkeys(order))
    return True
