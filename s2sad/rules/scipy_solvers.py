"""`scipy.integrate` and `scipy.optimize`: rules of functions that are given a function.

Loaded by the registry once the user's program has imported one of them. The compiler passes all
that the user's function depends on in `args`; `active` tells which of them have cotangents.
Differential equations: the variational equation forward and the continuous adjoint backward, so
that the accuracy is that of the solver. Roots: the implicit function theorem. Where the times of
`solve_ivp` are the solver's choice, they are constants.
"""

from __future__ import annotations

import numpy as np
from scipy import integrate, optimize

from ..runtime import solutions
from .registry import jvp, vjp
from .scipy_matrices import entries
from .within import is_zero, matrix, pullback, pushforward, slope


def tangents(args_dot, args):
    """One tangent for each of the arguments, be it zero."""
    return tuple([args_dot[k] for k in range(len(args))])


def options_of(**options):
    """The options that are given."""
    given = {}
    for name, value in options.items():
        if value is not None:
            given[name] = value
    return given


# integrals: Leibniz's rule


@jvp(integrate.quad, outputs=(0,))
def quad_jvp(
    y, a_dot, b_dot, args_dot, func, a, b, args=(), epsabs=None, epsrel=None, limit=None,
    points=None,
):  # fmt: skip
    y_dot = b_dot * func(b, *args) - a_dot * func(a, *args)
    if is_zero(args_dot):
        return y_dot, None
    moved = tangents(args_dot, args)
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
    args_bar = []
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


# differential equations


def rates(func, ys, t, args, tfirst):
    """The right-hand side at each of the states."""
    found = np.zeros_like(ys)
    for i in np.arange(len(t)):  # a loop however long it is, where a range is written out
        found[i] = func(t[i], ys[i], *args) if tfirst else func(ys[i], t[i], *args)
    return found


def flow_dot(solve, func, start, args_dot, y0, args, tfirst):
    """The states, and their tangents from the variational equation, which `start` at y0."""
    n, moved = np.shape(y0)[0], tangents(args_dot, args)

    def rate(s, u, *p):
        return np.asarray(func(s, u, *p) if tfirst else func(u, s, *p))

    def together(s, state):
        u, u_dot = state[:n], state[n:]
        rate_dot = pushforward(rate, (s, u, *args), (None, u_dot, *moved))
        return np.concatenate((rate(s, u, *args), rate_dot))

    return solve(together, np.concatenate((y0, start)))


def flow_bar(back, func, y0, t0, ys, ys_bar, t, args, active, tfirst):
    """The cotangents of the start and its time, of the times t, and of the active args.

    The adjoint goes back from each time to the one before, beside the state itself;
    `back(rate, state, t0, t1)` is the state at t1 of one that starts at t0.
    """
    n = np.shape(ys)[1]

    def rate(s, u, *p):
        return np.asarray(func(s, u, *p) if tfirst else func(u, s, *p))

    def backwards(s, state):
        u, u_bar = state[:n], state[n : 2 * n]
        bars = pullback(rate, (s, u, *args), u_bar, (False, True, *active))
        return np.concatenate([rate(s, u, *args)] + [-np.ravel(bar) for bar in bars])

    total = 0
    for p, is_active in zip(args, active):
        total = total + (np.size(p) if is_active else 0)
    y_bar, p_bar, t_bar = np.zeros(n), np.zeros(total), np.zeros_like(t)
    for i in np.arange(len(t) - 1, -1, -1):
        t_bar[i] = np.sum(ys_bar[i] * rate(t[i], ys[i], *args))
        y_bar = y_bar + ys_bar[i]
        before = t[i - 1] if i > 0 else t0
        if before != t[i]:
            end = back(backwards, np.concatenate((ys[i], y_bar, p_bar)), t[i], before)
            y_bar, p_bar = end[n : 2 * n], end[2 * n :]
    t0_bar = -np.sum(y_bar * rate(t0, y0, *args))
    return y_bar, t0_bar, t_bar, parted(p_bar, args, active)


def parted(flat, args, active):
    """The cotangents of the args from a vector of those that are active."""
    found, start = [], 0
    for p, is_active in zip(args, active):
        if is_active:
            end = start + np.size(p)
            found.append(np.reshape(flat[start:end], np.shape(p)) if np.ndim(p) else flat[start])
            start = end
        else:
            found.append(None)
    return tuple(found)


@jvp(integrate.odeint)
def odeint_jvp(
    y, y0_dot, t_dot, args_dot, func, y0, t, args=(), rtol=None, atol=None, tfirst=False,
    hmax=None, mxstep=None,
):  # fmt: skip
    options = options_of(rtol=rtol, atol=atol, hmax=hmax, mxstep=mxstep)

    def solve(rate, start):
        return integrate.odeint(rate, start, t, tfirst=True, **options)

    n, start = np.shape(y0)[0], entries(y0_dot, y0)
    if is_zero(t_dot):
        return flow_dot(solve, func, start, args_dot, y0, args, tfirst)[:, n:]
    speed = rates(func, y, t, args, tfirst)
    both = flow_dot(solve, func, start - t_dot[0] * speed[0], args_dot, y0, args, tfirst)
    return both[:, n:] + speed * t_dot[:, None]


@vjp(integrate.odeint)
def odeint_vjp(
    y, y_bar, func, y0, t, args=(), rtol=None, atol=None, tfirst=False, hmax=None, mxstep=None,
    active=(),
):  # fmt: skip
    options = options_of(rtol=rtol, atol=atol, hmax=hmax, mxstep=mxstep)

    def back(rate, state, t0, t1):
        return integrate.odeint(rate, state, np.array([t0, t1]), tfirst=True, **options)[1]

    y0_bar, t0_bar, t_bar, args_bar = flow_bar(
        back, func, y0, t[0], y[1:], y_bar[1:], t[1:], args, active, tfirst
    )
    return None, y0_bar + y_bar[0], np.concatenate((np.reshape(t0_bar, 1), t_bar)), args_bar


@jvp(solutions.solve_ivp, outputs=(0, 1))
def solve_ivp_jvp(
    y, t_span_dot, y0_dot, args_dot, t_eval_dot, fun, t_span, y0, args=(), t_eval=None,
    method=None, rtol=None, atol=None, max_step=None, first_step=None,
):  # fmt: skip
    """The times between the ends stand still where the solver chooses them."""
    times, states, _ = y
    n, start = np.shape(y0)[0], entries(y0_dot, y0)
    options = options_of(method=method, rtol=rtol, atol=atol, max_step=max_step)

    def solve(rate, start):
        return solutions.solve_ivp(rate, t_span, start, t_eval=times, **options)[1]

    if is_zero(t_span_dot) and is_zero(t_eval_dot):
        return None, flow_dot(solve, fun, start, args_dot, y0, args, True)[n:], None
    t0_dot, t1_dot = t_span_dot[0], t_span_dot[1]
    times_dot = entries(t_eval_dot, times)
    if t_eval is None:
        times_dot[0], times_dot[-1] = t0_dot, t1_dot
    start = start - t0_dot * np.asarray(fun(t_span[0], y0, *args))
    both = flow_dot(solve, fun, start, args_dot, y0, args, True)
    speed = np.transpose(rates(fun, np.transpose(states), times, args, True))
    return times_dot, both[n:] + speed * times_dot, None


@vjp(solutions.solve_ivp, outputs=(0, 1))
def solve_ivp_vjp(
    y, y_bar, fun, t_span, y0, args=(), t_eval=None, method=None, rtol=None, atol=None,
    max_step=None, first_step=None, active=(),
):  # fmt: skip
    times, states, _ = y
    options = options_of(method=method, rtol=rtol, atol=atol, max_step=max_step)

    def back(rate, state, t0, t1):
        return solutions.solve_ivp(rate, (t0, t1), state, **options)[1][:, -1]

    ys, ys_bar = np.transpose(states), np.transpose(y_bar[1])
    y0_bar, t0_bar, t_bar, args_bar = flow_bar(
        back, fun, y0, t_span[0], ys, ys_bar, times, args, active, True
    )
    t_bar = t_bar + y_bar[0]
    if t_eval is None:
        return None, (t0_bar + t_bar[0], t_bar[-1]), y0_bar, args_bar
    return None, (t0_bar, None), y0_bar, args_bar, t_bar


# roots: f(x, p) = 0 moves by -inv(df/dx) @ df/dp


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
