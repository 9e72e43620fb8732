"""The way to make ops: append to an open block, get values back.

    b = Builder(span)
    y = b.call(operator.mul, x, Const(2.0), name="y", type=x.type)
    block = b.block((), Yield((y,)))
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..source import Span
from .nodes import Block, Call, Const, Function, Op, Operand, Pack, Terminator, Value
from .types import Type


def operand(x) -> Operand:
    """Python data as an operand: nodes stay, tuples, lists, dicts and slices become Packs."""
    match x:
        case Value() | Const() | Pack():
            return x
        case tuple() if type(x) is tuple:
            return Pack(tuple, tuple(map(operand, x)))
        case list():
            return Pack(list, tuple(map(operand, x)))
        case dict():
            return Pack(dict, tuple(map(operand, x.values())), tuple(x))
        case slice():
            return Pack(slice, (operand(x.start), operand(x.stop), operand(x.step)))
        case _:
            return Const(x)


class Builder:
    """Collects the ops of one block. `span` is what the next ops belong to."""

    def __init__(self, span: Span | None = None):
        self.ops: list[Op] = []
        self.span = span

    def call(
        self,
        callee: Callable | Function,
        *args,
        name: str = "",
        type: Type | None = None,
        effect: bool = False,
        kwargs: dict | None = None,
    ) -> Value:
        """Append a call and return its result."""
        result = Value(name, type, self.span)
        pairs = tuple([(k, operand(v)) for k, v in kwargs.items()]) if kwargs else ()
        args = tuple([a if a.__class__ is Value else operand(a) for a in args])
        self.ops.append(Call(callee, args, pairs, result, effect, self.span))
        return result

    def append(self, op: Op) -> Op:
        self.ops.append(op)
        return op

    def block(self, args: Sequence[Value], terminator: Terminator) -> Block:
        return Block(tuple(args), tuple(self.ops), terminator)
