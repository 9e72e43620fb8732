"""Arrays that may be None: results of branches and carries that got a placeholder on some path.

In: a function. Out: its values for which some branch or the start of some loop hands on the
constant None. Nobody reads what is in them there, but they may be stored, and hence copied.
"""

from __future__ import annotations

from ..ir.nodes import Const, For, Function, If, Operand, Value, While
from ..ir.traverse import walk
from ..ir.types import ArrayType


def run(fn: Function) -> frozenset[Value]:
    readers: dict[Value, list[Value]] = {}
    todo: list[Value] = []

    def hand(operand: Operand, target: Value) -> None:
        if not isinstance(target.type, ArrayType):
            return
        if isinstance(operand, Const) and operand.value is None:
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
