"""Fourier transforms of several axes, or of Hermitian spectra, by those of one axis."""

from __future__ import annotations

import numpy as np


def opposite(norm):
    if norm is None or norm == "backward":
        return "forward"
    return norm if norm == "ortho" else "backward"


def hfft(a, n=None, axis=-1, norm=None):
    return np.fft.irfft(np.conjugate(a), n, axis, opposite(norm))


def ihfft(a, n=None, axis=-1, norm=None):
    return np.conjugate(np.fft.rfft(a, n, axis, opposite(norm)))


def axes_and_lengths(a, s, axes):
    """The axes that are transformed, and the length of each; None leaves it as it is."""
    if axes is None:
        axes = range(-(np.ndim(a) if s is None else len(s)), 0)
    axes = list(axes)
    return axes, [None] * len(axes) if s is None else list(s)


def fftn(a, s=None, axes=None, norm=None):
    axes, lengths = axes_and_lengths(a, s, axes)
    for k in range(len(axes) - 1, -1, -1):
        a = np.fft.fft(a, lengths[k], axes[k], norm)
    return a


def ifftn(a, s=None, axes=None, norm=None):
    axes, lengths = axes_and_lengths(a, s, axes)
    for k in range(len(axes) - 1, -1, -1):
        a = np.fft.ifft(a, lengths[k], axes[k], norm)
    return a


def rfftn(a, s=None, axes=None, norm=None):
    axes, lengths = axes_and_lengths(a, s, axes)
    a = np.fft.rfft(a, lengths[-1], axes[-1], norm)
    for k in range(len(axes) - 2, -1, -1):
        a = np.fft.fft(a, lengths[k], axes[k], norm)
    return a


def irfftn(a, s=None, axes=None, norm=None):
    axes, lengths = axes_and_lengths(a, s, axes)
    for k in range(len(axes) - 1):
        a = np.fft.ifft(a, lengths[k], axes[k], norm)
    return np.fft.irfft(a, lengths[-1], axes[-1], norm)


def fft2(a, s=None, axes=(-2, -1), norm=None):
    return fftn(a, s, axes, norm)


def ifft2(a, s=None, axes=(-2, -1), norm=None):
    return ifftn(a, s, axes, norm)


def rfft2(a, s=None, axes=(-2, -1), norm=None):
    return rfftn(a, s, axes, norm)


def irfft2(a, s=None, axes=(-2, -1), norm=None):
    return irfftn(a, s, axes, norm)
