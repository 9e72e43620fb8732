"""`try` statements: the body as it is, and the handlers where its errors may arise.

    try:                                 if x == 0:
        y = 1 / x                            y = 0.0
    except ZeroDivisionError:            else:
        y = 0.0                              y = 1 / x

An error that is certain (a missing key, a `raise` on a known condition) is handled when the code is
generated. An operation at the top of the body that may raise such an error is asked first, by the
condition under which it raises or by running it once more. An error that arises in a loop or branch
of the body is not handled: it leaves the derivative.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from ..ir.nodes import Block, Const, If, Operand, Pack, Value, Yield
from ..ir.types import BOOL, INT, OpaqueType, ScalarType
from ..runtime.attempts import error_of
from .abstract import Abstract, Dyn, Maybe, Static, State
from .failure import Unreachable
from .statement_handlers import Attempt

DIVISIONS = (operator.truediv, operator.floordiv, operator.mod)


@dataclass(frozen=True, slots=True)
class Risk:
    """An operation of the body that may raise; `position` among the body's operations."""

    position: int
    handler: int
    errors: tuple[type, ...]
    callee: Callable
    args: tuple[Operand, ...]


@dataclass(slots=True)
class Record:
    """The body while it is run: where its own operations go, and which of them may raise."""

    attempt: Attempt
    ops: list
    depth: int
    before: dict
    risks: list[Risk] = field(default_factory=list)

    def note(self, cx, callee, args: tuple[Operand, ...], type) -> None:
        if cx.builder.ops is not self.ops:
            return
        errors = possible_errors(callee, args, type)
        handlers = [self.attempt.handler_of(cls) for cls in errors]
        for handler in dict.fromkeys(h for h in handlers if h is not None):
            chosen = tuple(c for c, h in zip(errors, handlers) if h == handler)
            changed = [i for i, content in self.before.items() if cx.state.heap[i] is not content]
            if changed:
                name = changed[0].name or f"a {changed[0].kind}"
                cx.refuse(
                    f"the body of a try statement changes '{name}' before this operation, "
                    f"which may raise {chosen[0].__name__}",
                    "put the operation that may fail first, or alone into the try statement",
                )
            self.risks.append(Risk(len(self.ops), handler, chosen, callee, args))


@dataclass(frozen=True, slots=True)
class Caught:
    """The error that a handler is being run for."""

    handler: int
    error: Callable[[], Abstract]


def run_attempt(cx, op: If, attempt: Attempt) -> None:
    """Run `if attempt(...): body else: handlers`."""
    base = cx.state
    state = base.copy()
    raised = None
    with cx.inner(state) as builder:
        record = Record(attempt, builder.ops, cx.depth, dict(base.heap))
        cx.attempts.append(record)
        try:
            cx.run_ops(op.then)
        except Unreachable as error:
            raised = error
        finally:
            cx.attempts.pop()
        state = cx.state
    handler = None
    if raised is not None:
        handler = None if raised.cls is None else attempt.handler_of(raised.cls)
    if record.risks:
        run_risky(cx, op, record, builder.ops)
        return
    if handler is not None:
        builder.ops.pop()  # the raise itself
        state.dead = False
    cx.builder.ops.extend(builder.ops)
    commit(base, state)
    if raised is None:
        leave(cx, op, op.then)
    elif handler is None:
        raise raised
    else:
        run_handler(cx, op, Caught(handler, lambda: raised.value))
        leave(cx, op, op.orelse)


def commit(base: State, state: State) -> None:
    """The body was run for good: what it did to its copy of the state holds."""
    base.heap.update(state.heap)
    base.unknown.clear()
    base.unknown.update(state.unknown)
    base.dead = state.dead


def leave(cx, op: If, block: Block) -> None:
    for result, operand in zip(op.results, block.terminator.operands):
        cx.env[result] = cx.read(operand)


def run_handler(cx, op: If, caught: Caught) -> None:
    cx.caught.append(caught)
    try:
        cx.run_ops(op.orelse)
    finally:
        cx.caught.pop()


def run_risky(cx, op: If, record: Record, ops: list) -> None:
    """Ask first which operation raises, if any; then run the handler, or the body."""
    failed = first_failure(cx, record.risks, ops)
    handlers = list(dict.fromkeys(risk.handler for risk in record.risks))
    names = [result.name for result in op.results]

    def values_of(block: Block) -> list[Abstract]:
        return [cx.read(operand) for operand in block.terminator.operands]

    def body() -> list[Abstract]:
        cx.run_ops(op.then)
        return values_of(op.then)

    def handle(index: int) -> Callable[[], list[Abstract]]:
        def run() -> list[Abstract]:
            risks = [risk for risk in record.risks if risk.handler == index]
            run_handler(cx, op, Caught(index, lambda: error_value(cx, risks)))
            return values_of(op.orelse)

        return run

    def choose(rest: list[int]) -> list[Abstract]:
        if not rest:
            return body()
        index, *others = rest
        condition = failed
        if len(handlers) > 1:
            condition = cx.emit(operator.eq, failed, Const(index + 1), type=BOOL)
        return cx.either(condition, handle(index), lambda: choose(others), names, op.span)

    cx.env.update(zip(op.results, choose(handlers)))


def first_failure(cx, risks: list[Risk], ops: list) -> Operand:
    """True where an operation raises; with several handlers the number of the one it needs.

    The operations of the body are run for that up to the last of those that may raise.
    """
    single = len({risk.handler for risk in risks}) == 1
    type = BOOL if single else INT

    def number(risk: Risk) -> Const:
        return Const(True) if single else Const(risk.handler + 1)

    def from_risk(k: int, start: int) -> Operand:
        risk = risks[k]
        cx.builder.ops.extend(ops[start : risk.position])
        condition = raises(cx, risk)
        last = k + 1 == len(risks)
        if last and single:
            return condition
        with cx.inner(cx.state.copy()) as builder:
            rest = Const(0) if last else from_risk(k + 1, risk.position)
        result = Value("failed", type, cx.span)
        cx.builder.ops.append(
            If(
                condition,
                Block((), (), Yield((number(risk),))),
                Block((), tuple(builder.ops), Yield((rest,))),
                (result,),
                cx.span,
            )
        )
        return result

    return from_risk(0, 0)


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


def error_value(cx, risks: list[Risk]) -> Abstract:
    """The error that is being handled, as a value."""
    risk = risks[0]
    if len(risks) > 1:
        cx.refuse(
            "which of several operations has raised this error is known only at run time",
            "raise the error by its name, or put fewer operations into the try statement",
        )
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


def _error_of(cx, args: list[Abstract], kwargs: dict) -> Abstract:
    """The question as generated code asks it, which is read again."""
    found = cx.emit(error_of, *map(cx.operand, args), type=OpaqueType("error"))
    return Maybe(Dyn(cx.emit(operator.is_not, found, Const(None), type=BOOL)), Dyn(found))


HANDLERS = {error_of: _error_of}
