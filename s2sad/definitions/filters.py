"""`scipy.signal`: filters that are composed of others.

Loaded when a program calls one of them.
"""

from __future__ import annotations

import numpy as np
from scipy import signal

from .spectra import back_again, with_last


def hilbert(x, N=None, axis=-1):
    n = np.shape(x)[axis] if N is None else N
    weights = np.zeros(n)
    weights[0] = 1.0
    weights[1 : (n + 1) // 2] = 2.0
    weights[n // 2 : n // 2 + 1 - n % 2] += 1.0
    x = with_last(x, axis)
    spectrum = (np.fft.fft(x) if N is None else np.fft.fft(x, n)) * weights
    return back_again(np.fft.ifft(spectrum), axis)


#: the names that `np.pad` has for what filters do at the ends
BOUNDARIES = {"mirror": "reflect", "constant": "constant", "nearest": "edge", "wrap": "wrap"}


def savgol_filter(x, window_length, polyorder, deriv=0, delta=1.0, axis=-1, mode="interp",
                  cval=0.0):  # fmt: skip
    assert window_length % 2 == 1, "savgol_filter has a derivative for windows of odd length"
    x, half = with_last(x, axis), window_length // 2
    if mode != "interp":
        widths = [(0, 0)] * (np.ndim(x) - 1) + [(half, half)]
        if mode == "constant":
            x = np.pad(x, widths, constant_values=cval)
        else:
            x = np.pad(x, widths, mode=BOUNDARIES[mode])
    weights = signal.savgol_coeffs(window_length, polyorder, deriv=deriv, delta=delta)
    kernel = np.reshape(weights, [1] * (np.ndim(x) - 1) + [window_length])
    y = signal.convolve(x, kernel, mode="valid")
    if mode == "interp":
        first = fitted(x[..., :window_length], window_length, 0, polyorder, deriv, delta)
        last = fitted(x[..., -window_length:], window_length, half + 1, polyorder, deriv, delta)
        y = np.concatenate((first, y, last), axis=-1)
    return back_again(y, axis)


def fitted(x, length, start, polyorder, deriv, delta):
    """The polynomial through one window, at the places of one of its halves."""
    rows = [
        signal.savgol_coeffs(length, polyorder, deriv=deriv, delta=delta, pos=start + k, use="dot")
        for k in range(length // 2)
    ]
    return x @ np.transpose(np.array(rows))


def filtfilt(b, a, x, axis=-1, padtype="odd", padlen=None, method="pad", irlen=None):
    assert method == "pad", "filtfilt has a derivative with method='pad' only"
    assert padtype in ("odd", None), "filtfilt has a derivative with padtype 'odd' or None"
    b, a, x = np.atleast_1d(b), np.atleast_1d(a), with_last(x, axis)
    edge = 3 * max(len(a), len(b)) if padlen is None else padlen
    if padtype is not None:
        before = 2.0 * x[..., :1] - x[..., edge:0:-1]
        behind = 2.0 * x[..., -1:] - x[..., -2 : -(edge + 2) : -1]
        x = np.concatenate((before, x, behind), axis=-1)
    impulse = np.zeros(np.shape(x)[-1])
    impulse[0] = 1.0
    # what the filter goes on with from the state that a constant signal leaves
    ringing = signal.lfilter(signal.lfilter_zi(b, a), a / a[0], impulse)
    y = signal.lfilter(b, a, x) + x[..., :1] * ringing
    y = y[..., ::-1]
    y = signal.lfilter(b, a, y) + y[..., :1] * ringing
    y = y[..., ::-1]
    if padtype is not None:
        y = y[..., edge : np.shape(y)[-1] - edge]
    return back_again(y, axis)
