"""`scipy.integrate`: integrals of samples.

Loaded by the registry once the user's program has imported `scipy.integrate` itself.
"""

from __future__ import annotations

import numpy as np
from scipy import integrate

from ..runtime.broadcast import spread, unbroadcast
from .axes import along, backwards, lined_up, restore_axes
from .registry import jvp, vjp
from .series import panels, panels_back, summed_over, trapezoid_jvp, trapezoid_vjp

jvp(integrate.trapezoid)(trapezoid_jvp)
vjp(integrate.trapezoid)(trapezoid_vjp)


@jvp(integrate.cumulative_trapezoid)
def cumulative_trapezoid_jvp(z, y_dot, x_dot, y, x=None, dx=1.0, axis=-1, initial=None):
    if x is None:
        return integrate.cumulative_trapezoid(y_dot, dx=dx, axis=axis, initial=initial)
    by_y = integrate.cumulative_trapezoid(y_dot, x, axis=axis, initial=initial)
    return by_y + integrate.cumulative_trapezoid(y, x_dot, axis=axis, initial=initial)


@vjp(integrate.cumulative_trapezoid)
def cumulative_trapezoid_vjp(z, z_bar, y, x=None, dx=1.0, axis=-1, initial=None):
    """Every panel is part of all sums behind it."""
    if initial is not None:
        z_bar = z_bar[along(axis, slice(1, None), np.ndim(z_bar))]
    tail = 0.5 * backwards(np.cumsum(backwards(z_bar, axis), axis=axis), axis)
    if x is None:
        return panels_back(tail * dx, y, axis)
    heights = panels(y, axis)
    if np.ndim(x) > 1:
        widths = np.diff(x, axis=axis)
        x_bar = unbroadcast(panels_back(tail * heights, y, axis, -1.0), x)
    else:
        widths = lined_up(np.diff(x), y, axis)
        others = tuple([k for k in range(np.ndim(y)) if k != axis % np.ndim(y)])
        x_bar = panels_back(summed_over(tail * heights, others), x, 0, -1.0)
    return panels_back(tail * widths, y, axis), x_bar


def simpson_weights(n, dx):
    """The weights of equidistant samples: 1 4 2 4 ... 4 1 thirds. An even number of samples ends
    in Cartwright's correction, two samples are a trapezoid, one is nothing."""
    weights = np.zeros(n)
    if n < 3:
        weights[:] = 0.5 * (n - 1) * dx
    else:
        last = n if n % 2 == 1 else n - 1
        weights[0:last:2] = 2.0 / 3.0 * dx
        weights[1:last:2] = 4.0 / 3.0 * dx
        weights[0] = dx / 3.0
        weights[last - 1] = dx / 3.0
        if n % 2 == 0:
            weights[-1] = 5.0 / 12.0 * dx
            weights[-2] += 2.0 / 3.0 * dx
            weights[-3] -= dx / 12.0
    return weights


@jvp(integrate.simpson)
def simpson_jvp(z, y_dot, y, x=None, dx=1.0, axis=-1):
    return integrate.simpson(y_dot, x=x, dx=dx, axis=axis)


@vjp(integrate.simpson)
def simpson_vjp(z, z_bar, y, x=None, dx=1.0, axis=-1):
    assert x is None, "simpson() of samples at given points: use trapezoid, or equidistant ones"
    weights = simpson_weights(np.shape(y)[axis], dx)
    return spread(restore_axes(z_bar, y, axis), y) * lined_up(weights, y, axis)
