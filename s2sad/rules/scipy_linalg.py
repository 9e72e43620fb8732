"""`scipy.linalg`: systems of equations, with a matrix, with its factors, and those named after
Sylvester and Lyapunov.

Loaded by the registry once the user's program has imported `scipy.linalg` itself. Where SciPy reads
one triangle of a symmetric matrix, the derivative is that of the symmetric part, as NumPy's are.
"""

from __future__ import annotations

import numpy as np
from scipy import linalg

from .decompositions import lower_half, symmetric
from ..runtime.factors import left_by_cho_factor
from ..runtime.residues import beside_residue
from .linalg import check_cutoff, det_jvp, det_vjp, lstsq_jvp, lstsq_vjp, outer, sum_of
from .registry import jvp, vjp
from .transposes import adjoint, conjugated, real_part, transposed

SYMMETRIC = ("sym", "symmetric")
HERMITIAN = ("her", "hermitian", "pos", "positive definite")


def as_read(x, assume_a, lower):
    """The part of a matrix that a solver of this structure reads."""
    if assume_a in SYMMETRIC:
        return 0.5 * (x + transposed(x))
    if assume_a in HERMITIAN:
        return symmetric(x)
    if assume_a == "lower triangular":
        return np.tril(x)
    if assume_a == "upper triangular":
        return np.triu(x)
    if assume_a == "diagonal":
        return np.triu(np.tril(x))
    if assume_a == "tridiagonal":
        return np.triu(np.tril(x, 1), -1)
    assert assume_a in (None, "gen", "general", "banded"), "an unknown structure of a matrix"
    return x


def read_turned(x, assume_a, lower):
    return transposed(as_read(x, assume_a, lower))


def solved(a, b, assume_a, lower):
    """`linalg.solve`, written with no argument that says nothing."""
    if assume_a is None:
        return linalg.solve(a, b)
    if lower:
        return linalg.solve(a, b, assume_a=assume_a, lower=lower)
    return linalg.solve(a, b, assume_a=assume_a)


def solved_transposed(a, b, assume_a, lower):
    """The system with the transpose of `a`, which is `a` itself where it is symmetric."""
    if assume_a in SYMMETRIC or (assume_a in HERMITIAN and not np.iscomplexobj(a)):
        return solved(a, b, assume_a, lower)
    if assume_a == "lower triangular":
        return solved(transposed(a), b, "upper triangular", False)
    if assume_a == "upper triangular":
        return solved(transposed(a), b, "lower triangular", False)
    return solved(transposed(a), b, assume_a, assume_a in HERMITIAN and not lower)


@jvp(linalg.solve)
def solve_jvp(y, a_dot, b_dot, a, b, lower=False, assume_a=None, transposed=False):
    if transposed:
        moved = read_turned(a_dot, assume_a, lower)
        return solved_transposed(a, b_dot - moved @ y, assume_a, lower)
    return solved(a, b_dot - as_read(a_dot, assume_a, lower) @ y, assume_a, lower)


@vjp(linalg.solve)
def solve_vjp(y, y_bar, a, b, lower=False, assume_a=None, transposed=False):
    if transposed:
        b_bar = solved(a, y_bar, assume_a, lower)
        a_bar = -outer(y, b_bar)
    else:
        b_bar = solved_transposed(a, y_bar, assume_a, lower)
        a_bar = -outer(b_bar, y)
    if assume_a in HERMITIAN:
        return conjugated(symmetric(conjugated(a_bar))), b_bar
    return as_read(a_bar, assume_a, lower), b_bar


def triangle(x, lower, unit_diagonal):
    """The entries of `x` that a triangular system reads."""
    beside = 1 if unit_diagonal else 0
    return np.tril(x, -beside) if lower else np.triu(x, beside)


def solved_triangular(a, b, trans, lower, unit_diagonal):
    """`linalg.solve_triangular`, written with no argument that says nothing."""
    if unit_diagonal:
        return linalg.solve_triangular(a, b, trans=trans, lower=lower, unit_diagonal=True)
    if trans == 0 or trans == "N":
        return linalg.solve_triangular(a, b, lower=True) if lower else linalg.solve_triangular(a, b)
    if lower:
        return linalg.solve_triangular(a, b, trans=trans, lower=True)
    return linalg.solve_triangular(a, b, trans=trans)


@jvp(linalg.solve_triangular)
def solve_triangular_jvp(y, a_dot, b_dot, a, b, trans=0, lower=False, unit_diagonal=False):
    """`trans` solves with the transpose of `a`, or with the adjoint."""
    moved = triangle(a_dot, lower, unit_diagonal)
    if trans == 1 or trans == "T":
        moved = transposed(moved)
    elif trans == 2 or trans == "C":
        moved = adjoint(moved)
    return solved_triangular(a, b_dot - moved @ y, trans, lower, unit_diagonal)


@vjp(linalg.solve_triangular)
def solve_triangular_vjp(y, y_bar, a, b, trans=0, lower=False, unit_diagonal=False):
    if trans == 0 or trans == "N":
        b_bar = solved_triangular(a, y_bar, 1, lower, unit_diagonal)
        a_bar = -outer(b_bar, y)
    elif trans == 1 or trans == "T":
        b_bar = solved_triangular(a, y_bar, 0, lower, unit_diagonal)
        a_bar = -outer(y, b_bar)
    else:
        b_bar = conjugated(solved_triangular(a, conjugated(y_bar), 0, lower, unit_diagonal))
        a_bar = conjugated(-outer(y, b_bar))
    return triangle(a_bar, lower, unit_diagonal), b_bar


# Cholesky factors


def lower_solved(factor, b, lower):
    """`inv(l) @ b` for the lower factor l, whichever of the two there is."""
    if lower:
        return linalg.solve_triangular(factor, b, lower=True)
    return linalg.solve_triangular(factor, b, trans=2 if np.iscomplexobj(factor) else 1)


def upper_solved(factor, b, lower):
    """`inv(l.conj().T) @ b` likewise."""
    if lower:
        trans = 2 if np.iscomplexobj(factor) else 1
        return linalg.solve_triangular(factor, b, trans=trans, lower=True)
    return linalg.solve_triangular(factor, b)


@jvp(linalg.cholesky)
def scipy_cholesky_jvp(y, a_dot, a, lower=False):
    """The upper factor is the adjoint of the lower one. See `cholesky_jvp` for the formula."""
    half = lower_solved(y, symmetric(a_dot), lower)
    inner = lower_half(adjoint(lower_solved(y, adjoint(half), lower)))
    return y @ inner if lower else adjoint(inner) @ y


@vjp(linalg.cholesky)
def scipy_cholesky_vjp(y, y_bar, a, lower=False):
    if lower:
        inner = adjoint(y) @ conjugated(y_bar)
    else:
        inner = y @ transposed(y_bar)
    half = upper_solved(y, lower_half(inner), lower)
    return conjugated(symmetric(adjoint(upper_solved(y, adjoint(half), lower))))


def halves(x, lower):
    """`x` taken apart: the triangle of the factor, and the other one with no diagonal."""
    return (np.tril(x), np.triu(x, 1)) if lower else (np.triu(x), np.tril(x, -1))


@jvp(linalg.cho_factor)
def cho_factor_jvp(y, a_dot, a, lower=False):
    """The other triangle of the factor still holds the entries of `a`, until SciPy 1.18."""
    factor, _ = halves(y[0], lower)
    _, rest = halves(a_dot, lower)
    return scipy_cholesky_jvp(factor, a_dot, a, lower) + left_by_cho_factor(rest), None


@vjp(linalg.cho_factor)
def cho_factor_vjp(y, y_bar, a, lower=False):
    factor, _ = halves(y[0], lower)
    factor_bar, rest = halves(y_bar[0], lower)
    return scipy_cholesky_vjp(factor, factor_bar, a, lower) + left_by_cho_factor(rest)


@jvp(left_by_cho_factor)
def left_by_cho_factor_jvp(y, x_dot, x):
    return left_by_cho_factor(x_dot)


@vjp(left_by_cho_factor)
def left_by_cho_factor_vjp(y, y_bar, x):
    return left_by_cho_factor(y_bar)


@jvp(linalg.cho_solve)
def cho_solve_jvp(y, c_and_lower_dot, b_dot, c_and_lower, b):
    c, lower = c_and_lower
    half = lower_factor(c_and_lower_dot[0], lower) @ adjoint(lower_factor(c, lower))
    return linalg.cho_solve((c, lower), b_dot - (half + adjoint(half)) @ y)


def lower_factor(c, lower):
    """The lower factor, whichever of the two `c` holds."""
    return np.tril(c) if lower else adjoint(np.triu(c))


@vjp(linalg.cho_solve)
def cho_solve_vjp(y, y_bar, c_and_lower, b):
    c, lower = c_and_lower
    b_bar = conjugated(linalg.cho_solve((c, lower), conjugated(y_bar)))
    half = outer(conjugated(b_bar), conjugated(y))
    factor_bar = conjugated(-np.tril((half + adjoint(half)) @ lower_factor(c, lower)))
    return (factor_bar if lower else adjoint(factor_bar), None), b_bar


# the factors of Gauss's elimination; both triangles stand in one matrix


def elimination(upper, inner):
    """`upper @ inner @ inv(upper)`"""
    return transposed(
        linalg.solve_triangular(upper, transposed(upper @ inner), trans=1)
    )


def unit_lower(lu):
    """The lower factor, whose diagonal of ones is not stored."""
    return np.tril(lu, -1) + np.eye(np.shape(lu)[0])


@jvp(linalg.lu_factor)
def lu_factor_jvp(y, a_dot, a):
    lu = y[0]
    upper = np.triu(lu)
    inner = elimination(upper, linalg.lu_solve(y, a_dot))
    return unit_lower(lu) @ np.tril(inner, -1) + np.triu(inner) @ upper, None


@vjp(linalg.lu_factor)
def lu_factor_vjp(y, y_bar, a):
    lu, lu_bar = y[0], y_bar[0]
    upper = np.triu(lu)
    inner = np.tril(transposed(unit_lower(lu)) @ np.tril(lu_bar, -1), -1)
    inner = inner + np.triu(np.triu(lu_bar) @ transposed(upper))
    right = transposed(linalg.solve_triangular(upper, transposed(inner)))
    return linalg.lu_solve(y, transposed(upper) @ right, trans=1)


def substituted(lu, b):
    """`inv(upper.T) @ b`, and `inv(lower.T)` of that."""
    middle = linalg.solve_triangular(lu, b, trans=1)
    return middle, linalg.solve_triangular(lu, middle, trans=1, lower=True, unit_diagonal=True)


@jvp(linalg.lu_solve)
def lu_solve_jvp(y, lu_and_piv_dot, b_dot, lu_and_piv, b, trans=0):
    """The rows of the system with the transpose come back into order by solving once more."""
    assert trans in (0, 1), "lu_solve with an adjoint has no rule"
    lu, lu_dot = lu_and_piv[0], lu_and_piv_dot[0]
    lower_dot, upper_dot = np.tril(lu_dot, -1), np.triu(lu_dot)
    if trans == 1:
        middle, last = substituted(lu, b)
        below = transposed(np.triu(lu)) @ (transposed(lower_dot) @ last)
        return linalg.lu_solve(lu_and_piv, b_dot - transposed(upper_dot) @ middle - below, trans=1)
    moved = linalg.solve_triangular(
        lu, lower_dot @ (np.triu(lu) @ y), lower=True, unit_diagonal=True
    )
    return linalg.lu_solve(lu_and_piv, b_dot) - linalg.solve_triangular(lu, moved + upper_dot @ y)


@vjp(linalg.lu_solve)
def lu_solve_vjp(y, y_bar, lu_and_piv, b, trans=0):
    assert trans in (0, 1), "lu_solve with an adjoint has no rule"
    lu = lu_and_piv[0]
    if trans == 1:
        b_bar = linalg.lu_solve(lu_and_piv, y_bar)
        middle, last = substituted(lu, b)
        lu_bar = -np.triu(outer(middle, b_bar)) - np.tril(outer(last, np.triu(lu) @ b_bar), -1)
        return (lu_bar, None), b_bar
    middle, last = substituted(lu, y_bar)
    lu_bar = -np.triu(outer(middle, y)) - np.tril(outer(last, np.triu(lu) @ y), -1)
    return (lu_bar, None), linalg.lu_solve(lu_and_piv, y_bar, trans=1)


# determinants, inverses, least squares


jvp(linalg.det)(det_jvp)
vjp(linalg.det)(det_vjp)


@jvp(linalg.inv)
def inv_jvp(y, a_dot, a, assume_a=None, lower=False):
    return -(y @ as_read(a_dot, assume_a, lower) @ y)


@vjp(linalg.inv)
def inv_vjp(y, y_bar, a, assume_a=None, lower=False):
    y_t = transposed(y)
    a_bar = -(y_t @ y_bar @ y_t)
    if assume_a in HERMITIAN:
        return conjugated(symmetric(conjugated(a_bar)))
    return as_read(a_bar, assume_a, lower)


@jvp(linalg.lstsq)
def scipy_lstsq_jvp(y, a_dot, b_dot, a, b, cond=None):
    """As NumPy's, but that the residue of one right-hand side is a number."""
    check_cutoff(cond)
    if np.ndim(b) > 1:
        x_dot, residues_dot, _, s_dot = lstsq_jvp(y, a_dot, b_dot, a, b)
        return x_dot, beside_residues(residues_dot, y[1]), None, s_dot
    x_dot, residues_dot, _, s_dot = lstsq_jvp((y[0], [y[1]], y[2], y[3]), a_dot, b_dot, a, b)
    return x_dot, residues_dot[0], None, s_dot


@vjp(linalg.lstsq, partial=True)
def scipy_lstsq_vjp(y, y_bar, a, b, cond=None):
    check_cutoff(cond)
    if y_bar[1] is None:
        return lstsq_vjp(y, y_bar, a, b)
    residues_bar = real_part(y_bar[1])
    if np.ndim(b) > 1:
        residues_bar = beside_residues(residues_bar, y[1])
        return lstsq_vjp(y, (y_bar[0], residues_bar, None, y_bar[3]), a, b)
    r_bar = 2.0 * residues_bar * conjugated(b - a @ y[0])
    a_bar, b_bar = lstsq_vjp(y, (y_bar[0], None, None, y_bar[3]), a, b)
    return sum_of(a_bar, -outer(r_bar, y[0])), sum_of(b_bar, r_bar)


def beside_residues(values, residues):
    """`values`, and NaN where SciPy 1.18 says that there is no residue."""
    return np.where(np.isnan(residues), np.nan, values)


@jvp(beside_residue)
def beside_residue_jvp(y, value_dot, value, residue):
    return beside_residue(value_dot, residue)


@vjp(beside_residue)
def beside_residue_vjp(y, y_bar, value, residue):
    return beside_residue(y_bar, residue), None


# linear equations for matrices


@jvp(linalg.solve_sylvester)
def solve_sylvester_jvp(y, a_dot, b_dot, q_dot, a, b, q):
    return linalg.solve_sylvester(a, b, q_dot - a_dot @ y - y @ b_dot)


@vjp(linalg.solve_sylvester)
def solve_sylvester_vjp(y, y_bar, a, b, q):
    q_bar = linalg.solve_sylvester(transposed(a), transposed(b), y_bar)
    return -(q_bar @ transposed(y)), -(transposed(y) @ q_bar), q_bar


@jvp(linalg.solve_continuous_lyapunov)
def solve_continuous_lyapunov_jvp(y, a_dot, q_dot, a, q):
    return linalg.solve_continuous_lyapunov(a, q_dot - a_dot @ y - y @ adjoint(a_dot))


@vjp(linalg.solve_continuous_lyapunov)
def solve_continuous_lyapunov_vjp(y, y_bar, a, q):
    q_bar = linalg.solve_continuous_lyapunov(transposed(a), y_bar)
    return -(q_bar @ transposed(y)) - conjugated(transposed(q_bar) @ y), q_bar


def lyapunov_step(a, q, method):
    """`linalg.solve_discrete_lyapunov`, written with no argument that says nothing."""
    if method is None:
        return linalg.solve_discrete_lyapunov(a, q)
    return linalg.solve_discrete_lyapunov(a, q, method=method)


@jvp(linalg.solve_discrete_lyapunov)
def solve_discrete_lyapunov_jvp(y, a_dot, q_dot, a, q, method=None):
    moved = a_dot @ y @ adjoint(a) + a @ y @ adjoint(a_dot)
    return lyapunov_step(a, q_dot + moved, method)


@vjp(linalg.solve_discrete_lyapunov)
def solve_discrete_lyapunov_vjp(y, y_bar, a, q, method=None):
    q_bar = lyapunov_step(transposed(a), y_bar, method)
    left = q_bar @ conjugated(a) @ transposed(y)
    return left + conjugated(transposed(q_bar) @ a @ y), q_bar
