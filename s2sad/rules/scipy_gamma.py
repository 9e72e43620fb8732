"""`scipy.special`: gamma and beta functions, and the distributions made of the incomplete ones.

Loaded by the registry once the user's program has imported `scipy.special` itself.
`NotImplemented` stands for the derivative by a shape parameter, which has no closed form.
"""

from __future__ import annotations

import math

import numpy as np
from scipy import special

from ..runtime.broadcast import unbroadcast
from ..runtime.incomplete import gammainc_by_shape
from .registry import elementwise, jvp, nondifferentiable, vjp
from .slopes import by_both, by_last


@elementwise(special.gamma)
def gamma_rule(y, x_dot, x):
    return x_dot * y * special.digamma(x)


@elementwise(special.rgamma)
def rgamma_rule(y, x_dot, x):
    return -x_dot * y * special.digamma(x)


@elementwise(special.gammaln, special.loggamma)
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
    return NotImplemented, unbroadcast(y_bar * special.polygamma(n + 1, x), x)


@jvp(special.multigammaln)
def multigammaln_jvp(y, a_dot, a, d):
    slope = special.digamma(a)
    for k in range(1, d):
        slope = slope + special.digamma(a - 0.5 * k)
    return a_dot * slope


@vjp(special.multigammaln)
def multigammaln_vjp(y, y_bar, a, d):
    return multigammaln_jvp(y, y_bar, a, d)


@jvp(special.factorial)
def factorial_jvp(y, n_dot, n, exact=False):
    return n_dot * y * special.digamma(n + 1.0)


@vjp(special.factorial)
def factorial_vjp(y, y_bar, n, exact=False):
    return factorial_jvp(y, y_bar, n)


@by_both(special.poch)
def poch_slopes(y, z, m):
    end = special.digamma(z + m)
    return y * (end - special.digamma(z)), y * end


@by_both(special.binom)
def binom_slopes(y, n, k):
    rest = special.digamma(n - k + 1.0)
    return y * (special.digamma(n + 1.0) - rest), y * (rest - special.digamma(k + 1.0))


@jvp(special.comb)
def comb_jvp(y, N_dot, k_dot, N, k):
    by_n, by_k = binom_slopes(y, N, k)
    return N_dot * by_n + k_dot * by_k


@vjp(special.comb)
def comb_vjp(y, y_bar, N, k):
    by_n, by_k = binom_slopes(y, N, k)
    return unbroadcast(y_bar * by_n, N), unbroadcast(y_bar * by_k, k)


@jvp(special.perm)
def perm_jvp(y, N_dot, k_dot, N, k):
    rest = special.digamma(N - k + 1.0)
    return y * (N_dot * (special.digamma(N + 1.0) - rest) + k_dot * rest)


@vjp(special.perm)
def perm_vjp(y, y_bar, N, k):
    g, rest = y_bar * y, special.digamma(N - k + 1.0)
    return unbroadcast(g * (special.digamma(N + 1.0) - rest), N), unbroadcast(g * rest, k)


@by_both(special.beta)
def beta_slopes(z, a, b):
    both = special.digamma(a + b)
    return z * (special.digamma(a) - both), z * (special.digamma(b) - both)


@by_both(special.betaln)
def betaln_slopes(z, a, b):
    both = special.digamma(a + b)
    return special.digamma(a) - both, special.digamma(b) - both


def gamma_density(a, x):
    return np.exp(special.xlogy(a - 1.0, x) - x - special.gammaln(a))


@by_both(special.gammainc)
def gammainc_slopes(z, a, x):
    return gammainc_by_shape(a, x), gamma_density(a, x)


@by_both(special.gammaincc)
def gammaincc_slopes(z, a, x):
    return -gammainc_by_shape(a, x), -gamma_density(a, x)


def density_by_shape(a, x, order):
    """The derivative of `gamma_density` by a. Its logarithm has the slopes `slopes`."""
    slopes = [np.log(x) - special.digamma(a)]
    slopes += [-special.polygamma(j, a) for j in range(1, order)]
    bent = [1.0]
    for k in range(order):
        bent.append(sum([math.comb(k, j) * slopes[j] * bent[k - j] for j in range(k + 1)]))
    return gamma_density(a, x) * bent[order]


@jvp(gammainc_by_shape)
def gammainc_by_shape_jvp(z, a_dot, x_dot, a, x, order=1):
    by_a = a_dot * gammainc_by_shape(a, x, order + 1)
    return by_a + x_dot * density_by_shape(a, x, order)


@vjp(gammainc_by_shape)
def gammainc_by_shape_vjp(z, z_bar, a, x, order=1):
    a_bar = unbroadcast(z_bar * gammainc_by_shape(a, x, order + 1), a)
    return a_bar, unbroadcast(z_bar * density_by_shape(a, x, order), x)


@by_last(special.gammaincinv)
def gammaincinv_slope(x, a, y):
    return 1.0 / gamma_density(a, x)


@by_last(special.gammainccinv)
def gammainccinv_slope(x, a, y):
    return -1.0 / gamma_density(a, x)


def beta_density(a, b, x):
    return np.exp(
        special.xlogy(a - 1.0, x) + special.xlog1py(b - 1.0, -x) - special.betaln(a, b)
    )


@by_last(special.betainc)
def betainc_slope(z, a, b, x):
    return beta_density(a, b, x)


@by_last(special.betaincc)
def betaincc_slope(z, a, b, x):
    return -beta_density(a, b, x)


@by_last(special.betaincinv)
def betaincinv_slope(x, a, b, y):
    return 1.0 / beta_density(a, b, x)


@by_last(special.betainccinv)
def betainccinv_slope(x, a, b, y):
    return -1.0 / beta_density(a, b, x)


# distributions of statistics, as functions of where they are evaluated


def t_density(df, t):
    log_size = 0.5 * np.log(df) + special.betaln(0.5 * df, 0.5)
    return np.exp(-0.5 * (df + 1.0) * np.log1p(t * t / df) - log_size)


@by_last(special.stdtr)
def stdtr_slope(y, df, t):
    return t_density(df, t)


@by_last(special.stdtrit)
def stdtrit_slope(t, df, p):
    return 1.0 / t_density(df, t)


def chi2_density(v, x):
    return 0.5 * gamma_density(0.5 * v, 0.5 * x)


@by_last(special.chdtr)
def chdtr_slope(y, v, x):
    return chi2_density(v, x)


@by_last(special.chdtrc)
def chdtrc_slope(y, v, x):
    return -chi2_density(v, x)


@by_last(special.chdtri)
def chdtri_slope(x, v, p):
    return -1.0 / chi2_density(v, x)


def f_density(dfn, dfd, x):
    """x has this density where `dfn * x / (dfn * x + dfd)` has a beta density."""
    total = dfn * x + dfd
    return beta_density(0.5 * dfn, 0.5 * dfd, dfn * x / total) * dfn * dfd / (total * total)


@by_last(special.fdtr)
def fdtr_slope(y, dfn, dfd, x):
    return f_density(dfn, dfd, x)


@by_last(special.fdtrc)
def fdtrc_slope(y, dfn, dfd, x):
    return -f_density(dfn, dfd, x)


@by_last(special.fdtri)
def fdtri_slope(x, dfn, dfd, p):
    return 1.0 / f_density(dfn, dfd, x)


@jvp(special.gdtr)
def gdtr_jvp(y, a_dot, x_dot, a, b, x):
    return (a_dot * x + a * x_dot) * gamma_density(b, a * x)


@vjp(special.gdtr)
def gdtr_vjp(y, y_bar, a, b, x):
    g = y_bar * gamma_density(b, a * x)
    return unbroadcast(g * x, a), NotImplemented, unbroadcast(g * a, x)


@jvp(special.gdtrc)
def gdtrc_jvp(y, a_dot, x_dot, a, b, x):
    return -(a_dot * x + a * x_dot) * gamma_density(b, a * x)


@vjp(special.gdtrc)
def gdtrc_vjp(y, y_bar, a, b, x):
    g = -y_bar * gamma_density(b, a * x)
    return unbroadcast(g * x, a), NotImplemented, unbroadcast(g * a, x)


@by_last(special.pdtr)
def pdtr_slope(y, k, m):
    return -gamma_density(np.floor(k) + 1.0, m)


@by_last(special.pdtrc)
def pdtrc_slope(y, k, m):
    return gamma_density(np.floor(k) + 1.0, m)


@by_last(special.bdtr)
def bdtr_slope(y, k, n, p):
    k = np.floor(k)
    return -beta_density(k + 1.0, n - k, p)


@by_last(special.bdtrc)
def bdtrc_slope(y, k, n, p):
    k = np.floor(k)
    return beta_density(k + 1.0, n - k, p)


@by_last(special.nbdtr)
def nbdtr_slope(y, k, n, p):
    return beta_density(n, k + 1.0, p)


@by_last(special.nbdtrc)
def nbdtrc_slope(y, k, n, p):
    return -beta_density(n, k + 1.0, p)


@jvp(special.zeta)
def zeta_jvp(y, q_dot, x, q=None):
    """Hurwitz's function by its second argument; Riemann's, of one argument, has no rule."""
    return -q_dot * x * special.zeta(x + 1.0, q)


@vjp(special.zeta)
def zeta_vjp(y, y_bar, x, q=None):
    if q is None:
        return NotImplemented
    return NotImplemented, unbroadcast(-y_bar * x * special.zeta(x + 1.0, q), q)


nondifferentiable(special.gammasgn, special.factorial2, special.factorialk, special.stirling2)
