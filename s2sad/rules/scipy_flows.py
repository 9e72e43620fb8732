"""`scipy.integrate`: ordinary differential equations of the user's function.

Loaded by the registry once the user's program has imported it. The compiler passes all that the
user's function depends on in `args`; `active` tells which of them have cotangents.
The variational equation forward and the continuous adjoint backward, so that the accuracy is that
of the solver. Times that `solve_ivp` chooses are constants.
"""

from __future__ import annotations

import numpy as np
from scipy import integrate

from ..runtime import solutions
from .registry import jvp, vjp
from .scipy_matrices import entries
from .within import in_double, is_zero, options_of, pullback, pushforward, tangents


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
    n, args = np.shape(ys)[1], in_double(args)

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
