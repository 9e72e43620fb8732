"""The rule library. Importing it fills the registry; each family has its own file."""

from . import (
    arithmetic, contractions, decompositions, elementwise, indexing, joining, linalg, nondiff,
    products, rearranging, reduction, scalars, selection, series, shape,
)  # fmt: skip

__all__ = [
    "arithmetic", "contractions", "decompositions", "elementwise", "indexing", "joining", "linalg",
    "nondiff", "products", "rearranging", "reduction", "scalars", "selection", "series", "shape",
]  # fmt: skip
