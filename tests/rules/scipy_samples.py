"""The rows of `scipy.linalg` in the same form as `samples.py`, and all rows of SciPy together."""

from __future__ import annotations

import numpy as np
from samples import call, cplx, positive, real, spd
from scipy import linalg

from s2sad.runtime.factors import left_by_cho_factor
from s2sad.runtime.real import real_valued
from s2sad.runtime.residues import beside_residue
from signal_samples import DISTANCES, FOURIER, INTEGRATE, SIGNAL
from special_samples import SPECIAL
from stats_samples import STATS

UPPER, LOWER = np.triu(real(3, 3)) + 3.0 * np.eye(3), np.tril(real(3, 3)) - 3.0 * np.eye(3)
S, H = spd(3, 3), cplx(3, 3)
HERMITIAN = H @ np.conj(H.T) + np.eye(3)
SYMMETRIC_COMPLEX = H + H.T
SMALL = 0.3 * real(3, 3)
TALL = real(4, 3)
GENERAL = real(3, 3) + 2.0 * np.eye(3)
BAND = np.concatenate((real(1, 4), 4.0 + positive(1, 4), real(1, 4)))
COLUMN = np.array([5.0, 0.7, -0.4, 0.3])
LU = linalg.lu_factor(GENERAL)

SYSTEMS = {
    linalg.inv: [call(S), call(GENERAL), call(S, assume_a="pos"), call(H)],
    linalg.det: [call(S), call(H)],
    linalg.solve: [
        call(S, real(3)), call(GENERAL, real(3, 2)), call(S, real(3), assume_a="pos"),
        call(GENERAL, real(3), transposed=True), call(UPPER, real(3), assume_a="upper triangular"),
        call(S, real(3, 2), assume_a="sym", lower=True), call(H, cplx(3)),
        call(LOWER, real(3), assume_a="lower triangular"), call(HERMITIAN, cplx(3), assume_a="her"),
        call(UPPER, real(3), assume_a="diagonal"),
        call(SYMMETRIC_COMPLEX, cplx(3, 2), assume_a="sym"),
    ],
    linalg.solve_triangular: [
        call(UPPER, real(3)), call(LOWER, real(3, 2), lower=True), call(UPPER, real(3), trans=1),
        call(LOWER, real(3, 2), trans="T", lower=True), call(UPPER, real(3), unit_diagonal=True),
        call(UPPER + 1j * np.triu(H), cplx(3), trans=2), call(UPPER, real(3, 2), trans="C"),
    ],
    linalg.cholesky: [call(S), call(S, lower=True), call(HERMITIAN), call(HERMITIAN, lower=True)],
    linalg.cho_factor: [call(S, lower=True), call(S)],
    linalg.cho_solve: [call((LOWER, True), real(3)), call((UPPER, False), real(3, 2)),
                       call((np.linalg.cholesky(HERMITIAN), True), cplx(3))],
    linalg.lu_factor: [call(GENERAL)],
    linalg.lu_solve: [call(LU, real(3)), call(LU, real(3, 2)), call(LU, real(3), trans=1)],
    linalg.lstsq: [call(TALL, real(4)), call(TALL, real(4, 2)), call(cplx(4, 3), cplx(4))],
    beside_residue: [call(0.7, 0.3)],
    left_by_cho_factor: [call(np.tril(S, -1))],
    linalg.solve_banded: [call((1, 1), BAND, real(4)), call((1, 1), BAND, real(4, 2)),
                          call((2, 0), BAND[::-1] + 1j * cplx(3, 4), cplx(4)),
                          call((0, 1), BAND[:2], real(4))],
    linalg.solveh_banded: [call(BAND[:2], real(4)), call(BAND[1:], real(4, 2), lower=True)],
    linalg.solve_toeplitz: [call(COLUMN, real(4)), call((COLUMN, real(4)), real(4))],
    linalg.matmul_toeplitz: [call(COLUMN, real(4)), call((COLUMN, real(3)), real(3))],
    linalg.solve_continuous_are: [call(GENERAL, real(3, 2), S, spd(2, 2))],
    linalg.solve_discrete_are: [call(GENERAL, real(3, 2), S, spd(2, 2))],
    linalg.solve_sylvester: [call(S, GENERAL, real(3, 3)), call(S, spd(2, 2), real(3, 2)),
                             call(H, HERMITIAN, cplx(3, 3))],
    linalg.solve_continuous_lyapunov: [call(S, real(3, 3)), call(H, cplx(3, 3))],
    linalg.solve_discrete_lyapunov: [call(SMALL, real(3, 3)), call(0.2 * H, cplx(3, 3)),
                                     call(SMALL, real(3, 3), method="bilinear")],
}  # fmt: skip

MATRICES = {
    linalg.expm: [call(real(3, 3)), call(0.5 * H), call(real(2, 3, 3))],
    linalg.expm_frechet: [call(SMALL, real(3, 3)), call(SMALL, real(3, 3), compute_expm=False),
                          call(0.3 * real(2, 3, 3), real(2, 3, 3))],
    linalg.logm: [call(S), call(S.astype(complex))],
    linalg.sqrtm: [call(S), call(HERMITIAN)],
    **dict.fromkeys((linalg.cosm, linalg.sinm, linalg.tanm, linalg.coshm, linalg.sinhm,
                     linalg.tanhm), [call(SMALL)]),
    linalg.svd: [call(GENERAL), call(TALL, full_matrices=False), call(TALL, compute_uv=False)],
    linalg.svdvals: [call(TALL), call(GENERAL)],
    linalg.eigh: [call(HERMITIAN), call(S), call(S, eigvals_only=True),
                  call(GENERAL + GENERAL.T, S), call(HERMITIAN, S + H @ np.conj(H.T)),
                  call(S, HERMITIAN, eigvals_only=True)],
    linalg.eigvalsh: [call(S), call(GENERAL + GENERAL.T, S)],
    linalg.eigh_tridiagonal: [call(real(4), positive(3)),
                              call(real(3), real(2), eigvals_only=True)],
    linalg.eigvalsh_tridiagonal: [call(real(4), positive(3))],
    linalg.eig: [call(H)], linalg.eigvals: [call(S @ np.diag([1.0, 2.0, 3.0])), call(H)],
    linalg.qr: [call(GENERAL), call(TALL, mode="economic")],
    linalg.lu: [call(m, permute_l=p) for m in (GENERAL, TALL, TALL.T) for p in (False, True)],
    linalg.polar: [call(GENERAL), call(TALL), call(GENERAL, side="left"),
                   call(TALL.T, side="left")],
    linalg.pinv: [call(TALL), call(TALL.T)],
    linalg.norm: [call(TALL), call(real(4)), call(TALL, axis=0), call(TALL, ord=1),
                  call(TALL, 2), call(real(4), ord=3), call(TALL, ord="nuc")],
    linalg.block_diag: [call(real(2, 2), real(1, 3)), call(real(2, 2), real(3), 0.7)],
    linalg.toeplitz: [call(real(3)), call(real(3), real(4)), call(cplx(3))],
    linalg.circulant: [call(real(4))], linalg.hankel: [call(real(3)), call(real(3), real(4))],
    real_valued: [call(real(3, 3))],
    linalg.khatri_rao: [call(real(2, 3), real(4, 3))],
}  # fmt: skip

SAMPLES = {
    **SPECIAL, **SYSTEMS, **MATRICES, **STATS, **SIGNAL, **INTEGRATE, **FOURIER, **DISTANCES,
}  # fmt: skip
SYMMETRIC = {linalg.cholesky, linalg.cho_factor, linalg.eigh, linalg.eigvalsh}
FREE_PHASE = {linalg.eig, linalg.eigh}
#: of real matrices too the sign may differ between two calls
FREE_SIGN = {linalg.eigh}
RICCATI = {linalg.solve_continuous_are, linalg.solve_discrete_are}
