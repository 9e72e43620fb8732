"""`scipy.linalg`: triangular and general systems, Cholesky factors, matrix exponentials.

Loaded by the registry once the user's program has imported `scipy.linalg` itself.
"""

from __future__ import annotations

import numpy as np
from scipy import linalg

from .decompositions import cholesky_jvp, cholesky_vjp
from .linalg import det_jvp, det_vjp, inv_jvp, inv_vjp, outer, solve_jvp, solve_vjp
from .registry import jvp, vjp
from .transposes import conjugated, transposed


jvp(linalg.inv)(inv_jvp)
vjp(linalg.inv)(inv_vjp)
jvp(linalg.det)(det_jvp)
vjp(linalg.det)(det_vjp)
jvp(linalg.solve)(solve_jvp)
vjp(linalg.solve)(solve_vjp)


def triangle(x, lower, unit_diagonal):
    """The entries of `x` that a triangular system reads."""
    beside = 1 if unit_diagonal else 0
    return np.tril(x, -beside) if lower else np.triu(x, beside)


@jvp(linalg.solve_triangular)
def solve_triangular_jvp(y, a_dot, b_dot, a, b, trans=0, lower=False, unit_diagonal=False):
    """`trans` solves with the transpose of `a`."""
    moved = triangle(a_dot, lower, unit_diagonal)
    moved = moved if trans == 0 or trans == "N" else transposed(moved)
    return linalg.solve_triangular(
        a, b_dot - moved @ y, trans=trans, lower=lower, unit_diagonal=unit_diagonal
    )


@vjp(linalg.solve_triangular)
def solve_triangular_vjp(y, y_bar, a, b, trans=0, lower=False, unit_diagonal=False):
    assert trans in (0, 1, "N", "T"), "solve_triangular with an adjoint has no rule"
    plain = trans == 0 or trans == "N"
    b_bar = linalg.solve_triangular(
        a, y_bar, trans=1 if plain else 0, lower=lower, unit_diagonal=unit_diagonal
    )
    a_bar = -outer(b_bar, y) if plain else -outer(y, b_bar)
    return triangle(a_bar, lower, unit_diagonal), b_bar


@jvp(linalg.cholesky)
def scipy_cholesky_jvp(y, a_dot, a, lower=False):
    """The upper factor is the adjoint of the lower one."""
    if lower:
        return cholesky_jvp(y, a_dot, a)
    return conjugated(transposed(cholesky_jvp(conjugated(transposed(y)), a_dot, a)))


@vjp(linalg.cholesky)
def scipy_cholesky_vjp(y, y_bar, a, lower=False):
    if lower:
        return cholesky_vjp(y, y_bar, a)
    return cholesky_vjp(conjugated(transposed(y)), conjugated(transposed(y_bar)), a)


@jvp(linalg.expm)
def expm_jvp(y, A_dot, A):
    return linalg.expm_frechet(A, A_dot, compute_expm=False)


@vjp(linalg.expm)
def expm_vjp(y, y_bar, A):
    return linalg.expm_frechet(transposed(A), y_bar, compute_expm=False)


def halves(x, lower):
    """`x` taken apart: the triangle of the factor, and the other one with no diagonal."""
    return (np.tril(x), np.triu(x, 1)) if lower else (np.triu(x), np.tril(x, -1))


@jvp(linalg.cho_factor)
def cho_factor_jvp(y, a_dot, a, lower=False):
    """The other triangle of the factor still holds the entries of `a`."""
    factor, _ = halves(y[0], lower)
    _, rest = halves(a_dot, lower)
    return scipy_cholesky_jvp(factor, a_dot, a, lower) + rest, None


@vjp(linalg.cho_factor)
def cho_factor_vjp(y, y_bar, a, lower=False):
    factor, _ = halves(y[0], lower)
    factor_bar, rest = halves(y_bar[0], lower)
    return scipy_cholesky_vjp(factor, factor_bar, a, lower) + rest


@jvp(linalg.cho_solve)
def cho_solve_jvp(y, c_and_lower_dot, b_dot, c_and_lower, b):
    c, lower = c_and_lower
    half = lower_factor(c_and_lower_dot[0], lower) @ transposed(lower_factor(c, lower))
    return linalg.cho_solve((c, lower), b_dot - (half + transposed(half)) @ y)


def lower_factor(c, lower):
    """The lower factor, whichever of the two `c` holds."""
    return np.tril(c) if lower else transposed(np.triu(c))


@vjp(linalg.cho_solve)
def cho_solve_vjp(y, y_bar, c_and_lower, b):
    c, lower = c_and_lower
    b_bar = linalg.cho_solve((c, lower), y_bar)
    half = outer(b_bar, y)
    factor_bar = -np.tril((half + transposed(half)) @ lower_factor(c, lower))
    return (factor_bar if lower else transposed(factor_bar), None), b_bar
