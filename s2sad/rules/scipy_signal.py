"""`scipy.signal`: convolution and correlation of arrays of any number of axes, linear filters.

Loaded by the registry once the user's program has imported `scipy.signal` itself. The modes "same"
and "valid" are parts of the full convolution: their cotangents are filled up with zeros. The
transpose of a filter is the same filter, run from the end to the start.
"""

from __future__ import annotations

import numpy as np
from scipy import signal

from ..runtime.broadcast import unbroadcast
from .axes import along, backwards
from .registry import jvp, vjp
from .transposes import conjugated


def reversed_axes(x, axes=None):
    """`x` with every one of these axes reversed."""
    chosen = chosen_axes(x, axes)
    return x[tuple([slice(None, None, -1 if k in chosen else None) for k in range(np.ndim(x))])]


def chosen_axes(x, axes):
    """The axes that are meant, counted from the first."""
    if axes is None:
        return list(range(np.ndim(x)))
    return [k % np.ndim(x) for k in ([axes] if isinstance(axes, int) else axes)]


def filled_up(z_bar, in1, in2, mode, late=0, axes=None):
    """The cotangent of the full convolution. Its middle begins at half the length of `in2`,
    rounded down, or up where `late` is 1. Along other axes one array may be as long as the other,
    or one entry that is stretched; in the mode "same", SciPy leaves the middle of that."""
    if mode == "full":
        return z_bar
    chosen = chosen_axes(z_bar, axes)
    lengths, parts = [], []
    for k in range(np.ndim(z_bar)):
        n, m = np.shape(in1)[k], np.shape(in2)[k]
        if k not in chosen:
            length = max(n, m)
            start = (length - np.shape(z_bar)[k]) // 2
        else:
            length = n + m - 1
            start = (m - 1 + late) // 2 if mode == "same" else min(n, m) - 1
        lengths.append(length)
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


def rules_along_axes(convolve):
    """Along the other axes, the arrays are multiplied entry by entry."""

    def along_axes(a, b, mode, axes):
        return convolve(a, b, mode=mode) if axes is None else convolve(a, b, mode=mode, axes=axes)

    @jvp(convolve)
    def convolve_jvp(z, in1_dot, in2_dot, in1, in2, mode="full", axes=None):
        return along_axes(in1_dot, in2, mode, axes) + along_axes(in1, in2_dot, mode, axes)

    @vjp(convolve)
    def convolve_vjp(z, z_bar, in1, in2, mode="full", axes=None):
        g = filled_up(z_bar, in1, in2, mode, 0, axes)
        in1_bar = along_axes(g, reversed_axes(in2, axes), "valid", axes)
        in2_bar = along_axes(g, reversed_axes(in1, axes), "valid", axes)
        if axes is None:
            return in1_bar, in2_bar
        return unbroadcast(in1_bar, in1), unbroadcast(in2_bar, in2)


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


for function in (signal.convolve, signal.convolve2d):
    convolution_rules(function)
for function in (signal.fftconvolve, signal.oaconvolve):
    rules_along_axes(function)
correlation_rules(signal.convolve, signal.correlate, 0)
correlation_rules(signal.convolve2d, signal.correlate2d, 1)


def projected(x, axis, type, bp):
    """`signal.detrend`, written with no argument that says nothing."""
    options = {}
    if axis != -1:
        options["axis"] = axis
    if type != "linear":
        options["type"] = type
    if not (isinstance(bp, int) and bp == 0):
        options["bp"] = bp
    return signal.detrend(x, **options)


@jvp(signal.detrend)
def detrend_jvp(y, data_dot, data, axis=-1, type="linear", bp=0):
    return projected(data_dot, axis, type, bp)


@vjp(signal.detrend)
def detrend_vjp(y, y_bar, data, axis=-1, type="linear", bp=0):
    """An orthogonal projection."""
    return projected(y_bar, axis, type, bp)


def filtered(b, a, x, axis):
    return signal.lfilter(b, a, x) if axis == -1 else signal.lfilter(b, a, x, axis=axis)


@jvp(signal.lfilter)
def lfilter_jvp(y, b_dot, a_dot, x_dot, b, a, x, axis=-1, zi=None):
    """Of `a * y = b * x`, where * is the convolution."""
    assert zi is None, "lfilter with zi= has no rule: write the recurrence as a loop"
    by_filter = filtered(b_dot, a, x, axis) - filtered(a_dot, a, y, axis)
    return by_filter + filtered(b, a, x_dot, axis)


def lagged(g, x, taps, axis):
    """The sum of `g[n] * x[n - k]` for each k that is the place of a tap; a number is one tap."""
    if np.ndim(taps) == 0:
        return np.sum(g * x)
    found = np.zeros_like(taps)
    for k in np.arange(len(taps)):  # a loop however long it is, where a range is written out
        later = g[along(axis, slice(k, None), np.ndim(g))]
        found[k] = np.sum(later * x[along(axis, slice(0, np.shape(x)[axis] - k), np.ndim(x))])
    return found


@vjp(signal.lfilter)
def lfilter_vjp(y, y_bar, b, a, x, axis=-1, zi=None):
    assert zi is None, "lfilter with zi= has no rule: write the recurrence as a loop"
    turned = backwards(y_bar, axis)
    x_bar = backwards(filtered(b, a, turned, axis), axis)
    state = backwards(filtered(np.ones(1), a, turned, axis), axis)
    return lagged(state, x, b, axis), -lagged(state, y, a, axis), x_bar


def in_sections(sos, x, axis):
    return signal.sosfilt(sos, x) if axis == -1 else signal.sosfilt(sos, x, axis=axis)


@jvp(signal.sosfilt)
def sosfilt_jvp(y, x_dot, sos, x, axis=-1, zi=None):
    assert zi is None, "sosfilt with zi= has no rule: write the recurrence as a loop"
    return in_sections(sos, x_dot, axis)


@vjp(signal.sosfilt)
def sosfilt_vjp(y, y_bar, sos, x, axis=-1, zi=None):
    assert zi is None, "sosfilt with zi= has no rule: write the recurrence as a loop"
    return NotImplemented, backwards(in_sections(sos, backwards(y_bar, axis), axis), axis)
