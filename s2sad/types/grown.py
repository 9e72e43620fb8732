"""How long a list is that a loop fills: `[f(v) for v in x]` has as many items as `x` has entries.

A loop that was emitted comes in; the lengths of the lists that it carries are noted, where each
round puts the same number of items into them.
"""

from __future__ import annotations

from ..ir import prims
from ..ir.nodes import Call, Const, For, Operand, Value
from ..ir.types import ArrayType, Axis, ListType
from .dims import total


def note(cx, op: For) -> None:
    """Note how long the lists are that the loop leaves."""
    lists = [k for k, result in enumerate(op.results) if isinstance(result.type, ListType)]
    if not lists or op.body.terminator.stop is not None:
        return
    callees = [cx.origins.calls.get(iterable, (None,))[0] for iterable in op.iterables]
    ending = [i for i, callee in zip(op.iterables, callees) if callee is not prims.count]
    rounds = {_rounds(cx, iterable) for iterable in ending}
    if len(rounds) != 1 or None in rounds:
        return
    for k in lists:
        start, more = _length(cx, op.inits[k]), _added(op, k)
        if start is not None and more is not None:
            cx.lengths[op.results[k]] = total((start, *more * list(rounds)))


def _rounds(cx, iterable: Operand) -> Axis | None:
    """How many items there are."""
    if not isinstance(iterable, Value):
        return None
    if isinstance(iterable.type, ArrayType):
        return iterable.type.shape[0]
    callee, args = cx.origins.calls.get(iterable, (None, ()))
    if callee is not range or (len(args) == 3 and getattr(args[2], "value", None) != 1):
        return cx.lengths.get(iterable)
    start, stop = (Const(0), *args) if len(args) == 1 else args[:2]
    form = cx.windows.form(stop).minus(cx.windows.form(start))
    return cx.windows.axis_of(form) if cx.windows.is_not_negative(form) else None


def _length(cx, items: Operand) -> Axis | None:
    if not isinstance(items, Value):
        return None
    callee, args = cx.origins.calls.get(items, (None, ()))
    return len(args) if callee is prims.build_list else cx.lengths.get(items)


def _added(op: For, k: int) -> int | None:
    """How many items each round puts behind the others."""
    made = {each.result: each for each in op.body.ops if type(each) is Call}
    item, count = op.body.terminator.operands[k], 0
    while item is not op.body.args[len(op.iterables) + k]:
        call = made.get(item)
        if call is None or call.callee not in (prims.list_append, prims.list_write):
            return None
        item, count = call.args[0], count + (call.callee is prims.list_append)
    return count
