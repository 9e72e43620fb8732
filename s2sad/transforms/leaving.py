"""The last round of a loop with `break`, where all that it does is to leave.

    for ...:                    forward:  for ...:                  backward:
        step = f(x)                           step = f(x)               for ... in reversed(tape):
        if abs(step) < tol:                   if abs(step) < tol:           x_bar = ...
            break                                 break
        x = x - step                          tape.append(step)
                                              x = x - step

What is differentiated is as it was before this round, so that its pullback changes nothing: the
tape has no entry for it, and the backward loop does not ask again whether to leave.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..ir.nodes import Block, Const, For, If, Next, Op, Operand, Value, While, Yield
from ..ir.traverse import at_side


@dataclass(slots=True)
class Leaving:
    """`branch` is the last operation of the body of `op`; its side `side` leaves the loop."""

    op: For | While
    branch: If
    side: int

    def round(self) -> Block:
        """The body as it runs where the loop is not left here."""
        body = self.op.body
        other = (self.branch.then, self.branch.orelse)[1 - self.side]
        end = body.terminator
        operands = tuple(at_side(self.branch, 1 - self.side, operand) for operand in end.operands)
        stop = at_side(self.branch, 1 - self.side, end.stop)
        if isinstance(stop, Const) and not stop.value:
            stop = None
        return Block(body.args, (*body.ops[:-1], *other.ops), Next(operands, stop))

    def whole(
        self, ops: Sequence[Op], notes: Sequence[Op], args: Iterable[Value],
        nexts: Iterable[Operand],
    ) -> tuple[tuple[Op, ...], tuple[Operand, ...]]:
        """The operations of the forward body, of which `ops` are those of a round that does not
        leave, and `notes` those that note it; the operands for carries more: such a round gives
        them `nexts`, one that leaves hands on `args`."""
        before = self.op.body.ops[:-1]
        first = _behind(ops, {value for op in before for value in op.results}, before)
        args = tuple(args)
        results = tuple(Value(arg.name, arg.type, arg.span) for arg in args)
        sides = [self.branch.then, self.branch.orelse]
        for side, more in ((self.side, args), (1 - self.side, tuple(nexts))):
            block = sides[side]
            inside = block.ops if side == self.side else noted(ops[first:], notes)
            sides[side] = Block(block.args, inside, Yield((*block.terminator.operands, *more)))
        made = self.branch.results + results
        branch = If(self.branch.condition, *sides, made, self.branch.span)
        return (*ops[:first], branch), results


def leaving(op: For | While, carried: Iterable[int]) -> Leaving | None:
    """How a loop is left in a round that changes none of these carries, if it is."""
    body = op.body
    stop = body.terminator.stop
    if stop is None or not body.ops or not isinstance(body.ops[-1], If):
        return None
    branch = body.ops[-1]
    count = len(body.args) - len(op.inits)
    for side in (0, 1):
        there = at_side(branch, side, stop)
        handed = [at_side(branch, side, operand) for operand in body.terminator.operands]
        if isinstance(there, Const) and there.value and all(
            handed[k] is body.args[count + k] for k in carried
        ):
            return Leaving(op, branch, side)
    return None


def noted(ops: Sequence[Op], notes: Sequence[Op]) -> tuple[Op, ...]:
    """The operations of a round with those that note it, which stand as early as they may: what is
    read for a tape is not needed under a name of its own then, once it has changed."""
    place = _behind(ops, {value for op in notes for value in op.uses})
    return (*ops[:place], *notes, *ops[place:])


def _behind(ops: Sequence[Op], values: set[Value], known: Sequence[Op] = ()) -> int:
    """The first place behind all operations that give these values, or are of those known."""
    there = [k for k, op in enumerate(ops) if op in known or not values.isdisjoint(op.results)]
    return there[-1] + 1 if there else 0
