"""`scipy.stats`: densities, distribution functions and quantiles of the common distributions.

Loaded by the registry once the user's program has imported `scipy.stats` itself. A distribution is
given by its score: the derivatives of the log-density of the standard one (no shift, scale 1) by
the point z and by the shape parameters. All methods follow from it by rules that are the same for
every distribution. The compiler passes x, the shapes, loc and scale by position.
"""

from __future__ import annotations

import numpy as np
from scipy import special, stats

from ..runtime.broadcast import unbroadcast
from .registry import jvp, vjp

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


# methods of continuous distributions: derivatives by (x, loc, scale, *shapes)


def moved(by_z, z, scale):
    """Derivatives by x, loc and scale of a function of `z = (x - loc) / scale`."""
    by_x = by_z / scale
    return by_x, -by_x, -z * by_x


def logpdf_slopes(distribution, score, y, x, loc, scale, shapes):
    z = (x - loc) / scale
    slopes = score(z, *shapes)
    by_x, by_loc, by_scale = moved(slopes[0], z, scale)
    return by_x, by_loc, by_scale - 1.0 / scale, *slopes[1:]


def pdf_slopes(distribution, score, y, x, loc, scale, shapes):
    return [y * s for s in logpdf_slopes(distribution, score, y, x, loc, scale, shapes)]


def by_density(density, x, loc, scale, shapes):
    """What grows with x at this rate; nobody has written down how it grows with the shapes."""
    unknown = [NotImplemented for _ in shapes]
    return density, -density, -density * ((x - loc) / scale), *unknown


def cdf_slopes(distribution, score, y, x, loc, scale, shapes):
    return by_density(distribution.pdf(x, *shapes, loc, scale), x, loc, scale, shapes)


def sf_slopes(distribution, score, y, x, loc, scale, shapes):
    return by_density(-distribution.pdf(x, *shapes, loc, scale), x, loc, scale, shapes)


def logcdf_slopes(distribution, score, y, x, loc, scale, shapes):
    density = np.exp(distribution.logpdf(x, *shapes, loc, scale) - y)
    return by_density(density, x, loc, scale, shapes)


def logsf_slopes(distribution, score, y, x, loc, scale, shapes):
    density = -np.exp(distribution.logpdf(x, *shapes, loc, scale) - y)
    return by_density(density, x, loc, scale, shapes)


def ppf_slopes(distribution, score, x, q, loc, scale, shapes):
    unknown = [NotImplemented for _ in shapes]
    by_q = 1.0 / distribution.pdf(x, *shapes, loc, scale)
    return by_q, 1.0, (x - loc) / scale, *unknown


def isf_slopes(distribution, score, x, q, loc, scale, shapes):
    unknown = [NotImplemented for _ in shapes]
    by_q = -1.0 / distribution.pdf(x, *shapes, loc, scale)
    return by_q, 1.0, (x - loc) / scale, *unknown


def collected(y_bar, slopes, primals):
    """The cotangents of the primals, in order."""
    return tuple(
        [
            s if s is NotImplemented else unbroadcast(y_bar * s, x)
            for s, x in zip(slopes, primals)
        ]
    )


def rules_without_shape(distribution, method, slopes, score):
    @jvp(method)
    def forward(y, x_dot, loc_dot, scale_dot, x, loc=0, scale=1):
        by_x, by_loc, by_scale = slopes(distribution, score, y, x, loc, scale, ())
        return x_dot * by_x + loc_dot * by_loc + scale_dot * by_scale

    @vjp(method)
    def reverse(y, y_bar, x, loc=0, scale=1):
        found = slopes(distribution, score, y, x, loc, scale, ())
        return collected(y_bar, found, (x, loc, scale))


def rules_with_one_shape(distribution, method, slopes, score):
    def reverse(y, y_bar, x, a, loc=0, scale=1):
        by_x, by_loc, by_scale, by_a = slopes(distribution, score, y, x, loc, scale, (a,))
        return collected(y_bar, (by_x, by_a, by_loc, by_scale), (x, a, loc, scale))

    def forward(y, x_dot, a_dot, loc_dot, scale_dot, x, a, loc=0, scale=1):
        by_x, by_loc, by_scale, by_a = slopes(distribution, score, y, x, loc, scale, (a,))
        return x_dot * by_x + a_dot * by_a + loc_dot * by_loc + scale_dot * by_scale

    def forward_at_constant_shape(y, x_dot, loc_dot, scale_dot, x, a, loc=0, scale=1):
        by_x, by_loc, by_scale, _ = slopes(distribution, score, y, x, loc, scale, (a,))
        return x_dot * by_x + loc_dot * by_loc + scale_dot * by_scale

    vjp(method)(reverse)
    knows_shape = slopes is logpdf_slopes or slopes is pdf_slopes
    jvp(method)(forward if knows_shape else forward_at_constant_shape)


def rules_with_two_shapes(distribution, method, slopes, score):
    def reverse(y, y_bar, x, a, b, loc=0, scale=1):
        by_x, by_loc, by_scale, by_a, by_b = slopes(distribution, score, y, x, loc, scale, (a, b))
        return collected(y_bar, (by_x, by_a, by_b, by_loc, by_scale), (x, a, b, loc, scale))

    def forward(y, x_dot, a_dot, b_dot, loc_dot, scale_dot, x, a, b, loc=0, scale=1):
        by_x, by_loc, by_scale, by_a, by_b = slopes(distribution, score, y, x, loc, scale, (a, b))
        by_shapes = a_dot * by_a + b_dot * by_b
        return x_dot * by_x + by_shapes + loc_dot * by_loc + scale_dot * by_scale

    def forward_at_constant_shape(y, x_dot, loc_dot, scale_dot, x, a, b, loc=0, scale=1):
        by_x, by_loc, by_scale, _, _ = slopes(distribution, score, y, x, loc, scale, (a, b))
        return x_dot * by_x + loc_dot * by_loc + scale_dot * by_scale

    vjp(method)(reverse)
    knows_shape = slopes is logpdf_slopes or slopes is pdf_slopes
    jvp(method)(forward if knows_shape else forward_at_constant_shape)


METHODS = {
    "pdf": pdf_slopes, "logpdf": logpdf_slopes, "cdf": cdf_slopes, "sf": sf_slopes,
    "logcdf": logcdf_slopes, "logsf": logsf_slopes, "ppf": ppf_slopes, "isf": isf_slopes,
}  # fmt: skip
RULES_BY_SHAPES = (rules_without_shape, rules_with_one_shape, rules_with_two_shapes)


def register(shapes, scores):
    for distribution, score in scores.items():
        for name, slopes in METHODS.items():
            RULES_BY_SHAPES[shapes](distribution, getattr(distribution, name), slopes, score)


register(0, {
    stats.norm: norm_score, stats.expon: expon_score, stats.uniform: uniform_score,
    stats.laplace: laplace_score, stats.cauchy: cauchy_score, stats.logistic: logistic_score,
    stats.gumbel_r: gumbel_r_score, stats.gumbel_l: gumbel_l_score,
    stats.rayleigh: rayleigh_score, stats.halfnorm: halfnorm_score,
})  # fmt: skip
register(1, {
    stats.t: t_score, stats.gamma: gamma_score, stats.chi2: chi2_score,
    stats.invgamma: invgamma_score, stats.lognorm: lognorm_score, stats.pareto: pareto_score,
    stats.weibull_min: weibull_min_score, stats.vonmises: vonmises_score,
})  # fmt: skip
register(2, {stats.beta: beta_score, stats.f: f_score})
