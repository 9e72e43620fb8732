"""Finds the ifs that read best as expressions: `a if c else b`, `c and b`, `c or b`.

In: a Function. Out: those ifs, and the values that their branches define with the ops that define
them, all to be printed in place. Such an if has one result and branches of a few pure calls, each
read once. `if c: s = s + x` stays a statement: its other branch hands on the variable itself.
"""

from __future__ import annotations

from ..ir.nodes import UNDEFINED, Block, Call, Const, Function, If, Op, Value
from ..ir.traverse import all_blocks, count_uses
from ..ir.types import IterType, ScalarType
from .storage import written_operand
from .widths import op_width, operand_width

_WIDEST = 60


def small_choices(fn: Function) -> tuple[frozenset[If], dict[Value, Op]]:
    blocks = reversed([*all_blocks(fn.body)])  # inner ifs first
    ifs = [op for block in blocks for op in block.controls if type(op) is If]
    if not ifs:
        return frozenset(), {}
    finder = _Finder(count_uses(fn))
    for op in ifs:
        finder.consider(op)
    return frozenset(finder.choices), finder.inline


class _Finder:
    def __init__(self, counts: dict[Value, int]):
        self.choices: set[If] = set()
        self.inline: dict[Value, Op] = {}
        self.counts = counts

    def consider(self, op: If) -> None:
        if len(op.results) != 1:
            return
        branches = (op.then, op.orelse)
        yields = [branch.terminator.operands[0] for branch in branches]
        if any(_stays(branch, op.results[0]) for branch in branches):
            return
        widths: dict[Value, int] = {}
        if not all(self.is_expression(block, widths) for block in branches):
            return
        logical = is_logical(op) is not None
        if not logical and any(inner in self.choices for b in branches for inner in b.ops):
            return
        total = sum(operand_width(o, widths) for o in (op.condition, *yields)) + 9
        if total <= _WIDEST:
            self.choices.add(op)
            for block in branches:
                self.inline.update((inner.results[0], inner) for inner in block.ops)

    def is_expression(self, block: Block, widths: dict[Value, int]) -> bool:
        """True where all ops of the branch can be nested into what it yields."""
        here = {op.results[0] for op in block.ops if len(op.results) == 1}
        readers = [value for op in (*block.ops, block.terminator) for value in op.uses]
        for op in block.ops:
            if not _is_pure(op) and op not in self.choices:
                return False
            value = op.results[0]
            if self.counts.get(value) != 1 or value not in readers:
                return False
            widths[value] = op_width(op, widths)
        return len(here) == len(block.ops)


def is_logical(op: If) -> str | None:
    """`and`, `or`, `and not`, where the if is one of truth values."""
    if not (isinstance(op.results[0].type, ScalarType) and op.results[0].type.dtype == "bool"):
        return None
    then, orelse = (branch.terminator.operands[0] for branch in (op.then, op.orelse))
    if isinstance(orelse, Const) and orelse.value is False:
        return "and"
    if isinstance(then, Const) and then.value is True:
        return "or"
    return None


def _is_pure(op: Op) -> bool:
    if not isinstance(op, Call) or op.effect or op.result is None:
        return False
    if written_operand(op) is not None:
        return False
    return not isinstance(op.result.type, IterType)


def _stays(branch: Block, result: Value) -> bool:
    """True where the branch hands on a variable of the result's name, or none at all."""
    operand = branch.terminator.operands[0]
    if isinstance(operand, Const):
        return operand.value is UNDEFINED
    same_name = isinstance(operand, Value) and operand.name and operand.name == result.name
    return bool(same_name) and not any(operand in op.results for op in branch.ops)
