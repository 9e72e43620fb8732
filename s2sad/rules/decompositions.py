"""Factorizations: Cholesky, QR, eigenvalues, singular values.

The formulas are those of M. Giles (2008) and, for the SVD, J. Townsend (2016). They are written for
the plain gradient G = conj(y_bar), in which adjoints stand where one expects them; the result is
conjugated back. Functions of symmetric matrices take the tangent's symmetric part, though NumPy
reads one triangle only, so that both modes agree.
"""

from __future__ import annotations

import numpy as np

from ..runtime.columns import narrowed, widened
from .registry import jvp, vjp
from .transposes import adjoint, conjugated, real_part, transposed


def symmetric(x):
    return 0.5 * (x + adjoint(x))


def lower_half(x):
    """The lower triangle of `x` with half of its diagonal."""
    return 0.5 * (np.tril(x) + np.tril(x, -1))


def diagonals(x):
    """The diagonal of each matrix."""
    return np.diagonal(x, axis1=-2, axis2=-1)


def inverse_gaps(w):
    """`1 / (w[j] - w[i])` at [i, j]; 0 on the diagonal and where two values coincide, but for their
    rounding."""
    gaps = w[..., None, :] - w[..., None]
    largest = np.max(np.abs(w), axis=-1, keepdims=True)[..., None]
    apart = np.abs(gaps) > 16.0 * np.finfo(w.dtype).eps * largest
    return apart / np.where(apart, gaps, 1.0)


@jvp(np.linalg.cholesky)
def cholesky_jvp(y, a_dot, a, upper=False):
    if upper:
        return adjoint(cholesky_jvp(adjoint(y), a_dot, a))
    inverse = np.linalg.inv(y)  # of a triangle: as exact as to solve, and faster
    return y @ lower_half(inverse @ symmetric(a_dot) @ adjoint(inverse))


@vjp(np.linalg.cholesky)
def cholesky_vjp(y, y_bar, a, upper=False):
    if upper:
        return cholesky_vjp(adjoint(y), adjoint(y_bar), a)
    inner = adjoint(y) @ conjugated(y_bar)
    inner = np.tril(inner) + np.tril(inner, -1)  # twice its `lower_half`
    inverse = np.linalg.inv(y)
    both = adjoint(inverse) @ inner @ inverse
    return conjugated(0.25 * (both + adjoint(both)))


@jvp(np.linalg.qr)
def qr_jvp(y, a_dot, a, mode="reduced"):
    q, r = factors(y, a, mode)
    rows = np.shape(r)[-2]
    if rows == np.shape(r)[-1]:
        q_dot, r_dot = qr_tangents(q, r, a_dot)
    else:
        q_dot, square_dot = qr_tangents(q, r[..., :rows], a_dot[..., :rows])
        rest_dot = adjoint(q_dot) @ a[..., rows:] + adjoint(q) @ a_dot[..., rows:]
        r_dot = np.concatenate((square_dot, rest_dot), axis=-1)
    return r_dot if mode == "r" else (q_dot, r_dot)


def qr_tangents(q, r, a_dot):
    """Where `r` is square."""
    scaled = transposed(np.linalg.solve(transposed(r), transposed(a_dot)))
    inner = adjoint(q) @ scaled
    lower = np.tril(inner, -1)
    turn = lower - adjoint(lower)
    if np.iscomplexobj(r):
        turn = turn + 0.5 * (inner - adjoint(inner)) * np.eye(np.shape(r)[-1])
    return q @ (turn - inner) + scaled, (inner - turn) @ r


@vjp(np.linalg.qr, partial=True)
def qr_vjp(y, y_bar, a, mode="reduced"):
    """A matrix with more columns than rows is a square one beside `q @ rest` (Roberts, 2020)."""
    q, r = factors(y, a, mode)
    rows = np.shape(r)[-2]
    q_bar, r_bar = (None, y_bar) if mode == "r" else (y_bar[0], y_bar[1])
    if rows == np.shape(r)[-1]:
        return qr_back(q, r, q_bar, r_bar)
    if r_bar is None:
        square_bar = qr_back(q, r[..., :rows], q_bar, None)
        return np.concatenate((square_bar, np.zeros_like(a[..., rows:])), axis=-1)
    rest_bar = r_bar[..., rows:]
    from_rest = conjugated(a[..., rows:] @ transposed(rest_bar))
    q_bar = from_rest if q_bar is None else q_bar + from_rest
    square_bar = qr_back(q, r[..., :rows], q_bar, r_bar[..., :rows])
    return np.concatenate((square_bar, conjugated(q) @ rest_bar), axis=-1)


def qr_back(q, r, q_bar, r_bar):
    """Where `r` is square; None where a factor is not used."""
    if q_bar is None:
        m = r @ transposed(r_bar)
    else:
        m = -transposed(q_bar) @ q
        m = m if r_bar is None else m + r @ transposed(r_bar)
    lower = np.tril(m, -1)
    mirrored = lower + adjoint(lower) + real_part(m) * np.eye(np.shape(r)[-1])
    g = conjugated(q @ mirrored) if q_bar is None else q_bar + conjugated(q @ mirrored)
    return transposed(np.linalg.solve(r, transposed(g)))


def factors(y, a, mode):
    assert mode in ("reduced", "r"), "np.linalg.qr has a derivative in modes 'reduced' and 'r'"
    return np.linalg.qr(a) if mode == "r" else (y[0], y[1])


@jvp(np.linalg.eigh)
def eigh_jvp(y, a_dot, a, UPLO="L"):
    w, v = y[0], y[1]
    m = adjoint(v) @ symmetric(a_dot) @ v
    return real_part(diagonals(m)), v @ (inverse_gaps(w) * m)


@vjp(np.linalg.eigh, partial=True)
def eigh_vjp(y, y_bar, a, UPLO="L"):
    w, v = y[0], y[1]
    vh = adjoint(v)
    if y_bar[1] is None:
        return conjugated((v * y_bar[0][..., None, :]) @ vh)
    turned = inverse_gaps(w) * (vh @ conjugated(y_bar[1]))
    from_vectors = conjugated(symmetric(v @ turned @ vh))
    if y_bar[0] is None:
        return from_vectors
    return conjugated((v * y_bar[0][..., None, :]) @ vh) + from_vectors


@jvp(np.linalg.eigvalsh)
def eigvalsh_jvp(w, a_dot, a, UPLO="L"):
    v = np.linalg.eigh(a, UPLO)[1]
    return real_part(np.sum(conjugated(v) * (symmetric(a_dot) @ v), axis=-2))


@vjp(np.linalg.eigvalsh)
def eigvalsh_vjp(w, w_bar, a, UPLO="L"):
    v = np.linalg.eigh(a, UPLO)[1]
    return conjugated((v * w_bar[..., None, :]) @ adjoint(v))


@jvp(np.linalg.eig)
def eig_jvp(y, a_dot, a):
    """The eigenvectors keep their length of 1."""
    w, v = y[0] + 0j, y[1] + 0j
    m = np.linalg.solve(v, a_dot @ v)
    v_dot = v @ (inverse_gaps(w) * m)
    growth = real_part(np.sum(conjugated(v) * v_dot, axis=-2, keepdims=True))
    return diagonals(m), v_dot - v * growth


@vjp(np.linalg.eig, partial=True)
def eig_vjp(y, y_bar, a):
    """Of a real matrix NumPy gives real numbers where it can: made complex for what follows."""
    w, v = y[0] + 0j, y[1] + 0j
    w_bar, v_bar = y_bar[0], y_bar[1]
    v_t = transposed(v)
    if v_bar is None:
        return np.linalg.solve(v_t, w_bar[..., None] * v_t)
    growth = real_part(np.sum(v_bar * v, axis=-2, keepdims=True))
    inner = inverse_gaps(w) * (v_t @ (v_bar - conjugated(v) * growth))
    if w_bar is not None:
        inner = inner + w_bar[..., None, :] * np.eye(np.shape(v)[-1])
    return np.linalg.solve(v_t, inner @ v_t)


@jvp(np.linalg.eigvals)
def eigvals_jvp(w, a_dot, a):
    v = np.linalg.eig(a)[1]
    return diagonals(np.linalg.solve(v, a_dot @ v))


@vjp(np.linalg.eigvals)
def eigvals_vjp(w, w_bar, a):
    v_t = transposed(np.linalg.eig(a)[1])
    return np.linalg.solve(v_t, w_bar[..., None] * v_t)


def thin(u, s, vh, full_matrices):
    """The factors of the thin SVD; the rest of a full one is arbitrary and has no derivative."""
    if full_matrices:
        rank = np.shape(s)[-1]
        return u[..., :rank], s, adjoint(vh[..., :rank, :])
    return u, s, adjoint(vh)


@jvp(widened)
def widened_jvp(y, part_dot, part, whole):
    return widened(part_dot, whole)


@vjp(widened)
def widened_vjp(y, y_bar, part, whole):
    return narrowed(y_bar, part), None


@jvp(narrowed)
def narrowed_jvp(y, whole_dot, whole, like):
    return narrowed(whole_dot, like)


@vjp(narrowed)
def narrowed_vjp(y, y_bar, whole, like):
    filled = np.zeros_like(whole)
    filled[..., : np.shape(like)[-1]] = y_bar
    return filled, None


def is_tall(u):
    """Is there anything beside the span of these columns? Of a square matrix there is only
    rounding, and a singular value that is zero would make that anything."""
    return np.shape(u)[-2] > np.shape(u)[-1]


def inverse_sums(s):
    """`1 / (s[i] + s[j])`, 0 where both are 0."""
    sums = s[..., None, :] + s[..., None]
    return (sums != 0.0) / (sums + (sums == 0.0))


def values_moved(u, a_dot, vh):
    """The tangents of singular values."""
    return real_part(np.sum(conjugated(u) * (a_dot @ adjoint(vh)), axis=-2))


@jvp(np.linalg.svd)
def svd_jvp(y, a_dot, a, full_matrices=True, compute_uv=True):
    if not compute_uv:
        u, s, vh = np.linalg.svd(a, full_matrices=False)
        return values_moved(u, a_dot, vh)
    u, s, v = thin(y[0], y[1], y[2], full_matrices)
    row = s[..., None, :]
    av, ahu = a_dot @ v, adjoint(a_dot) @ u
    m = adjoint(u) @ av
    both = inverse_gaps(s) * (m + adjoint(m))
    against = inverse_sums(s) * (m - adjoint(m))
    u_turn, v_turn = 0.5 * (both + against), 0.5 * (both - against)
    if np.iscomplexobj(a):  # the phases are those of u
        phases = 0.5 * against * np.eye(np.shape(s)[-1])
        u_turn, v_turn = u_turn + phases, v_turn + phases
    u_dot, v_dot = u @ u_turn, v @ v_turn
    if is_tall(u):
        u_dot = u_dot + (av - u @ m) / row
    if is_tall(v):
        v_dot = v_dot + (ahu - v @ adjoint(m)) / row
    if full_matrices:
        u_dot, v_dot = widened(u_dot, y[0]), widened(v_dot, transposed(y[2]))
    return u_dot, real_part(diagonals(m)), adjoint(v_dot)


@vjp(np.linalg.svd, partial=True)
def svd_vjp(y, y_bar, a, full_matrices=True, compute_uv=True):
    if not compute_uv:
        u, s, vh = np.linalg.svd(a, full_matrices=False)
        return conjugated((u * y_bar[..., None, :]) @ vh)
    u, s, v = thin(y[0], y[1], y[2], full_matrices)
    if y_bar[0] is None and y_bar[2] is None:
        return conjugated((u * y_bar[1][..., None, :]) @ adjoint(v))
    u_g = None if y_bar[0] is None else conjugated(narrowed(y_bar[0], s))
    v_g = None if y_bar[2] is None else narrowed(transposed(y_bar[2]), s)
    a_bar = svd_vectors_back(u, s, v, u_g, v_g)
    if y_bar[1] is not None:
        a_bar = a_bar + (u * y_bar[1][..., None, :]) @ adjoint(v)
    return conjugated(a_bar)


def svd_vectors_back(u, s, v, u_g, v_g):
    """From the plain gradients of both factors; None where a factor is not used.

    What turns both factors alike is divided by differences of singular values, what turns one
    against the other by sums: it has a derivative where two of them coincide."""
    row, vh = s[..., None, :], adjoint(v)
    u_turn, v_turn = 0.0, 0.0
    if u_g is not None:
        uu = adjoint(u) @ u_g
        u_turn = uu - adjoint(uu)
    if v_g is not None:
        vv = adjoint(v) @ v_g
        v_turn = vv - adjoint(vv)
    sums = inverse_sums(s)
    inner = 0.5 * (inverse_gaps(s) * (u_turn + v_turn) + sums * (u_turn - v_turn))
    if np.iscomplexobj(u):  # the phases are those of u
        inner = inner + 0.5 * (u_turn + v_turn) * sums * np.eye(np.shape(s)[-1])
    a_bar = u @ inner @ vh
    if u_g is not None and is_tall(u):
        a_bar = a_bar + ((u_g - u @ uu) / row) @ vh
    if v_g is not None and is_tall(v):
        a_bar = a_bar + (u / row) @ adjoint(v_g - v @ vv)
    return a_bar


@jvp(np.linalg.svdvals)
def svdvals_jvp(y, x_dot, x):
    u, s, vh = np.linalg.svd(x, full_matrices=False)
    return values_moved(u, x_dot, vh)


@vjp(np.linalg.svdvals)
def svdvals_vjp(y, y_bar, x):
    u, s, vh = np.linalg.svd(x, full_matrices=False)
    return conjugated((u * y_bar[..., None, :]) @ vh)
