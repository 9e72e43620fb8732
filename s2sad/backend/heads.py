"""Heads of `for` loops: `for i, (a, b) in enumerate(zip(x, y)):`."""

from __future__ import annotations

import itertools
import operator

from ..ir import prims
from ..ir.nodes import Call, Const, For, Operand, Value
from . import syntax
from .plan import Loop
from .tuples import Items


def head(speller, loop: Loop, items: Items):
    """The target and the iterable of a For."""
    op: For = loop.op
    pairs = list(zip(loop.targets, op.iterables))
    used = [(v, o) for v, o in pairs if _is_used(speller, v, items) or not _is_count(speller, o)]
    pairs = used or pairs
    counter = _is_count(speller, pairs[0][1]) if len(pairs) > 1 else None
    if counter is None:
        return _zipped(speller, pairs, items)
    target, iterable = _zipped(speller, pairs[1:], items)
    start = [] if _start(counter) == 0 else [speller.operand(counter.args[0])]
    enumerated = syntax.call(speller.references.expression(enumerate), iterable, *start)
    return syntax.sequence([variable(speller, pairs[0][0], items), target]), enumerated


def _zipped(speller, pairs: list[tuple[Value, Operand]], items: Items):
    targets = [variable(speller, value, items) for value, _ in pairs]
    iterables = [_iterable(speller, operand, _is_used(speller, v, items)) for v, operand in pairs]
    if len(pairs) == 1:
        return targets[0], iterables[0]
    zipped = syntax.call(speller.references.expression(zip), *iterables)
    return syntax.sequence(targets), zipped


def _iterable(speller, operand: Operand, is_used: bool):
    counter = _is_count(speller, operand)
    if counter is None:
        length = None if is_used else _trips_down(speller, operand)
        if length is not None:
            return syntax.call(speller.references.expression(range), speller.operand(length))
        return speller.operand(operand)
    start = [] if _start(counter) == 0 else [speller.operand(counter.args[0])]
    return syntax.call(speller.references.expression(itertools.count), *start)


def _trips_down(speller, operand: Operand) -> Operand | None:
    """`n` of `range(n - 1, -1, -1)`: who does not read the counter may as well count up."""
    match _in_place(speller, operand):
        case Call(callee=callee, args=(first, Const(value=-1), Const(value=-1))) if callee is range:
            if isinstance(first, Const):
                return Const(max(0, first.value + 1))
            match _in_place(speller, first):
                case Call(callee=operator.sub, args=(length, Const(value=1))):
                    return length
    return None


def _in_place(speller, operand: Operand):
    """The op that is printed where the operand stands."""
    return speller.inline.get(operand) if isinstance(operand, Value) else None


def _is_count(speller, operand: Operand) -> Call | None:
    op = _in_place(speller, operand)
    return op if isinstance(op, Call) and op.callee is prims.count else None


def _start(counter: Call):
    if not counter.args:
        return 0
    return counter.args[0].value if isinstance(counter.args[0], Const) else None


def variable(speller, value: Value, items: Items):
    """The target of an assignment to the value: its name, `_`, or a tuple of those."""
    if value in items:
        parts = [_part(speller, part, items) for part in items[value]]
        return syntax.sequence(parts)
    return speller.named(speller.names.get(value, "_"))


def _part(speller, part: Value | None, items: Items):
    return speller.named("_") if part is None else variable(speller, part, items)


def _is_used(speller, value: Value, items: Items) -> bool:
    if value in items:
        return any(part is not None and _is_used(speller, part, items) for part in items[value])
    return value in speller.names
