"""`scipy.stats`: distributions of vectors.

Loaded by the registry once the user's program has imported `scipy.stats` itself.
"""

from __future__ import annotations

import numpy as np
from scipy import linalg, special, stats

from ..runtime.broadcast import unbroadcast
from .registry import jvp, vjp


def whitened(x, mean, cov):
    """`inv(cov) @ (x - mean)` for one vector, or for each of a stack of them."""
    assert np.ndim(cov) == 2, "the covariance must be a matrix: np.diag of variances, say"
    factor = linalg.cho_factor(cov)
    r = x if mean is None else x - mean
    return factor, np.transpose(linalg.cho_solve(factor, np.transpose(r)))


def check_regular(cov, allow_singular):
    """What SciPy takes for singular has no derivative by the covariance."""
    if allow_singular:
        spread = np.linalg.eigvalsh(cov)
        assert spread[0] > 1e6 * np.finfo(float).eps * spread[-1], "the covariance is singular"


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
def normal_logpdf_jvp(y, x_dot, mean_dot, cov_dot, x, mean=None, cov=1, allow_singular=False):
    check_regular(cov, allow_singular)
    return normal_moved(x_dot, mean_dot, cov_dot, x, mean, cov)


@vjp(stats.multivariate_normal.logpdf)
def normal_logpdf_vjp(y, y_bar, x, mean=None, cov=1, allow_singular=False):
    check_regular(cov, allow_singular)
    return normal_pulled(y_bar, x, mean, cov)


@jvp(stats.multivariate_normal.pdf)
def normal_pdf_jvp(y, x_dot, mean_dot, cov_dot, x, mean=None, cov=1, allow_singular=False):
    check_regular(cov, allow_singular)
    return y * normal_moved(x_dot, mean_dot, cov_dot, x, mean, cov)


@vjp(stats.multivariate_normal.pdf)
def normal_pdf_vjp(y, y_bar, x, mean=None, cov=1, allow_singular=False):
    check_regular(cov, allow_singular)
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


def covariance(cov):
    assert np.ndim(cov) == 2, "the covariance must be a matrix: np.diag of variances, say"
    return cov


@jvp(stats.multivariate_normal.entropy)
def normal_entropy_jvp(y, mean_dot, cov_dot, mean=None, cov=1):
    return 0.5 * np.trace(linalg.solve(covariance(cov), cov_dot, assume_a="pos"))


@vjp(stats.multivariate_normal.entropy)
def normal_entropy_vjp(y, y_bar, mean=None, cov=1):
    return None, 0.5 * y_bar * linalg.inv(covariance(cov))


def multinomial_terms(x, p):
    """What each entry of p changes of the log-probability, as if they were all free."""
    assert np.ndim(p) == 1, "the probabilities of a multinomial distribution must be a vector"
    return x / p


@jvp(stats.multinomial.logpmf)
def multinomial_logpmf_jvp(y, p_dot, x, n, p):
    return np.sum(multinomial_terms(x, p) * p_dot, axis=-1)


@vjp(stats.multinomial.logpmf)
def multinomial_logpmf_vjp(y, y_bar, x, n, p):
    g = y_bar[..., None] if np.ndim(x) > 1 else y_bar
    return NotImplemented, NotImplemented, unbroadcast(g * multinomial_terms(x, p), p)


@jvp(stats.multinomial.pmf)
def multinomial_pmf_jvp(y, p_dot, x, n, p):
    return y * np.sum(multinomial_terms(x, p) * p_dot, axis=-1)


@vjp(stats.multinomial.pmf)
def multinomial_pmf_vjp(y, y_bar, x, n, p):
    g = (y_bar * y)[..., None] if np.ndim(x) > 1 else y_bar * y
    return NotImplemented, NotImplemented, unbroadcast(g * multinomial_terms(x, p), p)
