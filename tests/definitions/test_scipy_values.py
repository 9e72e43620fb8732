"""What stands for a function of SciPy has its values; `test_lines.py` holds its derivatives."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from scipy import linalg, signal, stats

from s2sad.definitions import filters, moments, patterns, spectra

_draw = np.random.default_rng(3)
X, Y, C = _draw.normal(size=23), _draw.normal(size=23), _draw.normal(size=(2, 9, 4))
Z, P, A = X + 1j * Y, _draw.uniform(0.5, 2.0, (3, 4)), _draw.normal(size=(4, 4))
SPECTRA = [{}, {"nperseg": 4}, {"nperseg": 5, "noverlap": 2}, {"nperseg": 5, "nfft": 8},
           {"nperseg": 4, "fs": 3.0}, {"nperseg": 6, "detrend": "linear"}]  # fmt: skip
MODES = ("full", "same", "valid")

CALLS = [
    *[(signal.welch, spectra, (X,), k) for k in SPECTRA],
    *[(signal.csd, spectra, (X, Y), k) for k in SPECTRA],
    *[(signal.coherence, spectra, (X, Y), k) for k in SPECTRA],
    *[(signal.stft, spectra, (X,), {"nperseg": 5, **k}) for k in SPECTRA],
    *[(signal.stft, spectra, (X,), {"nperseg": 4, "boundary": b, "padded": b is None})
      for b in ("even", "odd", "constant", "zeros", None)],
    (signal.welch, spectra, (C,), {"nperseg": 3, "axis": 1, "scaling": "spectrum"}),
    (signal.welch, spectra, (Z,), {"nperseg": 4, "detrend": False}),
    (signal.stft, spectra, (C,), {"nperseg": 3, "axis": 1, "scaling": "psd"}),
    (signal.stft, spectra, (Z,), {"nperseg": 4, "return_onesided": False}),
    (signal.periodogram, spectra, (X, 2.0), {}),
    *[(signal.istft, spectra, (signal.stft(X, nperseg=n)[2],), {"nperseg": n}) for n in (4, 5)],
    (signal.istft, spectra, (signal.stft(X, nperseg=4, nfft=6)[2],), {"nperseg": 4, "nfft": 6}),
    (signal.istft, spectra, (C[0],), {"boundary": False, "scaling": "psd", "fs": 2.0}),
    *[(signal.hilbert, filters, (x,), {}) for x in (X, X[:-1])],
    *[(signal.savgol_filter, filters, (X, 5, 2), {"mode": mode, "cval": 0.3})
      for mode in ("interp", "mirror", "nearest", "wrap", "constant")],
    (signal.filtfilt, filters, ([0.4, 0.3], [2.0, -0.4], X), {}),
    (signal.filtfilt, filters, ([0.4, 0.3], [2.0, -0.4], C), {"axis": 1, "padtype": None}),
    *[(linalg.convolution_matrix, patterns, (X, n, mode), {}) for n in (3, 40) for mode in MODES],
    *[(f, patterns, (X[:n],), {}) for n in (2, 3, 4, 23)
      for f in (linalg.companion, linalg.fiedler, linalg.fiedler_companion)],
    (linalg.leslie, patterns, (X, Y[:-1]), {}),
    *[(linalg.qr_multiply, patterns, (a, c, mode), {}) for a, c, mode in (
        (A, X[:4], "left"), (A, P, "right"), (A[:, :3], X[:4], "right"),
        (A[:, :3], P, "left"))],
    *[(f, moments, (P,), {"axis": axis}) for axis in (0, 1, None) for f in (
        stats.sem, stats.zscore, stats.skew, stats.kurtosis, stats.gmean, stats.hmean)],
    (stats.entropy, moments, (P, P[::-1], 2), {"axis": 1}),
]  # fmt: skip


@pytest.mark.parametrize("theirs, module, args, kwargs", CALLS, ids=lambda v: getattr(
    v, "__name__", "").rpartition(".")[-1])  # fmt: skip
def test_definition_has_the_value_of_the_function(theirs, module, args, kwargs):
    with warnings.catch_warnings(action="ignore"):
        expected = theirs(*args, **kwargs)
        found = getattr(module, theirs.__name__)(*args, **kwargs)
    pairs = (
        zip(found, expected, strict=True) if isinstance(expected, tuple) else [(found, expected)]
    )
    for ours, their in pairs:
        assert np.shape(ours) == np.shape(their)
        np.testing.assert_allclose(ours, their, rtol=1e-10, atol=1e-12)
