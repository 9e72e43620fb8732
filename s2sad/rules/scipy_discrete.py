"""`scipy.stats`: probabilities of counts, and densities of vectors.

Loaded by the registry once the user's program has imported `scipy.stats` itself. Counts have no
derivative; where one lies outside of the support, the derivative by the parameters is 0.
"""

from __future__ import annotations

import numpy as np
from scipy import linalg, special, stats

from ..runtime.broadcast import unbroadcast
from .registry import jvp, vjp
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


one_parameter(stats.poisson, poisson_score, poisson_slope)
one_parameter(stats.bernoulli, bernoulli_score, bernoulli_slope)
one_parameter(stats.geom, geom_score, geom_slope)
two_parameters(stats.binom, binom_score, binom_slope)
two_parameters(stats.nbinom, nbinom_score, nbinom_slope)


# vectors


def whitened(x, mean, cov):
    """`inv(cov) @ (x - mean)` for one vector, or for each of a stack of them."""
    assert np.ndim(cov) == 2, "the covariance must be a matrix: np.diag of variances, say"
    factor = linalg.cho_factor(cov)
    r = x if mean is None else x - mean
    return factor, np.transpose(linalg.cho_solve(factor, np.transpose(r)))


def normal_moved(x_dot, mean_dot, cov_dot, x, mean, cov):
    """The tangent of the log-density."""
    factor, s = whitened(x, mean, cov)
    along = np.sum(s * (mean_dot - x_dot), axis=-1)
    bent = 0.5 * np.sum(s * (s @ cov_dot), axis=-1)
    return along + bent - 0.5 * np.trace(linalg.cho_solve(factor, cov_dot))


def normal_pulled(g, x, mean, cov):
    """The cotangents of x, mean and cov, g being that of the log-density."""
    factor, s = whitened(x, mean, cov)
    x_bar = -s * g[..., None] if np.ndim(x) > 1 else -s * g
    inverse = linalg.cho_solve(factor, np.eye(np.shape(cov)[0]))
    if np.ndim(x) > 1:
        rows = np.reshape(s, (-1, np.shape(cov)[0]))
        weighted = np.reshape(x_bar, (-1, np.shape(cov)[0]))
        cov_bar = -0.5 * (np.transpose(weighted) @ rows + np.sum(g) * inverse)
    else:
        cov_bar = -0.5 * (x_bar[:, None] * s + g * inverse)
    return x_bar, None if mean is None else unbroadcast(-x_bar, mean), cov_bar


@jvp(stats.multivariate_normal.logpdf)
def normal_logpdf_jvp(y, x_dot, mean_dot, cov_dot, x, mean=None, cov=1):
    return normal_moved(x_dot, mean_dot, cov_dot, x, mean, cov)


@vjp(stats.multivariate_normal.logpdf)
def normal_logpdf_vjp(y, y_bar, x, mean=None, cov=1):
    return normal_pulled(y_bar, x, mean, cov)


@jvp(stats.multivariate_normal.pdf)
def normal_pdf_jvp(y, x_dot, mean_dot, cov_dot, x, mean=None, cov=1):
    return y * normal_moved(x_dot, mean_dot, cov_dot, x, mean, cov)


@vjp(stats.multivariate_normal.pdf)
def normal_pdf_vjp(y, y_bar, x, mean=None, cov=1):
    return normal_pulled(y_bar * y, x, mean, cov)


def dirichlet_scores(x, alpha):
    """By all entries of x, as if they were free; the last one must not be left out."""
    assert np.ndim(x) == 1, "the density of several vectors at once: call it in a loop"
    x = np.reshape(x, np.shape(alpha))
    return (alpha - 1.0) / x, np.log(x) - special.digamma(alpha) + special.digamma(np.sum(alpha))


@jvp(stats.dirichlet.logpdf)
def dirichlet_logpdf_jvp(y, x_dot, alpha_dot, x, alpha):
    by_x, by_alpha = dirichlet_scores(x, alpha)
    return np.sum(by_x * x_dot + by_alpha * alpha_dot)


@vjp(stats.dirichlet.logpdf)
def dirichlet_logpdf_vjp(y, y_bar, x, alpha):
    by_x, by_alpha = dirichlet_scores(x, alpha)
    return y_bar * by_x, y_bar * by_alpha


@jvp(stats.dirichlet.pdf)
def dirichlet_pdf_jvp(y, x_dot, alpha_dot, x, alpha):
    by_x, by_alpha = dirichlet_scores(x, alpha)
    return y * np.sum(by_x * x_dot + by_alpha * alpha_dot)


@vjp(stats.dirichlet.pdf)
def dirichlet_pdf_vjp(y, y_bar, x, alpha):
    by_x, by_alpha = dirichlet_scores(x, alpha)
    return y_bar * y * by_x, y_bar * y * by_alpha
