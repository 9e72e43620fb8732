"""Tangents and cotangents along a tape, by the registered rules, called with numbers.

A `Tape` comes in; its nodes get their `dot` (forwards) and `bar` (backwards). This shares nothing
with the transforms but the rules, so that the two can be held against each other.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import UnsupportedError
from ..rules.registry import is_nondifferentiable, jvp_rule, vjp_rule
from ..runtime.broadcast import unbroadcast
from ..structure import is_differentiable
from .moves import MOVES
from .tape import Node, Step, Tape, nodes_in, unboxed


def push_tangents(tape: Tape) -> None:
    """Give each node its tangent; those of the inputs are there already."""
    for step in tape.steps:
        if any(node.dot is not None for node in step.inputs()):
            _push(step)


def pull_cotangents(tape: Tape) -> None:
    """Give each node its cotangent; those of the result are there already."""
    for step in reversed(tape.steps):
        reached = any(node is not None and node.bar is not None for node in step.nodes)
        if reached and any(node.varied for node in step.inputs()):
            _pull(step)


@dataclass(frozen=True)
class _Applied:
    """A rule and the operands that its parameters get."""

    function: Callable[..., Any]
    parameters: dict[str, inspect.Parameter]
    operands: dict[str, Any]
    outputs: tuple[int, ...] | None


def _applied(step: Step, mode: int) -> _Applied | None:
    """The jvp (mode 0) or vjp (mode 1) of a step, None where it is zero."""
    if is_nondifferentiable(step.callee):
        return None
    moves = MOVES.get(step.callee) if step.callee.__hash__ else None
    rule = (jvp_rule, vjp_rule)[mode](step.callee)
    if moves is None and rule is None:
        raise _refusal(step, "no derivative rule is known for")
    function = moves[mode] if moves is not None else rule.function
    parameters = dict(inspect.signature(function).parameters)
    fixed = 1 + (1 if mode else sum(name.endswith("_dot") for name in parameters))
    own = inspect.Signature(list(parameters.values())[fixed:])
    try:
        bound = own.bind(*step.args, **step.kwargs)
    except TypeError as error:
        raise _refusal(step, f"{error}, says the derivative rule of") from error
    bound.apply_defaults()
    outputs = None if moves is not None else rule.outputs
    return _Applied(function, parameters, dict(bound.arguments), outputs)


def _refusal(step: Step, message: str) -> UnsupportedError:
    name = getattr(step.callee, "__name__", None) or repr(step.callee)
    return UnsupportedError(f"{message} {name}", step.span)


def _push(step: Step) -> None:
    rule = _applied(step, 0)
    if rule is None:
        return
    for name, operand in rule.operands.items():
        active = any(node.dot is not None for node in nodes_in(operand))
        if active and f"{name}_dot" not in rule.parameters:
            raise _refusal(step, f"no tangent is known for the argument {name!r} of")
    dots = {
        name: _tangent(rule.operands[name.removesuffix("_dot")])
        for name in rule.parameters if name.endswith("_dot")
    }  # fmt: skip
    args, kwargs = unboxed(step.args), unboxed(step.kwargs)
    output_dot = rule.function(step.output, *dots.values(), *args, **kwargs)
    for k, (node, dot) in enumerate(zip(step.nodes, aligned(step.output, output_dot))):
        if node is None:
            continue
        if rule.outputs is not None and k not in rule.outputs:
            dot = np.nan  # not known, and to be seen where it is used
        node.dot = None if dot is None else fitted(dot, node.value)


def _tangent(operand: Any) -> Any:
    """The tangent of an operand, zeros where it has none."""
    match operand:
        case Node(dot=None):
            return np.zeros_like(operand.value)[()]
        case Node(dot=dot):
            return dot
        case list() | tuple():
            return (list if isinstance(operand, list) else tuple)(map(_tangent, operand))
        case np.ndarray():
            return np.zeros(operand.shape)
    return 0.0


def _pull(step: Step) -> None:
    rule = _applied(step, 1)
    if rule is None:
        return
    bars = iter([_cotangent(node) for node in step.nodes])
    if rule.outputs is not None:
        _check_outputs(step, rule.outputs)
    args, kwargs = unboxed(step.args), unboxed(step.kwargs)
    output_bar = _packed(step.output, bars)
    found = _by_parameter(rule, rule.function(step.output, output_bar, *args, **kwargs))
    for name, operand in rule.operands.items():
        if name in found:
            _deliver(operand, found[name])
        elif any(node.varied for node in nodes_in(operand)):
            raise _refusal(step, f"no cotangent is known for the argument {name!r} of")


def _check_outputs(step: Step, outputs: tuple[int, ...]) -> None:
    for k, node in enumerate(step.nodes):
        if node is not None and node.bar is not None and k not in outputs:
            raise _refusal(step, f"no derivative is known for the result {k} of")


def _cotangent(node: Node | None) -> Any:
    if node is None:
        return 0.0
    return np.zeros_like(node.value)[()] if node.bar is None else node.bar


def _packed(output: Any, leaves: Iterator[Any]) -> Any:
    """The leaves in the structure of an output; a named tuple becomes a plain one."""
    if isinstance(output, (list, tuple)):
        kind = list if isinstance(output, list) else tuple
        return kind([_packed(item, leaves) for item in output])
    return next(leaves)


def _by_parameter(rule: _Applied, bars: Any) -> dict[str, Any]:
    """What a vjp rule returned, by the names of its parameters."""
    names = list(rule.operands)
    if not isinstance(bars, tuple):
        return {names[0]: bars}
    found = dict(zip(names, bars))
    for k, name in enumerate(names):
        if rule.parameters[name].kind is inspect.Parameter.VAR_POSITIONAL:
            found[name] = bars[k:]
    return found


def _deliver(operand: Any, bar: Any) -> None:
    """Add a cotangent to those of the nodes of an operand."""
    for leaf, part in zip(_operand_leaves(operand), aligned(operand, bar)):
        if isinstance(leaf, Node) and part is not None:
            part = fitted(part, leaf.value)
            leaf.bar = part if leaf.bar is None else leaf.bar + part


def _operand_leaves(operand: Any) -> list:
    if isinstance(operand, (list, tuple)):
        return [leaf for item in operand for leaf in _operand_leaves(item)]
    return [operand]


def aligned(tree: Any, derivative: Any) -> list:
    """The derivative of each leaf of a tree of lists and tuples; None is zero, at any level."""
    if not isinstance(tree, (list, tuple)):
        return [derivative]
    parts = [None] * len(tree) if derivative is None else derivative
    return [leaf for item, part in zip(tree, parts, strict=True) for leaf in aligned(item, part)]


def fitted(derivative: Any, value: Any) -> Any:
    """The derivative with the shape of its value, and real where that is real."""
    if np.iscomplexobj(derivative) and not np.iscomplexobj(value):
        derivative = np.real(derivative)
    if np.shape(derivative) == np.shape(value):
        return derivative
    if np.size(derivative) > np.size(value):
        return unbroadcast(derivative, value)
    return np.broadcast_to(derivative, np.shape(value))[()]


def zero_like(value: Any) -> Any:
    """The zero derivative of a value."""
    return np.zeros_like(value)[()] if is_differentiable(value) else None
