"""`scipy.linalg`: eigenvalues of one matrix, of two, and of a tridiagonal one.

Loaded by the registry once the user's program has imported `scipy.linalg` itself. Of symmetric
matrices the derivative is that along symmetric directions, as NumPy's are. The eigenvectors of
`a v = w b v` have the length 1 in the sense of b.
"""

from __future__ import annotations

import numpy as np
from scipy import linalg

from .decompositions import (
    diagonals, eig_jvp, eig_vjp, eigh_jvp, eigh_vjp, inverse_gaps, symmetric,
)  # fmt: skip
from .registry import jvp, vjp
from .scipy_matrices import entries
from .transposes import adjoint, conjugated, real_part, transposed


def assert_plain(b, eigenvalues):
    assert b is None, f"{eigenvalues} of two matrices has no rule: solve with one first"


@jvp(linalg.eigh)
def scipy_eigh_jvp(y, a_dot, b_dot, a, b=None, lower=True, eigvals_only=False):
    if eigvals_only:
        return scipy_eigvalsh_jvp(y, a_dot, b_dot, a, b)
    if b is None:
        return eigh_jvp(y, a_dot, a)
    w, v = y[0], y[1]
    vh, bent = adjoint(v), symmetric(b_dot) @ v
    m = vh @ (symmetric(a_dot) @ v - bent * w)
    v_dot = v @ (inverse_gaps(w) * m) - 0.5 * v * real_part(np.sum(conjugated(v) * bent, axis=0))
    return real_part(diagonals(m)), v_dot


@vjp(linalg.eigh)
def scipy_eigh_vjp(y, y_bar, a, b=None, lower=True, eigvals_only=False):
    if eigvals_only:
        return scipy_eigvalsh_vjp(y, y_bar, a, b)
    if b is None:
        return eigh_vjp(y, y_bar, a)
    w, v = y[0], y[1]
    vh, g = adjoint(v), conjugated(y_bar[1])
    inner = inverse_gaps(w) * (vh @ g)
    shrink = 0.5 * real_part(np.sum(conjugated(v) * g, axis=0))
    a_bar = (v * y_bar[0]) @ vh + v @ inner @ vh
    b_bar = -((v * (y_bar[0] * w + shrink)) @ vh) - v @ (inner * w) @ vh
    return conjugated(symmetric(a_bar)), conjugated(symmetric(b_bar))


@jvp(linalg.eigvalsh)
def scipy_eigvalsh_jvp(y, a_dot, b_dot, a, b=None, lower=True):
    if b is None:
        v = linalg.eigh(a)[1]
        return real_part(np.sum(conjugated(v) * (symmetric(a_dot) @ v), axis=-2))
    v = linalg.eigh(a, b)[1]
    return real_part(
        np.sum(conjugated(v) * (symmetric(a_dot) @ v - symmetric(b_dot) @ v * y), axis=0)
    )


@vjp(linalg.eigvalsh)
def scipy_eigvalsh_vjp(y, y_bar, a, b=None, lower=True):
    if b is None:
        v = linalg.eigh(a)[1]
        return conjugated((v * y_bar[..., None, :]) @ adjoint(v))
    v = linalg.eigh(a, b)[1]
    return conjugated((v * y_bar) @ adjoint(v)), -conjugated((v * (y_bar * y)) @ adjoint(v))


@jvp(linalg.eig)
def scipy_eig_jvp(y, a_dot, a, b=None):
    assert_plain(b, "eig")
    return eig_jvp(y, a_dot, a)


@vjp(linalg.eig)
def scipy_eig_vjp(y, y_bar, a, b=None):
    assert_plain(b, "eig")
    return eig_vjp(y, y_bar, a)


def complex_matrix(a):
    """`a` with a dtype that has room for its eigenvectors."""
    return a if np.iscomplexobj(a) else a.astype(np.complex128)


@jvp(linalg.eigvals)
def scipy_eigvals_jvp(w, a_dot, a, b=None):
    assert_plain(b, "eigvals")
    v = linalg.eig(complex_matrix(a))[1]
    return diagonals(linalg.solve(v, a_dot @ v))


@vjp(linalg.eigvals)
def scipy_eigvals_vjp(w, w_bar, a, b=None):
    assert_plain(b, "eigvals")
    v_t = transposed(linalg.eig(complex_matrix(a))[1])
    a_bar = linalg.solve(v_t, w_bar[..., None] * v_t)
    return a_bar if np.iscomplexobj(a) else np.real(a_bar)


# tridiagonal matrices: the diagonal d, and beside it e


def tridiagonal(d, e, v):
    """The matrix times `v`."""
    found = d[:, None] * v
    found[:-1] += e[:, None] * v[1:]
    found[1:] += e[:, None] * v[:-1]
    return found


@jvp(linalg.eigh_tridiagonal)
def eigh_tridiagonal_jvp(y, d_dot, e_dot, d, e, eigvals_only=False):
    if eigvals_only:
        return eigvalsh_tridiagonal_jvp(y, d_dot, e_dot, d, e)
    w, v = y[0], y[1]
    m = transposed(v) @ tridiagonal(entries(d_dot, d), entries(e_dot, e), v)
    return diagonals(m), v @ (inverse_gaps(w) * m)


@vjp(linalg.eigh_tridiagonal)
def eigh_tridiagonal_vjp(y, y_bar, d, e, eigvals_only=False):
    if eigvals_only:
        return eigvalsh_tridiagonal_vjp(y, y_bar, d, e)
    w, v = y[0], y[1]
    left = v * y_bar[0] + v @ (inverse_gaps(w) * (transposed(v) @ y_bar[1]))
    beside = np.sum(left[:-1] * v[1:] + left[1:] * v[:-1], axis=1)
    return np.sum(left * v, axis=1), beside


@jvp(linalg.eigvalsh_tridiagonal)
def eigvalsh_tridiagonal_jvp(y, d_dot, e_dot, d, e):
    v = linalg.eigh_tridiagonal(d, e)[1]
    return d_dot @ v**2 + e_dot @ (2.0 * v[:-1] * v[1:])


@vjp(linalg.eigvalsh_tridiagonal)
def eigvalsh_tridiagonal_vjp(y, y_bar, d, e):
    v = linalg.eigh_tridiagonal(d, e)[1]
    return v**2 @ y_bar, 2.0 * (v[:-1] * v[1:]) @ y_bar
