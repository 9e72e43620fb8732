"""Values that some path leaves without a value: results of branches, and carries of loops.

In: a function. Out: its values that may be UNDEFINED, since some path does not assign them, or
None, where the reverse sweep put a placeholder in the place of that. Their types do not hold then.
"""

from __future__ import annotations

from collections.abc import Callable

from ..ir.nodes import UNDEFINED, Const, For, Function, If, Operand, Value, While
from ..ir.traverse import walk
from ..ir.types import ArrayType


def run(fn: Function) -> frozenset[Value]:
    """The values that may be UNDEFINED or, in the place of an array, None."""
    return _spread(fn, lambda c, t: c is UNDEFINED or c is None and isinstance(t.type, ArrayType))


def nothing(fn: Function) -> frozenset[Value]:
    """The arrays that may be None."""
    return _spread(fn, lambda c, t: c is None and isinstance(t.type, ArrayType))


def _spread(fn: Function, is_absent: Callable[[object, Value], bool]) -> frozenset[Value]:
    """The values that are handed an absent constant, and those that are handed them."""
    readers: dict[Value, list[Value]] = {}
    todo: list[Value] = []

    def hand(operand: Operand, target: Value) -> None:
        if isinstance(operand, Const) and is_absent(operand.value, target):
            todo.append(target)
        elif isinstance(operand, Value):
            readers.setdefault(operand, []).append(target)

    for op in walk(fn.body):
        match op:
            case If():
                for block in (op.then, op.orelse):
                    for operand, result in zip(block.terminator.operands, op.results):
                        hand(operand, result)
            case For() | While():
                args = op.body.args[len(op.body.args) - len(op.inits) :]
                rows = zip(op.inits, op.body.terminator.operands, args, op.results)
                for init, after, arg, result in rows:
                    hand(init, arg)
                    hand(after, arg)
                    hand(arg, result)
    found: set[Value] = set()
    while todo:
        value = todo.pop()
        if value not in found:
            found.add(value)
            todo.extend(readers.get(value, ()))
    return frozenset(found)
