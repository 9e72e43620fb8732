"""Polynomials by their coefficients, the highest power first."""

from __future__ import annotations

import numpy as np


def vander(x, N=None, increasing=False):
    x = np.asarray(x)
    n = len(x) if N is None else N
    if n < 0:
        raise ValueError("negative dimensions are not allowed")
    powers = np.arange(n) if increasing else np.arange(n - 1, -1, -1)
    return x[:, None] ** powers


def polyadd(a1, a2):
    a1, a2 = np.atleast_1d(a1), np.atleast_1d(a2)
    n = max(len(a1), len(a2))
    total = np.zeros(n, np.result_type(a1, a2))
    total[n - len(a1) :] += a1
    total[n - len(a2) :] += a2
    return total


def polysub(a1, a2):
    a1, a2 = np.atleast_1d(a1), np.atleast_1d(a2)
    n = max(len(a1), len(a2))
    total = np.zeros(n, np.result_type(a1, a2))
    total[n - len(a1) :] += a1
    total[n - len(a2) :] -= a2
    return total


def polymul(a1, a2):
    a1, a2 = np.atleast_1d(a1), np.atleast_1d(a2)
    return np.convolve(a1, a2)[first(a1 != 0.0) + first(a2 != 0.0) :]


def first(kept):
    """Where the first coefficient stands that is kept; the last one is."""
    return np.argmax(np.append(kept[:-1], True))


def polyder(p, m=1):
    p = np.asarray(p)
    for _ in range(m):
        p = p[:-1] * np.arange(len(p) - 1, 0, -1)
    return p


def polyint(p, m=1, k=None):
    p = np.atleast_1d(p)
    constants = np.zeros(m) if k is None else np.atleast_1d(k)
    for step in range(m):
        constant = constants[step : step + 1] if len(constants) > 1 else constants[:1]
        p = np.concatenate((p / np.arange(len(p), 0, -1), constant))
    return p


def polydiv(u, v):
    u, v = np.atleast_1d(u) + 0.0, np.atleast_1d(v) + 0.0
    steps = len(u) - len(v) + 1
    scale = 1.0 / v[0]
    q = np.zeros(max(steps, 1), np.result_type(u, v))
    r = u.astype(np.result_type(u, v))
    for k in range(steps):
        d = scale * r[k]
        q[k] = d
        r[k : k + len(v)] -= d * v
    return q, r[first(~np.isclose(r, 0.0, rtol=1e-14)) :]


def poly(seq_of_zeros):
    zeros = np.atleast_1d(seq_of_zeros)
    if np.ndim(zeros) == 2:
        if np.isrealobj(zeros):  # its eigenvalues are real, or come in pairs
            return np.real(poly(np.linalg.eigvals(zeros)))
        zeros = np.linalg.eigvals(zeros)
    a = np.zeros(len(zeros) + 1, np.result_type(zeros, 1.0))
    a[0] = 1.0
    for k in range(len(zeros)):
        a[1 : k + 2] = a[1 : k + 2] - zeros[k] * a[: k + 1]
    return a


def polyfit(x, y, deg, rcond=None, full=False, w=None, cov=False):
    assert not full and not cov, "np.polyfit has a derivative with full=False and cov=False only"
    x, y = np.asarray(x), np.asarray(y)
    if len(x) == 0:
        raise TypeError("expected non-empty vector for x")
    if len(x) != len(y):
        raise TypeError("expected x and y to have same length")
    columns = x[:, None] ** np.arange(deg, -1, -1)
    if w is not None:
        w = np.asarray(w)
        if len(w) != len(y):
            raise TypeError("expected w and y to have the same length")
        columns = columns * w[:, None]
        y = y * w if np.ndim(y) == 1 else y * w[:, None]
    scale = np.sqrt(np.sum(columns * columns, axis=0))
    solution = np.linalg.lstsq(columns / scale, y, rcond=rcond)[0]
    return solution / scale if np.ndim(y) == 1 else solution / scale[:, None]
