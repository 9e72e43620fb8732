"""Functions along an axis whose neighbours meet: products, differences, areas, convolutions.

No rule divides by an entry, since entries may be zero: the product of the others is the product of
those before and those after.
"""

from __future__ import annotations

import numpy as np

from ..ir import prims
from ..runtime.broadcast import spread, unbroadcast
from .axes import along, backwards, lined_up, reduced_axes, restore_axes, summed
from .masked import chosen, replaced
from .reduction import without_first
from .registry import jvp, vjp
from .transposes import conjugated


def shifted(x, steps, axis, fill):
    """`x` moved `steps` entries up along `axis`; `fill` comes in at the front."""
    front = np.full_like(x[along(axis, slice(None, steps), np.ndim(x))], fill)
    return np.concatenate((front, x[along(axis, slice(None, -steps), np.ndim(x))]), axis=axis)


def product_before(a, axis):
    """The product of the entries before each one."""
    return shifted(np.cumprod(a, axis=axis), 1, axis, 1.0)


def product_of_others(a, axis):
    """The product of all other entries along `axis`, for each one."""
    after = backwards(product_before(backwards(a, axis), axis), axis)
    return product_before(a, axis) * after


def derivative_of_product(a, axis):
    """The derivative of `np.prod(a, axis)` by each entry, in the shape of `a`."""
    if np.ndim(a) == 0:
        return 1.0
    if isinstance(axis, int):
        return product_of_others(a, axis)
    reduced = reduced_axes(a, axis)
    if len(reduced) == 0:
        return np.ones_like(a)
    last = list(range(np.ndim(a) - len(reduced), np.ndim(a)))
    moved = np.moveaxis(a, reduced, last)
    shape = np.shape(moved)
    flat = np.reshape(moved, shape[: last[0]] + (-1,))
    return np.moveaxis(np.reshape(product_of_others(flat, -1), shape), last, reduced)


@jvp(np.prod)
def prod_jvp(
    y, a_dot, initial_dot, a, axis=None, dtype=None, keepdims=False, initial=None, where=True
):
    factors = replaced(a, where, 1.0)
    y_dot = summed(derivative_of_product(factors, axis) * chosen(a_dot, where), axis, keepdims)
    if initial is None:
        return y_dot
    return initial * y_dot + np.prod(factors, axis=axis, keepdims=keepdims) * initial_dot


@vjp(np.prod)
def prod_vjp(y, y_bar, a, axis=None, dtype=None, keepdims=False, initial=None, where=True):
    factors = replaced(a, where, 1.0)
    g = y_bar if initial is None else y_bar * initial
    each = derivative_of_product(factors, axis)
    a_bar = chosen(restore_axes(g, a, axis, keepdims) * each, where)
    if initial is None:
        return a_bar
    product = np.prod(factors, axis=axis, keepdims=keepdims)
    return a_bar, None, None, None, unbroadcast(y_bar * product, initial)


def recurrence(c, b, axis):
    """`s` with `s[k] = b[k] + c[k] * s[k-1]`, in log2(n) steps of whole arrays (Hillis, Steele)."""
    steps = 1
    while steps < np.shape(b)[axis]:
        b = b + c * shifted(b, steps, axis, 0.0)
        c = c * shifted(c, steps, axis, 0.0)
        steps = 2 * steps
    return b


def recurrence_back(c, s_bar, axis):
    """The transpose of `recurrence`, as to `b`: the same from the last entry to the first."""
    c = shifted(backwards(c, axis), 1, axis, 0.0)
    return backwards(recurrence(c, backwards(s_bar, axis), axis), axis)


@jvp(np.cumprod)
def cumprod_jvp(y, a_dot, a, axis=None, dtype=None):
    if axis is None or np.ndim(a) == 0:
        return cumprod_push(y, np.ravel(a_dot), np.ravel(a), 0)
    return cumprod_push(y, a_dot, a, axis)


def cumprod_push(y, a_dot, a, axis):
    """By quotients, where no product is zero."""
    if np.all(y):
        return y * np.cumsum(a_dot / a, axis=axis)
    y_dot = shifted(y, 1, axis, 1.0) * a_dot
    if np.ndim(a) > 1:
        return recurrence(a, y_dot, axis)
    for k in range(1, len(a)):
        y_dot[k] = y_dot[k] + a[k] * y_dot[k - 1]
    return y_dot


def cumprod_back(y, y_bar, a, axis):
    """By quotients, where no product is zero."""
    if np.all(y):
        return backwards(np.cumsum(backwards(y_bar * y, axis), axis=axis), axis) / a
    if np.ndim(a) > 1:
        return shifted(y, 1, axis, 1.0) * recurrence_back(a, y_bar, axis)
    rest = np.copy(y_bar)
    for k in range(len(a) - 1, 0, -1):
        rest[k - 1] = rest[k - 1] + a[k] * rest[k]
    return shifted(y, 1, axis, 1.0) * rest


@vjp(np.cumprod)
def cumprod_vjp(y, y_bar, a, axis=None, dtype=None):
    if axis is None or np.ndim(a) == 0:
        return np.reshape(cumprod_back(y, y_bar, np.ravel(a), 0), np.shape(a))
    return cumprod_back(y, y_bar, a, axis)


@jvp(np.cumulative_prod)
def cumulative_prod_jvp(y, x_dot, x, axis=None, dtype=None, include_initial=False):
    y_dot = cumprod_jvp(without_first(y, axis, include_initial), x_dot, x, axis)
    if not include_initial:
        return y_dot
    along_axis = 0 if axis is None else axis
    first = np.zeros_like(y[along(along_axis, slice(None, 1), np.ndim(y))])
    return np.concatenate((first, y_dot), axis=along_axis)


@vjp(np.cumulative_prod)
def cumulative_prod_vjp(y, y_bar, x, axis=None, dtype=None, include_initial=False):
    y, y_bar = (without_first(v, axis, include_initial) for v in (y, y_bar))
    return cumprod_vjp(y, y_bar, x, axis)


@jvp(np.diff)
def diff_jvp(y, a_dot, a, n=1, axis=-1):
    return np.diff(a_dot, n=n, axis=axis)


@vjp(np.diff)
def diff_vjp(y, y_bar, a, n=1, axis=-1):
    """The transpose of a difference is the difference of what has zeros around it, negated."""
    if n == 1:
        ndim = np.ndim(a)
        a_bar = prims.accumulate(np.zeros_like(a), (along(axis, slice(1, None), ndim),), y_bar)
        return prims.accumulate(a_bar, (along(axis, slice(None, -1), ndim),), -y_bar)
    shape = list(np.shape(y_bar))
    shape[axis] = np.shape(a)[axis] + n
    stop = np.shape(a)[axis]  # n may be beyond the length
    inside = (along(axis, slice(n, stop), np.ndim(a)),)
    framed = prims.accumulate(np.zeros(shape, y_bar.dtype), inside, y_bar)
    return (-1.0) ** n * (np.diff(framed, n) if axis == -1 else np.diff(framed, n, axis=axis))


def panels(y, axis):
    """The sums of neighbouring entries, each the double height of a trapezoid."""
    upper = y[along(axis, slice(1, None), np.ndim(y))]
    return upper + y[along(axis, slice(None, -1), np.ndim(y))]


def panels_back(g, like, axis, sign=1.0):
    """The transpose of `panels`, for an array of this shape; with `sign` -1 that of the difference
    of neighbours."""
    ndim = np.ndim(like)
    back = np.zeros(np.shape(like), g.dtype)
    back = prims.accumulate(back, (along(axis, slice(1, None), ndim),), g)
    return prims.accumulate(back, (along(axis, slice(None, -1), ndim),), sign * g)


def summed_over(g, axes):
    return np.sum(g, axis=axes) if axes else g


@jvp(np.trapezoid)
def trapezoid_jvp(z, y_dot, x_dot, dx_dot, y, x=None, dx=1.0, axis=-1):
    if x is None:
        area_dot = np.trapezoid(y_dot, dx=dx, axis=axis)
        return area_dot + np.sum(0.5 * panels(y, axis) * dx_dot, axis=axis)
    return np.trapezoid(y_dot, x, axis=axis) + np.trapezoid(y, x_dot, axis=axis)


@vjp(np.trapezoid)
def trapezoid_vjp(z, z_bar, y, x=None, dx=1.0, axis=-1):
    assert np.ndim(x) in (0, 1, np.ndim(y)), "np.trapezoid of values and points of other axes"
    half = 0.5 * restore_axes(z_bar, y, axis)
    heights = panels(y, axis)
    if x is None:
        y_bar = panels_back(spread(half * dx, heights), y, axis)
        return y_bar, None, unbroadcast(half * heights, dx)
    if np.ndim(x) > 1:
        widths = np.diff(x, axis=axis)
        x_bar = panels_back(unbroadcast(half * heights, widths), x, axis, -1.0)
    else:
        widths = lined_up(np.diff(x), y, axis)
        others = tuple([k for k in range(np.ndim(y)) if k != axis % np.ndim(y)])
        x_bar = panels_back(summed_over(half * heights, others), x, 0, -1.0)
    y_bar = unbroadcast(half * widths, heights)
    return panels_back(spread(y_bar, heights), y, axis), x_bar


def full_convolution(z_bar, a, v, mode, late=0):
    """The cotangent of the full convolution, of which the other modes are the middle; where it is
    not halfway, the earlier one or, where `late` is 1, the later one."""
    if mode == "full":
        return z_bar
    shorter = min(len(a), len(v))
    before = shorter - 1 if mode == "valid" else (shorter - 1 + late) // 2
    full = np.zeros(len(a) + len(v) - 1, z_bar.dtype)
    return prims.accumulate(full, (slice(before, before + len(z_bar)),), z_bar)


@jvp(np.convolve)
def convolve_jvp(z, a_dot, v_dot, a, v, mode="full"):
    return np.convolve(a_dot, v, mode) + np.convolve(a, v_dot, mode)


@vjp(np.convolve)
def convolve_vjp(z, z_bar, a, v, mode="full"):
    g = full_convolution(z_bar, a, v, mode)
    return np.convolve(g, v[::-1], "valid"), np.convolve(g, a[::-1], "valid")


@jvp(np.correlate)
def correlate_jvp(z, a_dot, v_dot, a, v, mode="valid"):
    return np.correlate(a_dot, v, mode) + np.correlate(a, v_dot, mode)


@vjp(np.correlate)
def correlate_vjp(z, z_bar, a, v, mode="valid"):
    """`correlate(a, v)` is `convolve(a, conj(v[::-1]))`, from the end on where `v` is longer."""
    g = full_convolution(z_bar, a, v, mode, int(mode == "same" and len(v) > len(a)))
    v_bar = np.convolve(g, a[::-1], "valid")[::-1]
    return np.convolve(g, conjugated(v), "valid"), conjugated(v_bar)


def slope_back(g, step, axis):
    """The transpose of `np.gradient` along one axis: central inside, one-sided at both ends."""
    ndim = np.ndim(g)
    first = g[along(axis, slice(None, 1), ndim)]
    inner = 0.5 * g[along(axis, slice(1, -1), ndim)]
    last = g[along(axis, slice(-1, None), ndim)]
    zero = np.zeros_like(first)
    upper = np.concatenate((zero, first, inner), axis=axis)
    lower = np.concatenate((inner, last, zero), axis=axis)
    ends = np.concatenate((-first, np.zeros_like(inner), last), axis=axis)
    return (upper - lower + ends) / step


@jvp(np.gradient)
def gradient_jvp(y, f_dot, f, *varargs, axis=None):
    """With constant, even spacing; what goes beyond is read as Python (`definitions/grids.py`)."""
    return np.gradient(f_dot, *varargs, axis=axis)


@vjp(np.gradient)
def gradient_vjp(y, y_bar, f, *varargs, axis=None):
    if np.ndim(f) == 1:
        axes = [0]
    else:
        axes = list(range(np.ndim(f))) if axis is None else axis
    if isinstance(axes, int):
        axes = [axes]
    parts = y_bar if isinstance(y_bar, (list, tuple)) else [y_bar]
    f_bar = 0.0
    for k in range(len(axes)):
        step = 1.0 if len(varargs) == 0 else varargs[k if len(varargs) > 1 else 0]
        assert np.ndim(step) == 0, "np.gradient has a rule for even spacing only"
        f_bar = f_bar + slope_back(parts[k], step, axes[k])
    return f_bar


@jvp(np.unwrap)
def unwrap_jvp(y, p_dot, p, discont=None, axis=-1):
    return p_dot


@vjp(np.unwrap)
def unwrap_vjp(y, y_bar, p, discont=None, axis=-1):
    """Turns are constant; other periods are read as Python (`definitions/grids.py`)."""
    return y_bar
