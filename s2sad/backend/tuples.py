"""Finds tuples that are only taken apart: `t = f(x); a = t[0]; b = t[1]` is `a, b = f(x)`.

In: a Function. Out: the Function without those subscripts, and for each such tuple value the
values of its items (None for an item that nothing reads). Emission prints the items as the target
of the assignment or of the `for`.
"""

from __future__ import annotations

import operator
from dataclasses import replace

from ..ir.calls import map_calls
from ..ir.inventory import inventory
from ..ir.nodes import Call, Const, For, Function, Value
from ..ir.traverse import all_blocks, substituted
from ..ir.types import TupleType

Items = dict[Value, tuple[Value | None, ...]]
#: no more targets than that in one assignment
LONGEST = 24


def split(fn: Function) -> tuple[Function, Items]:
    """The function without the subscripts, and the items of each tuple."""
    items: Items = {}
    candidates = [*_candidates(fn)]
    if not candidates:
        return fn, items
    readers = _readers(fn, {value for value, _ in candidates})
    dropped: set[Call] = set()
    same: dict[Value, Value] = {}
    for value, many in candidates:
        found = readers.get(value)
        if found is None or len(value.type.items) > LONGEST:
            continue
        first, again = _first_of_each(found, len(value.type.items))
        if len(first) >= (2 if many else 1):
            items[value] = tuple(first.get(k) for k in range(len(value.type.items)))
            dropped.update(found)
            same |= again
            for later, former in again.items():  # a tuple in the tuple is taken apart once
                both = readers.get(former), readers.pop(later, None)
                readers[former] = None if None in both else both[0] + both[1]
    if not dropped:
        return fn, items
    body = map_calls(fn.body, lambda op: None if op in dropped else op)
    if same:
        body = substituted(body, same)
    return replace(fn, body=body), items


def _first_of_each(
    found: list[Call], length: int
) -> tuple[dict[int, Value], dict[Value, Value]]:
    """The first value of each item; for each later one, the first."""
    first: dict[int, Value] = {}
    again: dict[Value, Value] = {}
    for op in found:
        former = first.setdefault(op.args[1].value % length, op.result)
        if former is not op.result:
            again[op.result] = former
    return first, again


def _candidates(fn: Function):
    """Tuple values that an assignment or a `for` can take apart; True: worth it for two items."""
    for op in inventory(fn).ops:
        if type(op) is Call:
            if op.result is not None and isinstance(op.result.type, TupleType):
                yield op.result, op.callee is not operator.getitem
        elif type(op) is For:
            for value in op.body.args[: len(op.iterables)]:
                if isinstance(value.type, TupleType):
                    yield value, False


def _readers(fn: Function, tuples: set[Value]) -> dict[Value, list[Call] | None]:
    """For each of the tuples that are read: the subscripts, None where something else reads it."""
    found: dict[Value, list[Call] | None] = {}
    for block in all_blocks(fn.body):
        for op in (*block.ops, block.terminator):
            for value in op.uses:
                if value not in tuples:
                    continue
                if not _is_item(op, value):
                    found[value] = None
                elif found.setdefault(value, []) is not None:
                    found[value].append(op)
    return found


def _is_item(op, value: Value) -> bool:
    match op:
        case Call(callee=operator.getitem, args=(base, Const(value=int()))):
            return base is value and op.result is not None
    return False
