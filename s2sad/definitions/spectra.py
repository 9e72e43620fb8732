"""`scipy.signal`: spectra of signals, by Fourier transforms of their segments.

Loaded when a program calls one of them. Segments stand side by side, as rows of a matrix.
"""

from __future__ import annotations

import numpy as np
from scipy import signal


def with_last(x, axis):
    """`x` with this axis as the last one."""
    return x if axis == -1 else np.moveaxis(x, axis, -1)


def back_again(x, axis):
    return x if axis == -1 else np.moveaxis(x, -1, axis)


def window_of(window, nperseg, n):
    """The window as an array; one that is named is no longer than the signal."""
    if isinstance(window, (str, tuple)):
        return signal.get_window(window, min(256 if nperseg is None else nperseg, n))
    return np.asarray(window)


def step_of(nperseg, noverlap):
    return nperseg - (nperseg // 2 if noverlap is None else noverlap)


def segments(x, length, step):
    """The segments of the last axis that begin at every step."""
    starts = np.arange(0, np.shape(x)[-1] - length + 1, step)
    return x[..., starts[:, None] + np.arange(length)]


def transformed(x, win, step, nfft, detrend, onesided):
    """The Fourier transform of each segment under the window."""
    parts = segments(x, len(win), step)
    if detrend == "constant":
        parts = parts - np.mean(parts, axis=-1, keepdims=True)
    elif detrend == "linear":
        parts = signal.detrend(parts)
    else:
        assert detrend is False or detrend is None, "a detrend that is a function has no rule"
    if nfft is None:
        return np.fft.rfft(parts * win) if onesided else np.fft.fft(parts * win)
    return np.fft.rfft(parts * win, nfft) if onesided else np.fft.fft(parts * win, nfft)


def frequencies(nfft, fs, onesided):
    return np.fft.rfftfreq(nfft, 1 / fs) if onesided else np.fft.fftfreq(nfft, 1 / fs)


def power_scale(win, fs, scaling):
    assert scaling in ("density", "spectrum"), "scaling must be 'density' or 'spectrum'"
    return 1.0 / (fs * np.sum(win * win)) if scaling == "density" else 1.0 / np.sum(win) ** 2


def pairs_of(count, nfft):
    """2 for each frequency whose negative is left out of a one-sided spectrum, else 1."""
    weights = np.full(count, 2.0)
    weights[0] = 1.0
    weights[count - 1 + nfft % 2 :] = 1.0
    return weights


def csd(x, y, fs=1.0, window="hann", nperseg=None, noverlap=None, nfft=None, detrend="constant",
        return_onesided=True, scaling="density", axis=-1, average="mean"):  # fmt: skip
    assert average == "mean", "the median of spectra has no rule: use average='mean'"
    onesided = return_onesided and not (np.iscomplexobj(x) or np.iscomplexobj(y))
    x, y = with_last(x, axis), with_last(y, axis)
    if np.shape(x)[-1] != np.shape(y)[-1]:
        raise ValueError("csd of signals of different lengths: fill the shorter one with zeros")
    win = window_of(window, nperseg, np.shape(x)[-1])
    step = step_of(len(win), noverlap)
    left = transformed(x, win, step, nfft, detrend, onesided)
    right = transformed(y, win, step, nfft, detrend, onesided)
    power = np.mean(np.conjugate(left) * right, axis=-2) * power_scale(win, fs, scaling)
    nfft = len(win) if nfft is None else nfft
    if onesided:
        power = power * pairs_of(np.shape(power)[-1], nfft)
    return frequencies(nfft, fs, onesided), back_again(power, axis)


def welch(x, fs=1.0, window="hann", nperseg=None, noverlap=None, nfft=None, detrend="constant",
          return_onesided=True, scaling="density", axis=-1, average="mean"):  # fmt: skip
    assert average == "mean", "the median of spectra has no rule: use average='mean'"
    onesided = return_onesided and not np.iscomplexobj(x)
    x = with_last(x, axis)
    win = window_of(window, nperseg, np.shape(x)[-1])
    step = step_of(len(win), noverlap)
    found = transformed(x, win, step, nfft, detrend, onesided)
    size = np.real(found) ** 2 + np.imag(found) ** 2
    power = np.mean(size, axis=-2) * power_scale(win, fs, scaling)
    nfft = len(win) if nfft is None else nfft
    if onesided:
        power = power * pairs_of(np.shape(power)[-1], nfft)
    return frequencies(nfft, fs, onesided), back_again(power, axis)


def periodogram(x, fs=1.0, window="boxcar", nfft=None, detrend="constant", return_onesided=True,
                scaling="density", axis=-1):  # fmt: skip
    n = np.shape(x)[axis]
    return welch(x, fs, window, n, 0, nfft, detrend, return_onesided, scaling, axis)


def coherence(x, y, fs=1.0, window="hann", nperseg=None, noverlap=None, nfft=None,
              detrend="constant", axis=-1):  # fmt: skip
    freqs, both = csd(x, y, fs, window, nperseg, noverlap, nfft, detrend, axis=axis)
    _, left = welch(x, fs, window, nperseg, noverlap, nfft, detrend, axis=axis)
    _, right = welch(y, fs, window, nperseg, noverlap, nfft, detrend, axis=axis)
    return freqs, (np.real(both) ** 2 + np.imag(both) ** 2) / (left * right)


#: the names that `np.pad` has for the ways to go on beyond the ends
BOUNDARIES = {"even": "reflect", "odd": "reflect", "constant": "edge", "zeros": "constant"}


def extended(x, width, boundary):
    """The signal, continued on both ends of the last axis."""
    widths = [(0, 0)] * (np.ndim(x) - 1) + [(width, width)]
    if boundary == "odd":
        return np.pad(x, widths, mode="reflect", reflect_type="odd")
    return np.pad(x, widths, mode=BOUNDARIES[boundary])


def stft(x, fs=1.0, window="hann", nperseg=256, noverlap=None, nfft=None, detrend=False,
         return_onesided=True, boundary="zeros", padded=True, axis=-1,
         scaling="spectrum"):  # fmt: skip
    onesided = return_onesided and not np.iscomplexobj(x)
    x = with_last(x, axis)
    win = window_of(window, nperseg, np.shape(x)[-1])
    length = len(win)
    step = step_of(length, noverlap)
    if boundary is not None:
        x = extended(x, length // 2, boundary)
    if padded:
        missing = (-(np.shape(x)[-1] - length) % step) % length
        x = np.pad(x, [(0, 0)] * (np.ndim(x) - 1) + [(0, missing)])
    scale = np.sqrt(power_scale(win, fs, "density" if scaling == "psd" else scaling))
    found = transformed(x, win, step, nfft, detrend, onesided) * scale
    times = np.arange(0, np.shape(x)[-1] - length + 1, step) / fs
    if boundary is None:
        times = times + length / 2 / fs
    place = axis - 1 if axis < 0 else axis
    nfft = length if nfft is None else nfft
    return frequencies(nfft, fs, onesided), times, np.moveaxis(found, -1, place)


def istft(Zxx, fs=1.0, window="hann", nperseg=None, noverlap=None, nfft=None, input_onesided=True,
          boundary=True, time_axis=-1, freq_axis=-2, scaling="spectrum"):  # fmt: skip
    assert np.ndim(Zxx) == 2, "istft has a derivative for one signal: call it in a loop"
    if time_axis % 2 == 0:
        Zxx = np.transpose(Zxx)
    usual = 2 * (np.shape(Zxx)[0] - 1) if input_onesided else np.shape(Zxx)[0]
    length, rows = usual if nperseg is None else nperseg, np.transpose(Zxx)
    if nperseg is None and nfft is None:
        parts = np.fft.irfft(rows) if input_onesided else np.fft.ifft(rows)
    else:
        if nfft is None:  # one more than usual is an odd length
            nfft = usual + input_onesided * (length == usual + 1)
        parts = np.fft.irfft(rows, nfft) if input_onesided else np.fft.ifft(rows, nfft)
        parts = parts[:, :length]
    named = isinstance(window, (str, tuple))
    win = signal.get_window(window, length) if named else np.asarray(window)
    step, count = step_of(length, noverlap), np.shape(Zxx)[1]
    scale = np.sum(win) if scaling == "spectrum" else np.sqrt(fs * np.sum(win * win))
    parts = parts * (win * scale)
    x = np.zeros(length + (count - 1) * step, dtype=parts.dtype)
    norm = np.zeros(length + (count - 1) * step)
    for k in np.arange(count):
        x[k * step : k * step + length] += parts[k]
        norm[k * step : k * step + length] += win * win
    if boundary:
        x, norm = x[length // 2 : -(length // 2)], norm[length // 2 : -(length // 2)]
    x = x / np.where(norm > 1e-10, norm, 1.0)
    return np.arange(len(x)) / fs, x
