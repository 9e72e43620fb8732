"""One transform of typed IR, and the clean-up after it: what `pipeline` and `nested` share."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import replace

from .errors import InactiveArgumentError, NonScalarOutputError
from .ir.nodes import Function, Operand, Pack, leaves
from .ir.types import ArrayType, ScalarType, is_differentiable
from .ir.verifier import verify
from .passes import dce, loops, simplify
from .transforms import forward, jacobian, reverse
from .transforms.request import Transform
from .transforms.residuals import Planner, plan
from .transforms.tangents import operand_type

Observer = Callable[[str, Function], None]

def silent(stage: str, fn: Function) -> None:
    """No observer."""


def clean(fn: Function, observe: Observer = silent) -> Function:
    """Simplify, and again where loops have let something go: a carry that is gone leaves sums
    with zero and products with one."""
    fn = _stages(fn, (simplify, dce), observe)
    while True:
        before = fn
        fn = _stages(fn, (loops,), observe)
        if fn is before:
            return fn
        fn = _stages(fn, (simplify, dce), observe)


def _stages(fn: Function, stages: tuple, observe: Observer) -> Function:
    for stage in stages:
        new = stage.run(fn)
        if new is not fn:
            fn = verified(new, stage.__name__, observe)
    return fn


def verified(fn: Function, stage: str, observe: Observer) -> Function:
    verify(fn, typed=True)
    observe(stage.rpartition(".")[2], fn)
    return fn


def apply(fn: Function, transform: Transform, planner: Planner = plan) -> Function:
    """One transform on typed IR; `planner` decides what a gradient or pullback stores."""
    any_will_do = transform.mode in ("jvp", "vjp")
    trees = active_trees(fn, transform.argnums, any_will_do)
    if transform.mode == "jvp":
        return forward.run(fn, trees)
    if transform.mode == "vjp":
        return reverse.pullback(fn, trees, planner)
    if transform.mode == "hvp":
        gradient = clean(reverse.gradient(scalar_result(fn, False), trees))
        return replace(_tangent_only(forward.run(gradient, trees)), name=f"{fn.name}_hvp")
    if transform.mode in ("jacobian", "jacfwd", "jacrev"):
        return matrix(fn, transform, trees)
    if transform.mode == "hessian":
        gradient = clean(reverse.gradient(scalar_result(fn, False), trees, assemble=lambda g: Pack(tuple, g)))
        made = jacobian.by_columns(gradient, trees, lambda columns: Pack(tuple, columns))
        return replace(_hessian_result(made, transform), name=f"{fn.name}_hessian")
    fn = scalar_result(fn, transform.has_aux)
    keep = transform.mode == "value_and_grad"
    return reverse.gradient(fn, trees, keep, assembler(transform), transform.has_aux, planner)


def active_trees(fn: Function, argnums, any_will_do: bool = True) -> list[Operand]:
    """The arguments at the given positions; refused where one of them (or, if `any_will_do`,
    all of them) have no floating-point leaf."""
    trees = [argument_tree(fn, a) for a in argnums]
    if not (any_will_do and any(is_differentiable(v.type) for t in trees for v in leaves(t))):
        for position, tree in zip(argnums, trees):
            require_active(fn, position, tree)
    return trees


def matrix(fn: Function, transform: Transform, trees) -> Function:
    """The Jacobian, by the mode asked for; else forward from a scalar, reverse otherwise."""
    if transform.mode == "jacobian":
        scalars = all(isinstance(v.type, ScalarType) for t in trees for v in leaves(t))
        run = jacobian.by_columns if scalars else jacobian.by_rows
    else:
        run = jacobian.by_columns if transform.mode == "jacfwd" else jacobian.by_rows
    return run(fn, trees, assembler(transform))


def _hessian_result(fn: Function, transform: Transform) -> Function:
    """The bare block for one bare argument; else a tuple of tuples."""
    if not transform.bare:
        return fn
    end = fn.body.terminator
    rows = end.value.items[0]
    value = _bare_rows(rows)
    return replace(fn, body=replace(fn.body, terminator=replace(end, value=value)))


def _bare_rows(rows: Operand) -> Operand:
    """Each leaf of the gradient holds a tuple with one column block: take it out."""
    if isinstance(rows, Pack) and rows.kind is tuple and len(rows.items) == 1:
        return rows.items[0]
    if isinstance(rows, Pack):
        return Pack(rows.kind, tuple(map(_bare_rows, rows.items)), rows.keys)
    return rows


def assembler(transform: Transform) -> Callable[[tuple[Operand, ...]], Operand]:
    if transform.names is not None:
        return lambda grads: Pack(dict, grads, transform.names)
    if transform.bare:
        return lambda grads: grads[0]
    return lambda grads: Pack(tuple, grads)


def _tangent_only(fn: Function) -> Function:
    end = fn.body.terminator
    body = replace(fn.body, terminator=replace(end, value=end.value.items[1]))
    return replace(fn, body=body)


def argument_tree(fn: Function, position: int | str) -> Operand:
    """The values that the argument at a position, or of a name, brings."""
    own = [p for p in fn.params if p.kind != inspect.Parameter.KEYWORD_ONLY]
    if isinstance(position, str):
        for param in fn.params:
            if param.name == position:
                return param.tree
            if param.kind == inspect.Parameter.VAR_KEYWORD and position in (param.tree.keys or ()):
                return param.tree.items[param.tree.keys.index(position)]
        raise InactiveArgumentError(f"{fn.name}() has no argument '{position}'", fn.span)
    if position < 0:
        position += len(own)
    if 0 <= position < len(own) and own[position].kind != inspect.Parameter.VAR_POSITIONAL:
        return own[position].tree
    for k, param in enumerate(own):
        if param.kind == inspect.Parameter.VAR_POSITIONAL:
            if k <= position < k + len(param.tree.items):
                return param.tree.items[position - k]
    raise InactiveArgumentError(
        f"{fn.name}() has no argument at position {position}", fn.span,
        f"argnums counts from 0 to {len(own) - 1}",
    )  # fmt: skip


def require_active(fn: Function, position: int | str, tree: Operand) -> None:
    if any(is_differentiable(v.type) for v in leaves(tree)):
        return
    name = position if isinstance(position, str) else _name_at(fn, position)
    what = "an integer" if any(True for _ in leaves(tree)) else "no number"
    raise InactiveArgumentError(
        f"{fn.name}() has no derivative with respect to '{name}': it is {what}",
        fn.span,
        "pass a floating-point value, as in 3.0 or x.astype(float)",
    )


def _name_at(fn: Function, position: int) -> str:
    return fn.params[position].name if position < len(fn.params) else str(position)


def scalar_result(fn: Function, has_aux: bool) -> Function:
    """The function, if its result is one real number; with `has_aux` the first of a pair."""
    end = fn.body.terminator
    value = end.value
    if has_aux:
        if not (isinstance(value, Pack) and len(value.items) == 2):
            raise NonScalarOutputError(
                f"with has_aux, {fn.name}() must return a pair (value, aux)", fn.span
            )
        value = value.items[0]
    type_ = operand_type(value)
    if isinstance(type_, ArrayType) and all(n == 1 for n in type_.shape):
        return fn
    if not isinstance(type_, ScalarType):
        shown = "a structure" if type_ is None else str(type_)
        raise NonScalarOutputError(
            f"grad needs a function that returns one number; {fn.name}() returns {shown}",
            fn.span,
            "sum the result, or use jacobian, vjp or elementwise_grad",
        )
    if type_.dtype[0] == "c":
        raise NonScalarOutputError(
            f"grad needs a real result; {fn.name}() returns a complex number", fn.span,
            "return its real part, its absolute value, or use vjp",
        )  # fmt: skip
    return fn
