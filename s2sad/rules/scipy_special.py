"""`scipy.special`: error functions, logarithms and exponentials, sums of exponentials.

Loaded by the registry once the user's program has imported `scipy.special` itself.
"""

from __future__ import annotations

import math

import numpy as np
from scipy import special

from ..runtime.broadcast import spread, unbroadcast
from .axes import restore_axes, summed
from .registry import elementwise, jvp, nondifferentiable, vjp
from .slopes import by_both


@elementwise(special.erf)
def erf_rule(y, x_dot, x):
    return 2.0 / math.sqrt(math.pi) * x_dot * np.exp(-x * x)


@elementwise(special.erfc)
def erfc_rule(y, x_dot, x):
    return -2.0 / math.sqrt(math.pi) * x_dot * np.exp(-x * x)


@elementwise(special.erfcx)
def erfcx_rule(y, x_dot, x):
    return x_dot * (2.0 * x * y - 2.0 / math.sqrt(math.pi))


@elementwise(special.erfinv)
def erfinv_rule(y, x_dot, x):
    return 0.5 * math.sqrt(math.pi) * x_dot * np.exp(y * y)


@elementwise(special.erfcinv)
def erfcinv_rule(y, x_dot, x):
    return -0.5 * math.sqrt(math.pi) * x_dot * np.exp(y * y)


@elementwise(special.ndtr)
def ndtr_rule(y, x_dot, x):
    return x_dot * np.exp(-0.5 * x * x) / math.sqrt(2.0 * math.pi)


@elementwise(special.ndtri)
def ndtri_rule(y, x_dot, x):
    return math.sqrt(2.0 * math.pi) * x_dot * np.exp(0.5 * y * y)


@elementwise(special.log_ndtr)
def log_ndtr_rule(y, x_dot, x):
    return x_dot * np.exp(-0.5 * x * x - y) / math.sqrt(2.0 * math.pi)


@elementwise(special.ndtri_exp)
def ndtri_exp_rule(y, x_dot, x):
    return math.sqrt(2.0 * math.pi) * x_dot * np.exp(x + 0.5 * y * y)


@elementwise(special.erfi)
def erfi_rule(y, x_dot, x):
    return 2.0 / math.sqrt(math.pi) * x_dot * np.exp(x * x)


@elementwise(special.dawsn)
def dawsn_rule(y, x_dot, x):
    return x_dot * (1.0 - 2.0 * x * y)


@jvp(special.wofz)
def wofz_jvp(y, x_dot, x):
    return x_dot * (2j / math.sqrt(math.pi) - 2.0 * x * y)


@vjp(special.wofz)
def wofz_vjp(y, y_bar, x):
    x_bar = y_bar * (2j / math.sqrt(math.pi) - 2.0 * x * y)
    return x_bar if np.iscomplexobj(x) else np.real(x_bar)


@by_both(special.owens_t)
def owens_t_slopes(y, h, a):
    by_h = np.exp(-0.5 * h * h) * special.erf(a * h / math.sqrt(2.0))
    by_a = np.exp(-0.5 * h * h * (1.0 + a * a)) / (1.0 + a * a)
    return by_h / (-2.0 * math.sqrt(2.0 * math.pi)), by_a / (2.0 * math.pi)


@elementwise(special.expit)
def expit_rule(y, x_dot, x):
    return x_dot * y * (1.0 - y)


@elementwise(special.log_expit)
def log_expit_rule(y, x_dot, x):
    return x_dot * special.expit(-x)


@elementwise(special.softplus)
def softplus_rule(y, x_dot, x):
    return x_dot * special.expit(x)


@elementwise(special.logit)
def logit_rule(y, x_dot, x):
    return x_dot / (x * (1.0 - x))


@elementwise(special.expm1)
def expm1_rule(y, x_dot, x):
    return x_dot * (y + 1.0)


@elementwise(special.log1p)
def log1p_rule(y, x_dot, x):
    return x_dot / (1.0 + x)


@elementwise(special.exp2)
def exp2_rule(y, x_dot, x):
    return math.log(2.0) * x_dot * y


@elementwise(special.cbrt)
def cbrt_rule(y, x_dot, x):
    return x_dot / (3.0 * y * y)


@elementwise(special.exp10)
def exp10_rule(y, x_dot, x):
    return math.log(10.0) * x_dot * y


@jvp(special.xlogy)
def xlogy_jvp(z, x_dot, y_dot, x, y):
    return special.xlogy(x_dot, y) + x * y_dot / (y + (y == 0.0))


@vjp(special.xlogy)
def xlogy_vjp(z, z_bar, x, y):
    return (
        unbroadcast(special.xlogy(z_bar, y), x),
        unbroadcast(z_bar * x / (y + (y == 0.0)), y),
    )


@jvp(special.xlog1py)
def xlog1py_jvp(z, x_dot, y_dot, x, y):
    return special.xlog1py(x_dot, y) + x * y_dot / (1.0 + y + (y == -1.0))


@vjp(special.xlog1py)
def xlog1py_vjp(z, z_bar, x, y):
    return (
        unbroadcast(special.xlog1py(z_bar, y), x),
        unbroadcast(z_bar * x / (1.0 + y + (y == -1.0)), y),
    )


@elementwise(special.entr)
def entr_rule(y, x_dot, x):
    return -x_dot * (1.0 + np.log(x))


@by_both(special.rel_entr)
def rel_entr_slopes(z, x, y):
    return 1.0 + np.log(x / y), -x / y


@by_both(special.kl_div)
def kl_div_slopes(z, x, y):
    return np.log(x / y), 1.0 - x / y


@by_both(special.huber)
def huber_slopes(z, delta, r):
    return np.maximum(np.abs(r) - delta, 0.0), np.clip(r, -delta, delta)


@by_both(special.pseudo_huber)
def pseudo_huber_slopes(z, delta, r):
    u = r / delta
    root = np.sqrt(1.0 + u * u)
    return delta * (root - 1.0) ** 2 / root, r / root


def box_cox_by_power(y, log_x, power):
    """`(x**power * log(x) - y) / power` for the transform `y` of x; its limit at a power of 0."""
    zero = power == 0.0
    ordinary = (np.exp(power * log_x) * log_x - y) / (power + zero)
    return np.where(zero, 0.5 * log_x * log_x, ordinary)


@by_both(special.boxcox)
def boxcox_slopes(z, x, lmbda):
    return x ** (lmbda - 1.0), box_cox_by_power(z, np.log(x), lmbda)


@by_both(special.boxcox1p)
def boxcox1p_slopes(z, x, lmbda):
    return (1.0 + x) ** (lmbda - 1.0), box_cox_by_power(z, np.log1p(x), lmbda)


@by_both(special.inv_boxcox)
def inv_boxcox_slopes(z, y, lmbda):
    slope = z ** (1.0 - lmbda)
    return slope, -slope * box_cox_by_power(y, np.log(z), lmbda)


@by_both(special.inv_boxcox1p)
def inv_boxcox1p_slopes(z, y, lmbda):
    slope = (1.0 + z) ** (1.0 - lmbda)
    return slope, -slope * box_cox_by_power(y, np.log1p(z), lmbda)


@by_both(special.powm1)
def powm1_slopes(z, x, y):
    return y * x ** (y - 1.0), (z + 1.0) * np.log(x)


@elementwise(special.exprel)
def exprel_rule(y, x_dot, x):
    """Near 0, where `(exp(x) - y) / x` has lost its digits, the series."""
    small = np.abs(x) < 1e-2
    series = 1 / 2 + x * (1 / 3 + x * (1 / 8 + x * (1 / 30 + x * (1 / 144 + x / 840))))
    return x_dot * np.where(small, series, (np.exp(x) - y) / (x + small))


@elementwise(special.cosm1)
def cosm1_rule(y, x_dot, x):
    return -x_dot * np.sin(x)


@elementwise(special.sindg)
def sindg_rule(y, x_dot, x):
    return math.pi / 180.0 * x_dot * special.cosdg(x)


@elementwise(special.cosdg)
def cosdg_rule(y, x_dot, x):
    return -math.pi / 180.0 * x_dot * special.sindg(x)


@elementwise(special.tandg)
def tandg_rule(y, x_dot, x):
    return math.pi / 180.0 * x_dot * (1.0 + y * y)


@elementwise(special.cotdg)
def cotdg_rule(y, x_dot, x):
    return -math.pi / 180.0 * x_dot * (1.0 + y * y)


def shares(y, a, axis, keepdims):
    """The share of each exponential in the sum; 0 where all of them are 0."""
    return np.exp(a - restore_axes(np.where(y == -np.inf, 0.0, y), a, axis, keepdims))


def beside(a, b):
    """The numbers as they stand beside their weights."""
    return a if b is None else spread(a, a * b)


def weighted_shares(y, a, axis, b, keepdims, return_sign):
    """The derivatives of `log(sum(b * exp(a)))` by `a` and by `b`; 1.0 for `b` is None."""
    if return_sign:
        share = restore_axes(y[1], a, axis, keepdims) * shares(y[0], a, axis, keepdims)
    else:
        share = shares(y, a, axis, keepdims)
    return share if b is None else b * share, share


@jvp(special.logsumexp)
def logsumexp_jvp(y, a_dot, b_dot, a, axis=None, b=None, keepdims=False, return_sign=False):
    by_a, by_b = weighted_shares(y, beside(a, b), axis, b, keepdims, return_sign)
    moved = by_a * a_dot if b is None else by_a * a_dot + by_b * b_dot
    y_dot = summed(moved, axis, keepdims)
    return (y_dot, None) if return_sign else y_dot


@vjp(special.logsumexp)
def logsumexp_vjp(y, y_bar, a, axis=None, b=None, keepdims=False, return_sign=False):
    whole = beside(a, b)
    g = restore_axes(y_bar[0] if return_sign else y_bar, whole, axis, keepdims)
    by_a, by_b = weighted_shares(y, whole, axis, b, keepdims, return_sign)
    if b is None:
        return g * by_a
    return unbroadcast(g * by_a, a), None, unbroadcast(g * by_b, b)


@jvp(special.softmax)
def softmax_jvp(y, x_dot, x, axis=None):
    return y * (x_dot - np.sum(y * x_dot, axis=axis, keepdims=True))


@vjp(special.softmax)
def softmax_vjp(y, y_bar, x, axis=None):
    return y * (y_bar - np.sum(y * y_bar, axis=axis, keepdims=True))


@jvp(special.log_softmax)
def log_softmax_jvp(y, x_dot, x, axis=None):
    return x_dot - np.sum(np.exp(y) * x_dot, axis=axis, keepdims=True)


@vjp(special.log_softmax)
def log_softmax_vjp(y, y_bar, x, axis=None):
    return y_bar - np.exp(y) * np.sum(y_bar, axis=axis, keepdims=True)


nondifferentiable(special.round)
