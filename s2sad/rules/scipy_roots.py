"""`scipy.optimize`: roots, fixed points and minima of the user's function.

Loaded by the registry once the user's program has imported it. The compiler passes all that the
user's function depends on in `args`; `active` tells which of them have cotangents.
The implicit function theorem: where f(x, p) = 0, x moves by -inv(df/dx) @ df/dp.
"""

from __future__ import annotations

import numpy as np
from scipy import optimize

from ..runtime import solutions
from .registry import jvp, vjp
from .within import is_zero, matrix, pullback, pushforward, slope, tangents


def solved(a, b):
    """The solution of the linear system, which is a division for numbers."""
    return b / a if np.ndim(a) == 0 else np.linalg.solve(a, b)


def root_dot(f, x, args, args_dot):
    """The tangent of the root of `f(x, *args)`."""
    if is_zero(args_dot):
        return None
    moved = pushforward(f, (x, *args), (None, *tangents(args_dot, args)))
    return -solved(matrix(lambda v: f(v, *args), x), moved)


def root_bar(f, x, x_bar, args, active):
    """The cotangents of the args."""
    a = matrix(lambda v: f(v, *args), x)
    seed = -solved(a if np.ndim(a) == 0 else np.transpose(a), x_bar)
    bars = pullback(f, (x, *args), seed, (False, *active))
    found, k = [], 0
    for is_active in active:
        if is_active:
            found.append(bars[k])
            k = k + 1
        else:
            found.append(None)
    return tuple(found)


def as_array(f):
    """`f` with its result as an array."""

    def equations(x, *args):
        return np.asarray(f(x, *args))

    return equations


@jvp(optimize.fsolve)
def fsolve_jvp(x, args_dot, func, x0, args=(), xtol=None, maxfev=None):
    return root_dot(as_array(func), x, args, args_dot)


@vjp(optimize.fsolve)
def fsolve_vjp(x, x_bar, func, x0, args=(), xtol=None, maxfev=None, active=()):
    return None, None, root_bar(as_array(func), x, x_bar, args, active)


@jvp(solutions.root, outputs=(0,))
def root_jvp(y, args_dot, fun, x0, args=(), method=None, tol=None, options=None):
    return root_dot(as_array(fun), y[0], args, args_dot), None


@vjp(solutions.root, outputs=(0,))
def root_vjp(y, y_bar, fun, x0, args=(), method=None, tol=None, options=None, active=()):
    return None, None, root_bar(as_array(fun), y[0], y_bar[0], args, active)


@jvp(optimize.brentq, optimize.brenth, optimize.bisect, optimize.ridder)
def bracketed_jvp(x, args_dot, f, a, b, args=(), xtol=None, rtol=None, maxiter=None):
    return root_dot(f, x, args, args_dot)


@vjp(optimize.brentq, optimize.brenth, optimize.bisect, optimize.ridder)
def bracketed_vjp(x, x_bar, f, a, b, args=(), xtol=None, rtol=None, maxiter=None, active=()):
    return None, None, None, root_bar(f, x, x_bar, args, active)


@jvp(optimize.newton)
def newton_jvp(x, args_dot, func, x0, args=(), tol=None, rtol=None, maxiter=None, x1=None):
    return root_dot(func, x, args, args_dot)


@vjp(optimize.newton)
def newton_vjp(
    x, x_bar, func, x0, args=(), tol=None, rtol=None, maxiter=None, x1=None, active=(),
):  # fmt: skip
    return None, None, root_bar(func, x, x_bar, args, active)


@jvp(solutions.root_scalar, outputs=(0,))
def root_scalar_jvp(
    y, args_dot, f, args=(), method=None, bracket=None, x0=None, x1=None, xtol=None, rtol=None,
    maxiter=None,
):  # fmt: skip
    return root_dot(f, y[0], args, args_dot), None


@vjp(solutions.root_scalar, outputs=(0,))
def root_scalar_vjp(
    y, y_bar, f, args=(), method=None, bracket=None, x0=None, x1=None, xtol=None, rtol=None,
    maxiter=None, active=(),
):  # fmt: skip
    return None, root_bar(f, y[0], y_bar[0], args, active)


def distance(func):
    """What is zero at a fixed point."""

    def equations(x, *args):
        return np.asarray(func(x, *args)) - x

    return equations


@jvp(optimize.fixed_point)
def fixed_point_jvp(x, args_dot, func, x0, args=(), xtol=None, maxiter=None, method=None):
    return root_dot(distance(func), x, args, args_dot)


@vjp(optimize.fixed_point)
def fixed_point_vjp(
    x, x_bar, func, x0, args=(), xtol=None, maxiter=None, method=None, active=(),
):  # fmt: skip
    return None, None, root_bar(distance(func), x, x_bar, args, active)


def steepness(fun):
    """The gradient by x, which is zero at a minimum."""

    def equations(x, *args):
        return slope(lambda v: fun(v, *args), x)

    return equations


@jvp(solutions.minimize, outputs=(0, 1))
def minimize_jvp(y, args_dot, fun, x0, args=(), method=None, tol=None, options=None):
    """The least value moves as if the point stood still."""
    if is_zero(args_dot):
        return None
    value_dot = pushforward(fun, (y[0], *args), (None, *tangents(args_dot, args)))
    return root_dot(steepness(fun), y[0], args, args_dot), value_dot, None


@vjp(solutions.minimize, outputs=(0, 1))
def minimize_vjp(y, y_bar, fun, x0, args=(), method=None, tol=None, options=None, active=()):
    through_x = root_bar(steepness(fun), y[0], y_bar[0], args, active)
    direct = pullback(fun, (y[0], *args), y_bar[1], (False, *active))
    found, k = [], 0
    for bar in through_x:
        if bar is None:
            found.append(None)
        else:
            found.append(bar + direct[k])
            k = k + 1
    return None, None, tuple(found)
