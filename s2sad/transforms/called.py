"""Derivatives of calls of outlined functions: custom rules and checkpoints.

`Function.derivative` is (wrapper, number of arguments); a wrapper with rules of its own is
differentiated by them, any other (a checkpoint) by differentiating the body in the place where
the derivative is needed, so that nothing of it is stored.
"""

from __future__ import annotations

from typing import NoReturn

from ..errors import UnsupportedError
from ..ir.nodes import Call, Const, Function, Operand, Pack, leaves
from ..ir.traverse import Cloner, bind_parameters
from ..rules.lift import apply_rule


def _refuse(op: Call, mode: str, decorator: str) -> NoReturn:
    name = op.callee.name
    own = hasattr(op.callee.derivative[0], decorator)
    raise UnsupportedError(
        f"{name}() has no rule for {mode} mode, and its own rules are its derivative",
        op.span,
        f"give it one with @{name}.{decorator}" if own else f"give it one: {decorator}({name}, rule)",
    )


def has_custom_rules(callee: Function) -> bool:
    return hasattr(callee.derivative[0], "vjp_rule")


def pull(reverse, op: Call, bar: Operand, sweep) -> None:
    """Add the cotangents of the call's arguments."""
    wrapper, count = op.callee.derivative
    if not has_custom_rules(op.callee):
        _pull_body(reverse, op, bar, sweep)
        return
    if wrapper.vjp_rule is None:
        _refuse(op, "reverse", "defvjp")
    bar = reverse.complete(sweep, op.result, bar)
    result = apply_rule(
        wrapper.vjp_rule, [op.result, bar, *op.args[:count]], {}, sweep.builder, reverse.lengths,
        sweep.builder.span,
    )  # fmt: skip
    bars = result.items if isinstance(result, Pack) and result.kind is tuple else (result,)
    require_one_each(op, wrapper.vjp_rule, count, len(bars))
    for operand, part in zip(op.args, bars):
        reverse.add_bar(sweep, operand, part)


def require_one_each(op: Call, rule, arguments: int, cotangents: int) -> None:
    """Refuse what a reverse rule returned, unless it is one cotangent for each argument."""
    if arguments != cotangents:
        code = rule.__code__
        raise UnsupportedError(
            f"the reverse rule of {op.callee.name}() (line {code.co_firstlineno}) returns "
            f"{cotangents} cotangents for {arguments} arguments",
            op.span,
            "return one for each argument, None where there is no derivative",
        )


def _pull_body(reverse, op: Call, bar: Operand, sweep) -> None:
    """The body forward and backward, at this place of the reverse sweep."""
    callee = op.callee
    wrt = [v for p in callee.params for v in leaves(p.tree)]
    result = callee.body.terminator.value
    bar = reverse.complete(sweep, op.result, bar)
    seed = reverse.seed_tree(result)
    forward, backward, bars = reverse.sweep_function(callee, wrt, seed, keep_value=False)
    cloner = Cloner()
    bind_parameters(cloner, callee, list(op.args))
    _bind_seed(cloner, seed, bar)
    for inner in (*forward, *backward.ops):
        sweep.builder.ops.append(cloner.op(inner))
    for param, operand in zip(callee.params, op.args):
        tree = _bars(param.tree, bars, cloner)
        reverse.add_bar(sweep, operand, tree)


def _bind_seed(cloner: Cloner, seed: Operand, bar: Operand) -> None:
    if isinstance(seed, Pack):
        items = bar.items if isinstance(bar, Pack) else ()
        for part, actual in zip(seed.items, items):
            _bind_seed(cloner, part, actual)
    elif not isinstance(seed, Const):
        cloner.map[seed] = bar


def _bars(tree: Operand, bars: dict, cloner: Cloner) -> Operand:
    if isinstance(tree, Pack):
        return Pack(tree.kind, tuple(_bars(i, bars, cloner) for i in tree.items), tree.keys)
    found = bars.get(tree) if not isinstance(tree, Const) else None
    return Const(None) if found is None else cloner.operand(found)


def push(forward, op: Call, builder) -> Operand | None:
    """The tangent of the call's result."""
    wrapper, count = op.callee.derivative
    if not has_custom_rules(op.callee):
        return _push_body(forward, op, builder)
    if wrapper.jvp_rule is None:
        _refuse(op, "forward", "defjvp")
    dots = Pack(tuple, tuple(forward.tangent(a) for a in op.args[:count]))
    return apply_rule(
        wrapper.jvp_rule, [op.result, dots, *op.args[:count]], {}, builder, forward.lengths, op.span
    )


def _push_body(forward, op: Call, builder) -> Operand | None:
    """The body with its tangents, run a second time in place of the call's own tangent."""
    cloner = Cloner()
    bind_parameters(cloner, op.callee, list(op.args))
    block = cloner.block(op.callee.body)
    forward.vary(block)
    forward.block(block, builder)
    return forward.dot(block.terminator.value)
