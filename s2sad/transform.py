"""One transform of typed IR: what `pipeline` and `nested` share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from .asked import active_trees, array_result, floating_result, positional, scalar_result
from .ir.nodes import Function, Operand, Pack, leaves
from .ir.types import ScalarType, is_differentiable
from .passes.cleanup import clean
from .transforms import forward, gradients, jacobian
from .transforms.request import Transform
from .transforms.residuals import Planner, plan

def apply(fn: Function, transform: Transform, planner: Planner = plan) -> Function:
    """One transform on typed IR; `planner` decides what a gradient or pullback stores."""
    any_will_do = transform.mode in ("jvp", "vjp", "multigrad_dict")
    trees = active_trees(fn, transform.argnums, any_will_do)
    fn = _moving(fn, trees)
    if transform.mode == "jvp":
        return forward.run(fn, trees)
    if transform.mode == "vjp":
        return gradients.pullback(fn, pulled_trees(fn, transform, trees), planner)
    if transform.mode == "hvp":
        scalar = scalar_result(fn, False, transform.mode)
        gradient = gradients.gradient(scalar, trees, assemble=assembler(transform))
        gradient = clean(gradient)
        return replace(_tangent_only(forward.run(gradient, trees)), name=f"{fn.name}_hvp")
    if transform.mode in ("jacobian", "jacfwd", "jacrev"):
        return matrix(fn, transform, trees)
    if transform.mode == "hessian":
        fn = scalar_result(fn, False, transform.mode)
        gradient = clean(gradients.gradient(fn, trees, assemble=assembler(transform)))
        made = jacobian.by_columns(gradient, trees, assembler(transform))
        return replace(made, name=f"{fn.name}_hessian")
    if transform.mode == "elementwise_grad":
        wrt = [v for tree in trees for v in leaves(tree)]
        jacobian.require_holomorphic(fn, wrt, [array_result(fn, wrt).body.terminator.value])
        gradient = gradients.gradient(fn, trees, assemble=assembler(transform))
        return replace(gradient, name=f"{fn.name}_elementwise_grad")
    fn = scalar_result(fn, transform.has_aux, transform.mode)
    keep = transform.mode == "value_and_grad"
    return gradients.gradient(fn, trees, keep, assembler(transform), transform.has_aux, planner)


def _moving(fn: Function, trees: Sequence[Operand]) -> Function:
    """The function with a mark on the parameters all of whose floats are in the trees."""
    wrt = {v for tree in trees for v in leaves(tree)}
    params = tuple(
        replace(param, moves=True)
        if all(v in wrt or not is_differentiable(v.type) for v in leaves(param.tree)) else param
        for param in fn.params
    )  # fmt: skip
    return replace(fn, params=params)


def pulled_trees(
    fn: Function, transform: Transform, trees: Sequence[Operand]
) -> Sequence[Operand]:
    """What a pullback gives cotangents of: each argument at its place, None for what has none."""
    if transform.argnums is not None:
        return trees
    return [tree for _, tree in positional(fn)]


def matrix(fn: Function, transform: Transform, trees) -> Function:
    """The Jacobian, by the mode asked for; else forward from a scalar, reverse otherwise."""
    fn = floating_result(fn)
    if transform.mode == "jacobian":
        scalars = all(isinstance(v.type, ScalarType) for t in trees for v in leaves(t))
        run = jacobian.by_columns if scalars else jacobian.by_rows
    else:
        run = jacobian.by_columns if transform.mode == "jacfwd" else jacobian.by_rows
    return run(fn, trees, assembler(transform))


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
