"""`scipy.stats`: probabilities of counts.

Loaded by the registry once the user's program has imported `scipy.stats` itself. Counts have no
derivative; where one lies outside of the support, the derivative by the parameters is 0.
"""

from __future__ import annotations

import numpy as np
from scipy import special, stats

from ..runtime.broadcast import spread, unbroadcast
from .registry import jvp, nondifferentiable, vjp
from .scipy_gamma import beta_density


def poisson_score(k, mu):
    return (k / mu - 1.0,)


def bernoulli_score(k, p):
    return (np.where(k == 1, 1.0 / p, -1.0 / (1.0 - p)),)


def geom_score(k, p):
    return (1.0 / p - (k - 1.0) / (1.0 - p),)


def binom_score(k, n, p):
    by_n = special.digamma(n + 1.0) - special.digamma(n - k + 1.0) + np.log1p(-p)
    return by_n, k / p - (n - k) / (1.0 - p)


def nbinom_score(k, n, p):
    by_n = special.digamma(k + n) - special.digamma(n) + np.log(p)
    return by_n, n / p - k / (1.0 - p)


# the slope of the distribution function by the probability or the rate


def poisson_slope(k, mu):
    return -stats.poisson.pmf(np.floor(k), mu)


def bernoulli_slope(k, p):
    return np.where((k >= 0) & (k < 1), -1.0, 0.0)


def geom_slope(k, p):
    trials = np.maximum(np.floor(k), 0.0)
    return trials * (1.0 - p) ** (trials - 1.0)


def binom_slope(k, n, p):
    return -n * stats.binom.pmf(np.floor(k), n - 1, p)


def nbinom_slope(k, n, p):
    counts = np.maximum(np.floor(k), 0.0)
    return np.where(k >= 0, beta_density(n, counts + 1.0, p), 0.0)


def inverse(y):
    """`1 / p` for `y = log(p)`; what has no probability stays so."""
    return np.where(np.isfinite(y), np.exp(-y), 0.0)


def one_parameter(distribution, score, slope):
    """Rules of a distribution that one parameter decides."""

    @jvp(distribution.logpmf)
    def logpmf_forward(y, p_dot, k, p, loc=0):
        return p_dot * np.where(np.isfinite(y), score(k - loc, p)[0], 0.0)

    @vjp(distribution.logpmf)
    def logpmf_reverse(y, y_bar, k, p, loc=0):
        slope = np.where(np.isfinite(y), score(k - loc, p)[0], 0.0)
        return NotImplemented, unbroadcast(y_bar * slope, p)

    @jvp(distribution.pmf)
    def pmf_forward(y, p_dot, k, p, loc=0):
        return p_dot * y * score(k - loc, p)[0]

    @vjp(distribution.pmf)
    def pmf_reverse(y, y_bar, k, p, loc=0):
        return NotImplemented, unbroadcast(y_bar * y * score(k - loc, p)[0], p)

    @jvp(distribution.cdf)
    def cdf_forward(y, p_dot, k, p, loc=0):
        return p_dot * slope(k - loc, p)

    @vjp(distribution.cdf)
    def cdf_reverse(y, y_bar, k, p, loc=0):
        return NotImplemented, unbroadcast(y_bar * slope(k - loc, p), p)

    @jvp(distribution.sf)
    def sf_forward(y, p_dot, k, p, loc=0):
        return -p_dot * slope(k - loc, p)

    @vjp(distribution.sf)
    def sf_reverse(y, y_bar, k, p, loc=0):
        return NotImplemented, unbroadcast(-y_bar * slope(k - loc, p), p)

    @jvp(distribution.logcdf)
    def logcdf_forward(y, p_dot, k, p, loc=0):
        return p_dot * inverse(y) * slope(k - loc, p)

    @vjp(distribution.logcdf)
    def logcdf_reverse(y, y_bar, k, p, loc=0):
        return NotImplemented, unbroadcast(y_bar * inverse(y) * slope(k - loc, p), p)

    @jvp(distribution.logsf)
    def logsf_forward(y, p_dot, k, p, loc=0):
        return -p_dot * inverse(y) * slope(k - loc, p)

    @vjp(distribution.logsf)
    def logsf_reverse(y, y_bar, k, p, loc=0):
        return NotImplemented, unbroadcast(-y_bar * inverse(y) * slope(k - loc, p), p)


def two_parameters(distribution, score, slope):
    """Rules of a distribution of a number of trials n and a probability p."""

    @jvp(distribution.logpmf)
    def logpmf_forward(y, n_dot, p_dot, k, n, p, loc=0):
        by_n, by_p = score(k - loc, n, p)
        return np.where(np.isfinite(y), n_dot * by_n + p_dot * by_p, 0.0)

    @vjp(distribution.logpmf)
    def logpmf_reverse(y, y_bar, k, n, p, loc=0):
        by_n, by_p = score(k - loc, n, p)
        g = np.where(np.isfinite(y), y_bar, 0.0)
        return NotImplemented, unbroadcast(g * by_n, n), unbroadcast(g * by_p, p)

    @jvp(distribution.pmf)
    def pmf_forward(y, n_dot, p_dot, k, n, p, loc=0):
        by_n, by_p = score(k - loc, n, p)
        return y * (n_dot * by_n + p_dot * by_p)

    @vjp(distribution.pmf)
    def pmf_reverse(y, y_bar, k, n, p, loc=0):
        by_n, by_p = score(k - loc, n, p)
        g = y_bar * y
        return NotImplemented, unbroadcast(g * by_n, n), unbroadcast(g * by_p, p)

    @jvp(distribution.cdf)
    def cdf_forward(y, p_dot, k, n, p, loc=0):
        return p_dot * slope(k - loc, n, p)

    @vjp(distribution.cdf)
    def cdf_reverse(y, y_bar, k, n, p, loc=0):
        return NotImplemented, NotImplemented, unbroadcast(y_bar * slope(k - loc, n, p), p)

    @jvp(distribution.sf)
    def sf_forward(y, p_dot, k, n, p, loc=0):
        return -p_dot * slope(k - loc, n, p)

    @vjp(distribution.sf)
    def sf_reverse(y, y_bar, k, n, p, loc=0):
        return NotImplemented, NotImplemented, unbroadcast(-y_bar * slope(k - loc, n, p), p)

    @jvp(distribution.logcdf)
    def logcdf_forward(y, p_dot, k, n, p, loc=0):
        return p_dot * inverse(y) * slope(k - loc, n, p)

    @vjp(distribution.logcdf)
    def logcdf_reverse(y, y_bar, k, n, p, loc=0):
        g = y_bar * inverse(y)
        return NotImplemented, NotImplemented, unbroadcast(g * slope(k - loc, n, p), p)

    @jvp(distribution.logsf)
    def logsf_forward(y, p_dot, k, n, p, loc=0):
        return -p_dot * inverse(y) * slope(k - loc, n, p)

    @vjp(distribution.logsf)
    def logsf_reverse(y, y_bar, k, n, p, loc=0):
        g = -y_bar * inverse(y)
        return NotImplemented, NotImplemented, unbroadcast(g * slope(k - loc, n, p), p)


one_parameter(stats.poisson, poisson_score, poisson_slope)
one_parameter(stats.bernoulli, bernoulli_score, bernoulli_slope)
one_parameter(stats.geom, geom_score, geom_slope)
two_parameters(stats.binom, binom_score, binom_slope)
two_parameters(stats.nbinom, nbinom_score, nbinom_slope)


# quantiles of counts are counts
for distribution in (stats.poisson, stats.bernoulli, stats.geom, stats.binom, stats.nbinom,
                     stats.betabinom):  # fmt: skip
    nondifferentiable(distribution.ppf, distribution.isf)


def betabinom_scores(k, n, a, b):
    """By n, a and b; every count of successes goes with a, every one of failures with b."""
    psi = special.digamma
    total = psi(n + a + b)
    by_n = psi(n + 1.0) - psi(n - k + 1.0) + psi(n - k + b) - total
    by_a = psi(k + a) - psi(a) + psi(a + b) - total
    return by_n, by_a, psi(n - k + b) - psi(b) + psi(a + b) - total


@jvp(stats.betabinom.logpmf)
def betabinom_logpmf_jvp(y, n_dot, a_dot, b_dot, k, n, a, b, loc=0):
    by_n, by_a, by_b = betabinom_scores(k - loc, n, a, b)
    return np.where(np.isfinite(y), n_dot * by_n + a_dot * by_a + b_dot * by_b, 0.0)


@vjp(stats.betabinom.logpmf)
def betabinom_logpmf_vjp(y, y_bar, k, n, a, b, loc=0):
    by_n, by_a, by_b = betabinom_scores(k - loc, n, a, b)
    g = np.where(np.isfinite(y), y_bar, 0.0)
    a_bar, b_bar = unbroadcast(g * by_a, a), unbroadcast(g * by_b, b)
    return NotImplemented, unbroadcast(g * by_n, n), a_bar, b_bar


@jvp(stats.betabinom.pmf)
def betabinom_pmf_jvp(y, n_dot, a_dot, b_dot, k, n, a, b, loc=0):
    by_n, by_a, by_b = betabinom_scores(k - loc, n, a, b)
    return y * (n_dot * by_n + a_dot * by_a + b_dot * by_b)


@vjp(stats.betabinom.pmf)
def betabinom_pmf_vjp(y, y_bar, k, n, a, b, loc=0):
    by_n, by_a, by_b = betabinom_scores(k - loc, n, a, b)
    g = y_bar * y
    a_bar, b_bar = unbroadcast(g * by_a, a), unbroadcast(g * by_b, b)
    return NotImplemented, unbroadcast(g * by_n, n), a_bar, b_bar


# entropies


def poisson_entropy_slope(mu):
    """The mean of log((k + 1) / mu), over all counts k that have a probability."""
    most = np.max(mu)
    k = np.arange(int(most + 12.0 * np.sqrt(most) + 40.0))
    probabilities = stats.poisson.pmf(k, np.asarray(mu)[..., None])
    return np.sum(probabilities * np.log1p(k), axis=-1) - np.log(mu)


@jvp(stats.poisson.entropy)
def poisson_entropy_jvp(y, mu_dot, mu, loc=0):
    return spread(mu_dot * poisson_entropy_slope(mu), y)


@vjp(stats.poisson.entropy)
def poisson_entropy_vjp(y, y_bar, mu, loc=0):
    return unbroadcast(y_bar * poisson_entropy_slope(mu), mu)


@jvp(stats.bernoulli.entropy)
def bernoulli_entropy_jvp(y, p_dot, p, loc=0):
    return spread(p_dot * np.log((1.0 - p) / p), y)


@vjp(stats.bernoulli.entropy)
def bernoulli_entropy_vjp(y, y_bar, p, loc=0):
    return unbroadcast(y_bar * np.log((1.0 - p) / p), p)
