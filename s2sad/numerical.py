"""Numerical derivatives: what every generated derivative is held against.

A function, its arguments and a direction come in; the change of its result along the direction
goes out, with an estimate of its own error and a mark where the function has a kink. Nothing here
knows the compiler. The function is called with copies: it may write into its arguments.

Central differences at shrinking steps are extrapolated to step zero (Ridders 1982); each entry of
the result takes the extrapolation that its neighbours in the table confirm best.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from .structure import (
    Tree, copy_arrays, flatten, flatten_like, is_differentiable, zeros_like,
)  # fmt: skip


class ShapeChangedError(ValueError):
    """The result of the function changes its shape close to the point."""


@dataclass(frozen=True)
class Ladder:
    """The steps of one table: `first`, `first / factor`, …, `levels` of them."""

    first: float
    factor: float
    levels: int

    @property
    def steps(self) -> list[float]:
        return [self.first / self.factor**k for k in range(self.levels)]


#: by the machine epsilon of the coarsest number involved; rounding error grows as epsilon / step
_LADDERS = {
    "half": Ladder(2.0**-1, 2.0, 3),
    "single": Ladder(2.0**-3, 2.0, 4),
    "double": Ladder(2.0**-6, 4.0, 5),
}
#: an estimate worse than this is tried again with steps for small numbers, then for large ones
_GOOD_ENOUGH = 1e-6
_OTHER_SCALES = (2.0**-10, 2.0**8)


@dataclass(frozen=True)
class Estimate:
    """A numerical derivative, all differentiable entries of the result in one vector."""

    value: np.ndarray
    error: np.ndarray
    kink: np.ndarray
    """True where the slopes to the left and to the right differ however small the step."""
    rebuild: Callable[[np.ndarray], Tree]

    @property
    def tree(self) -> Tree:
        return self.rebuild(self.value)


def numerical_jvp(f: Callable, args: tuple, tangents: tuple) -> Tree:
    """The derivative of `f` at `args` along `tangents`, in the structure of the result of `f`.

    None stands in the result where its leaf is not differentiable, and in `tangents` where an
    argument does not move.
    """
    return estimate_jvp(f, args, tangents).tree


def estimate_jvp(f: Callable, args: tuple, tangents: tuple) -> Estimate:
    """As `numerical_jvp`, with the error to expect."""
    origin = f(*copy_arrays(args))
    layout = _Layout(origin)
    length = _length(tangents)

    center = layout.vector(origin)

    def along(step: float) -> np.ndarray:
        """How far each entry is from where it was; one that stays infinite has not moved."""
        try:
            result = f(*displaced(args, tangents, step / length))
        except (ArithmeticError, ValueError):  # outside the domain, where NumPy would give nan
            return np.full_like(center, np.nan)
        there = layout.vector(result)
        return np.where(there == center, 0.0, there - center)

    ladder = _LADDERS[precision((origin, args))]
    best = _extrapolate(along, center, ladder)
    if ladder is _LADDERS["double"]:
        for scale in _OTHER_SCALES:
            if np.all(best[1] <= _GOOD_ENOUGH * np.maximum(1.0, np.abs(best[0]))):
                break
            other = Ladder(ladder.first * scale, ladder.factor, ladder.levels)
            best = _better(best, _extrapolate(along, center, other))
    value, error, kink = best
    return Estimate(value * length, error * length, kink, layout.rebuild)


def displaced(args: tuple, tangents: tuple, step: float) -> tuple:
    """`args + step * tangents`, each leaf in its own type, with arrays of its own."""
    leaves, rebuild = flatten(args)
    moves = flatten_like(args, tangents)
    return rebuild([_move(leaf, v, step) for leaf, v in zip(leaves, moves, strict=True)])


def precision(tree: Tree) -> str:
    """`half`, `single` or `double`: of the coarsest floating-point leaf."""
    coarsest = 0.0
    for leaf in flatten(tree)[0]:
        if is_differentiable(leaf):
            coarsest = max(coarsest, float(np.finfo(np.asarray(leaf).dtype).eps))
    return "half" if coarsest > 1e-4 else "single" if coarsest > 1e-10 else "double"


def random_tangents(tree: Tree, rng: np.random.Generator) -> Tree:
    """A random direction in the structure of the tree: None where a leaf is not differentiable."""
    leaves, rebuild = flatten(tree)
    return rebuild([_random_like(leaf, rng) for leaf in leaves])


def entries(tree: Tree) -> list[tuple[int, tuple[int, ...], complex]]:
    """Every direction of one entry: the leaf's number, the index in it, and 1.0 or 1j."""
    found = []
    for number, leaf in enumerate(flatten(tree)[0]):
        if is_differentiable(leaf):
            units = (1.0, 1j) if np.iscomplexobj(leaf) else (1.0,)
            found += [(number, index, u) for index in np.ndindex(np.shape(leaf)) for u in units]
    return found


def unit_tangent(tree: Tree, number: int, index: tuple[int, ...], unit: complex = 1.0) -> Tree:
    """The direction that moves one entry alone: zeros elsewhere."""
    leaves, rebuild = flatten(tree)
    parts = flatten(zeros_like(tree))[0]
    part = np.zeros_like(np.asarray(leaves[number]))
    part[index] = unit
    parts[number] = part if isinstance(leaves[number], np.ndarray) else type(leaves[number])(part)
    return rebuild(parts)


class _Layout:
    """How the differentiable entries of a result lie in one vector."""

    def __init__(self, origin: Tree):
        self._leaves, self._rebuild = flatten(origin)
        self._active = [is_differentiable(leaf) for leaf in self._leaves]
        self._shapes = [np.shape(leaf) for leaf in self._leaves]
        self._complex = any(np.iscomplexobj(v) for v in self._leaves)

    def vector(self, result: Tree) -> np.ndarray:
        leaves = flatten(result)[0]
        if [np.shape(leaf) for leaf in leaves] != self._shapes:
            raise ShapeChangedError("the result changes its shape close to these arguments")
        dtype = np.complex128 if self._complex else np.float64
        parts = [
            np.asarray(leaf, dtype).ravel()
            for leaf, active in zip(leaves, self._active, strict=True)
            if active
        ]
        return np.concatenate(parts) if parts else np.zeros(0)

    def rebuild(self, vector: np.ndarray) -> Tree:
        parts, start = [], 0
        for leaf, active, shape in zip(self._leaves, self._active, self._shapes, strict=True):
            if not active:
                parts.append(None)
                continue
            stop = start + int(np.prod(shape))
            part = vector[start:stop].reshape(shape)
            parts.append(part if isinstance(leaf, np.ndarray) else part[()])
            start = stop
        return self._rebuild(parts)


def _extrapolate(along: Callable, center: np.ndarray, ladder: Ladder):
    """Value, error and kink of each entry by one table of central differences."""
    rows: list[list[np.ndarray]] = []
    jumps: list[np.ndarray] = []
    value = np.full(center.shape, np.nan, center.dtype)
    error = np.full(center.shape, np.inf)
    with np.errstate(all="ignore"):
        for step in ladder.steps:
            ahead, behind = along(step), along(-step)
            jumps.append(np.abs(ahead + behind) / step)
            row = [(ahead - behind) / (2 * step)]
            for j, previous in enumerate(rows[-1] if rows else ()):
                power = ladder.factor ** (2 * (j + 1))
                row.append((row[j] * power - previous) / (power - 1))
                doubt = np.maximum(np.abs(row[-1] - row[j]), np.abs(row[-1] - previous))
                better = doubt < error
                value, error = np.where(better, row[-1], value), np.where(better, doubt, error)
            rows.append(row)
        noise = 1e3 * np.finfo(float).eps * np.maximum(1.0, np.abs(center)) / ladder.steps[-1]
        kink = (jumps[-1] > 0.6 * jumps[-2]) & (jumps[-1] > noise)
    return value, error, kink


def _better(one, other):
    """The estimate of smaller error, entry by entry."""
    take = other[1] < one[1]
    return tuple(np.where(take, b, a) for a, b in zip(one, other, strict=True))


def _length(tangents: tuple) -> float:
    sizes = [np.max(np.abs(v)) for v in flatten(tangents)[0] if v is not None and np.size(v)]
    return float(max(sizes, default=0.0)) or 1.0


def _move(leaf: Any, tangent: Any, step: float) -> Any:
    if tangent is None or not is_differentiable(leaf):
        return leaf.copy(order="K") if isinstance(leaf, np.ndarray) else leaf
    if isinstance(leaf, np.ndarray):
        return np.asarray(leaf + step * np.asarray(tangent), leaf.dtype)
    return type(leaf)(leaf + step * tangent)


def _random_like(leaf: Any, rng: np.random.Generator) -> Any:
    if not is_differentiable(leaf):
        return None
    value = np.asarray(rng.standard_normal(np.shape(leaf)))
    if np.iscomplexobj(leaf):
        value = value + 1j * rng.standard_normal(np.shape(leaf))
    if isinstance(leaf, np.ndarray):
        return np.asarray(value, leaf.dtype)
    return type(leaf)(value)
