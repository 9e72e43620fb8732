"""Solving, inverting, determinants and norms of matrices, or of stacks of them as in NumPy.

Where a system can be solved no inverse is formed.
"""

from __future__ import annotations

import numpy as np

from ..ir import prims
from ..runtime.broadcast import spread, unbroadcast
from ..runtime.cofactors import cofactors
from .axes import restore_axes, summed
from .products import matmul_left, matmul_right
from .registry import jvp, vjp
from .transposes import adjoint, conjugated, real_part, transposed


def on_matrices(g, a):
    """One number for each matrix of `a`, so that it broadcasts against the matrices."""
    return g if np.ndim(a) == 2 else g[..., None, None]


@jvp(np.linalg.inv)
def inv_jvp(y, a_dot, a):
    return -(y @ a_dot @ y)


@vjp(np.linalg.inv)
def inv_vjp(y, y_bar, a):
    y_t = transposed(y)
    return -(y_t @ y_bar @ y_t)


def solve_vectors(a, b):
    """`np.linalg.solve` for a stack of matrices and one vector for each."""
    return np.linalg.solve(a, b) if np.ndim(b) == 1 else np.linalg.solve(a, b[..., None])[..., 0]


@jvp(np.linalg.solve)
def solve_jvp(y, a_dot, b_dot, a, b):
    if np.ndim(b) > 1:
        return np.linalg.solve(a, b_dot - a_dot @ y)
    if np.ndim(a) == 2:
        return np.linalg.solve(a, b_dot - a_dot @ y)
    return solve_vectors(a, spread(b_dot, y) - (a_dot @ y[..., None])[..., 0])


@vjp(np.linalg.solve)
def solve_vjp(y, y_bar, a, b):
    if np.ndim(b) > 1:
        b_bar = np.linalg.solve(transposed(a), y_bar)
        return unbroadcast(-(b_bar @ transposed(y)), a), unbroadcast(b_bar, b)
    b_bar = solve_vectors(transposed(a), y_bar)
    if np.ndim(a) == 2:
        return -b_bar[:, None] * y, b_bar
    return -b_bar[..., None] * y[..., None, :], unbroadcast(b_bar, b)


@jvp(np.linalg.det)
def det_jvp(y, a_dot, a):
    return np.sum(cofactors(a, y) * a_dot, axis=(-2, -1))


@vjp(np.linalg.det)
def det_vjp(y, y_bar, a):
    return on_matrices(y_bar, a) * cofactors(a, y)


@jvp(cofactors)
def cofactors_jvp(y, a_dot, determinant_dot, a, determinant):
    inverse_t = transposed(np.linalg.inv(a))
    moved = inverse_t @ transposed(a_dot) @ y
    return on_matrices(determinant_dot, a) * inverse_t - moved


@vjp(cofactors)
def cofactors_vjp(y, y_bar, a, determinant):
    inverse_t = transposed(np.linalg.inv(a))
    a_bar = -(y @ transposed(y_bar) @ inverse_t)
    return a_bar, np.sum(y_bar * inverse_t, axis=(-2, -1))


@jvp(np.linalg.slogdet)
def slogdet_jvp(y, a_dot, a):
    t = np.trace(np.linalg.solve(a, a_dot), axis1=-2, axis2=-1)
    if np.iscomplexobj(a):
        return 1j * y[0] * np.imag(t), np.real(t)
    return None, t


@vjp(np.linalg.slogdet, partial=True)
def slogdet_vjp(y, y_bar, a):
    """The sign of a real determinant is constant; that of a complex one turns."""
    inverse = transposed(np.linalg.inv(a))
    scale = y_bar[1]
    if np.iscomplexobj(a) and y_bar[0] is not None:
        turn = -1j * np.real(1j * y_bar[0] * y[0])
        scale = turn if scale is None else scale + turn
    return None if scale is None else on_matrices(scale, a) * inverse


def check_cutoff(cutoff):
    """The rules are those of the full pseudoinverse: singular vectors that a large cutoff leaves
    out would turn those that it keeps."""
    small = cutoff is None or np.max(cutoff) <= 1e-6
    assert small, "only for relative cutoffs (rcond, rtol) up to 1e-6 is there a derivative"


@jvp(np.linalg.pinv)
def pinv_jvp(y, a_dot, a, rcond=None, hermitian=False, rtol=None):
    """Golub and Pereyra (1973), for a rank that does not change."""
    check_cutoff(rcond)
    check_cutoff(rtol)
    ah_dot, yh = adjoint(a_dot), adjoint(y)
    left = y @ yh @ ah_dot - y @ yh @ ah_dot @ a @ y
    right = ah_dot @ yh @ y - y @ a @ ah_dot @ yh @ y
    return left + right - y @ a_dot @ y


@vjp(np.linalg.pinv)
def pinv_vjp(y, y_bar, a, rcond=None, hermitian=False, rtol=None):
    check_cutoff(rcond)
    check_cutoff(rtol)
    g, yh = transposed(y_bar), adjoint(y)
    left = g @ y @ yh
    right = yh @ y @ g
    mirrored = left - a @ (y @ left) + right - (right @ y) @ a
    return conjugated(mirrored) - transposed(y @ g @ y)


def lstsq_solution_jvp(x, a_dot, b_dot, a, b):
    """The solution is `pinv(a) @ b`; the terms are those of `pinv_jvp`."""
    p = np.linalg.pinv(a)
    ph, ah_dot = adjoint(p), adjoint(a_dot)
    kernel = ah_dot @ ph @ x
    return p @ (b_dot - a_dot @ x) + p @ ph @ (ah_dot @ (b - a @ x)) + kernel - p @ (a @ kernel)


def lstsq_solution_vjp(x, x_bar, a, b):
    p, r = np.linalg.pinv(a), b - a @ x
    pt = transposed(p)
    b_bar = pt @ x_bar
    kernel = x_bar - transposed(a) @ b_bar
    mirrored = outer(r, conjugated(p @ conjugated(b_bar))) + outer(adjoint(p) @ x, kernel)
    return conjugated(mirrored) - outer(b_bar, x), b_bar


@jvp(np.linalg.lstsq)
def lstsq_jvp(y, a_dot, b_dot, a, b, rcond=None):
    """The residuals, which are there for an overdetermined system of full rank only, are
    stationary in the solution."""
    check_cutoff(rcond)
    x = y[0]
    x_dot = lstsq_solution_jvp(x, a_dot, b_dot, a, b)
    change = conjugated(b - a @ x) * (b_dot - a_dot @ x)
    sums = np.atleast_1d(2.0 * real_part(np.sum(change, axis=0)))
    u, _, vh = np.linalg.svd(a, full_matrices=False)
    s_dot = real_part(np.sum(conjugated(u) * (a_dot @ adjoint(vh)), axis=-2))
    return x_dot, sums[: len(y[1])], None, s_dot


@vjp(np.linalg.lstsq, partial=True)
def lstsq_vjp(y, y_bar, a, b, rcond=None):
    check_cutoff(rcond)
    a_bar, b_bar = None, None
    if y_bar[0] is not None:
        a_bar, b_bar = lstsq_solution_vjp(y[0], y_bar[0], a, b)
    if y_bar[1] is not None:
        g = prims.write(np.zeros(columns(b)), (slice(None, len(y[1])),), y_bar[1])
        r_bar = 2.0 * conjugated(b - a @ y[0]) * (g if np.ndim(b) > 1 else g[0])
        a_bar = sum_of(a_bar, -outer(r_bar, y[0]))
        b_bar = sum_of(b_bar, r_bar)
    if y_bar[3] is not None:
        u, _, vh = np.linalg.svd(a, full_matrices=False)
        a_bar = sum_of(a_bar, conjugated((u * y_bar[3]) @ vh))
    return a_bar, b_bar


def columns(b):
    return np.shape(b)[1] if np.ndim(b) > 1 else 1


def sum_of(a, b):
    """The sum of two cotangents of which one may not be there."""
    if a is None or b is None:
        return b if a is None else a
    return a + b


def outer(u, v):
    """`u @ v.T` for two matrices or two vectors."""
    return u[:, None] * v if np.ndim(u) == 1 else u @ transposed(v)


def power_sum(g, a, n):
    """The sum of `a^k g a^(n-1-k)` for k below n: the derivative of the n-th power of `a`."""
    right = g
    total = g
    for _ in range(n - 1):
        right = right @ a
        total = right + a @ total
    return total


@jvp(np.linalg.matrix_power)
def matrix_power_jvp(y, a_dot, a, n):
    if n == 0:
        return None
    if n > 0:
        return power_sum(a_dot, a, n)
    inverse = np.linalg.inv(a)
    return -power_sum(inverse @ a_dot @ inverse, inverse, -n)


@vjp(np.linalg.matrix_power)
def matrix_power_vjp(y, y_bar, a, n):
    if n == 0:
        return None
    if n > 0:
        return power_sum(y_bar, transposed(a), n)
    inverse_t = transposed(np.linalg.inv(a))
    return -(inverse_t @ power_sum(y_bar, inverse_t, -n) @ inverse_t)


@jvp(np.linalg.multi_dot)
def multi_dot_jvp(z, arrays_dot, arrays):
    product, product_dot = arrays[0], arrays_dot[0]
    for k in range(1, len(arrays)):
        product_dot = product_dot @ arrays[k] + product @ arrays_dot[k]
        product = product @ arrays[k]
    return product_dot


@vjp(np.linalg.multi_dot)
def multi_dot_vjp(z, z_bar, arrays):
    products = [arrays[0]]
    for k in range(1, len(arrays) - 1):
        products.append(products[k - 1] @ arrays[k])
    bars = []
    for k in range(len(arrays) - 1, 0, -1):
        bars.append(matmul_right(z_bar, products[k - 1], arrays[k]))
        z_bar = matmul_left(z_bar, products[k - 1], arrays[k])
    bars.append(z_bar)
    return bars[::-1]


def vector_norm_slope(y, x, ord, axis):
    """The derivative of the `ord`-norm `y` by each entry of `x`; 0 at the kink `x = 0`."""
    if ord is None or ord == 2 or ord == "fro":
        return conjugated(x) / (y + (y == 0.0))
    size = np.abs(x)
    phase = conjugated(x) / (size + (size == 0.0))
    if ord == 1:
        return phase
    if ord == np.inf or ord == -np.inf:
        hit = size == y
        return phase * hit / np.sum(hit, axis=axis, keepdims=True)
    if ord == 0:
        return 0.0 * phase
    return phase * (size / (y + (y == 0.0))) ** (ord - 1)


def matrix_norm_slope(y, x, ord, axis):
    """The derivative of a norm of matrices that is not entrywise; `axis` holds rows, columns."""
    if ord == "nuc" or ord == 2 or ord == -2:
        last = axis == (np.ndim(x) - 2, np.ndim(x) - 1)
        stack = x if last else np.moveaxis(x, axis, (-2, -1))
        u, s, vh = np.linalg.svd(stack, full_matrices=False)
        hit = np.ones_like(s)
        if ord != "nuc":
            extreme = np.max(s, axis=-1, keepdims=True) if ord == 2 else s[..., -1:]
            hit = s == extreme
            hit = hit / np.sum(hit, axis=-1, keepdims=True)
        slope = conjugated((u * hit[..., None, :]) @ vh)
        return slope if last else np.moveaxis(slope, (-2, -1), axis)
    size = np.abs(x)
    summed = axis[0] if ord == 1 or ord == -1 else axis[1]
    hit = np.sum(size, axis=summed, keepdims=True) == y
    hit = hit / np.sum(hit, axis=axis, keepdims=True)
    return conjugated(x) / (size + (size == 0.0)) * hit


def norm_slope(y, x, ord, axis, keepdims):
    y = restore_axes(y, x, axis, keepdims)
    if ord is None or ord == "fro" or isinstance(axis, int):
        return vector_norm_slope(y, x, ord, axis)
    if axis is None and np.ndim(x) == 1:
        return vector_norm_slope(y, x, ord, 0)
    return matrix_norm_slope(y, x, ord, (0, 1) if axis is None else axis)


@jvp(np.linalg.norm)
def norm_jvp(y, x_dot, x, ord=None, axis=None, keepdims=False):
    slope = norm_slope(y, x, ord, axis, keepdims)
    y_dot = summed(slope * x_dot, axis, keepdims)
    return real_part(y_dot)


@vjp(np.linalg.norm)
def norm_vjp(y, y_bar, x, ord=None, axis=None, keepdims=False):
    if ord is None or ord == "fro" or (ord == 2 and (np.ndim(x) == 1 or isinstance(axis, int))):
        return restore_axes(y_bar / (y + (y == 0.0)), x, axis, keepdims) * conjugated(x)
    return restore_axes(y_bar, x, axis, keepdims) * norm_slope(y, x, ord, axis, keepdims)
