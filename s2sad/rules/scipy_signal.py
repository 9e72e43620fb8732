"""`scipy.signal`: convolution and correlation of arrays of any number of axes.

Loaded by the registry once the user's program has imported `scipy.signal` itself. The modes "same"
and "valid" are parts of the full convolution: their cotangents are filled up with zeros.
"""

from __future__ import annotations

import numpy as np
from scipy import signal

from .registry import jvp, vjp
from .transposes import conjugated


def reversed_axes(x):
    """`x` with every axis reversed."""
    return x[tuple([slice(None, None, -1) for _ in range(np.ndim(x))])]


def filled_up(z_bar, in1, in2, mode, late=0):
    """The cotangent of the full convolution. Its middle begins at half the length of `in2`,
    rounded down, or up where `late` is 1."""
    if mode == "full":
        return z_bar
    lengths, parts = [], []
    for k in range(np.ndim(z_bar)):
        n, m = np.shape(in1)[k], np.shape(in2)[k]
        start = (m - 1 + late) // 2 if mode == "same" else min(n, m) - 1
        lengths.append(n + m - 1)
        parts.append(slice(start, start + np.shape(z_bar)[k]))
    whole = np.zeros(tuple(lengths), dtype=z_bar.dtype)
    whole[tuple(parts)] = z_bar
    return whole


def convolution_rules(convolve):
    @jvp(convolve)
    def convolve_jvp(z, in1_dot, in2_dot, in1, in2, mode="full"):
        return convolve(in1_dot, in2, mode=mode) + convolve(in1, in2_dot, mode=mode)

    @vjp(convolve)
    def convolve_vjp(z, z_bar, in1, in2, mode="full"):
        g = filled_up(z_bar, in1, in2, mode)
        in1_bar = convolve(g, reversed_axes(in2), mode="valid")
        return in1_bar, convolve(g, reversed_axes(in1), mode="valid")


def correlation_rules(convolve, correlate, late):
    """`correlate(a, b)` is `convolve(a, conj(b[::-1]))`."""

    @jvp(correlate)
    def correlate_jvp(z, in1_dot, in2_dot, in1, in2, mode="full"):
        return correlate(in1_dot, in2, mode=mode) + correlate(in1, in2_dot, mode=mode)

    @vjp(correlate)
    def correlate_vjp(z, z_bar, in1, in2, mode="full"):
        g = filled_up(z_bar, in1, in2, mode, late)
        in1_bar = convolve(g, conjugated(in2), mode="valid")
        in2_bar = reversed_axes(convolve(g, reversed_axes(in1), mode="valid"))
        return in1_bar, conjugated(in2_bar)


for function in (signal.convolve, signal.convolve2d, signal.fftconvolve, signal.oaconvolve):
    convolution_rules(function)
correlation_rules(signal.convolve, signal.correlate, 0)
correlation_rules(signal.convolve2d, signal.correlate2d, 1)
