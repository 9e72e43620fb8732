"""`scipy.linalg`: systems of equations with matrices that are stored by their diagonals, and
Riccati's equations.

Loaded by the registry once the user's program has imported `scipy.linalg` itself. A matrix with
`u` diagonals above the main one has its entry [i, j] at `ab[u + i - j, j]`.
"""

from __future__ import annotations

import numpy as np
from scipy import linalg

from .decompositions import symmetric
from .registry import jvp, vjp
from .scipy_matrices import entries
from .transposes import transposed


def reach(offset, n):
    """The rows and the columns of the entries [j + offset, j] of an n by n matrix."""
    rows = slice(max(offset, 0), n + min(offset, 0))
    return rows, slice(max(-offset, 0), n - max(offset, 0))


def scaled_rows(weights, x):
    return weights[:, None] * x if np.ndim(x) > 1 else weights * x


def row_products(x, y):
    """The product of each row of `x` with that of `y`."""
    return np.sum(x * y, axis=1) if np.ndim(x) > 1 else x * y


def banded_product(ab, upper, x):
    n, found = np.shape(ab)[1], np.zeros_like(x)
    for r in np.arange(np.shape(ab)[0]):  # a loop, where a range is written out
        rows, columns = reach(r - upper, n)
        found[rows] += scaled_rows(ab[r, columns], x[columns])
    return found


def banded_outer(x, y, ab, upper):
    """The entries of `outer(x, y)` that `ab` has a place for."""
    n, found = np.shape(ab)[1], np.zeros_like(ab)
    for r in np.arange(np.shape(ab)[0]):
        rows, columns = reach(r - upper, n)
        found[r, columns] = row_products(x[rows], y[columns])
    return found


def turned_band(ab, upper):
    """The transpose of a matrix."""
    n, count = np.shape(ab)[1], np.shape(ab)[0]
    found = np.zeros_like(ab)
    for r in np.arange(count):
        rows, columns = reach(r - upper, n)
        found[count - 1 - r, rows] = ab[r, columns]
    return found


@jvp(linalg.solve_banded)
def solve_banded_jvp(y, ab_dot, b_dot, l_and_u, ab, b):
    moved = banded_product(entries(ab_dot, ab), l_and_u[1], y)
    return linalg.solve_banded(l_and_u, ab, b_dot - moved)


@vjp(linalg.solve_banded)
def solve_banded_vjp(y, y_bar, l_and_u, ab, b):
    lower, upper = l_and_u
    b_bar = linalg.solve_banded((upper, lower), turned_band(ab, upper), y_bar)
    return None, -banded_outer(b_bar, y, ab, upper), b_bar


def on_diagonal(ab, lower):
    """The row of `ab` that holds the main diagonal."""
    return 0 if lower else np.shape(ab)[0] - 1


def solved_band(ab, b, lower):
    """`linalg.solveh_banded`, written with no argument that says nothing."""
    return linalg.solveh_banded(ab, b, lower=True) if lower else linalg.solveh_banded(ab, b)


@jvp(linalg.solveh_banded)
def solveh_banded_jvp(y, ab_dot, b_dot, ab, b, lower=False):
    """The triangle that is not stored mirrors the other one."""
    assert not np.iscomplexobj(ab), "solveh_banded of a complex matrix has no rule"
    moved, main = entries(ab_dot, ab), on_diagonal(ab, lower)
    half = banded_product(moved, main, y)
    mirrored = banded_product(turned_band(moved, main), np.shape(ab)[0] - 1 - main, y)
    twice = scaled_rows(moved[main], y)
    return solved_band(ab, b_dot - (half + mirrored - twice), lower)


@vjp(linalg.solveh_banded)
def solveh_banded_vjp(y, y_bar, ab, b, lower=False):
    assert not np.iscomplexobj(ab), "solveh_banded of a complex matrix has no rule"
    b_bar, main = solved_band(ab, y_bar, lower), on_diagonal(ab, lower)
    ab_bar = -banded_outer(b_bar, y, ab, main) - banded_outer(y, b_bar, ab, main)
    ab_bar[main] += row_products(b_bar, y)
    return ab_bar, b_bar


# matrices that are constant along diagonals, given by the first column and row


def column_and_row(c_or_cr):
    return c_or_cr if isinstance(c_or_cr, (tuple, list)) else (c_or_cr, c_or_cr)


def turned(c_or_cr):
    """The first column and row of the transpose; the entry in the corner is the column's."""
    if not isinstance(c_or_cr, (tuple, list)):
        return c_or_cr
    return np.concatenate((c_or_cr[0][:1], c_or_cr[1][1:])), c_or_cr[0]


def moved(c_or_cr_dot, c_or_cr):
    if not isinstance(c_or_cr, (tuple, list)):
        return entries(c_or_cr_dot, c_or_cr)
    return entries(c_or_cr_dot[0], c_or_cr[0]), entries(c_or_cr_dot[1], c_or_cr[1])


def along_diagonals(x, y, c_or_cr):
    """The sums of `outer(x, y)` along the diagonals, for the column and for the row."""
    sums, n = np.correlate(x, y, "full"), np.shape(y)[0]
    column, row = sums[n - 1 :], sums[: n - 1][::-1]
    row = np.concatenate((np.zeros(1), row))
    return (column, row) if isinstance(c_or_cr, (tuple, list)) else column + row


def assert_real_vector(x, name):
    assert np.ndim(x) == 1 and not np.iscomplexobj(x), f"{name} has a rule for a real vector"


@jvp(linalg.solve_toeplitz)
def solve_toeplitz_jvp(y, c_or_cr_dot, b_dot, c_or_cr, b):
    assert_real_vector(y, "solve_toeplitz")
    return linalg.solve_toeplitz(
        c_or_cr, b_dot - linalg.matmul_toeplitz(moved(c_or_cr_dot, c_or_cr), y)
    )


@vjp(linalg.solve_toeplitz)
def solve_toeplitz_vjp(y, y_bar, c_or_cr, b):
    assert_real_vector(y, "solve_toeplitz")
    b_bar = linalg.solve_toeplitz(turned(c_or_cr), y_bar)
    return along_diagonals(-b_bar, y, c_or_cr), b_bar


@jvp(linalg.matmul_toeplitz)
def matmul_toeplitz_jvp(y, c_or_cr_dot, x_dot, c_or_cr, x):
    assert_real_vector(y, "matmul_toeplitz")
    by_matrix = linalg.matmul_toeplitz(moved(c_or_cr_dot, c_or_cr), x)
    return by_matrix + linalg.matmul_toeplitz(c_or_cr, x_dot)


@vjp(linalg.matmul_toeplitz)
def matmul_toeplitz_vjp(y, y_bar, c_or_cr, x):
    assert_real_vector(y, "matmul_toeplitz")
    return along_diagonals(y_bar, x, c_or_cr), linalg.matmul_toeplitz(turned(c_or_cr), y_bar)


# Riccati's equations, of which a solution x moves as one of Lyapunov's


def continuous_gain(x, b, r):
    return linalg.solve(r, transposed(b) @ x, assume_a="pos")


def assert_real(x):
    assert not np.iscomplexobj(x), "Riccati's equation of complex matrices has no rule"


@jvp(linalg.solve_continuous_are)
def solve_continuous_are_jvp(x, a_dot, b_dot, q_dot, r_dot, a, b, q, r):
    assert_real(x)
    gain = continuous_gain(x, b, r)
    half = x @ (a_dot - b_dot @ gain)
    cost = symmetric(q_dot) + transposed(gain) @ symmetric(r_dot) @ gain
    change = cost + half + transposed(half)
    return linalg.solve_continuous_lyapunov(transposed(a - b @ gain), -change)


@vjp(linalg.solve_continuous_are)
def solve_continuous_are_vjp(x, x_bar, a, b, q, r):
    assert_real(x)
    gain = continuous_gain(x, b, r)
    q_bar = linalg.solve_continuous_lyapunov(a - b @ gain, -symmetric(x_bar))
    a_bar = 2.0 * x @ q_bar
    return a_bar, -a_bar @ transposed(gain), q_bar, gain @ q_bar @ transposed(gain)


def discrete_gain(x, a, b, r):
    bt = transposed(b) @ x
    return linalg.solve(r + bt @ b, bt @ a, assume_a="pos")


@jvp(linalg.solve_discrete_are)
def solve_discrete_are_jvp(x, a_dot, b_dot, q_dot, r_dot, a, b, q, r):
    assert_real(x)
    gain = discrete_gain(x, a, b, r)
    closed = a - b @ gain
    half = transposed(closed) @ x @ (a_dot - b_dot @ gain)
    cost = symmetric(q_dot) + transposed(gain) @ symmetric(r_dot) @ gain
    change = cost + half + transposed(half)
    return linalg.solve_discrete_lyapunov(transposed(closed), change)


@vjp(linalg.solve_discrete_are)
def solve_discrete_are_vjp(x, x_bar, a, b, q, r):
    assert_real(x)
    gain = discrete_gain(x, a, b, r)
    closed = a - b @ gain
    q_bar = linalg.solve_discrete_lyapunov(closed, symmetric(x_bar))
    a_bar = 2.0 * x @ closed @ q_bar
    return a_bar, -a_bar @ transposed(gain), q_bar, gain @ q_bar @ transposed(gain)
