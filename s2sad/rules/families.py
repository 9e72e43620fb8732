"""The registry, filled: importing this module registers the rules of every family."""

from __future__ import annotations

from . import (
    arithmetic, complex_scalars, contractions, decompositions, elementwise, fourier, indexing,
    joining, linalg, nan_reduction, nondiff, polynomials, products, quantiles, rearranging,
    reduction, scalars, selection, series, shape, statistics, ufunc_methods,
)  # fmt: skip
from .registry import is_nondifferentiable, jvp_rule, takes_tuple, vjp_rule

FAMILIES = (
    arithmetic, elementwise, scalars, complex_scalars, selection, reduction, series, products,
    contractions, shape, joining, rearranging, indexing, linalg, decompositions, fourier,
    statistics, nan_reduction, quantiles, polynomials, ufunc_methods, nondiff,
)  # fmt: skip

__all__ = ["FAMILIES", "is_nondifferentiable", "jvp_rule", "takes_tuple", "vjp_rule"]
