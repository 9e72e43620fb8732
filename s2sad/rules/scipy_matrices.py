"""`scipy.linalg`: functions of matrices, factorizations, and matrices of a pattern.

Loaded by the registry once the user's program has imported `scipy.linalg` itself. A function f of
a matrix is differentiated by Mathias's formula: the block in the corner of `f([[a, e], [0, a]])`
is its derivative in the direction e.
"""

from __future__ import annotations

import numpy as np
from scipy import linalg

from .decompositions import qr_jvp, qr_vjp, svd_jvp, svd_vjp
from .linalg import check_cutoff, norm_jvp, norm_vjp, pinv_jvp, pinv_vjp
from ..runtime.real import real_valued
from .registry import elementwise, jvp, vjp
from .transposes import conjugated, transposed


def entries(x_dot, x):
    """`x_dot` as an array where it may be the symbol of a zero tangent, which has no entries."""
    return x_dot + np.zeros_like(x)


def block(x, rows, columns):
    """A block of the matrix, or of each matrix in a stack."""
    return x[rows, columns] if np.ndim(x) == 2 else x[..., rows, columns]


def corner(x):
    """The upper right one of four square blocks."""
    n = np.shape(x)[-1] // 2
    return block(x, slice(None, n), slice(n, None))


def beside(a, b):
    return np.concatenate((a, b), axis=np.ndim(a) - 1)


def above(a, b):
    return np.concatenate((a, b), axis=np.ndim(a) - 2)


def doubled(a, e):
    """`[[a, e], [0, a]]`"""
    below = beside(np.zeros_like(a), a)
    return above(beside(a, e), below)


@jvp(linalg.expm)
def expm_jvp(y, A_dot, A):
    return linalg.expm_frechet(A, A_dot, compute_expm=False)


@vjp(linalg.expm)
def expm_vjp(y, y_bar, A):
    return linalg.expm_frechet(transposed(A), y_bar, compute_expm=False)


@jvp(linalg.expm_frechet)
def expm_frechet_jvp(y, A_dot, E_dot, A, E, compute_expm=True):
    direction = doubled(entries(A_dot, A), entries(E_dot, E))
    moved = linalg.expm_frechet(doubled(A, E), direction, compute_expm=False)
    if not compute_expm:
        return corner(moved)
    first = slice(None, np.shape(A)[-1])
    return block(moved, first, first), corner(moved)


@vjp(linalg.expm_frechet)
def expm_frechet_vjp(y, y_bar, A, E, compute_expm=True):
    first, second = slice(None, np.shape(A)[-1]), slice(np.shape(A)[-1], None)
    expm_bar, frechet_bar = y_bar if compute_expm else (np.zeros_like(A), y_bar)
    upper_bar = beside(expm_bar, frechet_bar)
    block_bar = above(upper_bar, np.zeros_like(upper_bar))
    bar = linalg.expm_frechet(transposed(doubled(A, E)), block_bar, compute_expm=False)
    return block(bar, first, first) + block(bar, second, second), block(bar, first, second)


def function_rules(function):
    """Both rules of a function that is a power series of its matrix."""

    @jvp(function)
    def forward(y, A_dot, A):
        return corner(function(doubled(A, A_dot)))

    @vjp(function)
    def reverse(y, y_bar, A):
        return corner(function(doubled(transposed(A), y_bar)))


function_rules(linalg.logm)
function_rules(linalg.cosm)
function_rules(linalg.sinm)
function_rules(linalg.tanm)
function_rules(linalg.coshm)
function_rules(linalg.sinhm)
function_rules(linalg.tanhm)


@elementwise(real_valued)
def real_valued_rule(y, x_dot, x):
    return x_dot


@jvp(linalg.sqrtm)
def sqrtm_jvp(y, A_dot, A):
    return linalg.solve_sylvester(y, y, A_dot)


@vjp(linalg.sqrtm)
def sqrtm_vjp(y, y_bar, A):
    y_t = transposed(y)
    return linalg.solve_sylvester(y_t, y_t, y_bar)


# factorizations


@jvp(linalg.svd)
def scipy_svd_jvp(y, a_dot, a, full_matrices=True, compute_uv=True):
    return svd_jvp(y, a_dot, a, full_matrices, compute_uv)


@vjp(linalg.svd)
def scipy_svd_vjp(y, y_bar, a, full_matrices=True, compute_uv=True):
    return svd_vjp(y, y_bar, a, full_matrices, compute_uv)


@jvp(linalg.svdvals)
def scipy_svdvals_jvp(y, a_dot, a):
    return svd_jvp(y, a_dot, a, False, False)


@vjp(linalg.svdvals)
def scipy_svdvals_vjp(y, y_bar, a):
    return svd_vjp(y, y_bar, a, False, False)


def assert_square_or_thin(a, mode, pivoting):
    assert not pivoting, "a QR factorization with pivoting has no rule"
    assert mode in ("full", "economic"), "linalg.qr has a rule where it returns Q and R"
    assert mode == "economic" or np.shape(a)[-1] >= np.shape(a)[-2], (
        "linalg.qr of more rows than columns needs mode='economic'"
    )


@jvp(linalg.qr)
def scipy_qr_jvp(y, a_dot, a, mode="full", pivoting=False):
    assert_square_or_thin(a, mode, pivoting)
    return qr_jvp(y, a_dot, a)


@vjp(linalg.qr)
def scipy_qr_vjp(y, y_bar, a, mode="full", pivoting=False):
    assert_square_or_thin(a, mode, pivoting)
    return qr_vjp(y, y_bar, a)


@jvp(linalg.lu)
def lu_jvp(y, a_dot, a, permute_l=False):
    """With `left @ upper = a`, `left` being the permuted lower factor."""
    if np.shape(a)[0] != np.shape(a)[1]:
        return oblong_lu_push(y, a_dot, a, permute_l)
    left, upper = (y[0], y[1]) if permute_l else (y[0] @ y[1], y[2])
    inner = linalg.solve(left, over_triangle(upper, a_dot))
    upper_dot = np.triu(inner) @ upper
    if permute_l:
        return left @ np.tril(inner, -1), upper_dot
    return None, y[1] @ np.tril(inner, -1), upper_dot


@vjp(linalg.lu, outputs=(0, 1, 2))
def lu_vjp(y, y_bar, a, permute_l=False):
    if np.shape(a)[0] != np.shape(a)[1]:
        return oblong_lu_pull(y, y_bar, a, permute_l)
    left, upper = (y[0], y[1]) if permute_l else (y[0] @ y[1], y[2])
    lower, lower_bar, upper_bar = (left, y_bar[0], y_bar[1]) if permute_l else y_bar_of(y, y_bar)
    inner = np.tril(transposed(lower) @ lower_bar, -1) + np.triu(upper_bar @ transposed(upper))
    right = transposed(linalg.solve_triangular(upper, transposed(inner)))
    return linalg.solve(transposed(left), right)


def over_triangle(upper, x):
    """`x @ inv(upper)`"""
    return transposed(linalg.solve_triangular(upper, transposed(x), trans=1))


# the factors of a matrix that is not square: square ones, the lower one above the rest of the rows,
# or the upper one beside the rest of the columns; the other rest has no entries


def oblong_lu_push(y, a_dot, a, permute_l):
    order, lower, upper = linalg.lu(a) if permute_l else y
    n = np.shape(upper)[0]
    arrives = transposed(order) @ a_dot
    scaled = over_triangle(upper[:, :n], arrives[:, :n])
    inner = linalg.solve_triangular(lower[:n], scaled[:n], lower=True)
    below, above = np.tril(inner, -1), np.triu(inner)
    lower_dot = np.concatenate((lower[:n] @ below, scaled[n:] - lower[n:] @ above))
    beside = linalg.solve_triangular(lower[:n], arrives[:n, n:], lower=True) - below @ upper[:, n:]
    upper_dot = np.concatenate((above @ upper[:, :n], beside), axis=1)
    return (order @ lower_dot, upper_dot) if permute_l else (None, lower_dot, upper_dot)


def oblong_lu_pull(y, y_bar, a, permute_l):
    order, lower, upper = linalg.lu(a) if permute_l else y
    lower_bar, upper_bar = (y_bar[0], y_bar[1]) if permute_l else (y_bar[1], y_bar[2])
    if permute_l:
        lower_bar = transposed(order) @ lower_bar
    n = np.shape(upper)[0]
    below = transposed(lower[:n]) @ lower_bar[:n] - upper_bar[:, n:] @ transposed(upper[:, n:])
    above = upper_bar[:, :n] @ transposed(upper[:, :n]) - transposed(lower[n:]) @ lower_bar[n:]
    inner = np.tril(below, -1) + np.triu(above)
    top = linalg.solve_triangular(lower[:n], inner, lower=True, trans=1)
    scaled = transposed(np.concatenate((top, lower_bar[n:])))
    a_bar = np.zeros_like(a)
    a_bar[:, :n] = transposed(linalg.solve_triangular(upper[:, :n], scaled))
    a_bar[:n, n:] = linalg.solve_triangular(lower[:n], upper_bar[:, n:], lower=True, trans=1)
    return order @ a_bar


def y_bar_of(y, y_bar):
    """The permutation is constant: what arrives at it goes nowhere."""
    return y[1], y_bar[1], y_bar[2]


def assert_regular(a):
    """Of full rank is the symmetric factor on the shorter side."""
    assert not np.iscomplexobj(a), "the polar decomposition of a complex matrix has no rule"
    assert np.shape(a)[0] >= np.shape(a)[1], (
        "linalg.polar has a singular factor on the longer side: give the other side="
    )


@jvp(linalg.polar)
def polar_jvp(y, a_dot, a, side="right"):
    if side == "left":
        u_dot, p_dot = polar_jvp((transposed(y[0]), y[1]), transposed(a_dot), transposed(a))
        return transposed(u_dot), p_dot
    assert_regular(a)
    u, p = y
    half = transposed(a) @ a_dot
    p_dot = linalg.solve_sylvester(p, p, half + transposed(half))
    return transposed(linalg.solve(p, transposed(a_dot - u @ p_dot))), p_dot


@vjp(linalg.polar)
def polar_vjp(y, y_bar, a, side="right"):
    if side == "left":
        mirrored = (transposed(y_bar[0]), y_bar[1])
        return transposed(polar_vjp((transposed(y[0]), y[1]), mirrored, transposed(a)))
    assert_regular(a)
    u, p = y
    direct = transposed(linalg.solve(p, transposed(y_bar[0])))
    through = linalg.solve_sylvester(p, p, y_bar[1] - transposed(u) @ direct)
    return direct + a @ (through + transposed(through))


@jvp(linalg.pinv)
def scipy_pinv_jvp(y, a_dot, a, atol=None, rtol=None):
    assert atol is None, "scipy.linalg.pinv has no derivative where atol is given: use rtol"
    check_cutoff(rtol)
    return pinv_jvp(y, a_dot, a)


@vjp(linalg.pinv)
def scipy_pinv_vjp(y, y_bar, a, atol=None, rtol=None):
    assert atol is None, "scipy.linalg.pinv has no derivative where atol is given: use rtol"
    check_cutoff(rtol)
    return pinv_vjp(y, y_bar, a)


@jvp(linalg.norm)
def scipy_norm_jvp(y, a_dot, a, ord=None, axis=None, keepdims=False):
    return norm_jvp(y, a_dot, a, ord, axis, keepdims)


@vjp(linalg.norm)
def scipy_norm_vjp(y, y_bar, a, ord=None, axis=None, keepdims=False):
    return norm_vjp(y, y_bar, a, ord, axis, keepdims)


# matrices of a pattern


def at_most_matrices(arrs):
    for block in arrs:
        assert np.ndim(block) <= 2, "scipy.linalg.block_diag has a derivative for matrices only"


@jvp(linalg.block_diag)
def block_diag_jvp(y, arrs_dot, *arrs):
    at_most_matrices(arrs)
    return linalg.block_diag(*[entries(x_dot, x) for x_dot, x in zip(arrs_dot, arrs)])


@vjp(linalg.block_diag)
def block_diag_vjp(y, y_bar, *arrs):
    """A vector is a row, a number is a matrix of one entry."""
    at_most_matrices(arrs)
    row, column, bars = 0, 0, []
    for block in arrs:
        height = np.shape(block)[0] if np.ndim(block) == 2 else 1
        width = np.shape(block)[-1] if np.ndim(block) > 0 else 1
        bar = y_bar[row : row + height, column : column + width]
        bars.append(bar if np.ndim(block) == 2 else bar[0] if np.ndim(block) == 1 else bar[0, 0])
        row, column = row + height, column + width
    return tuple(bars)


def differences(rows, columns):
    """`i - j` at [i, j], counted from 0."""
    return np.arange(rows)[:, None] - np.arange(columns)[None, :] + columns - 1


def diagonal_sums(y_bar):
    """The sum of each diagonal, from the last column's corner to the last row's."""
    rows, columns = np.shape(y_bar)
    sums = np.zeros(rows + columns - 1, dtype=y_bar.dtype)
    np.add.at(sums, differences(rows, columns), y_bar)
    return sums


def only_vectors(given, name):
    for x in given:
        known = x is None or np.ndim(x) == 1
        assert known, f"scipy.linalg.{name} has a derivative for vectors only"


@jvp(linalg.toeplitz)
def toeplitz_jvp(y, c_dot, r_dot, c, r=None):
    only_vectors((c, r), "toeplitz")
    if r is None:
        return linalg.toeplitz(c_dot)
    return linalg.toeplitz(entries(c_dot, c), entries(r_dot, r))


@vjp(linalg.toeplitz)
def toeplitz_vjp(y, y_bar, c, r=None):
    """The first entry of `r` is not read. Without `r` the first row is the conjugated column."""
    only_vectors((c, r), "toeplitz")
    sums, n = diagonal_sums(y_bar), np.shape(y)[1]
    if r is None:
        column = np.concatenate((np.zeros(1), conjugated(sums[: n - 1][::-1])))
        return sums[n - 1 :] + column
    return sums[n - 1 :], np.concatenate((np.zeros(1), sums[: n - 1][::-1]))


@jvp(linalg.circulant)
def circulant_jvp(y, c_dot, c):
    only_vectors((c,), "circulant")
    return linalg.circulant(c_dot)


@vjp(linalg.circulant)
def circulant_vjp(y, y_bar, c):
    only_vectors((c,), "circulant")
    n = np.shape(c)[0]
    c_bar = np.zeros_like(y_bar[0])
    np.add.at(c_bar, (np.arange(n)[:, None] - np.arange(n)[None, :]) % n, y_bar)
    return c_bar


@jvp(linalg.hankel)
def hankel_jvp(y, c_dot, r_dot, c, r=None):
    only_vectors((c, r), "hankel")
    if r is None:
        return linalg.hankel(c_dot)
    return linalg.hankel(entries(c_dot, c), entries(r_dot, r))


@vjp(linalg.hankel)
def hankel_vjp(y, y_bar, c, r=None):
    """The first entry of `r` is not read; without `r` the rest is zero."""
    only_vectors((c, r), "hankel")
    n = np.shape(c)[0]
    sums = diagonal_sums(y_bar[:, ::-1])
    if r is None:
        return sums[:n]
    return sums[:n], np.concatenate((np.zeros(1), sums[n:]))


@jvp(linalg.khatri_rao)
def khatri_rao_jvp(y, a_dot, b_dot, a, b):
    return linalg.khatri_rao(entries(a_dot, a), b) + linalg.khatri_rao(a, entries(b_dot, b))


@vjp(linalg.khatri_rao)
def khatri_rao_vjp(y, y_bar, a, b):
    """The columns of the result are Kronecker products of columns."""
    blocks = np.reshape(y_bar, (np.shape(a)[0], np.shape(b)[0], np.shape(a)[1]))
    return np.sum(blocks * b, axis=1), np.sum(blocks * a[:, None, :], axis=0)
