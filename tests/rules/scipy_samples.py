"""The rows of the SciPy families, in the same form as `samples.py`."""

from __future__ import annotations

import numpy as np
from samples import (
    BINARY_POSITIVE, COLUMN, CUBE, POSITIVE, REDUCTION, UNARY, V, W, X, between, call, positive,
    real, spd,
)  # fmt: skip
from scipy import linalg, special

INNER = [call(between(0.1, 0.9, 3, 4)), call(0.3)]
UPPER, LOWER = np.triu(real(3, 3)) + 3.0 * np.eye(3), np.tril(real(3, 3)) - 3.0 * np.eye(3)
S = spd(3, 3)

SPECIAL = {
    special.erf: UNARY, special.erfc: UNARY, special.erfcx: UNARY, special.ndtr: UNARY,
    special.erfinv: [call(between(-0.9, 0.9, 3)), call(0.3)],
    special.erfcinv: [call(between(0.1, 1.9, 3))], special.ndtri: INNER, special.log_ndtr: UNARY,
    special.gamma: [*POSITIVE, call(-0.4)], special.gammaln: POSITIVE, special.digamma: POSITIVE,
    special.polygamma: [call(1, positive(3)), call(2, 0.7)],
    special.multigammaln: [call(3.7, 1), call(3.7, 3), call(2.0 + positive(3), 2)],
    special.beta: BINARY_POSITIVE, special.betaln: BINARY_POSITIVE,
    special.gammainc: [call(2, positive(3)), call(np.array([1, 3, 5]), 0.7)],
    special.gammaincc: [call(2, positive(3))],
    special.betainc: [call(2, 3, between(0.1, 0.9, 3))],
    special.expit: UNARY, special.log_expit: UNARY, special.logit: INNER, special.exp10: UNARY,
    special.xlogy: BINARY_POSITIVE, special.xlog1py: BINARY_POSITIVE,
    special.entr: POSITIVE, special.rel_entr: BINARY_POSITIVE, special.kl_div: BINARY_POSITIVE,
    special.huber: [call(0.8, X), call(positive(4), X), call(1.0, 0.3)],
    special.i0: UNARY, special.i1: UNARY, special.i0e: UNARY, special.i1e: UNARY,
    special.j0: UNARY, special.j1: UNARY,
    special.k0: POSITIVE, special.k1: POSITIVE,
    special.jv: [call(2, X), call(np.array([0, 1, 2, 3]), COLUMN)], special.iv: [call(1, X)],
    special.kv: [call(1, positive(3))],
    special.logsumexp: [*REDUCTION, call(np.array([-np.inf, 0.3, 0.2])), call(X, 1, positive(3, 4)),
                        call(X, 0, b=W)],
    special.softmax: [call(V), call(X), call(X, axis=1), call(CUBE, axis=(0, 2))],
    special.log_softmax: [call(V), call(X, axis=0)],
}  # fmt: skip

LINALG = {
    linalg.inv: [call(S)], linalg.det: [call(S)],
    linalg.solve: [call(S, real(3)), call(S, real(3, 2))],
    linalg.solve_triangular: [
        call(UPPER, real(3)), call(LOWER, real(3, 2), lower=True), call(UPPER, real(3), trans=1),
        call(LOWER, real(3, 2), trans="T", lower=True), call(UPPER, real(3), unit_diagonal=True),
    ],
    linalg.cholesky: [call(S), call(S, lower=True)],
    linalg.cho_factor: [call(S, lower=True), call(S)],
    linalg.expm: [call(real(3, 3))],
    linalg.cho_solve: [call((LOWER, True), real(3)), call((UPPER, False), real(3, 2))],
}  # fmt: skip

SAMPLES = {**SPECIAL, **LINALG}
SYMMETRIC = {linalg.cholesky, linalg.cho_factor}
