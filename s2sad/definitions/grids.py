"""Grids, windows, slopes along uneven grids, and angles that are unwrapped."""

from __future__ import annotations

import numpy as np


def geomspace(start, stop, num=50, endpoint=True, dtype=None, axis=0):
    t = np.linspace(0.0, 1.0, num, endpoint=endpoint)
    ndim = max(np.ndim(start), np.ndim(stop))
    y = start * (stop / start) ** np.reshape(t, (num,) + (1,) * ndim)
    y = y if axis == 0 else np.moveaxis(y, 0, axis)
    return y if dtype is None else y.astype(dtype)


def logspace(start, stop, num=50, endpoint=True, base=10.0, dtype=None, axis=0):
    y = base ** linspace(start, stop, num, endpoint, axis=axis)
    return y if dtype is None else y.astype(dtype)


def linspace(start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis=0):
    y = np.linspace(start, stop, num, endpoint)
    y = y if axis == 0 else np.moveaxis(y, 0, axis)
    y = y if dtype is None else y.astype(dtype)
    return (y, (stop - start) / (num - 1 if endpoint else num)) if retstep else y


def slope(f, h, axis, edge_order):
    """The slope along one axis; `h` is the step, or the positions of the entries."""
    f = np.moveaxis(f, axis, 0)
    uneven = np.ndim(h) == 1
    if uneven:
        steps = np.reshape(np.diff(h), (-1,) + (1,) * (np.ndim(f) - 1))
        left, right = steps[:-1], steps[1:]
        inner = (
            -right / (left * (left + right)) * f[:-2]
            + (right - left) / (left * right) * f[1:-1]
            + left / (right * (left + right)) * f[2:]
        )
        first, second, before, last = steps[:1], steps[1:2], steps[-2:-1], steps[-1:]
    else:
        inner = (f[2:] - f[:-2]) / (2.0 * h)
        first = second = before = last = h
    if edge_order == 1:
        head, tail = (f[1:2] - f[:1]) / first, (f[-1:] - f[-2:-1]) / last
    else:
        head = (
            -(2.0 * first + second) / (first * (first + second)) * f[:1]
            + (first + second) / (first * second) * f[1:2]
            - first / (second * (first + second)) * f[2:3]
        )
        tail = (
            last / (before * (before + last)) * f[-3:-2]
            - (last + before) / (before * last) * f[-2:-1]
            + (2.0 * last + before) / (last * (before + last)) * f[-1:]
        )
    slopes = np.concatenate((head, inner, tail)).astype(np.result_type(f, 1.0))
    return np.moveaxis(slopes, 0, axis)


def gradient(f, *varargs, axis=None, edge_order=1):
    f = np.asarray(f)
    if axis is None:
        axes = list(range(np.ndim(f)))
    else:
        axes = [axis] if isinstance(axis, int) else list(axis)
    slopes = []
    for k in range(len(axes)):
        h = 1.0 if len(varargs) == 0 else varargs[k if len(varargs) > 1 else 0]
        slopes.append(slope(f, h, axes[k], edge_order))
    return slopes[0] if len(axes) == 1 else tuple(slopes)


def unwrap(p, discont=None, axis=-1, *, period=2 * np.pi):
    steps = np.diff(p, axis=axis)
    wrapped = np.mod(steps + 0.5 * period, period) - 0.5 * period
    wrapped = np.where((wrapped == -0.5 * period) & (steps > 0), 0.5 * period, wrapped)
    jump = 0.5 * period if discont is None else discont
    turns = np.where(np.abs(steps) < jump, 0.0, wrapped - steps)
    shape = list(np.shape(p))
    shape[axis] = 1
    shift = np.concatenate((np.zeros(shape), np.cumsum(turns, axis=axis)), axis=axis)
    return (p + shift).astype(np.result_type(p, period))


def i0(x):
    """The mean of exp(x cos t) over the circle, exact to rounding for |x| < 700."""
    x = np.asanyarray(x)
    mean = np.mean(np.exp(x[..., None] * np.cos(np.arange(256) * (2.0 * np.pi / 256))), axis=-1)
    return np.asarray(mean.astype(np.result_type(x, 1.0)))


def interp(x, xp, fp, left=None, right=None, period=None):
    if period is not None:
        x, xp = np.mod(x, period), np.mod(xp, period)
        order = np.argsort(xp)
        xp, fp = xp[order], np.asarray(fp)[order]
        xp = np.concatenate((xp[-1:] - period, xp, xp[:1] + period))
        fp = np.concatenate((fp[-1:], fp, fp[:1]))
        return np.interp(x, xp, fp)
    y = np.interp(x, xp, fp)
    if left is not None:
        y = np.where(x < xp[0], left, y)
    if right is not None:
        y = np.where(x > xp[-1], right, y)
    return y[()] if np.ndim(x) == 0 else y


def kaiser(M, beta):
    if M == 1:
        return np.ones(1)
    t = 2.0 * np.arange(M) / (M - 1) - 1.0
    inside = 1.0 - t * t
    root = np.where(inside > 0.0, np.sqrt(np.where(inside > 0.0, inside, 1.0)), 0.0)
    return i0(beta * root) / i0(beta)
