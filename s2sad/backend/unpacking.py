"""A vector that is unpacked: its length is checked, and its entries are read by constant indices.

Before:  %n = len %p; %c = ne %n, 3; if %c { raise_ … } else { }; %a = getitem %p, 0; …
After:   %t = entries %p; %a = getitem %t, 0; …

`entries` is written as the vector itself, and `tuples` takes its result apart: `a, b, c = p`. So
is a vector of known length where one line of the program reads all of its entries.
What surprises: this is done outside of loops only. NumPy takes several times as long to go through
an array as to read a few of its entries.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping
from dataclasses import replace

from ..ir import prims
from ..ir.calls import map_calls
from ..ir.inventory import inventory
from ..ir.nodes import Block, Call, Const, Function, If, Op, Value
from ..ir.traverse import always_raises, count_uses, walk
from ..ir.types import ArrayType, ScalarType, TupleType
from ..passes.arithmetic import number_of
from .tuples import LONGEST


def entries(x):
    """The entries of a vector, as a tuple."""
    return tuple(x)


def run(fn: Function) -> Function:
    """The function with a tuple for each vector that its outermost block unpacks."""
    if operator.getitem not in inventory(fn).callees:
        return fn
    for vector, first in _read_at_once(fn):
        place = fn.body.ops.index(first)
        fn = _with_tuples(fn, place, place, {vector: _whole(vector, vector.type.shape[0], first)})
    calls = {op.result: op for op in fn.body.ops if type(op) is Call}
    for check in fn.body.ops:
        found = _checked(check, calls) if isinstance(check, If) else None
        if found is not None:
            fn = _taken_apart(fn, check, *found)
    return fn


def _read_at_once(fn: Function) -> list[tuple[Value, Call]]:
    """Vectors of known length of which one line reads all entries, with the first of these reads;
    not where each entry is written in the place where it is read."""
    counts = count_uses(fn)
    reads: dict[tuple, list[Call]] = {}
    for op in fn.body.ops:
        if type(op) is Call and _is_entry(op, LONGEST):
            reads.setdefault((op.args[0], op.span), []).append(op)
    return [
        (vector, ops[0]) for (vector, _), ops in reads.items()
        if len(ops) > 1 and vector.type.shape == (len({op.args[1].value for op in ops}),)
        and any(counts[op.result] > 1 for op in ops)
    ]  # fmt: skip


def _whole(vector: Value, count: int, op: Op) -> Value:
    return Value("", TupleType((ScalarType(vector.type.dtype),) * count), op.span)


def _checked(check: If, calls: Mapping[Value, Call]) -> tuple[Value, int] | None:
    """The vector whose length is checked, and the length."""
    unequal = calls.get(check.condition) if type(check.condition) is Value else None
    if unequal is None or unequal.callee is not operator.ne or check.results or check.orelse.ops:
        return None
    length, count = unequal.args
    counted = calls.get(length) if type(length) is Value else None
    if counted is None or counted.callee not in (len, prims.axis_length):
        return None
    vector, number = counted.args[0], number_of(count)
    is_vector = isinstance(vector, Value) and isinstance(vector.type, ArrayType)
    if not is_vector or vector.type.ndim != 1 or number is None or not 1 < number <= LONGEST:
        return None
    if not always_raises(check.then) or len(check.then.ops) != 2:
        return None
    error = check.then.ops[0]
    text = prims.WRONG_COUNT.format(number)
    if error.callee is not ValueError or [each.value for each in error.args] != [text]:
        return None
    return vector, number


def _taken_apart(fn: Function, check: If, counted: Value, count: int) -> Function:
    place = fn.body.ops.index(check)
    rest = Block((), fn.body.ops[place + 1 :], fn.body.terminator)
    wholes = {v: _whole(v, count, check) for v in _unpacked(counted, count, rest)}
    if not wholes:
        return fn
    return _without_count(_with_tuples(fn, place, place + 1, wholes), check.condition)


def _with_tuples(
    fn: Function, place: int, after: int, wholes: Mapping[Value, Value]
) -> Function:
    """The function that makes the tuples at a place, and reads the entries from there on of them;
    its operations go on at another one."""

    def entry(op: Call) -> Call:
        if op.args and op.args[0] in wholes:
            whole = wholes[op.args[0]]
            if _is_entry(op, len(whole.type.items)):
                return replace(op, args=(whole, op.args[1]))
        return op

    rest = map_calls(Block((), fn.body.ops[after:], fn.body.terminator), entry)
    taken = [Call(entries, (v,), (), whole, False, whole.span) for v, whole in wholes.items()]
    ops = (*fn.body.ops[:place], *taken, *rest.ops)
    return replace(fn, body=Block((), ops, rest.terminator))


def _unpacked(counted: Value, count: int, rest: Block) -> list[Value]:
    """The vectors whose entries are read: the one that is counted, or those that are as long."""
    ops = walk(rest)
    inside = {value for op in ops for value in op.results}
    found: dict[Value, set[int]] = {}
    for op in ops:
        if type(op) is Call and _is_entry(op, count) and op.args[0] not in inside:
            vector, index = op.args
            if vector.type.shape == counted.type.shape:
                found.setdefault(vector, set()).add(index.value)
    if counted in found:
        return [counted]
    return [v for v, indices in found.items() if len(indices) > 1 or len(found) == 1]


def _is_entry(op: Call, count: int) -> bool:
    """A vector's entry at a constant index."""
    if op.callee is not operator.getitem:
        return False
    vector, index = op.args
    number = index.value if type(index) is Const else None
    is_vector = isinstance(vector, Value) and isinstance(vector.type, ArrayType)
    return is_vector and vector.type.ndim == 1 and type(number) is int and 0 <= number < count


def _without_count(fn: Function, condition: Value) -> Function:
    """Without the comparison that the check has read, and the length, where none else does."""
    counts, gone = count_uses(fn), {condition}
    for op in reversed(fn.body.ops):
        if isinstance(op, Call) and op.result in gone and not counts[op.result]:
            fn = replace(fn, body=_without(fn.body, op))
            counts.subtract(op.uses)
            gone.update(op.uses if op.callee is operator.ne else ())
    return fn


def _without(block: Block, op: Op) -> Block:
    return Block(block.args, tuple(each for each in block.ops if each is not op), block.terminator)
