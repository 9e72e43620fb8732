"""`try` statements: the body as it is, and the handlers where its errors may arise.

    try:                                 if x == 0:
        y = 1 / x                            y = 0.0
    except ZeroDivisionError:            else:
        y = 0.0                              y = 1 / x

The body is run once. An error that is certain there (a missing key, a `raise` on a known
condition) is handled in its place. Where an operation at the top of the body may raise, or a branch
there does, the body has an exit: what has been emitted from there on becomes the other branch of an
If, of which one is the handler, run in the state in which the body is left. An error that arises
deeper, in a loop or in a branch of a branch, has no such place: a `raise` is refused there, and
what an operation raises leaves the derivative.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from ..ir import attempts
from ..ir.builder import Builder
from ..ir.nodes import Block, Call, Const, If, Op, Operand, Pack, Value, Yield
from ..ir.traverse import Cloner, walk
from ..ir.types import BOOL, OpaqueType, ScalarType
from ..runtime.attempts import error_of
from .abstract import Abstract, Dyn, State, Static, Undefined
from .failure import Unreachable
from .iterators import has_effect
from .merge import Path
from .statement_handlers import Attempt

DIVISIONS = (operator.truediv, operator.floordiv, operator.mod)


@dataclass(slots=True)
class Moment:
    """What holds at a place of the body."""

    state: State
    views: dict
    canonical: dict
    facts: dict

    @classmethod
    def of(cls, cx) -> Moment:
        return cls(cx.state.copy(), dict(cx.views), dict(cx.canonical), dict(cx.facts))

    def restore(self, cx) -> None:
        cx.state.become(cx.state.earlier(self.state))
        cx.state.dead = self.state.dead
        cx.views, cx.canonical, cx.facts = self.views, self.canonical, self.facts


@dataclass(slots=True)
class Risk:
    """An operation that may raise errors of these classes."""

    errors: tuple[type, ...]
    callee: Callable
    args: tuple[Operand, ...]


@dataclass(slots=True)
class Exit:
    """Where a body is left for a handler: at `position` among the ops of its block.

    It is left before an operation that may raise, or by the branch `path` of an If on `condition`,
    the one where it `holds` or the other.
    """

    position: int
    handler: int
    before: Moment
    risk: Risk | None = None
    condition: Operand | None = None
    holds: bool = True
    path: Path | None = None


@dataclass(slots=True)
class Record:
    """The body of a `try` statement while it is run: the block that its own operations go to, and
    where it may be left."""

    attempt: Attempt
    ops: list[Op]
    outer: list[Record]
    conditions: int
    managers: int
    exits: list[Exit] = field(default_factory=list)

    def handler_of(self, cls: type) -> int | None:
        """The handler for errors of the class; `finally` is one for what another one takes."""
        if self.attempt.passing and all(r.handler_of(cls) is None for r in self.outer):
            return None
        for index, classes in enumerate(self.attempt.handlers):
            if issubclass(cls, classes):
                return index
        return None

    def check_managers(self, cx, cls: type) -> None:
        if len(cx.managers) > self.managers:
            cx.refuse(
                f"a `with` statement may raise {cls.__name__}, which is handled outside of it",
                "put the try statement into the `with` statement",
            )

    def check_way_out(self, cx, cls: type) -> None:
        """Refuse a `raise` in a block out of which no way leads to the handler."""
        self.check_managers(cx, cls)
        branch, around = cx.forks[-1] if cx.forks else (None, None)
        if cx.builder.ops is self.ops or (cx.builder.ops is branch and around is self.ops):
            return
        cx.refuse(
            "in a loop, or in a branch of a branch, an error is raised on a condition known only "
            "at run time, and a try statement around it handles the error",
            "write the condition as `if` and the handler as `else`",
        )

    def leave(self, cx, condition: Operand, path: Path, holds: bool) -> None:
        """A branch raises here what one of the handlers takes."""
        path.builder.ops.pop()  # the raise itself
        path.state.dead = False
        handler = self.handler_of(path.error.cls)
        at = len(self.ops), handler, Moment.of(cx)
        self.exits.append(Exit(*at, condition=condition, holds=holds, path=path))


@dataclass(frozen=True, slots=True)
class Caught:
    """The error that a handler is being run for."""

    handler: int
    error: Callable[[], Abstract]


def note_risk(cx, callee, args: tuple[Operand, ...], type) -> None:
    """What may raise an error that a handler takes is an exit of its body."""
    found: dict[tuple[Record, int], list[type]] = {}
    for cls in possible_errors(callee, args, type):
        record = cx.handled_by(cls)
        if record is not None and record.ops is cx.builder.ops:
            record.check_managers(cx, cls)
            key = id(record), record.handler_of(cls)
            found.setdefault(key, (record, []))[1].append(cls)
    for (_, handler), (record, errors) in found.items():
        risk = Risk(tuple(errors), callee, args)
        record.exits.append(Exit(len(record.ops), handler, Moment.of(cx), risk))


def run_attempt(cx, op: If, attempt: Attempt) -> None:
    """Run `if attempt(...): body else: handlers`."""
    opened = cx.errstates, cx.no_grad, tuple(cx.managers)
    record = Record(
        attempt, cx.builder.ops, list(cx.attempts), len(cx.conditions), len(cx.managers)
    )
    body = _Body(cx, op, record)
    cx.attempts.append(record)
    try:
        values, error = body.outcome(lambda: body.run(op.then))
    finally:
        cx.attempts.pop()
    cx.errstates, cx.no_grad, (*cx.managers,) = opened  # an error may leave them open
    if error is not None and error.record is record:
        record.ops.pop()  # the raise itself
        cx.state.dead = False
        caught = Caught(record.handler_of(error.cls), lambda raised=error: raised.value)
        values, error = body.outcome(lambda: body.handle(caught))
    values, error = body.with_handlers(values, error)
    if error is not None:
        raise error
    cx.env.update(zip(op.results, values))


@dataclass(slots=True)
class _Body:
    """A body that has been run: its exits become Ifs, from the last one to the first."""

    cx: object
    op: If
    record: Record

    def run(self, block: Block) -> list[Abstract]:
        self.cx.run_ops(block)
        return [self.cx.read(operand) for operand in block.terminator.operands]

    def handle(self, caught: Caught) -> list[Abstract]:
        self.cx.caught.append(caught)
        try:
            return self.run(self.op.orelse)
        finally:
            self.cx.caught.pop()

    def outcome(self, run: Callable) -> tuple[list[Abstract], Unreachable | None]:
        """The values that are left, or the error that is certain."""
        try:
            return run(), None
        except Unreachable as error:
            return [Undefined() for _ in self.op.results], error

    def with_handlers(self, values, error) -> tuple[list[Abstract], Unreachable | None]:
        cx, record = self.cx, self.record
        record.exits.sort(key=lambda exit: exit.position)
        for group in reversed(list(self.groups())):
            start = group[0].position
            tail = record.ops[start:]
            del record.ops[start:]
            block = Builder(cx.span)
            block.ops = tail
            rest = Path(cx.state.copy(), block, cx.views, values, error)
            group[0].before.restore(cx)
            values, error = self.outcome(lambda: self.split(group, rest))
        del cx.conditions[record.conditions :]
        return values, error

    def split(self, group: list[Exit], rest: Path) -> list[Abstract]:
        """The handler on one branch, what the body does from here on the other."""
        cx, first = self.cx, group[0]
        condition = first.condition if first.path else self.raises(group, rest.builder.ops)
        added = len(self.record.ops) - first.position
        names = [result.name for result in self.op.results]
        state = first.path.state if first.path else cx.state.copy()

        def handle() -> list[Abstract]:
            return self.leave(first, group)

        handler = cx.path(handle, state, condition, first.holds, len(names))
        in_place = cx.is_exit(handler) and (first.holds or not cx.is_exit(rest))
        self.move_exits(first.position, added if in_place else None)
        branches = (handler, rest) if first.holds else (rest, handler)
        return cx.joined(condition, *branches, names, self.op.span)

    def leave(self, first: Exit, group: list[Exit]) -> list[Abstract]:
        """What the body has done on its way out, and the handler."""
        cx = self.cx
        if first.path is None:
            return self.handle(Caught(first.handler, lambda: error_value(cx, group[0].risk)))
        cx.builder.ops.extend(first.path.builder.ops)
        cx.views = first.path.views
        return self.handle(Caught(first.handler, lambda: first.path.error.value))

    def move_exits(self, position: int, count: int | None) -> None:
        """What follows moves by so many places; or into a branch, where a body around this one
        cannot be left."""
        for exit in (exit for record in self.record.outer for exit in record.exits):
            if exit.position > position:
                if count is None:
                    self.cx.refuse(
                        "in the body of a try statement, after what may raise an error that it "
                        "handles, an error may be raised that a try statement around it handles",
                        "handle both errors in one try statement",
                    )
                exit.position += count

    def groups(self) -> Iterator[list[Exit]]:
        """Exits that lead to one handler in one state have one question."""
        uses_error = any(
            isinstance(op, Call) and op.callee is attempts.caught_error
            for op in walk(self.op.orelse)
        )
        group: list[Exit] = []
        for exit in self.record.exits:
            if group and (uses_error or not self.are_alike(group[-1], exit)):
                yield group
                group = []
            group.append(exit)
        if group:
            yield group

    def are_alike(self, a: Exit, b: Exit) -> bool:
        if a.path or b.path or a.handler != b.handler:
            return False
        x, y = a.before.state, b.before.state
        return (
            all(y.heap[identity] is content for identity, content in x.heap.items())
            and x.unknown == y.unknown
            and not any(map(has_effect, self.record.ops[a.position : b.position]))
        )

    # --- the question ---

    def raises(self, group: list[Exit], ops: list[Op]) -> Operand:
        """Whether one of the operations raises. `ops` follow the first; what lies between them is
        copied, since it is run for the answer and once more for its results."""
        cx, start = self.cx, group[0].position
        cloner = Cloner()

        def answer(k: int) -> Operand:
            risk = group[k].risk
            args = tuple(map(cloner.operand, risk.args))
            condition = raises(cx, Risk(risk.errors, risk.callee, args))
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


def raises(cx, risk: Risk) -> Operand:
    """Whether the operation raises."""
    if risk.callee in DIVISIONS:
        return cx.emit(operator.eq, risk.args[1], Const(0), type=BOOL)
    found = run_once(cx, risk)
    return cx.emit(operator.is_not, found, Const(None), type=BOOL)


def run_once(cx, risk: Risk) -> Value:
    errors = Const(risk.errors[0]) if len(risk.errors) == 1 else Pack(
        tuple, tuple(map(Const, risk.errors))
    )
    args = (Const(risk.callee), Pack(tuple, risk.args), errors)
    return cx.emit(error_of, *args, type=OpaqueType("error"))


def error_value(cx, risk: Risk) -> Abstract:
    """The error that is being handled, as a value."""
    if risk.callee in DIVISIONS:
        return cx.emit_text(ZeroDivisionError, Static("division by zero"))
    return Dyn(run_once(cx, risk))


def possible_errors(callee, args: tuple[Operand, ...], type) -> tuple[type, ...]:
    """What an operation may raise on numbers; NumPy's own operations warn instead."""
    if callee in DIVISIONS:
        divisor = args[1]
        if not is_python_number(type) or (isinstance(divisor, Const) and divisor.value != 0):
            return ()
        return (ZeroDivisionError,)
    module = getattr(callee, "__module__", None) or ""
    if callee is operator.pow:
        return (ZeroDivisionError, OverflowError) if is_python_number(type) else ()
    if module == "math" and is_python_number(type):
        return ValueError, OverflowError
    if module.startswith("numpy.linalg") or module.startswith("scipy.linalg"):
        return (np.linalg.LinAlgError,)
    return ()


def is_python_number(type) -> bool:
    return isinstance(type, ScalarType) and type.python
