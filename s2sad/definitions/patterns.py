"""`scipy.linalg`: matrices of a pattern, and what is composed of factorizations.

Loaded when a program calls one of them.
"""

from __future__ import annotations

import numpy as np
from scipy import linalg


def companion(a):
    n = np.shape(a)[-1]
    c = np.zeros((*np.shape(a)[:-1], n - 1, n - 1), dtype=a.dtype)
    c[..., 0, :] = -a[..., 1:] / a[..., :1]
    c[..., np.arange(1, n - 1), np.arange(n - 2)] = 1.0
    return c


def convolution_matrix(a, n, mode="full"):
    assert np.ndim(a) == 1, "convolution_matrix has a derivative for one vector"
    m = np.shape(a)[0]
    start, rows = 0, m + n - 1
    if mode == "same":
        start, rows = (min(n, m) - 1) // 2, max(n, m)
    elif mode == "valid":
        start, rows = min(n, m) - 1, max(n, m) - min(n, m) + 1
    beside = np.zeros(n - 1, dtype=a.dtype)
    padded = np.concatenate((beside, a, beside))
    return padded[start + n - 1 + np.arange(rows)[:, None] - np.arange(n)]


def fiedler(a):
    assert np.ndim(a) == 1, "fiedler has a derivative for one vector"
    return np.abs(a[:, None] - a)


def fiedler_companion(a):
    assert np.ndim(a) == 1, "fiedler_companion has a derivative for one vector"
    n = np.shape(a)[0] - 1
    a = a / a[0]
    c = np.zeros((n, n), dtype=a.dtype)
    c[np.arange(3, n, 2), np.arange(1, n - 2, 2)] = 1.0
    c[np.arange(2, n, 2), np.arange(1, n - 1, 2)] = -a[3::2]
    c[np.arange(0, n - 2, 2), np.arange(2, n, 2)] = 1.0
    c[np.arange(0, n - 1, 2), np.arange(1, n, 2)] = -a[2::2]
    c[0, 0] = -a[1]
    c[1:2, 0] = 1.0
    return c


def leslie(f, s):
    assert np.ndim(f) == 1, "leslie has a derivative for two vectors"
    n = np.shape(f)[0]
    a = np.zeros((n, n))
    a[0] = f
    a[np.arange(1, n), np.arange(n - 1)] = s
    return a


def qr_multiply(a, c, mode="right", pivoting=False, conjugate=False):
    assert not pivoting, "a QR factorization with pivoting has no rule"
    q, r = linalg.qr(a, mode="economic")
    if conjugate:
        q = np.conjugate(q)
    return (c @ q if mode == "right" else q @ c), r
