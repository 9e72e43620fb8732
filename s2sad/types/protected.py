"""`try` statements: the body as it is, and the handlers where its errors may arise.

    try:                                 if x == 0:
        y = 1 / x                            y = 0.0
    except ZeroDivisionError:            else:
        y = 0.0                              y = 1 / x

The body is run once. An error that is certain there (a missing key, a `raise` on a known
condition) is handled in its place. Where an operation of the body may raise, or a branch does, the
block that it stands in has an exit (ways_out.py): what has been emitted from there on becomes one
branch of an If, of which the other is the handler, run in the state in which the body is left. Out
of a loop no way leads to a handler: a `raise` is refused there, and what an operation raises leaves
the derivative.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import NoReturn

import numpy as np

from ..ir import attempts, prims
from ..ir.nodes import Block, Call, Const, If, Op, Operand, Pack, Value
from ..ir.traverse import walk
from ..ir.types import INT, ArrayType, ListType, OpaqueType, ScalarType
from .abstract import Abstract, Static
from .failure import Unreachable
from .statement_handlers import Attempt
from .ways_out import (
    DIVISIONS, Closing, Exit, Moment, Risk, Target, drop_raise, error_value, exits_for, is_inside,
    outcome, raises,
)  # fmt: skip

_WRITES = (prims.write, prims.accumulate, prims.accumulate_at, prims.list_write)


@dataclass(slots=True, eq=False)
class Record:
    """The body of a `try` statement while it is run: the block that its own operations go to, and
    where that may be left. `uses_error`: its handlers read the error."""

    attempt: Attempt
    ops: list[Op]
    outer: list[Record]
    managers: int
    uses_error: bool
    exits: list[Exit] = field(default_factory=list)

    def handler_of(self, cls: type) -> int | None:
        """The handler for errors of the class."""
        for index, classes in enumerate(self.attempt.handlers):
            if issubclass(cls, classes):
                return index
        return None

    def handles(self, cls: type) -> bool:
        """True where a handler takes such errors; `finally` is one for what another one takes."""
        if self.attempt.passing and not any(record.handles(cls) for record in self.outer):
            return False
        return self.handler_of(cls) is not None

    def is_passed(self, cx) -> bool:
        """True for `finally`, if a way leads to it from the block that is open: a `raise` that no
        handler takes passes it."""
        is_near = len(cx.managers) == self.managers and exits_for(cx, self) is not None
        return self.attempt.passing and is_near

    def check_managers(self, cx, cls: type) -> None:
        if len(cx.managers) > self.managers:
            cx.refuse(
                f"a `with` statement may raise {cls.__name__}, which is handled outside of it",
                "put the try statement into the `with` statement",
            )

    def check_way_out(self, cx, cls: type) -> None:
        """Refuse a `raise` in a block out of which no way leads to the handler."""
        self.check_managers(cx, cls)
        if exits_for(cx, self) is None:
            cx.refuse(
                "in a loop an error is raised on a condition known only at run time, and a try "
                "statement around it handles the error",
                "write the condition as `if` and the handler as `else`",
            )


@dataclass(frozen=True, slots=True)
class Caught:
    """The error that a handler is being run for."""

    handler: int
    error: Callable[[], Abstract]


def note_risk(cx, callee, args: tuple[Operand, ...], type) -> None:
    """What may raise an error that a handler takes is an exit of its block. In a loop the error
    leaves the derivative, but it is raised though nobody may need what the operation gives."""
    found: dict[Target, list[type]] = {}
    error, is_write = error_value, callee in _WRITES
    if is_write:  # it misses where a read does
        error = _error_of_list if callee is prims.list_write else error_value
        callee, args = operator.getitem, _written_entry(callee, args)
    for cls in possible_errors(cx, callee, args, type):
        record = cx.handled_by(cls)
        if record is not None:
            record.check_managers(cx, cls)
            found.setdefault(Target(record, record.handler_of(cls)), []).append(cls)
    for target, errors in found.items():
        others = tuple(cls for other in found if other != target for cls in found[other])
        risk = Risk(tuple(errors), callee, args, others)
        exits = exits_for(cx, target.record)
        if exits is None:
            leave = partial(_leave, cx, error, risk)
            cx.either(raises(cx, risk), leave, lambda: [], [], cx.span)
            continue
        at = len(cx.builder.ops), target, Moment.of(cx)
        exits.append(Exit(*at, error=lambda risk=risk: error(cx, risk), risk=risk))


def _written_entry(callee, args: tuple[Operand, ...]) -> tuple[Operand, Operand]:
    """The array or list that is written into, and the index where it has one."""
    target, index, _ = args
    if callee is prims.list_write:
        return target, index
    step = index.items[0] if len(index.items) == 1 else Const(None)
    is_entry = isinstance(step, Value) or (isinstance(step, Pack) and step.kind is tuple)
    return target, step if is_entry else Const(None)


def _error_of_list(cx, risk: Risk) -> Abstract:
    return cx.emit_text(IndexError, Static("list assignment index out of range"))


def _leave(cx, error: Callable, risk: Risk) -> NoReturn:
    """Raise what the operation raises, past every handler."""
    cx.emit(prims.raise_, cx.operand(error(cx, risk)), type=OpaqueType(), effect=True)
    cx.state.dead = True
    raise Unreachable(risk.errors[0])


def run_attempt(cx, op: If, attempt: Attempt) -> None:
    """Run `if attempt(...): body else: handlers`."""
    opened = cx.errstates, cx.no_grad, tuple(cx.managers)
    outer, conditions = list(cx.attempts), len(cx.conditions)
    record = Record(attempt, cx.builder.ops, outer, len(cx.managers), _uses_error(op.orelse))
    names = [result.name for result in op.results]

    def run(block: Block) -> list[Abstract]:
        cx.run_ops(block)
        return [cx.read(operand) for operand in block.terminator.operands]

    def handle(handler: int, error: Callable[[], Abstract]) -> list[Abstract]:
        cx.caught.append(Caught(handler, error))
        try:
            return run(op.orelse)
        finally:
            cx.caught.pop()

    cx.attempts.append(record)
    try:
        values, error = outcome(lambda: run(op.then), len(names))
    finally:
        cx.attempts.pop()
    cx.errstates, cx.no_grad, (*cx.managers,) = opened  # an error may leave them open
    if error is not None and error.record is record:
        drop_raise(record.ops, cx.state)
        handler, raised = record.handler_of(error.cls), error
        values, error = outcome(lambda: handle(handler, lambda: raised.value), len(names))
    closing = Closing(cx, record.exits, names, op, lambda e: handle(e.target.handler, e.error))
    others = [other.exits for other in outer if other.ops is record.ops]
    others += [fork.exits for fork in cx.forks if fork.ops is record.ops]
    del cx.conditions[conditions:]
    values, error = closing.run(values, error, others, record.uses_error)
    if error is not None:
        raise error
    cx.env.update(zip(op.results, values))


def _uses_error(handlers: Block) -> bool:
    """True where the handlers ask for the error: untyped IR calls a constant for it."""
    return any(
        isinstance(arg, Const) and arg.value is attempts.caught_error
        for op in walk(handlers) if isinstance(op, Call) for arg in op.args
    )  # fmt: skip


def possible_errors(cx, callee, args: tuple[Operand, ...], type) -> tuple[type, ...]:
    """What an operation may raise on numbers; NumPy's own operations warn instead."""
    if callee is prims.bound:
        return (UnboundLocalError,)
    if callee is operator.getitem:
        return (IndexError,) if may_miss(cx, *args) else ()
    if callee in (int, round):
        return (ValueError, OverflowError) if _is_float(args[0]) else ()
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


def may_miss(cx, sequence: Operand, index: Operand) -> bool:
    """True where an index may lie outside of an array or list, as only the run can tell."""
    if not isinstance(getattr(sequence, "type", None), ArrayType | ListType):
        return False
    if isinstance(index, Const):  # of a list whose length the run decides, also by `pop()`
        return isinstance(sequence.type, ListType) and type(index.value) is int
    if isinstance(index, Value) and index.type == INT:
        return not is_inside(cx, sequence, index)
    return isinstance(index, Pack) and any(
        isinstance(part, Value) and part.type == INT for part in index.items
    )


def _is_float(operand: Operand) -> bool:
    return isinstance(operand, Value) and isinstance(operand.type, ScalarType) and (
        operand.type.dtype[0] == "f"
    )


def is_python_number(type) -> bool:
    return isinstance(type, ScalarType) and type.python
