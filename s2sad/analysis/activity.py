"""Which values carry a derivative: varied by the inputs and useful to the output.

`varied(fn, wrt)` are the values that depend differentiably on `wrt`; `useful(fn)` those on which
the result depends differentiably. A value gets a cotangent where it is both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set

import numpy as np

from ..ir import prims
from ..ir.nodes import (
    Block, Call, For, Function, If, Next, Op, Operand, Value, While, leaves, all_leaves,
)  # fmt: skip
from ..ir.traverse import operands_of
from ..ir.types import is_differentiable
from ..rules.families import is_nondifferentiable
from ..runtime.broadcast import spread, unbroadcast
from ..runtime.columns import narrowed, widened
from ..runtime.precision import alike
from ..runtime.residues import beside_residue

#: arguments of which only the shape, or the dtype, is read
SHAPES_ONLY = {
    spread: 1, unbroadcast: 1, widened: 1, narrowed: 1, beside_residue: 1, alike: 1,
    np.full_like: 0,
}  # fmt: skip
CONSTANT = frozenset({prims.stop_gradient, len, range, prims.axis_length, prims.count, int, bool})


def passes_derivative(op: Call) -> bool:
    """False where the result is a constant of differentiation whatever the arguments are."""
    return not (
        op.result is None
        or not is_differentiable(op.result.type)
        or op.callee in CONSTANT
        or is_nondifferentiable(op.callee)
    )


def shape_only(op: Call) -> int | None:
    """The position of the argument of which only the shape or the dtype is read, if there is
    one."""
    return None if type(op.callee).__hash__ is None else SHAPES_ONLY.get(op.callee)


def carrying(op: Call) -> tuple[Value, ...]:
    """The values that the call reads, and not for their shape or dtype alone."""
    skipped = shape_only(op)
    if skipped is None or skipped >= len(op.args):
        return op.uses
    return all_leaves([o for k, o in enumerate(operands_of(op)) if k != skipped])


def varied(
    fn: Function, wrt: Iterable[Value], constants: Set[Value] = frozenset()
) -> set[Value]:
    """The values that depend differentiably on the values `wrt`; the `constants` count as such."""
    found = {v for v in wrt if is_differentiable(v.type)}
    vary_block(fn.body, found, constants)
    return found


def _any(operands: Sequence[Operand], found: set[Value]) -> bool:
    return not found.isdisjoint(all_leaves(operands))


def vary_block(block: Block, found: set[Value], constants: Set[Value] = frozenset()) -> None:
    for op in block.ops:
        match op:
            case Call():
                if (
                    passes_derivative(op)
                    and op.result not in constants
                    and not found.isdisjoint(carrying(op))
                ):
                    found.add(op.result)
            case If():
                vary_block(op.then, found, constants)
                vary_block(op.orelse, found, constants)
                pairs = zip(op.then.terminator.operands, op.orelse.terminator.operands)
                for result, pair in zip(op.results, pairs):
                    if is_differentiable(result.type) and _any(pair, found):
                        found.add(result)
            case For() | While():
                _vary_loop(op, found, constants)


def _vary_loop(op: For | While, found: set[Value], constants: Set[Value]) -> None:
    variables = len(op.iterables) if isinstance(op, For) else 0
    if variables:
        for iterable, variable in zip(op.iterables, op.body.args):
            if is_differentiable(variable.type) and _any((iterable,), found):
                found.add(variable)
    args = op.body.args[variables:]
    for arg, init in zip(args, op.inits):
        if is_differentiable(arg.type) and _any((init,), found):
            found.add(arg)
    while True:
        vary_block(op.body, found, constants)
        new = [
            arg
            for arg, after in zip(args, op.body.terminator.operands)
            if arg not in found and is_differentiable(arg.type) and _any((after,), found)
        ]
        if not new:
            break
        found.update(new)
    for arg, result in zip(args, op.results):
        if arg in found:
            found.add(result)
    if isinstance(op, While):
        found.update(c for c, a in zip(op.condition.args, args) if a in found)


def useful(fn: Function) -> set[Value]:
    """The values on which the result depends differentiably."""
    found: set[Value] = {v for v in leaves(fn.body.terminator.value) if is_differentiable(v.type)}
    _use_block(fn.body.ops, found)
    return found


def _mark(values: Iterable[Value], found: set[Value]) -> None:
    found.update([v for v in values if v not in found and is_differentiable(v.type)])


def _use_block(ops: tuple[Op, ...], found: set[Value]) -> None:
    for op in reversed(ops):
        match op:
            case Call():
                if op.result in found and passes_derivative(op):
                    _mark(carrying(op), found)
            case If():
                for block in (op.then, op.orelse):
                    wanted = [o for o, r in zip(block.terminator.operands, op.results)
                              if r in found]  # fmt: skip
                    _mark(all_leaves(wanted), found)
                    _use_block(block.ops, found)
            case For() | While():
                _use_loop(op, found)


def _use_loop(op: For | While, found: set[Value]) -> None:
    variables = len(op.iterables) if isinstance(op, For) else 0
    args = op.body.args[variables:]
    end: Next = op.body.terminator
    live = {k for k, r in enumerate(op.results) if r in found}
    if not op.body.controls:
        _use_calls(op.body, dict(zip(args, end.operands)), [end.operands[k] for k in live], found)
        live.update(k for k, a in enumerate(args) if a in found)
    while op.body.controls:
        _mark(all_leaves([end.operands[k] for k in live]), found)
        _use_block(op.body.ops, found)
        wider = live | {k for k, a in enumerate(args) if a in found}
        if wider == live:
            break
        live = wider
    found.update(args[k] for k in live)  # a carry that is only passed on is used by its result
    _mark(all_leaves([op.inits[k] for k in live]), found)
    for k in range(variables):
        if op.body.args[k] in found:
            _mark(leaves(op.iterables[k]), found)


def _use_calls(
    body: Block, handed_on: dict[Value, Operand], wanted: list[Operand], found: set[Value]
) -> None:
    """`_use_block` of a body of calls alone, over all iterations: each is looked at once."""
    makers = {op.result: op for op in body.ops}
    todo = list(all_leaves(wanted))
    while todo:
        value = todo.pop()
        if value in found or not is_differentiable(value.type):
            continue
        found.add(value)
        op = makers.get(value)
        if op is not None and passes_derivative(op):
            todo += carrying(op)
        elif value in handed_on:
            todo += leaves(handed_on[value])
