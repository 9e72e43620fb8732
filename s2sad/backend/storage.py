"""Which values may share memory: a Function in, a root for each value out.

Two values with different roots share none, so that a write into one may be printed before or
after a read of the other. Coarse on purpose: what may share memory on any path has one root.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..analysis.sharing import IN_PLACE, STORED, Sharing, owner, sharing
from ..ir.nodes import Block, Call, For, Function, If, Op, Operand, Value, While, leaves
from ..ir.traverse import all_blocks, operands_of
from ..ir.types import IterType, ScalarType
from .tuples import Items


@dataclass(frozen=True)
class Augment:
    """The callee of `array[path…] operator= value`, with those three as arguments."""

    operator: type


def is_mutable(value: Value) -> bool:
    return type(value.type) is not ScalarType


def written_operand(op: Call) -> Operand | None:
    """The operand that the call writes into, whose new version its result is."""
    callee = op.callee
    kind = type(callee)
    if kind is Function:
        return None
    if kind is Augment or kind.__hash__ is not None and callee in IN_PLACE:
        return op.args[0]
    return dict(op.kwargs).get("out") if op.kwargs else None


def written_by(op: Op) -> list[Value]:
    """The arrays and lists that an op, those in it aside, writes into or may write into."""
    if type(op) is not Call:
        return []
    calls = type(op.callee) is Function and op.callee.written
    written = operands_of(op) if calls or op.effect else (written_operand(op),)
    return [v for operand in written if operand is not None for v in leaves(operand)
            if is_mutable(v)]  # fmt: skip


class Roots:
    """A union-find over values. `items`: those of tuples that are taken apart (see tuples.py)."""

    def __init__(self, fn: Function, items: Items):
        self.parents: dict[Value, Value] = {}
        for value, parts in items.items():
            for part in parts:
                if part is not None:
                    self._join(part, value)
        for block in all_blocks(fn.body):
            self._block(block)

    def of(self, value: Value) -> Value:
        """The representative of all values that may share memory with `value`."""
        root = value
        while (parent := self.parents.get(root)) is not None:
            root = parent
        while value is not root:  # compress
            self.parents[value], value = root, self.parents[value]
        return root

    def _join(self, value: Value, operand: Operand) -> None:
        if not is_mutable(value):
            return
        for other in leaves(operand):
            if is_mutable(other):
                a, b = self.of(value), self.of(other)
                if a is not b:
                    self.parents[a] = b

    def _block(self, block: Block) -> None:
        for op in block.ops:
            if type(op) is Call:
                if op.result is not None and is_mutable(op.result):
                    for operand in _shared(op):
                        self._join(op.result, operand)
                continue
            match op:
                case If():
                    for branch in (op.then, op.orelse):
                        self._pairs(op.results, branch.terminator.operands)
                case For():
                    self._pairs(op.body.args, op.iterables)
                    self._carries(op, op.body.args[len(op.iterables) :])
                case While():
                    self._pairs(op.condition.args, op.inits)
                    self._carries(op, op.body.args)

    def _carries(self, op: For | While, args: tuple[Value, ...]) -> None:
        for operands in (op.inits, op.body.terminator.operands, op.results):
            self._pairs(args, operands)

    def _pairs(self, values, operands) -> None:
        for value, operand in zip(values, operands):
            self._join(value, operand)


def _shared(op: Call) -> tuple[Operand, ...]:
    """The operands whose memory the result of the call may share."""
    if type(op.callee) is Function:
        return op.args
    written = written_operand(op)
    if written is not None:
        stored = STORED.get(op.callee) if type(op.callee) is not Augment else None
        return (written,) if stored is None else (written, op.args[stored])
    if type(op.result.type) is IterType:
        return op.args
    match sharing(op):
        case Sharing.FRESH:
            return ()
        case Sharing.FIRST | Sharing.FROZEN | Sharing.ITEM | Sharing.IN_PLACE:
            whole = owner(op)
            return () if whole is None else (whole,)
        case _:
            return operands_of(op)
