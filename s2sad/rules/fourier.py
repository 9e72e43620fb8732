"""Discrete Fourier transforms. Each is a symmetric matrix, hence its own transpose.

The real ones are the complex one after a cut: `rfft` leaves out the second half of the spectrum,
`irfft` restores it as the conjugate of the first.
"""

from __future__ import annotations

import numpy as np

from .axes import along
from .registry import jvp, vjp


def fitted(x, length, axis):
    """`x` cut or filled up with zeros to a length along `axis`."""
    have = np.shape(x)[axis]
    if have >= length:
        return x[along(axis, slice(None, length), np.ndim(x))]
    shape = list(np.shape(x))
    shape[axis] = length - have
    return np.concatenate((x, np.zeros(shape, x.dtype)), axis=axis)


@jvp(np.fft.fft)
def fft_jvp(y, a_dot, a, n=None, axis=-1, norm=None):
    return np.fft.fft(a_dot, n, axis, norm)


@vjp(np.fft.fft)
def fft_vjp(y, y_bar, a, n=None, axis=-1, norm=None):
    g = np.fft.fft(y_bar, axis=axis, norm=norm)
    return g if n is None else fitted(g, np.shape(a)[axis], axis)


@jvp(np.fft.ifft)
def ifft_jvp(y, a_dot, a, n=None, axis=-1, norm=None):
    return np.fft.ifft(a_dot, n, axis, norm)


@vjp(np.fft.ifft)
def ifft_vjp(y, y_bar, a, n=None, axis=-1, norm=None):
    g = np.fft.ifft(y_bar, axis=axis, norm=norm)
    return g if n is None else fitted(g, np.shape(a)[axis], axis)


@jvp(np.fft.rfft)
def rfft_jvp(y, a_dot, a, n=None, axis=-1, norm=None):
    return np.fft.rfft(a_dot, n, axis, norm)


@vjp(np.fft.rfft)
def rfft_vjp(y, y_bar, a, n=None, axis=-1, norm=None):
    length = np.shape(a)[axis] if n is None else n
    g = np.real(np.fft.fft(y_bar, length, axis, norm))
    return g if n is None else fitted(g, np.shape(a)[axis], axis)


@jvp(np.fft.irfft)
def irfft_jvp(y, a_dot, a, n=None, axis=-1, norm=None):
    return np.fft.irfft(a_dot, n, axis, norm)


def opposite(norm):
    """The scaling that makes the transform back of the same size as the one there."""
    if norm is None or norm == "backward":
        return "forward"
    return norm if norm == "ortho" else "backward"


@vjp(np.fft.irfft)
def irfft_vjp(y, y_bar, a, n=None, axis=-1, norm=None):
    """All frequencies but the first, and the last of an even length, stand for two."""
    half = np.conjugate(np.fft.rfft(y_bar, axis=axis, norm=opposite(norm)))
    count = np.shape(half)[axis]
    k = np.arange(count)
    twice = 1.0 + ((k > 0) & (2 * k < np.shape(y_bar)[axis]))
    g = half * np.reshape(twice, [-1] + [1] * (np.ndim(a) - 1 - axis % np.ndim(a)))
    return g if n is None else fitted(g, np.shape(a)[axis], axis)


@jvp(np.fft.fft2)
def fft2_jvp(y, a_dot, a, s=None, axes=(-2, -1), norm=None):
    return np.fft.fft2(a_dot, axes=axes, norm=norm)


@vjp(np.fft.fft2)
def fft2_vjp(y, y_bar, a, s=None, axes=(-2, -1), norm=None):
    return np.fft.fft2(y_bar, axes=axes, norm=norm)


@jvp(np.fft.ifft2)
def ifft2_jvp(y, a_dot, a, s=None, axes=(-2, -1), norm=None):
    return np.fft.ifft2(a_dot, axes=axes, norm=norm)


@vjp(np.fft.ifft2)
def ifft2_vjp(y, y_bar, a, s=None, axes=(-2, -1), norm=None):
    return np.fft.ifft2(y_bar, axes=axes, norm=norm)


@jvp(np.fft.fftn)
def fftn_jvp(y, a_dot, a, s=None, axes=None, norm=None):
    return np.fft.fftn(a_dot, axes=axes, norm=norm)


@vjp(np.fft.fftn)
def fftn_vjp(y, y_bar, a, s=None, axes=None, norm=None):
    return np.fft.fftn(y_bar, axes=axes, norm=norm)


@jvp(np.fft.ifftn)
def ifftn_jvp(y, a_dot, a, s=None, axes=None, norm=None):
    return np.fft.ifftn(a_dot, axes=axes, norm=norm)


@vjp(np.fft.ifftn)
def ifftn_vjp(y, y_bar, a, s=None, axes=None, norm=None):
    return np.fft.ifftn(y_bar, axes=axes, norm=norm)


@jvp(np.fft.fftshift)
def fftshift_jvp(y, x_dot, x, axes=None):
    return np.fft.fftshift(x_dot, axes)


@vjp(np.fft.fftshift)
def fftshift_vjp(y, y_bar, x, axes=None):
    return np.fft.ifftshift(y_bar, axes)


@jvp(np.fft.ifftshift)
def ifftshift_jvp(y, x_dot, x, axes=None):
    return np.fft.ifftshift(x_dot, axes)


@vjp(np.fft.ifftshift)
def ifftshift_vjp(y, y_bar, x, axes=None):
    return np.fft.fftshift(y_bar, axes)
