"""Rows of arrays that loops run over: what is known of an index where the code is generated.

A number comes in, a loop's variable plus a constant goes out; with what the variable runs over, it
tells which rows other accesses are to. What surprises: indices below zero wrap around, so that two
of them are apart only where both are known to be none or both to be some.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable
from dataclasses import dataclass

from ..ir import prims
from ..ir.nodes import Call, Const, For, Op, Operand, Pack, Value
from ..ir.types import ScalarType
from .definitions import Definitions, Role


@dataclass(frozen=True, slots=True)
class Row:
    """An index: `variable + offset`, or `offset` where there is no variable."""

    variable: Value | None
    offset: int


@dataclass(frozen=True, slots=True)
class Steps:
    """The values of a loop variable: up by one or down by one, none below `lowest`."""

    up: bool
    lowest: int


class Rows:
    """Looks indices up, and what loops run over, in the definitions of one function."""

    def __init__(self, found: Definitions):
        self.found = found

    def call(self, operand: Operand) -> Call | None:
        """The call that defines the operand, where one does."""
        if not isinstance(operand, Value):
            return None
        found = self.found.of[operand]
        return found.node if found.role is Role.CALL else None

    def steps(self, iterable: Operand) -> Steps | None:
        """What a loop over the iterable counts, if it counts in steps of one."""
        call = self.call(iterable)
        if call is None or call.kwargs:
            return None
        if call.callee is reversed:
            found = self.steps(call.args[0])
            return None if found is None else Steps(not found.up, found.lowest)
        numbers = [a.value if isinstance(a, Const) else None for a in call.args]
        if call.callee is prims.count:
            return _steps_from(numbers[0] if numbers else 0, True)
        if call.callee is not range:
            return None
        step = numbers[2] if len(numbers) == 3 else 1
        if step == 1:
            return _steps_from(numbers[0] if len(numbers) > 1 else 0, True)
        below = numbers[1] if step == -1 else None
        return _steps_from(below + 1, False) if type(below) is int else None

    def steps_of(self, loops: Iterable[Op]) -> dict[Value, Steps]:
        """What the variables of loops count, where it is known."""
        steps = {}
        for op in loops:
            if isinstance(op, For):
                for operand, variable in zip(op.iterables, op.body.args):
                    found = self.steps(operand)
                    if found is not None:
                        steps[variable] = found
        return steps

    def first(self, index: Operand) -> Row | None:
        """The row that an index leads to."""
        if isinstance(index, Pack):
            return self.first(index.items[0]) if index.kind is tuple and index.items else None
        return self.row(index)

    def row(self, number: Operand) -> Row | None:
        """A number that is known, or a known one away from a variable."""
        offset = 0
        while isinstance(number, Value):
            if not _is_integer(number):
                return None
            if self.found.of[number].role is Role.ITEM:
                return Row(number, offset)
            moved = _moved(self.call(number))
            if moved is None:
                return None
            number, more = moved
            offset += more
        value = number.value if isinstance(number, Const) else None
        return Row(None, value + offset) if type(value) is int else None

    def along(self, path: Operand) -> list[Row | None]:
        """The row on each axis that a path of one index leads to, as far as the axes are known;
        None for a slice and for a number of which nothing is known."""
        found: list[Row | None] = []
        for item in _steps_of(path):
            is_slice = isinstance(item, Pack) and item.kind is slice
            is_number = isinstance(item, Const) and type(item.value) is int
            if not (is_slice or is_number or isinstance(item, Value) and _is_integer(item)):
                break
            found.append(None if is_slice else self.row(item))
        return found

    def are_all_known(self, path: Operand) -> bool:
        """True where the path consists of numbers and slices."""
        steps = _steps_of(path)
        return len(self.along(path)) == len(steps) > 0


def are_apart(
    some: list[Row | None], others: list[Row | None], steps: dict[Value, Steps]
) -> bool:
    """True where two places, a row on each axis, have no entry in common in the same iteration."""
    return any(
        a is not None and b is not None and _rows_apart(a, b, steps) for a, b in zip(some, others)
    )


def _rows_apart(a: Row, b: Row, steps: dict[Value, Steps]) -> bool:
    if a.variable is None and b.variable is None:
        return a.offset != b.offset and (a.offset < 0) == (b.offset < 0)
    if a.variable is b.variable:
        known = steps.get(a.variable)
        least = None if known is None else known.lowest + min(a.offset, b.offset)
        return a.offset != b.offset and least is not None and least >= 0
    if a.variable is not None and b.variable is not None:
        return False
    number, row = (a.offset, b) if a.variable is None else (b.offset, a)
    known = steps.get(row.variable)
    return known is not None and 0 <= number < known.lowest + row.offset


def _steps_of(path: Operand) -> tuple[Operand, ...]:
    """What the one index of a path consists of; nothing where there are several."""
    index = path.items[0] if len(path.items) == 1 else Pack(tuple, ())
    return index.items if isinstance(index, Pack) and index.kind is tuple else (index,)


def _is_integer(value: Value) -> bool:
    return isinstance(value.type, ScalarType) and value.type.dtype[0] in "iu"


def _steps_from(lowest: object, up: bool) -> Steps | None:
    return Steps(up, lowest) if type(lowest) is int else None


def _moved(call: Call | None) -> tuple[Operand, int] | None:
    """`(x, c)` for a call that computes `x + c`."""
    if call is None or call.callee not in (operator.add, operator.sub):
        return None
    a, b = call.args
    if call.callee is operator.add and isinstance(a, Const):
        a, b = b, a
    if not isinstance(b, Const) or type(b.value) is not int:
        return None
    return a, b.value if call.callee is operator.add else -b.value
