"""`check`: hold the derivatives of a function against numerical ones at random points.

The table has one row for each argument and mode: the largest difference between an entry of the
generated derivative and its numerical estimate. Second derivatives are held against differences
of first ones and reported in one line.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from ..api import jvp_of, vjp_of
from ..check import check_grads
from ..errors import Error, GradientCheckError, UnsupportedError
from ..numerical import Estimate, entries, estimate_jvp, random_tangents, unit_tangent
from ..structure import (
    Tree, copy_arrays, dot, flatten, flatten_like, has_differentiable_leaf, map_structure,
    zeros_like,
)  # fmt: skip
from .examples import parameters_of, read_examples, read_value
from .modes import add_target, require_arguments
from .points import random_points
from .progress import progress
from .targets import load_target, user_code

MISMATCH = 1
_DIRECTIONS = 8
Pair = tuple  # an entry of the generated derivative, and of the numerical one


@dataclass(frozen=True, slots=True)
class Row:
    """The largest difference of one argument in one mode, over all points."""

    argument: str
    mode: str
    compared: int
    difference: float
    scale: float


def add(commands) -> None:
    parser = commands.add_parser("check", help="compare the derivatives with numerical ones")
    add_target(parser)
    parser.add_argument(
        "--at", metavar="VALUE", nargs="+", help="the arguments, instead of random ones"
    )
    parser.add_argument("--points", type=positive, default=3, help="random points (default: 3)")
    parser.add_argument("--order", type=int, choices=(1, 2), default=2, help="default: 2")
    parser.add_argument("--seed", type=natural, default=0, help="of the random points (default: 0)")
    parser.set_defaults(run=run)


def positive(text: str) -> int:
    """A number from 1 on, for argparse."""
    return natural(text, 1)


def natural(text: str, least: int = 0) -> int:
    """A number from `least` on, for argparse."""
    if not text.strip().isdecimal() or int(text) < least:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from {least} on")
    return int(text)


def run(options: argparse.Namespace) -> int:
    f = load_target(options.target)
    with user_code("the function fails at this point"):
        points = list(_points(f, options))
    with progress(f"comparing at {len(points)} points"):
        rows, refused = compare(f, points)
        failure = _failure(f, points, options.order, refused)
        print_table(rows)
    print(failure or f"agree to order {options.order}")
    return MISMATCH if failure else 0


def _points(f: Callable, options: argparse.Namespace) -> Iterator[tuple]:
    if options.at is None:
        examples = read_examples(options.args, f)
        require_arguments(f, examples)
        yield from random_points(f, examples, options.points, options.seed)
        return
    point = tuple(map(read_value, options.at))
    require_arguments(f, point)
    f(*copy_arrays(point))
    yield point


def _failure(
    f: Callable, points: list[tuple], order: int, refused: UnsupportedError | None
) -> GradientCheckError | None:
    """What disagrees; where nothing does, a mode that is refused is the answer."""
    for point in points:
        try:
            check_grads(f, point, order)
        except GradientCheckError as error:
            return error
        except UnsupportedError as error:
            refused = refused or error
    if refused is not None:
        raise refused
    return None


def compare(f: Callable, points: list[tuple]) -> tuple[list[Row], UnsupportedError | None]:
    """A row for each argument that has a derivative, in each mode; the refusal of a mode."""
    rows, refused = [], None
    names = [p.name for p in parameters_of(f)]
    if not any(map(has_differentiable_leaf, points)):
        raise Error(
            "no argument holds a floating-point number, so there is no derivative",
            advice="give one, as in 2.0",
        )
    for k, name in enumerate(names[: len(points[0])]):
        if not has_differentiable_leaf(points[0][k]):
            continue
        for mode, derivative in (("forward", _forward), ("reverse", _reverse)):
            try:
                pairs = [pair for point in points for pair in derivative(f, point, k)]
            except UnsupportedError as error:
                refused = refused or error
                continue
            differences = [np.max(np.abs(a - b), initial=0.0) for a, b in pairs]
            scales = [np.max(np.abs(b), initial=0.0) for _, b in pairs]
            rows.append(Row(name, mode, len(pairs), largest(differences), largest(scales)))
    if refused is not None and not rows:
        raise refused
    return rows, refused


def largest(numbers: list) -> float:
    return float(max(numbers, default=0.0))


def _directions(argument: Tree) -> list[Tree]:
    """Directions in which an argument moves: its entries, or a few random ones."""
    moving = entries((argument,))
    if len(moving) > _DIRECTIONS:
        rng = np.random.default_rng(0)
        return [random_tangents(argument, rng) for _ in range(_DIRECTIONS)]
    units = [unit_tangent((argument,), *entry)[0] for entry in moving]
    return [map_structure(_first, unit, zeros_like(argument)) for unit in units]


def _first(one, other):
    return other if one is None else one


def _numerical(f: Callable, point: tuple, k: int, x_dot: Tree) -> Estimate:
    tangents = [None] * len(point)
    tangents[k] = x_dot
    return estimate_jvp(f, point, tuple(tangents))


def _forward(f: Callable, point: tuple, k: int) -> Iterator[Pair]:
    pushforward = jvp_of(f, (k,))
    for x_dot in _directions(point[k]):
        expected = _numerical(f, point, k, x_dot).tree
        y_dot = pushforward(*copy_arrays(point), x_dot)[1]
        leaves, others = flatten(expected)[0], flatten_like(expected, y_dot)
        yield from ((b, a) for a, b in zip(leaves, others, strict=True) if a is not None)


def _reverse(f: Callable, point: tuple, k: int) -> Iterator[Pair]:
    y_bar = random_tangents(f(*copy_arrays(point)), np.random.default_rng(1))
    (x_bar,) = vjp_of(f, (k,))(*copy_arrays(point), y_bar)
    for x_dot in _directions(point[k]):
        expected = _numerical(f, point, k, x_dot).tree
        yield dot(x_bar, x_dot), dot(y_bar, expected)


def print_table(rows: list[Row]) -> None:
    cells = [("argument", "mode", "compared", "largest difference", "largest derivative")]
    cells += [
        (r.argument, r.mode, str(r.compared), f"{r.difference:.1e}", f"{r.scale:.1e}") for r in rows
    ]
    widths = [max(map(len, column)) for column in zip(*cells)]
    for row in cells:
        print("  ".join(cell.ljust(w) for cell, w in zip(row, widths)).rstrip())
