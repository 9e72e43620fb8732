"""Where a block is left before its end, for a handler: its exits, which become Ifs.

    y = f(x)                             y = f(x)
    z = y / n    # an exit       ->      if n == 0: (left)
    w = g(z)                             else: z = y / n; w = g(z)

A block is the body of a `try` statement (protected.py), or a branch in one. An exit of a branch
gives a flag, which says whether it was taken; where the branches meet, the flag is the condition
of an exit of the block around them.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from ..ir import prims
from ..ir.builder import Builder
from ..ir.nodes import Block, Const, If, Op, Operand, Pack, Value, Yield, leaves
from ..ir.traverse import Cloner
from ..ir.types import BOOL, ERROR, INT, ArrayType
from ..runtime.attempts import error_beside, error_of
from .abstract import Abstract, Dyn, Path, State, Static, Undefined
from .demands import Parted
from .failure import Unreachable
from .iterators import has_effect

DIVISIONS = (operator.truediv, operator.floordiv, operator.mod)
_OF_FLOATS = {
    operator.truediv: "division", operator.floordiv: "floor division", operator.mod: "modulo",
}  # fmt: skip
_OF_INTEGERS = {
    operator.truediv: "division", operator.floordiv: "integer division or modulo",
    operator.mod: "integer modulo",
}  # fmt: skip


@dataclass(slots=True)
class Moment:
    """What holds at a place of a block."""

    state: State
    views: dict
    canonical: dict
    facts: dict

    @classmethod
    def of(cls, cx) -> Moment:
        return cls(cx.state.copy(), dict(cx.views), dict(cx.canonical), dict(cx.facts))

    def restore(self, cx) -> None:
        cx.state.become(cx.state.earlier(self.state))
        cx.state.dead = False  # a block is left where it was alive
        cx.views, cx.canonical, cx.facts = self.views, self.canonical, self.facts


@dataclass(slots=True)
class Risk:
    """An operation that may raise errors of these classes, and `others`, for other handlers."""

    errors: tuple[type, ...]
    callee: Callable
    args: tuple[Operand, ...]
    others: tuple[type, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """A handler, by its number, of the body `record`."""

    record: object
    handler: int


@dataclass(slots=True, eq=False)
class Exit:
    """Where a block is left: at `position` among its ops, for `target`.

    It is left before an operation that may raise, a `risk`; or by the branch `path` of an If on
    `condition`, the one where it `holds` or the other. `error` makes the error that is handled.
    """

    position: int
    target: Target
    before: Moment
    error: Callable[[], Abstract]
    risk: Risk | None = None
    condition: Operand | None = None
    holds: bool = True
    path: Path | None = None


@dataclass(slots=True)
class Fork:
    """A branch that is being run: its ops, and those of the block around it."""

    ops: list[Op]
    parent: list[Op]
    exits: list[Exit]


def exits_for(cx, record) -> list[Exit] | None:
    """The exits of the block that is open, if a way leads from it to the handlers of a body: none
    does out of a loop, or out of a function that stays a call."""
    ops = cx.builder.ops
    if ops is record.ops:
        return record.exits
    for fork in reversed(cx.forks):
        if fork.ops is not ops:
            return None
        ops = fork.parent
        if ops is record.ops:
            return cx.forks[-1].exits
    return None


def note_raise(cx, condition: Operand, path: Path, holds: bool) -> None:
    """A branch raises here, always, what a handler takes."""
    path.builder.ops.pop()  # the raise itself
    error = path.error
    target = Target(error.record, error.record.handler_of(error.cls))
    exit = Exit(len(cx.builder.ops), target, Moment.of(cx), lambda: error.value,
                condition=condition, holds=holds, path=path)  # fmt: skip
    exits_for(cx, error.record).append(exit)


def note_flags(cx, flags: dict[Target, tuple[Abstract, Abstract]]) -> None:
    """Branches that have met here were left early where a flag says so."""
    for target, (flag, error) in flags.items():
        if flag == Static(False):
            continue
        path = Path(cx.state.copy(), Builder(cx.span), dict(cx.views), [])
        exit = Exit(len(cx.builder.ops), target, Moment.of(cx), lambda error=error: error,
                    condition=cx.operand(flag), path=path)  # fmt: skip
        exits_for(cx, target.record).append(exit)


def drop_raise(ops: list[Op], state: State) -> None:
    """What a block has raised at its end is handled instead."""
    ops.pop()
    state.dead = False


class Closing:
    """Makes Ifs of the exits of the block that is open, from the last one to the first.

    `leave` gives the values of an exit; `others` are exits of the same block that are made into Ifs
    later. A block ends with `values`, or with an error.
    """

    def __init__(self, cx, exits: list[Exit], names: list[str], op: Op, leave: Callable):
        self.cx, self.names, self.op, self.leave = cx, names, op, leave
        self.exits, self.ops = exits, cx.builder.ops

    def run(self, values, error, others: list[list[Exit]], one_by_one: bool):
        cx = self.cx
        self.exits.sort(key=lambda exit: exit.position)
        for group in reversed(list(self.groups(one_by_one))):
            start = group[0].position
            block = Builder(cx.span)
            block.ops = self.ops[start:]
            del self.ops[start:]
            rest = Path(cx.state.copy(), block, cx.views, values, error)
            group[0].before.restore(cx)
            values, error = outcome(lambda: self.split(group, rest, others), len(self.names))
        return values, error

    def split(self, group: list[Exit], rest: Path, others: list[list[Exit]]) -> list[Abstract]:
        """What follows the exit on one branch, what the block does from here on the other."""
        cx, first = self.cx, group[0]
        condition = first.condition if first.path else self.question(group, rest.builder.ops)
        added = len(self.ops) - first.position
        state = cx.state.earlier(first.path.state) if first.path else cx.state.copy()
        state.dead = False

        def run() -> list[Abstract]:
            if first.path is not None:
                cx.builder.ops.extend(first.path.builder.ops)
                cx.views = first.path.views
            return self.leave(first)

        left = cx.path(run, state, condition, first.holds, len(self.names))
        later = [exit for exits in others for exit in exits if exit.position > first.position]
        if cx.is_exit(left) and not (later and cx.is_exit(rest)):
            for exit in later:  # the rest stays in its place
                exit.position += added
        elif later:
            for exits in others:
                exits[:] = [exit for exit in exits if exit not in later]
            for exit in later:
                exit.position -= first.position
            with cx.in_path(rest):
                with_flags(cx, rest, later, self.op)
        branches = (left, rest) if first.holds else (rest, left)
        culprits = (*leaves(condition), Parted(self.op))
        return cx.joined(condition, *branches, self.names, self.op.span, culprits)

    def groups(self, one_by_one: bool) -> Iterator[list[Exit]]:
        """Exits that lead to one handler in one state have one question."""
        group: list[Exit] = []
        for exit in self.exits:
            if group and (one_by_one or not self.are_alike(group[-1], exit)):
                yield group
                group = []
            group.append(exit)
        if group:
            yield group

    def are_alike(self, a: Exit, b: Exit) -> bool:
        if a.path or b.path or a.target != b.target:
            return False
        x, y = a.before.state, b.before.state
        return (
            all(y.heap[identity] is content for identity, content in x.heap.items())
            and x.unknown == y.unknown
            and not any(map(has_effect, self.ops[a.position : b.position]))
        )

    def question(self, group: list[Exit], ops: list[Op]) -> Operand:
        """Whether one of the operations raises. `ops` follow the first; what lies between them is
        copied, since it is run for the answer and once more for its results."""
        cx, start = self.cx, group[0].position
        cloner = Cloner()

        def answer(k: int) -> Operand:
            risk = group[k].risk
            args = tuple(map(cloner.operand, risk.args))
            condition = raises(cx, replace(risk, args=args))
            if k + 1 == len(group):
                return condition
            with cx.inner(cx.state.copy()) as builder:
                between = ops[group[k].position - start : group[k + 1].position - start]
                builder.ops.extend(map(cloner.op, between))
                rest = answer(k + 1)
            result = Value("failed", BOOL, cx.span)
            branches = (
                Block((), (), Yield((Const(True),))), Block((), tuple(builder.ops), Yield((rest,)))
            )  # fmt: skip
            cx.builder.append(If(condition, *branches, (result,), cx.span))
            return result

        return answer(0)


def outcome(run: Callable, count: int) -> tuple[list[Abstract], Unreachable | None]:
    """The values that are left, or the error that is certain."""
    try:
        return run(), None
    except Unreachable as error:
        return [Undefined()] * count, error


def with_flags(cx, path: Path, exits: list[Exit], op: Op) -> None:
    """Close a branch of `op`, whose block is open: for each handler it gets a flag and an error."""
    values, error = path.values, path.error
    targets = dict.fromkeys(exit.target for exit in exits)
    raised = None
    if error is not None and error.record is not None:  # at its end it is left, too
        raised = Target(error.record, error.record.handler_of(error.cls))
        targets.setdefault(raised)
        drop_raise(path.builder.ops, cx.state)

    def ending(values, taken: Target | None, error: Callable[[], Abstract]) -> list[Abstract]:
        ends = list(values)
        for target in targets:
            here = target == taken
            ends += Static(here), error() if here and target.record.uses_error else Undefined()
        return ends

    count = len(values)
    nothing = [Undefined()] * count
    values = ending(values, raised, lambda: error.value)
    names = [""] * len(values)
    closing = Closing(cx, exits, names, op, lambda e: ending(nothing, e.target, e.error))
    one_by_one = any(target.record.uses_error for target in targets)
    values, error = closing.run(values, None if raised else error, [], one_by_one)
    ends = values[count:]
    path.values, path.error = values[:count], error
    path.flags = {} if error else dict(zip(targets, zip(ends[::2], ends[1::2])))
    path.state, path.views = cx.state, cx.views


def raises(cx, risk: Risk) -> Operand:
    """Whether the operation raises."""
    if risk.callee in DIVISIONS:
        return cx.emit(operator.eq, risk.args[1], Const(0), type=BOOL)
    if risk.callee is operator.getitem and getattr(risk.args[1], "type", None) == INT:
        sequence, index = risk.args
        if cx.windows.is_not_negative(cx.windows.form(index)):
            return cx.emit(operator.ge, index, cx.emit(len, sequence, type=INT), type=BOOL)
    if risk.callee is operator.getitem and isinstance(risk.args[1], Const):
        sequence, index = risk.args[0], risk.args[1].value
        needed = index + 1 if index >= 0 else -index
        return cx.emit(operator.lt, cx.emit(len, sequence, type=INT), Const(needed), type=BOOL)
    if risk.callee is prims.bound:
        is_bound = cx.emit(prims.is_bound, risk.args[0], type=BOOL)
        return cx.emit(operator.not_, is_bound, type=BOOL)
    found = run_once(cx, risk)
    return cx.emit(operator.is_not, found, Const(None), type=BOOL)


def is_inside(cx, sequence: Value, index: Value) -> bool:
    """True where the ranges of loops show that there is an entry at the index of an array."""
    if not isinstance(sequence.type, ArrayType) or not sequence.type.shape:
        return False
    length = cx.windows.length_form(sequence.type.shape[0])
    place = cx.windows.form(index)
    return length is not None and cx.windows.is_not_negative(place) and (
        cx.windows.is_not_negative(length.minus(place).minus(cx.windows.form(Const(1))))
    )


def run_once(cx, risk: Risk) -> Value:
    callee, args = error_of, (Const(risk.callee), Pack(tuple, risk.args))
    if risk.others:
        callee, args = error_beside, (*args, _classes(risk.others))
    return cx.emit(callee, *args, _classes(risk.errors), type=ERROR)


def _classes(errors: tuple[type, ...]) -> Operand:
    return Const(errors[0]) if len(errors) == 1 else Pack(tuple, tuple(map(Const, errors)))


def error_value(cx, risk: Risk) -> Abstract:
    """The error that an operation raises, as a value."""
    if risk.callee is prims.bound:
        text = prims.UNBOUND.format(risk.args[1].value)
        return cx.emit_text(UnboundLocalError, Static(text))
    if risk.callee in DIVISIONS:
        return cx.emit_text(ZeroDivisionError, Static(_division_message(risk)))
    return Dyn(run_once(cx, risk))


def _division_message(risk: Risk) -> str:
    """What Python (3.12) says."""
    kinds = {
        arg.type.dtype[0] if isinstance(arg, Value) else np.dtype(type(arg.value)).kind
        for arg in risk.args
    }
    if "c" in kinds:
        return "complex division by zero"
    if "f" in kinds:
        return f"float {_OF_FLOATS[risk.callee]} by zero"
    return f"{_OF_INTEGERS[risk.callee]} by zero"
