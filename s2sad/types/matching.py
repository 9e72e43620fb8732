"""Which length an axis of a sampled result is, from the sizes that it had in every run.

A length of the operands is taken first, then sums, products and fractions of lengths. What fits
none of them gets a name of its own, the same for the same call on the same values.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import chain, combinations_with_replacement
from math import prod

import numpy as np

from ..ir.types import ArrayType, Axis, Dim
from .dims import divided, maximum, minimum, product, shift, size_of, total
from .request import Request, described_leaves

#: they return a tuple of indices, of which each names as many entries as the others
INDICES = frozenset({
    np.nonzero, np.triu_indices, np.tril_indices, np.triu_indices_from, np.tril_indices_from,
})  # fmt: skip
#: a function of `dims` and its operands
Formula = list


class Matcher:
    """Matches the axes of one request's results; `runs` are the sizes that the names had. Without
    `formulas` an axis is as long as one of the operands, or not known."""

    def __init__(
        self, request: Request, dims: list[Dim], runs: list[dict[str, int]], formulas: bool = True
    ):
        self.request, self.dims, self.runs, self.formulas = request, dims, runs, formulas

    def axis(self, sizes: tuple[int, ...], place: tuple[int, ...]) -> Axis:
        """The length that had these sizes; `place` says where in the result it stands."""
        if len(set(sizes)) == 1:
            return sizes[0]
        for dim in self.dims:
            if self._sizes(dim) == sizes:
                return dim
        if self.formulas and sizes in self.derived:
            function, *operands = self.derived[sizes]
            return function(*operands)
        if self.request.callee in INDICES:
            place = place[-1:]
        return self.request.decided(*place)

    def _sizes(self, axis: Axis) -> tuple[int, ...]:
        return tuple(size_of(axis, run) for run in self.runs)

    @cached_property
    def derived(self) -> dict[tuple[int, ...], Formula]:
        """Sizes -> the first formula that gives them."""
        table: dict[tuple[int, ...], Formula] = {}
        # a placeholder gets its name later, so it cannot be part of another one
        dims = [dim for dim in self.dims if not dim.name.startswith("\0")]
        known = {dim: self._sizes(dim) for dim in dims}
        for sizes, *formula in chain(self._stretches(known), of_one(known), of_two(known)):
            table.setdefault(tuple(sizes), formula)
        return table

    def _stretches(self, known: dict[Dim, tuple[int, ...]]) -> Iterator[tuple]:
        for shape in self._shapes():
            if all(isinstance(axis, int) or axis in known for axis in shape):
                for k in range(1, 4):
                    yield self._product((k, *shape)), product, (k, *shape)

    def _product(self, shape: tuple[Axis, ...]) -> list[int]:
        return [prod(size_of(axis, run) for axis in shape) for run in self.runs]

    def _shapes(self) -> Iterator[tuple[Axis, ...]]:
        """The stretches of neighbouring axes of each operand."""
        for described in self.request.operands():
            for leaf in described_leaves(described):
                if isinstance(leaf.type, ArrayType):
                    shape = leaf.type.shape
                    for start in range(len(shape)):
                        for stop in range(start + 2, len(shape) + 1):
                            yield shape[start:stop]


def of_one(known: dict[Dim, tuple[int, ...]]) -> Iterator[tuple]:
    """Sizes and formulas of one length and a small number."""
    for dim, sizes in known.items():
        for k in range(1, 4):
            yield [max(0, s - k) for s in sizes], shift, dim, k
        for k in range(1, 9):
            yield [s + k for s in sizes], total, (dim, k)
        for k in range(2, 5):
            yield [s * k for s in sizes], product, (dim, k)
            yield [s // k for s in sizes], divided, dim, k
        yield [s // 2 + 1 for s in sizes], divided, dim, 2, 1
        yield [s * s for s in sizes], product, (dim, dim)


def of_two(known: dict[Dim, tuple[int, ...]]) -> Iterator[tuple]:
    """Sizes and formulas of two lengths; of one and itself where they are added."""
    for (a, x), (b, y) in combinations_with_replacement(known.items(), 2):
        if a is not b:
            yield [s * t for s, t in zip(x, y)], product, (a, b)
            yield list(map(min, x, y)), minimum, a, b
            yield list(map(max, x, y)), maximum, a, b
        for k in range(3):
            yield [max(0, s + t - k) for s, t in zip(x, y)], added, (a, b), k


def added(dims: tuple[Dim, Dim], less: int) -> Axis:
    return shift(total(dims), less)
