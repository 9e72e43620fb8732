"""The rule library. Importing it fills the registry; each family has its own file."""

from . import (
    arithmetic, contractions, decompositions, elementwise, fourier, indexing, joining, linalg,
    nondiff, products, rearranging, reduction, scalars, selection, series, shape, statistics,
)  # fmt: skip

__all__ = [
    "arithmetic", "contractions", "decompositions", "elementwise", "fourier", "indexing", "joining",
    "linalg", "nondiff", "products", "rearranging", "reduction", "scalars", "selection", "series",
    "shape", "statistics",
]  # fmt: skip
