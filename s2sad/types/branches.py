"""Two branches, of which the run takes one: both are run, and what they leave is merged.

    Before:  if c: y = f(x)                  After:  y = f(x) if c else g(x)
             else: y = g(x)

    Before:  try:                            After:  if c: the handler
                 if c: raise E()                     else: the rest
                 the rest

The second form: where a branch raises what a handler takes, the block goes on with the other branch
in its place, see ways_out.py.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from contextlib import contextmanager

from ..ir.nodes import Block, Const, If, Operand, Value, Yield, leaves
from ..ir.types import BOOL, INT
from ..source import Span
from . import whereabouts
from .abstract import Abstract, Path, State, Static, Undefined
from .demands import Parted
from .failure import Unreachable
from .iterables import Iterables
from .merge import Merge
from .ways_out import Fork, note_flags, note_raise, outcome, with_flags


class Branches(Iterables):
    """Adds branches to the calls."""

    def __init__(self, span: Span | None = None):
        super().__init__(span)
        self.conditions: list[Operand] = []  # of the branches that are open

    def either(self, condition, then, orelse, names, span, culprits=None) -> list[Abstract]:
        """Emit an If whose branches run the two callables; the merged values that they return.

        `culprits` are to blame for a value that has no one type, if not the condition.
        """
        with self.under(condition):
            a = self.path(then, self.state.copy(), condition, True, len(names))
            b = self.path(orelse, self.state.copy(), condition, False, len(names))
        return self.joined(condition, a, b, names, span, culprits)

    def path(
        self, run: Callable, state: State, condition: Operand, holds: bool, count: int
    ) -> Path:
        """Run one branch, which returns `count` values, in a block of its own."""
        parent, conditions = self.builder.ops, len(self.conditions)
        with self.inner(state) as builder:
            fork = Fork(builder.ops, parent, [])
            self.forks.append(fork)
            self.learn(condition, holds)
            try:
                values, error = outcome(run, count)
            finally:
                self.forks.pop()
            found = Path(self.state, builder, self.views, values, error)
            if fork.exits:
                with_flags(self, found, fork.exits, self.running[1])
        del self.conditions[conditions:]
        return found

    @contextmanager
    def under(self, condition: Operand):
        """What is run in it is run on a condition."""
        count = len(self.conditions)
        self.conditions.append(condition)
        try:
            yield
        finally:
            del self.conditions[count:]

    @contextmanager
    def in_path(self, path: Path):
        """Go on in the block of a branch that has been run."""
        with self.inner(path.state):
            self.builder, self.views = path.builder, path.views
            yield

    def learn(self, condition: Operand, holds: bool) -> None:
        """In this branch it is known whether numbers are there, see Maybe, and which of the values
        that two paths have left is the one, see choices.py."""
        if not isinstance(condition, Value):
            return
        self.facts[condition] = holds
        if not holds and condition in self.negations:
            self.facts[self.negations[condition]] = True
        callee, args = self.origins.calls.get(condition, (None, ()))
        if callee is operator.not_:
            self.learn(args[0], not holds)

    def joined(self, condition, a: Path, b: Path, names, span, culprits=None) -> list[Abstract]:
        """Both branches as one If; the values that are theirs."""
        if self.fixed_span is None:
            self.at(span)
        for path, other in ((a, b), (b, a)):
            if self.is_exit(path):
                note_raise(self, condition, path, path is a)
                return self.go_on(condition, other, other is a)
        return self.meet(condition, a, b, names, culprits)

    def is_exit(self, path: Path) -> bool:
        """True where the branch raises, always, what a handler takes."""
        return path.error is not None and path.error.record is not None

    def go_on(self, condition: Operand, path: Path, holds: bool) -> list[Abstract]:
        """The block that is open goes on with this branch, in place."""
        self.state.become(path.state)
        self.builder.ops.extend(path.builder.ops)
        self.views = path.views
        self.conditions.append(condition)
        self.learn(condition, holds)
        if path.error is not None:
            raise path.error
        note_flags(self, path.flags)
        return path.values

    def meet(self, condition, a: Path, b: Path, names, culprits) -> list[Abstract]:
        if a.state.dead != b.state.dead:  # one branch raises: what the other leaves holds
            dead = a if a.state.dead else b
            dead.values = [Undefined() for _ in dead.values]
        if culprits is None:
            culprits = tuple(leaves(condition))
        merge = Merge(self, self.state, a, b, condition, culprits)
        merged = [merge.value(x, y, name) for x, y, name in zip(a.values, b.values, names)]
        flags = self.met_flags(merge)
        whereabouts.meet(merge)
        merge.heap()
        blocks = [Block((), tuple(p.builder.ops), Yield(tuple(p.yields))) for p in (a, b)]
        self.builder.append(If(condition, *blocks, tuple(merge.results), self.span))
        if a.state.dead and b.state.dead:
            self.state.dead = True
            raise Unreachable
        note_flags(self, flags)
        return merged

    def met_flags(self, merge: Merge) -> dict:
        """Which handlers the branches were left for, or not; and the error."""
        no = Static(False), Undefined()
        return {
            target: tuple(
                merge.value(x, y) for x, y in zip(
                    merge.a.flags.get(target, no), merge.b.flags.get(target, no)
                )
            )
            for target in merge.a.flags | merge.b.flags
        }  # fmt: skip

    def either_item(self, items: Sequence[Abstract], index: Value, inside: bool) -> Abstract:
        """The item at an index that the run decides, by branches."""
        last = len(items) - 1
        place = index if inside else self.place_among(len(items), index)

        def pick(k: int) -> list[Abstract]:
            if k == last:
                return [items[k]]
            here = self.emit(operator.eq, place, Const(k), type=BOOL)
            ways = (lambda: [items[k]]), (lambda: pick(k + 1))
            culprits = (here, Parted(self.running[1]))
            return self.either(here, *ways, [""], self.span, culprits)

        return pick(0)[0]

    def place_among(self, count: int, index: Value) -> Operand:
        """The index, counted from the first of so many items; an error where there is none."""
        callee, args = self.origins.calls.get(index, (None, ()))
        if index.type == BOOL or (callee is int and getattr(args[0], "type", None) == BOOL):
            return index
        match callee, args:
            case operator.mod, (_, Const(value=int() as most)) if 0 < most <= count:
                return index

        def fail() -> list[Abstract]:
            self.raises(IndexError("list index out of range"))

        for callee, bound in ((operator.ge, count), (operator.lt, -count)):
            beyond = self.emit(callee, index, Const(bound), type=BOOL)
            self.either(beyond, fail, lambda: [], [], self.span)
        return self.emit(operator.mod, index, Const(count), type=INT)
