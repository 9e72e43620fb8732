"""`scipy.special`: error functions, gamma functions, Bessel functions, log-sums of exponentials.

Loaded by the registry once the user's program has imported `scipy.special` itself.
`NotImplemented` stands for the derivative by an order, which has no closed form.
"""

from __future__ import annotations

import math

import numpy as np
from scipy import special

from ..runtime.broadcast import unbroadcast
from .axes import restore_axes, summed
from .registry import elementwise, jvp, nondifferentiable, vjp


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


@elementwise(special.gamma)
def gamma_rule(y, x_dot, x):
    return x_dot * y * special.digamma(x)


@elementwise(special.gammaln)
def gammaln_rule(y, x_dot, x):
    return x_dot * special.digamma(x)


@elementwise(special.digamma)
def digamma_rule(y, x_dot, x):
    return x_dot * special.polygamma(1, x)


@jvp(special.polygamma)
def polygamma_jvp(y, x_dot, n, x):
    return x_dot * special.polygamma(n + 1, x)


@vjp(special.polygamma)
def polygamma_vjp(y, y_bar, n, x):
    return NotImplemented, y_bar * special.polygamma(n + 1, x)


@jvp(special.multigammaln)
def multigammaln_jvp(y, a_dot, a, d):
    y_dot = a_dot * special.digamma(a)
    for k in range(1, d):
        y_dot = y_dot + a_dot * special.digamma(a - 0.5 * k)
    return y_dot


@vjp(special.multigammaln)
def multigammaln_vjp(y, y_bar, a, d):
    return multigammaln_jvp(y, y_bar, a, d)


@jvp(special.beta)
def beta_jvp(z, a_dot, b_dot, a, b):
    both = special.digamma(a + b)
    return z * (a_dot * (special.digamma(a) - both) + b_dot * (special.digamma(b) - both))


@vjp(special.beta)
def beta_vjp(z, z_bar, a, b):
    g, both = z_bar * z, special.digamma(a + b)
    return (
        unbroadcast(g * (special.digamma(a) - both), a),
        unbroadcast(g * (special.digamma(b) - both), b),
    )


@jvp(special.betaln)
def betaln_jvp(z, a_dot, b_dot, a, b):
    both = special.digamma(a + b)
    return a_dot * (special.digamma(a) - both) + b_dot * (special.digamma(b) - both)


@vjp(special.betaln)
def betaln_vjp(z, z_bar, a, b):
    both = special.digamma(a + b)
    return (
        unbroadcast(z_bar * (special.digamma(a) - both), a),
        unbroadcast(z_bar * (special.digamma(b) - both), b),
    )


def gamma_density(a, x):
    return np.exp((a - 1.0) * np.log(x) - x - special.gammaln(a))


@jvp(special.gammainc)
def gammainc_jvp(z, x_dot, a, x):
    return x_dot * gamma_density(a, x)


@vjp(special.gammainc)
def gammainc_vjp(z, z_bar, a, x):
    return NotImplemented, unbroadcast(z_bar * gamma_density(a, x), x)


@jvp(special.gammaincc)
def gammaincc_jvp(z, x_dot, a, x):
    return -x_dot * gamma_density(a, x)


@vjp(special.gammaincc)
def gammaincc_vjp(z, z_bar, a, x):
    return NotImplemented, unbroadcast(-z_bar * gamma_density(a, x), x)


def beta_density(a, b, x):
    return np.exp((a - 1.0) * np.log(x) + (b - 1.0) * np.log1p(-x) - special.betaln(a, b))


@jvp(special.betainc)
def betainc_jvp(z, x_dot, a, b, x):
    return x_dot * beta_density(a, b, x)


@vjp(special.betainc)
def betainc_vjp(z, z_bar, a, b, x):
    return NotImplemented, NotImplemented, unbroadcast(z_bar * beta_density(a, b, x), x)


@elementwise(special.expit)
def expit_rule(y, x_dot, x):
    return x_dot * y * (1.0 - y)


@elementwise(special.log_expit)
def log_expit_rule(y, x_dot, x):
    return x_dot * special.expit(-x)


@elementwise(special.logit)
def logit_rule(y, x_dot, x):
    return x_dot / (x * (1.0 - x))


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


@jvp(special.rel_entr)
def rel_entr_jvp(z, x_dot, y_dot, x, y):
    return x_dot * (1.0 + np.log(x / y)) - x * y_dot / y


@vjp(special.rel_entr)
def rel_entr_vjp(z, z_bar, x, y):
    return unbroadcast(z_bar * (1.0 + np.log(x / y)), x), unbroadcast(-z_bar * x / y, y)


@jvp(special.kl_div)
def kl_div_jvp(z, x_dot, y_dot, x, y):
    return x_dot * np.log(x / y) + y_dot * (1.0 - x / y)


@vjp(special.kl_div)
def kl_div_vjp(z, z_bar, x, y):
    return unbroadcast(z_bar * np.log(x / y), x), unbroadcast(z_bar * (1.0 - x / y), y)


@jvp(special.huber)
def huber_jvp(z, delta_dot, r_dot, delta, r):
    size = np.abs(r)
    return r_dot * np.clip(r, -delta, delta) + delta_dot * np.maximum(size - delta, 0.0)


@vjp(special.huber)
def huber_vjp(z, z_bar, delta, r):
    return (
        unbroadcast(z_bar * np.maximum(np.abs(r) - delta, 0.0), delta),
        unbroadcast(z_bar * np.clip(r, -delta, delta), r),
    )


@elementwise(special.i0)
def i0_rule(y, x_dot, x):
    return x_dot * special.i1(x)


@elementwise(special.i1)
def i1_rule(y, x_dot, x):
    return 0.5 * x_dot * (special.i0(x) + special.iv(2, x))


@elementwise(special.i0e)
def i0e_rule(y, x_dot, x):
    return x_dot * (special.i1e(x) - np.sign(x) * y)


@elementwise(special.i1e)
def i1e_rule(y, x_dot, x):
    return x_dot * (0.5 * (special.i0e(x) + special.ive(2, x)) - np.sign(x) * y)


@elementwise(special.j0)
def j0_rule(y, x_dot, x):
    return -x_dot * special.j1(x)


@elementwise(special.j1)
def j1_rule(y, x_dot, x):
    return 0.5 * x_dot * (special.j0(x) - special.jv(2, x))


@elementwise(special.k0)
def k0_rule(y, x_dot, x):
    return -x_dot * special.k1(x)


@elementwise(special.k1)
def k1_rule(y, x_dot, x):
    return -0.5 * x_dot * (special.k0(x) + special.kv(2, x))


@jvp(special.jv)
def jv_jvp(y, z_dot, v, z):
    return 0.5 * z_dot * (special.jv(v - 1, z) - special.jv(v + 1, z))


@vjp(special.jv)
def jv_vjp(y, y_bar, v, z):
    g = 0.5 * y_bar * (special.jv(v - 1, z) - special.jv(v + 1, z))
    return NotImplemented, unbroadcast(g, z)


@jvp(special.iv)
def iv_jvp(y, z_dot, v, z):
    return 0.5 * z_dot * (special.iv(v - 1, z) + special.iv(v + 1, z))


@vjp(special.iv)
def iv_vjp(y, y_bar, v, z):
    g = 0.5 * y_bar * (special.iv(v - 1, z) + special.iv(v + 1, z))
    return NotImplemented, unbroadcast(g, z)


@jvp(special.kv)
def kv_jvp(y, z_dot, v, z):
    return -0.5 * z_dot * (special.kv(v - 1, z) + special.kv(v + 1, z))


@vjp(special.kv)
def kv_vjp(y, y_bar, v, z):
    g = -0.5 * y_bar * (special.kv(v - 1, z) + special.kv(v + 1, z))
    return NotImplemented, unbroadcast(g, z)


def shares(y, a, axis, keepdims):
    """The share of each exponential in the sum; 0 where all of them are 0."""
    return np.exp(a - restore_axes(np.where(np.isfinite(y), y, 0.0), a, axis, keepdims))


@jvp(special.logsumexp)
def logsumexp_jvp(y, a_dot, b_dot, a, axis=None, b=None, keepdims=False):
    share = shares(y, a, axis, keepdims)
    if b is None:
        return summed(share * a_dot, axis, keepdims)
    return summed(share * b * a_dot + share * b_dot, axis, keepdims)


@vjp(special.logsumexp)
def logsumexp_vjp(y, y_bar, a, axis=None, b=None, keepdims=False):
    g = restore_axes(y_bar, a, axis, keepdims) * shares(y, a, axis, keepdims)
    return g if b is None else (unbroadcast(g * b, a), None, unbroadcast(g, b))


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


nondifferentiable(special.comb, special.factorial, special.perm)
