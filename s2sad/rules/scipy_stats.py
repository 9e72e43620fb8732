"""`scipy.stats`: densities, distribution functions and quantiles of the common distributions.

Loaded by the registry once the user's program has imported `scipy.stats` itself. A distribution is
given by its score: the derivatives of the log-density of the standard one (no shift, scale 1) by
the point z and by the shape parameters; some also by how their distribution function bends and
their entropy spreads with the shapes (`scipy_scores.py`). All methods follow from these by rules
that are the same for every distribution. The compiler passes x, the shapes, loc and scale by
position.
"""

from __future__ import annotations

import numpy as np
from scipy import stats

from ..runtime.broadcast import spread, unbroadcast
from . import scipy_scores as scores
from .registry import jvp, vjp

# methods of continuous distributions: derivatives by (x, loc, scale, *shapes)


def moved(by_z, z, scale):
    """Derivatives by x, loc and scale of a function of `z = (x - loc) / scale`."""
    by_x = by_z / scale
    return by_x, -by_x, -z * by_x


def logpdf_slopes(distribution, score, bent, y, x, loc, scale, shapes):
    z = (x - loc) / scale
    slopes = score(z, *shapes)
    by_x, by_loc, by_scale = moved(slopes[0], z, scale)
    return by_x, by_loc, by_scale - 1.0 / scale, *slopes[1:]


def pdf_slopes(distribution, score, bent, y, x, loc, scale, shapes):
    return [y * s for s in logpdf_slopes(distribution, score, bent, y, x, loc, scale, shapes)]


def by_shapes(bent, factor, z, shapes):
    """`bent`, scaled; nobody has written down how some distribution functions move with shapes."""
    if bent is None:
        return [NotImplemented for _ in shapes]
    return [factor * s for s in bent(z, *shapes)]


def cdf_slopes(distribution, score, bent, y, x, loc, scale, shapes):
    density, z = distribution.pdf(x, *shapes, loc, scale), (x - loc) / scale
    return density, -density, -density * z, *by_shapes(bent, 1.0, z, shapes)


def sf_slopes(distribution, score, bent, y, x, loc, scale, shapes):
    density, z = distribution.pdf(x, *shapes, loc, scale), (x - loc) / scale
    return -density, density, density * z, *by_shapes(bent, -1.0, z, shapes)


def logcdf_slopes(distribution, score, bent, y, x, loc, scale, shapes):
    density, z = np.exp(distribution.logpdf(x, *shapes, loc, scale) - y), (x - loc) / scale
    return density, -density, -density * z, *by_shapes(bent, np.exp(-y), z, shapes)


def logsf_slopes(distribution, score, bent, y, x, loc, scale, shapes):
    density, z = np.exp(distribution.logpdf(x, *shapes, loc, scale) - y), (x - loc) / scale
    return -density, density, density * z, *by_shapes(bent, -np.exp(-y), z, shapes)


def ppf_slopes(distribution, score, bent, x, q, loc, scale, shapes):
    """The point stays where the distribution function has the value q."""
    width, z = 1.0 / distribution.pdf(x, *shapes, loc, scale), (x - loc) / scale
    return width, 1.0, z, *by_shapes(bent, -width, z, shapes)


def isf_slopes(distribution, score, bent, x, q, loc, scale, shapes):
    width, z = 1.0 / distribution.pdf(x, *shapes, loc, scale), (x - loc) / scale
    return -width, 1.0, z, *by_shapes(bent, -width, z, shapes)


def collected(y_bar, slopes, primals):
    """The cotangents of the primals, in order."""
    return tuple(
        [
            s if s is NotImplemented else unbroadcast(y_bar * s, x)
            for s, x in zip(slopes, primals)
        ]
    )


def rules_without_shape(distribution, method, slopes, score, bent):
    @jvp(method)
    def forward(y, x_dot, loc_dot, scale_dot, x, loc=0, scale=1):
        by_x, by_loc, by_scale = slopes(distribution, score, bent, y, x, loc, scale, ())
        return x_dot * by_x + loc_dot * by_loc + scale_dot * by_scale

    @vjp(method)
    def reverse(y, y_bar, x, loc=0, scale=1):
        found = slopes(distribution, score, bent, y, x, loc, scale, ())
        return collected(y_bar, found, (x, loc, scale))


def rules_with_one_shape(distribution, method, slopes, score, bent):
    def reverse(y, y_bar, x, a, loc=0, scale=1):
        by_x, by_loc, by_scale, by_a = slopes(distribution, score, bent, y, x, loc, scale, (a,))
        return collected(y_bar, (by_x, by_a, by_loc, by_scale), (x, a, loc, scale))

    def forward(y, x_dot, a_dot, loc_dot, scale_dot, x, a, loc=0, scale=1):
        by_x, by_loc, by_scale, by_a = slopes(distribution, score, bent, y, x, loc, scale, (a,))
        return x_dot * by_x + a_dot * by_a + loc_dot * by_loc + scale_dot * by_scale

    def forward_at_constant_shape(y, x_dot, loc_dot, scale_dot, x, a, loc=0, scale=1):
        by_x, by_loc, by_scale, _ = slopes(distribution, score, bent, y, x, loc, scale, (a,))
        return x_dot * by_x + loc_dot * by_loc + scale_dot * by_scale

    vjp(method)(reverse)
    knows_shape = bent is not None or slopes in (logpdf_slopes, pdf_slopes)
    jvp(method)(forward if knows_shape else forward_at_constant_shape)


def rules_with_two_shapes(distribution, method, slopes, score, bent):
    def reverse(y, y_bar, x, a, b, loc=0, scale=1):
        found = slopes(distribution, score, bent, y, x, loc, scale, (a, b))
        by_x, by_loc, by_scale, by_a, by_b = found
        return collected(y_bar, (by_x, by_a, by_b, by_loc, by_scale), (x, a, b, loc, scale))

    def forward(y, x_dot, a_dot, b_dot, loc_dot, scale_dot, x, a, b, loc=0, scale=1):
        found = slopes(distribution, score, bent, y, x, loc, scale, (a, b))
        by_x, by_loc, by_scale, by_a, by_b = found
        by_shapes = a_dot * by_a + b_dot * by_b
        return x_dot * by_x + by_shapes + loc_dot * by_loc + scale_dot * by_scale

    def forward_at_constant_shape(y, x_dot, loc_dot, scale_dot, x, a, b, loc=0, scale=1):
        found = slopes(distribution, score, bent, y, x, loc, scale, (a, b))
        by_x, by_loc, by_scale, _, _ = found
        return x_dot * by_x + loc_dot * by_loc + scale_dot * by_scale

    vjp(method)(reverse)
    knows_shape = bent is not None or slopes in (logpdf_slopes, pdf_slopes)
    jvp(method)(forward if knows_shape else forward_at_constant_shape)


METHODS = {
    "pdf": pdf_slopes, "logpdf": logpdf_slopes, "cdf": cdf_slopes, "sf": sf_slopes,
    "logcdf": logcdf_slopes, "logsf": logsf_slopes, "ppf": ppf_slopes, "isf": isf_slopes,
}  # fmt: skip
RULES_BY_SHAPES = (rules_without_shape, rules_with_one_shape, rules_with_two_shapes)
#: those of whose distribution function the derivatives by the shapes are known
BENT = {
    stats.gamma: scores.gamma_bent, stats.chi2: scores.chi2_bent,
    stats.lognorm: scores.lognorm_bent, stats.pareto: scores.pareto_bent,
    stats.weibull_min: scores.weibull_min_bent, stats.truncnorm: scores.truncnorm_bent,
    stats.gennorm: scores.gennorm_bent,
}  # fmt: skip


def register(shapes, table):
    for distribution, score in table.items():
        bent = BENT.get(distribution)
        for name, slopes in METHODS.items():
            method = getattr(distribution, name)
            RULES_BY_SHAPES[shapes](distribution, method, slopes, score, bent)


register(0, {
    stats.norm: scores.norm_score, stats.expon: scores.expon_score,
    stats.uniform: scores.uniform_score, stats.laplace: scores.laplace_score,
    stats.cauchy: scores.cauchy_score, stats.logistic: scores.logistic_score,
    stats.gumbel_r: scores.gumbel_r_score, stats.gumbel_l: scores.gumbel_l_score,
    stats.rayleigh: scores.rayleigh_score, stats.halfnorm: scores.halfnorm_score,
})  # fmt: skip
register(1, {
    stats.t: scores.t_score, stats.gamma: scores.gamma_score, stats.chi2: scores.chi2_score,
    stats.invgamma: scores.invgamma_score, stats.lognorm: scores.lognorm_score,
    stats.pareto: scores.pareto_score, stats.weibull_min: scores.weibull_min_score,
    stats.vonmises: scores.vonmises_score, stats.gennorm: scores.gennorm_score,
    stats.wrapcauchy: scores.wrapcauchy_score,
})  # fmt: skip
register(2, {
    stats.beta: scores.beta_score, stats.f: scores.f_score,
    stats.truncnorm: scores.truncnorm_score,
})  # fmt: skip


# entropies: a shift changes nothing, a scale adds its logarithm


def entropy_without_shape(method, widens):
    @jvp(method)
    def forward(y, loc_dot, scale_dot, loc=0, scale=1):
        return spread(scale_dot / scale, y)

    @vjp(method)
    def reverse(y, y_bar, loc=0, scale=1):
        return None, unbroadcast(y_bar / scale, scale)


def entropy_with_one_shape(method, widens):
    @jvp(method)
    def forward(y, a_dot, loc_dot, scale_dot, a, loc=0, scale=1):
        return spread(a_dot * widens(a)[0], y) + spread(scale_dot / scale, y)

    @vjp(method)
    def reverse(y, y_bar, a, loc=0, scale=1):
        by_a = unbroadcast(y_bar * widens(a)[0], a)
        return by_a, None, unbroadcast(y_bar / scale, scale)


def entropy_with_two_shapes(method, widens):
    @jvp(method)
    def forward(y, a_dot, b_dot, loc_dot, scale_dot, a, b, loc=0, scale=1):
        by_a, by_b = widens(a, b)
        return spread(a_dot * by_a + b_dot * by_b, y) + spread(scale_dot / scale, y)

    @vjp(method)
    def reverse(y, y_bar, a, b, loc=0, scale=1):
        by_a, by_b = widens(a, b)
        scale_bar = unbroadcast(y_bar / scale, scale)
        return unbroadcast(y_bar * by_a, a), unbroadcast(y_bar * by_b, b), None, scale_bar


for distribution in (stats.norm, stats.expon, stats.uniform, stats.laplace, stats.cauchy,
                     stats.logistic, stats.gumbel_r, stats.gumbel_l, stats.rayleigh,
                     stats.halfnorm):  # fmt: skip
    entropy_without_shape(distribution.entropy, None)
for distribution, widens in {
    stats.t: scores.t_spread, stats.gamma: scores.gamma_spread, stats.chi2: scores.chi2_spread,
    stats.invgamma: scores.invgamma_spread, stats.lognorm: scores.lognorm_spread,
    stats.pareto: scores.pareto_spread, stats.weibull_min: scores.weibull_min_spread,
    stats.gennorm: scores.gennorm_spread,
}.items():  # fmt: skip
    entropy_with_one_shape(distribution.entropy, widens)
entropy_with_two_shapes(stats.beta.entropy, scores.beta_spread)


# the value that comes most often


@jvp(stats.mode)
def mode_jvp(y, a_dot, a, axis=0, keepdims=False):
    return mode_picked(a_dot, y[0], a, axis, keepdims), None


def mode_places(value, a, axis, keepdims):
    """Where the value stands first, with the axis kept."""
    kept = value if keepdims or axis is None else np.expand_dims(value, axis)
    return np.argmax(a == kept, axis=axis, keepdims=True)


def mode_picked(x, value, a, axis, keepdims):
    if axis is None:
        return np.ravel(x)[np.argmax(a == value)]
    picked = np.take_along_axis(x, mode_places(value, a, axis, keepdims), axis)
    return picked if keepdims else np.squeeze(picked, axis)


@vjp(stats.mode)
def mode_vjp(y, y_bar, a, axis=0, keepdims=False):
    a_bar = np.zeros_like(a)
    if axis is None:
        np.reshape(a_bar, -1)[np.argmax(a == y[0])] = y_bar[0]
        return a_bar
    g = y_bar[0] if keepdims else np.expand_dims(y_bar[0], axis)
    np.put_along_axis(a_bar, mode_places(y[0], a, axis, keepdims), g, axis)
    return a_bar
