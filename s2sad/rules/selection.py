"""Functions that choose among values: the derivative goes to what was chosen.

Where several values tie for a maximum or minimum they share the derivative evenly, as in JAX.
"""

from __future__ import annotations

import math

import numpy as np

from ..runtime.broadcast import spread, unbroadcast
from ..runtime.masks import kept_unless, kept_where, shared
from .masked import chosen, taken
from .registry import jvp, vjp


def half(z):
    """One half of the precision of `z`: Python's would make double precision of a mask."""
    return np.float32(0.5) if np.ndim(z) and z.dtype == np.float32 else 0.5


@jvp(np.maximum)
def maximum_jvp(z, x_dot, y_dot, x, y):
    tie = half(z) * (x == y)
    return shared(x_dot, (x > y) + tie, x >= y) + shared(y_dot, (y > x) + tie, y >= x)


@vjp(np.maximum)
def maximum_vjp(z, z_bar, x, y):
    tie = half(z) * (x == y)
    return (
        unbroadcast(shared(z_bar, (x > y) + tie, x >= y), x),
        unbroadcast(shared(z_bar, (y > x) + tie, y >= x), y),
    )


@jvp(np.minimum)
def minimum_jvp(z, x_dot, y_dot, x, y):
    tie = half(z) * (x == y)
    return shared(x_dot, (x < y) + tie, x <= y) + shared(y_dot, (y < x) + tie, y <= x)


@vjp(np.minimum)
def minimum_vjp(z, z_bar, x, y):
    tie = half(z) * (x == y)
    return (
        unbroadcast(shared(z_bar, (x < y) + tie, x <= y), x),
        unbroadcast(shared(z_bar, (y < x) + tie, y <= x), y),
    )


@jvp(max)
def scalar_max_jvp(z, x_dot, y_dot, x, y):
    share = 0.5 if x == y else 1.0 if x > y else 0.0
    return shared(x_dot, share, x >= y) + shared(y_dot, 1.0 - share, y >= x)


@vjp(max)
def scalar_max_vjp(z, z_bar, x, y):
    if x == y:
        return 0.5 * z_bar, 0.5 * z_bar
    if x > y:
        return z_bar, 0.0
    return 0.0, z_bar


@jvp(min)
def scalar_min_jvp(z, x_dot, y_dot, x, y):
    share = 0.5 if x == y else 1.0 if x < y else 0.0
    return shared(x_dot, share, x <= y) + shared(y_dot, 1.0 - share, y <= x)


@vjp(min)
def scalar_min_vjp(z, z_bar, x, y):
    if x == y:
        return 0.5 * z_bar, 0.5 * z_bar
    if x < y:
        return z_bar, 0.0
    return 0.0, z_bar


@jvp(np.fmax, np.fmin)
def fmax_jvp(z, x_dot, y_dot, x, y):
    """Asks which one equals `z`, since beside a NaN the other one is chosen."""
    share = 1.0 / (1.0 + (x == y))
    return chosen(x_dot * share, x == z) + chosen(y_dot * share, y == z)


@vjp(np.fmax, np.fmin)
def fmax_vjp(z, z_bar, x, y):
    g = z_bar / (1.0 + (x == y))
    return unbroadcast(chosen(g, x == z), x), unbroadcast(chosen(g, y == z), y)


@jvp(np.where)
def where_jvp(z, x_dot, y_dot, condition, x, y):
    return kept_where(spread(x_dot, z), condition) + kept_unless(spread(y_dot, z), condition)


@vjp(np.where)
def where_vjp(z, z_bar, condition, x, y):
    return (
        None,
        unbroadcast(kept_where(z_bar, condition), x),
        unbroadcast(kept_unless(z_bar, condition), y),
    )


@jvp(kept_where)
def kept_where_jvp(y, g_dot, g, mask):
    return kept_where(g_dot, mask)


@vjp(kept_where)
def kept_where_vjp(y, y_bar, g, mask):
    return unbroadcast(kept_where(y_bar, mask), g), None


@jvp(kept_unless)
def kept_unless_jvp(y, g_dot, g, mask):
    return kept_unless(g_dot, mask)


@vjp(kept_unless)
def kept_unless_vjp(y, y_bar, g, mask):
    return unbroadcast(kept_unless(y_bar, mask), g), None


@jvp(shared)
def shared_jvp(y, g_dot, g, share, mask):
    return shared(g_dot, share, mask)


@vjp(shared)
def shared_vjp(y, y_bar, g, share, mask):
    return unbroadcast(shared(y_bar, share, mask), g), None, None


def clip_weights(a, low, high):
    """Which of `a`, `low` and `high` each entry of `clip` is; on a bound it is `a`."""
    if low is None and high is None:
        return True, None, None
    if low is None:
        return a <= high, None, a > high
    if high is None:
        return a >= low, a < low, None
    return (a >= low) & (a <= high), (a < low) & (low <= high), np.maximum(a, low) > high


@jvp(np.clip)
def clip_jvp(
    z, a_dot, a_min_dot, a_max_dot, min_dot, max_dot, a, a_min=None, a_max=None, min=None, max=None
):
    low, low_dot = (min, min_dot) if a_min is None else (a_min, a_min_dot)
    high, high_dot = (max, max_dot) if a_max is None else (a_max, a_max_dot)
    inside, below, above = clip_weights(a, low, high)
    z_dot = spread(taken(a_dot, inside), z)
    if low is not None:
        z_dot = z_dot + taken(low_dot, below)
    if high is not None:
        z_dot = z_dot + taken(high_dot, above)
    return z_dot


@vjp(np.clip)
def clip_vjp(z, z_bar, a, a_min=None, a_max=None, min=None, max=None):
    low = min if a_min is None else a_min
    high = max if a_max is None else a_max
    inside, below, above = clip_weights(a, low, high)
    low_bar = None if low is None else unbroadcast(taken(z_bar, below), low)
    high_bar = None if high is None else unbroadcast(taken(z_bar, above), high)
    return (
        unbroadcast(taken(z_bar, inside), a),
        None if a_min is None else low_bar,
        None if a_max is None else high_bar,
        low_bar if a_min is None else None,
        high_bar if a_max is None else None,
    )


@jvp(np.nan_to_num)
def nan_to_num_jvp(y, x_dot, x, copy=True, nan=0.0, posinf=None, neginf=None):
    return chosen(x_dot, np.isfinite(x))


@vjp(np.nan_to_num)
def nan_to_num_vjp(y, y_bar, x, copy=True, nan=0.0, posinf=None, neginf=None):
    return chosen(y_bar, np.isfinite(x))


@jvp(np.copysign)
def copysign_jvp(z, x_dot, y_dot, x, y):
    return x_dot * np.sign(x) * np.copysign(1.0, y)


@vjp(np.copysign)
def copysign_vjp(z, z_bar, x, y):
    return unbroadcast(z_bar * np.sign(x) * np.copysign(1.0, y), x), None


@jvp(math.copysign)
def scalar_copysign_jvp(z, x_dot, y_dot, x, y):
    return x_dot * math.copysign(1.0, x) * math.copysign(1.0, y) * (x != 0.0)


@vjp(math.copysign)
def scalar_copysign_vjp(z, z_bar, x, y):
    return z_bar * math.copysign(1.0, x) * math.copysign(1.0, y) * (x != 0.0), None


@jvp(np.heaviside)
def heaviside_jvp(z, x_dot, h_dot, x, h):
    return (x == 0.0) * h_dot


@vjp(np.heaviside)
def heaviside_vjp(z, z_bar, x, h):
    return None, unbroadcast(z_bar * (x == 0.0), h)
