"""What becomes of both halves of a reverse sweep: a gradient, a pullback, a pair of functions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from ..analysis import absent
from ..analysis import written as written_values
from ..ir.nodes import (
    Block, Const, Function, Op, Operand, Pack, Param, Return, Value, Yield,
    leaves,
)  # fmt: skip
from ..ir.traverse import Cloner, free_values
from ..ir.types import ArrayType
from ..passes import copies, dce
from ..passes.copies import Copies, Edge
from . import last_round, placeholders, residuals
from .cotangents import seed_tree
from .parameters import expand_variadic, insert_params
from .reverse import sweep_function


def gradient(
    fn: Function,
    trees: Sequence[Operand],
    keep_value: bool = False,
    assemble: Callable[[tuple[Operand, ...]], Operand] = lambda grads: grads[0],
    has_aux: bool = False,
    planner: residuals.Planner = residuals.plan,
) -> Function:
    """`f(*params) -> gradient`, or `(value, gradient)`, with respect to the leaves of `trees`
    (parts of the parameters); `assemble` makes the result of one gradient for each tree. With
    `has_aux` the function returns `(value, aux)`, and aux is handed on."""
    fn = last_round.run(fn)
    wrt = [v for tree in trees for v in leaves(tree)]
    end: Return = fn.body.terminator
    seed = Pack(tuple, (Const(1.0), Const(None))) if has_aux else Const(1.0)
    forward, builder, bars = sweep_function(fn, wrt, seed, keep_value or has_aux, planner)
    result = assemble(tuple(bar_tree(tree, bars) for tree in trees))
    if keep_value:
        result = Pack(tuple, (end.value, result))
    elif has_aux:
        result = Pack(tuple, (result, end.value.items[1]))
    body = Block((), (*forward, *builder.ops), Return(result, end.versions))
    name = f"{fn.name}_value_and_grad" if keep_value else f"{fn.name}_grad"
    return replace(fn, name=name, body=body)


def pullback(
    fn: Function, trees: Sequence[Operand], planner: residuals.Planner = residuals.plan
) -> Function:
    """`f_vjp(*params, y_bar) -> tuple of cotangents`, one for each of `trees`."""
    fn = expand_variadic(fn)
    fn = last_round.run(fn)
    wrt = [v for tree in trees for v in leaves(tree)]
    end: Return = fn.body.terminator
    seed = seed_tree(end.value)
    forward, builder, bars = sweep_function(fn, wrt, seed, False, planner)
    result = Pack(tuple, tuple(bar_tree(tree, bars) for tree in trees))
    body = Block((), (*forward, *builder.ops), Return(result, end.versions))
    params = insert_params(fn.params, [Param("y_bar", seed)])
    return replace(fn, name=f"{fn.name}_vjp", params=params, body=body)


def pair(fn: Function, trees: Sequence[Operand], has_aux: bool) -> tuple[Function, Function]:
    """The sweep split in two: `f_fwd(*params) -> (y, residuals)` and
    `f_bwd(residuals, y_bar) -> cotangents`, which may be called any number of times. With
    `has_aux` the function returns `(y, aux)` and the cotangent is that of y alone."""
    fn = last_round.run(fn)
    wrt = [v for tree in trees for v in leaves(tree)]
    end: Return = fn.body.terminator
    seed = seed_tree(end.value.items[0] if has_aux else end.value)
    full = Pack(tuple, (seed, Const(None))) if has_aux else seed
    forward, builder, bars = sweep_function(fn, wrt, full, keep_value=True)
    result = Pack(tuple, tuple(bar_tree(tree, bars) for tree in trees))
    read, backward = _closed(fn, tuple(builder.ops), result, seed)
    ops = placeholders.run(Block((), tuple(forward), Yield(())), read).ops
    value = Pack(tuple, (end.value, Pack(tuple, read)))
    body = Block((), ops, Return(value, end.versions))
    forward = _owned(replace(fn, name=f"{fn.name}_fwd", body=body), fn, read)
    found = absent.paths(forward)
    missing = tuple((k, *path) for k, v in enumerate(read) for path in sorted(found.get(v, ())))
    residuals_, y_bar = backward.params
    return forward, replace(backward, params=(replace(residuals_, absent=missing), y_bar))


def _owned(forward: Function, fn: Function, read: Sequence[Value]) -> Function:
    """The function that returns copies of the residuals that may be an argument that it writes
    into: the caller may do so too."""
    if not fn.written:
        return forward
    changing = written_values.run(fn)
    end = forward.body.terminator
    edges = {
        Edge(end, 0, (1, k))
        for k, v in enumerate(read)
        if v in changing and isinstance(v.type, ArrayType)
    }
    return copies.run(forward, Copies(edges))


def _closed(fn: Function, ops: tuple[Op, ...], result: Operand, seed: Operand):
    """The backward operations as a function of the residuals that they really read."""
    body = Block((), ops, Return(result))
    own = set(leaves(seed))
    open_ = [v for v in free_values(body) if v not in own]
    params = (Param("residuals", Pack(tuple, tuple(open_))), Param("y_bar", seed))
    backward = Function(f"{fn.name}_bwd", params, body, span=fn.span)
    body = dce.run(backward).body
    read = tuple(v for v in free_values(body) if v not in own)
    cloner = Cloner()
    fresh = tuple(cloner.fresh(v) for v in read)
    params = (Param("residuals", Pack(tuple, fresh)), Param("y_bar", seed))
    return read, replace(backward, params=params, body=cloner.block(body))


def bar_tree(tree: Operand, bars: dict[Value, Operand]) -> Operand:
    """The gradient in the structure of its argument; None where a leaf has no derivative."""
    match tree:
        case Value():
            return bars.get(tree, Const(None))
        case Pack(kind=kind, items=items, keys=keys):
            return Pack(kind, tuple(bar_tree(i, bars) for i in items), keys)
    return Const(None)
