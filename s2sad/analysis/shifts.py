"""Shifts that cancel: values on which nothing that is computed with them depends.

The maximum `m` in `e = exp(z - m); e / sum(e)`, or in `m + log(sum(exp(z - m)))`, keeps numbers in
range and is no part of what is computed: the derivative by it is zero, whatever it is. It takes a
long way to find so in numbers, by rounding only, and nobody writes it.

A value that m takes part in is followed where it is known how: it is some `v + c m`, or some
`v exp(c m)`, with no m in v and a constant c. Where c is zero it does not depend on m. If all
values come to that end before anything else is done with them, m cancels.
"""

from __future__ import annotations

import heapq
import math
import operator
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from ..ir import prims
from ..ir.inventory import inventory
from ..ir.nodes import Block, Call, Const, Function, Op, Operand, Pack, Terminator, Value
from ..ir.traverse import blocks_of
from ..ir.types import ArrayType, ScalarType, is_differentiable, never_one
from ..rules.families import is_nondifferentiable
from ..types.lattice import varies

#: what people shift by
_EXTREMES = frozenset({np.max, np.min, np.maximum, np.minimum, max, min})
#: how many operations are looked at for one value
_FAR = 64

#: a sum of products of numbers that are known in the run only: {product: coefficient}, where a
#: product is a set of (value, exponent)
Coefficient = Mapping[frozenset[tuple[Value, int]], Fraction]
_ONE = {frozenset(): Fraction(1)}


@dataclass(frozen=True, slots=True)
class Shift:
    """How a value depends on m: `v + by * m`, or `v * exp(by * m)` where it is `exponential`.
    `axes` are its axes, counted from the end, along which the axes of m lie."""

    by: Coefficient
    axes: tuple[int, ...]
    exponential: bool = False


class _Unknown(Exception):
    """It cannot be told how the value depends on m."""


def cancelled(fn: Function) -> frozenset[Value]:
    """The extremes of numbers in a function that cancel in all that it computes with them."""
    extremes = [op.result for op in inventory(fn).ops if type(op) is Call and _is_extreme(op)]
    if not extremes:
        return frozenset()
    places: dict[Value, list[tuple[int, Op | Terminator]]] = {}
    _note_places(fn.body, 0, places)
    ranges = frozenset(op.result for op in inventory(fn).ops if _is_range(op))
    return frozenset(value for value in extremes if _cancels(value, places, ranges))


def _note_places(block: Block, count: int, places: dict[Value, list]) -> int:
    """Number the nodes in the order of the program; the last number."""
    for node in (*block.ops, block.terminator):
        count += 1
        for value in node.uses:
            places.setdefault(value, []).append((count, node))
        for inner in blocks_of(node):
            count = _note_places(inner, count, places)
    return count


def _is_extreme(op: Call) -> bool:
    return (
        isinstance(op.callee, Hashable)
        and op.callee in _EXTREMES
        and op.result is not None
        and isinstance(op.result.type, ScalarType | ArrayType)
        and is_differentiable(op.result.type)
    )


def _is_range(op: Op) -> bool:
    """`np.arange(n)`: 0, 1, 2, …"""
    return type(op) is Call and op.callee is np.arange and len(op.args) == 1 and not op.kwargs


def _cancels(m: Value, places: Mapping[Value, list], ranges: frozenset[Value]) -> bool:
    """True where everything computed with m is without it in the end."""
    shape = getattr(m.type, "shape", ())
    axes = tuple(k - len(shape) for k, n in enumerate(shape) if n != 1)
    shifts = {m: Shift(_ONE, axes)}
    waiting = [(place, id(node), node) for place, node in places.get(m, ())]
    heapq.heapify(waiting)
    seen: set[int] = set()
    while waiting and len(seen) < _FAR:
        _, key, node = heapq.heappop(waiting)
        if key in seen:
            continue
        seen.add(key)
        try:
            shift = _of_call(node, shifts, ranges)
        except _Unknown:
            return False
        if shift is not None and shift.by:
            shifts[node.result] = shift
            for place, user in places.get(node.result, ()):
                heapq.heappush(waiting, (place, id(user), user))
    return not waiting


def _of_call(
    node: Op | Terminator, shifts: Mapping[Value, Shift], ranges: frozenset[Value]
) -> Shift | None:
    if not isinstance(node, Call) or not isinstance(node.callee, Hashable) or node.effect:
        raise _Unknown
    if not is_differentiable(node.result.type) or is_nondifferentiable(node.callee):
        return None
    if node.callee is operator.getitem and _arrays(node.args[1]):
        return _entries(node, shifts, ranges)
    rule = _RULES.get(node.callee)
    if rule is None or any(_shift(value, shifts) for _, value in node.kwargs):
        raise _Unknown
    return rule(node, shifts)


def _shift(operand: Operand, shifts: Mapping[Value, Shift]) -> Shift | None:
    """How an operand depends on m, None where it does not."""
    if isinstance(operand, Pack):
        if any(_shift(item, shifts) for item in operand.items):
            raise _Unknown
        return None
    return shifts.get(operand) if isinstance(operand, Value) else None


def _known(condition: bool) -> None:
    if not condition:
        raise _Unknown


# --- coefficients ---


def _plus(a: Coefficient, b: Coefficient, factor: int = 1) -> Coefficient:
    total = dict(a)
    for product, number in b.items():
        total[product] = total.get(product, Fraction(0)) + factor * number
    return {product: number for product, number in total.items() if number}


def _times(a: Coefficient, operand: Operand, exponent: int) -> Coefficient:
    """The coefficient times, or divided by, one number."""
    if isinstance(operand, Const):
        number = operand.value
        _known(isinstance(number, int | float) and math.isfinite(number) and number != 0)
        return {product: n * Fraction(number) ** exponent for product, n in a.items()}
    _known(isinstance(operand, Value) and isinstance(operand.type, ScalarType))
    result = {}
    for product, number in a.items():
        powers = dict(product)
        powers[operand] = powers.get(operand, 0) + exponent
        result[frozenset((v, p) for v, p in powers.items() if p)] = number
    return result


# --- operations ---


def _pair(op: Call, shifts: Mapping[Value, Shift]) -> tuple[Shift | None, Shift | None]:
    _known(len(op.args) == 2 and not op.kwargs)
    a, b = (_shift(operand, shifts) for operand in op.args)
    if a is not None and b is not None:
        _known(a.axes == b.axes and a.exponential == b.exponential)
    return a, b


def _sum(op: Call, shifts: Mapping[Value, Shift]) -> Shift:
    a, b = _pair(op, shifts)
    sign = -1 if op.callee is operator.sub else 1
    some = a or b
    if some.exponential:  # v exp(cm) + w exp(cm)
        _known(a is not None and b is not None and a.by == b.by)
        return some
    return replace(some, by=_plus(a.by if a else {}, b.by if b else {}, sign))


def _alike(op: Call, shifts: Mapping[Value, Shift]) -> Shift:
    """An extreme of two numbers that are shifted by the same is so, too; and `log(exp(v + cm) +
    exp(w + cm))`, but not that of `v exp(cm)` and `w exp(cm)`."""
    a, b = _pair(op, shifts)
    _known(a is not None and b is not None and a.by == b.by)
    _known(not a.exponential or op.callee is not np.logaddexp)
    return a


def _negative(op: Call, shifts: Mapping[Value, Shift]) -> Shift:
    shift = _shift(op.args[0], shifts)
    return shift if shift.exponential else replace(shift, by=_plus({}, shift.by, -1))


def _product(op: Call, shifts: Mapping[Value, Shift]) -> Shift:
    a, b = _pair(op, shifts)
    exponent = -1 if op.callee is operator.truediv else 1
    if (a or b).exponential:
        return replace(a or b, by=_plus(a.by if a else {}, b.by if b else {}, exponent))
    _known(a is None or b is None)
    if a is None:
        _known(exponent == 1)
        return replace(b, by=_times(b.by, op.args[0], 1))
    return replace(a, by=_times(a.by, op.args[1], exponent))


def _exponential(op: Call, shifts: Mapping[Value, Shift]) -> Shift:
    shift = _shift(op.args[0], shifts)
    _known(len(op.args) == 1 and not op.kwargs and not shift.exponential)
    return replace(shift, exponential=True)


def _logarithm(op: Call, shifts: Mapping[Value, Shift]) -> Shift:
    shift = _shift(op.args[0], shifts)
    _known(len(op.args) == 1 and not op.kwargs and shift.exponential)
    return replace(shift, exponential=False)


def _reduction(op: Call, shifts: Mapping[Value, Shift]) -> Shift:
    """Sums of `v exp(cm)`, means and extremes of either, along axes on which m is constant."""
    shift, options = _shift(op.args[0], shifts), dict(op.kwargs)
    _known(len(op.args) <= 2 and options.keys() <= {"axis", "keepdims"})
    options.update(zip(("axis",), op.args[1:]))
    _known(shift.exponential or op.callee is not np.sum)
    ndim = len(getattr(op.args[0].type, "shape", ()))
    axis = options.get("axis", Const(None))
    _known(isinstance(axis, Const))
    if axis.value is None:
        gone = set(range(-ndim, 0))
    else:
        named = axis.value if isinstance(axis.value, tuple) else (axis.value,)
        gone = {k if k < 0 else k - ndim for k in named}
    _known(gone.isdisjoint(shift.axes))
    keepdims = options.get("keepdims", Const(False))
    _known(isinstance(keepdims, Const))
    if keepdims.value:
        return shift
    return replace(shift, axes=tuple(k + sum(g > k for g in gone) for k in shift.axes))


def _matrix_product(op: Call, shifts: Mapping[Value, Shift]) -> Shift:
    """Products of `v exp(cm)` with a matrix or vector; m is constant along what is summed over."""
    (a, b), (left, right) = (_shift(x, shifts) for x in op.args), (x.type.shape for x in op.args)
    _known((a is None) != (b is None) and (a or b).exponential and len(left) < 3 > len(right))
    if a is not None:
        _known(-1 not in a.axes)
        return replace(a, axes=tuple(k if len(right) == 2 else k + 1 for k in a.axes))
    _known((-2 if len(right) == 2 else -1) not in b.axes)
    return b


def _item(op: Call, shifts: Mapping[Value, Shift]) -> Shift:
    """Views that add or leave out axes, and slices of axes on which m is constant."""
    shift, index = _shift(op.args[0], shifts), op.args[1]
    steps = list(index.items) if isinstance(index, Pack) and index.kind is tuple else [index]
    _known(all(_is_basic(step) for step in steps) and isinstance(op.args[0].type, ArrayType))
    ndim = len(op.args[0].type.shape)
    taken = sum(not _is_const(step, None) and not _is_const(step, ...) for step in steps)
    rest = [Pack(slice, (Const(None),) * 3)] * (ndim - taken)
    at = next((k for k, step in enumerate(steps) if _is_const(step, ...)), len(steps))
    steps[at : at + 1] = rest
    became: dict[int, int] = {}
    axis, place = -ndim, -sum(not _is_number(step) for step in steps)
    for step in steps:
        if _is_const(step, None):
            place += 1
            continue
        if not _is_number(step):
            if all(_is_const(part, None) for part in step.items):
                became[axis] = place
            place += 1
        axis += 1
    _known(all(axis in became for axis in shift.axes))
    return replace(shift, axes=tuple(became[axis] for axis in shift.axes))


def _arrays(index: Operand) -> tuple[Value, ...]:
    """The steps of an index, where they are arrays of integers alone."""
    steps = index.items if isinstance(index, Pack) and index.kind is tuple else (index,)
    types = [getattr(step, "type", None) for step in steps]
    found = all(isinstance(t, ArrayType) and t.dtype[0] in "iu" and t.ndim == 1 for t in types)
    return tuple(steps) if found else ()


def _entries(op: Call, shifts: Mapping[Value, Shift], ranges: frozenset[Value]) -> Shift:
    """`z[np.arange(n), labels]`: an entry of each row. Of so many entries as there are rows, or of
    fewer that are not stretched by what they meet, each meets what is of its own row."""
    shift, steps = _shift(op.args[0], shifts), _arrays(op.args[1])
    _known(shift is not None)
    shape = op.args[0].type.shape
    rest = len(shape) - len(steps)
    axes = []
    for axis in shift.axes:
        place = axis + len(shape)
        if place < len(steps):
            length = op.result.type.shape[0]
            same = length == shape[place] and not varies(length)
            _known(steps[place] in ranges and (same or never_one(length)))
            axis = -rest - 1
        axes.append(axis)
    _known(len(set(axes)) == len(axes))
    return replace(shift, axes=tuple(axes))


def _is_const(operand: Operand, value) -> bool:
    return isinstance(operand, Const) and operand.value is value


def _is_number(step: Operand) -> bool:
    return isinstance(getattr(step, "type", None), ScalarType) or (
        isinstance(step, Const) and isinstance(step.value, int)
    )


def _is_basic(step: Operand) -> bool:
    return (
        _is_number(step)
        or _is_const(step, None)
        or _is_const(step, ...)
        or (isinstance(step, Pack) and step.kind is slice)
    )


def _squeezed(op: Call, shifts: Mapping[Value, Shift]) -> Shift:
    """Axes of length 1 that are left out: none of them is one of m's."""
    shift, before, after = _shift(op.args[0], shifts), op.args[0].type.shape, op.result.type.shape
    gone = [k - len(before) for k, n in enumerate(before) if n == 1]
    _known(len(before) - len(after) == len(gone))
    return replace(shift, axes=tuple(k + sum(g > k for g in gone) for k in shift.axes))


def _same(op: Call, shifts: Mapping[Value, Shift]) -> Shift:
    return _shift(op.args[0], shifts)


_RULES: dict[Callable, Callable[[Call, Mapping[Value, Shift]], Shift]] = {
    **dict.fromkeys((operator.add, operator.sub), _sum),
    **dict.fromkeys((operator.mul, operator.truediv), _product),
    **dict.fromkeys((np.maximum, np.minimum, max, min, np.logaddexp), _alike),
    **dict.fromkeys((np.exp, math.exp), _exponential),
    **dict.fromkeys((np.log, math.log), _logarithm),
    **dict.fromkeys((np.sum, np.mean, np.max, np.min), _reduction),
    **dict.fromkeys((np.copy, prims.retyped), _same),
    operator.neg: _negative, operator.matmul: _matrix_product, operator.getitem: _item,
    np.squeeze: _squeezed,
}  # fmt: skip
