"""Items and slices of a range."""

from __future__ import annotations

import operator

from .abstract import Abstract, Range, Slice, Static


def known_range(numbers: Range) -> range | None:
    """The range where its bounds are known."""
    parts = (numbers.start, numbers.stop, numbers.step)
    return range(*(p.value for p in parts)) if all(isinstance(p, Static) for p in parts) else None


def as_known(value: Abstract) -> Abstract:
    """A range of known numbers as the object that it is; anything else as it came."""
    known = known_range(value) if isinstance(value, Range) else None
    return value if known is None else Static(known)


def range_item(cx, numbers: Range, index: Abstract) -> Abstract:
    known = known_range(numbers)
    if isinstance(index, Slice):
        if is_reversal(index):
            return reversed_range(cx, numbers.start, numbers.stop, numbers.step)
        if known is not None:
            part = cx.evaluate(operator.getitem, known, cx.static_slice(index))
            return Range(Static(part.start), Static(part.stop), Static(part.step))
    elif isinstance(index, Static) and known is not None:
        return Static(cx.evaluate(operator.getitem, known, index.value))
    elif isinstance(index, Static) and isinstance(index.value, int) and index.value >= 0:
        step = cx.binary(operator.mul, numbers.step, index)
        return cx.binary(operator.add, numbers.start, step)
    cx.refuse(
        "a part of a range is taken whose bounds, or the index, are known only at run time",
        "write the numbers: range(start, stop, step), reversed(range(n)), or n - 1 for the last",
    )


def is_reversal(index: Slice) -> bool:
    """`[::-1]`"""
    parts = (index.start, index.stop, index.step)
    return all(isinstance(part, Static) for part in parts) and [p.value for p in parts] == [
        None, None, -1,
    ]  # fmt: skip


def reversed_range(cx, start: Abstract, stop: Abstract, step: Abstract) -> Range:
    """The same numbers backwards."""
    if isinstance(step, Static) and step.value in (1, -1):
        last = cx.binary(operator.sub, stop, step)
        first = cx.binary(operator.sub, start, step)
        return Range(last, first, Static(-step.value))
    known = known_range(Range(start, stop, step))
    if known is not None:
        numbers = known[::-1]
        return Range(Static(numbers.start), Static(numbers.stop), Static(numbers.step))
    # the count is -((start - stop) // step) for steps of either sign, below 1 where it is empty
    sub, mul, div = operator.sub, operator.mul, operator.floordiv
    before = cx.binary(div, cx.binary(sub, start, stop), step)
    back = cx.binary(mul, cx.binary(operator.add, before, Static(1)), step)
    minus = cx.binary(sub, Static(0), step)
    return Range(cx.binary(sub, start, back), cx.binary(sub, start, step), minus)
