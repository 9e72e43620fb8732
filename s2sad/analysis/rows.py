"""Rows of arrays that loops run over: what is known of an index where the code is generated.

A number comes in, a loop's variable plus a constant goes out; with what the variable runs over, it
tells which rows other accesses are to. What surprises: indices below zero wrap around, so that two
of them are apart only where both are known to be none or both to be some.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass, replace

from ..ir import prims
from ..ir.nodes import Call, Const, Operand, Pack, Value
from ..ir.types import ScalarType
from .definitions import Definitions, Role


@dataclass(frozen=True, slots=True)
class Row:
    """An index: `variable + offset`, or `offset` where there is no variable."""

    variable: Value | None
    offset: int

    def moved(self, by: int) -> Row:
        return Row(self.variable, self.offset + by)


@dataclass(frozen=True, slots=True)
class Steps:
    """The values of a loop variable: up by one or down by one, none below the number `lowest`.
    Where it is known in terms of another loop's variable, all are at least `least`, and less than
    `limit`."""

    up: bool
    lowest: int
    least: Row | None = None
    limit: Row | None = None


class Rows:
    """Looks indices up, and what loops run over, in the definitions of one function."""

    def __init__(self, found: Definitions):
        self.found = found
        self._steps: dict[Value, Steps | None] = {}

    def call(self, operand: Operand) -> Call | None:
        """The call that defines the operand, where one does."""
        if not isinstance(operand, Value):
            return None
        found = self.found.of[operand]
        return found.node if found.role is Role.CALL else None

    # what loops run over

    def steps(self, variable: Value | None) -> Steps | None:
        """What a loop's variable counts, if it counts in steps of one from what is known."""
        if variable is None:
            return None
        if variable not in self._steps:
            found = self.found.of[variable]
            iterable = found.node.iterables[found.index]
            self._steps[variable] = self._counted(self.call(iterable))
        return self._steps[variable]

    def _counted(self, call: Call | None) -> Steps | None:
        if call is None or call.kwargs:
            return None
        if call.callee is reversed:
            found = self._counted(self.call(call.args[0]))
            return None if found is None else replace(found, up=not found.up)
        if call.callee is prims.count:
            return self._between(True, call.args[0] if call.args else Const(0), None)
        if call.callee is not range:
            return None
        if len(call.args) < 3:
            start, stop = call.args if len(call.args) == 2 else (Const(0), call.args[0])
            return self._between(True, start, stop)
        start, stop, step = call.args
        if not isinstance(step, Const) or step.value not in (1, -1):
            return None
        up = step.value == 1
        return self._between(True, start, stop) if up else self._between(False, stop, start, 1)

    def _between(
        self, up: bool, least: Operand, limit: Operand | None, moved: int = 0
    ) -> Steps | None:
        """Of a range from `least + moved` to below `limit + moved`."""
        first, last = self.row(least), None if limit is None else self.row(limit)
        lowest = self.lowest(first)
        if lowest is None:
            return None
        least_row, limit_row = (
            None if row is None or row.variable is None else row.moved(moved)
            for row in (first, last)
        )
        return Steps(up, lowest + moved, least_row, limit_row)

    def lowest(self, row: Row | None) -> int | None:
        """A number that the row is never below."""
        if row is None or row.variable is None:
            return None if row is None else row.offset
        steps = self.steps(row.variable)
        return None if steps is None else steps.lowest + row.offset

    # what indices lead to

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

    def are_apart(self, some: list[Row | None], others: list[Row | None]) -> bool:
        """True where two places, a row on each axis, have no entry in common: in the same
        iteration of all loops whose variables they name."""
        return any(
            a is not None and b is not None and (self._is_below(a, b) or self._is_below(b, a))
            for a, b in zip(some, others)
        )

    def _is_below(self, a: Row, b: Row) -> bool:
        """True where a is another row than b since it is before it, neither of them counted from
        the end, or both."""
        if a.variable is b.variable:
            if a.offset >= b.offset:
                return False
            if a.variable is None:
                return (a.offset < 0) == (b.offset < 0)
            return self._is_no_end(a)
        if not self._is_no_end(a):
            return False
        if a.variable is None:
            return a.offset < (self.lowest(b) or 0)
        limit = getattr(self.steps(a.variable), "limit", None)
        if limit is not None and limit.variable is b.variable:
            return limit.offset + a.offset <= b.offset
        least = getattr(self.steps(b.variable), "least", None)
        return least is not None and least.variable is a.variable and (
            a.offset < least.offset + b.offset
        )  # fmt: skip

    def _is_no_end(self, row: Row) -> bool:
        """True for a row that is counted from the start."""
        lowest = self.lowest(row)
        return lowest is not None and lowest >= 0


def _steps_of(path: Operand) -> tuple[Operand, ...]:
    """What the one index of a path consists of; nothing where there are several."""
    index = path.items[0] if len(path.items) == 1 else Pack(tuple, ())
    return index.items if isinstance(index, Pack) and index.kind is tuple else (index,)


def _is_integer(value: Value) -> bool:
    return isinstance(value.type, ScalarType) and value.type.dtype[0] in "iu"


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
