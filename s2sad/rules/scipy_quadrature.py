"""`scipy.integrate.quad` of the user's function: Leibniz's rule.

Loaded by the registry once the user's program has imported it. The compiler passes all that the
user's function depends on in `args`; `active` tells which of them have cotangents.
"""

from __future__ import annotations

import numpy as np
from scipy import integrate

from .registry import jvp, vjp
from .within import in_double, is_zero, options_of, pullback, pushforward, tangents


@jvp(integrate.quad, outputs=(0,))
def quad_jvp(
    y, a_dot, b_dot, args_dot, func, a, b, args=(), epsabs=None, epsrel=None, limit=None,
    points=None,
):  # fmt: skip
    y_dot = b_dot * func(b, *args) - a_dot * func(a, *args)
    if is_zero(args_dot):
        return y_dot, None
    moved, args = in_double(tangents(args_dot, args)), in_double(args)
    options = options_of(epsabs=epsabs, epsrel=epsrel, limit=limit, points=points)

    def integrand_dot(x):
        return pushforward(func, (x, *args), (None, *moved))

    return y_dot + integrate.quad(integrand_dot, a, b, **options)[0], None


@jvp(integrate.quad_vec, outputs=(0,))
def quad_vec_jvp(y, a_dot, b_dot, args_dot, f, a, b, args=()):
    y_dot = b_dot * f(b, *args) - a_dot * f(a, *args)
    if is_zero(args_dot):
        return y_dot, None
    moved = tangents(args_dot, args)

    def integrand_dot(x):
        return pushforward(f, (x, *args), (None, *moved))

    return y_dot + integrate.quad_vec(integrand_dot, a, b)[0], None


def integrand_bar(func, args, k, seed):
    """The cotangent of the argument k from the integrand at one point."""

    def bar(x):
        def moved(p):
            return func(x, *args[:k], p, *args[k + 1 :])

        return pullback(moved, (args[k],), seed, (True,))[0]

    return bar


def integrals_bar(func, a, b, args, active, seed, options):
    """The integral of each argument's cotangent."""
    args_bar, args = [], in_double(args)
    for k in range(len(args)):
        if not active[k]:
            args_bar.append(None)
        elif np.ndim(args[k]) == 0:
            args_bar.append(integrate.quad(integrand_bar(func, args, k, seed), a, b, **options)[0])
        else:
            args_bar.append(integrate.quad_vec(integrand_bar(func, args, k, seed), a, b)[0])
    return args_bar


@vjp(integrate.quad, outputs=(0,))
def quad_vjp(
    y, y_bar, func, a, b, args=(), epsabs=None, epsrel=None, limit=None, points=None, active=(),
):  # fmt: skip
    g = y_bar[0]
    options = options_of(epsabs=epsabs, epsrel=epsrel, limit=limit, points=points)
    bars = integrals_bar(func, a, b, args, active, 1.0, options)
    args_bar = tuple([None if bar is None else g * bar for bar in bars])
    return None, -g * func(a, *args), g * func(b, *args), args_bar


@vjp(integrate.quad_vec, outputs=(0,))
def quad_vec_vjp(y, y_bar, f, a, b, args=(), active=()):
    g = y_bar[0]
    args_bar = tuple(integrals_bar(f, a, b, args, active, g, {}))
    return None, -np.sum(g * f(a, *args)), np.sum(g * f(b, *args)), args_bar
