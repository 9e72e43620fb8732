"""More rows for callees of `samples.py`: each form that their further arguments may take."""

from __future__ import annotations

import cmath

import numpy as np
from samples import (
    COLUMN, CUBE, HOLES, P, TALL, V, W, WIDE, X, Y, Z, ZEROS, call, cplx, real,
)  # fmt: skip

MASK = np.array([[True, False, True, True], [False, True, True, False], [True, True, False, True]])
MASKED = [call(X, where=MASK), call(X, axis=0, where=MASK), call(X, axis=0, where=MASK[:, :1]),
          call(X, axis=-1, keepdims=True, where=MASK)]  # fmt: skip
STARTED = [call(X, initial=0.3), call(X, axis=0, initial=0.4, where=MASK)]
EMPTY = np.zeros((0, 3))
NO_AXES = [call(X, axis=())]
HOLED = [call(HOLES, where=MASK | True), call(HOLES, axis=0, where=MASK), call(V)]

REDUCTIONS = {
    np.sum: [*MASKED, *STARTED, *NO_AXES, call(0.7), call(EMPTY), call(EMPTY, axis=0),
             call(CUBE[:, ::-1, ::2], axis=1)],
    np.mean: [*MASKED, *NO_AXES, call(Z, axis=0, where=MASK), call(CUBE.T, axis=(0, -1))],
    np.prod: [*MASKED, *STARTED, *NO_AXES, call(ZEROS, axis=0, where=MASK), call(EMPTY, axis=0),
              call(X, axis=1, keepdims=True, initial=2.0)],
    np.max: [*STARTED, *NO_AXES, call(X, axis=1, initial=-5.0, where=MASK), call(0.7)],
    np.min: [*STARTED, *NO_AXES, call(X, axis=1, initial=5.0, where=MASK)],
    np.ptp: NO_AXES,
    np.var: [*MASKED, call(X, where=MASK, ddof=1), call(X, mean=0.2),
             call(X, axis=0, mean=V[None], keepdims=True), call(Z, axis=1, where=MASK)],
    np.std: [*MASKED, call(X, where=MASK, ddof=1), call(X, mean=0.2),
             call(X, axis=0, mean=V[None])],
    np.nansum: [*HOLED, call(HOLES, initial=0.3)], np.nanmean: HOLED,
    np.nanmax: [call(HOLES, initial=0.3)], np.nanmin: [call(HOLES, axis=0, initial=0.3)],
    np.nanvar: [*HOLED[:2], call(X), call(HOLES, axis=0, mean=0.1)],
    np.nanstd: [call(HOLES, where=MASK | True), call(HOLES, axis=1, keepdims=True, mean=0.1)],
    np.nanprod: [call(HOLES), call(HOLES, axis=0), call(HOLES, axis=1, keepdims=True),
                 call(HOLES, where=MASK, initial=2.0)],
    np.cumsum: [call(EMPTY, axis=0), call(Z, axis=1)],
    np.cumprod: [call(Z, axis=1)],
    np.nancumsum: [call(HOLES), call(HOLES, axis=1)],
    np.nancumprod: [call(HOLES), call(HOLES, axis=1)],
    np.cumulative_sum: [call(V), call(X, axis=1), call(V, include_initial=True),
                        call(X, axis=0, include_initial=True), call(X, axis=-1)],
    np.cumulative_prod: [call(V), call(X, axis=1), call(V, include_initial=True),
                         call(X, axis=0, include_initial=True), call(ZEROS, axis=-1)],
}  # fmt: skip

QUANTILES = {
    np.median: [call(CUBE, axis=(0, 2)), call(CUBE, axis=(0, -1), keepdims=True),
                call(X, keepdims=True)],
    np.quantile: [
        *[call(X, 0.37, axis=0, method=method) for method in (
            "lower", "higher", "midpoint", "nearest", "inverted_cdf", "averaged_inverted_cdf",
            "closest_observation", "interpolated_inverted_cdf", "hazen", "weibull",
            "median_unbiased", "normal_unbiased")],
        call(X, [0.3, 0.4], axis=1, method="hazen"), call(CUBE, 0.3, axis=(0, 2)),
        call(CUBE, np.array([[0.3, 0.4], [0.1, 0.7]]), axis=-1), call(X, 0.3, keepdims=True),
        call(X, np.array([0.3, 0.4]), axis=1, keepdims=True), call(CUBE, [0.3, 0.65], axis=(0, 1)),
    ],
    np.percentile: [call(X, 33, method="weibull"), call(X, np.array([20.0, 70.0]), axis=0)],
    np.nanmedian: [call(HOLES), call(HOLES, axis=0), call(HOLES, axis=1, keepdims=True), call(V)],
    np.nanquantile: [call(HOLES, 0.33), call(HOLES, 0.3, axis=1), call(HOLES, [0.3, 0.7], axis=0),
                     call(HOLES, np.array([0.3, 0.7]), axis=0, method="hazen"),
                     call(CUBE, 0.4, axis=(0, 2), keepdims=True)],
    np.nanpercentile: [call(HOLES, 30), call(HOLES, [25, 75], axis=1)],
}  # fmt: skip

SHAPE = {
    np.reshape: [call(CUBE, (4, -1), order="F"), call(EMPTY, (3, 0)), call(0.7, (1, 1)),
                 call(CUBE[:, ::2, ::-1], (4, 4))],
    np.ravel: [call(X.T), call(CUBE, order="F"), call(EMPTY)],
    np.array: [call(V, ndmin=2), call([[0.3, 0.7]], ndmin=3), call(X, order="F")],
    np.copy: [call(X.T), call(X, order="F")],
    np.asarray: [call(X, order="F"), call(V, dtype=complex)],
    np.asfortranarray: [call(X), call(V)],
    np.asarray_chkfinite: [call(X)],
}  # fmt: skip

INDEX = np.array([5, -1, 2, -7])
MORE = {
    np.take: [call(X, INDEX, axis=1, mode="wrap"), call(X, INDEX, mode="clip"),
              call(V, 9, mode="wrap")],
    np.choose: [call(INDEX, [V, W], mode="wrap"), call(INDEX, [V, W], mode="clip")],
    np.trapezoid: [call(X, dx=0.3, axis=0)],
    np.cross: [call(real(3, 2), real(3), axisa=0, axisc=0), call(real(4, 3), real(3, 4), axisb=0),
               call(real(3, 2), real(3, 2), 0, 0, 0)],
    np.polyval: [call(V, Z), call(V[:1], X), call(cplx(3), Z)],
    np.roots: [call(cplx(4)), call(cplx(3))],
    np.meshgrid: [call(V, W, sparse=True), call(V, W, V[:2], indexing="ij", sparse=True),
                  call(0.3, V)],
    np.linalg.qr: [call(TALL, mode="r"), call(cplx(4, 3), mode="r"), call(X, mode="r"),
                   call(Z, mode="r")],
    np.linalg.pinv: [call(TALL, rtol=1e-10), call(WIDE, 1e-10)],
    np.linalg.lstsq: [call(TALL, real(4, 2), rcond=None), call(cplx(4, 3), cplx(4, 2))],
    np.insert: [call(V, [1, 3], 0.3), call(X, [1, 1], Y[:2], axis=0),
                call(X, [0, 2], P[:, :1], axis=1), call(X, slice(1, 3), 0.5, axis=1),
                call(V, np.array([2, 0]), W[:2])],
    np.histogram: [call(X, 4)],
    np.fft.fft2: [call(Z, axes=(0, 1)), call(Z, None, (1, 0))],
    np.fft.fftn: [call(Z, norm="forward")],
    np.clip: [call(X, None, 0.4), call(EMPTY, 0.0, 1.0)],
    np.linalg.norm: [call(COLUMN), call(V[:1]), call(P, 0, axis=0)],
}  # fmt: skip

POINTS = [call(0.7 + 0.2j), call(-0.4 - 1.3j), call(0.6)]
COMPLEX = {
    **dict.fromkeys((cmath.exp, cmath.sin, cmath.cos, cmath.tan, cmath.asin, cmath.acos, cmath.atan,
                     cmath.sinh, cmath.cosh, cmath.tanh, cmath.asinh, cmath.atanh, cmath.sqrt,
                     cmath.log10), POINTS),
    cmath.acosh: POINTS[:2],
    cmath.log: [*POINTS, call(0.7 + 0.2j, 1.5 - 0.3j)],
    cmath.phase: POINTS, cmath.polar: POINTS, cmath.rect: [call(0.7, 0.4), call(1.3, -2.0)],
}  # fmt: skip

RUNNING = [call(V), call(X), call(X, axis=1), call(CUBE, -1), call(V[:1])]
SEGMENTS = [call(V, np.array([0, 2])), call(X, np.array([0, 3, 1, 1]), axis=1),
            call(CUBE, np.array([1, 0]), 1), call(V, np.array([3]))]  # fmt: skip
UFUNC_METHODS = {
    **dict.fromkeys((np.maximum.accumulate, np.minimum.accumulate, np.logaddexp.accumulate),
                    RUNNING),
    **dict.fromkeys((np.add.reduceat, np.maximum.reduceat, np.minimum.reduceat), SEGMENTS),
}  # fmt: skip

SAMPLES = {**COMPLEX, **REDUCTIONS, **QUANTILES, **SHAPE, **MORE, **UFUNC_METHODS}
