"""What the results of an `if` are in a branch of a later one on the same condition.

    Before:  %a = if %c { yield %x } else { yield %y }; if %c { f(%a) }
    After:   %a = if %c { yield %x } else { yield %y }; if %c { f(%x) }

Numbers only: of arrays and lists an earlier version would be read beside a later one, which then
could not be written in its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..ir.nodes import Const, If, Operand, Value
from ..ir.types import BOOL, ScalarType


def outside_of_branches(op: If) -> Iterator[tuple[bool, Value, Operand]]:
    """For each branch the results that it does not make itself: there they are that operand."""
    if type(op.condition) is not Value or not op.results:
        return
    for block, taken in ((op.then, True), (op.orelse, False)):
        made = {result for inner in block.ops for result in inner.results}
        for result, operand in zip(op.results, block.terminator.operands):
            number = type(operand) is Const or isinstance(operand, Value) and (
                isinstance(operand.type, ScalarType) and operand not in made
            )
            if number:
                yield taken, result, known_in_branch(op.condition, operand, taken)


def known_in_branch(condition: Operand, operand: Operand, taken: bool) -> Operand:
    """What a branch yields: where that is the condition, its value is known there."""
    decided = operand is condition and getattr(condition, "type", None) == BOOL
    return Const(taken) if decided else operand


def said_by(
    condition: Operand, holds: bool, choices: Mapping[Value, If]
) -> Iterator[tuple[Value, bool]]:
    """The conditions that are known where this one holds, or does not: those of an `and` that is
    true, and of an `or` that is false, are, too. `choices` are the Ifs that give conditions."""
    if type(condition) is not Value:
        return
    yield condition, holds
    op = choices.get(condition)
    if op is None:
        return
    k = op.results.index(condition)
    for side, block in ((True, op.then), (False, op.orelse)):
        end = block.terminator.operands[k]
        known = side if end is op.condition else getattr(end, "value", None)
        if known is (not holds):  # it was the other side
            yield from said_by(op.condition, not side, choices)
