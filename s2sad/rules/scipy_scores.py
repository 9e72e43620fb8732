"""What rules ask of each continuous distribution of `scipy.stats`, in its standard form: no shift,
scale 1. Formulas only; the rules that are the same for all of them stand in `scipy_stats.py`.

    score(z, *shapes)  the derivatives of the log-density by the point z and by the shapes
    bent(z, *shapes)   the derivatives of the distribution function by the shapes
    spread(*shapes)    the derivatives of the entropy by the shapes
"""

from __future__ import annotations

import numpy as np
from scipy import special, stats

from ..runtime.incomplete import gammainc_by_shape
from .scipy_gamma import gamma_density

# scores


def within(inside, z, low):
    """z where it lies inside of the support, else a harmless point."""
    return np.where(inside, z, low)


def norm_score(z):
    return (-z,)


def expon_score(z):
    return (np.where(z >= 0.0, -1.0, 0.0),)


def uniform_score(z):
    return (np.zeros_like(z),)


def laplace_score(z):
    return (-np.sign(z),)


def cauchy_score(z):
    return (-2.0 * z / (1.0 + z * z),)


def logistic_score(z):
    return (-np.tanh(0.5 * z),)


def gumbel_r_score(z):
    return (np.exp(-z) - 1.0,)


def gumbel_l_score(z):
    return (1.0 - np.exp(z),)


def rayleigh_score(z):
    inside = z > 0.0
    return (np.where(inside, 1.0 / within(inside, z, 1.0) - z, 0.0),)


def halfnorm_score(z):
    return (np.where(z >= 0.0, -z, 0.0),)


def t_score(z, df):
    spread = df + z * z
    by_df = np.log1p(z * z / df) + 1.0 / df - (df + 1.0) * z * z / (df * spread)
    turn = special.digamma(0.5 * (df + 1.0)) - special.digamma(0.5 * df)
    return -(df + 1.0) * z / spread, 0.5 * (turn - by_df)


def gamma_score(z, a):
    inside = z > 0.0
    s = within(inside, z, 1.0)
    by_z = np.where(inside, (a - 1.0) / s - 1.0, 0.0)
    return by_z, np.where(inside, np.log(s) - special.digamma(a), 0.0)


def chi2_score(z, df):
    inside = z > 0.0
    s = within(inside, z, 1.0)
    by_z = np.where(inside, (0.5 * df - 1.0) / s - 0.5, 0.0)
    return by_z, np.where(inside, 0.5 * (np.log(0.5 * s) - special.digamma(0.5 * df)), 0.0)


def invgamma_score(z, a):
    inside = z > 0.0
    s = within(inside, z, 1.0)
    by_z = np.where(inside, (1.0 / s - a - 1.0) / s, 0.0)
    return by_z, np.where(inside, -np.log(s) - special.digamma(a), 0.0)


def lognorm_score(z, s):
    inside = z > 0.0
    safe = within(inside, z, 1.0)
    u = np.log(safe) / (s * s)
    by_s = np.log(safe) * u / s - 1.0 / s
    return np.where(inside, -(1.0 + u) / safe, 0.0), np.where(inside, by_s, 0.0)


def pareto_score(z, b):
    inside = z >= 1.0
    s = within(inside, z, 1.0)
    return np.where(inside, -(b + 1.0) / s, 0.0), np.where(inside, 1.0 / b - np.log(s), 0.0)


def weibull_min_score(z, c):
    inside = z > 0.0
    s = within(inside, z, 1.0)
    power, log = s**c, np.log(s)
    by_z = np.where(inside, (c - 1.0 - c * power) / s, 0.0)
    return by_z, np.where(inside, 1.0 / c + log - power * log, 0.0)


def vonmises_score(z, kappa):
    ratio = special.i1e(kappa) / special.i0e(kappa)
    return -kappa * np.sin(z), np.cos(z) - ratio


def beta_score(z, a, b):
    inside = (z > 0.0) & (z < 1.0)
    s = within(inside, z, 0.5)
    both = special.digamma(a + b)
    by_z = np.where(inside, (a - 1.0) / s - (b - 1.0) / (1.0 - s), 0.0)
    by_a = np.where(inside, np.log(s) - special.digamma(a) + both, 0.0)
    return by_z, by_a, np.where(inside, np.log1p(-s) - special.digamma(b) + both, 0.0)


def f_score(z, dfn, dfd):
    inside = z > 0.0
    s = within(inside, z, 1.0)
    total = dfn * s + dfd
    both = special.digamma(0.5 * (dfn + dfd))
    by_z = (0.5 * dfn - 1.0) / s - 0.5 * (dfn + dfd) * dfn / total
    by_dfn = np.log(dfn * s / total) + 1.0 - (dfn + dfd) * s / total
    by_dfd = np.log(dfd / total) + 1.0 - (dfn + dfd) / total
    return (
        np.where(inside, by_z, 0.0),
        np.where(inside, 0.5 * (by_dfn + both - special.digamma(0.5 * dfn)), 0.0),
        np.where(inside, 0.5 * (by_dfd + both - special.digamma(0.5 * dfd)), 0.0),
    )


def truncnorm_score(z, a, b):
    """The density at an edge of the support is what is lost there."""
    inside = (z >= a) & (z <= b)
    by_a = np.where(inside, stats.truncnorm.pdf(a, a, b), 0.0)
    return np.where(inside, -z, 0.0), by_a, np.where(inside, -stats.truncnorm.pdf(b, a, b), 0.0)


def gennorm_score(z, beta):
    size = np.abs(z)
    by_beta = 1.0 / beta + special.digamma(1.0 / beta) / (beta * beta)
    by_z = -beta * np.sign(z) * within(size > 0.0, size, 1.0) ** (beta - 1.0)
    return by_z, by_beta - special.xlogy(size**beta, size)


def wrapcauchy_score(z, c):
    inside = (z >= 0.0) & (z <= 2.0 * np.pi)
    spread = 1.0 + c * c - 2.0 * c * np.cos(z)
    by_c = -2.0 * c / (1.0 - c * c) - 2.0 * (c - np.cos(z)) / spread
    return np.where(inside, -2.0 * c * np.sin(z) / spread, 0.0), np.where(inside, by_c, 0.0)


# distribution functions by their shapes


def gamma_bent(z, a):
    return (gammainc_by_shape(a, np.maximum(z, 0.0)),)


def chi2_bent(z, df):
    return (0.5 * gammainc_by_shape(0.5 * df, 0.5 * np.maximum(z, 0.0)),)


def lognorm_bent(z, s):
    inside = z > 0.0
    u = np.log(within(inside, z, 1.0)) / s
    return (np.where(inside, -u * np.exp(-0.5 * u * u) / (np.sqrt(2.0 * np.pi) * s), 0.0),)


def pareto_bent(z, b):
    s = within(z >= 1.0, z, 1.0)
    return (np.log(s) * s**-b,)


def weibull_min_bent(z, c):
    s = within(z > 0.0, z, 1.0)
    power = s**c
    return (np.log(s) * power * np.exp(-power),)


def truncnorm_bent(z, a, b):
    by_a = -stats.truncnorm.pdf(a, a, b) * stats.truncnorm.sf(z, a, b)
    return by_a, -stats.truncnorm.pdf(b, a, b) * stats.truncnorm.cdf(z, a, b)


def gennorm_bent(z, beta):
    size, shape = np.abs(z), 1.0 / beta
    power = size**beta
    through = gamma_density(shape, within(size > 0.0, power, 1.0)) * special.xlogy(power, size)
    by_beta = through - gammainc_by_shape(shape, power) * shape * shape
    return (0.5 * np.sign(z) * by_beta,)


# entropies by shapes


def gamma_spread(a):
    return (1.0 + (1.0 - a) * special.polygamma(1, a),)


def chi2_spread(df):
    return (0.5 + 0.5 * (1.0 - 0.5 * df) * special.polygamma(1, 0.5 * df),)


def invgamma_spread(a):
    return (1.0 - (1.0 + a) * special.polygamma(1, a),)


def t_spread(df):
    turn = special.polygamma(1, 0.5 * (df + 1.0)) - special.polygamma(1, 0.5 * df)
    return (0.25 * (df + 1.0) * turn + 0.5 / df,)


def lognorm_spread(s):
    return (1.0 / s,)


def pareto_spread(b):
    return (-(1.0 + 1.0 / b) / b,)


def weibull_min_spread(c):
    return ((np.euler_gamma / c - 1.0) / c,)


def gennorm_spread(beta):
    return (-(1.0 + (1.0 + special.digamma(1.0 / beta)) / beta) / beta,)


def beta_spread(a, b):
    both = (a + b - 2.0) * special.polygamma(1, a + b)
    by_a = both - (a - 1.0) * special.polygamma(1, a)
    return by_a, both - (b - 1.0) * special.polygamma(1, b)
