"""Tangents and cotangents along a tape, by the registered rules, called with numbers.

A `Tape` comes in; its nodes get their `dot` (forwards) and `bar` (backwards). This shares nothing
with the transforms but the rules, so that the two can be held against each other.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np

from ..errors import UnsupportedError
from ..rules.families import is_nondifferentiable, jvp_rule, takes_tuple, vjp_rule
from ..runtime.broadcast import unbroadcast
from .moves import MOVES
from .tape import CustomCall, Node, Step, Tape, nodes_in, unboxed


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
    """A rule and the operands that its parameters get. `dots` are the names of its tangents; None
    for a user's forward rule, which takes them as one tuple. `starred` is the parameter that takes
    any number of operands."""

    function: Callable[..., Any]
    operands: dict[str, Any]
    dots: tuple[str, ...] | None = None
    starred: str | None = None
    outputs: tuple[int, ...] | None = None


class _Mode(Enum):
    """The direction of a sweep."""

    FORWARD = "forward"
    REVERSE = "reverse"


def _applied(step: Step, mode: _Mode) -> _Applied | None:
    """The rule of a step, None where its derivative is zero."""
    callee, outputs = step.callee, None
    if isinstance(callee, CustomCall):
        function = callee.jvp if mode is _Mode.FORWARD else callee.vjp
    elif is_nondifferentiable(callee):
        return None
    elif callee.__hash__ and callee in MOVES:
        function = MOVES[callee][mode is _Mode.REVERSE]
    else:
        rule = (jvp_rule if mode is _Mode.FORWARD else vjp_rule)(callee)
        function, outputs = (None, None) if rule is None else (rule.function, rule.outputs)
    if function is None:
        raise _refusal(step, f"no derivative rule for {mode.value} mode is known of")
    if isinstance(callee, CustomCall) or (mode is _Mode.FORWARD and takes_tuple(callee)):
        return _Applied(function, {str(k): arg for k, arg in enumerate(step.args)})
    return _bound(step, function, outputs, mode)


def _bound(step: Step, function: Callable, outputs, mode: _Mode) -> _Applied:
    """The rule with the operands under the names that it has for them."""
    parameters = list(inspect.signature(function).parameters.values())
    dots = tuple(p.name for p in parameters[1:] if p.name.endswith("_dot"))
    own = inspect.Signature(parameters[1 + (len(dots) if mode is _Mode.FORWARD else 1) :])
    try:
        bound = own.bind(*step.args, **step.kwargs)
    except TypeError as error:
        raise _refusal(step, f"{error}, says the derivative rule of") from error
    bound.apply_defaults()
    starred = [name for name, p in own.parameters.items() if p.kind is p.VAR_POSITIONAL]
    return _Applied(function, dict(bound.arguments), dots, next(iter(starred), None), outputs)


def _refusal(step: Step, message: str) -> UnsupportedError:
    name = getattr(step.callee, "__name__", None) or repr(step.callee)
    return UnsupportedError(f"{message} {name}", step.span)


def _push(step: Step) -> None:
    rule = _applied(step, _Mode.FORWARD)
    if rule is None:
        return
    args, kwargs = unboxed(step.args), unboxed(step.kwargs)
    output_dot = rule.function(step.output, *_tangents(step, rule), *args, **kwargs)
    for k, (node, dot) in enumerate(zip(step.nodes, aligned(step.output, output_dot))):
        if node is None:
            continue
        if rule.outputs is not None and k not in rule.outputs:
            dot = np.nan  # not known, and to be seen where it is used
        node.dot = None if dot is None else fitted(dot, node.value)


def _tangents(step: Step, rule: _Applied) -> list:
    """What the rule takes before the operands."""
    if rule.dots is None:
        return [tuple(map(_tangent, rule.operands.values()))]
    for name, operand in rule.operands.items():
        active = any(node.dot is not None for node in nodes_in(operand))
        if active and f"{name}_dot" not in rule.dots:
            raise _refusal(step, f"no tangent is known for the argument {name!r} of")
    return [_tangent(rule.operands[name.removesuffix("_dot")]) for name in rule.dots]


def _tangent(operand: Any) -> Any:
    """The tangent of an operand, zeros where it has none."""
    match operand:
        case Node():
            return zero_like(operand.value) if operand.dot is None else operand.dot
        case list() | tuple():
            return (list if isinstance(operand, list) else tuple)(map(_tangent, operand))
        case np.ndarray():
            return np.zeros(operand.shape)
    return 0.0


def _pull(step: Step) -> None:
    rule = _applied(step, _Mode.REVERSE)
    if rule is None:
        return
    for k, node in enumerate(step.nodes):
        unknown = rule.outputs is not None and k not in rule.outputs
        if unknown and node is not None and node.bar is not None:
            raise _refusal(step, f"no derivative is known for the result {k} of")
    output_bar = _packed(step.output, iter([_cotangent(node) for node in step.nodes]))
    args, kwargs = unboxed(step.args), unboxed(step.kwargs)
    found = _by_parameter(rule, rule.function(step.output, output_bar, *args, **kwargs))
    for name, operand in rule.operands.items():
        bar = found.get(name, NotImplemented)
        if bar is not NotImplemented:
            _deliver(operand, bar)
        elif any(node.varied for node in nodes_in(operand)):
            raise _refusal(step, f"no cotangent is known for the argument {name!r} of")


def _cotangent(node: Node | None) -> Any:
    if node is None:
        return 0.0
    return zero_like(node.value) if node.bar is None else node.bar


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
    if rule.starred is not None:
        found[rule.starred] = bars[names.index(rule.starred) :]
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
    """The zero derivative of a float or an array of floats."""
    return np.zeros_like(value)[()]
