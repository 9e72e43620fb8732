"""The rows of `scipy.signal`, `integrate` and `spatial`, in the same form as `samples.py`."""

from __future__ import annotations

import numpy as np
from samples import CUBE, V, X, call, cplx, positive, real
from scipy import fft, integrate, signal
from scipy.spatial import distance

LONG, SHORT, EVEN = real(7), real(3), real(4)
MODES = [call(a, b, mode=mode) for mode in ("full", "same", "valid")
         for a, b in ((LONG, SHORT), (LONG, EVEN))]  # fmt: skip
PLANES = [call(real(5, 4), real(2, 3), mode=mode) for mode in ("full", "same", "valid")]
BY_COLUMNS = [
    *(call(real(5, 4), real(3, 4), mode=mode, axes=0) for mode in ("full", "same", "valid")),
    *(call(real(5, 1), real(3, 4), mode=mode, axes=[-2]) for mode in ("full", "same", "valid")),
    call(real(5, 4), real(3, 1), axes=0), call(real(5, 4), real(3, 1), "same", axes=(0, 1)),
]
GRID, STEPS = np.cumsum(positive(4)), np.cumsum(positive(3, 4), axis=1)

#: of whole numbers, by which nothing is differentiated
SECTIONS = np.array([[1, 2, 1, 1, -1, 0], [2, 0, -1, 1, 0, 1]])

SIGNAL = {
    **dict.fromkeys((signal.convolve, signal.correlate),
                    [call(LONG, SHORT), *MODES, *PLANES, call(cplx(5), cplx(3))]),
    **dict.fromkeys((signal.fftconvolve, signal.oaconvolve),
                    [call(LONG, SHORT), *PLANES, *BY_COLUMNS]),
    **dict.fromkeys((signal.convolve2d, signal.correlate2d), PLANES),
    signal.detrend: [call(LONG), call(X, axis=0, type="constant"), call(X, bp=2), call(cplx(5))],
    signal.lfilter: [call(SHORT, 1.3, LONG), call(0.7, positive(2), LONG),
                     call(SHORT, positive(2), LONG), call(V, np.array([2.0, 0.4, 0.3]), X, axis=0),
                     call(positive(1), positive(3), CUBE), call(V, np.ones(1), X)],
    signal.sosfilt: [call(SECTIONS, LONG), call(SECTIONS, X, axis=0)],
}  # fmt: skip
DISCRETE = [call(real(5), norm="ortho"), call(X, type=3, axis=0, norm="ortho"),
            call(real(4), type=4, norm="ortho")]  # fmt: skip
SCALED = [call(real(5)), call(X, type=3), call(X, type=2, axis=0), call(real(4), type=1),
          call(X, type=4, axis=0), call(X, type=1, axis=0, norm="forward"),
          call(X, type=3, norm="forward"), call(real(3), norm="backward")]
FOURIER = dict.fromkeys((fft.dct, fft.idct, fft.dst, fft.idst), [*DISCRETE, *SCALED])
METRICS = ("euclidean", "sqeuclidean", "cityblock")
DISTANCES = {
    distance.cdist: [call(real(4, 3), real(2, 3)), call(real(4, 1), real(1, 1)),
                     *(call(real(3, 2), real(3, 2), metric) for metric in METRICS)],
    distance.pdist: [call(real(4, 3)), *(call(real(3, 2), metric=metric) for metric in METRICS)],
    distance.squareform: [call(real(6)), call(distance.squareform(real(6)), checks=False)],
}  # fmt: skip
INTEGRATE = {
    integrate.trapezoid: [call(X), call(X, GRID), call(V, GRID), call(X, STEPS, axis=1)],
    integrate.cumulative_trapezoid: [
        call(X), call(X, GRID), call(V, GRID, initial=0), call(X, STEPS), call(CUBE, axis=1),
        call(X, dx=0.5, axis=0, initial=0),
    ],
    integrate.simpson: [call(LONG), call(V, dx=0.5), call(X, axis=0), call(real(2)), call(X),
                        call(real(1, 3), axis=0)],
}  # fmt: skip
