"""Do the two modes of differentiation agree with numerical derivatives, and with each other?

A function, its arguments and the transforms to judge (`jvp`, `vjp`) come in; nothing goes out,
or a `GradientCheckError` that names the argument, the entry and both values. Of a function with
few inputs every entry is moved on its own; of one with many, random directions are taken, and one
that disagrees is halved until the entry is found.
"""

from __future__ import annotations

import inspect
import numbers
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from .errors import GradientCheckError, SettingError
from .numerical import (
    Estimate, entries, estimate_jvp, precision, random_tangents, unit_tangent,
)  # fmt: skip
from .structure import (
    Tree, copy_arrays, dot, flatten, flatten_like, has_differentiable_leaf, walk, zeros_like,
)  # fmt: skip

#: how far two numbers may be apart, by the precision of the coarsest number involved
_TOLERANCES = {"half": (1e-1, 1e-1), "single": (5e-3, 5e-3), "double": (1e-6, 1e-6)}
_FEW_ENTRIES = 64
_RANDOM_DIRECTIONS = 3
MODES = ("fwd", "rev")


@dataclass(frozen=True)
class Question:
    """What is compared: a function that is itself a derivative once `done` is not empty."""

    f: Callable
    args: tuple
    jvp: Callable
    vjp: Callable
    name: str
    names: tuple[str, ...]
    atol: float
    rtol: float
    rng: np.random.Generator
    done: tuple[str, ...] = ()

    def close(self, value: Any, expected: Any, equal_nan: bool = False) -> bool:
        return bool(np.all(np.isclose(value, expected, self.rtol, self.atol, equal_nan)))


def check_derivatives(
    f: Callable,
    args: tuple,
    jvp: Callable,
    vjp: Callable,
    order: int = 2,
    modes: tuple[str, ...] = MODES,
    atol: float | None = None,
    rtol: float | None = None,
) -> None:
    """Raise `GradientCheckError` where a derivative of `f` up to `order` is wrong."""
    _check_options(order, modes, atol, rtol)
    if not has_differentiable_leaf(args):
        raise GradientCheckError("no argument has a floating-point entry to check")
    usual_atol, usual_rtol = _TOLERANCES[precision((args, f(*copy_arrays(args))))]
    question = Question(
        f, tuple(args), jvp, vjp, _name(f), _argument_names(f, len(args)),
        usual_atol if atol is None else atol, usual_rtol if rtol is None else rtol,
        np.random.default_rng(0),
    )  # fmt: skip
    _check(question, order, tuple(modes))


def _check_options(order, modes: tuple, atol, rtol) -> None:
    """Refuse what would ask for no derivative, or could not be answered."""
    if unknown := [mode for mode in modes if mode not in MODES]:
        raise SettingError(f"modes are 'fwd' and 'rev', not {unknown[0]!r}")
    whole = isinstance(order, (int, np.integer)) and not isinstance(order, bool)
    if not whole or order < 1:
        raise SettingError(f"order is {order!r}", advice="give a whole number, 1 or more")
    if not modes:
        raise SettingError("no derivative is asked for", advice="give a mode: 'fwd' or 'rev'")
    for name, value in (("atol", atol), ("rtol", rtol)):
        if value is not None and not (isinstance(value, numbers.Real) and value >= 0):
            raise SettingError(f"{name} is {value!r}", advice="give a number, 0 or more")


def _check(q: Question, order: int, modes: tuple[str, ...]) -> None:
    result = q.f(*copy_arrays(q.args))
    if not has_differentiable_leaf(result):
        raise GradientCheckError(f"the result of {q.name} has no floating-point entry to check")
    few = len(entries(q.args)) <= _FEW_ENTRIES
    directions = _unit_directions(q.args) if few else _random_directions(q)
    numerical = [(x_dot, estimate_jvp(q.f, q.args, x_dot)) for x_dot in directions]
    for mode in modes:
        _check_mode(q, mode, result, numerical)
        if order > 1:
            _check(_differentiated(q, mode), order - 1, modes)


def _check_mode(q: Question, mode: str, result: Tree, numerical: list) -> None:
    """Hold one mode to the value of the function and to (direction, derivative along it)."""
    y_bar = random_tangents(result, q.rng)
    if mode == "fwd":
        value, slopes = _forward(q), partial(_forward_pair, q)
    else:
        value, x_bar = _reverse(q, y_bar)
        slopes = partial(_reverse_pair, q, x_bar, y_bar)
    _check_value(q, mode, value, result)
    for x_dot, estimate in numerical:
        if not q.close(*slopes(x_dot, estimate)):
            raise _disagreement(q, mode, slopes, x_dot, _seed_of(q, mode, y_bar))


def _forward(q: Question) -> Tree:
    return q.jvp(q.f, copy_arrays(q.args), random_tangents(q.args, q.rng))[0]


def _forward_pair(
    q: Question, x_dot: tuple, numerical: Estimate
) -> tuple[np.ndarray, np.ndarray]:
    y_dot = q.jvp(q.f, copy_arrays(q.args), x_dot)[1]
    return _vector_like(numerical.tree, y_dot), numerical.value


def _reverse(q: Question, y_bar: Tree) -> tuple[Tree, tuple]:
    value, pullback = q.vjp(q.f, *copy_arrays(q.args))
    kept = copy_arrays(value)
    x_bar = pullback(y_bar)
    _check_structure(q, x_bar)
    return kept, x_bar


def _reverse_pair(
    q: Question, x_bar: tuple, y_bar: Tree, x_dot: tuple, numerical: Estimate
) -> tuple[float, float]:
    return dot(_keep(x_dot, x_bar), x_dot), dot(y_bar, numerical.tree)


def _keep(x_dot: Tree, x_bar: Tree) -> Tree:
    """`x_bar` in the structure of `x_dot`, so that a missing cotangent counts as zero."""
    return flatten(x_dot)[1](flatten_like(x_dot, x_bar))


def _vector_like(expected: Tree, value: Tree) -> np.ndarray:
    """The entries of `value` that stand where `expected` has some; a missing one counts as 0."""
    leaves = flatten(expected)[0]
    parts = [
        np.ravel(np.zeros(np.shape(e)) if v is None else np.broadcast_to(v, np.shape(e)))
        for e, v in zip(leaves, flatten_like(expected, value), strict=True)
        if e is not None
    ]
    return np.concatenate(parts) if parts else np.zeros(0)


def _differentiated(q: Question, mode: str) -> Question:
    """The first derivative in this mode as a function of the same arguments."""
    f, jvp, vjp = q.f, q.jvp, q.vjp
    if mode == "fwd":
        x_dot = random_tangents(q.args, q.rng)

        def derivative(*primals):
            return jvp(f, primals, x_dot)[1]
    else:
        y_bar = random_tangents(f(*copy_arrays(q.args)), q.rng)

        def derivative(*primals):
            return vjp(f, *primals)[1](y_bar)

    return replace(q, f=derivative, done=(*q.done, mode))


def _unit_directions(args: tuple):
    return (unit_tangent(args, *entry) for entry in entries(args))


def _random_directions(q: Question):
    return (random_tangents(q.args, q.rng) for _ in range(_RANDOM_DIRECTIONS))


def _check_value(q: Question, mode: str, value: Tree, expected: Tree) -> None:
    pairs = zip(walk(expected), flatten_like(expected, value), strict=True)
    for (path, right), wrong in pairs:
        if isinstance(right, (int, float, complex, np.ndarray, np.generic)):
            same_shape = np.shape(right) == np.shape(wrong)
            if not (same_shape and q.close(wrong, right, equal_nan=True)):
                raise GradientCheckError(
                    f"{_title(q, mode)}: the value of the function{path} is {wrong}, "
                    f"where the function itself gives {right}"
                )


def _check_structure(q: Question, x_bar: tuple) -> None:
    for name, arg, bar in zip(q.names, q.args, x_bar, strict=True):
        for (path, leaf), part in zip(walk(arg), flatten_like(arg, bar), strict=True):
            if part is not None and np.shape(part) != np.shape(leaf):
                raise GradientCheckError(
                    f"{_title(q, 'rev')}: the cotangent of argument {name}{path} has shape "
                    f"{np.shape(part)}, the argument has {np.shape(leaf)}"
                )


def _seed_of(q: Question, mode: str, y_bar: Tree) -> str:
    """By what the numbers of a message are multiplied, beside the direction."""
    if q.done:
        return ", along random directions"
    if mode == "fwd":
        return ""
    leaves = [leaf for leaf in flatten(y_bar)[0] if leaf is not None]
    if len(leaves) > 1 or np.size(leaves[0]) > 1:
        return ", for random cotangents"
    return f", for the cotangent {np.ravel(leaves[0])[0]:.4g}"


def _disagreement(
    q: Question, mode: str, slopes: Callable, x_dot: tuple, seed: str
) -> GradientCheckError:
    """Halve the direction, keeping the half that disagrees more, down to one entry."""
    active = [entry for entry in entries(q.args) if _moves(x_dot, entry)]
    while len(active) > 1:
        half = len(active) // 2
        parts = (active[:half], active[half:])
        active = max(parts, key=lambda part: _excess(q, slopes, _combined(q.args, part)))
    direction = unit_tangent(q.args, *active[0])
    value, expected = _along(q, slopes, direction)
    if q.close(value, expected):  # only the sum over several entries is too far off
        value, expected = _along(q, slopes, x_dot)
    worst = int(np.argmax(np.atleast_1d(np.abs(value - expected))))
    value, expected = np.atleast_1d(value)[worst], np.atleast_1d(expected)[worst]
    place = _place(q, *active[0])
    output = f" of result entry {worst}" if mode == "fwd" and worst else ""
    return GradientCheckError(
        f"{_title(q, mode)}{output} with respect to {place} is {value:.10g}, "
        f"where numerical differentiation gives {expected:.10g}{seed}"
    )


def _along(q: Question, slopes: Callable, x_dot: tuple) -> tuple:
    return slopes(x_dot, estimate_jvp(q.f, q.args, x_dot))


def _excess(q: Question, slopes: Callable, x_dot: tuple) -> float:
    value, expected = _along(q, slopes, x_dot)
    difference = np.abs(value - expected)
    return float(np.max(np.where(np.isnan(difference), np.inf, difference), initial=0.0))


def _moves(x_dot: tuple, entry: tuple) -> bool:
    number, index, unit = entry
    part = flatten(x_dot)[0][number]
    moved = None if part is None else np.asarray(part)[index]
    return moved is not None and bool(np.imag(moved) if unit == 1j else np.real(moved))


def _combined(args: tuple, group: list) -> tuple:
    parts, rebuild = flatten(zeros_like(args))
    for number, index, unit in group:
        parts[number] = parts[number] + flatten(unit_tangent(args, number, index, unit))[0][number]
    return rebuild(parts)


def _place(q: Question, number: int, index: tuple[int, ...], unit: complex) -> str:
    """`argument x, entry ['w'][2]` for the leaf of this number among all arguments."""
    for name, arg in zip(q.names, q.args, strict=True):
        leaves = list(walk(arg))
        if number < len(leaves):
            path = leaves[number][0] + (f"[{', '.join(map(str, index))}]" if index else "")
            part = " (imaginary part)" if unit == 1j else ""
            return f"argument {name}" + (f", entry {path}" if path else "") + part
        number -= len(leaves)
    raise IndexError(number)


def _title(q: Question, mode: str) -> str:
    words = {"fwd": "forward", "rev": "reverse"}
    modes = " over ".join(words[m] for m in (mode, *reversed(q.done)))
    order = "" if not q.done else f"order-{len(q.done) + 1} "
    return f"{q.name}: the {order}derivative in {modes} mode"


def _name(f: Callable) -> str:
    return getattr(f, "__name__", type(f).__name__)


def _argument_names(f: Callable, count: int) -> tuple[str, ...]:
    """The names of the positional parameters; numbers where the function does not tell."""
    try:
        parameters = list(inspect.signature(f).parameters.values())
    except (TypeError, ValueError):
        parameters = []
    names = [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    return tuple(names[i] if i < len(names) else str(i) for i in range(count))
